"""What somebody should look at once more: in the input, beside what is published, of long walks, of what went wrong."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from simulator.analysis.disruptions.table import untouching_notes
from simulator.analysis.long_walks import long_walk_notes
from simulator.analysis.ratios import Number
from simulator.experiments.disturbed import Disturbed
from simulator.notes import Note
from simulator.published.beside import published_notes
from simulator.world.build import World


def notes_of(world: World, kpis: Mapping[str, Number], trips: pd.DataFrame, disturbed: Disturbed | None) -> list[Note]:
    """Return the notes on a run. trips: those told as a whole."""
    scenario = world.scenario
    on_foot = [part.name for part in scenario.parts if getattr(part.config, "by", None) == "walk"]
    published = published_notes(kpis, scenario.calendar.days)
    untouching = () if disturbed is None else untouching_notes(disturbed.table)
    return [*world.notes, *published, *long_walk_notes(trips, on_foot), *untouching]
