"""The folder of a calibration, whole or not at all: the scenario, its parameters, the fit, the page, a manifest."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from simulator.demand.importing.folder import OBSERVED, REQUESTS
from simulator.errors import Problem, ResultError
from simulator.experiments.calibration.beside import out_of_sample, worst_first
from simulator.experiments.calibration.calibrate import Calibrated
from simulator.report.page.calibration_page import CalibrationTold, calibration_page
from simulator.scenario.dump import scenario_to_yaml
from simulator.scenario.paths import scenario_root
from simulator.scenario.text_models import words_in
from simulator.scenario.yaml_text import yaml_text
from simulator.texts import LANGUAGES
from simulator.whole import draft_folder, put_in_place, refusal

SCENARIO, PARAMETERS, FIT = "calibrated.yaml", "parameters.csv", "fit.csv"
PAGE, MANIFEST = "calibration.html", "manifest.json"
KIND = "calibration"  # what the manifest is of
_OURS = frozenset({SCENARIO, PARAMETERS, FIT, PAGE, MANIFEST})
_ADDED = {"en": ", calibrated", "de": ", kalibriert"}
_SOURCE = {
    "en": "fitted to {requests} bookings of {days} days, {first} to {last}, by simulated moments; low and high are the "
    "ends of the 95 % interval",
    "de": "an {requests} Buchungen von {days} Tagen, {first} bis {last}, durch simulierte Momente angepasst; low und "
    "high sind die Enden des 95-%-Intervalls",
}


def check_out(folder: Path, *, force: bool) -> None:
    """Raise ResultError where a calibration cannot be written, or would destroy something."""
    reason = refusal(folder)
    if reason is None and os.path.lexists(folder) and (names := {path.name for path in folder.iterdir()}):
        if not {SCENARIO, MANIFEST} <= names:
            reason = "exists and is no calibration of before; nothing was written"
        elif others := sorted(names - _OURS):
            listed = ", ".join(others)[:200]
            reason = f"holds more than a calibration ({listed}), which would be lost; nothing was written"
        elif not force:
            reason = "exists; --force puts the new calibration in its place"
    if reason is not None:
        raise ResultError(str(Problem(str(folder), 0, 0, "", reason)))


def write_calibration(found: Calibrated, folder: Path) -> None:
    """Write the folder; what is there is replaced. Raises OSError."""
    scenario = calibrated_yaml(found, folder)
    files = {
        SCENARIO: scenario,
        PARAMETERS: _csv(found.fitted.parameters),
        FIT: _csv(found.beside.sort_values("beyond", ascending=False, kind="stable")),
        PAGE: calibration_page(_told(found, scenario)),
    }
    folder.parent.mkdir(parents=True, exist_ok=True)
    with draft_folder(folder.parent) as draft:
        for name, text in files.items():
            (draft / name).write_text(text, encoding="utf-8")
        manifest = json.dumps(_manifest(found, files), indent=1, ensure_ascii=False, allow_nan=False) + "\n"
        (draft / MANIFEST).write_text(manifest, encoding="utf-8")
        put_in_place(draft, folder)


def leads_out(found: Calibrated, folder: Path) -> bool:
    """Return whether the written scenario extends one outside of the folder that it may read from by itself."""
    source = found.scenario.source_file
    return source is not None and not source.resolve().is_relative_to(scenario_root(folder / SCENARIO))


def calibrated_yaml(found: Calibrated, folder: Path) -> str:
    """Return the scenario that extends the one that was fitted, with a source and a range for each value."""
    source, before = found.scenario.source_file, found.scenario
    assert source is not None
    data: dict[str, Any] = {
        "extends": Path(os.path.relpath(source.resolve(), folder.resolve())).as_posix(),
        "name": f"{before.name}-calibrated",
    }
    if words_in(before.title):
        data["title"] = {language: words_in(before.title, language) + _ADDED[language] for language in LANGUAGES}
    entries: dict[str, Any] = {}
    told = found.fitted.parameters[found.fitted.parameters["told"]]
    ends = dict(zip(told["name"], zip(told["low"], told["high"], strict=True), strict=True))
    for parameter in found.parameters:
        if parameter.name not in ends:
            continue
        low, high = (parameter.written(float(end)) for end in ends[parameter.name])
        for path, key in zip(parameter.paths, parameter.keys, strict=True):
            _put(data, path, found.fitted.values[key])
            entries[key] = {"source": _source(found)} | ({"low": low, "high": high} if low != high else {})
    return yaml_text(data | ({"assumptions": entries} if entries else {}))


def _put(data: dict[str, Any], path: tuple[Any, ...], value: float) -> None:
    for key in path[:-1]:
        data = data.setdefault(key, {})
    data[path[-1]] = value


def _source(found: Calibrated) -> dict[str, str]:
    days = found.split.fitting
    requests = int(found.observed["day"].isin(days).sum())
    dates = [found.bookings.date_of(day).isoformat() for day in (days[0], days[-1])]
    told = {"requests": requests, "days": len(days), "first": dates[0], "last": dates[1]}
    return {language: text.format(**told) for language, text in _SOURCE.items()}


def _told(found: Calibrated, scenario: str) -> CalibrationTold:
    split, fitted = found.split, found.fitted
    title = found.scenario.title
    return CalibrationTold(
        titles={language: words_in(title, language) or found.scenario.name for language in LANGUAGES},
        dates={name: _dates(found, getattr(split, name)) for name in ("fitting", "testing", "left_out")},
        counts={
            "requests": int(found.observed["day"].isin(split.used).sum()),
            "simulated_days": sum(last - first + 1 for first, last in found.seeds[1:]) * found.scenario.calendar.days,
            "far": found.far,
        },
        test_share=found.asked.test_share,
        guarded=not found.bookings.single,
        parameters=fitted.parameters,
        too_few=found.too_few,
        beside=found.beside,
        worst=worst_first(found.beside),
        tested=out_of_sample(found.beside),
        scenario=scenario,
    )


def _dates(found: Calibrated, days: tuple[int, ...]) -> list[date]:
    return [found.bookings.date_of(day) for day in days]


def _manifest(found: Calibrated, files: Mapping[str, str]) -> dict[str, Any]:
    asked, imported = found.asked, found.bookings.manifest
    (first, last), (begin, end) = found.seeds
    return {
        "kind": KIND,
        "scenario": found.scenario.name,
        "scenario_sha256": _sha256(scenario_to_yaml(found.scenario).encode()),
        "import": {
            "profile": imported.get("profile"),
            "personal": imported.get("personal"),
            "single_places_shown": imported.get("single_places_shown"),
            "coarsened": imported.get("coarsened"),
            f"{REQUESTS}_sha256": _sha256((asked.folder / REQUESTS).read_bytes()),
            f"{OBSERVED}_sha256": _sha256((asked.folder / OBSERVED).read_bytes()),
        },
        "service": asked.service,
        "parameters": [one.name for one in found.parameters],
        "left_as_they_are": [
            *found.too_few,
            *found.fitted.parameters.loc[~found.fitted.parameters["told"], "name"].tolist(),
        ],
        "replications": asked.replications,
        "test_share": asked.test_share,
        "days": {
            name: [one.isoformat() for one in _dates(found, getattr(found.split, name))]
            for name in ("fitting", "testing", "left_out")
        },
        "seeds": {"fit": [first, last], "compared": [begin, end]},
        "bookings_off_the_network": found.far if found.bookings.single or found.far == 0 or found.far >= 5 else None,
        "files_sha256": {name: _sha256(text.encode()) for name, text in files.items()},
        "version": importlib.metadata.version("elbe-drt"),
    }


def _csv(table: Any) -> str:
    text: str = table.round(6).to_csv(index=False, lineterminator="\n")
    return text


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
