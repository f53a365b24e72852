"""A study of access on a road with a node every kilometre, a minute apart: by hand, and searched one by one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pydantic import ValidationError

from simulator.errors import ElbeDrtError, InputError
from simulator.experiments.accessibility import study
from simulator.experiments.accessibility.asked import NO_WAY, Answers
from simulator.experiments.accessibility.day import Questions, day_of, questions_of
from simulator.experiments.accessibility.study import standards_of, study_access
from simulator.experiments.validation import validate_file
from simulator.network.timetable.reach import StopsInReach
from simulator.reasons import Reason
from simulator.results.accessibility_definitions import ACCESSIBILITY_DTYPES, TABLES
from simulator.scenario.accessibility_models import AccessibilityConfig
from simulator.scenario.loader import load_scenario
from simulator.scenario.models import Scenario
from simulator.units import HOUR_S, MINUTE_S
from simulator.world.build import build_world
from tests.timetable.days import LINES, write_day
from tests.worlds import DEGREE_M

QUIET = (lambda _text: None, lambda _done, _total: None)
VILLAGES = {"Anfang": (300, 40), "Berg": (5_000, 30), "Chausseehaus": (10_000, 20), "Ende": (19_000, 10)}  # m, people
RIDES: dict[str, Any] = {
    "kind": "ridepooling", "mode": "door_to_door", "hours": ["07:00", "10:00"], "dwell": "60 s",
    "fleet": {"bus": {"count": 1, "seats": 8, "depots": [{"name": "B", "lon": 12.0, "lat": 53 + 5_000 / DEGREE_M}]}},
    "fares": {"per_rider": "3 EUR"},
}  # fmt: skip
ACCESS: dict[str, Any] = {
    "cells": {"file": "cells.csv"},
    "centres": {
        "basic": ["A-Dorf", "C-Dorf"], "middle": ["E-Dorf"],
        "doctor": [{"name": "Dr. C", "lon": 12.0, "lat": 53 + 10_200 / DEGREE_M}],
        "shop": [{"name": "Laden", "lon": 12.0, "lat": 53 + 1_300 / DEGREE_M}],
        "hospital": [
            {"name": "Fern", "stop": "E-Dorf", "lon": 12.0, "lat": 53 + 19_000 / DEGREE_M, "beyond": "10 min"},
        ],
    },
    "hours": ["08:00", "10:00"], "every": "30 min",
    "guarantee": {"hours": ["08:00", "10:00"], "peak": [["08:00", "09:00"]]},
    "thresholds": {"doctor": {"car": "10 min", "public": "20 min"}},
}  # fmt: skip


def written(folder: Path, text: str | None = None, **access: Any) -> Scenario:
    """Return the day, with requests that keep the one vehicle busy, and a study of access."""
    services = {"rufbus": access.pop("rides", RIDES), "lines": LINES | {"longest_wait": "30 min"}}
    rides = [{"from": 5_000, "to": 19_000, "at": "08:20", "class": "rider"}]
    config = ACCESS | access
    path = write_day(folder, rides, services=services, asks=["rufbus"], accessibility=config)
    rows = "".join(f"{name},12.0,{53 + at / DEGREE_M},{people}\n" for name, (at, people) in VILLAGES.items())
    (folder / "cells.csv").write_text("name,lon,lat,population\n" + rows if text is None else text, encoding="utf-8")
    return load_scenario(path)


def asked_on(scenario: Scenario) -> Questions:
    assert scenario.accessibility is not None
    return questions_of(scenario, scenario.accessibility)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> tuple[Questions, pd.DataFrame]:
    questions = asked_on(written(tmp_path_factory.mktemp("access")))
    return questions, day_of(questions, 1)


def minutes(table: pd.DataFrame, kind: str, means: str, cell: int) -> list[float | None]:
    its = table[(table["kind"] == kind) & (table["means"] == means) & (table["cell"] == cell)].sort_values("asked_s")
    return [None if pd.isna(time) else time / MINUTE_S for time in its["time_s"]]


def test_by_car_it_is_the_drive_and_the_way_to_the_car(day: tuple[Questions, pd.DataFrame]) -> None:
    _, table = day
    assert minutes(table, "middle", "car", 0) == [20.0] * 4  # 15 km in 15 min, 5 min to the car and from it
    assert minutes(table, "doctor", "car", 3) == [14.0] * 4
    assert minutes(table, "basic", "car", 3) == [9.0] * 4, "E is a middle centre, so a basic one, and nearer than C"
    assert minutes(table, "hospital", "car", 0) == [34.0] * 4  # 19 km, and 10 min beyond
    assert minutes(table, "hospital", "on_demand", 0) == [None] * 4, "it does not get there"
    assert minutes(table, "doctor", "car", 2) == [pytest.approx(200 * 1.3 / 75, abs=0.02)] * 4, "on foot is sooner"


def test_by_timetable_it_is_the_next_journey(day: tuple[Questions, pd.DataFrame]) -> None:
    _, table = day
    # Anfang: 300 m from A: for the 08:00 it is too late, the 09:00 goes on by the 09:25 from C to E at 09:36
    assert minutes(table, "middle", "timetable", 0) == [None, 66.0, None, None], "nobody waits for longer than 30 min"
    # Berg: 08:15 by train to E at 08:22; 09:00: the 09:10, and 09:36 at E
    assert minutes(table, "middle", "timetable", 1) == [22.0, None, 36.0, None]
    assert minutes(table, "basic", "timetable", 1) == [20.0, None, 20.0, None], (
        "to C; A is as near, but no bus goes there"
    )
    assert minutes(table, "middle", "timetable", 3) == [None] * 4, "no stop is near"
    its = table[(table["means"] == "timetable") & table["offered"] & ~table["on_foot"]]
    assert set(its["fare_eur"]) == {2.0} and set(its["service"]) == {"lines"}
    assert set(table.loc[~table["offered"] & (table["means"] == "timetable"), "reason"]) == {"no_way"}


def test_who_is_near_walks_whatever_the_means(day: tuple[Questions, pd.DataFrame]) -> None:
    _, table = day
    near = table[(table["cell"] == 2) & (table["kind"] == "doctor")]
    assert near["on_foot"].all() and near["offered"].all() and (near["fare_eur"] == 0).all()
    assert set(near["means"]) == {"on_demand", "timetable", "car"}
    assert not table.loc[table["kind"] == "shop", "on_foot"].any(), "1.3 km are too far"


def test_searched_at_once_is_as_searched_one_by_one(day: tuple[Questions, pd.DataFrame]) -> None:
    questions, table = day
    asked, world = questions.asked, build_world(questions.scenario, 1)
    lines: Any = world.services["lines"]
    found = table[table["means"] == "timetable"].set_index(["kind", "cell", "asked_s"])
    stops = StopsInReach(lines.timetable.stops)
    config = lines.part.config
    near = [
        stops.within(its["lon"].to_numpy(float), its["lat"].to_numpy(float), config.walk)
        for its in (asked.cells, asked.centres)
    ]
    compared = 0
    for row, kind in enumerate(asked.centres["kind"]):
        for cell in range(len(asked.cells)):
            for asked_s in asked.asked_s.tolist():
                span = (asked_s, asked_s, asked_s + config.longest_wait_s)
                one = lines.router.soonest(near[0][cell], near[1][row], span, config.longest_s, config.most_changes + 1)
                told = found.loc[(kind, cell, asked_s)]
                if told["on_foot"] or kind == "basic":  # which has several: the first counts
                    continue
                assert (None if pd.isna(told["arrival_s"]) else told["arrival_s"]) == (one and one.arrival_s)
                compared += one is not None
    assert compared >= 8


def test_a_ride_is_what_the_service_offers_and_a_busy_one_offers_none(day: tuple[Questions, pd.DataFrame]) -> None:
    _, table = day
    its = table[(table["means"] == "on_demand") & (table["kind"] == "middle")].set_index(["cell", "asked_s"])
    # Berg, 08:00: the bus is there: 60 s to board, 10 min to node 15, 400 m x 1.3 on foot to E in 416 s
    first = its.loc[(1, 8 * HOUR_S)]
    assert (first["time_s"], first["fare_eur"]) == (60 + 600 + 416, 3.0)
    assert first["departure_s"] == 8 * HOUR_S
    # Anfang: 300 m x 1.3 to node 0 take 313 s, and the bus 5 min from Berg
    assert its.loc[(0, 8 * HOUR_S), "time_s"] == 313 + 60 + 900 + 416
    # 09:30: it is at Ende, where it brought its rider, and cannot be at Berg within the longest wait
    late = its.xs(9 * HOUR_S + 30 * MINUTE_S, level="asked_s")
    assert late["offered"].tolist() == [False, False, True, True]
    assert late["reason"].tolist() == ["no_vehicle", "no_vehicle", "", ""]
    assert late.loc[3, "time_s"] == 60 + 240 + 416
    assert table.dtypes.astype(str).to_dict() == {name: str(kind) for name, kind in ACCESSIBILITY_DTYPES.items()}


def test_feeders_are_asked_at_times_of_their_own(tmp_path: Path) -> None:
    path = written(tmp_path, feeder_times=["08:00", "09:00"]).source_file
    assert path is not None
    told = json.loads(path.read_text(encoding="utf-8"))
    told["services"]["feeder"] = {"kind": "feeder", "on_demand": "rufbus", "timetable": "lines"}
    told["people"]["classes"]["rider"]["asks"] = [["rufbus", "feeder"]]
    path.write_text(json.dumps(told), encoding="utf-8")
    questions = asked_on(load_scenario(path))
    table = day_of(questions, 1)
    of_feeder = table[table["means"] == "feeder"]
    assert sorted(set(of_feeder["asked_s"] / HOUR_S)) == [8.0, 9.0]
    offered = of_feeder[of_feeder["offered"] & ~of_feeder["on_foot"]]
    assert len(offered) and set(offered["service"]) == {"feeder"}
    assert (offered["time_s"] > 0).all() and (offered["arrival_s"] > offered["departure_s"]).all()
    # E and the shop from four places, the doctor and further basic centres from three, who do not walk; the feeder
    # is asked for the hospital, too
    assert questions.probes == (4 + 4 + 3 + 3) * 4 + (4 + 4 + 3 + 3 + 4) * 2


def test_it_is_asked_as_long_before_as_the_study_says(tmp_path: Path) -> None:
    ((_, probes, _),) = asked_on(written(tmp_path, notice="20 min")).to_services()
    assert set((probes.departure_s - probes.asked_s).tolist()) == {20 * MINUTE_S}


def test_the_guarantee_begins_with_each_hour_and_each_half_hour_of_the_peak() -> None:
    told = AccessibilityConfig.model_validate(ACCESS | {"cells": {}})
    promise = standards_of(told, 0).promise
    assert (promise.begins_s / HOUR_S).tolist() == [8.0, 8.5, 9.0]
    assert (promise.within_s / MINUTE_S).tolist() == [30, 30, 60]


@pytest.mark.parametrize(
    ("guarantee", "hours"),
    [
        ({"within": "45 min"}, [7.0, 8.0, 9.0, 10.0]),
        ({"peak": [["07:30", "08:30"]]}, [7.0, 7.5, 8.0, 9.0, 10.0]),
        ({"peak": [["07:00", "08:00"]], "within_peak": "40 min"}, [7.0, 7.5, 8.0, 9.0, 10.0]),
        ({"hours": ["08:30", "10:00"]}, [9.0]),
    ],
)
def test_the_guarantee_begins_with_hours_however_long_it_is(guarantee: dict[str, Any], hours: list[float]) -> None:
    told = AccessibilityConfig.model_validate(ACCESS | {"hours": ["07:00", "11:00"], "guarantee": guarantee})
    promise = standards_of(told, 0).promise
    assert (promise.begins_s / HOUR_S).tolist() == hours
    in_peak = {"07:30": (7.5, 8.0), "07:00": (7.0, 7.5)}.get(guarantee.get("peak", [[""]])[0][0], ())
    within = {hour: told.guarantee.within_peak_s if hour in in_peak else told.guarantee.within_s for hour in hours}
    assert promise.within_s.tolist() == [within[hour] for hour in hours]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"guarantee": {"hours": ["05:00", "24:00"]}}, "guarantee.hours have to lie within hours"),
        ({"hours": ["08:10", "10:00"], "guarantee": {}}, "hours have to begin at a whole hour"),
        ({"every": "60 min"}, "every has to fit into half an hour"),
        ({"centres": {"basic": []}, "thresholds": {}}, "at least 1 item"),
    ],
)
def test_what_nobody_would_be_asked_for_is_refused(changed: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError, match=words):
        AccessibilityConfig.model_validate(ACCESS | changed)


def test_it_is_asked_as_late_as_the_service_takes_it(tmp_path: Path) -> None:
    """By the limits of who asks, and by when it answers; a feeder by those of the only service on demand."""
    for name, more, before_s in (
        ("a", {"limits": {"default": {"notice": "30 min"}}}, 30 * MINUTE_S),
        ("b", {"dispatch": {"answer": {"when": "before_departure", "lead": "1 h"}}}, HOUR_S),
    ):
        day = asked_on(written(tmp_path / name, rides=RIDES | more))
        ((_, probes, _),) = day.to_services()
        assert set((probes.departure_s - probes.asked_s).tolist()) == {before_s}
    evening = RIDES | {"dispatch": {"answer": {"when": "evening_before", "at": "20:00"}}}
    ((_, probes, _),) = asked_on(written(tmp_path / "c", rides=evening)).to_services()
    assert set(probes.asked_s.tolist()) == {-4 * HOUR_S}


def test_days_that_are_there_are_not_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scenario, out = written(tmp_path / "day"), tmp_path / "out"
    found = study_access(scenario, 2, out, QUIET)
    for name in found.tables:
        assert pd.read_parquet(out / f"{name}.parquet").columns.tolist() == list(TABLES[name][0])
        assert (out / f"{name}.csv").is_file()
    told = json.loads((out / "access.json").read_text(encoding="utf-8"))
    assert (told["days"], told["places"], told["departures"]) == (2, 4, 4)
    monkeypatch.setattr(study, "day_of", pytest.fail)
    again = study_access(scenario, 2, out, QUIET)
    for name, table in found.tables.items():
        pd.testing.assert_frame_equal(again.tables[name], table)


NO_PEOPLE = "name,lon,lat,population\nAnfang,12.0,53.0,0\n"


@pytest.mark.parametrize(
    ("told", "change"),
    [
        ('no stop and no locality is called "E-Drf"; did you mean "E-Dorf"?', {"centres": {"doctor": ["E-Drf"]}}),
        (
            "km from the roads; expected a place on them",
            {"centres": {"doctor": [{"name": "Far", "lon": 12.9, "lat": 53}]}},
        ),
        ("nobody lives in any of the places", {"text": NO_PEOPLE}),
        ("population: column is missing", {"text": "name,lon,lat\nAnfang,12.0,53.0\n"}),
        ('"Fern" lies at 53.0000, 12.5000', {"text": "name,lon,lat,population\nFern,12.5,53.0,5\n"}),
        ("the demand names no localities; expected cells.file", {"cells": {}}),
    ],
)
def test_what_cannot_be_is_told(tmp_path: Path, told: str, change: dict[str, Any]) -> None:
    text = change.pop("text", None)
    with pytest.raises(ElbeDrtError) as error:
        asked_on(written(tmp_path, text, **change))
    assert told in str(error.value)


def test_all_that_is_wrong_with_places_is_told_before_it_is_asked(tmp_path: Path) -> None:
    text = "name,lon,lat,population\nAnfang,12.0,53.0,-5\nFern,200,53.0,1\n"
    written(tmp_path, text, centres={"doctor": ["Nowhere"]})
    with pytest.raises(InputError) as error:
        validate_file(str(next(tmp_path.glob("*.yaml"))))
    for told in ("population", "lon", 'no stop and no locality is called "Nowhere"'):
        assert told in str(error.value)


def test_areas_and_squares_are_places_too(tmp_path: Path) -> None:
    def square(at_m: float) -> list[list[list[float]]]:
        south, north = 53 + (at_m - 100) / DEGREE_M, 53 + (at_m + 100) / DEGREE_M
        return [[[11.999, south], [12.001, south], [12.001, north], [11.999, north], [11.999, south]]]

    areas = [
        {"type": "Feature", "properties": {"name": name, "population": people},
         "geometry": {"type": "Polygon", "coordinates": square(at)}}
        for name, (at, people) in VILLAGES.items()
    ]  # fmt: skip
    (tmp_path / "areas.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": areas}))
    cells = asked_on(written(tmp_path, cells={"file": "areas.geojson"})).asked.cells
    assert cells["name"].tolist() == list(VILLAGES) and cells["inhabitants"].sum() == 100
    assert cells["lat"].to_numpy() == pytest.approx([53 + at / DEGREE_M for at, _ in VILLAGES.values()])
    together = asked_on(written(tmp_path, cells={"file": "cells.csv", "grid": "6 km"})).asked.cells
    assert together["inhabitants"].sum() == 100 and len(together) < 4


def test_of_two_refusals_the_nearest_to_success_is_told() -> None:
    closed, full, none = (Answers.none(1, 1, its) for its in (Reason.OUTSIDE_SERVICE_HOURS, Reason.NO_VEHICLE, NO_WAY))
    for one, other, told in (
        (closed, full, full),
        (full, closed, full),
        (none, closed, closed),
        (closed, none, closed),
    ):
        assert one.sooner_of(other).reason == told.reason
