"""Columns of the tables of a study of access, and what they mean."""

from __future__ import annotations

from simulator.results.entry import Definition
from simulator.results.equity_definitions import ACCESS_INEQUALITY, ACCESS_INEQUALITY_DTYPES

_D = Definition
_TEXT, _INT, _FLOAT = "string", "int64", "float64"
ON_DEMAND, FEEDER, TIMETABLE, CAR = "on_demand", "feeder", "timetable", "car"  # means that are told apart
PUBLIC, BEST = "public", "best"  # the best without a car of one's own, and of all; each person counts once
MEANS = (ON_DEMAND, FEEDER, TIMETABLE, PUBLIC, CAR, BEST)
WITHIN_MIN = (15, 30, 45, 60, 90)
REACHED = tuple(f"reached_{minutes}min_share" for minutes in WITHIN_MIN)

ACCESSIBILITY_DTYPES = {
    "cell": _INT, "kind": _TEXT, "means": _TEXT, "service": _TEXT, "asked_s": _INT, "offered": "bool",
    "reason": _TEXT, "centre": _TEXT, "on_foot": "bool", "departure_s": "Int64", "arrival_s": "Int64",
    "time_s": "Int64", "walk_s": "Int64", "wait_s": "Int64", "ride_s": "Int64", "fare_eur": _FLOAT,
}  # fmt: skip
_KIND = _D("Kind of centre: basic, middle, upper, station, doctor, or one of the scenario's own.")
_MEANS = _D("on_demand, feeder, timetable (buses and trains with walks alone), car (one's own); in tables of shares "
            "also public, the best of those without a car, and best, the best of all.")  # fmt: skip
_CELL = _D("Number of the place, as in access_cells.")
ACCESSIBILITY: dict[str, Definition] = {
    "cell": _CELL,
    "kind": _KIND,
    "means": _MEANS,
    "service": _D("Name of the service that was asked; empty: none had to be."),
    "asked_s": _D("Wished departure.", "s"),
    "offered": _D("Whether any of the centres asked for can be reached by these means."),
    "reason": _D(
        "Why the nearest centre cannot be reached, as reasons of rejections are called: no_vehicle, "
        "outside_service_hours ...; no_way: there is none by these means. Empty: offered."
    ),
    "centre": _D("Name of the centre that is reached first; empty: none."),
    "on_foot": _D("Whether it is so near that one walks, whatever the means."),
    "departure_s": _D(
        "When it departs: of a ride on demand when one boards it first; by timetable when one leaves the "
        "place for the stop; by car and on foot as wished. Null: not offered.",
        "s",
    ),
    "arrival_s": _D("When one is at the centre. Null: not offered.", "s"),
    "time_s": _D("From the wished departure until one is there. Null: not offered, which is never.", "s"),
    "walk_s": _D("Of that, on foot; by car, to it and from where it parks. Null: not offered, or not told.", "s"),
    "wait_s": _D("Of that, waiting for any vehicle. Null: not offered, or not told.", "s"),
    "ride_s": _D("Of that, riding or driving. Null: not offered, or not told.", "s"),
    "fare_eur": _D("What one person pays. Empty: no fare is known.", "EUR"),
}

ACCESS_CELL_DTYPES = {
    "cell": _INT, "name": _TEXT, "lon": _FLOAT, "lat": _FLOAT, "inhabitants": _FLOAT, "territory": _TEXT,
    "kind": _TEXT, "means": _TEXT, "centre": _TEXT, "asks": _INT, "offered_share": _FLOAT,
    "offered_half_width": _FLOAT, "time_median_s": _FLOAT, "time_mean_s": _FLOAT, "time_p90_s": _FLOAT,
    **dict.fromkeys(REACHED, _FLOAT), "guarantee_share": _FLOAT, "guarantee_half_width": _FLOAT,
    "threshold_s": _FLOAT, "threshold_share": _FLOAT, "threshold_kept": "boolean", "fare_mean_eur": _FLOAT,
}  # fmt: skip
_ASKS = "asks"
_NEVER = "Who gets no offer never arrives; empty: that is so for too many."
ACCESS_CELLS: dict[str, Definition] = {
    "cell": _CELL,
    "name": _D("Name of the place from which it is asked."),
    "lon": _D("Longitude of the place.", "deg"),
    "lat": _D("Latitude of the place.", "deg"),
    "inhabitants": _D("People who live there. Empty: not known, then all places count alike.", "people"),
    "territory": _D("Territory in which it lies; empty: in none."),
    "kind": _KIND,
    "means": _MEANS,
    "centre": _D("Name of the centre that is most often the one reached first; empty: none ever is."),
    "asks": _D("Wished departures asked for, on all days.", _ASKS),
    "offered_share": _D("Share of these for which a centre can be reached.", "", _ASKS),
    "offered_half_width": _D("Half of the width of its 95 % interval over days. Empty: one day.", "", "days"),
    "time_median_s": _D(f"Median of the time from the wished departure to the nearest centre. {_NEVER}", "s", _ASKS),
    "time_mean_s": _D("Mean of that time where a centre is reached; the share offered stands beside it.", "s",
                      "asks with an offer"),
    "time_p90_s": _D(f"What nine of ten of these times stay within. {_NEVER}", "s", _ASKS),
    **{name: _D(f"Share for which a centre is reached within {minutes} min; who gets no offer is not.", "", _ASKS)
       for name, minutes in zip(REACHED, WITHIN_MIN, strict=True)},
    "guarantee_share": _D("Share of the hours of the guarantee in which who wishes to leave as the hour begins has an "
                          "offer that departs within 60 min, or as the scenario says: within 30 min in the peak is for "
                          "who wishes to leave as each half hour begins.", "", "hours"),
    "guarantee_half_width": _D("Half of the width of its 95 % interval over days. Empty: one day.", "", "days"),
    "threshold_s": _D("How long it may take, by car or by public transport; RIN 2008 where the scenario says nothing "
                      "else. Empty: there is none.", "s"),
    "threshold_share": _D("Share for which it takes no longer. Empty: there is no threshold.", "", _ASKS),
    "threshold_kept": _D("Whether the median takes no longer. Null: there is no threshold."),
    "fare_mean_eur": _D("Mean of what one person pays. Empty: no fare is known.", "EUR", "asks with an offer"),
}  # fmt: skip

ACCESS_CELL_HOUR_DTYPES = {
    "cell": _INT, "kind": _TEXT, "means": _TEXT, "hour": _INT, "offered_share": _FLOAT, "time_median_s": _FLOAT,
}  # fmt: skip
ACCESS_CELL_HOURS: dict[str, Definition] = {
    "cell": _CELL,
    "kind": _KIND,
    "means": _MEANS,
    "hour": _D("Hour of the day in which people wish to depart.", "h"),
    "offered_share": _D("Share of wished departures for which a centre can be reached.", "", _ASKS),
    "time_median_s": _D(f"Median of the time from the wished departure to the nearest centre. {_NEVER}", "s", _ASKS),
}

ACCESS_HOUR_DTYPES = {
    "kind": _TEXT, "means": _TEXT, "hour": _INT, "offered_share": _FLOAT, "offered_half_width": _FLOAT,
    "time_median_s": _FLOAT, "time_p90_s": _FLOAT,
}  # fmt: skip
ACCESS_HOURS: dict[str, Definition] = {
    "kind": _KIND,
    "means": _MEANS,
    "hour": _D("Hour of the day in which people wish to depart.", "h"),
    "offered_share": _D("Share of wished departures for which a centre can be reached, weighted by people.", "",
                        "asks x people"),
    "offered_half_width": _D("Half of the width of its 95 % interval over days. Empty: one day.", "", "days"),
    "time_median_s": _D(f"Median of the time to the nearest centre, weighted by people. {_NEVER}", "s",
                        "asks x people"),
    "time_p90_s": _D(f"What nine of ten of these times stay within. {_NEVER}", "s", "asks x people"),
}  # fmt: skip

OF_PEOPLE = (
    "offered_share", "guarantee_share", "guarantee_places_share", "threshold_share", "threshold_places_share",
    "time_median_s", "time_mean_s", "time_p90_s", *REACHED,
)  # fmt: skip
ACCESS_FIGURE_DTYPES = {
    "figure": _TEXT, "kind": _TEXT, "means": _TEXT, "value": _FLOAT, "half_width": _FLOAT, "days": _INT,
}  # fmt: skip
ACCESS_FIGURES: dict[str, Definition] = {
    "figure": _D("offered_share, guarantee_share, threshold_share, time_median_s, time_mean_s, time_p90_s, "
                 "reached_30min_share ...: as in access_cells, weighted by people; but threshold_share: the share of "
                 "people whose median keeps the threshold. guarantee_places_share and threshold_places_share: each "
                 "place counts once."),
    "kind": _KIND,
    "means": _MEANS,
    "value": _D("Mean over days. Empty: on no day there is one.", "", "days"),
    "half_width": _D("Half of the width of its 95 % interval over days, never over places. Empty: one day.", "",
                     "days"),
    "days": _D("Days with a value.", "days"),
}  # fmt: skip
TABLES = {
    "accessibility": (ACCESSIBILITY_DTYPES, ACCESSIBILITY),
    "access_cells": (ACCESS_CELL_DTYPES, ACCESS_CELLS),
    "access_cell_hours": (ACCESS_CELL_HOUR_DTYPES, ACCESS_CELL_HOURS),
    "access_hours": (ACCESS_HOUR_DTYPES, ACCESS_HOURS),
    "access_figures": (ACCESS_FIGURE_DTYPES, ACCESS_FIGURES),
    "access_inequality": (ACCESS_INEQUALITY_DTYPES, ACCESS_INEQUALITY),
}
