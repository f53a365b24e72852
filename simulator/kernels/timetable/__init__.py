"""Searches in timetables: connections scanned in order of time, lines in rounds of rides, profiles backwards."""
