"""Key figures of what is saved against what the same people did before there were services on demand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from simulator.analysis.kpis.rates import Extent
from simulator.analysis.modal_split import MEANS, NOT_GOING
from simulator.analysis.ratios import DIGITS, Number, ratio
from simulator.results.entry import Definition
from simulator.units import METRES_PER_KM

_D = Definition
LIFT = "lift"
FORMER = ("car", LIFT, *(means for means in MEANS if means != "car"))
_BEFORE = "what the same people did before"
_RIDERS = "riders of services that were not there before"
_WENT = {
    "car": "went in their own car",
    LIFT: "were driven by somebody who came back without them, as shares say",
    "on_demand": "went with another ridepooling service",
    "feeder": "went by bus or train, with a ride on demand or wheels of their own to or from it",
    "timetable": "went by bus or train alone",
    "car_sharing": "went with a shared car",
    "bike": "went by their own bike",
    "walk": "walked",
    "other": "went in another way that the run knows nothing about, and that counts as no car",
    NOT_GOING: "did not go: their rides are induced",
}

ECOLOGY_KPIS: dict[str, Definition] = {
    "new_riders": _D("People whom services carried that were not there before, on parts of journeys too.", "riders"),
    **{f"former_{means}_share": _D(f"Riders who before {words}.", "share", _RIDERS) for means, words in _WENT.items()},
    "car_km_before": _D(
        "Driven by private car for all people of the demand before: each party in one car, lifts there and back.", "km"
    ),
    "car_km_now": _D("The same now.", "km"),
    "car_km_saved": _D(f"Driven by private car less than before: against {_BEFORE}; below 0: more.", "km"),
    "car_km_saved_by_riders": _D("Of that, of people who ride with services that were not there before.", "km"),
    "car_km_saved_share": _D(
        "Private car-km that riders save, of those that all of them would drive directly, each party in one car, with "
        "the same share of lifts.",
        "share",
        "direct kilometres of parties of riders, lifts there and back",
    ),
    "service_km_per_car_km_saved": _D(
        "Driven by services that were not there before, empty too, for each kilometre of private cars that is saved; "
        "null where none is.",
        "km/km",
        "car_km_saved",
    ),
    "car_co2_kg_saved": _D(f"CO2 of private cars less than before, against {_BEFORE}.", "kg"),
    "service_co2_kg": _D("CO2 of the vehicles of services that were not there before; null: not known.", "kg"),
    "service_co2_kg_empty": _D("Of that, of drives without riders, by kilometres.", "kg"),
    "shared_cars_co2_kg_more": _D("CO2 of shared cars more than before; 0 where there are none.", "kg"),
    "co2_kg_saved": _D(
        f"car_co2_kg_saved less service_co2_kg and shared_cars_co2_kg_more: CO2 less than before, net, against "
        f"{_BEFORE}; below 0: more. Buses and trains run as before. One boundary for all, see energy.climate.",
        "kg",
    ),
    "co2_g_saved_per_rider_km": _D("Net CO2 saved for each direct kilometre of a rider.", "g/km", "direct rider-km"),
    "co2_kg_saved_per_1000_inhabitants_day": _D("Net CO2 saved.", "kg", "1,000 inhabitants and day"),
    "break_even_car_share": _D(
        "How many of the riders, by direct kilometres of their parties, would have had to come from their own cars so "
        "that net nothing is emitted more, with the same share of lifts; above 1: not even if all had.",
        "share",
        "direct kilometres of parties of riders, lifts there and back",
    ),
    "co2_kg_saved_by_making": _D(
        "Making of private cars that is saved, less that of vehicles on demand, each by kilometres; in no other "
        "figure; null where the scenario does not tell it.",
        "kg",
    ),
}


class Emitted(NamedTuple):
    """What drives emit [g], each None where not known. by_making: saved by making fewer cars, less that of vehicles.

    service: of the services that were not there before; more_by_shared_cars: than before; car: of a private car [g/km].
    """

    service: float | None
    more_by_shared_cars: float | None
    car: float | None
    by_making: float | None = None


class Driven(NamedTuple):
    """What vehicles of the services that were not there before have driven, and of that without riders [m]."""

    all_m: int
    empty_m: int


def ecology_kpis(
    table: pd.DataFrame,
    former: Mapping[str, float] | None,
    driven: Driven,
    emitted: Emitted,
    extent: Extent = Extent(),  # noqa: B008  immutable
    lift_share: float = 0.0,
) -> dict[str, Number]:
    """Return the figures. table: ``ECOLOGY_DTYPES``. former: shares that are told, None: the table tells.

    lift_share: see ``analysis.ecology.Before``; all riders in cars of their own are driven by the same rule.
    """
    riders = table[table["rider"]]
    before_m, now_m = (int(table[name].sum()) for name in ("former_car_m", "car_m"))
    by_riders_m = int(riders["former_car_m"].sum() - riders["car_m"].sum())
    direct_m = riders["direct_m"].fillna(0).to_numpy(np.int64)
    saved_m = before_m - now_m
    saved_g = None if emitted.car is None else saved_m / METRES_PER_KM * emitted.car
    more_g = _sum(emitted.service, emitted.more_by_shared_cars)
    net_g = None if saved_g is None or more_g is None else saved_g - more_g
    rider_km = int(direct_m @ riders["party_size"].to_numpy(np.int64)) / METRES_PER_KM
    people = None if extent.inhabitants is None else extent.inhabitants * extent.days / 1000
    all_cars_m = int(direct_m.sum()) * (1 + lift_share)
    all_cars_g = None if emitted.car is None else all_cars_m / METRES_PER_KM * emitted.car
    return {
        "new_riders": int(riders["party_size"].sum()),
        **{f"former_{means}_share": share for means, share in _shares(riders, former).items()},
        "car_km_before": _km(before_m),
        "car_km_now": _km(now_m),
        "car_km_saved": _km(saved_m),
        "car_km_saved_by_riders": _km(by_riders_m),
        "car_km_saved_share": ratio(by_riders_m, all_cars_m),
        "service_km_per_car_km_saved": ratio(driven.all_m, saved_m) if saved_m > 0 else None,
        "car_co2_kg_saved": _kg(saved_g),
        "service_co2_kg": _kg(emitted.service),
        "service_co2_kg_empty": _kg(_part(emitted.service, driven)),
        "shared_cars_co2_kg_more": _kg(emitted.more_by_shared_cars),
        "co2_kg_saved": _kg(net_g),
        "co2_g_saved_per_rider_km": ratio(net_g, rider_km),
        "co2_kg_saved_per_1000_inhabitants_day": ratio(_kg(net_g), people),
        "break_even_car_share": ratio(more_g, all_cars_g),
        "co2_kg_saved_by_making": _kg(emitted.by_making),
    }


def _shares(riders: pd.DataFrame, former: Mapping[str, float] | None) -> dict[str, Number]:
    """Return by which means riders went before, as shares of people."""
    if former is not None:
        return {means: round(former.get(means, 0.0), DIGITS) if len(riders) else None for means in FORMER}
    people = riders.groupby("former_means")["party_size"].sum()
    return {means: ratio(int(people.get(means, 0)), int(riders["party_size"].sum())) for means in FORMER}


def _part(service_g: float | None, driven: Driven) -> float | None:
    if service_g is None:
        return None
    return service_g * driven.empty_m / driven.all_m if driven.all_m else 0.0


def _sum(*parts: float | None) -> float | None:
    known = [part for part in parts if part is not None]
    return sum(known) if len(known) == len(parts) else None


def _km(length_m: int) -> float:
    return round(length_m / METRES_PER_KM, DIGITS)


def _kg(grams: float | None) -> float | None:
    return None if grams is None else round(grams / 1000, DIGITS)
