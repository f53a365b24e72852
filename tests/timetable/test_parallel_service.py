"""The rule against rides parallel to a timetable, worked out by hand: which journeys will do, and what follows."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from simulator.errors import ScenarioError
from simulator.event_kinds import Event
from simulator.experiments.audit import audit_result
from simulator.experiments.run import run
from simulator.reasons import Reason
from simulator.report.page.language import Language
from simulator.scenario.loader import load_scenario
from simulator.scenario.rule_models import ParallelService
from simulator.services.ridepooling.page import tables
from tests.timetable.days import LINES, NETWORK, Settings, result_of, write_day
from tests.worlds import DEGREE_M

A, B, C, D, E = 0, 5000, 10_000, 15_000, 15_400


def rufbus(rule: Any, *, home: int = 0, **more: Any) -> Settings:
    """A minibus from door to door: a minute to board, a minute a kilometre."""
    depot = {"name": "home", "lon": float(NETWORK.lon[home]), "lat": float(NETWORK.lat[home])}
    return {
        "kind": "ridepooling", "mode": "door_to_door", "hours": ["00:00", "24:00"], "dwell": "60 s",
        "fleet": {"bus": {"count": 1, "seats": 8, "wheelchairs": 1, "depots": [depot]}},
        "limits": {"default": {"max_wait": "60 min"}}, "parallel_service": rule, **more,
    }  # fmt: skip


def told(events: pd.DataFrame, *kinds: Event) -> list[tuple[int, int]]:
    """Kind and value of rows."""
    rows = events[events["kind"].isin(kinds)]
    return list(zip(rows["kind"].tolist(), rows["value"].tolist(), strict=True))


def answer(folder: Path, ride: Settings, rule: Any, **more: Any) -> Any:
    """Whether a request is accepted, or why it is not."""
    services = {"rufbus": rufbus(rule, **more), "lines": LINES}
    events = result_of(folder, [{"asks": "06:00", **ride}], services=services, asks=["rufbus"]).whole.events
    answers = told(events, Event.ACCEPTED, Event.REJECTED)
    assert len(answers) == 1
    return True if answers[0][0] == Event.ACCEPTED else Reason(answers[0][1])


NO = Reason.PARALLEL_SERVICE


@pytest.mark.parametrize(
    ("ride", "rule", "expected"),
    [
        ({"from": A, "to": C}, {}, NO),
        ({"from": A, "to": C}, {"within": "0 min"}, True),
        # The buses leave A at 08:00 and 09:00.
        ({"from": A, "to": C, "at": "07:30"}, {}, NO),
        ({"from": A, "to": C, "at": "07:29"}, {}, True),
        ({"from": A, "to": C, "at": "09:30"}, {}, NO),
        ({"from": A, "to": C, "at": "09:31"}, {}, True),
        # Whoever asks only then cannot take the bus of before.
        ({"from": A, "to": C, "at": "09:30", "asks": "09:30"}, {}, True),
        ({"from": A, "to": C, "at": "08:30", "asks": "08:30"}, {}, NO),
        ({"from": A, "to": C, "at": "08:29", "asks": "08:29"}, {}, True),
        # 400 m to the stop take 320 s: they leave at 07:54:40.
        ({"from": A + 400, "to": C, "at": "07:25", "asks": "07:00"}, {}, NO),
        ({"from": A + 400, "to": C, "at": "07:24", "asks": "07:00"}, {}, True),
        ({"from": A + 490, "to": C - 490}, {}, NO),
        ({"from": A + 510, "to": C}, {}, True),
        ({"from": A, "to": C - 510}, {}, True),
        ({"from": A + 510, "to": C}, {"walk": "600 m"}, NO),
        # 20 minutes by bus, 10 by car.
        ({"from": A, "to": C}, {"max_time_factor": 2, "plus": "0 min"}, NO),
        ({"from": A, "to": C}, {"max_time_factor": 1.9, "plus": "59 s"}, True),
        ({"from": A, "to": C}, {"max_time_factor": 1.9, "plus": "60 s"}, NO),
        # From A to E by two buses one can stay seated in, 36 minutes, or with a change by train, 22; 15:24 by car.
        ({"from": A, "to": E}, {"max_changes": 0}, NO),
        ({"from": A, "to": E}, {"max_changes": 0, "plus": "0 min"}, True),
        ({"from": A, "to": E}, {"max_changes": 1, "plus": "0 min"}, NO),
        # 200 m on foot are 160 s, to the bus and from it 80 s each; 1100 m are 880 s, 320 and 240 with the bus.
        ({"from": D + 100, "to": E - 100, "at": "08:30"}, {}, True),
        ({"from": D - 400, "to": E + 300, "at": "08:30"}, {}, NO),
        # Who has to arrive: the buses are at C at 08:20 and 09:20.
        ({"from": A, "to": C, "at": "06:30", "by": "08:20"}, {}, NO),
        ({"from": A, "to": C, "at": "06:30", "by": "08:19"}, {}, True),
        ({"from": A, "to": C, "at": "06:30", "by": "08:50"}, {}, NO),
        ({"from": A, "to": C, "at": "06:30", "by": "08:51"}, {}, True),
        ({"from": A, "to": C, "at": "08:01", "asks": "08:01", "by": "08:50"}, {}, True),
        # Exceptions.
        ({"from": A, "to": C}, {"except": {"classes": ["rider"]}}, True),
        ({"from": A, "to": C, "wheelchairs": 1}, {"except": {"wheelchair": True}}, True),
        ({"from": A, "to": C, "wheelchairs": 1}, {"except": {"parcels": True}}, NO),
        ({"from": A, "to": C}, {"except": {"wheelchair": True}}, NO),
        ({"from": A, "to": C}, {"except": {"hours": [["20:00", "06:00"], ["08:00", "08:30"]]}}, True),
        ({"from": A, "to": C}, {"except": {"hours": [["20:00", "08:00"]]}}, NO),
        ({"from": A, "to": C, "at": "07:00", "by": "08:25"}, {"except": {"hours": [["08:00", "08:30"]]}}, True),
        # A wheelchair may not get off at D, but at E, 400 m from there.
        ({"from": C, "to": D, "at": "08:30"}, {"walk": "390 m"}, NO),
        ({"from": C, "to": D, "at": "08:30", "wheelchairs": 1}, {"walk": "390 m"}, True),
        ({"from": C, "to": D, "at": "08:30", "wheelchairs": 1}, {"walk": "410 m"}, NO),
    ],
)  # fmt: skip
def test_who_has_a_journey_that_will_do(tmp_path: Path, ride: Settings, rule: Settings, expected: Any) -> None:
    assert answer(tmp_path, ride, rule) == expected


@pytest.mark.parametrize(("same", "ride", "expected"), [
    (False, {"from": A, "to": C}, True), (True, {"from": A, "to": C}, NO), (True, {"from": A, "to": B}, True),
    (False, {"from": C, "to": D, "at": "08:30"}, NO),
])  # fmt: skip
def test_exceptions_by_area(tmp_path: Path, same: bool, ride: Settings, expected: Any) -> None:
    """The area holds A and B."""
    south, north = (53 + metres / DEGREE_M for metres in (A - 100, B + 100))
    ring = [[11.9, south], [12.1, south], [12.1, north], [11.9, north], [11.9, south]]
    feature = {"type": "Feature", "id": "south", "geometry": {"type": "Polygon", "coordinates": [ring]}}
    (tmp_path / "area.geojson").write_text(json.dumps(feature), encoding="utf-8")
    rule = {"except": {"zones": {"file": "area.geojson", "same": same}}}
    assert answer(tmp_path, ride, rule) == expected


def test_who_is_refused_may_go_by_timetable(tmp_path: Path) -> None:
    rides = [{"from": A, "to": C, "at": at, "asks": "06:00"} for at in ("08:00", "08:55", "12:00")]
    services = {"rufbus": rufbus({}), "lines": LINES}
    result = result_of(tmp_path, rides, services=services, asks=["rufbus", "lines"])
    assert result.journeys["service"].tolist() == ["lines", "lines", "rufbus"]
    found = {name: result.kpis[name] for name in ("timetable_usable", "timetable_told", "rejected_parallel_service")}
    assert found == {"timetable_usable": 2, "timetable_told": 0, "rejected_parallel_service": 2}
    told_s = result.tables.requests[["timetable_departure_s", "timetable_arrival_s"]].dropna().to_numpy().tolist()
    assert told_s == [[8 * 3600, 8 * 3600 + 1200], [9 * 3600, 9 * 3600 + 1200]]


def test_the_journey_nearest_to_the_wish_is_told(tmp_path: Path) -> None:
    """Both buses will do; of equals the shorter one, and of these the later."""
    for at, hour in (("08:29", 8), ("08:30", 9), ("08:31", 9)):
        services = {"rufbus": rufbus({"within": "60 min", "then": "tell"}), "lines": LINES}
        ride = {"from": A, "to": C, "at": at, "asks": "06:00"}
        result = result_of(tmp_path / at, [ride], services=services, asks=["rufbus"])
        assert told(result.whole.events, Event.JOURNEY_LEAVES, Event.REJECTED) == [(Event.JOURNEY_LEAVES, hour * 3600)]
        assert result.kpis["served"] == result.kpis["timetable_told"] == 1


def test_each_rider_pays_the_surcharge(tmp_path: Path) -> None:
    rides = [{"from": A, "to": C, "at": "08:00", "party": 3}, {"from": A, "to": C, "at": "12:00"}]
    rule = {"then": "surcharge", "surcharge": "1.50 EUR"}
    services = {"rufbus": rufbus(rule, fares={"per_rider": "3 EUR"}), "lines": LINES}
    result = result_of(tmp_path, [ride | {"asks": "06:00"} for ride in rides], services=services, asks=["rufbus"])
    assert told(result.whole.events, Event.SURCHARGED) == [(Event.SURCHARGED, 450)]
    names = ("served", "surcharged", "surcharge_eur", "fare_revenue_eur")
    assert [result.kpis[name] for name in names] == [2, 1, 4.5, 4 * 3 + 4.5]


def test_the_page_tells_what_the_rule_did(tmp_path: Path) -> None:
    rides = [{"from": A, "to": C, "at": at, "asks": "06:00"} for at in ("08:00", "07:40")]
    services = {"rufbus": rufbus({}), "lines": LINES}
    result = result_of(tmp_path, rides, services=services, asks=["rufbus", "lines"])
    run = SimpleNamespace(kpis=result.kpis)
    for code, title, first in (
        ("en", "Instead of buses and trains", "Requests with a journey by timetable that will do"),
        ("de", "Anstelle von Bus und Bahn", "Anfragen, denen eine Fahrt nach Fahrplan genügt"),
    ):
        ((told, rows),) = tables(run, Language(code))  # type: ignore[arg-type]
        assert (told, rows[0][:2]) == (title, (first, "2"))
        assert [row[1] for row in rows] == ["2", "2", "2", "2", "0", "0", "0"]
    assert tables(SimpleNamespace(kpis=result.kpis | {"timetable_usable": 0}), Language("en")) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("home", "fares", "dropped"),
    [
        (0, {}, False),  # boards at 08:00, is there at 08:11
        (8, {}, False),  # boards at 08:08, is there at 08:19
        (9, {}, True),  # with the bus at 08:20
        (19, {}, True),
        (19, {"per_rider": "2 EUR"}, True),
        (19, {"per_rider": "1.99 EUR"}, False),
    ],
)
def test_a_ride_is_dropped_that_a_journey_beats(tmp_path: Path, home: int, fares: Settings, dropped: bool) -> None:
    ride = {"from": A, "to": C, "at": "08:00", "asks": "08:00"}
    services = {"rufbus": rufbus("dominance", home=home, fares=fares), "lines": LINES}
    result = result_of(tmp_path, [ride], services=services, asks=["rufbus"])
    answers = told(result.whole.events, Event.REJECTED, Event.JOURNEY_LEAVES)
    assert answers == [(Event.JOURNEY_LEAVES, 8 * 3600), *([(Event.REJECTED, NO)] if dropped else [])]


@pytest.mark.parametrize("dispatch", [{}, {"policy": "batch", "every": "60 s"}])
@pytest.mark.parametrize("offers", [1, 3])
def test_other_departures_are_left(tmp_path: Path, offers: int, dispatch: Settings) -> None:
    """The train from B at 08:15 beats any ride at that time; half an hour later there is none."""
    service = rufbus("dominance", offers={"most": offers, "step": "30 min"}, dispatch=dispatch)
    ride = {"from": B, "to": E, "at": "08:15", "asks": "06:00"}
    events = result_of(tmp_path, [ride], services={"rufbus": service, "lines": LINES}, asks=["rufbus"]).whole.events
    if offers == 1:
        assert told(events, Event.REJECTED, Event.ACCEPTED) == [(Event.REJECTED, NO)]
    else:
        agreed = [value for kind, value in told(events, Event.AGREED) if kind == Event.AGREED]
        assert agreed == [8 * 3600 + 45 * 60]


def test_a_batch_keeps_the_rule(tmp_path: Path) -> None:
    rides = [{"from": A, "to": C, "at": at, "asks": "06:00"} for at in ("08:00", "11:00")]
    services = {"rufbus": rufbus({}, dispatch={"policy": "batch", "every": "60 s"}), "lines": LINES}
    result = result_of(tmp_path, rides, services=services, asks=["rufbus"])
    assert result.tables.requests["status"].tolist() == ["rejected", "served"]


def test_the_rule_holds_at_every_attempt(tmp_path: Path) -> None:
    """Asking again at 08:20 and 08:40, they want to leave then: the bus at 09:00 will do only the second time."""
    on_rejection = {"action": "retry", "retry_after": "20 min", "max_retries": 2}
    folder = tmp_path / "day"
    services = {"rufbus": rufbus({"within": "25 min"}, home=0), "lines": LINES}
    file = write_day(folder, [{"from": A, "to": C, "at": "08:00", "asks": "08:00"}], services=services, asks=["rufbus"])
    data = json.loads(file.read_text(encoding="utf-8"))
    data["people"]["classes"]["rider"]["on_rejection"] = on_rejection
    file.write_text(json.dumps(data), encoding="utf-8")
    result = run(load_scenario(file), debug=True)
    assert audit_result(result) == []
    kinds = Event.SUBMITTED, Event.REJECTED, Event.ACCEPTED
    assert [kind for kind, _ in told(result.whole.events, *kinds)] == [0, 4, 0, 1]  # at 08:20 it is 40 minutes off
    assert result.tables.requests["reason"].isna().all()


def test_presets_are_known_rules_and_may_be_changed() -> None:
    wendland = ParallelService.model_validate({"preset": "wendland"})
    assert (wendland.within_s, wendland.walk_m, wendland.then) == (3600, 500, "offer_feeder")
    changed = ParallelService.model_validate({"preset": "wendland", "within_s": 600, "walk": "1 km"})
    assert (changed.within_s, changed.walk_m) == (600, 1000)
    dominance = ParallelService.model_validate({"preset": "dominance"})
    assert (dominance.max_changes, dominance.then) == (0, "drop")


@pytest.mark.parametrize(
    "older", [{"within": "30 min", "walk": "200 m", "then": "reject"}, {"preset": "wendland"}, "wendland"]
)
@pytest.mark.parametrize("newer", ["=dominance", "={preset: dominance}", ".preset=dominance"])
def test_another_known_rule_takes_the_place_of_all_that_was_told(tmp_path: Path, older: Any, newer: str) -> None:
    assert changed_rule(tmp_path, older, newer) == ParallelService.model_validate({"preset": "dominance"})


@pytest.mark.parametrize("older", ["dominance", {"preset": "dominance"}])
def test_a_known_rule_by_name_alone_may_be_changed_from_outside(tmp_path: Path, older: Any) -> None:
    assert changed_rule(tmp_path, older, ".walk=1 km") == ParallelService.model_validate(
        {"preset": "dominance", "walk": "1 km"}
    )


def changed_rule(folder: Path, older: Any, change: str) -> ParallelService:
    services = {"rufbus": rufbus(older), "lines": LINES}
    file = write_day(folder, [{"from": A, "to": C}], services=services, asks=["rufbus"])
    rule: ParallelService = (
        load_scenario(file, (f"services.rufbus.parallel_service{change}",)).services["rufbus"].parallel_service
    )  # type: ignore[attr-defined]
    return rule


@pytest.mark.parametrize(
    ("rule", "services", "message"),
    [
        ({}, {}, r"parallel_service: which timetable is meant is not told; no service has the kind timetable"),
        ({}, {"lines": LINES, "more": LINES}, "services with a timetable are lines, more; expected timetable: NAME"),
        ({"timetable": "line"}, {"lines": LINES}, r'timetable: "line" is no service; did you mean "lines"'),
        ({"timetable": "rufbus"}, {"lines": LINES}, '"rufbus" has no timetable; services with a timetable are lines'),
        ({"except": {"classes": ["ridr"]}}, {"lines": LINES}, r'except.classes: no class "ridr"; did you mean "rider"'),
        ("wenland", {"lines": LINES}, "preset: .*'wendland' or 'dominance'"),
        ({"then": "surcharge"}, {"lines": LINES}, "then: surcharge goes with a surcharge"),
        ({"surcharge": "1 EUR"}, {"lines": LINES}, "then: surcharge goes with a surcharge"),
        ({"then": "offer_fedeer"}, {"lines": LINES}, "then: .*reject"),
        ("wendland", {"lines": LINES}, "kind feeder has its rides; expected a service like {kind: feed"),
        ({"feeder": "lines"}, {"lines": LINES}, "feeder goes with then: offer_feeder"),
        ({"then": "offer_feeder", "feeder": "lines"}, {"lines": LINES}, 'feeder: "lines" has no rides of rufbus; no'),
        ({"within": "30"}, {"lines": LINES}, "within"),
    ],
)
def test_a_rule_that_cannot_be_is_told(tmp_path: Path, rule: Any, services: Settings, message: str) -> None:
    file = write_day(tmp_path, [{"from": A, "to": C}], services={"rufbus": rufbus(rule), **services}, asks=["rufbus"])
    with pytest.raises(ScenarioError, match=message):
        load_scenario(file)
