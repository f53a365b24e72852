"""Energy as the event log tells it: charging sessions, the power drawn at each site, what each vehicle has left."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.analysis.counted import EVER, Window
from simulator.analysis.inputs import Facilities
from simulator.event_kinds import Event
from simulator.tables import no_rows
from simulator.units import HOUR_S, JOULES_PER_KWH, MWH_PER_KWH

_LEVEL_STEPS = {Event.ENERGY_USED: -1, Event.CHARGED: 1}

SESSION_COLUMNS = (
    "vehicle", "site", "arrived_s", "plugged_in_s", "ended_s", "queued_s", "stored_kwh", "drawn_kwh",
    "cost_eur", "co2_g",
)  # fmt: skip

POWER_DTYPES = {"site": "int64", "time_s": "int64", "kw": "float64", "energy": "string"}
LEVEL_DTYPES = dict.fromkeys(("first_kwh", "least_kwh", "last_kwh", "used_kwh", "stored_kwh"), "float64")


def build_power_table(events: pd.DataFrame, facilities: Facilities) -> pd.DataFrame:
    """Return the power drawn at each site, one row whenever it changes: POWER_DTYPES; by site and time."""
    if not (events["kind"] == Event.POWER).any():
        return no_rows(POWER_DTYPES)
    rows = _charging_rows(events)
    power = rows[rows["kind"] == Event.POWER]
    step_w = power["value"] - power.groupby("vehicle")["value"].shift(fill_value=0)
    steps = pd.DataFrame({"site": power["site"], "time_s": power["time_s"], "step_w": step_w})
    total = steps.groupby(["site", "time_s"], sort=True)["step_w"].sum().groupby("site").cumsum()
    table = total.reset_index(name="kw")
    energy = table["site"].map(facilities.sites.set_index("site")["energy"]).astype("string")
    columns = {"site": table["site"], "time_s": table["time_s"], "kw": table["kw"] / 1000, "energy": energy}
    return pd.DataFrame(columns).astype(POWER_DTYPES)


def build_session_table(events: pd.DataFrame, facilities: Facilities) -> pd.DataFrame:
    """Return one row per visit to a charging site, also of vehicles that left the queue; by vehicle and time.

    cost_eur is NaN where a price is not known; co2_g NaN unless it is electricity and has a profile of hours.
    """
    rows = _charging_rows(events)
    if rows.empty:
        return no_sessions()
    visit = rows["visit"]
    groups = rows.groupby(visit, sort=True)
    table = groups.agg(vehicle=("vehicle", "first"), site=("site", "first"), arrived_s=("time_s", "first"))
    table["ended_s"] = groups["time_s"].last()
    for name, kind in (("plugged_in_s", Event.PLUGGED_IN), ("stored_mwh", Event.CHARGED)):
        found = rows[rows["kind"] == kind].groupby(visit).first()
        table[name] = found["time_s" if kind == Event.PLUGGED_IN else "value"].reindex(table.index)
    queued_s = table["plugged_in_s"].fillna(table["ended_s"]) - table["arrived_s"]
    table["queued_s"] = queued_s.astype("int32")  # not a float where one left the queue
    table["stored_kwh"] = table.pop("stored_mwh").fillna(0) / MWH_PER_KWH
    for name, value in _priced(rows, facilities).items():
        table[name] = value.reindex(table.index, fill_value=0.0)
    table["plugged_in_s"] = table["plugged_in_s"].astype("Int64")
    return table[list(SESSION_COLUMNS)].sort_values(["vehicle", "arrived_s"], kind="stable", ignore_index=True)


def no_sessions() -> pd.DataFrame:
    """Return the table of sessions without any."""
    return pd.DataFrame({name: pd.Series(dtype="float64") for name in SESSION_COLUMNS})


def levels(events: pd.DataFrame) -> pd.DataFrame:
    """Return what every vehicle with a limited store has at first, at least and at last, and used and charged [kWh].

    Index: vehicle.
    """
    rows = events[events["kind"].isin([Event.ENERGY_LEVEL, *_LEVEL_STEPS])]
    if rows.empty:
        return no_rows(LEVEL_DTYPES).rename_axis("vehicle")
    sign = rows["kind"].map({int(kind): step for kind, step in _LEVEL_STEPS.items()}).fillna(0)
    level = (rows["kind"] == Event.ENERGY_LEVEL) & ~rows.duplicated(["vehicle", "kind"])
    moving = (rows["value"] * sign + rows["value"] * level).groupby(rows["vehicle"]).cumsum()
    ends = rows[rows["kind"] == Event.ENERGY_LEVEL].groupby("vehicle")["value"]
    table = pd.DataFrame(
        {"first_kwh": ends.first(), "least_kwh": moving.groupby(rows["vehicle"]).min(), "last_kwh": ends.last()}
    )
    for name, kind in (("used_kwh", Event.ENERGY_USED), ("stored_kwh", Event.CHARGED)):
        table[name] = rows[rows["kind"] == kind].groupby("vehicle")["value"].sum()
    return table.fillna(0) / MWH_PER_KWH


def levels_within(events: pd.DataFrame, window: Window) -> pd.DataFrame:
    """Return what ``levels`` says of a window of time; at first is what was stored by then, at last what is left."""
    if window == EVER:
        return levels(events)
    events = events[events["kind"].isin([Event.ENERGY_LEVEL, *_LEVEL_STEPS])]
    early, late = events["time_s"] < window.from_s, events["time_s"] >= window.until_s
    parts = [events[~early & ~late]]
    if early.any():
        parts.insert(0, _stored_rows(events[early]))
    if late.any():
        parts.append(_stored_rows(events[~late]))
    return levels(pd.concat(parts, ignore_index=True))


def _stored_rows(events: pd.DataFrame) -> pd.DataFrame:
    """Return rows that tell what every vehicle has stored after some events."""
    told = levels(events)
    stored_mwh = (told["first_kwh"] + told["stored_kwh"] - told["used_kwh"]) * MWH_PER_KWH
    rows = {"kind": int(Event.ENERGY_LEVEL), "vehicle": stored_mwh.index, "value": stored_mwh.to_numpy()}
    return pd.DataFrame(rows)


def _charging_rows(events: pd.DataFrame) -> pd.DataFrame:
    """Return the rows about charging by vehicle and time, with the number of the visit and its site."""
    kinds = (Event.QUEUED, Event.PLUGGED_IN, Event.POWER, Event.CHARGED, Event.UNPLUGGED)
    rows = events[events["kind"].isin(kinds)].sort_values(["vehicle", "seq"], kind="stable")
    kind, vehicle = rows["kind"].to_numpy(), rows["vehicle"].to_numpy()
    ended = np.r_[True, (kind[:-1] == Event.UNPLUGGED) | (vehicle[1:] != vehicle[:-1])][: len(rows)]
    visit = np.cumsum(ended)
    site = rows["value"].where(rows["kind"].isin((Event.QUEUED, Event.PLUGGED_IN, Event.UNPLUGGED)))
    return rows.assign(visit=visit, site=site.groupby(visit).transform("first").astype("int64"))


def _priced(rows: pd.DataFrame, facilities: Facilities) -> dict[str, pd.Series[float]]:
    """Return drawn energy [kWh], its price [EUR] and CO2 [g] of each visit, hour by hour."""
    power = rows[rows["kind"].isin((Event.POWER, Event.UNPLUGGED))]
    began = power["time_s"].to_numpy(np.int64)
    ended = np.r_[began[1:], began[-1:]]
    watts = np.where(power["kind"] == Event.POWER, power["value"], 0).astype(np.float64)
    hours = ended // HOUR_S - began // HOUR_S + 1
    row = np.repeat(np.arange(len(began)), np.where(watts > 0, hours, 0))
    hour = began[row] // HOUR_S + np.arange(len(row)) - np.searchsorted(row, row)
    seconds = np.minimum(ended[row], (hour + 1) * HOUR_S) - np.maximum(began[row], hour * HOUR_S)
    kwh = watts[row] * seconds / JOULES_PER_KWH
    visit = power["visit"].to_numpy()[row]
    price = np.full(len(row), np.nan)
    if len(facilities.prices):
        by_site = facilities.prices.sort_values(["site", "hour"])["eur_per_kwh"].to_numpy(np.float64).reshape(-1, 24)
        price = by_site[power["site"].to_numpy()[row], hour % 24]
    grams = np.full(len(row), np.nan)
    if facilities.co2_g_per_kwh_by_hour:
        sites = facilities.sites
        electric = power["site"].isin(sites.loc[sites["energy"] == "electricity", "site"]).to_numpy()[row]
        grams[electric] = np.array(facilities.co2_g_per_kwh_by_hour)[hour[electric] % 24]

    def add_up(values: np.ndarray) -> pd.Series[float]:
        return pd.Series(values).groupby(visit).sum(min_count=1)

    return {
        "drawn_kwh": add_up(kwh),
        "cost_eur": _whole_sum(kwh * price, visit),
        "co2_g": _whole_sum(kwh * grams, visit),
    }


def _whole_sum(values: np.ndarray, visit: np.ndarray) -> pd.Series[float]:
    """Add up by visit; NaN as soon as one part is not known."""
    return pd.Series(values).groupby(visit).agg(lambda part: part.sum(skipna=False))
