"""What other models write, as a reader of the docs has it: a matrix with zones, plans, a population."""

from __future__ import annotations

from pathlib import Path

from tests.demand.importing.matrices import asked_for
from tests.demand.importing.test_eqasim import population
from tests.demand.importing.test_matsim import V4


def write_models(folder: Path) -> None:
    folder.mkdir()
    asked_for(folder, "von,nach,Fahrten\na,b,3.5\nb,a,2\n")
    (folder / "plans.xml").write_text(V4)
    population(folder)
