"""Every key figure of a busy day, against values worked out by hand."""

from __future__ import annotations

import pytest

from simulator.analysis.columns import TABLES
from simulator.analysis.kpis.all import Economics, Extent, compute_kpis
from simulator.analysis.kpis.definitions import KPIS
from simulator.analysis.series.fleet import share_at_work
from simulator.analysis.tables import build_tables
from simulator.reasons import OF_TIMETABLES, Reason
from tests.analysis import (
    busy_day,
    test_by_group,
    test_disruptions,
    test_ecology,
    test_feeder_figures,
    test_gateways,
    test_kpis,
    test_latent_demand,
    test_more_costs,
    test_people,
    test_resilience,
    test_timetable_changes,
    test_together,
    test_tours,
    test_unmet_needs,
)
from tests.analysis.equity import test_compared
from tests.carsharing import test_key_figures as carsharing
from tests.own_means import test_trips
from tests.timetable import test_key_figures as by_timetable
from tests.timetable import test_late_figures as late_figures
from tests.timetable import test_line_costs as line_costs

PRICES = Economics(
    cost_per_vehicle_hour_eur=40, cost_per_vehicle_km_eur=0.5, per_rider_eur=1.5, per_km_eur=0.2, surcharge_eur=0.25,
    energy_eur_per_kwh={"diesel": 0.17, "battery": 0.3, "hydrogen": 9.0},
)  # fmt: skip
CAR_G_PER_KM = 150.0
EXTENT = Extent(days=3, inhabitants=4000)

# ada, bob, cleo, dan, eve and fin are served, in this order; the bus carries two of them, the van two, gas and oil one.
SERVED = 6
REQUESTS = SERVED + 4 + 136  # gus, hal, ida and jon; the refused
RIDERS_SERVED = 1 + 2 + 1 + 1 + 3 + 1
WAITS = (780 - 600, 1020 - 130, 4920 - 4500, 5400 - 4800, 1360 - 460, 4120 - 3930)  # 180, 890, 420, 600, 900, 190
RIDES = (1200 - 810, 1350 - 1050, 5190 - 4950, 5610 - 5490, 1720 - 1420, 4348 - 4150)  # 390, 300, 240, 120, 300, 198
DETOURS = (390 / 240, 300 / 240, 1, 1, 300 / 240, 198 / 180)
JOURNEYS = (
    100 + 180 + 30 + 390 + 40,
    20 + 890 + 30 + 300,
    420 + 30 + 240 + 80,
    600 + 90 + 120,
    60 + 900 + 60 + 300 + 30,
    30 + 190 + 30 + 198 + 90,
)
ANSWERS = (30, 60, 0, 3810 - 300, 0, 0, 50, 60, 90)  # of the served, then hal, ida and jon

OCCUPIED_KM = (2 + 2.6 + 2) + (4 + 2) + 4 + 3  # bus, van, gas, oil
TO_PICKUP_KM = (3 + 1) + 2 + 6 + 2
TO_DEPOT_KM = (10 + 2) + 2 + 10 + 5
REBALANCING_KM = 1 + 1  # bus, cab
TO_CHARGE_KM = 1 + 10
EMPTY_KM = TO_PICKUP_KM + TO_DEPOT_KM + REBALANCING_KM + TO_CHARGE_KM
VEHICLE_KM = OCCUPIED_KM + EMPTY_KM
RIDER_KM = (2 * 1 + 2.6 * 3 + 2 * 2) + (4 + 2) + 4 * 3 + 3
DIRECT_RIDER_KM = 4 + 4 * 2 + 4 + 2 + 4 * 3 + 3
DIRECT_KM = 4 + 4 + 4 + 2 + 4 + 3

DIRECT_RIDER_S = (
    240 + 240 * 2 + 240 + 120 + 240 * 3 + 180  # served
    + 420 + 480 * 2 + 300 + 360 * 4 + 180 * (134 + 2 * 20)  # gus, hal, ida and jon; the refused
)  # fmt: skip

IN_SERVICE_S = 5700 + 7200 + 3600 + (6000 - 3600) + (4500 - 3600) + 360  # the cab was heard of last at 360
WITH_RIDERS_S = (120 + 150 + 120) + (240 + 120) + 300 + 198
TO_PICKUP_S = (180 + 60) + 120 + 360 + 120
TO_DEPOT_S = (600 + 120) + 120 + 600 + 300
REBALANCING_S = 60 + 60
TO_CHARGE_S = 60 + 600
DRIVING_S = WITH_RIDERS_S + TO_PICKUP_S + TO_DEPOT_S + REBALANCING_S + TO_CHARGE_S
AT_STOP_S = (4 * 30 + 60) + (2 * 30 + 2 * 90) + 2 * 60 + 2 * 30  # the bus waits 60 s for ida
WAITING_S = 900 - 810
ON_BREAK_S = (300 + 900 + 300) + 600
CHARGING_S = (2660 - 1460 - 300) + (4800 - 2660) + (3000 - 2400)
IDLE_S = IN_SERVICE_S - DRIVING_S - AT_STOP_S - WAITING_S - ON_BREAK_S - CHARGING_S

BUS_KWH = 1.5 + 1 + 1 + 1.5 + 0.5 + 5.2 + 0.5 + 0.4 + 0.6
VAN_KWH = 2.4 + 0.5 + 1 + 0.6 + 0.5
GAS_KWH = 9 + 7 + 14
OIL_KWH = 10 * 0.8
CAB_KWH = 1
ENERGY_KWH = BUS_KWH + VAN_KWH + GAS_KWH + OIL_KWH + CAB_KWH
BUS_DRAWN_KWH = 12 * (2660 - 1460) / 3600  # all in the first hour
VAN_DRAWN_KWH = (9 * (3600 - 2660) / 3600, (9 * (4000 - 3600) + 4.5 * (4800 - 4000)) / 3600)  # by hour
PUMPED_KWH = (36 + 84) * 300 / 3600
CHARGER_G = (BUS_DRAWN_KWH + VAN_DRAWN_KWH[0]) * 300 + VAN_DRAWN_KWH[1] * 500
CHARGER_G_PER_KWH = CHARGER_G / (BUS_DRAWN_KWH + sum(VAN_DRAWN_KWH))  # the pump gives no electricity
CO2_G = (BUS_KWH + VAN_KWH + CAB_KWH) / 0.8 * CHARGER_G_PER_KWH + GAS_KWH * 90 + OIL_KWH * 300

DUTY_DRIVING_S = (180 + 120 + 150 + 120 + 60 + 600) + (60 + 60 + 120) + (600 + 120 + 240 + 120 + 120)

TIME_EUR, DISTANCE_EUR = IN_SERVICE_S / 3600 * 40, VEHICLE_KM * 0.5
CHARGERS_EUR = (BUS_DRAWN_KWH + VAN_DRAWN_KWH[0]) * 0.2 + VAN_DRAWN_KWH[1] * 0.4 + PUMPED_KWH * 0.15
ENERGY_EUR = CHARGERS_EUR + OIL_KWH * 0.17  # the cab, too, has a battery, and bought nothing
COST_EUR = TIME_EUR + DISTANCE_EUR + ENERGY_EUR
WAIVED_EUR = 2 * 1.5 + 4 * 2 * 0.2  # bob's party holds a season ticket, and pays the surcharge only
FARES_EUR = RIDERS_SERVED * (1.5 + 0.25) + DIRECT_RIDER_KM * 0.2 - WAIVED_EUR + 1.5  # because of a train from dan

EXPECTED = {
    "requests": REQUESTS,
    "served": SERVED,
    "rejected": 136,
    "service_rate": SERVED / REQUESTS,
    "riders": RIDERS_SERVED + (1 + 2 + 1 + 4) + (134 + 2 * 20),
    "riders_served": RIDERS_SERVED,
    "rider_service_rate": 9 / (9 + 8 + 174),
    "season_ticket_riders": 2,  # bob's; gus declined
    "served_after_retry": 1,  # bob
    "rejections": 136 + 1 + 1,  # bob, and one who asked twice in vain
    "rejected_no_vehicle": 1,
    "rejected_party_too_large": 2,
    "rejected_outside_service_hours": 3,
    "rejected_short_notice": 4,
    "rejected_no_stop_in_walking_range": 5,
    "rejected_walk_instead": 6,
    "rejected_latest_arrival_impossible": 7,
    "rejected_no_road": 8,
    "rejected_too_early": 9,
    "rejected_no_energy": 10,
    "rejected_outside_zones": 11,
    "rejected_parallel_service": 12,
    "rejected_feeder_offered": 14,
    "rejected_not_eligible": 13,
    "rejected_outside_area": 15,
    "rejected_booking_out": 16,
    "timetable_usable": 3 + 12,  # dan, gus, hal
    "timetable_told": 3,
    "surcharged": 1,  # dan; hal cancels
    "surcharge_eur": 1.5,
    "gave_up_stay": 2 + 6 + 11 + 14 + 1,  # gus, who declined, does not travel, either
    "gave_up_other_mode": 3 + 4 + 5 + 8 + 9 + 13 + 15 + 16,
    "gave_up_other_service": 1 + 7 + 10 + 12,
    "offers_mean": (2 + 3 + 2) / 3,  # cleo, gus, hal
    "declined": 1,
    "other_means": 0,
    "agreed_to_other_departure": 1,  # cleo
    "agreed_shift_mean_s": 4500 - 4200,
    "on_waiting_list": 3,  # dan, hal, jon
    "served_from_waiting_list": 1,  # dan
    "answer_after_mean_s": sum(ANSWERS) / 9,
    "cancelled": 2,  # hal, jon
    "cancelled_within_hour": 1,  # hal does so a full hour ahead
    "no_shows": 1,
    # waits in order: 180, 190, 420, 600, 890, 900
    "wait_mean_s": sum(WAITS) / SERVED,
    "wait_median_s": (420 + 600) / 2,
    "wait_p75_s": 600 + 0.75 * (890 - 600),  # at 0.75 * 5 = 3.75
    "wait_p90_s": 890 + 0.5 * (900 - 890),
    "wait_p95_s": 890 + 0.75 * (900 - 890),
    "wait_max_s": 900,
    "wait_below_10_min_share": 3 / SERVED,
    "wait_below_15_min_share": 5 / SERVED,
    # boardings against the time told, in order: -340, 0, 0, 20, 320, 660
    "told_within_5_min_share": 3 / SERVED,
    "told_within_10_min_share": 5 / SERVED,
    "told_late_5_min_share": 2 / SERVED,
    "told_early_5_min_share": 1 / SERVED,
    "told_deviation_mean_s": (-340 + 20 + 320 + 660) / SERVED,
    "told_deviation_p95_s": 320 + 0.75 * (660 - 320),
    "promises": 5,  # all but fin
    "promise_width_mean_s": (100 + 300 + 400 + 600 + 340) / 5,
    "on_time_share": 2 / 5,  # bob and dan; eve is 100 s early
    "promise_late_max_s": 780 - 700,
    "promises_late": 2,  # ada, cleo
    "promises_broken": 1,  # cleo
    "dropoff_promises": 3,  # ada, bob, eve
    "dropoff_promises_late": 2,  # ada, eve
    # rides in order: 120, 198, 240, 300, 300, 390
    "ride_mean_s": sum(RIDES) / SERVED,
    "ride_median_s": (240 + 300) / 2,
    "ride_p95_s": 300 + 0.75 * (390 - 300),
    "direct_mean_s": (240 + 240 + 240 + 120 + 240 + 180) / SERVED,
    "direct_mean_m": DIRECT_KM * 1000 / SERVED,
    "ride_mean_m": (4600 + 4600 + 4000 + 2000 + 4000 + 3000) / SERVED,
    "detour_factor_mean": sum(DETOURS) / SERVED,
    "detour_factor_median": (1.1 + 1.25) / 2,
    "detour_factor_p95": 1.25 + 0.75 * (1.625 - 1.25),
    "journey_mean_s": sum(JOURNEYS) / SERVED,
    "access_walk_mean_s": (100 + 20 + 0 + 0 + 60 + 30) / SERVED,
    "egress_walk_mean_s": (40 + 0 + 80 + 0 + 30 + 90) / SERVED,
    "pooled": 2,
    "pooled_share": 2 / SERVED,
    "vehicles": 6,
    "vehicles_used": 4,
    "vehicle_km": VEHICLE_KM,
    "occupied_km": OCCUPIED_KM,
    "empty_km": EMPTY_KM,
    "to_pickup_km": TO_PICKUP_KM,
    "to_depot_km": TO_DEPOT_KM,
    "rebalancing_km": REBALANCING_KM,
    "to_charge_km": TO_CHARGE_KM,
    "part_rides": 0,
    "part_riders": 0,
    "empty_share": EMPTY_KM / VEHICLE_KM,
    "vehicle_km_per_served_request": VEHICLE_KM / SERVED,
    "rider_km": RIDER_KM,
    "rider_km_direct": DIRECT_RIDER_KM,
    "rider_km_direct_per_vehicle_km": DIRECT_RIDER_KM / VEHICLE_KM,
    "mean_occupancy": RIDER_KM / VEHICLE_KM,
    "mean_occupancy_occupied": RIDER_KM / OCCUPIED_KM,
    "riders_per_vehicle_hour": RIDERS_SERVED / (IN_SERVICE_S / 3600),
    "requests_per_vehicle_hour": SERVED / (IN_SERVICE_S / 3600),
    "load": DIRECT_RIDER_S / IN_SERVICE_S,
    "fleet_km_per_direct_km": VEHICLE_KM / DIRECT_KM,
    "vehicle_hours": IN_SERVICE_S / 3600,
    "driving_hours": DRIVING_S / 3600,
    "driving_with_riders_hours": WITH_RIDERS_S / 3600,
    "driving_to_pickup_hours": TO_PICKUP_S / 3600,
    "driving_to_depot_hours": TO_DEPOT_S / 3600,
    "rebalancing_hours": REBALANCING_S / 3600,
    "driving_to_charge_hours": TO_CHARGE_S / 3600,
    "on_break_hours": ON_BREAK_S / 3600,
    "charging_hours": CHARGING_S / 3600,
    "at_stop_hours": AT_STOP_S / 3600,
    "waiting_with_riders_hours": WAITING_S / 3600,
    "idle_hours": IDLE_S / 3600,
    "utilisation": (DRIVING_S + AT_STOP_S + WAITING_S) / IN_SERVICE_S,
    "energy_kwh": ENERGY_KWH,
    "hydrogen_kg": GAS_KWH / 33.33,
    "diesel_l": OIL_KWH / 9.96,
    "energy_kwh_per_vehicle_km": ENERGY_KWH / VEHICLE_KM,
    "energy_kwh_per_rider_km": ENERGY_KWH / RIDER_KM,
    "co2_kg": CO2_G / 1000,
    "co2_kg_per_served_request": CO2_G / 1000 / SERVED,
    "co2_g_per_rider_km": CO2_G / RIDER_KM,
    "co2_g_per_direct_rider_km": CO2_G / DIRECT_RIDER_KM,
    "car_co2_kg": DIRECT_KM * 150 / 1000,
    "co2_minus_car_kg": CO2_G / 1000 - DIRECT_KM * 150 / 1000,
    "co2_to_car_ratio": CO2_G / (DIRECT_KM * 150),
    "car_co2_g_per_direct_rider_km": DIRECT_KM * 150 / DIRECT_RIDER_KM,
    "charging_visits": 1 + 2 + 1,
    "charging_sessions": 3,
    "charged_kwh": 3.2 + 3.48 + 10,
    "plugged_in_hours": ((2660 - 1460) + (4800 - 2660) + (3000 - 2400)) / 3600,  # bus, van, gas
    "drawn_at_sites_kwh": BUS_DRAWN_KWH + sum(VAN_DRAWN_KWH) + PUMPED_KWH,
    "charging_cost_eur": CHARGERS_EUR,
    "charging_queue_mean_s": (0 + 200 + 260 + 0) / 4,
    "charging_queue_max_s": 2660 - 2400,
    "peak_site_kw": 12,  # the pump's 84 kW are of hydrogen
    "least_level_share": 1 / 20,  # the bus at the end
    "energy_cut_kwh": 0.2,
    "stranded_vehicles": 2,  # the van with 2.6 kWh of 3, the cab away from home
    "duties": 3,
    "breaks_taken": 3,
    "overtime_hours": (500 + 300) / 3600,  # until 4500 instead of 4000, until 5700 instead of 5400
    "overtime_max_s": 4500 - 4000,
    "driving_hours_per_duty": DUTY_DRIVING_S / 3600 / 3,
    "longest_stretch_s": 6000 - 0,  # of the van's driver, until the break
    "rest_min_s": 24 * 3600 - 7200,
    "driver_limits_broken": 1,
    "cost_time_eur": TIME_EUR,
    "cost_drivers_eur": None,
    "cost_vehicles_eur": None,
    "cost_distance_eur": DISTANCE_EUR,
    "cost_energy_eur": ENERGY_EUR,
    "cost_eur": COST_EUR,
    "fare_revenue_eur": FARES_EUR,
    "fares_waived_eur": WAIVED_EUR,
    "subsidy_eur": COST_EUR - FARES_EUR,
    "cost_per_served_request_eur": COST_EUR / SERVED,
    "cost_per_rider_eur": COST_EUR / RIDERS_SERVED,
    "subsidy_per_served_request_eur": (COST_EUR - FARES_EUR) / SERVED,
    "subsidy_per_rider_eur": (COST_EUR - FARES_EUR) / RIDERS_SERVED,
    "fare_cover_share": FARES_EUR / COST_EUR,
    "inhabitants": 4000,
    "rejected_share": 136 / REQUESTS,
    "riders_per_vehicle_day": RIDERS_SERVED / (6 * 3),
    "requests_per_vehicle_day": SERVED / (6 * 3),
    "vehicle_km_per_vehicle_day": VEHICLE_KM / (6 * 3),
    "vehicle_km_per_rider": VEHICLE_KM / RIDERS_SERVED,
    "requests_per_1000_inhabitants_day": REQUESTS / (4 * 3),
    "riders_per_1000_inhabitants_day": RIDERS_SERVED / (4 * 3),
}


@pytest.fixture(scope="module")
def found() -> dict[str, float | int | None]:
    """The key figures of the day in busy_day.py."""
    day = busy_day.events(), busy_day.requests_input(), busy_day.vehicles_input(), busy_day.facilities()
    return compute_kpis(build_tables(*day), PRICES, CAR_G_PER_KM, EXTENT)


@pytest.mark.parametrize(("name", "value"), EXPECTED.items())
def test_key_figures_of_the_busy_day(found: dict[str, float | int | None], name: str, value: float) -> None:
    assert found[name] == (None if value is None else pytest.approx(value, abs=1e-6))


def test_every_key_figure_has_a_value_worked_out_by_hand() -> None:
    """A value of 0, or none at all, tells too little: each stands somewhere with another one.

    Who chooses another service does so where several are compared, see ``tests/travellers/test_compared.py``, parts of
    journeys are ridden in ``test_feeder_figures.py``.
    """
    ridepooling = EXPECTED, test_kpis.EXPECTED
    shared_cars = carsharing.ROUND_TRIPS, carsharing.ONE_WAY
    assert set(EXPECTED) == set(KPIS)
    together = test_together.EXPECTED, test_together.OF_THE_BUS
    halves = test_by_group.AT_ONCE, test_by_group.AHEAD
    timetables = (
        by_timetable.EXPECTED,
        test_timetable_changes.EXPECTED,
        test_feeder_figures.EXPECTED,
        test_gateways.EXPECTED,
        test_disruptions.EXPECTED,
        test_ecology.EXPECTED,
        test_people.EXPECTED,
        test_tours.EXPECTED,
        test_unmet_needs.EXPECTED,
        test_latent_demand.EXPECTED,
        test_resilience.EXPECTED,
        test_compared.EXPECTED,
        late_figures.EXPECTED,
        test_more_costs.EXPECTED,
        line_costs.EXPECTED,
    )
    whole = (*ridepooling, *halves, *shared_cars, test_trips.WALKS, *timetables, *together)
    assert {name for day in whole for name in day} == set(TABLES["kpis"])
    never = {name for name in KPIS if all(day.get(name, 0) in (0, None) for day in ridepooling)}
    assert never == {"other_means", "part_rides", "part_riders"}


def test_every_reason_is_told_another_number_of_times() -> None:
    """Else two that are taken for each other would not show."""
    counts = [count for count, _ in busy_day.REFUSED.values()]
    assert set(busy_day.REFUSED) == set(Reason) - OF_TIMETABLES
    assert len(set(counts)) == len(counts)


def test_the_page_says_the_same_share_of_hours_at_work(found: dict[str, float | int | None]) -> None:
    """Of vehicles that charge and have breaks, and of one that was never heard of again."""
    day = busy_day.events(), busy_day.requests_input(), busy_day.vehicles_input(), busy_day.facilities()
    assert found["utilisation"] == pytest.approx(share_at_work(build_tables(*day).states), abs=1e-6)
