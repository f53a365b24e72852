"""Days with closed and slower roads: who is cut off is told so, and a mistaken change is refused at its line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from simulator import load_scenario, run
from simulator.analysis.audit.all import audit
from simulator.errors import ScenarioError
from simulator.event_kinds import Event
from simulator.reasons import Reason
from simulator.scenario.calendar_models import Calendar
from simulator.scenario.road_models import RoadChange
from simulator.world.roads import spans_of

BASE = """extends: line.yaml
name: changed
network:
  changes:
    - {{name: works, {what}}}
"""


@pytest.fixture
def scenario(tmp_path: Path):
    bundled = Path(__file__).parents[2] / "scenarios" / "tiny"
    shutil.copytree(bundled, tmp_path / "tiny")

    def load(what: str):
        (tmp_path / "tiny" / "changed.yaml").write_text(BASE.format(what=what), encoding="utf-8")
        return load_scenario(tmp_path / "tiny" / "changed.yaml")

    return load


def test_a_closed_road_cuts_people_off(scenario) -> None:
    done = run(scenario("within: {lon: 12.0, lat: 53.07, radius: 100 m}, closed: true"))
    rejected = done.events[done.events["kind"] == Event.REJECTED]
    by_request = dict(zip(rejected["request"], rejected["value"], strict=True))
    # dora, anna, bert want over the closed road, carl with eight others
    assert by_request == {0: Reason.NO_ROAD, 1: Reason.NO_ROAD, 2: Reason.NO_ROAD, 3: Reason.PARTY_TOO_LARGE}
    assert done.kpis["rejected_no_road"] == 3
    assert done.kpis["served"] == 0


def test_slower_roads_make_rides_longer(scenario) -> None:
    done = run(scenario("kind: [road, synthetic], speed_factor: 0.5"))
    assert done.world.requests["direct_s"].tolist()[:2] == [1200, 1200]
    world = done.world
    assert audit(done.events, world.requests, world.vehicles, world.roads.between) == []


def spans(first_day: str, change: dict[str, object]) -> list[tuple[int, ...]]:
    calendar = Calendar.model_validate({"first_day": first_day, "days": 3})
    wanted = RoadChange.model_validate({"name": "works", "kind": ["road"], "speed_factor": 0.5} | change)
    return [span[1:4] for span in spans_of([wanted], calendar)]


def test_changes_hold_at_what_clocks_show() -> None:
    h, day = 3600, 86_400
    moments = {"from": "2 10:00", "until": "2 10:30", "known_from": "2 09:00"}
    assert spans("2021-10-30", moments) == [
        (day + 11 * h, day + 11 * h + 1800, day + 10 * h)
    ]  # 02:00 to 03:00 came twice
    assert spans("2021-09-04", moments) == [(day + 10 * h, day + 10 * h + 1800, day + 9 * h)]
    begins = [span[0] for span in spans("2021-10-30", {"hours": ["03:00", "04:00"]})]
    assert begins == [-day + 3 * h, 3 * h, day + 4 * h, 2 * day + 4 * h, 3 * day + 4 * h, 4 * day + 4 * h]
    lost = spans("2021-03-27", {"hours": ["02:00", "03:00"]})  # which 28 March does not have
    assert [span[:2] for span in lost if 0 <= span[0] < 3 * day] == [(2 * h, 3 * h), (2 * day + h, 2 * day + 2 * h)]


@pytest.mark.parametrize(
    ("what", "key", "message"),
    [
        ("roads: [B 7], closed: true", "network.changes[0].roads", 'no road is called "B 7"'),
        ("highway: [ruralx], closed: true", "network.changes[0].highway", 'did you mean "'),
        ("kind: [ferry], closed: true", "network.changes[0]", "no road meets all conditions"),
        ("kind: [road], closed: true, from: '10:00'", "network.changes[0]", "expected both from and until"),
        ("kind: [road], closed: true, from: '11:00', until: '10:00'", "network.changes[0]", "until later than from"),
        (
            "kind: [road], closed: true, from: 'noon', until: '2 10:00'",
            "network.changes[0].from",
            '"noon" is no moment',
        ),
        (
            "kind: [road], closed: true, hours: [07:00, 09:00], known_from: '06:00'",
            "network.changes[0]",
            "known_from no",
        ),
        (
            "kind: [road], closed: true, speed_factor: 0.5",
            "network.changes[0]",
            "either closed: true or a speed_factor",
        ),
        ("kind: [road]", "network.changes[0]", "either closed: true or a speed_factor"),
        ("closed: true", "network.changes[0]", "expected at least one of roads, highway, kind, within"),
        (
            "within: {lon: 12.0, lat: 53.0, radius: 1 m}, closed: true",
            "services.line.fleet.minibus.depots",
            "no open road leads",
        ),
    ],
)
def test_a_mistaken_change_is_refused(scenario, what, key, message) -> None:
    with pytest.raises(ScenarioError) as caught:
        run(scenario(what))
    (problem,) = caught.value.problems
    assert problem.key == key
    assert message in problem.message
    assert problem.line > 0


LIMITED = "services.line.fleet.minibus={count: 1, seats: 8, depots: [{name: A, lon: 12.0, lat: 53.0}], %s}"
BREAKS = "drivers: {shifts: [{start: ['07:00', '07:30'], end: ['11:00', '12:00']}]}"
TIGHT = "drivers: {shifts: [{start: ['07:00', '07:00'], end: ['16:30', '16:30']}]}"
BATTERY = "drivetrain: battery, energy: 0.4 kWh/km, store: 40 kWh, charge_ac: 11 kW"
SITE = "energy.sites=[{name: yard, place: depots, plugs: 1, power: 22 kW}]"
AT_TIMES = 'network.changes=[{name: works, kind: [road, synthetic], speed_factor: 0.5, from: "08:00", until: "09:00"}]'


@pytest.mark.parametrize("key", ["network.variation", "services.line.dwell_variation"])
@pytest.mark.parametrize("more", [(LIMITED % BATTERY, SITE), (LIMITED % BREAKS,)])
def test_where_times_are_drawn_a_reserve_is_stated(key, more) -> None:
    with pytest.raises(ScenarioError) as caught:
        run(load_scenario("tiny/line", (*more, f"{key}.spread=0.2")))
    assert [problem.key for problem in caught.value.problems] == ["services.line.variation_reserve"]
    assert "expected the share" in caught.value.problems[0].message
    run(load_scenario("tiny/line", (*more, f"{key}.spread=0.2", "services.line.variation_reserve=0.02")))


@pytest.mark.parametrize(
    ("wanted", "key", "words"),
    [
        (
            ("network.variation={spread: 0.2, by_class: {rural: 0.1}}", AT_TIMES),
            "network.variation.by_class",
            "the rest of a way is chosen anew under way",
        ),
        (
            ("network.variation.spread=0.2", LIMITED % TIGHT, "services.line.variation_reserve=0.1"),
            "services.line.variation_reserve",
            "expected a smaller reserve",
        ),
    ],
)
def test_what_does_not_go_together_with_drawn_times_is_told(wanted, key, words) -> None:
    with pytest.raises(ScenarioError) as caught:
        run(load_scenario("tiny/line", wanted))
    assert [problem.key for problem in caught.value.problems] == [key]
    assert words in caught.value.problems[0].message


def test_a_class_that_varies_must_be_one_of_the_roads() -> None:
    with pytest.raises(ScenarioError) as caught:
        run(load_scenario("tiny/line", ("network.variation={spread: 0.1, by_class: {ruralx: 0.2}}",)))
    (problem,) = caught.value.problems
    assert problem.key == "network.variation.by_class"
    assert 'no road has the class "ruralx"; did you mean "' in problem.message
