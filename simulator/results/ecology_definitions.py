"""Columns of the tables about what people did before there were services on demand, and what they mean."""

from __future__ import annotations

from simulator.results.entry import Definition
from simulator.results.journey_definitions import JOURNEYS
from simulator.results.table_dtypes import JOURNEYS as JOURNEY_DTYPES

_D = Definition
_INT, _TEXT = "int64", "string"
_OF_FORMER = (
    "request_id", "traveller_class", "party_size", "origin_node", "destination_node", "end", "means", "mode", "ride_m",
    "chain",
)  # fmt: skip
FORMER_DTYPES = {name: JOURNEY_DTYPES[name] for name in _OF_FORMER}
FORMER: dict[str, Definition] = {name: JOURNEYS[name] for name in _OF_FORMER}

_MEANS = "on_demand, feeder, timetable, car_sharing, car, bike, walk, other, not_going"
ECOLOGY_DTYPES = {
    "request_id": _TEXT, "traveller_class": _TEXT, "party_size": _INT, "origin_node": _INT, "destination_node": _INT,
    "rider": "bool", "means": _TEXT, "former_means": _TEXT, "direct_m": "Int64", "former_car_m": _INT, "car_m": _INT,
}  # fmt: skip
ECOLOGY: dict[str, Definition] = {
    "request_id": JOURNEYS["request_id"],
    "traveller_class": JOURNEYS["traveller_class"],
    "party_size": JOURNEYS["party_size"],
    "origin_node": JOURNEYS["origin_node"],
    "destination_node": JOURNEYS["destination_node"],
    "rider": _D("Whether a service on demand carried the party that was not there before, on a part of the way too."),
    "means": _D(f"How they went: {_MEANS}."),
    "former_means": _D("How they went before, in the same words; null: shares of all riders are told."),
    "direct_m": _D("Direct way by road; null: not known, as of who leaves the area.", "m"),
    "former_car_m": _D(
        "Driven for them by private car before, lifts there and back; of stated shares what is to be expected.", "m"
    ),
    "car_m": _D("Driven for them by private car now.", "m"),
}
ECOLOGY_BY_TERRITORY_DTYPES = {
    "territory": _TEXT,
    **dict.fromkeys(("former_car_m", "car_m", "service_m", "car_co2_saved_g", "service_co2_g", "co2_saved_g"), "Int64"),
}
ECOLOGY_BY_TERRITORY: dict[str, Definition] = {
    "territory": _D("Name of the territory; empty: outside of all."),
    "former_car_m": _D("Driven by private car before in the territory, by the direct way cut at its borders.", "m"),
    "car_m": _D("The same now.", "m"),
    "service_m": _D("Driven there by vehicles on demand that were not there before.", "m"),
    "car_co2_saved_g": _D("CO2 of private cars before, less that now. All parts add up to the gram.", "g"),
    "service_co2_g": _D("CO2 of these vehicles, by the metres of each; null: not known.", "g"),
    "co2_saved_g": _D("The one less the other: below 0 more is emitted than before; shared cars left out.", "g"),
}
