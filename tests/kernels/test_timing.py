"""When a stop begins and when its vehicle leaves, in seconds worked out by hand."""

from __future__ import annotations

import pytest

from simulator.kernels.timing import stop_times

ARGUMENTS = ("same_place", "began", "left", "drive", "pause", "earliest", "boarded", "dwell")

# The stop before began at 1000 and is left at 1060.


@pytest.mark.parametrize(
    ("stop", "times"),
    [
        # A minute's drive; service of 30 s begins on arrival, with the window, or when boarding elsewhere is over.
        ({"drive": 60, "earliest": 0, "dwell": 30}, (1120, 1120, 1150)),
        ({"drive": 60, "earliest": 1500, "dwell": 30}, (1120, 1500, 1530)),
        ({"drive": 60, "earliest": 0, "boarded": 1200, "dwell": 30}, (1120, 1200, 1230)),
        # At the same place: beside the one before, however long either takes.
        ({"same_place": True, "earliest": 0, "dwell": 30}, (1000, 1000, 1060)),
        ({"same_place": True, "earliest": 0, "dwell": 90}, (1000, 1000, 1090)),
        ({"same_place": True, "earliest": 1020, "dwell": 30}, (1000, 1020, 1060)),
        ({"same_place": True, "earliest": 1050, "dwell": 30}, (1000, 1050, 1080)),
        ({"same_place": True, "earliest": 0, "boarded": 1090, "dwell": 30}, (1000, 1090, 1120)),
        # A pause of ten minutes follows what is done before; the window is that of its end.
        ({"drive": 60, "pause": 600, "earliest": 0, "dwell": 0}, (1120, 1720, 1720)),
        ({"drive": 60, "pause": 600, "earliest": 1700, "dwell": 0}, (1120, 1720, 1720)),
        ({"drive": 60, "pause": 600, "earliest": 2000, "dwell": 0}, (1120, 2000, 2000)),
        ({"same_place": True, "pause": 600, "earliest": 0, "dwell": 0}, (1060, 1660, 1660)),
    ],
)
def test_stops_are_timed_by_one_rule(stop: dict[str, int], times: tuple[int, int, int]) -> None:
    values = {"same_place": False, "began": 1000, "left": 1060, "drive": 0, "pause": 0, "boarded": stop["earliest"]}
    assert stop_times(*({**values, **stop}[name] for name in ARGUMENTS)) == times
