"""Rules of booking are asked one after the other at every attempt: areas, and what packages bring."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pydantic import Field

from simulator import registry
from simulator.event_kinds import Event
from simulator.reasons import Reason
from simulator.scenario.section import Section
from simulator.services.protocol import Attempt, Day, Ends
from simulator.services.rules import Case, Verdict
from simulator.services.zone_rule import inside_areas
from simulator.simulation.simulate import simulate
from tests.worlds import DEGREE_M, line_network, rides_in, scenario_of, world_of

NETWORK = line_network(10)
HOUR_S = 3600


def band(first: float, last: float) -> list[list[list[float]]]:
    """A rectangle around the nodes of the line from one number to another."""
    south, north = (53 + node * 1000 / DEGREE_M for node in (first, last))
    return [[[11.9, south], [12.1, south], [12.1, north], [11.9, north], [11.9, south]]]


@pytest.fixture
def zones(tmp_path: Path) -> Path:
    """South holds nodes 0 to 3, with 3 on its outline; North 5 to 8; 4 and 9 are in neither."""
    features = [
        {"type": "Feature", "properties": {"name": name}, "geometry": {"type": "Polygon", "coordinates": band(*nodes)}}
        for name, nodes in {"South": (-0.5, 3), "North": (4.5, 8.5)}.items()
    ]
    path = tmp_path / "zones.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def way(origin: int, destination: int, at_s: int = HOUR_S) -> dict[str, Any]:
    return {"submitted_s": at_s, "origin_node": origin, "destination_node": destination}


def answers(requests: list[dict[str, Any]], **changes: Any) -> list[Reason | None]:
    """Why each request was first rejected, None for those that were accepted."""
    events = simulate(world_of(NETWORK, requests, **changes), debug=True)
    told = events[events["kind"].isin((Event.ACCEPTED, Event.REJECTED))].drop_duplicates("request")
    reasons = {row.request: Reason(row.value) if row.kind == Event.REJECTED else None for row in told.itertuples()}
    return [reasons[number] for number in range(len(requests))]


WAYS = [(1, 2), (1, 6), (6, 1), (6, 7), (1, 4), (4, 6), (3, 5), (9, 1)]
OUT = Reason.OUTSIDE_ZONES


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, [None, None, None, None, OUT, OUT, None, OUT]),
        ({"same": True}, [None, OUT, OUT, None, OUT, OUT, OUT, OUT]),
        ({"names": ["North"]}, [OUT, OUT, OUT, None, OUT, OUT, OUT, OUT]),
    ],
)
def test_nobody_is_taken_out_of_the_area(zones: Path, more: dict[str, Any], expected: list[Reason | None]) -> None:
    requests = [way(*ends, at_s=HOUR_S * (1 + number)) for number, ends in enumerate(WAYS)]
    assert answers(requests, service={"zones": {"file": zones, **more}}) == expected


def test_asking_again_does_not_help_out_of_the_area(zones: Path) -> None:
    retry = {"adult": {"on_rejection": {"action": "retry", "retry_after_s": 60, "max_retries": 3}}}
    events = simulate(world_of(NETWORK, [way(1, 4)], service={"zones": {"file": zones}}, classes=retry))
    assert (events["kind"] == Event.SUBMITTED).sum() == 1


def test_places_given_by_coordinates_count_as_they_are(zones: Path) -> None:
    """The nearest road is at node 5 in the north; the place itself is south of the outline."""
    place = {"origin_node": -1, "origin_lon": 12.0, "origin_lat": 53 + 4.49 * 1000 / DEGREE_M}
    inside = place | {"origin_lat": 53 + 4.51 * 1000 / DEGREE_M}
    world = world_of(NETWORK, [way(5, 6) | place, way(5, 6) | inside], service={"zones": {"file": zones}})
    rule = inside_areas(Day(None, None, world, rides_in(world), None, None, None))
    told = [rule(Case(Attempt(n, n, 0, HOUR_S), HOUR_S, HOUR_S, HOUR_S)) for n in range(2)]
    assert told == [Verdict(OUT), None]


def test_of_a_part_of_a_way_its_own_ends_count(zones: Path) -> None:
    world = world_of(NETWORK, [way(1, 9)], service={"zones": {"file": zones}})
    rule = inside_areas(Day(None, None, world, rides_in(world), None, None, None))
    parts = {None: OUT, Ends(destination_node=2): None, Ends(origin_node=4, destination_node=2): OUT}
    for ends, reason in parts.items():
        verdict = rule(Case(Attempt(0, 0, 0, HOUR_S, ends=ends), HOUR_S, HOUR_S, HOUR_S))
        assert (None if verdict is None else verdict.reason) == reason


class Quota(Section):
    largest: int = Field(ge=1, description="Party that is taken without a surcharge")
    eur: float = Field(0, ge=0, description="Of each rider of a larger one; 0: it is refused")


def quota(day: Day, section: Quota) -> Any:
    size = day.world.demand["party_size"].tolist()

    def rule(case: Case) -> Verdict | None:
        if size[case.attempt.request] <= section.largest:
            return None
        return Verdict(surcharge_eur=section.eur) if section.eur else Verdict(Reason.NOT_ELIGIBLE)

    return rule


def even_hours(day: Day) -> Any:
    return lambda case: Verdict(Reason.NOT_ELIGIBLE) if case.departure_s // HOUR_S % 2 else None


registry.register("rule", "quota", quota, Quota)
registry.register("rule", "even_hours", even_hours)


def test_a_rule_of_a_package_is_asked_after_the_others() -> None:
    requests = [way(1, 3, HOUR_S * hour) | {"party_size": size} for hour, size in ((1, 1), (2, 1), (4, 3), (23, 1))]
    service = {"rules": [{"rule": "even_hours"}, {"rule": "quota", "largest": 2}], "hours": (0, 22 * HOUR_S)}
    expected = [Reason.NOT_ELIGIBLE, None, Reason.NOT_ELIGIBLE, Reason.OUTSIDE_SERVICE_HOURS]
    assert answers(requests, service=service) == expected


def charged(**changes: Any) -> pd.DataFrame:
    requests = [way(1, 3, HOUR_S * (1 + size)) | {"party_size": size} for size in (1, 2, 3, 4)]
    rules = [{"rule": "quota", "largest": 1, "eur": 1.25}, {"rule": "quota", "largest": 3, "eur": 1}]
    return simulate(world_of(NETWORK, requests, service={"rules": rules}, **changes), debug=True)


def test_surcharges_of_rules_add_up_for_each_rider() -> None:
    events = charged()
    rows = events[events["kind"] == Event.SURCHARGED]
    assert list(zip(rows["request"], rows["value"], strict=True)) == [(1, 250), (2, 375), (3, 900)]
    accepted = events[events["kind"] == Event.ACCEPTED].set_index("request")["ride"]
    assert rows["ride"].tolist() == accepted[rows["request"]].tolist()


def test_who_compares_is_told_the_fare_with_the_surcharge() -> None:
    """Two riders pay 3.00 EUR and 2.50 EUR, four 6.00 EUR and 9.00 EUR: with at most 5.50 EUR two go on."""
    classes = {"adult": {"choice": {"model": "threshold", "max_fare_eur": 5.5}}}
    events = charged(fares={"per_rider_eur": 1.5}, classes=classes)
    assert events.loc[events["kind"] == Event.ACCEPTED, "request"].tolist() == [0, 1]
    assert events.loc[events["kind"] == Event.DECLINED, "request"].tolist() == [2, 3]


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ({"rule": "quotas"}, 'unknown "quotas"; did you mean "quota"'),
        ({"rule": "hours"}, 'unknown "hours"'),  # has a key of its own
        ({"rule": "quota"}, "largest"),
    ],
)
def test_a_wrong_rule_is_told(rule: dict[str, Any], told: str) -> None:
    with pytest.raises(Exception, match=told):
        scenario_of(NETWORK, service={"rules": [rule]})


def test_a_late_answer_does_not_bring_a_wish_into_the_hours() -> None:
    # The service opens at 01:00; who wants to leave a minute sooner is answered with the batch, half a minute later.
    service = {"hours": (HOUR_S, 2 * HOUR_S), "dispatch": {"policy": "batch", "every_s": 90}}
    asked = [way(1, 2, HOUR_S - 60), way(1, 2, HOUR_S + 30)]
    assert answers(asked, service=service) == [Reason.OUTSIDE_SERVICE_HOURS, None]
