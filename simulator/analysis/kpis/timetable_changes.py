"""Key figures of what changes of a timetable come to, and of who lost a journey by them, by the name of the service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from simulator.analysis.ratios import DIGITS, Number, mean, ratio
from simulator.analysis.request_table import SERVED
from simulator.analysis.timetable_changes import ChangedTimetable
from simulator.results.entry import Definition

_D = Definition
_LOSING = "requests that lose their journey"

TIMETABLE_CHANGE_KPIS: dict[str, Definition] = {
    "changed_trips_dropped": _D("Trips of the timetable that its changes leave out, on all counted days.", "trips"),
    "changed_trips_added": _D("Trips that they add.", "trips"),
    "changed_vehicle_km": _D("What is driven after them minus what was before, by beeline from stop to stop.", "km"),
    "changed_with_before": _D("Requests with a journey of use by the timetable before its changes.", "requests"),
    "changed_with_after": _D("The same after them.", "requests"),
    "changed_lose": _D("Requests that had one, and have none any more.", "requests"),
    "changed_gain": _D("Requests that had none, and have one.", "requests"),
    "changed_keep": _D("Requests that have one before and after.", "requests"),
    "changed_keep_by_timetable": _D(
        "Requests that keep their journey and are served in this run by the timetable, with this journey or another "
        "one. The others were offered none, as a journey of use may leave before the time from which they travel, or "
        "be no sooner than a walk; or they went with another service.",
        "requests",
    ),
    "changed_keep_served": _D(
        "Requests that keep their journey and are served in this run by another service.", "requests"
    ),
    "changed_keep_unserved": _D("Requests that keep their journey and are not served by any service.", "requests"),
    "changed_longer_mean_s": _D(
        "By how much their fastest journey takes longer; negative: less long.", "s", "requests that keep a journey"
    ),
    "changed_lose_served": _D(
        "Requests that lose their journey and are served in this run by another service.", "requests"
    ),
    "changed_lose_served_share": _D("Those of them served by another service.", "share", _LOSING),
    "changed_lose_unserved": _D("Requests that lose their journey and are not served by any service.", "requests"),
    "changed_places_cut_off": _D(
        "Places from which the nearest rail station could be reached before the changes, and cannot any more, on the "
        "first counted day.",
        "places",
    ),
}


class _Ends(NamedTuple):
    """How many went by a timetable, with other services, and with none."""

    by_timetable: int
    by_others: int
    unserved: int


def timetable_change_kpis(changed: Mapping[str, ChangedTimetable], journeys: pd.DataFrame) -> dict[str, Number]:
    """Compute the key figures of services by their names, as ``NAME.figure``. journeys: of all requests that count."""
    return {
        f"{name}.{figure}": value
        for name, its in changed.items()
        for figure, value in (
            _volumes(its.changes) | _of_requests(name, its.requests, journeys) | _of_places(its.places)
        ).items()
    }


def _volumes(changes: pd.DataFrame) -> dict[str, Number]:
    more = changes["trips_after"] - changes["trips_before"]
    km = float((changes["vehicle_km_after"] - changes["vehicle_km_before"]).sum())
    return {
        "changed_trips_dropped": int(-more.clip(upper=0).sum()),
        "changed_trips_added": int(more.clip(lower=0).sum()),
        "changed_vehicle_km": round(km, DIGITS),
    }


def _of_requests(name: str, requests: pd.DataFrame, journeys: pd.DataFrame) -> dict[str, Number]:
    counted = requests[requests["request"].isin(journeys["request"])]
    effects = counted["effect"].value_counts()
    lose, gain, keep = (int(effects.get(effect, 0)) for effect in ("loses", "gains", "keeps"))
    kept = counted[counted["effect"] == "keeps"]
    longer_s = kept["fastest_after_s"].to_numpy(np.int64) - kept["fastest_before_s"].to_numpy(np.int64)
    losing, keeping = (
        _ends(name, journeys[journeys["request"].isin(counted.loc[counted["effect"] == effect, "request"])])
        for effect in ("loses", "keeps")
    )
    return {
        "changed_with_before": keep + lose,
        "changed_with_after": keep + gain,
        "changed_lose": lose,
        "changed_gain": gain,
        "changed_keep": keep,
        "changed_keep_by_timetable": keeping.by_timetable,
        "changed_keep_served": keeping.by_others,
        "changed_keep_unserved": keeping.unserved,
        "changed_longer_mean_s": mean(longer_s),
        "changed_lose_served": losing.by_others,
        "changed_lose_served_share": ratio(losing.by_others, lose),
        "changed_lose_unserved": losing.unserved,
    }


def _ends(name: str, journeys: pd.DataFrame) -> _Ends:
    served, by_it = (journeys["end"] == SERVED).to_numpy(dtype=bool), (journeys["service"] == name).to_numpy(dtype=bool)
    return _Ends(int((served & by_it).sum()), int((served & ~by_it).sum()), int((~served).sum()))


def _of_places(places: pd.DataFrame) -> dict[str, Number]:
    stations = places[places["target_kind"] == "station"]
    first = stations[stations["day"] == stations["day"].min()]
    cut_off = (first["departures_before"] > 0) & (first["departures_after"] == 0)
    return {"changed_places_cut_off": int(cut_off.sum())}
