"""Nobody pays more than so much in a day: by hand, in a run, and found again by the auditor."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simulator.errors import ScenarioError
from simulator.event_kinds import Event
from simulator.experiments.audit import audit_result
from simulator.experiments.run import RunResult, run
from simulator.fares.day_ticket import Fares, left_to_pay, together
from simulator.fares.ride_tariff import Paid
from simulator.scenario.loader import load_scenario
from tests.fares.test_tariffs_of_runs import fares_of
from tests.simulation.test_two_operators import RUFBUS, write_day
from tests.worlds import NO_CACHE

HEAD = "request_id,day,submitted,earliest_departure,origin_node,destination_node,party_size,person,traveller_class,"
# Of 7 EUR for rides of 5 EUR, and 1 EUR on top. Person 5 thinks better of it; nobody knows who n and m are.
ASKED = """cancelled,tour,tour_position
a,0,08:00:00,08:00:00,0,5,1,4,adult,,0,1
b,0,08:01:00,10:00:00,5,9,1,4,adult,,1,1
c,0,08:02:00,12:00:00,9,0,2,4,adult,,2,1
d,1,08:03:00,08:10:00,0,5,1,4,adult,,3,1
n,0,08:04:00,08:40:00,0,5,1,,adult,,,
m,0,08:05:00,09:10:00,5,0,1,,adult,,,
e,0,08:06:00,14:00:00,0,5,1,5,adult,08:07:00,6,1
f,0,08:08:00,14:00:00,0,5,1,5,adult,,7,1
g,0,08:09:00,16:00:00,5,0,1,5,adult,,8,1
h,0,08:10:00,15:00:00,5,0,1,6,holder,,9,1
i,0,08:11:00,16:30:00,0,5,1,6,holder,,10,1
j,0,08:12:00,17:00:00,5,0,1,6,holder,,11,1
"""
PAID = [600, 300, 700, 600, 600, 600, 600, 600, 300, 100, 100, 100]
WAIVED = {"h": 500, "i": 200}
FARES = {"per_rider": "5 EUR", "surcharge": "1 EUR", "max_per_day": "7 EUR"}


def cents(*amounts: int) -> list[np.ndarray]:
    return [np.array([amount], dtype=np.int64) for amount in amounts]


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> RunResult:
    folder = tmp_path_factory.mktemp("tickets")
    classes = {"adult": {"asks": ["rufbus"]}, "holder": {"asks": ["rufbus"], "season_ticket": 1.0}}
    rufbus = RUFBUS | {"fares": FARES, "dispatch": {}}
    file = write_day(folder, {"rufbus": rufbus}, classes, calendar={"first_weekday": "mo", "days": 2})
    (folder / "requests.csv").write_text(HEAD + ASKED, encoding="utf-8")
    return run(load_scenario(file), cache=NO_CACHE)


def named(result: RunResult, kind: Event) -> dict[str, int]:
    names = dict(zip(result.requests["request"], result.requests["request_id"], strict=True))
    told = fares_of(result, kind)
    return {names[request]: int(value) for request, value in zip(told.index, told, strict=True)}


def test_each_rider_pays_what_is_left() -> None:
    """Two riders of 5 EUR and 1 EUR on top, up to 7 EUR: one has paid 4 EUR before; without a ticket both had 6 EUR."""
    full = Paid(*cents(1200, 1200, 200))
    fares = left_to_pay(full, 2, 700, Fares((400,), (600, 600)))
    assert tuple(fares) == ((300, 500), (100, 100))
    assert [its.tolist() for its in together(fares, full)] == [[1000], [400], [200]]
    assert tuple(left_to_pay(full, 2, 700, Fares((900,)))) == ((0, 500), (500, 500))
    assert tuple(fares.and_also(Fares((1,), (2, 3, 4)))) == ((301, 500), (102, 103, 4))


def test_a_day_of_rides_costs_no_more_than_that(result: RunResult) -> None:
    assert named(result, Event.FARE) == dict(zip("abcdnmefghij", PAID, strict=True))
    assert named(result, Event.FARE_WAIVED) == WAIVED
    served = result.requests["status"] == "served"
    assert result.requests.loc[~served, "request_id"].tolist() == ["e"]
    assert round(100 * (result.kpis["fare_revenue_eur"] or 0)) == sum(PAID) - 600


def test_the_auditor_adds_up_the_day(result: RunResult) -> None:
    assert audit_result(result) == []
    events = result.events.copy()
    row = np.flatnonzero(events["kind"] == Event.FARE)[1]
    events.loc[events.index[row], "value"] = 600
    assert any(
        "600 cents are paid and 0 waived, expected 300" in it for it in audit_result(replace(result, events=events))
    )
    kept = result.events[result.events["kind"] != Event.CANCELLED]
    assert any(
        "600 cents are paid and 0 waived, expected 300" in it for it in audit_result(replace(result, events=kept))
    )


def test_a_limit_goes_with_a_fare(tmp_path: Path) -> None:
    file = write_day(tmp_path, {"rufbus": RUFBUS | {"fares": {"max_per_day": "5 EUR"}}}, {})
    with pytest.raises(ScenarioError, match="max_per_day: goes with a fare"):
        load_scenario(file)
