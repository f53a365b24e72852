"""What a year costs, as scenarios say it: what is possible, what is told of what is not, and that no run changes."""

from __future__ import annotations

import pytest

from simulator.errors import ScenarioError
from simulator.experiments.identity import scenario_digest
from simulator.scenario.dump import resolved
from simulator.scenario.loader import load_scenario

YEAR = "money.year"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ('days={"school_day":180,"holiday_weekday":60,"saturday":52,"sunday":72}', "sum to 364; expected 365 or 366"),
        ('days={"schol_day":180,"holiday_weekday":60,"saturday":52,"sunday":72}', 'did you mean "school_day"?'),
        ("start_up=[0.5,1.2]", "1.2: expected less than or equal to 1"),
        ("start_up=[0.5,0.8]", "start_up tells of 2 years, but the plan has 1"),
        ('fund={"paid_in":["1 EUR","2 EUR"]}', "fund.paid_in tells of 2 years, but the plan has 1"),
        ('fund={"paid_in_eur":[1],"public_share":1.5}', "1.5: expected less than or equal to 1"),
        ('fund={"paid_in_eur":[-1]}', "-1: expected greater than or equal to 0"),
        ('elasticity={"low":-0.2,"base":-0.4,"high":0}', "expected low <= base <= high"),
        ("car_share=1.01", "1.01: expected less than or equal to 1"),
    ],
)
def test_what_cannot_be_is_told(said: str, told: str) -> None:
    with pytest.raises(ScenarioError, match="money") as error:
        load_scenario("prignitz/rufbus", [f"{YEAR}.{said}"])
    assert told in str(error.value)


def test_no_run_depends_on_who_pays() -> None:
    plain = load_scenario("prignitz/rufbus")
    budgeted = load_scenario("prignitz/rufbus", [f"{YEAR}.years=3"])
    assert "money" not in resolved(plain)
    assert resolved(budgeted)["money"]["year"]["years"] == 3
    assert scenario_digest(plain) == scenario_digest(budgeted)
