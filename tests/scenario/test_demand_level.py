"""Less and more demand than the base level, on all types of days alike."""

from __future__ import annotations

import pytest

from simulator.days import DayType
from simulator.errors import ScenarioError
from simulator.scenario.demand_models import SyntheticDemand
from simulator.scenario.loader import load_scenario

BY_DAY = {"school_day": 170, "holiday_weekday": 150, "saturday": 117, "sunday": 75}
FACTORS = {"low": 0.353, "high": 3.53}


def demand_of(**changes: object) -> SyntheticDemand:
    return SyntheticDemand.model_validate({"localities": "places.csv", "requests_per_day": BY_DAY} | changes)


@pytest.mark.parametrize(
    ("level", "counts"),
    [("base", [170, 150, 117, 75]), ("low", [60, 53, 41, 26]), ("high", [600, 530, 413, 265])],  # halves upwards
)
def test_a_level_multiplies_the_requests_of_each_type_of_day(level: str, counts: list[int]) -> None:
    demand = demand_of(level=level, levels=FACTORS)
    kinds = (DayType.SCHOOL_DAY, DayType.HOLIDAY_WEEKDAY, DayType.SATURDAY, DayType.SUNDAY)
    assert [demand.on(kind).requests_per_day for kind in kinds] == counts


def test_the_base_level_is_what_is_given() -> None:
    assert demand_of().on(DayType.SUNDAY).requests_per_day == 75
    assert demand_of(levels=FACTORS).on(DayType.SUNDAY).requests_per_day == 75
    assert demand_of(requests_per_day={"saturday": 9}).on(DayType.SUNDAY).requests_per_day == 0


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ("demand.level=high", "level is high, but there is no factor for it; expected levels.high"),
        ("demand.level=low", "level is low, but there is no factor for it; expected levels.low"),
        ("demand.level=hihg", "'low', 'base' or 'high'"),
        ("demand.levels.low=1.5", "less than or equal to 1"),
        ("demand.levels.high=0.5", "greater than or equal to 1"),
    ],
)
def test_levels_that_mean_nothing_are_refused(override: str, said: str) -> None:
    with pytest.raises(ScenarioError) as wrong:
        load_scenario("prignitz/rufbus", ["demand.levels=null", override] if "level=" in override else [override])
    assert "demand" in str(wrong.value)
    assert said in str(wrong.value)
