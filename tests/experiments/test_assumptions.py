"""The ledger as a table: with the weights of generalised cost where figures rest on them."""

from __future__ import annotations

from simulator.analysis.resilience import cost
from simulator.experiments.assumptions import assumptions_table
from simulator.report.page.key_names import name_of_key
from simulator.report.page.language import Language
from simulator.scenario.loader import load_scenario


def test_weights_of_generalised_cost_stand_where_anything_goes_wrong() -> None:
    calm, disturbed = (assumptions_table(load_scenario(f"prignitz/{name}")) for name in ("rufbus", "snow"))
    assert not calm["key"].str.startswith("generalised_cost").any()
    rows = disturbed[disturbed["key"].str.startswith("generalised_cost")].set_index("key")
    assert rows["value"].tolist() == ["2", "2", "5 min", "120 min"]
    assert rows["basis"].tolist() == ["source", "source", "source", "assumption"]
    assert rows["number"].tolist() == [cost.WAIT, cost.WALK, cost.CHANGE_MIN, cost.UNSERVED_WAIT_MIN]
    assert rows.loc["generalised_cost.wait", ["low", "high"]].tolist() == ["1.5", "2.5"]
    assert all(name_of_key(key, Language("de")) for key in rows.index)
