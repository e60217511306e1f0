"""The packing bench."""
