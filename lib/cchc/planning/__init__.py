"""Findings to a plan: pure functions."""
