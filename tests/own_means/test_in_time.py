"""People on tours who go by their own means leave just in time for when they have to be there, worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.event_kinds import Event
from simulator.experiments.audit import audit_result
from simulator.experiments.run import RunResult
from tests.own_means import test_trips
from tests.travellers.test_tours_made import BACK, BIKE, CAR, OUT, WALK, Settings, clock, result_of, told

# Five kilometres: 4000 s on foot, 20 min by bike, 5 by car.
TAKES_S = {"walk": 4000, "bike": 1200, "car": 300}
OF: dict[str, Settings] = {"walk": WALK, "bike": BIKE, "car": CAR}


@pytest.mark.parametrize("by", list(OF))
@pytest.mark.parametrize("screening", ["none", "exact"])
def test_who_has_to_be_there_leaves_as_late_as_that_allows(tmp_path: Path, by: str, screening: str) -> None:
    tour = [OUT | {"by": "09:30"}, BACK | {"at": "15:00"}]
    choice = {"model": "logit", "constant": 50, "per_walk_min": -0.1}
    who = {"classes": {"rider": {"asks": [[by]], "choice": choice}}, "screening": screening}
    result = result_of(tmp_path, [tour], {by: OF[by]}, people=who)
    assert told(result, "departure_s", "arrival_s") == {
        "0-1": (clock(9, 30) - TAKES_S[by], clock(9, 30)),
        "0-2": (clock(15), clock(15) + TAKES_S[by]),
    }
    assert result.tables.trips["wait_s"].tolist() in ([0, 0], [])


def test_nobody_leaves_before_they_want_to_and_who_goes_along_may_be_late(tmp_path: Path) -> None:
    """By bike: ten minutes to spare, none, and one too few; on the way, too, where they come late in any case."""
    tours = [[OUT | {"by": f"08:{minute}"}, BACK | {"by": "09:10"}] for minute in (30, 20, 19)]
    found = told(result_of(tmp_path, tours, {"bike": BIKE}), "end", "departure_s")
    assert [found[f"{number}-1"] for number in (0, 1, 2)] == [
        ("served", clock(8, 10)), ("served", clock(8)), ("rejected", None),
    ]  # fmt: skip
    assert found["0-2"] == found["1-2"] == ("served", clock(9))


def test_other_demands_are_as_they_were(tmp_path: Path) -> None:
    """Without tours who has to be there leaves when they want to."""
    ride = {"from": 0, "to": 5, "by": "09:30"}
    result = test_trips.result_of(tmp_path, [ride], {"bike": test_trips.BIKE})
    assert result.tables.trips["departure_s"].tolist() == [clock(8)]


@pytest.mark.parametrize(
    ("until", "leaves", "arrives"),
    [
        # Half as fast from 08:26 on: who left at 08:25 would be there at 08:34. Four minutes sooner they are before it.
        ("10:00", (8, 21), (8, 26)),
        # Until 08:28 only: from 08:24 on, two kilometres are driven before, one in it, and two after it.
        ("08:28", (8, 24), (8, 30)),
    ],
)
def test_who_would_drive_longer_then_leaves_sooner(
    tmp_path: Path, until: str, leaves: tuple[int, int], arrives: tuple[int, int]
) -> None:
    fog = {"name": "fog", "highway": ["rural"], "speed_factor": 0.5, "from": "08:26", "until": until}
    roads = {"file": "network", "changes": [fog]}
    result = result_of(tmp_path, [[OUT | {"by": "08:30"}]], {"car": CAR}, network=roads)
    assert told(result, "departure_s", "arrival_s") == {"0-1": (clock(*leaves), clock(*arrives))}


def test_the_auditor_sees_who_leaves_too_early(tmp_path: Path) -> None:
    result = result_of(tmp_path, [[OUT | {"by": "09:30"}]], {"bike": BIKE})
    log = result.events
    moves = log["kind"].isin([Event.TRIP_BEGAN, Event.VEHICLE_TAKEN, Event.VEHICLE_LEFT, Event.TRIP_ENDED])
    log.loc[moves, "time_s"] -= 60
    log.loc[log["kind"] == Event.ACCEPTED, "value"] -= 60
    said = audit_result(RunResult(result.world, log))
    assert len(said) == 1 and said[0].endswith(f"has to be by {clock(9, 30)} s, and could have left later"), said
