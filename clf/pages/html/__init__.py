"""Headline blocks of an HTML page."""
