"""Searches in timetables, held against another router."""
