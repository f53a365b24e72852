"""What season, weather and events make of the days of a scenario, for tours of its people."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from simulator.scenario.demand_parts import DayVolume
from simulator.scenario.models import Scenario
from simulator.scenario.population_models import PopulationDemand


class TourDays(NamedTuple):
    """How days differ, as ``demand.tours`` wants to be told."""

    volume: DayVolume
    day_factors: dict[int, float]


USUAL = TourDays(DayVolume(fixed=True), {})  # the mean day


def tour_days(scenario: Scenario, config: PopulationDemand, day: int) -> TourDays:
    """Return how a day differs from the mean day."""
    first = scenario.calendar.first_day
    month = None if first is None else (first + timedelta(days=day)).month
    return TourDays(config.volume, {day: config.day_factors.of_day(day, month)})
