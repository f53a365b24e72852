"""The auditor of what is saved against the day before, of a run in memory or in its folder."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from simulator.analysis.audit.ecology import Rules, Told, audit_ecology
from simulator.analysis.ratios import Number
from simulator.experiments.ecology import tables_of_ecology
from simulator.experiments.run import RunResult
from simulator.experiments.territories import by_territory
from simulator.results.reader import read_if_any, read_table
from simulator.scenario.models import Scenario
from simulator.tables import RIDES


def audit_saved(result: RunResult) -> list[str]:
    """List what a run in memory tells otherwise than its journeys; none where the scenario has no ecology."""
    world = result.world
    if world.scenario.ecology is None:
        return []
    has_parts = world.territories is not None and len(world.vehicles)
    tables = tables_of_ecology(result, by_territory(result) if has_parts else None)
    told = Told(
        result.journeys,
        tables.get("former_journeys"),
        tables["ecology"],
        tables.get("ecology_by_territory"),
        result.kpis,
    )
    return audit_ecology(told, result.events, _rules(world.scenario))


def audit_saved_in(folder: Path, events: pd.DataFrame, scenario: Scenario, kpis: dict[str, Number]) -> list[str]:
    """List the same of a results folder."""
    if scenario.ecology is None:
        return []
    former, parts = (read_if_any(folder, name) for name in ("former_journeys", "ecology_by_territory"))
    told = Told(read_table(folder, "journeys"), former, read_table(folder, "ecology"), parts, kpis)
    return audit_ecology(told, events, _rules(scenario))


def _rules(scenario: Scenario) -> Rules:
    told = scenario.ecology
    assert told is not None
    on_demand = [part.number for part in scenario.parts if part.kind == RIDES and part.name in scenario.on_demand]
    shares = {str(means): share for means, share in (told.former_means or {}).items()}
    return Rules(on_demand, shares, told.lift_share, scenario.energy.climate.car_g_per_km)
