"""Runs of scenarios and their results folders."""
