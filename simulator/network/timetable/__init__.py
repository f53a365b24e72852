"""Timetables of buses and trains: read from GTFS, changed, and searched for journeys."""
