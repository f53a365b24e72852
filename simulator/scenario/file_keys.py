"""Which keys of a scenario name files: those whose type in the schema is a path, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel

from simulator.scenario.named_code import fitting
from simulator.scenario.yaml_file import Path_

OR_FOLDER = "may be a folder, too"
FileOrFolder = Annotated[Path, OR_FOLDER]


class FileKey(NamedTuple):
    """A key that names a file, or maybe a folder."""

    path: Path_
    or_folder: bool = False


def file_keys(model: type[BaseModel], data: Any) -> list[FileKey]:
    """Return the keys that name files in the data of a model, valid or not; those among parameters of code, too."""
    return list(dict.fromkeys(_in_model(model, data, ())))


def paths_inside(value: Any) -> Iterator[Path]:
    """Yield the paths anywhere inside of plain data."""
    if isinstance(value, Path):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from paths_inside(inner)
    elif isinstance(value, list | tuple | set | frozenset):
        for inner in value:
            yield from paths_inside(inner)


def _in_model(model: type[BaseModel], data: Any, path: Path_) -> Iterator[FileKey]:
    if isinstance(data, dict):
        for name, field in fitting(model, data).model_fields.items():
            kind = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
            key = field.alias or name
            yield from _in_value(kind, data.get(key), (*path, key))


def _in_value(kind: Any, data: Any, path: Path_, *, or_folder: bool = False) -> Iterator[FileKey]:
    origin, inner = get_origin(kind), get_args(kind)
    if kind is Path and isinstance(data, str | Path):
        yield FileKey(path, or_folder)
    elif origin is Annotated:
        yield from _in_value(inner[0], data, path, or_folder=or_folder or OR_FOLDER in inner[1:])
    elif origin in (Union, UnionType):
        for choice in inner:
            yield from _in_value(choice, data, path, or_folder=or_folder)
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        yield from _in_model(kind, data, path)
    elif origin is dict and isinstance(data, dict):
        for key, value in data.items():
            yield from _in_value(inner[1], value, (*path, key))
    elif origin in (list, tuple) and isinstance(data, list | tuple):
        for number, value in enumerate(data):
            yield from _in_value(inner[0], value, (*path, number))
