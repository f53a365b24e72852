"""Policies that decide; each is found by its name in the registry."""
