"""A day of bookings as a scenario: the same requests and shifts again, and what re-planning would have done."""
