"""Bundled values, each with its source, in files of YAML beside the modules that know them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple


class Sourced(NamedTuple):
    """A value, and its source in both languages."""

    value: Any
    source: str
    source_de: str


def sourced(entry: dict[str, Any]) -> Sourced:
    """Return what an entry says; its source in English where it is told in no other language."""
    return Sourced(entry["value"], entry["source"], entry.get("source_de", entry["source"]))


@cache
def bundled(name: str) -> dict[str, dict[str, Any]]:
    """Return what a file says."""
    from ruamel.yaml import YAML

    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    data: dict[str, dict[str, Any]] = YAML(typ="safe", pure=True).load(text)
    return data
