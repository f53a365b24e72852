"""The key figures of the tiny day, against values worked out by hand."""

from __future__ import annotations

import json
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simulator.analysis.asking import nobody_asking
from simulator.analysis.carsharing_tables import CARSHARING_INPUTS, CarsharingInputs, build_carsharing_tables
from simulator.analysis.choices import choice_table
from simulator.analysis.columns import TABLES, column_dictionary, dictionary_markdown
from simulator.analysis.disruptions.table import disruption_table
from simulator.analysis.gateways import gateway_requests, gateway_table
from simulator.analysis.groups import Grouped
from simulator.analysis.inputs import FACILITY_TABLES
from simulator.analysis.journey_legs import no_journey_legs
from simulator.analysis.journeys import build_journeys
from simulator.analysis.kpis.all import Economics, compute_kpis, figure_of
from simulator.analysis.kpis.by_day import kpis_by_day
from simulator.analysis.kpis.by_group import kpis_by_group
from simulator.analysis.kpis.carsharing import carsharing_kpis
from simulator.analysis.kpis.disruptions import disruption_kpis
from simulator.analysis.kpis.equity import EQUITY_KPIS
from simulator.analysis.kpis.feeder import Chained, feeder_kpis
from simulator.analysis.kpis.gateways import gateway_kpis
from simulator.analysis.kpis.late import late_kpis
from simulator.analysis.kpis.latent_demand import latent_kpis
from simulator.analysis.kpis.line_costs import LINE_COST_KPIS, TRANSPORT_KPIS
from simulator.analysis.kpis.more_costs import MORE_MONEY_KPIS
from simulator.analysis.kpis.people import people_kpis
from simulator.analysis.kpis.timetable import timetable_kpis
from simulator.analysis.kpis.timetable_changes import timetable_change_kpis
from simulator.analysis.kpis.together import together_kpis
from simulator.analysis.kpis.tours import tour_kpis
from simulator.analysis.kpis.trips import trip_kpis
from simulator.analysis.kpis.unmet_needs import unmet_kpis
from simulator.analysis.modal_split import modal_split
from simulator.analysis.other_means import nobody
from simulator.analysis.people import people_by_class, people_split, tour_table
from simulator.analysis.services import RideInputs, with_names
from simulator.analysis.tables import ResultTables, build_tables, tables_of_all_services
from simulator.analysis.timetable_changes import TABLES as CHANGE_TABLES
from simulator.analysis.timetable_delays import line_delays
from simulator.analysis.timetable_loads import TIMETABLE_TABLES, TimetableInputs, line_loads, no_loads
from simulator.analysis.tours import tour_ends
from simulator.analysis.trips import no_trips
from simulator.event_kinds import Event
from simulator.people_tables import HOUSEHOLD_DTYPES, PERSON_DTYPES
from simulator.results.catalogue import CATALOGUE
from simulator.results.table_dtypes import JOURNEYS
from simulator.results.territory_definitions import END_AREA_DTYPES
from simulator.road_tables import DISTURBED_ROAD_DTYPES
from simulator.tables import (
    DAY_DTYPES,
    EVENT_DTYPES,
    FEEDER,
    MET_COLUMNS,
    RIDES,
    SERVICE_DTYPES,
    STOP_OPTION_DTYPES,
    TIMETABLE,
    TRIP_INPUT_DTYPES,
    ServiceName,
    no_rows,
)
from tests.analysis import (
    test_disruptions,
    test_ecology,
    test_latent_demand,
    test_people,
    test_resilience,
    test_tours,
    test_unmet_needs,
    tiny_day,
)
from tests.analysis.changed_timetable import changed_timetable, journeys
from tests.analysis.equity import test_compared
from tests.analysis.random_day import random_day

EXPECTED = {
    "requests": 6,
    "served": 5,
    "rejected": 1,
    "service_rate": 5 / 6,
    "riders": 26,
    "riders_served": 6,
    "rider_service_rate": 6 / 26,
    "served_after_retry": 1,
    "rejections": 2,
    "rejected_no_vehicle": 0,
    "rejected_party_too_large": 1,
    "gave_up_other_mode": 1,
    "gave_up_stay": 0,
    # waits 0, 0, 60, 70 and, from the first attempt, 780
    "wait_mean_s": 182,
    "wait_median_s": 60,
    "wait_p75_s": 70,
    "wait_p90_s": 70 + 0.6 * 710,
    "wait_p95_s": 70 + 0.8 * 710,
    "wait_max_s": 780,
    "wait_below_10_min_share": 0.8,
    "promises": 5,
    "on_time_share": 1,
    "promises_late": 0,
    "promise_late_max_s": 0,
    # rides 420, 120, 120, 300, 330
    "ride_mean_s": 258,
    "ride_median_s": 300,
    "direct_mean_s": 240,
    "direct_mean_m": 4000,
    "ride_mean_m": 4000,
    "detour_factor_mean": (7 / 6 + 1 + 1 + 1 + 1.1) / 5,
    "detour_factor_median": 1,
    "journey_mean_s": (570 + 220 + 930 + 420 + 520) / 5,
    "pooled": 4,
    "pooled_share": 0.8,
    "vehicles": 2,
    "vehicles_used": 2,
    "vehicle_km": 30,
    "occupied_km": 13,
    "empty_km": 17,
    "to_pickup_km": 6,
    "to_depot_km": 8,
    "rebalancing_km": 3,
    "empty_share": 17 / 30,
    "vehicle_km_per_served_request": 6,
    "rider_km": 22,
    "rider_km_direct": 22,
    "rider_km_direct_per_vehicle_km": 22 / 30,
    "mean_occupancy": 22 / 30,
    "mean_occupancy_occupied": 22 / 13,
    "fleet_km_per_direct_km": 30 / 20,
    "vehicle_hours": 6000 / 3600,
    "riders_per_vehicle_hour": 3.6,
    "requests_per_vehicle_hour": 3,
    "driving_hours": 0.5,
    "at_stop_hours": 420 / 3600,
    "idle_hours": 3780 / 3600,
    "utilisation": 2220 / 6000,
    "energy_kwh": 11.5,
    "co2_kg": 4.6,
    "co2_kg_per_served_request": 0.92,
    "cost_time_eur": None,
    "cost_drivers_eur": 60,
    "cost_vehicles_eur": 10,  # 2 vehicles for a day of 365
    "cost_distance_eur": 3,
    "cost_energy_eur": 2.3,  # 11.5 kWh
    "cost_eur": 75.3,
    "fare_revenue_eur": 12,
    "subsidy_eur": 63.3,
    "cost_per_served_request_eur": 75.3 / 5,
    "cost_per_rider_eur": 75.3 / 6,
    "subsidy_per_served_request_eur": 63.3 / 5,
    "subsidy_per_rider_eur": 63.3 / 6,
    "fare_cover_share": 12 / 75.3,
}

PRICES = Economics(
    cost_per_driver_hour_eur=36, cost_per_vehicle_year_eur=1825, cost_per_vehicle_km_eur=0.1, per_rider_eur=2,
    energy_eur_per_kwh={"battery": 0.2},
)  # fmt: skip


@pytest.mark.parametrize(("name", "value"), EXPECTED.items())
def test_key_figures_of_the_tiny_day(tiny_tables: ResultTables, name: str, value: float) -> None:
    assert compute_kpis(tiny_tables, PRICES)[name] == (None if value is None else pytest.approx(value, abs=1e-6))


def test_unknown_prices_leave_totals_open(tiny_tables: ResultTables) -> None:
    kpis = compute_kpis(tiny_tables, Economics(cost_per_vehicle_hour_eur=36))
    assert kpis["cost_time_eur"] == pytest.approx(60)
    assert kpis["cost_eur"] is kpis["subsidy_eur"] is kpis["cost_per_rider_eur"] is None
    assert compute_kpis(tiny_tables)["cost_time_eur"] is None


def test_losses_of_charging_count_where_energy_is_not_limited_too() -> None:
    vehicles = tiny_day.vehicles_input().assign(charging_efficiency=0.8)
    kpis = compute_kpis(build_tables(tiny_day.events(), tiny_day.requests_input(), vehicles))
    assert (kpis["energy_kwh"], kpis["co2_kg"]) == pytest.approx((11.5, 4.6 / 0.8))


def test_energy_is_never_a_partial_sum() -> None:
    vehicles = tiny_day.vehicles_input()
    vehicles.loc[0, "energy_kwh_per_km"] = float("nan")
    kpis = compute_kpis(build_tables(tiny_day.events(), tiny_day.requests_input(), vehicles))
    assert kpis["energy_kwh"] is kpis["co2_kg"] is kpis["co2_g_per_rider_km"] is None


def test_empty_days_give_none_and_valid_json() -> None:
    nothing = [table.iloc[:0] for table in (tiny_day.events(), tiny_day.requests_input(), tiny_day.vehicles_input())]
    idle = tiny_day.events([row for row in tiny_day.LOG if row[1] in (6, 7)])
    nobody_served = random_day(20, 0)
    for inputs in (
        nothing,
        [idle, tiny_day.requests_input().iloc[:0], tiny_day.vehicles_input()],
        [nobody_served.events, nobody_served.requests_input, nobody_served.vehicles_input],
    ):
        kpis = compute_kpis(build_tables(*inputs), PRICES)
        json.dumps(kpis, allow_nan=False)
        assert kpis["wait_mean_s"] is kpis["detour_factor_p95"] is kpis["pooled_share"] is None
        assert kpis["empty_share"] is kpis["cost_per_rider_eur"] is None
        assert kpis["served"] == 0 and kpis["vehicle_km"] == 0
    assert kpis["service_rate"] == 0 and kpis["rejected_no_vehicle"] == 20 and kpis["vehicle_hours"] == 0


def test_numbers_are_plain(tiny_tables: ResultTables) -> None:
    assert {type(value) for value in compute_kpis(tiny_tables, PRICES).values()} <= {int, float, type(None)}


def test_every_column_and_key_figure_is_defined(tiny_tables: ResultTables) -> None:
    whole = RideInputs(
        tiny_tables.events, with_names(tiny_day.requests_input(), "line"), with_names(tiny_day.vehicles_input(), "line")
    )
    tables = tables_of_all_services(whole, [ServiceName(0, "line", RIDES)])
    outputs = {name: list(table.columns) for name, table in tables.by_name().items()}
    outputs["kpis"] = list(compute_kpis(tiny_tables))
    outputs["kpis_by_day"] = list(kpis_by_day({}, no_rows(DAY_DTYPES)).columns)
    outputs["kpis_by_group"] = list(kpis_by_group(tiny_tables, {}, Grouped()).columns)
    outputs["assumptions"] = list(CATALOGUE["assumptions"].dtypes)
    outputs["services_input"] = list(SERVICE_DTYPES)
    outputs["journeys"] = [*build_journeys(tables.requests, None, tables.events), *CATALOGUE["journeys"].also]
    outputs["requests_input"] = ["service", *tiny_day.requests_input().columns, *MET_COLUMNS]
    outputs["vehicles_input"] = ["service", *tiny_day.vehicles_input().columns]
    outputs["stop_options"] = ["service", *STOP_OPTION_DTYPES]
    outputs |= {name: list(getattr(tables, name).columns) for name in ("sessions", "power", "duties")}
    for name in (*FACILITY_TABLES.values(), *CARSHARING_INPUTS.values()):
        outputs[name] = list(CATALOGUE[name].dtypes)
    counting = tiny_day.events([(0, Event.COUNTING_STARTED, -1, -1, -1, 1)])
    shared = build_carsharing_tables(counting, CarsharingInputs())
    outputs |= {name: ["service", *table.columns] for name, table in shared.by_name().items()}
    outputs["kpis"] += list(carsharing_kpis(shared))
    outputs |= {"trips": list(no_trips().columns), "trips_input": list(TRIP_INPUT_DTYPES)}
    outputs["journey_legs"] = list(no_journey_legs())
    outputs["choices"] = list(choice_table([], no_rows({}), []))
    outputs["other_means"] = list(nobody())
    outputs["asking"] = list(nobody_asking())
    outputs["gateway_requests"] = list(gateway_requests(no_rows({})))
    outputs["gateways"] = list(gateway_table(no_rows(JOURNEYS), gateway_requests(no_rows({}))))
    outputs |= {name: list(CATALOGUE[name].dtypes) for name in ("territories_input", "by_territory")}
    outputs |= {name: list(CATALOGUE[name].dtypes) for name in ("former_journeys", "ecology", "ecology_by_territory")}
    outputs["requests"] += END_AREA_DTYPES
    outputs["requests_input"] += END_AREA_DTYPES
    outputs["kpis"] += list(gateway_kpis(no_rows(JOURNEYS), gateway_requests(no_rows({}))))
    wrong = disruption_table([], test_disruptions.FACTS)
    outputs |= {"disruptions": list(wrong), "broken_promises": list(test_disruptions.FACTS.promises)}
    outputs["disturbed_roads"] = list(DISTURBED_ROAD_DTYPES)
    outputs["kpis"] += list(disruption_kpis([], test_disruptions.FACTS))
    tours = tour_ends(test_tours.journeys(), test_tours.requests())
    outputs |= {"tour_requests": list(test_tours.requests()), "tour_ends": list(tours)}
    outputs["kpis"] += list(tour_kpis(tours, test_tours.journeys(), no_rows(EVENT_DTYPES)))
    outputs |= {name: list(table) for name, table in test_resilience.resilience().tables.items()}
    outputs["kpis"] += list(test_resilience.resilience().kpis)
    outputs |= {name: list(table) for name, table in test_compared.equity().tables().items()}
    outputs["kpis"] += EQUITY_KPIS
    outputs["modal_split"] = list(modal_split(no_rows(JOURNEYS)))
    people = people_by_class(test_people.PERSONS, test_people.CLASSES, test_people.trips(), 1)
    outputs |= {"people_trips": list(test_people.trips()), "tours": list(tour_table(test_people.trips()))}
    outputs |= {"people_by_class": list(people), "people_split": list(people_split(test_people.trips()))}
    outputs |= {"persons": list(PERSON_DTYPES), "households": list(HOUSEHOLD_DTYPES)}
    outputs["kpis"] += list(people_kpis(people))
    outputs["unmet_needs"] = list(test_unmet_needs.table())
    outputs["latent_demand"] = list(test_latent_demand.table())
    outputs["kpis"] += test_ecology.EXPECTED
    outputs["kpis"] += [*MORE_MONEY_KPIS, *LINE_COST_KPIS, *TRANSPORT_KPIS]  # see test_more_costs, test_line_costs
    outputs["kpis"] += [*unmet_kpis(test_unmet_needs.table()), *latent_kpis(test_latent_demand.table())]
    outputs["kpis"] += [figure_of(name) for name in trip_kpis(no_trips(), ["own"])]
    outputs["kpis"] += [
        figure_of(name) for name in timetable_kpis(no_trips(), no_loads(), no_journey_legs(), {"own": None})
    ]
    outputs |= {name: [*CATALOGUE[name].dtypes, *CATALOGUE[name].also] for name in TIMETABLE_TABLES.values()}
    outputs |= {"gtfs_trip_loads": list(no_loads()), "gtfs_line_loads": list(line_loads(no_loads()))}
    outputs |= {name: list(CATALOGUE[name].dtypes) for name in (*CHANGE_TABLES.values(), "journey_alternatives")}
    own = ServiceName(0, "own", TIMETABLE)
    outputs["kpis"] += [figure_of(name) for name in late_kpis(tables.events, no_loads(), TimetableInputs(), [own])]
    outputs["gtfs_line_delays"] = list(line_delays(TimetableInputs()))
    chained = Chained.of(tables, [], None)
    outputs["kpis"] += [figure_of(name) for name in feeder_kpis(chained, [ServiceName(0, "own", FEEDER)], {})]
    outputs["kpis"] += [figure_of(name) for name in timetable_change_kpis({"own": changed_timetable()}, journeys())]
    of_all = together_kpis(no_rows(JOURNEYS), {}, [ServiceName(0, "own", "own_means")], None)
    outputs["kpis"] += [figure_of(name) for name in of_all]
    assert {name: set(columns) for name, columns in outputs.items()} == {
        name: set(columns) for name, columns in TABLES.items()
    }
    for table in TABLES.values():
        for name, entry in table.items():
            assert entry.definition.endswith("."), name
            unit_in_name = name.rpartition("_")[2]
            if unit_in_name in ("s", "m", "km", "kwh", "eur", "g", "kg") and "_per_" not in name:
                assert entry.unit.lower() == unit_in_name, name
    assert json.loads(json.dumps(column_dictionary()))["kpis"]["empty_share"]["denominator"] == "vehicle-km"


def test_markdown_lists_everything() -> None:
    text = dictionary_markdown()
    assert all(f"| `{name}` |" in text for table in TABLES.values() for name in table)


def many_days(copies: int) -> list[pd.DataFrame]:
    """A random day side by side with copies of itself: other vehicles, other requests."""
    day = random_day(2000, 60)
    tables = [day.events, day.requests_input, day.vehicles_input]
    shifted: list[list[pd.DataFrame]] = [[], [], []]
    for copy in range(copies):
        for table, parts in zip(tables, shifted, strict=True):
            part = table.copy()
            for column, count in (("request", 2000), ("vehicle", 60)):
                if column in part:
                    part[column] += np.where(part[column] >= 0, copy * count, 0).astype(np.int32)
            parts.append(part)
    events, requests, vehicles = (pd.concat(parts, ignore_index=True) for parts in shifted)
    events = events.sort_values("time_s", kind="stable", ignore_index=True)
    events["seq"] = np.arange(len(events), dtype=np.int32)
    return [events, requests, vehicles]


@pytest.mark.slow
def test_a_million_events_take_seconds() -> None:
    inputs = many_days(60)
    assert len(inputs[0]) > 900_000
    started = time.perf_counter()
    kpis = compute_kpis(build_tables(*inputs))
    assert time.perf_counter() - started < 20
    assert kpis["requests"] == 120_000


def test_the_written_dictionary_is_current() -> None:
    written = (Path(__file__).resolve().parents[2] / "docs" / "columns.md").read_text(encoding="utf-8")
    assert written.endswith(dictionary_markdown()), "run: python -m simulator.analysis.columns > docs/columns.md"
