"""Season, weather and events of single days."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from simulator.scenario.calendar_models import Calendar
from simulator.scenario.demand_parts import DayFactors
from simulator.scenario.models import Scenario
from simulator.scenario.population_models import PopulationDemand
from simulator.world.day_factors import tour_days

FACTORS = {
    "days": (1.2,),
    "months": {12: 0.9, 1: 0.8},
    "weather": ("dry", "ice"),
    "by_weather": {"dry": 1.1, "ice": 0.5},
}


def test_factors_of_a_day_its_month_and_its_weather_are_multiplied() -> None:
    factors = DayFactors.model_validate(FACTORS)
    assert factors.of_day(0, 12) == pytest.approx(1.2 * 0.9 * 1.1)
    assert factors.of_day(1, 1) == pytest.approx(0.8 * 0.5)
    assert factors.of_day(2, 2) == factors.of_day(-1, None) == 1


def test_days_before_the_first_that_counts_have_their_month() -> None:
    config = PopulationDemand.model_construct(day_factors=DayFactors.model_validate(FACTORS))
    calendar = Calendar(first_day=date(2027, 1, 1))
    scenario = Scenario.model_construct(calendar=calendar)
    assert tour_days(scenario, config, -1).day_factors == {-1: 0.9}
    assert tour_days(scenario, config, 0).day_factors == {0: pytest.approx(0.8 * 1.2 * 1.1)}


def test_weather_without_a_factor_is_refused() -> None:
    with pytest.raises(ValidationError, match="no factor for the weather fog, storm; by_weather has dry"):
        DayFactors(weather=("storm", "dry", "fog"), by_weather={"dry": 1.0})
