"""Whether calibration finds known values again: from made bookings, beside a known likelihood, on other days."""
