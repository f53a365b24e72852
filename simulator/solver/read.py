"""Read an instance in whatever format it is."""

from __future__ import annotations

from pathlib import Path

from simulator.solver.darp_file import read_darp
from simulator.solver.instance import Instance
from simulator.solver.number_file import read_rows
from simulator.solver.pdptw_file import read_pdptw

READERS = {"darp": read_darp, "pdptw": read_pdptw}


def read_instance(path: Path, kind: str = "auto") -> Instance:
    """Read an instance: ``darp``, ``pdptw``, or ``auto``, which tells them apart by the length of the header.

    Raises InstanceError with all that is wrong.
    """
    if kind == "auto":
        kind = "pdptw" if len(read_rows(path)[0].values) == 3 else "darp"
    return READERS[kind](path)
