"""Key figures of tours, only where the demand has any: who came home as planned, and who did otherwise."""

from __future__ import annotations

import pandas as pd

from simulator.analysis.ratios import Number, ratio
from simulator.analysis.tours import FINISHED, HOME_OTHERWISE, NOT_BEGUN, NOT_MADE, OTHER_MODE
from simulator.event_kinds import Event
from simulator.results.entry import Definition

_D = Definition
_OF = "Of these, those"

TOUR_KPIS: dict[str, Definition] = {
    "tours_asked": _D("Tours from home and back for which services may be asked.", "tours"),
    "tours_finished": _D(f"{_OF} on which every trip was served.", "tours"),
    "tours_finished_share": _D("Tours on which every trip was served.", "share", "tours that left home with a service"),
    "tours_home_otherwise": _D(
        f"{_OF} whose people left home, but were not served on a later trip: they came back, or stayed away, in a way "
        "that nobody simulated.",
        "tours",
    ),
    "people_home_otherwise": _D("People on these.", "persons"),
    "tours_other_mode": _D(f"{_OF} made in another way from the first trip on.", "tours"),
    "tours_not_begun": _D(f"{_OF} on which nobody left home.", "tours"),
    "tour_trips_not_made": _D(
        "Later trips of tours for which nobody asked, as the trip before was not made: they are counted as neither "
        "requests nor rejections.",
        "trips",
    ),
    "tour_rides_taken_back": _D("Rides on later trips that were booked, and taken back for that reason.", "rides"),
}


def tour_kpis(tours: pd.DataFrame, journeys: pd.DataFrame, events: pd.DataFrame) -> dict[str, Number]:
    """Compute the figures. tours: ``TOUR_END_DTYPES``. journeys: of all people, those that count. events: the log."""
    count = tours["outcome"].value_counts()
    finished, otherwise = (int(count.get(name, 0)) for name in (FINISHED, HOME_OTHERWISE))
    taken_back = events.loc[events["kind"] == Event.TOUR_CUT, "request"]
    return {
        "tours_asked": len(tours),
        "tours_finished": finished,
        "tours_finished_share": ratio(finished, finished + otherwise),
        "tours_home_otherwise": otherwise,
        "people_home_otherwise": int(tours.loc[tours["outcome"] == HOME_OTHERWISE, "party_size"].sum()),
        "tours_other_mode": int(count.get(OTHER_MODE, 0)),
        "tours_not_begun": int(count.get(NOT_BEGUN, 0)),
        "tour_trips_not_made": int((journeys["end"] == NOT_MADE).sum()),
        "tour_rides_taken_back": int(journeys["request"].isin(taken_back).sum()),
    }
