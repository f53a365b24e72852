"""The bundled car-sharing days run as they are, pass the audit, and can be read back."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pandas as pd
import pytest

from simulator import load_scenario, run
from simulator.analysis.audit.all import audit
from simulator.analysis.audit.carsharing import audit_carsharing
from simulator.analysis.carsharing_tables import build_carsharing_tables
from simulator.analysis.energy_tables import levels
from simulator.analysis.kpis.carsharing import carsharing_kpis
from simulator.analysis.run_inputs import read_carsharing, read_run, read_tables
from simulator.analysis.series.cars import cars_out
from simulator.analysis.services import car_events, ride_events
from simulator.errors import ResultError
from simulator.experiments.booking_rules import booking_rules
from simulator.experiments.gap import gap_of_run
from simulator.experiments.publish import write_run
from simulator.experiments.run import RunResult
from simulator.report.carsharing_figure import draw_cars_in_use
from simulator.report.summary import all_sections, headlines
from simulator.results.reader import read_services
from tests.bundled import bundled
from tests.worlds import cars_in


@pytest.fixture(scope="module")
def week() -> RunResult:
    return bundled("prignitz/carsharing")


def audited(result: RunResult) -> list[str]:
    world = result.world
    return audit_carsharing(
        result.events,
        result.carsharing_inputs,
        world.roads.between,
        sites=world.sites,
        vehicles=world.vehicles,
        buffer_s=cars_in(world).config.booking.buffer_s,
    )


def test_the_bundled_week_passes_the_audit_and_is_plausible(week) -> None:
    assert audited(week) == []
    kpis = week.kpis
    assert kpis["requests"] == kpis["vehicles"] == 0
    assert kpis["carsharing_bookings"] == 315
    assert kpis["carsharing_granted"] + kpis["carsharing_refused"] == 315
    ends = ("used", "refused", "cancelled", "no_shows", "lost")
    assert sum(kpis[f"carsharing_{end}"] for end in ends) == 315
    assert 0.7 < kpis["carsharing_grant_rate"] < 0.95
    assert 0.1 < kpis["carsharing_utilisation"] < 0.4
    assert kpis["carsharing_stranded"] == 0
    assert kpis["carsharing_institution_used"] == 12
    assert 3000 < kpis["carsharing_revenue_eur"] < 4000


def test_energy_is_conserved(week) -> None:
    whole = levels(week.events)  # the warm-up included
    balance = whole["first_kwh"] + whole["stored_kwh"] - whole["used_kwh"] - whole["last_kwh"]
    assert balance.abs().max() < 1e-6
    cars = week.carsharing.cars.set_index("vehicle")
    assert (cars["last_kwh"] == whole["last_kwh"]).all()
    assert (cars["stored_kwh"] <= whole["stored_kwh"]).all()
    per_m = (cars["energy_kwh"] / cars["driven_m"])[cars["driven_m"] > 0]
    assert per_m.max() < 1.01 * per_m.min()  # energy and length are of the same drives


def test_every_table_can_be_recomputed_from_the_files(week, tmp_path) -> None:
    folder = write_run(week, tmp_path, {}, figures=False)
    events, inputs = read_carsharing(folder)
    tables = build_carsharing_tables(car_events(events, read_services(folder)), inputs)
    for name, table in week.carsharing.by_name().items():
        pd.testing.assert_frame_equal(tables.by_name()[name], table)
    written = json.loads((folder / "kpis.json").read_text(encoding="utf-8"))
    assert written["carsharing_km"] == carsharing_kpis(tables)["carsharing_km"]
    again = load_scenario(folder / "scenario.yaml", base=week.world.scenario.source_file.parents[1])
    assert again == week.world.scenario
    assert len(read_run(folder)[0]) == 0


def test_the_figure_is_the_same_bytes_twice_and_says_so_when_nothing_happened(week, tmp_path) -> None:
    draw_cars_in_use(cars_out(week.carsharing), tmp_path / "a.png")
    draw_cars_in_use(cars_out(week.carsharing), tmp_path / "b.png")
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    nobody = replace(week.carsharing, rentals=week.carsharing.rentals.iloc[:0])
    draw_cars_in_use(cars_out(nobody), tmp_path / "c.png")


def test_the_terminal_speaks_of_cars_only(week) -> None:
    assert headlines(week.kpis) == ["262 of 315 bookings of a shared car were granted (83 %)."]
    headings = [heading for heading, _ in all_sections(week.kpis)]
    assert headings == ["No car, because", "Car-sharing", "Car-sharing: budget and climate"]


def test_a_run_without_cars_is_told(tmp_path) -> None:
    folder = write_run(bundled("tiny/line"), tmp_path, {}, figures=False)
    with pytest.raises(ResultError, match=r"not the results of a run with car-sharing: stations_input\.parquet"):
        read_carsharing(folder)


@pytest.fixture(scope="module")
def integrated() -> RunResult:
    return bundled("prignitz/integrated")


def test_both_services_pass_their_audits(integrated) -> None:
    world = integrated.world
    assert audited(integrated) == []
    rides = ride_events(integrated.events, integrated.services)
    found = audit(
        rides,
        integrated.requests_input,
        world.vehicles,
        world.roads.between,
        vehicle_km=integrated.kpis["vehicle_km"],
        facilities=integrated.facilities,
        rules=booking_rules(world.scenario),
    )
    assert found == []


def test_nobody_is_lost_between_the_services(integrated) -> None:
    """Each of the 168 travellers asked one service or both, in the order of its class, and nobody asked twice."""
    requests, bookings = integrated.requests, integrated.carsharing.bookings
    by_car = bookings["booking_id"].str.removeprefix("request-")
    both = set(by_car) & set(requests["request_id"])
    assert len(set(by_car) | set(requests["request_id"])) == 168
    assert by_car.is_unique and requests["request_id"].is_unique
    refused = bookings[bookings["status"] == "refused"]
    first_car = bookings["traveller_class"] == "driver"
    asked_after = set(by_car[first_car]) & set(requests["request_id"])
    assert asked_after == set(
        refused["booking_id"].str.removeprefix("request-")[refused["traveller_class"] == "driver"]
    )
    went_on = requests[requests["fallback"] == "other_service"]
    assert set(went_on["traveller_class"]) == {"flexible"}
    assert set(went_on["request_id"]) == set(by_car[bookings["traveller_class"] == "flexible"])
    assert both == asked_after | set(went_on["request_id"])
    numbers = bookings.loc[bookings["request"] >= 0, ["request", "booking_id"]]
    named = requests.set_index("request")["request_id"].loc[numbers["request"]]
    assert ("request-" + named).tolist() == numbers["booking_id"].tolist()


def test_drawn_bookings_of_station_cars_are_made_ahead(week) -> None:
    bookings = week.carsharing.bookings
    assert (bookings["asked_s"] < bookings["start_s"]).mean() > 0.5


def test_chargers_are_shared(integrated) -> None:
    stations = cars_in(integrated.world).places.stations.set_index("station_id")
    sessions = integrated.tables.sessions
    public = stations.loc[["wittenberge-1", "perleberg-1", "pritzwalk-1"], "site"]
    vehicles = sessions.loc[sessions["site"].isin(public), "vehicle"]
    assert (vehicles < 12).any() and (vehicles >= 12).any()


def test_the_integrated_day_can_be_read_back(integrated, tmp_path) -> None:
    folder = write_run(integrated, tmp_path, {}, figures=False)
    pd.testing.assert_frame_equal(read_tables(folder).requests, integrated.requests)
    events, inputs = read_carsharing(folder)
    shared = build_carsharing_tables(car_events(events, read_services(folder)), inputs)
    pd.testing.assert_frame_equal(shared.bookings, integrated.carsharing.bookings)


@pytest.fixture(scope="module")
def more_bookings_than_requests() -> RunResult:
    """The integrated day with few travellers of its own and many who only want a car."""
    synthetic = {"bookings_per_day": 60, "localities": "localities.csv"}
    own = [
        "demand.requests_per_day=30",
        f"services.cars.demand={json.dumps({'synthetic': synthetic})}",
    ]
    return run(load_scenario("prignitz/integrated", own))


def test_both_kinds_of_bookings_run_in_one_day(more_bookings_than_requests) -> None:
    result = more_bookings_than_requests
    assert audited(result) == []
    bookings, requests = result.carsharing.bookings, result.requests
    own = bookings[~bookings["booking_id"].str.startswith("request-")]
    assert len(own) == 60
    assert (own["request"] == -1).all()
    asked_both = bookings[bookings["request"] >= 0]
    assert len(asked_both)
    named = requests.set_index("request")["request_id"].loc[asked_both["request"]]
    assert ("request-" + named).tolist() == asked_both["booking_id"].tolist()
    assert result.events["request"].max() == len(result.carsharing_inputs.bookings) - 1


def test_the_gap_leaves_out_travellers_who_drove_themselves(more_bookings_than_requests, tmp_path) -> None:
    """Whoever got a car at once never asked for a ride: the run has fewer requests than its scenario."""
    result = more_bookings_than_requests
    assert len(result.requests) < 30
    gap = gap_of_run(write_run(result, tmp_path, {}, figures=False), iterations=50, seconds=1)
    assert gap.run_served == result.kpis["served"]
    assert gap.turned_away == result.kpis["rejected_no_vehicle"] + result.kpis["rejected_no_energy"]
    assert 0 < gap.driving_s.bound <= gap.driving_s.found <= gap.run_driving_s


def test_the_page_of_car_sharing_alone_tells_of_cars_only(week, tmp_path) -> None:
    page = (write_run(week, tmp_path, {}, figures=False, report=True) / "report.html").read_text(encoding="utf-8")
    shown = re.sub(r"(?s)<(script|pre)[^>]*>.*?</\1>", "", page)
    granted = week.kpis["carsharing_granted"]
    assert f"Of 315 bookings of a shared car {granted} were granted." in shown
    assert f"Von 315 Buchungen eines geteilten Autos wurden {granted} zugesagt." in shown
    for text in (
        "Nobody asked for a ride",
        "Niemand hat eine Fahrt",
        "Distance driven",
        "person waiting",
        'id="riders-en"',
    ):
        assert text not in shown
    for text in ("Bookings by hour of the day", "Use of each car", "Where cars could be had", "shared cars parked"):
        assert text in shown
