"""Ruin and recreate: better plans for many requests at once, within every promise."""
