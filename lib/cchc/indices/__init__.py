"""Scores to index values: pure functions, tables in, tables out."""
