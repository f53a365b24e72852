"""Journeys that consist of rides of other services: to a station, by train or bus, and on from there."""
