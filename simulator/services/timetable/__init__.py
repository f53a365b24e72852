"""Trains and buses that run by a timetable, with the riders they carry."""
