"""The ledger of a scenario's assumptions as a table."""

from __future__ import annotations

from dataclasses import fields

import pandas as pd

from simulator.scenario.ledger import LedgerRow, ledger
from simulator.scenario.models import Scenario
from simulator.tables import ASSUMPTION_DTYPES


def assumptions_table(scenario: Scenario) -> pd.DataFrame:
    """Return one row per number of a scenario, see ``ledger``; columns and types as in the catalogue of results."""
    rows = ledger(scenario)
    columns = {field.name: [getattr(row, field.name) for row in rows] for field in fields(LedgerRow)}
    return pd.DataFrame(columns).rename(columns={"text": "value"})[list(ASSUMPTION_DTYPES)].astype(ASSUMPTION_DTYPES)
