"""The places that a scenario names: territories and zones, read from their files, and hubs, found on the map."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from simulator.errors import Problem, ScenarioError
from simulator.input_table import Reading
from simulator.network.graph import METRES_PER_DEGREE
from simulator.network.stop_file import read_stop_file
from simulator.network.territories import Territories, gaps, read_territories
from simulator.notes import N_, Note
from simulator.scenario.models import Scenario
from simulator.suggest import suggest

MOST_TOLD = 3  # stops in no zone that a note names


class HubPlace(NamedTuple):
    """A hub on the map: a place that lies within so many metres of it by beeline is at it."""

    lon: float
    lat: float
    within_m: float

    def holds(self, lon: float, lat: float) -> bool:
        """Return whether a place is at the hub."""
        east_m = (lon - self.lon) * METRES_PER_DEGREE * float(np.cos(np.radians(self.lat)))
        return float(np.hypot(east_m, (lat - self.lat) * METRES_PER_DEGREE)) <= self.within_m


def territories_of(scenario: Scenario) -> Territories | None:
    """Return the territories of a scenario, None where it has none. Raises RequestFileError."""
    told = None if scenario.places is None else scenario.places.territories
    return None if told is None else read_territories(told.file, told.layer, approximate=told.approximate)


def zones_of(scenario: Scenario) -> Territories | None:
    """Return the zones of a scenario, None where it has none. Raises RequestFileError."""
    told = None if scenario.places is None else scenario.places.zones
    return None if told is None else read_territories(told.file, told.layer)


def hubs_of(scenario: Scenario) -> dict[str, HubPlace]:
    """Return the hubs of a scenario by name. Raises ScenarioError: stops that are unknown, hubs in no zone."""
    hubs = {} if scenario.places is None else scenario.places.hubs
    stops = stops_of(scenario) if any(hub.stop is not None for hub in hubs.values()) else None
    places, problems = dict[str, HubPlace](), list[Problem]()
    for name, hub in hubs.items():
        if stops is None or hub.stop is None:
            places[name] = HubPlace(hub.lon or 0.0, hub.lat or 0.0, hub.within_m)
            continue
        found = stops[(stops["name"] == hub.stop) | (stops["stop_id"] == hub.stop)]
        if found.empty:
            hint = suggest(hub.stop, [*stops["name"], *stops["stop_id"]]) or "expected the name of a stop of a service"
            problems.append(scenario.problem(f"places.hubs.{name}", f'no stop is called "{hub.stop}"; {hint}'))
        else:
            places[name] = HubPlace(float(found["lon"].iloc[0]), float(found["lat"].iloc[0]), hub.within_m)
    problems += _outside(scenario, places)
    if problems:
        raise ScenarioError(problems)
    return places


def _outside(scenario: Scenario, hubs: dict[str, HubPlace]) -> Iterator[Problem]:
    """Tell hubs in no zone, or where there are no zones in no territory."""
    areas = zones_of(scenario) or territories_of(scenario)
    for name, hub in hubs.items():
        if areas is not None and areas.at(hub.lon, hub.lat)[0] < 0:
            message = f"lies at {hub.lat:.4f}, {hub.lon:.4f}, in none of {', '.join(areas.names[:20])}"
            yield scenario.problem(f"places.hubs.{name}", message)


def stops_of(scenario: Scenario) -> pd.DataFrame:
    """Return the stops of all services with files of them: stop_id, name, lon, lat."""
    columns = ["stop_id", "name", "lon", "lat"]
    tables = [
        read_stop_file(its.stops_file, its.stop_filter, Reading(its.columns))[columns]
        for its in (part.config for part in scenario.parts)
        if getattr(its, "stops_file", None) is not None
    ]
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=columns)


def notes_on_places(scenario: Scenario) -> Iterator[Note]:
    """Tell gaps between areas, and stops in none of them, with how many and where."""
    for key, areas in (("territories", territories_of(scenario)), ("zones", zones_of(scenario))):
        if areas is None:
            continue
        for size_m2, place in gaps(areas)[:MOST_TOLD]:
            text = N_("There is a gap of %(km2)s km² between the areas near %(place)s.")
            yield Note(
                "gap-between-areas", f"places.{key}.file", text, {"km2": round(size_m2 / 1e6, 2), "place": place}
            )
        stops = stops_of(scenario)
        outside = stops[areas.at(stops["lon"], stops["lat"]) < 0]
        if len(outside):
            told = zip(*(outside[name].head(MOST_TOLD).tolist() for name in outside), strict=True)
            which = "; ".join(f"{name or stop_id} ({lat:.4f}, {lon:.4f})" for stop_id, name, lon, lat in told)
            text = N_("%(count)s stops lie in none of the areas: %(which)s.")
            yield Note("stop-in-no-area", f"places.{key}.file", text, {"count": len(outside), "which": which})
