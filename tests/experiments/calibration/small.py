"""Three places, two minibuses, and two weeks of bookings between the places: small enough to be calibrated often."""

from __future__ import annotations

import shutil
from pathlib import Path

from simulator.demand.importing.coarse import COARSE, coarsened
from simulator.demand.importing.folder import write_import
from simulator.demand.importing.imported import Asked, Imported
from simulator.demand.importing.via import read_via
from simulator.scenario.catalogue import bundled_folder
from tests.demand.importing.made_exports import Known, as_csv, bookings, via_rows

SCENARIO = """
name: small
title: {en: Three places, de: Drei Orte}
network: {file: network}
calendar: {days: 7, day_types: [school_day, school_day, school_day, school_day, school_day, school_day, school_day]}
demand: {kind: synthetic, requests_per_day: 20, localities: places.csv}
services:
  line:
    kind: ridepooling
    mode: door_to_door
    hours: [06:00, 22:00]
    dwell: 60 s
    fleet: {minibus: {count: 2, seats: 8, depots: [{name: A, lon: 12.0, lat: 53.0}]}}
"""
PLACES = "locality,lon,lat,population\nA,12.0,53.0,100\nB,12.0,53.0449,100\nC,12.0,53.0898,100\n"


def write_small(folder: Path) -> None:
    """Write a scenario, bookings of it, of which two people did not show up, and bookings of elsewhere."""
    shutil.copytree(bundled_folder() / "tiny" / "network", folder / "network")
    (folder / "small.yaml").write_text(SCENARIO)
    (folder / "places.csv").write_text(PLACES)
    rows = via_rows(bookings(Known(days=14, per_day=20, varies=0, no_show=0), 8))
    _import_rows(folder, rows, "elsewhere")
    for number, row in enumerate(rows):
        row |= {"Origin Lng": "12.0", "Destination Lng": "12.0", "Destination Lat": "53.0895"}
        row["Origin Lat"] = ("53.0003", "53.0447")[number % 2]
    for row in [row for row in rows if row["Request Status"] == "Completed"][:2]:
        row |= {"Request Status": "No Show", "Actual Pickup Time": "", "Actual Dropoff Time": ""}
    _import_rows(folder, rows, "bookings")


def _import_rows(folder: Path, rows: list[dict[str, str]], name: str) -> None:
    export = folder / f"{name}.csv"
    export.write_text(as_csv(rows))
    asked = Asked((export,))
    written_import(read_via(asked), asked, folder / name, profile="via")


def written_import(read: Imported, asked: Asked, folder: Path, profile: str) -> None:
    """Write what was read of an export as the command does by default, without its page."""
    said = {"profile": profile, "coarsened": COARSE.plain, "single_places_shown": False}
    write_import(coarsened(read, COARSE, None), asked, said, folder, lambda _draft: None)
