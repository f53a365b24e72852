"""The folder that an import becomes: a scenario, its tables, its roads, and the list of what is to be told."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

from simulator.errors import Problem, ScenarioError
from simulator.exchange.file_text import csv_text
from simulator.exchange.remarks import Remark
from simulator.scenario.loader import load_scenario
from simulator.scenario.yaml_text import by_ruamel
from simulator.whole import draft_folder, put_in_place, refusal

SCENARIO, REMARKS, NETWORK = "scenario.yaml", "repairs.csv", "network"


@dataclass(frozen=True)
class Draft:
    """What is to be written. data: the scenario. files: text by name. network: a folder to copy; None: none."""

    data: Mapping[str, Any]
    files: Mapping[str, str]
    remarks: Sequence[Remark]
    network: Path | None = None


def check_out(folder: Path, *, force: bool) -> None:
    """Raise ScenarioError where an import cannot be written, or would destroy something."""
    reason = refusal(folder)
    if reason is None and os.path.lexists(folder) and any(folder.iterdir()):
        if not all((folder / name).is_file() for name in (SCENARIO, REMARKS)):
            reason = "exists and is no import of before; nothing was written"
        elif not force:
            reason = "exists; --force puts the new import in its place"
    if reason is not None:
        raise ScenarioError([Problem(str(folder), 0, 0, "", reason)])


def write_draft(draft: Draft, folder: Path) -> None:
    """Write an import whole or not at all; the scenario is read back before. Raises InputError, OSError."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with draft_folder(folder.parent) as place:
        for name, text in draft.files.items():
            (place / name).write_text(text, encoding="utf-8")
        (place / REMARKS).write_text(_table(draft.remarks), encoding="utf-8")
        (place / SCENARIO).write_text(by_ruamel(_each_told(draft.data)), encoding="utf-8")
        if draft.network is not None:
            shutil.copytree(draft.network, place / NETWORK)
        load_scenario(place / SCENARIO)
        put_in_place(place, folder)


def _table(remarks: Sequence[Remark]) -> str:
    return csv_text([column.name for column in fields(Remark)], [astuple(remark) for remark in remarks])


def _each_told(data: Any) -> Any:
    """Return data of which no part is another's, which YAML would tell by reference."""
    if isinstance(data, Mapping):
        return {key: _each_told(value) for key, value in data.items()}
    return [_each_told(value) for value in data] if isinstance(data, list | tuple) else data
