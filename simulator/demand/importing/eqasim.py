"""Trips of a synthetic population of eqasim as requests: the profile ``eqasim``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from simulator.demand.importing.chains import HOME, purpose_of
from simulator.demand.importing.eqasim_files import read_people, read_trips
from simulator.demand.importing.imported import Asked, Imported
from simulator.demand.importing.people_trips import TRIP_DTYPES, requests_of_people
from simulator.demand.importing.settings import Setting, meanings, one_file, values_of
from simulator.network.layers import DEGREES, refused
from simulator.network.projection import Projection
from simulator.notes import N_, Note

ALL, DEFAULT_MODES = "all", "drt,pt"
SETTINGS = (
    Setting("modes", "of the trips that are taken, such as drt,pt (the default where trips have modes), or all"),
    Setting("crs", "coordinate system, where the files say none or a wrong one"),
    Setting("classes", "none, or people: child, pupil, carless, ... by age, work, licence and car", "text", "none",
            words=("none", "people")),
    Setting("lead_time", "minutes from booking to departure", "number", 0.0, 0, 100_000),
)  # fmt: skip
SETTING_MEANINGS = meanings(SETTINGS)


def import_eqasim(asked: Asked) -> Imported:
    """Return trips as requests; `Imported.rows` counts trips. Raises RequestFileError."""
    values = values_of(asked.settings, SETTINGS)
    path = one_file(asked.files, "trips.csv or trips.gpkg; what else is needed stands beside it")
    given, not_read = read_trips(path, values["crs"])
    people = read_people(path)
    modes = _modes(path, given, values["modes"])
    trips = _trips(given, modes, people)
    taken = requests_of_people(
        path, trips, Projection(str(path), DEGREES), values["lead_time"], asked.network,
        classes=values["classes"] == "people",
    )  # fmt: skip
    notes = tuple(_notes(given, modes, values, is_known=people is not None))
    return Imported(
        taken.requests, len(trips), dropped=taken.dropped, notes=notes, not_read=not_read, personal=False,
        settings=dict(asked.settings),
    )  # fmt: skip


def _modes(path: Path, trips: pd.DataFrame, wanted: str | None) -> tuple[str, ...]:
    """Return the modes that are asked for. Raises RequestFileError where trips have none."""
    if not (trips["mode"] != "").any():
        if wanted not in (None, ALL):
            raise refused(path, "trips have no mode (eqasim writes them with mode_choice); leave modes out", "modes")
        return (ALL,)
    return tuple(mode.strip() for mode in (wanted or DEFAULT_MODES).split(",") if mode.strip())


def _trips(given: pd.DataFrame, modes: tuple[str, ...], people: pd.DataFrame | None) -> pd.DataFrame:
    """Return trips in the order of persons, as they come in the file, and of their day."""
    person = pd.factorize(given["person_id"])[0]
    kinds = {kind: purpose_of(kind) for kind in {*given["preceding_purpose"], *given["following_purpose"]}}
    table = given.assign(
        person=person,
        number=given["trip_index"].to_numpy(np.int64) + 1,
        departure_s=given["departure_time"],
        leaves_home=given["preceding_purpose"].map(kinds) == HOME,
        purpose=given["following_purpose"].map(kinds),
        is_taken=(ALL in modes) | given["mode"].isin(modes),
        **_of_people(given["person_id"], people),
    )
    order = np.lexsort((table["number"], person))
    return table.iloc[order].reset_index(drop=True)[list(TRIP_DTYPES)].astype(TRIP_DTYPES)


def _of_people(person_id: pd.Series, people: pd.DataFrame | None) -> dict[str, Any]:
    """Return what is known of who makes each trip, by column; nothing of those whom the files do not have."""
    if people is None:
        return {"age": np.nan, "employed": False, "has_car": False, "own_car": False}
    told = people.reindex(person_id)
    flags = {name: (told[name] == True).to_numpy() for name in ("employed", "has_car", "own_car")}  # noqa: E712
    return {"age": told["age"].to_numpy(np.float64), **flags}


def _notes(given: pd.DataFrame, modes: tuple[str, ...], values: dict[str, Any], *, is_known: bool) -> Iterator[Note]:
    """Say what the files hold, and what is assumed."""
    persons = int(given["person_id"].nunique())
    text = N_("People: %(persons)s. Their trips: %(trips)s.")
    yield Note("trips", "people", text, {"persons": persons, "trips": len(given)})
    yield Note("trips", "taken", N_("Taken are trips by: %(modes)s."), {"modes": ", ".join(modes)})
    if not is_known:
        text = N_(
            "No files of persons and households stand beside the trips: nobody has a car of their own (assumption)."
        )
        yield Note("assumption", "own_car", text)
    text = N_("Each trip is a request of one person, booked %(minutes)s min ahead (assumption).")
    yield Note("assumption", "party_size", text, {"minutes": float(values["lead_time"])})
