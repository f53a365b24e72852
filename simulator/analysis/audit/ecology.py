"""Whether what is saved against the day before is what the journeys of both days tell: counted one by one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

import pandas as pd

from simulator.event_kinds import Event

_NEAR = 1e-4
_KM = 1000
Rows = Mapping[str, Mapping[Any, Any]]  # of the table, by request
_NO_TRIPS = ("not_made", "in_rental")  # nobody makes them, or a rental of the whole tour is one of them


class Told(NamedTuple):
    """What a run tells: tables of the catalogue and key figures. former: None where shares are told."""

    journeys: pd.DataFrame
    former: pd.DataFrame | None
    table: pd.DataFrame
    by_territory: pd.DataFrame | None
    kpis: Mapping[str, float | None]


class Rules(NamedTuple):
    """What was before. on_demand: numbers of ridepooling services that were not there. car_g_per_km: None: not known.

    shares: of riders by means, empty where ``former`` tells.
    """

    on_demand: Collection[int]
    shares: Mapping[str, float]
    lift_share: float
    car_g_per_km: float | None


def audit_ecology(told: Told, events: pd.DataFrame, rules: Rules) -> list[str]:
    """List what is told otherwise of riders, cars and CO2 than log and journeys tell."""
    rows: Rows = {str(row["request_id"]): row for row in told.table.to_dict("records")}
    now_m = _driven(told.journeys, rules)
    found = [*_cars(rows, now_m, "car_m"), *_riders(told, rows, events, rules)]
    if told.former is not None:
        found += _cars(rows, _driven(told.former, rules), "former_car_m")
    return [*found, *_figures(told, rows, rules), *_parts(told)]


def _driven(journeys: pd.DataFrame, rules: Rules) -> dict[str, int]:
    """Return what is driven for people in their own cars [m]; of the common demand alone."""
    driven = {}
    for row in journeys.to_dict("records"):
        if pd.isna(row["party_size"]) or row["end"] in _NO_TRIPS:
            continue
        by_car = row["end"] == "served" and not pd.isna(row["mode"]) and row["mode"] == "car"
        driven[str(row["request_id"])] = round(row["ride_m"] * (1 + rules.lift_share)) if by_car else 0
    return driven


def _cars(rows: Rows, driven: Mapping[str, int], column: str) -> Iterator[str]:
    for name in driven.keys() - rows.keys():
        yield f"ecology: request {name} is missing"
    for name, row in rows.items():
        if row[column] != driven.get(name, 0):
            yield f"ecology: {column} of {name} is {row[column]}, the journeys tell {driven.get(name, 0)}"


def _riders(told: Told, rows: Rows, events: pd.DataFrame, rules: Rules) -> Iterator[str]:
    """Yield riders whom the log shows in no vehicle on demand, and, of shares, what is not to be expected of them."""
    off = events[(events["kind"] == Event.ALIGHTED) & events["service"].isin([*rules.on_demand])]
    carried = set(off["request"].tolist())
    for row in told.journeys.to_dict("records"):
        its = rows.get(str(row["request_id"]))
        if its is None:
            continue
        if its["rider"] and (row["request"] not in carried or row["end"] != "served"):
            yield f"ecology: {row['request_id']} is told to be a rider, and no vehicle on demand brought them"
        if not rules.shares:
            continue
        direct_m: int = 0 if pd.isna(its["direct_m"]) else its["direct_m"]
        expected_m = direct_m * (rules.shares.get("car", 0) + 2 * rules.shares.get("lift", 0))
        expected_m = expected_m if its["rider"] else its["car_m"]
        if abs(its["former_car_m"] - expected_m) > 0.5 + _NEAR:
            yield f"ecology: former_car_m of {row['request_id']} is {its['former_car_m']}, expected {expected_m:g}"


def _figures(told: Told, rows: Rows, rules: Rules) -> Iterator[str]:
    before_m, now_m = (sum(row[name] for row in rows.values()) for name in ("former_car_m", "car_m"))
    riders = sum(row["party_size"] for row in rows.values() if row["rider"])
    expected: dict[str, float | None] = {
        "new_riders": riders,
        "car_km_before": before_m / _KM,
        "car_km_now": now_m / _KM,
        "car_km_saved": (before_m - now_m) / _KM,
    }
    emitted = [told.kpis.get(name) for name in ("service_co2_kg", "shared_cars_co2_kg_more")]
    if rules.car_g_per_km is not None:
        expected["car_co2_kg_saved"] = saved_kg = (before_m - now_m) / _KM * rules.car_g_per_km / 1000
        known = [float(its) for its in emitted if its is not None]
        expected["co2_kg_saved"] = saved_kg - sum(known) if len(known) == len(emitted) else None
    for name, value in expected.items():
        said = told.kpis.get(name)
        if (said is None) != (value is None) or (said is not None and value is not None and abs(said - value) > _NEAR):
            yield f"{name}: {said}, but the journeys of both days tell {value}"


def _parts(told: Told) -> Iterator[str]:
    """Yield what does not add up over territories: to the metre, and to the gram."""
    table = told.by_territory
    if table is None:
        return
    for name in ("former_car_m", "car_m"):
        whole, parts = int(told.table[name].sum()), int(table[name].sum())
        if whole != parts:
            yield f"ecology_by_territory: {name} adds up to {parts}, in all it is {whole}"
    for name, figure in (("car_co2_saved_g", "car_co2_kg_saved"), ("service_co2_g", "service_co2_kg")):
        said = told.kpis.get(figure)
        if said is not None and abs(float(table[name].sum()) - 1000 * said) > 1.001:  # each of two sums is rounded
            yield f"ecology_by_territory: {name} adds up to {table[name].sum()}, {figure} is {said}"
