"""Finished runs and their branches side by side: the same people with the same luck, pair by pair."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from simulator.analysis.comparison import paired_differences, summarise
from simulator.analysis.kpis.rider_figures import rider_kpis
from simulator.analysis.kpis.riders_asked import RidersAsked
from simulator.errors import ResultError
from simulator.event_kinds import Event
from simulator.experiments.metrics import OF_ALL, OF_DISRUPTIONS, OF_RIDES, OF_SHARED_CARS, check_metric
from simulator.experiments.world_of_run import read_manifest
from simulator.results.reader import missing_files, read_kpis, read_table

AS_IT_WAS = "as it was"
USUAL = (*OF_RIDES, *OF_ALL, *OF_SHARED_CARS, *OF_DISRUPTIONS)
LATER = ("requests", "served", "service_rate", "wait_median_s", "wait_p95_s")  # of who leaves after the branch


@dataclass(frozen=True)
class SideBySide:
    """What branches come to beside the runs they branched from. The tables are as those of an experiment."""

    runs: pd.DataFrame
    summary: pd.DataFrame
    differences: pd.DataFrame


@dataclass(frozen=True)
class _Branch:
    """A branch in a folder, and the run that it branched from, or a branch that it branched from did, and so on."""

    folder: Path
    parent: Path
    manifest: dict[str, Any]

    @property
    def name(self) -> str:
        """Return what it is called: by what changed, and from when on."""
        steps = [*self.manifest.get("earlier", ()), self.manifest]
        return ", then ".join(f"{'; '.join(step['change'])} from {step['at']} on" for step in steps)


def side_by_side(folders: Sequence[Path], metrics: Sequence[str] = (), level: float = 0.95) -> SideBySide:
    """Compare branches with the runs they branched from, which are beside them or among the folders.

    metrics: key figures, the usual ones if there are none. Those of who wants to leave from the time of a branch on are
    told apart. Branches of the same change in several runs become one variant, so that there is an interval. Raises
    ResultError.
    """
    for metric in metrics:
        check_metric(metric)
    branches = list(_branches(folders))
    if not branches:
        raise ResultError(f"{', '.join(map(str, folders))}: none of them is a branch; make some with elbe-drt branch")
    moments = {branch.manifest["at"]: int(branch.manifest["at_s"]) for branch in branches}
    rows: dict[tuple[str, Path], dict[str, Any]] = {}
    for branch in branches:
        for name, folder in ((AS_IT_WAS, branch.parent), (branch.name, branch.folder)):
            rows[name, folder] = {"variant": name, "replication": branch.manifest["seed"]}
            rows[name, folder] |= _figures(folder, metrics, moments)
    ordered = sorted(rows.items(), key=lambda row: row[0][0] != AS_IT_WAS)
    runs = pd.DataFrame([row for _, row in ordered])
    looked_at = [str(column) for column in runs if column not in ("variant", "replication")]
    return SideBySide(runs, summarise(runs, looked_at, level), paired_differences(runs, looked_at, level))


def _branches(folders: Sequence[Path]) -> Iterator[_Branch]:
    given = {folder.resolve().name: folder for folder in folders}
    for folder in folders:
        manifest = read_manifest(folder)
        if "parent" in manifest:
            yield _Branch(folder, _first(folder, given), manifest)


def _first(folder: Path, given: Mapping[str, Path]) -> Path:
    """Return the folder of the run at the beginning of a branch. given: folders by name. Raises ResultError."""
    manifest = read_manifest(folder)
    if "parent" not in manifest:
        return folder
    name = manifest["parent"]["run"]
    parent = given.get(name, folder.resolve().parent / name)
    if not (parent / "manifest.json").is_file():
        raise ResultError(f"{folder}: branched from {name}, which is neither given nor beside it")
    digest = hashlib.sha256((parent / "manifest.json").read_bytes()).hexdigest()
    if digest != manifest["parent"]["manifest_sha256"]:
        raise ResultError(f"{folder}: {parent} has been made again since it branched; make the branch again")
    return _first(parent, given)


def _figures(folder: Path, metrics: Sequence[str], moments: Mapping[str, int]) -> dict[str, Any]:
    """Return the key figures of a run, and those of who wants to leave after some moments [s]."""
    kpis = read_kpis(folder)
    found = {metric: kpis.get(metric) for metric in metrics or USUAL if metrics or metric in kpis}
    if missing_files(folder, ("requests",)):
        return found
    requests, events = read_table(folder, "requests"), read_table(folder, "events")
    broken = events.loc[events["kind"] == Event.PROMISE_BROKEN, ["request", "ride"]].to_numpy(np.int64).T
    riders = RidersAsked(requests, broken)
    for at, at_s in moments.items():
        later = np.flatnonzero(requests["earliest_departure_s"] >= at_s)
        figures = rider_kpis(riders.only(later))
        found |= {f"{metric} of who leaves from {at} on": figures[metric] for metric in LATER}
    return found
