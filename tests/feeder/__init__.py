"""Journeys that consist of rides of other services."""
