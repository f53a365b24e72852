"""Buses and trains that run by a timetable: whoever finds a journey walks, rides, changes and pays; places are few."""
