"""Days before the first one are simulated, so that cars and bookings are where they would be, and counted nowhere."""

from __future__ import annotations

import pytest

from simulator import load_scenario, run
from simulator.analysis.kpis.carsharing import carsharing_kpis
from simulator.analysis.series.cars import cars_out
from simulator.errors import ScenarioError
from simulator.event_kinds import Event
from simulator.experiments.run import RunResult
from simulator.services.carsharing.demand import booking_requests
from simulator.services.carsharing.places import car_places
from simulator.world.sites import site_table
from tests.carsharing.test_gbfs import feeds_of
from tests.carsharing.worlds import HOUR, NOBODY, booking, day, station
from tests.worlds import line_network

DAY = 24 * HOUR
LINE = line_network(10)
E_CAR = {"drivetrain": "battery", "energy": "0.2 kWh/km", "store": "10 kWh", "reserve": "2 kWh", "charge_ac": "4 kW"}


def test_what_begins_before_the_first_day_is_counted_nowhere_but_has_its_effects() -> None:
    """A car is out over midnight, another is short of energy, a third was refused; then the first day begins."""
    sharing = {
        "stations": [station(LINE, 0, cars=2)],
        "car_types": {"car": E_CAR},
        "booking": {"buffer": "0 s"},
    }
    over_midnight = booking(1, -2 * HOUR, 2 * HOUR, submitted_s=-DAY)
    far = booking(2, -3 * HOUR, -HOUR - 1800, length_m=30_000, drive_s=1800, submitted_s=-DAY + 1)
    early_refused = booking(3, -HOUR, HOUR, submitted_s=-HOUR, length_m=40_000, drive_s=2400)
    asked_before = booking(4, HOUR, 3 * HOUR, submitted_s=-HOUR)
    refused = booking(5, HOUR + 60, 3 * HOUR)
    done = day([over_midnight, far, early_refused, asked_before, refused], sharing, calendar={"days": 2, "warm_up": 1})
    assert done.status == ["used", "no_car"]  # of the last two
    assert done.tables.bookings["booking_id"].tolist() == ["b4", "b5"]
    cars = done.tables.cars.set_index("car_id")
    assert cars["bookings"].sum() == 1
    assert cars["used_s"].sum() == 4 * HOUR  # one is out until 02:00, another from 01:00 to 03:00
    assert cars["driven_m"].sum() == 10_000
    assert cars["energy_kwh"].sum() == pytest.approx(2.0)
    # the second car came back at 22:30 with 10 - 6 kWh, without a charger
    assert sorted(cars["first_kwh"]) == [4.0, 10.0]
    assert sorted(cars["least_kwh"]) == [2.0, 8.0]
    assert cars["used_share"].sum() == 4 * HOUR / (2 * DAY)
    out = cars_out(done.tables)
    assert out is not None and out.customers[:13].tolist() == [1] * 4 + [2] * 4 + [1] * 4 + [0]
    told = [len(feeds_of(done, hour * HOUR)["vehicle_status"]["vehicles"]) for hour in range(4)]
    assert told == [1, 0, 1, 2]  # GBFS tells cars that nobody has
    stations = done.tables.stations
    assert stations[["time_s", "cars"]].to_numpy().tolist() == [[0, 1], [HOUR, 0], [2 * HOUR, 1], [3 * HOUR, 2]]
    kpis = carsharing_kpis(done.tables)
    assert (kpis["carsharing_bookings"], kpis["carsharing_days"], kpis["carsharing_hours"]) == (2, 2, 4.0)
    assert kpis["carsharing_cars_used"] == 1  # the rental over midnight began in the warm-up
    assert done.count(Event.BOOKING_ASKED) == 5  # the log keeps them
    mark = done.events[done.events["kind"] == Event.COUNTING_STARTED]
    assert mark[["time_s", "value"]].to_numpy().tolist() == [[0, 2]]


def test_relocations_of_the_warm_up_do_not_count() -> None:
    stations = [station(LINE, 0, capacity=4, cars=1), station(LINE, 5, capacity=4, cars=1)]
    staff = {"policy": "balance", "hours": ["00:00", "24:00"], "every": "30 min"}
    sharing = {"mode": "one_way", "stations": stations, "relocation": staff}
    ends = {"station_id": "s0", "end_station_id": "s5", "length_m": -1, "drive_s": -1, "planned_end_s": -1}
    trips = [booking(1, -10 * HOUR, -9 * HOUR, **ends), booking(2, 10 * HOUR, 11 * HOUR, **ends)]
    done = day(trips, sharing, calendar={"warm_up": 1})
    assert done.count(Event.RELOCATION_ENDED) == 2
    assert done.tables.cars["relocations"].sum() == 1
    assert done.tables.cars["relocated_m"].sum() == 5000
    assert done.tables.stations.groupby("station")["cars"].first().tolist() == [1, 1]


def test_days_count_though_nobody_starts_on_the_last_one() -> None:
    sharing = {"stations": [station(LINE, 0, cars=1)]}
    done = day([booking(1, 8 * HOUR, 20 * HOUR)], sharing, calendar={"days": 4})
    assert carsharing_kpis(done.tables)["carsharing_utilisation"] == 12 / 96


def with_warm_up(days: int) -> RunResult:
    return run(load_scenario("prignitz/carsharing", [f"calendar.warm_up={days}", "calendar.days=2"]))


@pytest.fixture(scope="module")
def warm() -> RunResult:
    return with_warm_up(3)


def test_a_warm_up_leaves_the_bookings_of_the_counted_days_as_they_are(warm) -> None:
    cold = with_warm_up(0).carsharing_inputs.bookings.set_index("booking_id")
    bookings = warm.carsharing_inputs.bookings.set_index("booking_id")
    assert set(cold.index) == set(bookings.index[bookings["start_s"] >= 0])
    assert (bookings["start_s"] < 0).sum() > 100
    same = ["start_s", "planned_end_s", "actual_end_s", "origin_lon", "length_m", "walk_up", "no_show"]
    assert bookings.loc[cold.index, same].equals(cold[same])
    known = cold["submitted_s"] > 0  # those made on an earlier day are now made then
    assert bookings.loc[cold.index[known], "submitted_s"].equals(cold.loc[known, "submitted_s"])
    assert (bookings.loc[cold.index[~known], "submitted_s"] < 0).any()


def test_no_figure_table_or_chart_counts_the_warm_up(warm) -> None:
    counted = warm.carsharing.bookings
    assert len(counted) == warm.kpis["carsharing_bookings"] + warm.kpis["carsharing_institution_bookings"]
    assert counted["start_s"].min() >= 0
    assert warm.carsharing.stations["time_s"].min() == 0
    assert warm.tables.sessions["arrived_s"].min() >= 0
    assert warm.tables.power["time_s"].min() >= 0
    assert warm.kpis["charging_visits"] == len(warm.tables.sessions)
    plugged = warm.tables.sessions.dropna(subset=["plugged_in_s"])
    plugged_s = (plugged["ended_s"] - plugged["plugged_in_s"]).sum()
    assert plugged_s > 0
    assert warm.kpis["plugged_in_hours"] == pytest.approx(plugged_s / 3600)
    assert warm.kpis["charging_hours"] == 0  # no vehicle was in service
    assert warm.events["time_s"].min() == -3 * DAY


def test_bookings_of_a_file_before_the_simulated_days_are_told(tmp_path) -> None:
    (tmp_path / "s.yaml").write_text(
        "name: early\nnetwork: {bbox: [11.9, 52.9, 12.1, 53.1]}\ncalendar: {warm_up: 1}\nservices:\n  cars:\n"
        "    kind: carsharing\n    stations: [{id: a, lon: 12.0, lat: 53.0, capacity: 1, cars: 1}]\n"
        "    car_types: {car: {seats: 4}}\n    demand: {bookings_file: b.csv}\n",
        encoding="utf-8",
    )
    rows = "booking_id,day,start,end,station,length_km\nx,-2,08:00,09:00,a,5\n"
    (tmp_path / "b.csv").write_text(rows, encoding="utf-8")
    scenario = load_scenario(tmp_path / "s.yaml")
    places = car_places(scenario.parts[0], LINE, site_table(scenario, LINE), 0)
    with pytest.raises(ScenarioError, match=r's\.yaml:9.*"x" starts on day -2; before day 0 are 1 days'):
        booking_requests(scenario.parts[0], LINE, places, NOBODY)
