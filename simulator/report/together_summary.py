"""The key figures of all services together in plain words, for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.reasons import UNSERVED_BY_ALL_WORDS, WENT_OTHERWISE
from simulator.report.plain_words import (
    euro,
    if_known,
    kilos,
    minutes,
    others_carried,
    percent,
    percent_of,
    tells_of_all,
    unit,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from simulator.report.carsharing_summary import Number, Row

_CARRIED = ".carried"


def together_headlines(kpis: Mapping[str, Number]) -> list[str]:
    """Say in one sentence how many were served by any service; none where the services' own sentences say it."""
    if not tells_of_all(kpis):
        return []
    requests, served, people = (kpis[f"common_{name}"] or 0 for name in ("requests", "served", "riders_served"))
    each = ", ".join(f"{kpis[name + _CARRIED]:,} by {name}" for name in _services(kpis) if kpis[name + _CARRIED])
    said = f"{served:,} of {requests:,} requests were served by any service ({percent(kpis['common_service_rate'])})"
    return [f"{said}{': ' if each else ''}{each}; {people:,} people in all."]


def together_sections(kpis: Mapping[str, Number]) -> list[tuple[str, list[Row]]]:
    """Lines of the summary by heading: label, value, remark. What was not measured is left out."""
    if not tells_of_all(kpis):
        return []
    parts = [("All services together", list(_rows(kpis))), ("Served by none of them, because", list(_why_not(kpis)))]
    return [(heading, [row for row in rows if row[1]]) for heading, rows in parts if any(row[1] for row in rows)]


def _rows(kpis: Mapping[str, Number]) -> Iterator[Row]:
    for name in _services(kpis):
        carried = kpis[name + _CARRIED]
        yield f"Served by {name}", f"{carried:,}", percent_of(carried, kpis["common_requests"], "requests")
    yield "Whole journey", minutes(kpis["common_journey_mean_s"]), "mean, without shared cars"
    others = "; buses, trains, own means not counted" if others_carried(kpis) else ""
    each = if_known(kpis["all_cost_per_person_eur"], "for each person ", _cents)
    yield "Cost", euro(kpis["all_cost_eur"], 0), f"{each}{others}".removeprefix("; ")
    yield "Fares and rental prices", euro(kpis["all_revenue_eur"], 0), ""
    each = if_known(kpis["all_subsidy_per_person_eur"], "for each person ", _cents)
    yield "Subsidy", euro(kpis["all_subsidy_eur"], 0), f"{each}{others}".removeprefix("; ")
    by_car = if_known(kpis["all_car_co2_kg"], "same trips by private car: ", kilos)
    yield "CO2", unit(kpis["all_co2_kg"], "kg"), f"{by_car}{others}".removeprefix("; ")


def _why_not(kpis: Mapping[str, Number]) -> Iterator[Row]:
    for name, words in UNSERVED_BY_ALL_WORDS.items():
        if kpis[name]:
            yield words, f"{kpis[name]:,}", percent_of(kpis[name], kpis["common_requests"], "requests")
    told = sum(kpis[name] or 0 for name in UNSERVED_BY_ALL_WORDS)
    otherwise = (kpis["common_requests"] or 0) - (kpis["common_served"] or 0) - told
    if otherwise > 0:
        yield WENT_OTHERWISE, f"{otherwise:,}", percent_of(otherwise, kpis["common_requests"], "requests")


def _services(kpis: Mapping[str, Number]) -> list[str]:
    return [name.removesuffix(_CARRIED) for name in kpis if name.endswith(_CARRIED)]


def _cents(value: Number) -> str:
    return euro(value, 2)
