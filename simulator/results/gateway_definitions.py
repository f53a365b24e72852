"""Columns of the tables about requests that go outside of the area or come from there, and what they mean."""

from __future__ import annotations

from simulator.results.entry import Definition

_D = Definition
_GATEWAY = _D("Name of the place outside of the area.")
_LEAVES = _D("Whether it is the destination; else it is the origin.")

GATEWAY_REQUEST_DTYPES = {"request": "int32", "gateway": "string", "leaves": "bool"}
GATEWAY_REQUESTS = {"request": _D("Number of the request."), "gateway": _GATEWAY, "leaves": _LEAVES}
GATEWAY_DTYPES = {
    "gateway": "string",
    "leaves": "bool",
    **dict.fromkeys(("requests", "served", "riders", "riders_served"), "int64"),
    **dict.fromkeys(("service_rate", "journey_mean_s"), "float64"),
}
GATEWAYS = {
    "gateway": _GATEWAY,
    "leaves": _LEAVES,
    "requests": _D("Requests to it, or from it.", "requests"),
    "served": _D("Of these, those carried to their destination by any service.", "requests"),
    "riders": _D("People on all of these requests.", "riders"),
    "riders_served": _D("People on those that were served.", "riders"),
    "service_rate": _D("Requests served by any service.", "share", "requests"),
    "journey_mean_s": _D(
        "Mean time from leaving the origin to being at the destination; what is beyond the stops outside is not in it. "
        "Null where nobody was served.",
        "s",
        "requests served",
    ),
}
