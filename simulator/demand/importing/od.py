"""Matrices of trips between zones as requests: the profile ``od``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.demand.importing.flows import NO_HOUR, read_flows
from simulator.demand.importing.hours import ALL, Shares, hours_named, read_hours, weekday_hours
from simulator.demand.importing.imported import DROPPED_DTYPES, Asked, Imported
from simulator.demand.importing.omx import ENDING, read_omx
from simulator.demand.importing.purpose_words import our_purpose
from simulator.demand.importing.reasons import DROPPED
from simulator.demand.importing.requests_of import requests_of_trips
from simulator.demand.importing.scatter import Anchors, anchors_of, places_apart
from simulator.demand.importing.settings import OPTION, Setting, meanings, one_file, values_of
from simulator.demand.importing.whole_trips import WholeTrips, departures, whole_trips
from simulator.demand.importing.zones import Zones, read_zones
from simulator.demand.places import read_localities
from simulator.errors import Problem, RequestFileError
from simulator.network.graph import RoadNetwork
from simulator.notes import N_, Note
from simulator.tables import typed
from simulator.units import MINUTE_S

SETTINGS = (
    Setting("zones", "GeoJSON or GeoPackage with the zones", "file"),
    Setting("zone_id", "its column with their ids; by default zone, id or another common name"),
    Setting("layer", "its layer, where it has several"),
    Setting("crs", "coordinate system of the zones, where the file says none or a wrong one"),
    Setting("matrix", "name of the matrix in an OMX file, where it has several"),
    Setting("lookup", "name of the ids of zones in an OMX file, where it has several"),
    Setting("hours", "CSV with hour, share (and purpose); by default a weekday of car drivers in Germany", "file"),
    Setting("share", "share of the trips that ask for a ride, 0 to 1", "number", 1.0, 0, 1),
    Setting("rounding", "of fractions of trips: exact (the total stays) or poisson", "text", "exact",
            words=("exact", "poisson")),
    Setting("localities", "CSV with locality, lon, lat, population: where in a zone people live", "file"),
    Setting("lead_time", "minutes from booking to departure", "number", 0.0, 0, 100_000),
    Setting("party_size", "people of each request", "number", 1.0, 1, 1000),
    Setting("traveller_class", "of all requests; by default the scenario's first class", "text", ""),
)  # fmt: skip
SETTING_MEANINGS = meanings(SETTINGS)
UNKNOWN_ZONE, NO_STREET, ONE_PLACE = "zone_unknown", "zone_without_street", "one_place"
MOST_TRIPS = 10_000_000  # of a day
ENDS = ("origin", "destination")

Reasons = NDArray[np.object_]


def import_od(asked: Asked) -> Imported:
    """Return the trips of a matrix as requests; `Imported.rows` counts trips. Raises RequestFileError."""
    values = values_of(asked.settings, SETTINGS)
    path = one_file(asked.files, "a matrix")
    if values["zones"] is None:
        raise _wrong(OPTION, "zones", "is missing; say zones=FILE, the areas that the matrix is of")
    zones = read_zones(values["zones"], values["zone_id"], values["layer"], values["crs"])
    flows, not_read, notes = _read(path, values)
    hours = _hours(values["hours"], flows)
    trips = whole_trips(flows, _expected(path, flows, values["share"]), values["rounding"], asked.seed)
    people = None if values["localities"] is None else read_localities(values["localities"], network=asked.network)
    anchors = anchors_of(zones, people, asked.network)
    table, reasons = _requests(trips, hours, zones, anchors, asked)
    notes += [
        *_notes(flows, values, len(trips.flow)),
        *_hours_of_all(flows, hours),
        *_place_notes(anchors),
        *_unknown(trips, zones),
    ]
    return Imported(
        _as_told(table, values), len(trips.flow), dropped=_dropped(path, trips, reasons), notes=tuple(notes),
        not_read=not_read, personal=False, settings=dict(asked.settings),
    )  # fmt: skip


def _wrong(file: str, key: str, message: str) -> RequestFileError:
    return RequestFileError([Problem(file, 0, 0, key, message)])


def _read(path: Path, values: dict[str, Any]) -> tuple[pd.DataFrame, tuple[str, ...], list[Note]]:
    if path.suffix.lower() != ENDING:
        return *read_flows(path), []
    flows, missing = read_omx(path, values["matrix"], values["lookup"])
    text = N_("Cells of the matrix without a number, taken as no trip: %(count)s.")
    return flows, (), [Note("matrix", "cells", text, {"count": missing})] if missing else []


def _hours(path: Path | None, flows: pd.DataFrame) -> Shares:
    if path is not None and (flows["hour"] != NO_HOUR).any():
        raise _wrong(OPTION, "hours", "the matrix has hours of its own; leave the file of hours out")
    return weekday_hours() if path is None else read_hours(path)


def _expected(path: Path, flows: pd.DataFrame, share: float) -> NDArray[np.float64]:
    """Return how many trips of each flow ask for a ride. Raises RequestFileError for more than anybody simulates."""
    expected = flows["trips"].to_numpy(np.float64) * share
    if expected.sum() > MOST_TRIPS:
        raise _wrong(str(path), "trips", f"{expected.sum():,.0f} trips; at most {MOST_TRIPS:,} are read, say share=...")
    return expected


def _requests(
    trips: WholeTrips, hours: Shares, zones: Zones, anchors: list[Anchors], asked: Asked
) -> tuple[pd.DataFrame, Reasons]:
    """Return the trips that become requests, and the reason why a trip is none, object (trips,); None: it is one.

    Raises RequestFileError where none is left of some, or hours miss a purpose.
    """
    names = trips.names()
    try:
        departure = departures(trips, hours, names, asked.seed)
    except ValueError as error:
        raise _wrong(asked.settings.get("hours", ""), "purpose", str(error)) from error
    rows = {end: _zone_rows(zones, trips.column(end)) for end in ENDS}
    reasons = _reasons(rows, zones, asked.network)
    kept = np.flatnonzero(reasons == None)  # noqa: E711  element by element
    places = places_apart(zones, anchors, [rows[end][kept] for end in ENDS], [names[row] for row in kept], asked.seed)
    apart = (places[0] != places[1]).any(axis=1)
    reasons[kept[~apart]] = ONE_PLACE
    if len(reasons) and not apart.any():
        raise _wrong(
            str(asked.files[0]), "", f"none of its {len(reasons):,} trips is left; the first one {DROPPED[reasons[0]]}"
        )
    table = pd.DataFrame({"request_id": np.array(names, dtype=object)[kept], "earliest_departure_s": departure[kept]})
    for end, place in zip(ENDS, places, strict=True):
        table[f"{end}_lon"], table[f"{end}_lat"] = place.T
    return table.assign(purpose=[our_purpose(one) for one in trips.column("purpose")[kept].tolist()])[apart], reasons


def _zone_rows(zones: Zones, ids: NDArray[Any]) -> NDArray[np.int64]:
    """Return the row of each zone, int64 like ``ids``; -1: unknown."""
    return np.fromiter((zones.rows.get(zone, -1) for zone in ids.tolist()), dtype=np.int64, count=len(ids))


def _reasons(rows: dict[str, NDArray[np.int64]], zones: Zones, network: RoadNetwork | None) -> Reasons:
    """Return why trips are left out before they have places, object (trips,)."""
    origin, destination = (rows[end] for end in ENDS)
    reasons = np.full(len(origin), None, dtype=object)
    if network is not None:
        with_streets = np.isin(np.arange(len(zones.ids)), zones.holding(network.lon, network.lat))
        reasons[~(with_streets[origin] & with_streets[destination])] = NO_STREET
    reasons[(origin < 0) | (destination < 0)] = UNKNOWN_ZONE
    return reasons


def _as_told(table: pd.DataFrame, values: dict[str, Any]) -> pd.DataFrame:
    """Return requests with what is the same for all of them."""
    submitted = table["earliest_departure_s"] - round(values["lead_time"] * MINUTE_S)
    told = {"party_size": round(values["party_size"]), "traveller_class": values["traveller_class"]}
    return requests_of_trips(table.assign(submitted_s=submitted, **told))


def _dropped(path: Path, trips: WholeTrips, reasons: Reasons) -> pd.DataFrame:
    rows = np.flatnonzero(reasons != None)  # noqa: E711  element by element
    table = pd.DataFrame({"file": path.name, "line": trips.column("line")[rows], "reason": reasons[rows]})
    return typed(table, DROPPED_DTYPES)


def _notes(flows: pd.DataFrame, values: dict[str, Any], whole: int) -> Iterator[Note]:
    """Say what is assumed of all trips."""
    told = {"share": float(values["share"]), "trips": float(flows["trips"].sum()), "whole": whole}
    yield Note(
        "matrix",
        "share",
        N_("Trips of the matrix: %(trips)s; a share of %(share)s of them is taken: %(whole)s whole ones."),
        told,
    )
    if values["rounding"] == "exact":
        yield Note("matrix", "rounding", N_("Fractions of trips are rounded so that the total stays."))
    if values["hours"] is None and (flows["hour"] == NO_HOUR).any():
        yield Note(
            "assumption", "hours", N_("Trips begin at the hours of German car drivers on weekdays (MiD; assumption).")
        )
    told = {"people": round(values["party_size"]), "minutes": float(values["lead_time"])}
    text = N_("Each trip is one request: people %(people)s, booked %(minutes)s min ahead (assumption).")
    yield Note("assumption", "party_size", text, told)


def _hours_of_all(flows: pd.DataFrame, hours: Shares) -> Iterator[Note]:
    """Say which purposes have no hours of their own."""
    open_ones = set(flows.loc[flows["hour"] == NO_HOUR, "purpose"].tolist()) - {ALL}
    named = sorted(purpose for purpose in open_ones if hours_named(purpose, hours) == ALL)
    if named:
        text = N_("Purposes without hours of their own, whose trips begin at the hours of all: %(purposes)s.")
        yield Note("assumption", "hours", text, {"purposes": ", ".join(named)[:200]})


def _place_notes(anchors: list[Anchors]) -> Iterator[Note]:
    """Say where in zones trips begin and end."""
    texts = {
        "people": N_("Zones in which trips begin and end where people live: %(count)s."),
        "crossroads": N_("Zones in which trips begin and end at any crossroads: %(count)s."),
        "area": N_("Zones in which trips begin and end anywhere: %(count)s."),
    }
    for by, text in texts.items():
        count = sum(anchor.by == by for anchor in anchors)
        if count:
            yield Note("assumption", "places", text, {"count": count})


def _unknown(trips: WholeTrips, zones: Zones) -> Iterator[Note]:
    """Say which zones of the matrix nobody knows."""
    named = sorted({str(zone) for end in ENDS for zone in trips.column(end)} - zones.rows.keys())
    if named:
        text = N_("Zones of the matrix that are not among the areas: %(count)s (%(zones)s).")
        yield Note("zones", "unknown", text, {"count": len(named), "zones": ", ".join(named)[:200]})
