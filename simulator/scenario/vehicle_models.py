"""The bundled vehicle models: figures of real vehicles, each with its source."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("vehicle_models.yaml")


@cache
def _read() -> dict[str, dict[str, Any]]:
    from ruamel.yaml import YAML

    data: dict[str, dict[str, Any]] = YAML(typ="safe", pure=True).load(_FILE.read_text(encoding="utf-8"))
    return data


def vehicle_model_names() -> list[str]:
    """Return the names of all bundled vehicle models."""
    return list(_read())


def vehicle_model(name: str) -> dict[str, Any] | None:
    """Return the values of a vehicle model by the keys of ``energy_models.Powered``; None when there is no such one."""
    model = _read().get(name)
    if model is None:
        return None
    return {key: entry["value"] for key, entry in model.items() if isinstance(entry, dict) and key != "about"}


def vehicle_model_sources() -> dict[str, dict[str, tuple[Any, str]]]:
    """Return model -> key -> (value, source), for the docs."""
    return {
        name: {key: (entry["value"], entry["source"]) for key, entry in model.items() if isinstance(entry, dict)}
        for name, model in _read().items()
    }
