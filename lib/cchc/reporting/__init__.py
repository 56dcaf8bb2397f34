"""Findings and plans to documents: computes no index, returns objects, only ``write_`` touches the disk."""
