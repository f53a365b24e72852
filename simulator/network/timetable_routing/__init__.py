"""Searches in a timetable, and what they say of places and requests."""
