"""The folder of a population: persons, households, what was asked for and what came out, and a manifest."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from simulator.demand.population.fit import LARGEST
from simulator.demand.population.reading import CountyConfig
from simulator.demand.population.tables import (
    CARS,
    CLASSES,
    EMPLOYMENTS,
    HOUSEHOLD_DTYPES,
    PERSON_DTYPES,
    SEXES,
    Basis,
    Population,
)
from simulator.errors import Problem, RequestFileError
from simulator.tables import typed
from simulator.whole import draft_folder, put_in_place, refusal

PERSONS, HOUSEHOLDS, MARGINS, MANIFEST = "persons.parquet", "households.parquet", "margins.csv", "manifest.json"
KIND, SEVERAL = "demand build", "demand build of several"  # what a manifest is of
SPREAD = "spread.csv"
OLDEST_POSSIBLE = 125
NUMBERS = "iuf"  # kinds of types
WORDS = {"sex": SEXES, "employment": EMPLOYMENTS, "car": CARS, "traveller_class": CLASSES}


def check_out(folder: Path, *, force: bool) -> None:
    """Raise RequestFileError where a population cannot be written, or would destroy something."""
    reason = refusal(folder)
    if reason is None and os.path.lexists(folder) and any(folder.iterdir()):
        if not (folder / MANIFEST).is_file() or _manifest(folder).get("kind") not in (KIND, SEVERAL):
            reason = "exists and is no population of before; nothing was written"
        elif not force:
            reason = "exists; --force puts the new population in its place"
    if reason is not None:
        raise _refused(folder, reason)


def write_folder(folder: Path, write: Callable[[Path], None]) -> None:
    """Write a folder, whole or not at all; what is there is replaced. write: fills it. Raises OSError."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with draft_folder(folder.parent) as draft:
        write(draft)
        put_in_place(draft, folder)


def write_population(folder: Path, population: Population, margins: pd.DataFrame, manifest: dict[str, Any]) -> None:
    """Write the files of a population into a folder that is there. Raises OSError."""
    population.persons.to_parquet(folder / PERSONS, index=False)
    population.households.to_parquet(folder / HOUSEHOLDS, index=False)
    (folder / MARGINS).write_text(margins.to_csv(index=False, lineterminator="\n"), encoding="utf-8")
    _write_manifest(folder, manifest)


def write_several(folder: Path, spread: pd.DataFrame, county: str, seeds: Sequence[int]) -> None:
    """Write into the folder of several populations how they differ. Raises OSError."""
    (folder / SPREAD).write_text(spread.to_csv(index=False, lineterminator="\n"), encoding="utf-8")
    version = importlib.metadata.version("elbe-drt")
    _write_manifest(folder, {"kind": SEVERAL, "county": county, "seeds": list(seeds), "version": version})


def _write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    text = json.dumps(manifest, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    (folder / MANIFEST).write_text(text, encoding="utf-8")


def manifest_of(config: CountyConfig, file: Path, population: Population, seed: int) -> dict[str, Any]:
    """Return what a folder was made of and by what: no time, no machine, no path that is not the user's own."""
    inputs = {file.name: file} | {table.file.name: table.file for table in config.tables.values()}
    return {
        "kind": KIND,
        "county": config.name,
        "seed": seed,
        "persons": len(population.persons),
        "households": len(population.households),
        "basis": [basis._asdict() for basis in population.basis],
        "inputs_sha256": {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in sorted(inputs.items())},
        "version": importlib.metadata.version("elbe-drt"),
    }


def read_folder(folder: Path) -> Population:
    """Read the population that ``elbe-drt demand build`` has written into a folder, and check it.

    Raises RequestFileError with file, column and row of what cannot be.
    """
    manifest = _manifest(folder)
    if manifest.get("kind") == SEVERAL:
        names = ", ".join(f"{folder.name}/seed-{seed}" for seed in manifest.get("seeds", ())[:3])
        raise _refused(folder, f"holds several populations; expected one of them, like {names}")
    if manifest.get("kind") != KIND:
        raise _refused(folder / MANIFEST, f'kind: {manifest.get("kind")!r}: expected "{KIND}"')
    persons, households = _table(folder / PERSONS, PERSON_DTYPES), _table(folder / HOUSEHOLDS, HOUSEHOLD_DTYPES)
    _raise_first(folder / HOUSEHOLDS, _wrong_households(households))
    _raise_first(folder / PERSONS, _wrong_persons(persons, households))
    basis = tuple(Basis(**one) for one in manifest.get("basis", ()))
    return Population(persons, households, basis)


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    if not path.is_file():
        raise _refused(folder, f"holds no {MANIFEST}; expected a folder that elbe-drt demand build has written")
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _refused(path, f"cannot be read: {error}") from error
    if not isinstance(found, dict):
        raise _refused(path, "expected a mapping of keys to values")
    return found


def _table(path: Path, dtypes: dict[str, str]) -> pd.DataFrame:
    import pyarrow as pa

    try:
        table = pd.read_parquet(path)
    except (OSError, pa.ArrowException) as error:
        raise _refused(path, f"cannot be read: {str(error).splitlines()[0]}") from error
    missing = [name for name in dtypes if name not in table]
    if missing:
        raise _refused(path, f"column is missing; the file has {', '.join(map(str, table.columns))[:200]}", missing[0])
    for name, dtype in dtypes.items():
        if table[name].isna().any():
            raise _refused(path, f"is empty in row {int(table[name].isna().to_numpy().argmax()) + 1}", name)
        of_kind = table[name].dtype == dtype if dtype in ("string", "bool") else table[name].dtype.kind in NUMBERS
        if not of_kind:
            raise _refused(path, f"has the type {table[name].dtype}; expected {dtype}", name)
    try:
        return typed(table, dtypes)
    except (TypeError, ValueError, OverflowError) as error:
        raise _refused(path, f"holds other types than {dtypes}: {error}") from error


Wrong = Sequence[tuple[str, str, Any]]  # column, what was expected, which rows are wrong


def _wrong_households(table: pd.DataFrame) -> Wrong:
    return (
        ("household", "expected 0, 1, 2, ... in this order", table["household"] != np.arange(len(table))),
        ("lon", "expected degrees from -180 to 180", ~table["lon"].between(-180, 180)),
        ("lat", "expected degrees from -90 to 90", ~table["lat"].between(-90, 90)),
        ("size", f"expected 1 person or more, at most {20 * LARGEST}", ~table["size"].between(1, 20 * LARGEST)),
        ("cars", "expected 0 cars or more", table["cars"] < 0),
    )


def _wrong_persons(table: pd.DataFrame, households: pd.DataFrame) -> Wrong:
    household = table["household"].to_numpy()
    there = (household >= 0) & (household < len(households))
    members = np.bincount(household[there], minlength=len(households))
    own = households["size"].to_numpy()[np.where(there, household, 0)] if len(households) else household
    place = households["municipality"].to_numpy()[np.where(there, household, 0)] if len(households) else household
    words = [(name, f"expected {', '.join(known)}", ~table[name].isin(known)) for name, known in WORDS.items()]
    return (
        ("person", "expected 0, 1, 2, ... in this order", table["person"] != np.arange(len(table))),
        ("household", f"there are {len(households):,} households, from 0 on", ~there),
        ("household", "has another number of persons than its size", members[np.where(there, household, 0)] != own),
        ("age", f"expected years from 0 to {OLDEST_POSSIBLE}", ~table["age"].between(0, OLDEST_POSSIBLE)),
        *words,
        ("municipality", "is not that of the household", table["municipality"] != place),
    )


def _raise_first(path: Path, wrong: Wrong) -> None:
    """Raise RequestFileError with the first row of each column that is wrong, and how many there are."""
    problems = []
    for column, expected, rows in wrong:
        bad = np.asarray(rows)
        if bad.any():
            more = f" ({int(bad.sum()):,} rows)" if bad.sum() > 1 else ""
            problems.append(Problem(str(path), int(bad.argmax()) + 1, 0, column, f"{expected}{more}"))
    if problems:
        raise RequestFileError(problems)


def _refused(path: Path, message: str, key: str = "") -> RequestFileError:
    return RequestFileError([Problem(str(path), 0, 0, key, message)])
