"""The key figures of all services together, worked out by hand on a day whose journeys are written down one by one."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from simulator.analysis.kpis.together import CARRIED_KPIS, TOGETHER_KPIS, together_kpis
from simulator.analysis.ratios import Number
from simulator.reasons import REASONS_OF_ALL, Reason, Refusal
from simulator.results.table_dtypes import JOURNEYS
from simulator.tables import CARS, RIDES, ServiceName, typed

BUS, CAR, WALK = ServiceName(0, "bus", RIDES), ServiceName(1, "cars", CARS), ServiceName(2, "feet", "own_means")
SERVICES = [BUS, CAR, WALK, ServiceName(3, "lines", "timetable")]
# Each reason another number of times: 1, 2, 3, ...
REFUSED = {name: number for number, name in enumerate(REASONS_OF_ALL, start=1)}
SERVED = [
    ("bus", 2, 600),
    ("bus", 1, 1200),
    ("bus", 1, 1500),
    ("cars", 3, 9000),
    ("cars", 1, 8000),
    ("feet", 4, 300),
    ("lines", 1, 1800),
]
MODES = {"bus": RIDES, "cars": CARS, "feet": "walk", "lines": "timetable"}
LEFT = [("declined", 1), ("declined", 2), ("cancelled", 1), ("cancelled", 1), ("cancelled", 5), ("no_show", 6)]
LET_DOWN = [("cancelled_by_operator", 2), ("stranded", 1), ("stranded", 1), ("stranded", 2)]
REJECTED = sum(REFUSED.values())
STAYS = 10  # of the rejected; the others travel in another way
REQUESTS = len(SERVED) + len(LEFT) + len(LET_DOWN) + REJECTED
# Two more bookings of the public were used, and one of an institution, which has no part in the demand.
KPIS: dict[str, Number] = {
    "cost_eur": 500.0, "fare_revenue_eur": 60.0, "co2_kg": 40.0, "car_co2_kg": 30.0, "carsharing_cost_eur": 70.5,
    "carsharing_revenue_eur": 20.25, "carsharing_co2_kg": 5.0, "carsharing_km": 100.0, "carsharing_used": 4,
    "lines.scheduled_person_km": 71.6,
}  # fmt: skip

EXPECTED: dict[str, float] = {
    "common_requests": REQUESTS,
    "common_served": 7,
    "common_service_rate": 7 / REQUESTS,
    "common_riders": (2 + 1 + 1 + 3 + 1 + 4 + 1) + (1 + 2 + 1 + 1 + 5 + 6) + (2 + 1 + 1 + 2) + REJECTED,
    "common_riders_served": 2 + 1 + 1 + 3 + 1 + 4 + 1,
    "common_journey_mean_s": (600 + 1200 + 1500 + 300 + 1800) / 5,  # a car is kept while its user stays there
    **{f"common_rejected_{name}": count for name, count in REFUSED.items()},
    "common_declined": 2,
    "common_cancelled": 3,
    "common_no_shows": 1,
    "common_let_down": 4,
    "common_other_mode": REJECTED - STAYS,
    "common_stay": STAYS,
    "common_parallel_by_timetable": 1,
    "common_parallel_near": 0,
    "common_parallel_farther": 1,
    "common_parallel_otherwise": 2,  # by car
    "common_parallel_unserved": 4,  # four of the rejected
    "people_moved": 13 + 2,
    "all_cost_eur": 570.5,
    "all_revenue_eur": 80.25,
    "all_subsidy_eur": 570.5 - 80.25,
    "all_people_moved": 10,
    "all_subsidy_per_person_eur": 490.25 / 10,  # eight by bus and car, two more rentals; nobody on foot or by line
    "all_cost_per_person_eur": 570.5 / 10,
    "all_co2_kg": 45,
    "all_car_co2_kg": 30 + 100 * 0.2,
    "modal_share_on_demand": 3 / REQUESTS,
    "modal_share_feeder": 0,
    "modal_share_timetable": 1 / REQUESTS,
    "modal_share_car_sharing": 2 / REQUESTS,
    "modal_share_car": 0,
    "modal_share_bike": 0,
    "modal_share_walk": 1 / REQUESTS,
    "modal_share_other": (REJECTED - STAYS) / REQUESTS,
    "modal_share_not_going": (STAYS + 6 + 4) / REQUESTS,  # with those who left or were let down
    "all_scheduled_person_km": 71.6,
}
OF_THE_BUS = {"carried": 3, "carried_share": 3 / REQUESTS}


def journeys() -> pd.DataFrame:
    """The day, one row a journey; the last ones are rentals of their own, one of them of an institution."""
    reasons = [name for name, count in REFUSED.items() for _ in range(count)]
    rows: list[dict[str, Any]] = [
        *({"service": name, "means": name, "mode": MODES[name], "party_size": size, "end": "served",
           "journey_s": journey_s}
          for name, size, journey_s in SERVED),
        *({"service": "bus", "party_size": size, "end": end} for end, size in LEFT),
        *({"service": "cars", "party_size": size, "end": end} for end, size in LET_DOWN),
        *({"service": "cars", "party_size": 1, "end": "rejected", "reason": reason,
           "means": "none" if number < STAYS else "other_mode"} for number, reason in enumerate(reasons)),
        *({"service": "cars", "means": "cars", "end": end, "journey_s": 7200}
          for end in ("served", "served", "served", "rejected")),
    ]  # fmt: skip
    numbers = ("request", "attempts", "rejections", "legs")
    table = pd.DataFrame(rows).reindex(columns=list(JOURNEYS)).assign(**dict.fromkeys(numbers, 0))
    first = len(SERVED) + len(LEFT) + len(LET_DOWN)
    table["sent_to_timetable"] = table.index.isin([3, 4, 6, *range(first, first + 4)])
    return typed(table, JOURNEYS)


def test_every_figure_of_the_day() -> None:
    found = together_kpis(journeys(), KPIS, SERVICES, 200.0)
    of_each = {name: found.pop(name) for name in list(found) if "." in name}
    assert found == pytest.approx(EXPECTED, abs=1e-6)
    assert list(found) == list(TOGETHER_KPIS)
    assert {f"bus.{name}" for name in OF_THE_BUS} <= set(of_each)
    assert of_each["bus.carried_share"] == pytest.approx(OF_THE_BUS["carried_share"], abs=1e-6)
    carried = {name: of_each[f"{name}.carried"] for name in ("bus", "cars", "feet")}
    assert carried == {"bus": 3, "cars": 2, "feet": 1}
    assert set(OF_THE_BUS) == set(CARRIED_KPIS)


@pytest.mark.parametrize(
    ("asked", "wished", "by", "left", "arrived", "near"),
    [
        (0, 30_000, None, 31_800, 36_000, True),  # half an hour later
        (0, 30_000, None, 31_801, 36_000, False),
        (0, 30_000, None, 28_200, 29_000, True),  # half an hour earlier
        (0, 30_000, None, 28_199, 29_000, False),
        (30_900, 30_000, None, 32_700, 36_000, True),  # asked after the wished time: nothing can leave sooner
        (0, 30_000, 40_000, 30_000, 38_200, True),  # there half an hour early
        (0, 30_000, 40_000, 38_000, 38_199, False),
    ],
)
def test_who_is_sent_to_a_timetable_goes_near_the_wish_or_not(
    asked: int, wished: int, by: int | None, left: int, arrived: int, near: bool
) -> None:
    table = (
        journeys()
        .iloc[[6, 0]]
        .assign(
            submitted_s=asked, earliest_departure_s=wished, latest_arrival_s=by, departure_s=left, arrival_s=arrived
        )
    )
    table = typed(table.assign(sent_to_timetable=[True, False]), JOURNEYS)
    found = together_kpis(table, KPIS, SERVICES, 200.0, 1800)
    assert (found["common_parallel_near"], found["common_parallel_farther"]) == (int(near), int(not near))
    assert found["common_parallel_by_timetable"] == 1


def test_everybody_is_counted_once() -> None:
    """The served, and those who were not by what became of them, are all requests."""
    found = together_kpis(journeys(), KPIS, SERVICES, None)
    unserved = [name for name in TOGETHER_KPIS if name.startswith("common_rejected_")]
    unserved += ["common_declined", "common_cancelled", "common_no_shows", "common_let_down"]
    assert sum(int(found[name] or 0) for name in ["common_served", *unserved]) == found["common_requests"]


@pytest.mark.parametrize("unknown", ["cost_eur", "carsharing_cost_eur"])
def test_half_a_cost_is_no_cost(unknown: str) -> None:
    found = together_kpis(journeys(), KPIS | {unknown: None}, SERVICES, 200.0)
    assert [found["all_cost_eur"], found["all_subsidy_eur"], found["all_subsidy_per_person_eur"]] == [None] * 3
    assert found["all_revenue_eur"] == 80.25


def test_only_kinds_of_services_that_are_there_have_a_part_in_sums() -> None:
    """With rides and walks alone the figures of rides are those of all; with walks alone there are none."""
    rides = {name: value for name, value in KPIS.items() if not name.startswith("carsharing")}
    found = together_kpis(journeys(), rides, [BUS, WALK], None)
    assert (found["all_cost_eur"], found["all_co2_kg"], found["all_car_co2_kg"]) == (500, 40, 30)
    alone = together_kpis(journeys(), KPIS, [WALK], 200.0)
    assert {alone[name] for name in TOGETHER_KPIS if name.startswith("all_")} == {None}
    without = together_kpis(journeys(), KPIS, SERVICES, None)
    assert without["all_car_co2_kg"] is None


def test_a_day_without_anybody_has_no_shares() -> None:
    found = together_kpis(journeys().iloc[:0], dict.fromkeys(KPIS, 0), SERVICES, 200.0)
    assert found["common_service_rate"] is found["common_journey_mean_s"] is found["all_cost_per_person_eur"] is None
    assert found["bus.carried_share"] is None
    assert found["people_moved"] == 0


def test_every_reason_has_words_for_all_services() -> None:
    assert set(REASONS_OF_ALL) == {reason.name.lower() for kind in (Reason, Refusal) for reason in kind}
