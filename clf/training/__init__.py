"""Making models: reading corpora, fitting, calibrating, measuring."""
