"""Index values to findings: pure functions, tables in, tables or frozen dataclasses out."""
