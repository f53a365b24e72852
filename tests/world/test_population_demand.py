"""A dozen people on a road of three places: from a folder with a population to results of all of them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simulator import load_scenario, run
from simulator.analysis.run import read_run_data
from simulator.days import DayType
from simulator.demand.population.files import write_population
from simulator.demand.population.tables import Population
from simulator.errors import ScenarioError
from simulator.experiments.audit import audit_run
from simulator.experiments.publish import write_into, write_run
from simulator.report.citation import citations
from simulator.report.page.facts import source_rows
from simulator.report.page.language import Language
from simulator.tables import NO_TIME
from simulator.units import DAY_S, HOUR_S
from simulator.world.build import build_world
from simulator.world.calendar import days_of
from simulator.world.population import day_of_people, leave_s, residents_of
from tests.demand.tours.worlds import person, population_of

SCENARIO = """
name: few
network: {file: NETWORK}
calendar: {day_types: [school_day]}
demand: {kind: population, population: people, localities: places.csv, volume: {fixed: true}}
people:
  screening: SCREENING
  classes:
    worker: &someone
      asks: [[line, walk, car]]
      choice: {model: logit, per_wait_min: -0.05, per_ride_min: -0.05, per_walk_min: -0.1, per_eur: -0.3, staying: -30}
    senior: *someone
    pupil: *someone
    carless: *someone
    adult: *someone
services:
  line: {kind: ridepooling, mode: door_to_door, hours: [05:00, 23:00], fleet: {minibus: {count: 1, seats: 8,
         depots: [{name: A, lon: 12.0, lat: 53.0}]}}}
  walk: {kind: own_means, by: walk}
  car: {kind: own_means, by: car, costs: {per_km: 0.2 EUR}}
"""
PLACES = "locality,lon,lat,population\nA,12.0,53.0,30\nB,12.0,53.045,20\nC,12.0,53.09,10\n"
ROWS = [
    person(0, 40, "full"), person(0, 42, "part"), person(0, 8), person(0, 4), person(1, 70), person(1, 72),
    person(2, 82, licence=False, cars=0), person(3, 25, "full", cars=0), person(4, 50), person(4, 16),
    person(5, 34, "full"),
]  # fmt: skip
TABLE = {"en": "Destatis, table 1", "de": "Destatis, Tabelle 1"}
BASIS = [
    {"what": "age_sex", "level": "county", "year": 2020, "source": TABLE, "licence": "dl-de/by-2-0"},
    {"what": "wheelchairs", "level": "assumption", "year": 2019, "source": "a guess", "licence": ""},
]
CARS = [2, 1, 0, 0, 1, 1]
HOMES = np.array([[12.0, 53.0], [12.0, 53.09], [12.0, 53.045], [12.0, 53.0], [12.0, 53.045], [12.0, 53.089]])


def written(folder: Path, screening: str = "exact", rows: list[dict[str, object]] = ROWS) -> Path:
    """Write a scenario with its population into a folder."""
    people = population_of(rows, CARS, HOMES)
    households = people.households.assign(locality=pd.array([*"ACBABC"], dtype="string"))
    (folder / "people").mkdir(exist_ok=True)
    write_population(
        folder / "people",
        Population(people.persons, households),
        pd.DataFrame(),
        {"kind": "demand build", "basis": BASIS},
    )
    (folder / "places.csv").write_text(PLACES)
    network = str(Path(load_scenario("tiny/line").network.file))
    text = SCENARIO.replace("NETWORK", network).replace("SCREENING", screening)
    (folder / "few.yaml").write_text(text)
    return folder / "few.yaml"


def loaded(file: Path, *overrides: str):
    return load_scenario(file, overrides, allow_outside_paths=True)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("few"))


def test_every_trip_of_every_tour_is_one_request_that_ends_once(file: Path, tmp_path: Path) -> None:
    result = run(loaded(file))
    demand, journeys, people = result.wished, result.journeys, result.people
    assert demand is not None
    assert len(demand) == len(people["people_trips"]) == result.kpis["people_trips"] > 12
    assert sorted(journeys["request"]) == list(range(len(demand)))
    assert demand["request_id"].is_unique
    assert "child" not in set(demand["traveller_class"])
    assert (result.world.inhabitants, result.kpis["people"]) == (len(ROWS), len(ROWS))
    assert result.world.places["inhabitants"].tolist() == [5, 3, 3]
    for _, tour in demand.sort_values("tour_position").groupby("tour"):
        assert tour["tour_position"].tolist() == list(range(1, len(tour) + 1))
        assert tour["purpose"].iloc[-1] == "home"
        assert (tour["purpose"].iloc[:-1] != "home").all()
        ends = tour[["destination_lon", "destination_lat"]].to_numpy()
        assert np.array_equal(tour[["origin_lon", "origin_lat"]].to_numpy()[1:], ends[:-1])
        assert np.array_equal(tour[["origin_lon", "origin_lat"]].to_numpy()[0], ends[-1])
        assert tour["earliest_departure_s"].is_monotonic_increasing
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        write_into(result if folder == "one" else run(loaded(file)), tmp_path / folder)
    for its in (tmp_path / "one").glob("*.parquet"):
        assert its.read_bytes() == (tmp_path / "two" / its.name).read_bytes(), its.name
    _check_sources(tmp_path / "one", len(result.world.network.sources))


def _check_sources(folder: Path, roads: int) -> None:
    """Check that people and tours have their sources in the manifest, where runs are cited, and for the page."""
    told = json.loads((folder / "manifest.json").read_text("utf-8"))["demand_sources"]
    assert (told[0]["date"], told[0]["level"]) == ("2020", "county")
    cited = [entry.text for entry in citations(folder)][2 + roads :]
    assert cited[:2] == [
        "Destatis, table 1: people: ages and sexes, 2020, dl-de/by-2-0.",
        "a guess: people: who uses a wheelchair, 2019, assumption, see docs/population.md.",
    ]
    assert len(cited) == len(told)
    rows = source_rows(read_run_data(folder), Language("de"))[-len(told) :]
    assert rows[0] == ("Menschen: Alter und Geschlecht", "Destatis, Tabelle 1", "dl-de/by-2-0", "2020")
    for text in ("SrV 2023 in Braunschweig", "emobpy", "Mobilität in Deutschland 2017", "docs/tours.md"):
        assert any(text in " ".join(row) for row in rows), text


def test_screening_changes_nobody(file: Path) -> None:
    screened, all_ask = (run(loaded(file, f"people.screening={how}")) for how in ("exact", "none"))
    ways = [its.people["people_trips"].set_index(["tour", "tour_position"])["means"] for its in (screened, all_ask)]
    pd.testing.assert_series_equal(*ways)


def test_one_person_less_on_the_way_leaves_all_others_as_they_are(file: Path, tmp_path: Path) -> None:
    """The old man is 82 and has no car; were he in a wheelchair, nobody else would do anything else."""
    other = [row | {"wheelchair": place == 6} for place, row in enumerate(ROWS)]
    before, after = (
        build_world(loaded(its)).demand.set_index("request_id") for its in (file, written(tmp_path, rows=other))
    )
    pd.testing.assert_frame_equal(before[before["person"] != 6], after[after["person"] != 6])


def test_days_differ_and_do_not_depend_on_how_many_there_are(file: Path) -> None:
    two_days = "calendar={days: 2, day_types: [school_day, school_day]}"
    one, two = build_world(loaded(file)).demand, build_world(loaded(file, two_days)).demand
    first = two[two["request_id"].str.contains("-0-", regex=False)]
    pd.testing.assert_frame_equal(first.reset_index(drop=True), one)
    assert set(two["tour"]) == set(range(two["tour"].nunique()))
    assert len(two) > len(one)


def test_weekends_holidays_and_the_end_of_summer_time(file: Path, tmp_path: Path) -> None:
    """Saturday, Sunday with 25 hours, Monday: people do on each what they would do on such a day alone."""
    scenario = loaded(file, "calendar={first_day: 2021-10-30, days: 3, state: BB, day_types: null}")
    result = run(scenario)
    residents, demand = residents_of(scenario), result.wished
    assert residents is not None
    assert demand is not None
    kinds = (DayType.SATURDAY, DayType.SUNDAY, DayType.SCHOOL_DAY)
    for day, kind in enumerate(kinds):
        alone = day_of_people(scenario, residents, kind, scenario.seed, day).set_index("request_id")
        its = demand.set_index("request_id").loc[alone.index]
        assert len(its) > 5
        assert days_of(scenario.calendar).type_of(day) == kind
        local_s = alone["earliest_departure_s"]
        by_day = local_s >= 4 * HOUR_S  # clocks are put back at 3:00
        later_s = day * DAY_S + (HOUR_S if day else 0)
        assert (its["earliest_departure_s"] - local_s)[by_day].unique().tolist() == [later_s]
        lead_s = (table["earliest_departure_s"] - table["submitted_s"] for table in (its, alone))
        pd.testing.assert_series_equal(*lead_s)
    assert len(demand) == sum(demand["request_id"].str.contains(f"-{day}-", regex=False).sum() for day in range(3))
    assert audit_run(write_run(result, tmp_path, {}, figures=False), scenarios=file.parent, outside=True) == []
    assert len(result.people["people_trips"]) == len(demand)
    holidays = loaded(file, "calendar={first_day: 2021-10-22, days: 1, state: BB, day_types: null}")
    drawn = day_of_people(holidays, residents, DayType.HOLIDAY_WEEKDAY, holidays.seed, 0)
    assert sorted(build_world(holidays).demand["request_id"]) == sorted(drawn["request_id"])


def test_classes_that_the_scenario_does_not_have(file: Path) -> None:
    with pytest.raises(ScenarioError) as error:
        build_world(loaded(file, "people.classes.pupil="))
    message = str(error.value)
    assert 'people.classes: no class "pupil", to which 2 people of the population belong' in message
    assert "demand.classes: {pupil: NAME} with one of worker, senior, carless, adult" in message
    world = build_world(loaded(file, "people.classes.pupil=", "demand.classes={pupil: carless}"))
    assert "pupil" not in set(world.demand["traveller_class"])
    with pytest.raises(ScenarioError, match=r'demand\.classes\.pupil: no class "workr"; did you mean "worker"'):
        loaded(file, "demand.classes={pupil: workr}")


def test_a_folder_holds_one_population(file: Path) -> None:
    with pytest.raises(ScenarioError, match=r"demand\.population_draw: 2: a folder holds the population it was made"):
        build_world(loaded(file, "demand.population_draw=2"))


def test_people_leave_just_in_time_where_they_have_to_be_there() -> None:
    """9.1 km at 40 km/h; an hour of slack, none, and nowhere to be in time."""
    ends = {"origin_lon": 12.0, "origin_lat": 53.0, "destination_lon": 12.0, "destination_lat": 53.0 + 7000 / 111_195}
    times = {"earliest_departure_s": [7 * HOUR_S] * 3, "latest_arrival_s": [9 * HOUR_S, 7 * HOUR_S + 60, NO_TIME]}
    way_s = 9100 * 3.6 / 40
    found = leave_s(pd.DataFrame(times | ends))
    assert found.tolist() == pytest.approx([9 * HOUR_S - way_s, 7 * HOUR_S, 7 * HOUR_S], abs=3)
    beyond = {"origin_gateway": "", "destination_gateway": "Berlin"}
    assert leave_s(pd.DataFrame(times | ends | beyond))[0] == pytest.approx(9 * HOUR_S - way_s / 2, abs=3)
