"""Key figures of journeys of several services, of the day worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from simulator.analysis.kpis.all import Economics, Extent, compute_kpis
from simulator.analysis.kpis.feeder import FEEDER_KPIS, Chained, feeder_kpis, kind_of_chain
from simulator.analysis.ratios import Number
from simulator.analysis.run import RunData
from simulator.analysis.tables import tables_of_all_services
from simulator.event_kinds import Event
from simulator.reasons import Missed
from simulator.report.page.cards import cards
from simulator.report.page.facts import cost_rows
from simulator.report.page.language import Language
from simulator.report.summary import sections
from simulator.results.table_dtypes import JOURNEY_ALTERNATIVES
from tests.analysis import chained_day as day

# What else people could have done: request, direct drive [s], direct ride on demand [km], and journey by timetable, as
# departure and arrival.
OTHERS = [
    (day.ANN, 1300, 20, 24_000, 28_000),
    (day.BEN, 1400, 22, 24_000, 27_900),
    (day.CEM, 1250, 20, None, None),
    (day.DORA, 1500, 26, None, None),
    (day.EVA, 1600, 21, 24_500, 26_800),
    (day.JON, None, None, None, None),
    (day.LEO, 1700, 25, None, None),
    (day.MIA, 1800, 24, None, None),
]
# Ann's two rides, none of ben's, cem's, dora's two, eva's, leo's two, mia's; jon's direct ride is not known.
WHOLE_KM, PARTS_KM = 20 + 22 + 20 + 26 + 21 + 25 + 24, 8 + 5 + 20 + 8 + 9 + 4 + 9 + 15 + 13
MADE = 8
# Changes: ann's, ben's from train to bus, dora's, eva's, jon's, leo's from one ride to the other, mia's.
CHANGES = sorted([300, 240, 600, 3000, 180, 600, 3900, 300, 300])
MISSES = 6
TRIED = len(CHANGES) + MISSES
EXPECTED = {
    "chain_all_the_way": 1,
    "chain_to_timetable": 1,
    "chain_from_timetable": 2,
    "chain_both_ends": 2,
    "chain_on_foot": 1,
    "chain_by_bike_to_timetable": 0,
    "chain_by_bike_and_on_demand": 0,
    "chain_by_car_to_timetable": 0,
    "chain_by_car_and_on_demand": 0,
    "chain_otherwise": 1,
    "changes_made": len(CHANGES),
    "transfer_wait_median_s": CHANGES[4],
    "transfer_wait_p95_s": 3000 + 0.6 * 900,  # at 0.95 * 8 = 7.6
    "connections_missed": MISSES,
    "missed_per_1000": 1000 * MISSES / TRIED,
    "missed_vehicle_late_per_1000": 1000 * 3 / TRIED,
    "missed_train_late_per_1000": 1000 / TRIED,
    "missed_change_missed_per_1000": 1000 / TRIED,
    "missed_full_per_1000": 1000 / TRIED,
    "missed_does_not_run_per_1000": 0,
    "vehicles_held": 1,
    "mended": 5,  # all who missed one but fay
    "left_behind": 1,
    "rail_riders_brought": 1 + 3 + 1 + 1 + 1,  # ann, dora, eva, jon, mia; neither ben, who walked, nor leo
    "rail_riders_without_other": 3 + 1 + 1,
    # All wish to leave at 24,000; ann, dora and jon left six minutes before, from when on their time counts.
    "door_to_door_mean_s": (2820 + 3900 + 7440 + 6560 + 3060 + 6060 + 6360 + 3960) / 8,
    "later_than_wished_mean_s": (0 + 6000 + 480 + 3240 + 300) / 5,  # ben, cem, eva, leo, mia; others left before
    "by_car_mean_s": (1300 + 1400 + 1250 + 1500 + 1600 + 1700 + 1800) / 7,
    "trips_with_other": 3,
    "with_other_mean_s": (2820 + 3900 + 3060) / 3,
    "other_mean_s": (4000 + 3900 + 2800) / 3,
    "trips_without_other": 5,
    "without_other_mean_s": (7440 + 6560 + 6060 + 6360 + 3960) / 5,
    "direct_km_all_the_way": WHOLE_KM,
    "direct_km_on_demand": PARTS_KM,
    "direct_km_saved": WHOLE_KM - PARTS_KM,
    "journeys_on_demand": 7 + 1,  # all but ben's; ida's own
    "subsidy_per_journey_eur": 40 / 8,
}


def others() -> pd.DataFrame:
    """What else people could have done, as a run has it."""
    dtypes = {"service": "string", **JOURNEY_ALTERNATIVES}
    rows = [
        ("feeder", request, car_s, None, None if km is None else 1000 * km, *times, None)
        for request, car_s, km, *times in OTHERS
    ]
    return pd.DataFrame(rows, columns=[*dtypes]).astype(dtypes)


def figures(log: list[day.Row] | None = None, *, known: bool = True) -> dict[str, Number]:
    tables = tables_of_all_services(day.whole(log), day.SERVICES)
    of_minibus = {"served": 1, "subsidy_eur": 40.0}
    found = feeder_kpis(Chained.of(tables, day.SERVICES, others() if known else None), day.SERVICES, of_minibus)
    return {name.removeprefix("feeder."): value for name, value in found.items()}


@pytest.fixture(scope="module")
def of_the_day() -> dict[str, Number]:
    """The figures of the day as it is."""
    return figures()


@pytest.mark.parametrize(("name", "value"), EXPECTED.items())
def test_every_figure(of_the_day: dict[str, Number], name: str, value: float) -> None:
    assert set(EXPECTED) == set(FEEDER_KPIS)
    assert of_the_day[name] == pytest.approx(value, abs=1e-6)


def test_who_has_to_arrive_by_a_time_counts_from_leaving() -> None:
    inputs = day.whole()
    by_a_time = inputs.trips["request"].isin([day.CEM, day.EVA])
    inputs.trips.loc[by_a_time, "latest_arrival_s"] = 32_000
    chained = Chained.of(tables_of_all_services(inputs, day.SERVICES), day.SERVICES, others())
    found = feeder_kpis(chained, day.SERVICES, {"served": 1, "subsidy_eur": 40.0})
    assert found["feeder.with_other_mean_s"] == pytest.approx((2820 + 3900 + 2580) / 3)
    assert found["feeder.other_mean_s"] == pytest.approx((4000 + 3900 + 2300) / 3)
    assert found["feeder.later_than_wished_mean_s"] == pytest.approx((0 + 3240 + 300) / 3)


def test_each_trip_is_of_one_kind(of_the_day: dict[str, Number]) -> None:
    assert sum(int(of_the_day[name] or 0) for name in FEEDER_KPIS if name.startswith("chain_")) == MADE


@pytest.mark.parametrize("cause", Missed)
def test_every_cause_is_counted_apart(cause: Missed) -> None:
    log = [(*row[:-1], cause) if row[1] == Event.CONNECTION_MISSED else row for row in day.LOG]
    found = figures(log)
    of_causes = {one: found[f"missed_{one.name.lower()}_per_1000"] for one in Missed}
    assert of_causes == {one: pytest.approx(400) if one == cause else 0 for one in Missed}


def test_what_is_not_known_is_not_told() -> None:
    found = figures(known=False)
    assert found["rail_riders_brought"] == EXPECTED["rail_riders_brought"]
    assert found["rail_riders_without_other"] is found["other_mean_s"] is found["trips_with_other"] is None
    assert found["direct_km_saved"] is found["direct_km_on_demand"] is None
    log = [row for row in day.LOG if row[1] != Event.LEG_DIRECT or row[5] != 112]
    assert figures(log)["direct_km_saved"] is None


def test_nobody_asks() -> None:
    found = figures([])
    assert set(found) == set(FEEDER_KPIS)
    assert found["changes_made"] == found["left_behind"] == found["rail_riders_brought"] == 0
    assert found["missed_per_1000"] is found["transfer_wait_p95_s"] is found["subsidy_per_journey_eur"] is None


def test_orders_of_means() -> None:
    assert kind_of_chain("rail + bus + ridepooling") == "chain_from_timetable"
    assert kind_of_chain("ridepooling + bus + tram + ridepooling") == "chain_both_ends"
    assert kind_of_chain("own_means + rail + bus") == "chain_by_bike_to_timetable"
    assert kind_of_chain("own_means + bus + ridepooling") == "chain_by_bike_and_on_demand"
    assert kind_of_chain("carsharing + bus + rail") == "chain_by_car_to_timetable"
    assert kind_of_chain("carsharing + rail + ridepooling") == "chain_by_car_and_on_demand"
    assert kind_of_chain("rail + ridepooling + rail") == kind_of_chain("rail + own_means") == "chain_otherwise"


RIDDEN = 100, 102, 104, 105, 109, 112, 113, 117, 120, 122, 124
PAID = 3 + 4.3 + 5 + (7 + 8) + 4 + 3 + 3 + 6  # for rides that were missed, too, but not by hal, who stays
PEOPLE = 1 + 1 + 1 + 3 + 3 + 1 + 1 + 1 + 4 + 4 + 1
PRICES = Economics(cost_per_vehicle_hour_eur=20, cost_per_vehicle_km_eur=0.5, per_rider_eur=2)


@pytest.fixture(scope="module")
def minibus() -> dict[str, Number]:
    """The figures of the fleet, which is in service for ten hours and drives 300 km."""
    at_work: list[day.Row] = [
        (0, Event.SHIFT_STARTED, day.MINIBUS, day.VAN, -1, -1, 0, 0),
        (36_000, Event.DEPARTED, day.MINIBUS, day.VAN, -1, -1, 0, 1),
        (36_000, Event.ARRIVED, day.MINIBUS, day.VAN, -1, -1, 0, 300_000),
        (36_000, Event.SHIFT_ENDED, day.MINIBUS, day.VAN, -1, -1, 0, 0),
    ]
    tables = tables_of_all_services(day.whole(at_work[:1] + day.LOG + at_work[1:]), day.SERVICES)
    assert set(tables.journey_legs.loc[tables.journey_legs["ride"].isin(RIDDEN), "end"]) == {"ridden"}
    return compute_kpis(tables, PRICES, 150.0, Extent(1, 1000))


def test_who_asked_the_fleet_is_told_apart_from_whom_it_carried(minibus: dict[str, Number]) -> None:
    asked = {name: minibus[name] for name in ("requests", "served", "service_rate", "riders_served")}
    assert asked == {"requests": 1, "served": 1, "service_rate": 1, "riders_served": 1}
    assert (minibus["part_rides"], minibus["part_riders"]) == (len(RIDDEN), PEOPLE)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("fare_revenue_eur", 2 + PAID),
        ("cost_eur", 200 + 150),
        ("subsidy_eur", 350 - 2 - PAID),
        ("cost_per_served_request_eur", 350 / (1 + len(RIDDEN))),
        ("cost_per_rider_eur", 350 / (1 + PEOPLE)),
        ("subsidy_per_served_request_eur", (348 - PAID) / (1 + len(RIDDEN))),
        ("subsidy_per_rider_eur", (348 - PAID) / (1 + PEOPLE)),
        ("vehicle_km_per_served_request", 300 / (1 + len(RIDDEN))),
        ("riders_per_vehicle_hour", (1 + PEOPLE) / 10),
        ("requests_per_vehicle_hour", (1 + len(RIDDEN)) / 10),
        ("riders_per_vehicle_day", 1 + PEOPLE),
        ("requests_per_vehicle_day", 1 + len(RIDDEN)),
        ("vehicle_km_per_rider", 300 / (1 + PEOPLE)),
        ("riders_per_1000_inhabitants_day", 1),
    ],
)
def test_what_a_fleet_does_and_costs_is_shared_by_all_whom_it_carried(
    minibus: dict[str, Number], name: str, value: float
) -> None:
    assert minibus[name] == pytest.approx(value, abs=1e-6)


def test_the_terminal_says_who_counts_twice(minibus: dict[str, Number]) -> None:
    rows = [row for _, its in sections(minibus) for row in its if row[0].startswith("Subsidy per")]
    assert rows == [("Subsidy per rider and ride", "13.85 EUR", "who has two rides on a journey counts twice")]
    (card,) = (card for card in cards(minibus, Language("de")) if card.name == "subsidy_per_rider_eur")
    assert card.heading == "Zuschuss je Fahrgast und Fahrt" and "zählt doppelt" in card.definition
    run = RunData("", {}, "", minibus, None, "")  # type: ignore[arg-type]
    (row,) = (row for row in cost_rows(run, Language("en")) if row[0].startswith("Subsidy per"))
    assert row == ("Subsidy per rider and ride", "€13.85", "who has two rides on one journey counts twice")
    (row,) = (
        row
        for row in cost_rows(replace(run, kpis={**minibus, "part_rides": 0}), Language("en"))
        if "per rider" in row[0]
    )
    assert row[::2] == ("Subsidy per rider", "")


DIRECT_KM = 8, 5, 20, 8, 9, 4, 9, 8, 9, 15, 13  # of the parts that were ridden, in their order; ida's is 20
PARTY_KM = sum(DIRECT_KM) + 20
RIDER_KM = 8 + 5 + 20 + 3 * (8 + 9) + 4 + 9 + 8 + 4 * (9 + 15) + 13 + 20


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("rider_km_direct", RIDER_KM),
        ("rider_km_direct_per_vehicle_km", RIDER_KM / 300),
        ("load", RIDER_KM / 60 / 10),  # a minute a kilometre, in ten hours
        ("fleet_km_per_direct_km", 300 / PARTY_KM),
        ("car_co2_kg", 0.15 * PARTY_KM),
        ("car_co2_g_per_direct_rider_km", 150 * PARTY_KM / RIDER_KM),
    ],
)
def test_what_the_fleet_drove_is_set_beside_direct_drives_of_parts_too(
    minibus: dict[str, Number], name: str, value: float
) -> None:
    assert minibus[name] == pytest.approx(value, abs=1e-6)


def test_nothing_is_set_beside_direct_drives_of_which_some_are_not_known() -> None:
    log = [row for row in day.LOG if row[1] != Event.LEG_DIRECT or row[5] != 112]
    found = compute_kpis(tables_of_all_services(day.whole(log), day.SERVICES), PRICES, 150.0)
    unknown = ("rider_km_direct", "load", "fleet_km_per_direct_km", "co2_g_per_direct_rider_km", "car_co2_kg")
    assert [found[name] for name in unknown] == [None] * len(unknown)


def test_a_fare_that_is_not_known_leaves_revenue_open() -> None:
    log = [row for row in day.LOG if row[1] != Event.LEG_FARE or row[5] != 112]
    tables = tables_of_all_services(day.whole(log), day.SERVICES)
    assert compute_kpis(tables, PRICES)["fare_revenue_eur"] is None
