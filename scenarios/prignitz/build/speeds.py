"""Choose the driving speed of a minibus on an edge. An assumption, bounded on one side by data.

The timetable of 2021 (944 runs of buses) is met best by 29 km/h in built-up areas and 65 km/h
outside, plus 11 s per stop: a lower bound, for a large bus with boarding. The law allows 50 and
100 km/h: an upper bound. We take 38 and 70 km/h for minibuses; cars would reach about 45 and 80.
"""

BUILTUP, OUTSIDE = 38.0, 70.0  # km/h


def speed_kph(builtup: float) -> float:
    """Mean speed on an edge of which the share `builtup` lies in a settlement (harmonic mean)."""
    return round(1 / (builtup / BUILTUP + (1 - builtup) / OUTSIDE), 1)
