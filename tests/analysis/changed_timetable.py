"""What the changes of a small timetable come to, as a run with four requests has it."""

from __future__ import annotations

import pandas as pd

from simulator.analysis.timetable_changes import ChangedTimetable
from simulator.tables import TIMETABLE_CHANGE_DTYPES, TIMETABLE_PLACE_DTYPES, TIMETABLE_REQUEST_DTYPES

LINES = "lines"


def changed_timetable() -> ChangedTimetable:
    """Return two changes, two villages, and requests of which the last belongs to the warm-up."""
    changes = [(0, "drop", 8, 100, 92, 900.0, 830.5), (1, "add", 3, 92, 95, 830.5, 860.25)]
    requests = [
        (0, "Adorf", 3, 1, 600, 900, "keeps"),
        (1, "Adorf", 2, 2, 700, 650, "keeps"),
        (2, "Adorf", 1, 0, 800, pd.NA, "loses"),
        (3, "Bstadt", 1, 0, 500, pd.NA, "loses"),
        (4, "Bstadt", 2, 0, 500, pd.NA, "loses"),
        (5, "Bstadt", 0, 1, pd.NA, 400, "gains"),
        (6, "Bstadt", 0, 0, pd.NA, pd.NA, "none"),
        (7, "Bstadt", 4, 0, 300, pd.NA, "loses"),  # of the warm-up
    ]
    here, there = (12.0, 53.0, 70.0), (12.1, 53.1, 30.0)
    eight, nine = 8 * 3600, 9 * 3600
    places = [
        ("Adorf", 0, "Bahnhof", "station", *here, 5, 3, 900, 1200, eight, eight, nine, nine),
        ("Adorf", 0, "Bstadt", "town", *here, 4, 6, 600, 600, eight, eight, nine, nine),
        ("Bstadt", 0, "Bahnhof", "station", *there, 2, 0, 1800, pd.NA, eight, pd.NA, nine, pd.NA),
        ("Bstadt", 1, "Bahnhof", "station", *there, 1, 1, 1800, 1800, eight, eight, nine, nine),
        ("Adorf", 1, "Bahnhof", "station", *here, 1, 0, 900, pd.NA, eight, pd.NA, nine, pd.NA),
    ]
    tables = (
        (changes, TIMETABLE_CHANGE_DTYPES),
        (requests, TIMETABLE_REQUEST_DTYPES),
        (places, TIMETABLE_PLACE_DTYPES),
    )
    return ChangedTimetable(*(pd.DataFrame(rows, columns=list(dtypes)).astype(dtypes) for rows, dtypes in tables))


def journeys() -> pd.DataFrame:
    """Of those who lose their journey one is served by the bus, one by the lines later on, one by nobody.

    Of two who keep theirs one goes by it.
    """
    served = {0: LINES, 1: "rufbus", 2: "rufbus", 3: LINES, 5: LINES, 6: "rufbus"}
    rows = [
        (served.get(request, "rufbus"), request, "served" if request in served else "rejected") for request in range(7)
    ]
    return pd.DataFrame(rows, columns=["service", "request", "end"])
