"""Policies that decide; importing this package registers the built-in ones."""

from simulator.dispatch import insertion, nearest_idle

__all__ = ["insertion", "nearest_idle"]
