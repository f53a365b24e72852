"""A finished run for other tools."""
