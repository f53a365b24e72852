"""What an hour of a shared car costs by day and by night."""

from __future__ import annotations

import pytest

from simulator.analysis.kpis.carsharing import carsharing_kpis
from simulator.experiments.prices import car_prices
from tests.carsharing.worlds import HOUR, Day, booking, scenario_of, station, world_of
from tests.worlds import line_network

LINE = line_network(3)


@pytest.mark.parametrize(
    ("hours", "start_h", "end_h", "paid_eur"),
    [
        (["08:00", "20:00"], 6, 10, 2 * 4 + 2 * 1),
        (["08:00", "20:00"], 18, 33, 2 * 4 + 12 * 1 + 1 * 4),
        (["20:00", "08:00"], 6, 10, 2 * 4 + 2 * 1),  # the night is dear: it reaches into the first morning
        (["20:00", "32:00"], 6, 22, 2 * 4 + 12 * 1 + 2 * 4),
    ],
)
def test_the_hours_that_are_not_night_may_run_over_midnight(hours, start_h, end_h, paid_eur) -> None:
    sharing = {
        "stations": [station(LINE, 0, cars=1)],
        "car_types": {"car": {"seats": 4}},
        "fares": {"per_hour": "4 EUR", "per_night_hour": "1 EUR", "hours": hours},
    }
    scenario = scenario_of(sharing, calendar={"days": 2})
    done = Day(world_of(LINE, scenario, [booking(1, start_h * HOUR, end_h * HOUR)]))
    assert carsharing_kpis(done.tables, car_prices(scenario.parts[0]))["carsharing_revenue_eur"] == paid_eur
