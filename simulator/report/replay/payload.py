"""Everything the map and the replay of a page need, packed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.analysis.guarded import LEAST
from simulator.analysis.kpis.riders import status_is
from simulator.analysis.missing import Ints
from simulator.analysis.request_table import OTHER_MEANS
from simulator.analysis.run import RunData
from simulator.analysis.series.calendar import Calendar
from simulator.analysis.series.places import unserved_journeys
from simulator.network.areas import rings_of_geojson
from simulator.network.graph import RoadNetwork
from simulator.report.place_names import place_names
from simulator.report.plain_words import shows_rides
from simulator.report.replay.boardings import count_boardings, count_rental_places
from simulator.report.replay.cars import all_traffic, count_rentals
from simulator.report.replay.lines import calls_of, follow_lines
from simulator.report.replay.moves import ALL_STATES, Moves, follow_vehicles
from simulator.report.replay.packing import narrow, pack
from simulator.report.replay.people import describe_people, missed_of
from simulator.report.replay.riders import UNKNOWN, choose_requests, describe_requests, names_of_stops
from simulator.report.replay.roads import draw_roads, lines_m
from simulator.report.replay.wrong import Shown, wrong_arrays, wrong_content
from simulator.tables import NO_CALL
from simulator.units import DAY_S

MOST_STOPS = 5_000


def build_replay(run: RunData, network: RoadNetwork) -> dict[str, Any]:
    """Return what the page needs to draw roads, places, vehicles and riders at every moment of the run.

    Positions are whole metres east and north of the middle of the network, times seconds of the day, nullable times one
    more than that with 0 for none.
    """
    traffic = all_traffic(run)
    moves = follow_vehicles(traffic, network, run.closed)
    rides = moves.vehicles[moves.vehicles < traffic.vehicles]
    asked = run.tables.requests[
        ~status_is(run.tables.requests, OTHER_MEANS)
    ]  # who chose another service was not refused
    chosen = choose_requests(asked.iloc[:0] if run.guarded else asked, rides, traffic.vehicles)
    stop_names, ends = names_of_stops(chosen, run.stops)
    all_asked = pd.concat([asked, unserved_journeys(run.tables, run.services)], ignore_index=True)
    boarding_names, places = count_boardings(all_asked, run.passengers, run.stops, network, LEAST if run.guarded else 1)
    xy = np.round(network.xy_m()).astype(np.int32)
    arrays = {
        "node_x": xy[:, 0],
        "node_y": xy[:, 1],
        **_roads_and_moves(network, moves),
        **describe_requests(chosen, network, rides),
        **ends,
        **places,
        **_closed_roads(run.closed, network),
        **_borders(run.territories, network),
        **_stop_places(run.stops, network),
    }
    rental_names, rental_places = count_rental_places(count_rentals(run), network)
    states = traffic.states
    first_s = int(states["began_s"].min()) if len(states) else 0
    last_s = int(states["ended_s"].max()) if len(states) else run.calendar.days * DAY_S
    lines, of_lines = _lines(run, network, rides, (first_s, last_s))
    wrong = wrong_arrays(run, network, Shown(rides, chosen["request"].to_numpy(np.int64), last_s))
    return {
        "arrays": pack(arrays | rental_places | of_lines | wrong),
        "states": list(ALL_STATES),
        "vehicles": [traffic.names[row] for row in moves.vehicles.tolist()],
        "rides": len(rides),
        "has_rides": shows_rides(run.kpis),
        "has_cars": run.carsharing is not None,
        "vehicles_total": len(traffic.names),
        "requests": chosen["request_id"].astype(str).tolist(),
        "requests_total": len(asked),
        "stop_names": stop_names,
        "place_names": boarding_names,
        "rental_names": rental_names,
        "towns": _towns(run.stops if run.stops is not None else _stations_as_stops(run), network),
        "sites": _sites(run.sites, network),
        "lines": lines,
        **wrong_content(run, network),
        "first_s": first_s,
        "last_s": last_s,
        "calendar": calendar_data(run.calendar),
    }


def calendar_data(calendar: Calendar) -> dict[str, Any]:
    """Return what clocks show, and the dates, or else the numbers, of the days."""
    first_day = None if calendar.first_day is None else calendar.first_day.isoformat()
    clock = calendar.clock
    return {"days": calendar.days, "first_day": first_day, "at_s": clock.at_s, "ahead_s": clock.ahead_s}


def _roads_and_moves(network: RoadNetwork, moves: Moves) -> dict[str, NDArray[Any]]:
    """Join drawing and paths: an arc names the drawn line it runs along."""
    roads = draw_roads(network, moves.edges)
    arrays = dict(moves.arrays)
    line = np.searchsorted(roads.edges, arrays.pop("arc_edge"))
    arrays["arc_line"] = narrow(line * 2 + arrays.pop("arc_backwards"))
    return roads.arrays | arrays


def _lines(
    run: RunData, network: RoadNetwork, on_demand: Ints, hours: tuple[int, int]
) -> tuple[dict[str, Any] | None, dict[str, NDArray[Any]]]:
    """Return what is shown of buses and trains and of the people who go with them; None and nothing where none run.

    on_demand: int64, numbers of the vehicles on demand that are shown.
    """
    if run.timetable.trips.empty:
        return None, {}
    calls, rides = calls_of(run.timetable, network), run.passengers
    by_timetable = rides[rides["from_call"] != NO_CALL]
    on, off = (calls.rows_of(by_timetable["service"], by_timetable[f"{end}_call"]) for end in ("from", "to"))
    lines = follow_lines(calls, np.r_[on, off], network.xy_m(), hours)
    numbers = calls.trips["vehicle"].iloc[lines.trips]
    run_of, vehicle_of = (pd.Series(range(len(shown)), shown) for shown in (numbers, on_demand))
    of_run, of_vehicle = (_known(rides["vehicle"], rows) for rows in (run_of, vehicle_of))
    named, people = describe_people(rides, of_run, of_vehicle, network)
    named["missed"] = missed_of(run.tables.journey_legs, run.tables.trips, named["people"])
    named["hubs"] = _hubs(run, network)
    return lines.content | named | {"shown": len(lines.trips), "total": lines.total}, lines.arrays | people


def _hubs(run: RunData, network: RoadNetwork) -> list[list[Any]]:
    """Return the stations at which people change to and from rides on demand: [name, x, y, people]."""
    hubs = run.boards.places
    hubs = hubs[hubs["on_demand"] > 0]
    xy = np.round(network.project(hubs["lon"], hubs["lat"])).astype(int).tolist()
    rows = zip(hubs.index.tolist(), xy, hubs["on_demand"].tolist(), strict=True)
    return [[str(name), *place, int(people)] for name, place, people in rows]


def _known(numbers: pd.Series[int], rows: pd.Series[int]) -> Ints:
    """Return the row of each number, UNKNOWN where there is none."""
    found: Ints = numbers.map(rows).fillna(UNKNOWN).to_numpy(np.int64).astype(np.int64)
    return found


def _closed_roads(closed: pd.DataFrame | None, network: RoadNetwork) -> dict[str, NDArray[Any]]:
    """Return lines of closed roads: points per line, their places [m], and when they are, if not all the time [s]."""
    if closed is None:
        return {}
    points, owner = lines_m(network, closed["geometry"])
    whole = np.round(points).astype(np.int32)
    counts = np.bincount(owner, minlength=len(closed))
    lines = {"closed_points": narrow(counts), "closed_x": whole[:, 0], "closed_y": whole[:, 1]}
    if "from_s" in closed:
        lines |= {"closed_from": narrow(closed["from_s"]), "closed_until": narrow(closed["until_s"])}
    return lines


def _borders(territories: pd.DataFrame | None, network: RoadNetwork) -> dict[str, NDArray[Any]]:
    """Return the outlines of territories: points per ring, and their places [m]."""
    if territories is None:
        return {}
    rings = [ring for shape in territories["geometry"] for ring in rings_of_geojson(str(shape))]
    whole = np.round(np.concatenate([network.project(ring[:, 0], ring[:, 1]) for ring in rings])).astype(np.int32)
    return {"border_points": narrow([len(ring) for ring in rings]), "border_x": whole[:, 0], "border_y": whole[:, 1]}


def _stop_places(stops: pd.DataFrame | None, network: RoadNetwork) -> dict[str, NDArray[Any]]:
    if stops is None:
        return {}
    some = stops.iloc[:: -(-len(stops) // MOST_STOPS)] if len(stops) > MOST_STOPS else stops
    xy = np.round(network.project(some["lon"], some["lat"])).astype(np.int32)
    return {"stop_x": xy[:, 0], "stop_y": xy[:, 1]}


def _towns(stops: pd.DataFrame | None, network: RoadNetwork) -> list[list[Any]]:
    """Return names for the map: [name, x, y], the weightiest first."""
    if stops is None or not len(stops):
        return []
    apart = [float(np.ptp(stops[axis].to_numpy(np.float64))) / parts for axis, parts in (("lon", 8), ("lat", 12))]
    named = place_names(stops, *apart)
    return [[name, *np.round(network.project(lon, lat)[0]).astype(int).tolist()] for name, lon, lat in named]


def _stations_as_stops(run: RunData) -> pd.DataFrame | None:
    """Return the stations of shared cars with the name of their town, where a run has no stops."""
    if run.car_inputs is None:
        return None
    stations = run.car_inputs.stations
    town = stations["name"].astype("string").str.replace(r"\s*\d+$", "", regex=True)
    return stations.assign(name=town, weight=stations["capacity"])


def _sites(sites: pd.DataFrame | None, network: RoadNetwork) -> list[list[Any]]:
    """Return chargers, stations and depots: [kind, name, x, y]."""
    if sites is None:
        return []
    known = sites.dropna(subset=["lon", "lat"])
    known = known.drop_duplicates(["lon", "lat"], keep="last")  # the chargers of a station of shared cars are at it
    xy = np.round(network.project(known["lon"], known["lat"])).astype(int).tolist()
    pairs = zip(known["kind"].astype(str), known["name"].astype(str), xy, strict=True)
    return [[kind, name, *place] for kind, name, place in pairs]
