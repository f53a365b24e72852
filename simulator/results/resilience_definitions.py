"""Columns of the tables about a disturbed day beside its undisturbed twin, and what they mean."""

from __future__ import annotations

from simulator.results.entry import Definition
from simulator.results.journey_definitions import JOURNEYS
from simulator.results.table_dtypes import JOURNEYS as JOURNEY_DTYPES

_D = Definition
_TEXT, _INT, _MAYBE_INT, _FLOAT = "string", "int64", "Int64", "float64"
_OF_TWIN = (
    "request_id", "traveller_class", "party_size", "origin_lon", "origin_lat", "desired_departure_s", "direct_s",
    "direct_m", "end", "means", "legs", "arrival_s", "walk_s", "wait_s", "journey_s",
)  # fmt: skip
TWIN_DTYPES = {name: JOURNEY_DTYPES[name] for name in _OF_TWIN}
TWIN: dict[str, Definition] = {name: JOURNEYS[name] for name in _OF_TWIN}

_BIN, _R = "requests that wish to leave in the bin", "requests"
CURVE_DTYPES = {
    **dict.fromkeys(("from_s", "until_s", "active_s", "requests", "served", "served_twin"), _INT),
    **dict.fromkeys(
        (
            "performance", "cost_per_km_min", "cost_per_km_twin_min", "cost_performance", "wait_mean_s",
            "wait_mean_twin_s",
        ),
        _FLOAT,
    ),
}  # fmt: skip
CURVE: dict[str, Definition] = {
    "from_s": _D("Begin of the bin: quarters of an hour, pooled until the twin serves 20 requests.", "s"),
    "until_s": _D("End of the bin.", "s"),
    "active_s": _D("Time of the bin that counts: without two hours or more in which nobody wants to leave.", "s"),
    "requests": _D("Requests on both days that wish to leave in the bin, and were served or let down on one.", _R),
    "served": _D("Of these, requests that were served.", _R),
    "served_twin": _D("Of these, requests that the undisturbed twin serves.", _R),
    "performance": _D("Requests served, for each that the undisturbed twin serves.", "share", _BIN),
    "cost_per_km_min": _D(
        "Generalised cost: ride, waits and walks twice, 5 minutes a change; not served: as two hours later.",
        "min of ride/km",
        "direct kilometres of the requests of the bin",
    ),
    "cost_per_km_twin_min": _D(
        "The same on the undisturbed twin.", "min of ride/km", "direct kilometres of the requests of the bin"
    ),
    "cost_performance": _D("Generalised cost on the twin, divided by that here.", "share", _BIN),
    "wait_mean_s": _D(
        "Mean wait of those served; it falls where few are.", "s", "requests of the bin that were served"
    ),
    "wait_mean_twin_s": _D("The same on the undisturbed twin.", "s", "requests of the bin that the twin serves"),
}
RESILIENCE_GROUP_DTYPES = {
    **dict.fromkeys(("grouping", "group_name"), _TEXT),
    **dict.fromkeys(("requests", "riders", "served", "served_twin", "stranded", "riders_affected"), _INT),
    **dict.fromkeys(("loss_h", "extra_cost_h", "lon", "lat"), _FLOAT),
}
RESILIENCE_GROUPS: dict[str, Definition] = {
    "grouping": _D("Grouped by: class, means on the twin, place (nearest to the origin), its municipality."),
    "group_name": _D("The group."),
    "requests": _D("Requests on both days that were served or let down on one.", _R),
    "riders": _D("People on them.", "riders"),
    "served": _D("Of the requests, those that were served.", _R),
    "served_twin": _D("Of the requests, those that the undisturbed twin serves.", _R),
    "stranded": _D("Requests that ended stranded, and did not on the twin.", _R),
    "riders_affected": _D("People on requests served on the twin that are not here, arrive over 10 minutes later than "
                          "there, or whose promise a disruption broke.", "riders"),
    "loss_h": _D("Part of the group in the hours of full service lost; the parts add up to the whole.", "h"),
    "extra_cost_h": _D("Generalised cost of the group beyond that on the twin.", "h of ride"),
    "lon": _D("Longitude of a place; null for other groups.", "deg"),
    "lat": _D("Latitude of a place; null for other groups.", "deg"),
}  # fmt: skip
MILESTONE_DTYPES = {"milestone": _TEXT, "time_s": _MAYBE_INT}
MILESTONES: dict[str, Definition] = {
    "milestone": _D(
        "began: the first disruption; known: to the dispatcher, the first; lowest: begin of the bin with the smallest "
        "share of what the twin serves; over: the last disruption; recovered: from then on 95 % for an hour of service."
    ),
    "time_s": _D("When; null for recovered where it was not within the run, for lowest where nobody is served.", "s"),
}
