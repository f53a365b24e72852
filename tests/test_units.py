"""Factors of units stand in one module."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import simulator
from simulator import units

PACKAGE = Path(simulator.__file__).parent
OTHERS = sorted(path for path in PACKAGE.rglob("*.py") if path.name != "units.py")
NAMES = {name for name in vars(units) if name.isupper()}
WRITTEN_OUT = {units.HOUR_S, units.DAY_S, units.JOULES_PER_KWH}


def test_values() -> None:
    assert (units.MINUTE_S * 60, units.HOUR_S * 24) == (units.HOUR_S, units.DAY_S) == (3600, 86_400)
    assert units.MWH_PER_KWH * units.KWH_PER_MWH == 1
    assert units.MWH_PER_KWH * units.JOULES_PER_MWH == units.JOULES_PER_KWH == 1000 * units.HOUR_S  # a watt for 1 s


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_other_module_defines_them(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bound = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    assert not bound & NAMES
    imported = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert not [
        one.module for one in imported if {n.name for n in one.names} & NAMES and one.module != "simulator.units"
    ]
    if path.relative_to(PACKAGE).parts[0] != "scenario" and path.name != "schema.py":  # bounds as users read them
        numbers = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
        assert not numbers & WRITTEN_OUT
