from __future__ import annotations

import pytest

from simulator.analysis.tables import ResultTables, build_tables
from tests.analysis import tiny_day


@pytest.fixture(scope="session")
def tiny_tables() -> ResultTables:
    """The tables of the day in tiny_day.py."""
    return build_tables(tiny_day.events(), tiny_day.requests_input(), tiny_day.vehicles_input())
