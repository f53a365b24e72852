"""What is odd only once all files are read: speeds of the roads, places far from all others, requests at odd times."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.days import DayType
from simulator.network.graph import RoadNetwork
from simulator.notes import N_, Note
from simulator.scenario.asks import asks_by_class
from simulator.scenario.day_models import OWN, WEEKDAYS, hours_on
from simulator.scenario.day_values import values_by_day
from simulator.scenario.models import Scenario
from simulator.world.calendar import days_of

MEAN_KPH = (15.0, 110.0)
FASTEST_KPH = 200.0
FAR_M = 30_000.0
MOST_OUTSIDE = 0.5


@dataclass(frozen=True)
class Inputs:
    """What a scenario's files hold.

    roads: before any place is put onto them; network: with all places as nodes. demand, sites: as in ``tables``.
    depots: by the key that tells them, name and node. stops: int32, nodes of all stops.
    """

    scenario: Scenario
    roads: RoadNetwork
    network: RoadNetwork
    depots: Sequence[tuple[str, str, int]]
    sites: pd.DataFrame
    stops: NDArray[np.int32]
    demand: pd.DataFrame


Rule = Callable[[Inputs], Iterator[Note]]


def notes_on_inputs(inputs: Inputs) -> list[Note]:
    """Return what should be looked at once more in roads, places and requests."""
    return [note for rule in RULES for note in rule(inputs)]


def road_speeds(inputs: Inputs) -> Iterator[Note]:
    """Tell roads that are no roads, or whose unit of speed is another."""
    roads = inputs.roads.edges
    roads = roads[(roads["kind"] == "road") & (roads["travel_time"] > 0)]
    if not len(roads):
        return
    length_m, time_s = roads["length"].to_numpy(np.float64), roads["travel_time"].to_numpy(np.float64)
    mean_kph = 3.6 * float(length_m.sum() / time_s.sum())
    if not MEAN_KPH[0] <= mean_kph <= MEAN_KPH[1]:
        text = N_("Roads are driven at %(kph)s km/h on average; country roads are driven at 50 to 80 km/h.")
        yield Note("road-speeds", "network", text, {"kph": round(mean_kph, 1)})
    fast = int(((3.6 * length_m > FASTEST_KPH * time_s) & (length_m > 50)).sum())
    if fast:
        text = N_("%(count)s streets are driven faster than %(kph)s km/h.")
        yield Note("fast-roads", "network", text, {"count": fast, "kph": FASTEST_KPH})


def far_depots(inputs: Inputs) -> Iterator[Note]:
    """Tell depots from which every ride begins with half an hour of driving."""
    depots = list(dict.fromkeys(inputs.depots))
    for (key, name, _), metres in zip(depots, _away_m(inputs, [node for *_, node in depots]), strict=True):
        if metres > FAR_M:
            text = N_("“%(name)s” is %(km)s km away from all stops and requests.")
            yield Note("far-depot", key, text, {"name": name, "km": round(metres / 1000)})


def far_sites(inputs: Inputs) -> Iterator[Note]:
    """Tell chargers that no vehicle will ever be near."""
    for name, metres in zip(inputs.sites["name"], _away_m(inputs, inputs.sites["node"].tolist()), strict=True):
        if metres > FAR_M:
            text = N_("“%(name)s” is %(km)s km away from all stops and requests.")
            yield Note("far-site", "energy.sites", text, {"name": str(name), "km": round(metres / 1000)})


def outside_hours(inputs: Inputs) -> Iterator[Note]:
    """Tell request files of which most fall outside of the service hours."""
    scenario = inputs.scenario
    if scenario.demand.as_file is None or not len(inputs.demand):
        return
    days, departure_s = days_of(scenario.calendar), inputs.demand["earliest_departure_s"].to_numpy(np.int64)
    offered = [part for part in scenario.parts if hasattr(part.config, "hours")]
    if not offered:
        return
    held = [days.spans(part.config.hours).hold_at(departure_s) for part in offered]
    outside = float((~np.any(held, axis=0)).mean())
    if outside > MOST_OUTSIDE:
        text = N_("%(percent)s percent of the requests are for times outside of the service hours.")
        yield Note("outside-hours", offered[0].key("hours"), text, {"percent": round(100 * outside)})


def days_without_hours(inputs: Inputs) -> Iterator[Note]:
    """Tell requests for days on which none of the services they ask has hours."""
    days, departure_s = days_of(inputs.scenario.calendar), inputs.demand["earliest_departure_s"].to_numpy(np.int64)
    kinds, classes = days.kinds.at(departure_s), inputs.demand["traveller_class"].to_numpy()
    parts = {part.name: part for part in inputs.scenario.parts if hasattr(part.config, "hours")}
    counts: dict[str, int] = {}  # by the hours of who is asked first
    for name, turns in asks_by_class(inputs.scenario).items():
        asked = [service for turn in turns for service in turn]
        served = classes != name if asked and parts.keys() >= set(asked) else np.ones(len(classes), dtype=np.bool_)
        for hours in [parts[service].config.hours for service in asked if service in parts]:
            served |= np.isin(kinds, [kind for kind in DayType if hours_on(hours, kind) is not None])
            served |= days.spans(hours).hold_at(departure_s)  # of the evening before
        if not served.all():
            key = parts[asked[0]].key("hours")
            counts[key] = counts.get(key, 0) + int((~served).sum())
    for key, count in counts.items():
        text = N_("%(count)s requests are for days on which no service they ask has any hours.")
        yield Note("days-without-hours", key, text, {"count": count})


def no_distance(inputs: Inputs) -> Iterator[Note]:
    """Tell request files whose requests mostly go nowhere: one place was written twice."""
    if inputs.scenario.demand.as_file is None or not len(inputs.demand):
        return
    same = pd.Series(True, index=inputs.demand.index)
    for axis in ("lon", "lat", "node"):
        begin, end = inputs.demand[f"origin_{axis}"], inputs.demand[f"destination_{axis}"]
        same &= (begin == end) | (begin.isna() & end.isna())
    if same.mean() > MOST_OUTSIDE:
        text = N_("%(percent)s percent of the requests begin and end at the same place.")
        yield Note("no-distance", "demand.requests_file", text, {"percent": round(100 * float(same.mean()))})


def unknown_holidays(inputs: Inputs) -> Iterator[Note]:
    """Tell calendars with holidays of which no table has the school holidays of all days."""
    calendar = inputs.scenario.calendar
    wanted = calendar.state is not None or calendar.school_holidays_file is not None
    if calendar.dates is not None and wanted and not days_of(calendar).holidays_known:
        text = N_(
            "No table has the school holidays of all days, from %(first)s to %(last)s: weekdays of which it says "
            "nothing count as school days."
        )
        first, last = calendar.dates
        yield Note("unknown-holidays", "calendar", text, {"first": str(first), "last": str(last)})


def idle_weekdays(inputs: Inputs) -> Iterator[Note]:
    """Tell values of `weekday` beside more special types, which win on all weekdays that are simulated."""
    simulated = set(days_of(inputs.scenario.calendar).kinds.types) & set(WEEKDAYS)
    for key, value in values_by_day(inputs.scenario):
        own = {kind: OWN[kind] for kind in WEEKDAYS if getattr(value, OWN[kind]) is not None}
        if value.weekday is not None and simulated and own.keys() >= simulated:
            text = N_("“weekday” holds on no simulated day: %(types)s, set beside it, wins.")
            yield Note("idle-weekday", f"{key}.weekday", text, {"types": ", ".join(own.values())})


RULES: tuple[Rule, ...] = (
    road_speeds, far_depots, far_sites, outside_hours, days_without_hours, no_distance, unknown_holidays, idle_weekdays,
)  # fmt: skip


def _away_m(inputs: Inputs, nodes: list[int]) -> NDArray[np.float64]:
    """Return how far nodes are from the nearest stop, or end of a request [m]; 0 where there is neither."""
    xy_m = inputs.network.xy_m()
    places = []
    if len(inputs.stops):
        places.append(xy_m[inputs.stops])
    for end in ("origin", "destination"):
        node = inputs.demand[f"{end}_node"].to_numpy(np.int64)
        places.append(xy_m[node[node >= 0]])
        known = inputs.demand[f"{end}_lon"].notna().to_numpy() & (node < 0)
        if known.any():
            at = inputs.demand.loc[known, [f"{end}_lon", f"{end}_lat"]].to_numpy(np.float64)
            places.append(inputs.network.project(at[:, 0], at[:, 1]))
    around = np.concatenate(places)
    if not len(around):
        return np.zeros(len(nodes))
    squared = [float((((around - place) ** 2).sum(axis=1)).min()) for place in xy_m[nodes]]
    return np.sqrt(np.array(squared, dtype=np.float64))
