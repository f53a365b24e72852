"""The rule that offers a ride to a bus or train first, worked out by hand: who is offered what, and who gets none."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from simulator.event_kinds import Event
from simulator.experiments.audit import audit_first_answers, audit_result
from simulator.experiments.run import RunResult, run
from simulator.reasons import Reason
from simulator.scenario.loader import load_scenario
from tests.timetable.days import LINES, Settings, write_day
from tests.timetable.test_parallel_service import A, C, rufbus
from tests.worlds import NO_CACHE

FEEDER: Settings = {"kind": "feeder", "hubs": {"stops": ["A-Dorf"], "route_types": []}, "buffer": "5 min"}
RULE: Settings = {"then": "offer_feeder", "within": "60 min"}
X = 2000  # two kilometres from A, three from B, eight from C
# The bus leaves A at 08:00 and is at C at 08:20. The Rufbus has to be at A by 07:53, the buffer, a
# minute to change and one to get off before; boarding takes a minute, the drive two,
# so that who goes there leaves at 07:40 at the soonest, by the window.


def day(folder: Path, ride: Settings, rule: Settings | None = None, asks: Any = None, **more: Any) -> RunResult:
    services = {"rufbus": rufbus(RULE | (rule or {})), "lines": LINES, "feeder": FEEDER, **more.pop("services", {})}
    file = write_day(folder, [{"asks": "06:00", **ride}], services=services, asks=asks or ["rufbus"])
    data = json.loads(file.read_text(encoding="utf-8"))
    data["people"]["classes"]["rider"] |= more
    file.write_text(json.dumps(data), encoding="utf-8")
    result = run(load_scenario(file), cache=NO_CACHE, debug=True)
    assert audit_result(result) == []
    return result


def said(result: RunResult) -> dict[str, Any]:
    """What each service that was asked last said: True where it takes somebody, or why it does not."""
    events = result.whole.events
    parts = events.loc[events["kind"] == Event.LEG, "ride"]
    answers = events[events["kind"].isin([Event.ACCEPTED, Event.REJECTED]) & ~events["ride"].isin(parts)]
    names = {service.number: service.name for service in result.services}
    return {
        names[number]: True if kind == Event.ACCEPTED else Reason(value)
        for number, kind, value in answers[["service", "kind", "value"]].itertuples(index=False)
    }


TO_BUS = {"feeder": True, "rufbus": Reason.FEEDER_OFFERED}
ON_FOOT = {"feeder": Reason.PARALLEL_SERVICE, "rufbus": Reason.PARALLEL_SERVICE}
NOT_HELD = {"feeder": Reason.NOT_ELIGIBLE, "rufbus": True}
NOTHING = {"feeder": Reason.NO_JOURNEY, "rufbus": True}


@pytest.mark.parametrize(
    ("ride", "rule", "expected"),
    [
        ({"from": X, "to": C, "at": "07:45"}, {}, TO_BUS),
        ({"from": A, "to": C, "at": "07:45"}, {}, ON_FOOT),
        ({"from": X, "to": C, "at": "10:00"}, {}, NOTHING),
        ({"from": X, "to": C, "at": "07:45"}, {"within": "0 min"}, {"rufbus": True}),
        ({"from": X, "to": C, "at": "07:30"}, {"within": "10 min", "plus": "30 min"}, TO_BUS),
        ({"from": X, "to": C, "at": "07:29"}, {"within": "10 min", "plus": "30 min"}, NOTHING),
        # From 07:45 to 08:20; directly it takes eight minutes.
        ({"from": X, "to": C, "at": "07:45"}, {"max_time_factor": 2, "plus": "19 min"}, TO_BUS),
        ({"from": X, "to": C, "at": "07:45"}, {"max_time_factor": 2, "plus": "18 min"}, NOTHING),
        # 400 m to walk from the bus.
        ({"from": X, "to": C - 400, "at": "07:45"}, {"walk": "410 m", "plus": "30 min"}, TO_BUS),
        ({"from": X, "to": C - 400, "at": "07:45"}, {"walk": "390 m", "plus": "30 min"}, NOTHING),
        # To be there by a time.
        ({"from": X, "to": C, "at": "06:30", "by": "08:50"}, {"within": "30 min", "plus": "30 min"}, TO_BUS),
        ({"from": X, "to": C, "at": "06:30", "by": "08:51"}, {"within": "30 min", "plus": "30 min"}, NOTHING),
        # Exceptions.
        ({"from": X, "to": C, "at": "07:45"}, {"except": {"classes": ["rider"]}}, NOT_HELD),
        ({"from": A, "to": C, "at": "07:45"}, {"except": {"hours": [["07:30", "08:00"]]}}, NOT_HELD),
        ({"from": X, "to": C, "at": "07:45"}, {"except": {"hours": [["08:00", "09:00"]]}}, TO_BUS),
    ],
)  # fmt: skip
def test_who_is_offered_what(tmp_path: Path, ride: Settings, rule: Settings, expected: dict[str, Any]) -> None:
    assert said(day(tmp_path, ride, rule)) == expected


def test_who_declines_a_ride_to_a_bus_gets_none_all_the_way(tmp_path: Path) -> None:
    """The Rufbus answers last and refuses; who was offered the way with the bus and does not take it declined that."""
    result = day(tmp_path, {"from": X, "to": C, "at": "07:45"}, choice={"model": "threshold", "max_wait": "1 min"})
    assert said(result) == {"rufbus": Reason.FEEDER_OFFERED}
    told = result.journeys[["service", "end", "means", "attempts", "rejections"]]
    assert told.to_numpy().tolist() == [["feeder", "declined", "other_mode", 2, 1]]
    assert result.journeys["reason"].isna().all()
    figures = ("common_declined", "common_rejected_feeder_offered", "common_served", "rejected_feeder_offered")
    assert [result.kpis[name] for name in figures] == [1, 0, 0, 1]
    shares = ("modal_share_other", "modal_share_not_going", "modal_share_feeder")
    assert [result.kpis[name] for name in shares] == [1, 0, 0]


def test_what_stands_in_the_way_is_the_rufbus_where_that_has_no_vehicle(tmp_path: Path) -> None:
    """At ten no bus goes any more, and nobody may wait so long as the Rufbus takes from its depot, two minutes off."""
    told = []
    for wait in ("1 min", "1 h"):
        limits = {"limits": {"default": {"max_wait": wait}}}
        services = {"rufbus": rufbus(RULE, **limits) | limits}
        asks: Settings = {"asks": ["rufbus", "lines"], "services": services}
        result = day(tmp_path / wait, {"from": X, "to": C, "at": "10:00", "asks": "10:00"}, **asks)
        told += result.journeys[["service", "reason", "rejections"]].to_numpy().tolist()
        assert result.kpis["common_rejected_no_vehicle"] == 1 - result.kpis["common_served"]
        assert result.kpis["common_rejected_no_journey"] == 0
    assert told[0] == ["lines", "no_vehicle", 3]


def test_who_is_compared_chooses_between_the_journey_and_all_others(tmp_path: Path) -> None:
    """The car is there after 8 minutes, the bus after 35; the Rufbus would be there sooner than that."""
    car = {"kind": "own_means", "by": "car"}
    for access, taken in (("30 min", "feeder"), ("0 min", "car")):
        more = {"asks": [["rufbus", "car"]], "services": {"car": car | {"access": access}}}
        result = day(tmp_path / taken, {"from": X, "to": C, "at": "07:45"}, **more)
        assert result.journeys["service"].tolist() == [taken]
        assert said(result)["rufbus"] == Reason.FEEDER_OFFERED


def test_rides_of_the_journey_are_not_asked_about(tmp_path: Path) -> None:
    """From A to B somebody could walk to the bus, but they go from X to C, with the Rufbus as far as A."""
    result = day(tmp_path, {"from": X, "to": C, "at": "07:45"})
    legs = result.tables.journey_legs
    assert legs[["carrier", "from_station", "to_station"]].fillna("").to_numpy().tolist() == [
        ["rufbus", "", "A-Dorf"],
        ["lines", "A-Dorf", "C-Dorf"],
    ]
    assert result.kpis["rejected_feeder_offered"] == 1


def test_notice_counts_from_asking_where_the_answer_comes_later(tmp_path: Path) -> None:
    """Asked at six, answered at half past seven: the Rufbus has to be there before 07:53, within half an hour."""
    answer = {"dispatch": {"answer": {"when": "before_departure", "lead": "15 min"}}}
    hours = {"limits": {"default": {"max_wait": "60 min", "notice": "30 min"}}}
    services = {"rufbus": rufbus(RULE, **answer) | hours}
    result = day(tmp_path, {"from": X, "to": C, "at": "07:45"}, services=services)
    assert said(result) == TO_BUS
    events = result.whole.events
    assert events.loc[events["kind"] == Event.LEG, "time_s"].unique().tolist() == [7 * 3600 + 1800]


def test_what_breaks_the_rule_is_seen(tmp_path: Path) -> None:
    result = day(tmp_path, {"from": X, "to": C, "at": "07:45"})
    events, rufbus_of_run = result.whole.events, result.services[0]
    assert audit_first_answers(result.whole, rufbus_of_run, result.world) == []
    not_offered = replace(result.whole, events=events[events["kind"] != Event.OFFERED])
    found = audit_first_answers(not_offered, rufbus_of_run, result.world)
    assert len(found) == 1
    assert "rejected for a ride to a bus or train, but none was offered" in found[0]
    accepted = events.copy()
    accepted.loc[(events["service"] == 0) & (events["kind"] == Event.REJECTED), ["kind", "value"]] = Event.ACCEPTED, 0
    found = audit_first_answers(replace(result.whole, events=accepted), rufbus_of_run, result.world)
    assert len(found) == 1
    assert "accepted, but a ride to a bus or train was offered" in found[0]
