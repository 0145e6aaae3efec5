"""From decisions to a better model, or to none: labels, a candidate, a gate, and a report of it all."""
