"""The files of a GBFS snapshot in a folder, of versions 2 and 3 under the names of version 3."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.errors import Problem, RequestFileError
from simulator.json_file import read_json

MOST_BYTES = 200_000_000
_NAMES = (
    "system_information", "vehicle_types", "station_information", "station_status", "vehicle_status",
    "geofencing_zones",
)  # fmt: skip
_LISTS = {
    "vehicle_types": "vehicle_types",
    "station_information": "stations",
    "station_status": "stations",
    "vehicle_status": "vehicles",
}
_BEFORE = {"vehicle_status": ("free_bike_status", "bikes")}  # file, list of version 2
_KEYS_BEFORE = {
    "bike_id": "vehicle_id",
    "num_bikes_available": "num_vehicles_available",
    "num_bikes_disabled": "num_vehicles_disabled",
}

Entry = Mapping[str, Any]


@dataclass(frozen=True)
class GbfsFiles:
    """The data of each file that is there, by name without ``.json``."""

    folder: Path
    data: Mapping[str, Mapping[str, Any]]

    def entries(self, name: str) -> Iterator[tuple[str, Entry]]:
        """Give the entries of a list with their place in the file, with the keys of version 3."""
        found = self.data.get(name, {}).get(_LISTS[name], [])
        for number, entry in enumerate(found if isinstance(found, list) else []):
            given = entry if isinstance(entry, dict) else {}
            renamed = {_KEYS_BEFORE.get(str(key), str(key)): value for key, value in given.items()}
            yield f"/data/{_LISTS[name]}/{number}", renamed


def is_gbfs(folder: Path) -> bool:
    """Return whether a folder has any file of a GBFS snapshot."""
    names = ("gbfs", *_NAMES, *(name for name, _ in _BEFORE.values()))
    return any((folder / f"{name}.json").is_file() for name in names)


def read_gbfs_files(folder: Path) -> GbfsFiles:
    """Read a snapshot. Raises RequestFileError with all files that cannot be read."""
    data, problems = dict[str, Mapping[str, Any]](), list[Problem]()
    for name in _NAMES:
        file, listed = _BEFORE.get(name, (name, ""))
        path = folder / f"{name}.json"
        path = path if path.is_file() else folder / f"{file}.json"
        if not path.is_file():
            continue
        try:
            content = _content(path)
        except RequestFileError as error:
            problems += error.problems
            continue
        data[name] = {(_LISTS[name] if listed and key == listed else key): value for key, value in content.items()}
    if problems:
        raise RequestFileError(problems)
    return GbfsFiles(folder, data)


def text_of(value: object) -> str:
    """Return a text, of several languages the first."""
    if isinstance(value, list):
        value = next((entry.get("text") for entry in value if isinstance(entry, dict)), "")
    return value if isinstance(value, str) else ""


def _content(path: Path) -> dict[str, Any]:
    """Return the data of a file. Raises RequestFileError."""
    content = read_json(path, MOST_BYTES)
    data = content.get("data") if isinstance(content, dict) else None
    if not isinstance(data, dict):
        message = "expected an object, as every file of GBFS has it"
        raise RequestFileError([Problem(str(path), 0, 0, "data", message)])
    return data
