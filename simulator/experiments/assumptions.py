"""The ledger of a scenario's assumptions as a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

import pandas as pd

from simulator.analysis.resilience.weights import KEY, WEIGHTS
from simulator.scenario.ledger import ASSUMPTION, SOURCE, LedgerRow, ledger
from simulator.scenario.models import Scenario
from simulator.tables import ASSUMPTION_DTYPES


def assumptions_table(scenario: Scenario) -> pd.DataFrame:
    """Return one row per number of a scenario, see ``ledger``; columns and types as in the catalogue of results.

    Where anything goes wrong, the weights of generalised cost stand behind them: key figures of resilience rest on
    these.
    """
    rows = [*ledger(scenario), *(_weights() if scenario.disruptions else ())]
    columns = {field.name: [getattr(row, field.name) for row in rows] for field in fields(LedgerRow)}
    return pd.DataFrame(columns).rename(columns={"text": "value"})[list(ASSUMPTION_DTYPES)].astype(ASSUMPTION_DTYPES)


def _weights() -> Iterator[LedgerRow]:
    """Yield the weights of generalised cost, which are those of the program."""
    for name, its in WEIGHTS.items():
        text = f"{its.value:g} {its.unit}".strip()
        basis, said = (ASSUMPTION, ("", "", *its.said)) if its.assumed else (SOURCE, (*its.said, "", ""))
        low, high = its.ends
        yield LedgerRow(f"{KEY}.{name}", text, its.value, its.unit, basis, *said, low=low, high=high)
