"""Key figures of all services of a run together: who was moved by any of them, by which, why not, and at what cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from simulator.analysis.missing import known_ints
from simulator.analysis.modal_split import MEANS, modal_split
from simulator.analysis.ratios import DIGITS, Number, mean, ratio
from simulator.analysis.request_table import CANCELLED, CANCELLED_BY_OPERATOR, DECLINED, NO_SHOW, SERVED, STRANDED
from simulator.analysis.tours import trips_of_demand
from simulator.fares.tariff import in_cents
from simulator.reasons import REASONS_OF_ALL
from simulator.results.entry import Definition
from simulator.tables import CARS, RIDES, TIMETABLE, ServiceName

_D = Definition
_R, _DEMAND, _UNSERVED = (
    "requests",
    "requests of the common demand",
    "Requests of the common demand that were not served",
)
# Part of a sum over services -> its key figure of all ridepooling services, and of all with shared cars.
_OF_KINDS = {
    "cost": ("cost_eur", "carsharing_cost_eur"),
    "revenue": ("fare_revenue_eur", "carsharing_revenue_eur"),
    "co2": ("co2_kg", "carsharing_co2_kg"),
}
_ENDS = {"declined": (DECLINED,), "cancelled": (CANCELLED,), "no_shows": (NO_SHOW,)}
_LET_DOWN = (CANCELLED_BY_OPERATOR, STRANDED)
_PERSONS = "people moved by ridepooling and car-sharing, on parts of journeys too"
_SENT = "Requests that a ridepooling service rejected as a journey by timetable will do, and that were"
_WENT = {
    "on_demand": "went by ridepooling",
    "feeder": "went by bus or train, with a ride on demand or wheels of their own to or from it",
    "timetable": "went by bus or train alone",
    "car_sharing": "went with a shared car",
    "car": "went in their own car",
    "bike": "went by their own bike",
    "walk": "walked all the way",
    "other": "went with a service of another kind, or in another way that the run knows nothing about",
    "not_going": "did not go: they stay, cancelled, did not come or were let down",
}

TOGETHER_KPIS: dict[str, Definition] = {
    "common_requests": _D(
        "Requests of the common demand, whichever services they asked; who asks again counts once.", _R
    ),
    "common_served": _D("Of these, those carried to their destination by any service.", _R),
    "common_service_rate": _D("Requests served by any service.", "share", _DEMAND),
    "common_riders": _D("People on all requests of the common demand.", "riders"),
    "common_riders_served": _D("People on those that were served.", "riders"),
    "common_journey_mean_s": _D(
        "Mean time from leaving the origin to being at the destination, of those served without a shared car, which "
        "is kept while its user stays there.",
        "s",
        "requests served by other services than shared cars",
    ),
    **{
        f"common_rejected_{name}": _D(f"{_UNSERVED}; of what services said, the nearest to success: {words}.", _R)
        for name, words in REASONS_OF_ALL.items()
    },
    "common_declined": _D(f"{_UNSERVED}, as the travellers declined every offer.", _R),
    "common_cancelled": _D(f"{_UNSERVED}, as the travellers cancelled.", _R),
    "common_no_shows": _D(f"{_UNSERVED}, as nobody came to the pickup or the car.", _R),
    "common_let_down": _D(f"{_UNSERVED}, as no car was ready, or the vehicle did not arrive.", _R),
    "common_other_mode": _D(f"{_UNSERVED}, whose travellers travel in another way.", _R),
    "common_stay": _D(f"{_UNSERVED}, whose travellers do not travel.", _R),
    "common_parallel_by_timetable": _D(f"{_SENT} served by one.", _R),
    "common_parallel_near": _D(
        f"{_SENT} served by one, near the wish: they left at most so much before or after the wished departure as the "
        "rule allows (who has to be there by a time: arrived at most so much before it); where services have several "
        "such rules, as the widest.",
        _R,
    ),
    "common_parallel_farther": _D(f"{_SENT} served by one, farther from the wish than that.", _R),
    "common_parallel_otherwise": _D(f"{_SENT} served by another service.", _R),
    "common_parallel_unserved": _D(f"{_SENT} served by none.", _R),
    "people_moved": _D(
        "People moved by any service: those of served requests, and one each (assumption) of used bookings that are "
        "none of the common demand; institutions left out.",
        "persons",
    ),
    "all_people_moved": _D("People moved by ridepooling and car-sharing, on parts of journeys too.", "persons"),
    "all_cost_eur": _D("Cost of all ridepooling and car-sharing services; null if one of them is not known.", "EUR"),
    "all_revenue_eur": _D("Fares and rental prices of all these services; null if one of them is not known.", "EUR"),
    "all_subsidy_eur": _D(
        "Cost of all these services minus their revenue, and what others pay for season tickets; null if one of them "
        "is not known.",
        "EUR",
    ),
    "all_subsidy_per_person_eur": _D("That subsidy for each person whom these services moved.", "EUR", _PERSONS),
    "all_cost_per_person_eur": _D("Cost of all these services for each person whom they moved.", "EUR", _PERSONS),
    "all_co2_kg": _D("CO2 of the vehicles and shared cars of these services; null if one of them is not known.", "kg"),
    "all_car_co2_kg": _D(
        "CO2 of the same trips by private car, those made with these services: served parties drive directly, each in "
        "one car; rentals as driven.",
        "kg",
    ),
    **{
        f"modal_share_{means}": _D(f"Requests of the common demand that {words}.", "share", _DEMAND)
        for means, words in _WENT.items()
    },
    "all_scheduled_person_km": _D(
        "Kilometres ridden by each person in buses and trains by timetable, by beelines from stop to stop; what these "
        "cost and emit is in no sum.",
        "km",
    ),
}

CARRIED_KPIS: dict[str, Definition] = {
    "carried": _D("Requests of the common demand that were carried by it.", _R),
    "carried_share": _D("Requests of the common demand that were carried by it.", "share", _DEMAND),
}


def together_kpis(
    journeys: pd.DataFrame,
    kpis: Mapping[str, Number],
    services: Sequence[ServiceName],
    car_g_per_km: float | None,
    within_s: int = 0,
) -> dict[str, Number]:
    """Compute the figures of all services of a run that has several, and as ``NAME.figure`` what each carried.

    journeys: of the catalogue, those that count; people are known of requests of the common demand only. kpis: those
    of the kinds of services. car_g_per_km: CO2 of the private car. within_s: how far from
    the wish a journey by timetable is because of which rides are rejected, at most.
    """
    of_demand = trips_of_demand(journeys)
    served = of_demand[of_demand["end"] == SERVED]
    found = {**_demand(of_demand, served, services), **_unserved(of_demand)}
    found |= _sent_to_timetables(of_demand, services, within_s)
    cars = {service.name for service in services if service.kind == CARS}
    by_part = of_demand["chain"].str.contains(CARS, regex=False).fillna(value=False).astype(bool)
    own = int(kpis.get("carsharing_used") or 0) - int(served["service"].isin(cars).sum()) - int(by_part.sum())
    found["people_moved"] = _people(served) + max(own, 0)
    paid = [service.name for service in services if service.kind in (RIDES, CARS)]
    in_parts = by_part[served.index]
    in_parts |= served["chain"].str.contains(RIDES, regex=False).fillna(value=False).astype(bool)
    people = _people(served[served["service"].isin(paid) | in_parts]) + max(own, 0)
    found |= _sums(kpis, {service.kind for service in services}, people, car_g_per_km)
    split = modal_split(of_demand)
    shares = zip(split["means"], split["share"], strict=True)
    found |= {f"modal_share_{means}": None if np.isnan(share) else share for means, share in [*shares][: len(MEANS)]}
    figures = (f"{service.name}.scheduled_person_km" for service in services)
    found["all_scheduled_person_km"] = _rounded(_sum([kpis[name] for name in figures if name in kpis]))
    for service in services:
        carried = int((served["service"] == service.name).sum())
        found |= {f"{service.name}.carried": carried}
        found |= {f"{service.name}.carried_share": ratio(carried, len(of_demand))}
    return found


def _demand(of_demand: pd.DataFrame, served: pd.DataFrame, services: Sequence[ServiceName]) -> dict[str, Number]:
    cars = [service.name for service in services if service.kind == CARS]
    journey_s, known = known_ints(served.loc[~served["service"].isin(cars), "journey_s"])
    return {
        "common_requests": len(of_demand),
        "common_served": len(served),
        "common_service_rate": ratio(len(served), len(of_demand)),
        "common_riders": _people(of_demand),
        "common_riders_served": _people(served),
        "common_journey_mean_s": mean(journey_s[known]),
    }


def _unserved(of_demand: pd.DataFrame) -> dict[str, Number]:
    """Count those who were not served by what became of them, and by what they do instead."""
    ends, reasons = of_demand["end"].value_counts(), of_demand["reason"].value_counts()
    means = of_demand.loc[of_demand["end"] != SERVED, "means"].value_counts()
    return {
        **{f"common_rejected_{name}": int(reasons.get(name, 0)) for name in REASONS_OF_ALL},
        **{f"common_{name}": int(sum(ends.get(end, 0) for end in of)) for name, of in _ENDS.items()},
        "common_let_down": int(sum(ends.get(end, 0) for end in _LET_DOWN)),
        "common_other_mode": int(means.get("other_mode", 0)),
        "common_stay": int(means.get("none", 0)),
    }


def _sent_to_timetables(of_demand: pd.DataFrame, services: Sequence[ServiceName], within_s: int) -> dict[str, Number]:
    """Count what became of those who were rejected because they could go by timetable as well."""
    sent = of_demand[of_demand["sent_to_timetable"].fillna(value=False).to_numpy(dtype=bool)]
    served = sent[sent["end"] == SERVED]
    by_timetable = served[served["service"].isin([its.name for its in services if its.kind == TIMETABLE])]
    near = int(_off_the_wish_s(by_timetable).between(0, within_s).sum())
    return {
        "common_parallel_by_timetable": len(by_timetable),
        "common_parallel_near": near,
        "common_parallel_farther": len(by_timetable) - near,
        "common_parallel_otherwise": len(served) - len(by_timetable),
        "common_parallel_unserved": len(sent) - len(served),
    }


def _off_the_wish_s(served: pd.DataFrame) -> pd.Series:
    """Return how far from the wish people left, or how early they were there if they had to be by a time [s]."""
    columns = ("departure_s", "arrival_s", "submitted_s", "earliest_departure_s", "latest_arrival_s")
    left_s, arrived_s, asked_s, wished_s, by_s = (
        served[name].to_numpy(np.float64, na_value=np.nan) for name in columns
    )
    off_s = np.where(np.isnan(by_s), np.abs(left_s - np.fmax(asked_s, wished_s)), by_s - arrived_s)
    return pd.Series(off_s, index=served.index)


def _sums(kpis: Mapping[str, Number], kinds: set[str], people: Number, car_g_per_km: float | None) -> dict[str, Number]:
    """Add up money and CO2 over the kinds of services that have them."""
    there = [number for number, kind in enumerate((RIDES, CARS)) if kind in kinds]
    cost, revenue, co2 = (_sum([kpis[names[number]] for number in there]) for names in _OF_KINDS.values())
    paid_by_others = float(kpis.get("compensation_eur") or 0)
    subsidy = None if cost is None or revenue is None else cost - revenue - paid_by_others
    by_car = [] if RIDES not in kinds else [kpis["car_co2_kg"]]
    if CARS in kinds:
        by_car.append(None if car_g_per_km is None else float(kpis["carsharing_km"] or 0) * car_g_per_km / 1000)
    return {
        "all_people_moved": people if there else None,
        "all_cost_eur": None if cost is None else in_cents(cost),
        "all_revenue_eur": None if revenue is None else in_cents(revenue),
        "all_subsidy_eur": None if subsidy is None else in_cents(subsidy),
        "all_subsidy_per_person_eur": ratio(subsidy, people),
        "all_cost_per_person_eur": ratio(cost, people),
        "all_co2_kg": _rounded(co2),
        "all_car_co2_kg": _rounded(_sum(by_car)),
    }


def _people(of: pd.DataFrame) -> int:
    return int(of["party_size"].to_numpy(np.int64).sum())


def _sum(parts: Sequence[Number]) -> float | None:
    """Add up; None where there is nothing to add, and as soon as one part is not known."""
    known = [float(part) for part in parts if part is not None]
    return sum(known) if known and len(known) == len(parts) else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, DIGITS)
