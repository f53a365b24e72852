"""Vehicles and their plans."""
