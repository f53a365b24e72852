"""Scenario files: schema, loading, errors."""
