"""From where to where a service goes: presets, corridors, hours and notice by area, on a line of ten nodes, by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from simulator.errors import ScenarioError
from simulator.event_kinds import Event
from simulator.experiments.audit import audit_who_may_book
from simulator.experiments.run import RunResult
from simulator.reasons import Reason
from simulator.services.protocol import Attempt, Day, Ends
from simulator.services.relation_rule import as_related, border_of
from simulator.services.rules import Case
from simulator.simulation.simulate import simulate
from tests.world.test_places import bands
from tests.worlds import DEGREE_M, line_network, rides_in, scenario_of, with_scenario, world_of

NETWORK = line_network(10)
HOUR_S = 3600
OUT, HOURS, NOTICE = Reason.OUTSIDE_ZONES, Reason.OUTSIDE_SERVICE_HOURS, Reason.SHORT_NOTICE
# South holds nodes 0 to 2, North 3 to 6, 7 to 9 are in neither; hubs are nodes 3 and 8
HUBS = {name: {"lon": 12.0, "lat": 53 + node * 1000 / DEGREE_M} for name, node in {"Mill": 3, "Lake": 6}.items()}


@pytest.fixture
def places(tmp_path: Path) -> dict[str, Any]:
    zones = bands(tmp_path / "zones.geojson", South=(-1, 2.5), North=(2.5, 6.5))
    return {"zones": {"file": zones}, "hubs": HUBS}


def way(origin: int, destination: int, at_s: int = HOUR_S, ahead_s: int = 0) -> dict[str, Any]:
    ends = {"origin_node": origin, "destination_node": destination}
    return {"submitted_s": at_s - ahead_s, "earliest_departure_s": at_s, **ends}


def answers(requests: list[dict[str, Any]], **changes: Any) -> list[Reason | None]:
    """Why each request was first rejected, None for those that were accepted."""
    events = simulate(world_of(NETWORK, requests, **changes), debug=True)
    told = events[events["kind"].isin((Event.ACCEPTED, Event.REJECTED))].drop_duplicates("request")
    rows = zip(*(told[name].tolist() for name in ("request", "kind", "value")), strict=True)
    reasons = {request: Reason(value) if kind == Event.REJECTED else None for request, kind, value in rows}
    return [reasons[number] for number in range(len(requests))]


#        within S; S to N; N to S; within N; S to a hub in N; from the hub; S to nowhere; nowhere to N; within nowhere
WAYS = [(0, 2), (1, 5), (5, 1), (4, 5), (1, 3), (6, 2), (1, 8), (8, 4), (7, 9)]


@pytest.mark.parametrize(
    ("relations", "taken"),
    [
        ("everywhere", [True] * 9),
        ({"allow": "home_boards", "home": ["South"]}, [True, True, True, False, True, True, True, False, False]),
        ("hubs", [True, False, False, True, True, True, False, False, False]),
        ({"allow": "hubs", "hubs": ["Mill"]}, [True, False, False, True, True, False, False, False, False]),
        ({"allow": "stations", "hubs": ["Mill"]}, [False] * 4 + [True] + [False] * 4),
        (
            {"allow": "corridors", "corridors": [{"from": ["South"], "to": ["North"]}]},
            [True] * 6 + [False] * 3,
        ),
        (
            {"allow": "corridors", "corridors": [{"from": ["South"], "to": ["North"], "both_ways": False}]},
            [True, True, False, True, True, False, False, False, False],
        ),
        (
            {"allow": "corridors", "corridors": [{"from": ["South"], "to": ["North"], "hubs": ["Lake"]}]},
            [True, False, False, True, False, True, False, False, False],
        ),
    ],
)
def test_who_may_go_where(places: dict[str, Any], relations: Any, taken: list[bool]) -> None:
    requests = [way(*ends, at_s=HOUR_S * (1 + number)) for number, ends in enumerate(WAYS)]
    assert answers(requests, places=places, relations=relations) == [None if there else OUT for there in taken]


def test_territories_count_where_they_are_chosen(places: dict[str, Any], tmp_path: Path) -> None:
    """Their border lies between nodes 4 and 5, and that of the zones does not count."""
    counties = bands(tmp_path / "counties.geojson", A=(-1, 4.5), B=(4.5, 11))
    given = {**places, "territories": {"file": counties}}
    requests = [way(1, 4), way(4, 5, 2 * HOUR_S), way(8, 9, 3 * HOUR_S)]
    assert answers(requests, places=given, relations={"allow": "hubs", "areas": "territories"}) == [None, OUT, None]
    assert answers(requests, places=given, relations="hubs") == [OUT, None, OUT]


def test_terms_hold_by_area_and_by_corridor(places: dict[str, Any]) -> None:
    relations = {
        "allow": "corridors",
        "corridors": [
            {"from": ["South"], "to": ["North"], "hours": ["08:00", "12:00"], "notice": "1 h"},
            {"from": ["South"], "to": ["North"], "hubs": ["Mill"], "hours": ["13:00", "14:00"]},
        ],
        "terms": {"South": {"hours": ["06:00", "20:00"]}, "North": {"notice": "10 min"}},
    }
    requests = [
        way(1, 5, 9 * HOUR_S, HOUR_S),  # by the first corridor
        way(1, 5, 10 * HOUR_S, HOUR_S - 1),
        way(1, 5, 13 * HOUR_S, HOUR_S),  # not at the hub, and too late
        way(1, 3, 13 * HOUR_S + 600, 600),  # by the second one
        way(1, 3, 13 * HOUR_S + 1800, 599),  # which the north wants to know sooner
        way(1, 3, 8 * HOUR_S, 0),  # hours of the first, notice of the second
        way(0, 2, 5 * HOUR_S, 0),
        way(0, 2, 15 * HOUR_S, 0),
        way(4, 6, 5 * HOUR_S, 0),
        way(4, 6, 5 * HOUR_S, 600),
    ]
    expected = [None, NOTICE, HOURS, None, NOTICE, NOTICE, HOURS, None, NOTICE, None]
    order = sorted(range(len(requests)), key=lambda number: requests[number]["submitted_s"])
    told = answers([requests[number] for number in order], places=places, relations=relations)
    assert [told[order.index(number)] for number in range(len(requests))] == expected


def test_of_a_part_of_a_way_its_own_ends_count(places: dict[str, Any]) -> None:
    world = world_of(NETWORK, [way(1, 9)], places=places, relations="hubs")
    given: Any = None
    rule = as_related(Day(given, given, world, rides_in(world), given, given, given))
    assert rule is not None
    parts = {None: OUT, Ends(destination_node=3): None, Ends(origin_node=4, destination_node=2): OUT}
    for ends, reason in parts.items():
        verdict = rule(Case(Attempt(0, 0, 0, HOUR_S, ends=ends), HOUR_S, HOUR_S, HOUR_S))
        assert (None if verdict is None else verdict.reason) == reason


RULES: list[Any] = [
    "everywhere",
    "hubs",
    {"allow": "home_boards", "home": ["South"]},
    {"allow": "stations", "hubs": ["Mill"]},
    {"allow": "corridors", "corridors": [{"from": ["South"], "to": ["North"], "both_ways": False}]},
    {"allow": "corridors", "corridors": [{"from": ["North"], "to": ["South"], "hubs": ["Lake"]}]},
    {"terms": {"South": {"hours": ["02:30", "20:00"]}}},
    {"terms": {"North": {"notice": "1 min"}}},
]


def test_the_auditor_finds_whom_no_rule_lets_go(places: dict[str, Any]) -> None:
    """Each day is fine by its own rule; by another one somebody rides, or does not, whom that treats otherwise."""
    requests = [way(*ends, at_s=HOUR_S * (1 + number)) for number, ends in enumerate(WAYS)]
    told = [answers(requests, places=places, relations=its) for its in RULES]
    for own, relations in enumerate(RULES):
        world = world_of(NETWORK, requests, places=places, relations=relations)
        result = RunResult(world, simulate(world))
        assert audit_who_may_book(result.whole, result.services[0], world) == []
        for other in {(own + 1) % len(RULES), (own + 3) % len(RULES)}:
            judged = with_scenario(world, scenario_of(NETWORK, places=places, relations=RULES[other]))
            both = list(zip(told[own], told[other], strict=True))
            wrong = sum((one is None and two is not None) or (one == OUT and two != OUT) for one, two in both)
            lines = audit_who_may_book(result.whole, result.services[0], judged)
            assert len(lines) == wrong, (relations, RULES[other], lines)


def test_a_closed_border_changes_nothing_for_who_never_crosses_it(places: dict[str, Any]) -> None:
    requests = [way(*ends, at_s=HOUR_S + 300 * number) for number, ends in enumerate([(0, 2), (4, 6), (3, 5), (2, 1)])]
    closed = {"allow": "corridors", "corridors": [{"from": ["South"], "to": ["South"]}]}
    (one, other) = (simulate(world_of(NETWORK, requests, places=places, relations=its)) for its in (None, closed))
    assert one.equals(other)


@pytest.mark.parametrize(
    ("relations", "told"),
    [
        ({"allow": "home_boards", "home": ["Sout"]}, 'relations.home: unknown area "Sout"; did you mean "South"'),
        ({"allow": "hubs", "hubs": ["Quay"]}, 'relations.hubs: unknown hub "Quay"; there are Mill, Lake'),
        ({"terms": {"West": {}}}, 'relations.terms: unknown area "West"; there are South, North'),
        (
            {"allow": "corridors", "corridors": [{"from": ["South"], "to": ["Nort"], "hubs": ["Mil"]}]},
            r'corridors\[0\].hubs: unknown hub "Mil"; .*corridors\[0\].to: unknown area "Nort"; did you mean "North"',
        ),
        ({"areas": "territories"}, "relations.areas: places has no territories"),
    ],
)
def test_unknown_names_are_told(places: dict[str, Any], relations: Any, told: str) -> None:
    (part,) = scenario_of(NETWORK, places=places, relations=relations).parts
    with pytest.raises(ScenarioError, match=f"(?s){told}"):
        border_of(part)


def test_rules_that_need_places_say_so() -> None:
    (part,) = scenario_of(NETWORK, relations="hubs").parts
    with pytest.raises(ScenarioError, match="hubs needs places with zones or territories, and with hubs"):
        border_of(part)


@pytest.mark.parametrize(
    ("relations", "told"),
    [
        ("home_boards", "allow: home_boards needs home"),
        ("corridors", "allow: corridors needs corridors"),
        ("stations", "allow: stations needs hubs"),
        ({"allow": "hubs", "home": ["South"]}, "home says nothing with allow: hubs"),
        ({"hubs": ["Mill"]}, "hubs says nothing with allow: everywhere"),
        ("nowhere", "'everywhere', 'home_boards', 'hubs', 'corridors' or 'stations'"),
    ],
)
def test_what_does_not_fit_is_told(relations: Any, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        scenario_of(NETWORK, relations=relations)
