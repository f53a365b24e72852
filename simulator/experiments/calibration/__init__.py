"""Scenarios fitted to bookings of a service: what was observed, what is simulated, and what lies between."""
