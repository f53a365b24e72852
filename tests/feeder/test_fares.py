"""What journeys of several services cost, by hand: parts one by one, or one fare; with a season ticket, and without."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from simulator.event_kinds import Event
from simulator.experiments.audit import audit_result, audit_run
from simulator.experiments.publish import write_run
from simulator.experiments.run import RunResult, run
from simulator.scenario.loader import load_scenario
from tests.feeder.days import write_feeder_day
from tests.timetable.days import Settings
from tests.worlds import NO_CACHE

# To B, at 5 km, by train to E, and on to 18 km; two people.
RIDE: Settings = {"from": 1000, "to": 18_000, "party": 2}
RIDES_BY_HAND = {"fares": {"per_rider": "3 EUR", "per_km": "0.10 EUR", "surcharge": "0.50 EUR"}}
THROUGH = {"per_trip": "3 EUR", "surcharge": "1 EUR"}


@pytest.mark.parametrize(
    ("share", "fares", "direct", "parts", "waived"),
    [
        (0, None, False, [2 * (300 + 40 + 50), 2 * 200, 2 * (300 + 30 + 50)], [0, 0, 0]),  # 4 km, 3 km
        (1, None, False, [2 * 50, 0, 2 * 50], [2 * 340, 2 * 200, 2 * 330]),
        (0, THROUGH, False, [2 * 100, 2 * 300, 2 * 100], [0, 0, 0]),
        (1, THROUGH, False, [2 * 100, 0, 2 * 100], [0, 2 * 300, 0]),
        (1, THROUGH | {"season_ticket": False}, False, [2 * 100, 2 * 300, 2 * 100], [0, 0, 0]),
        (0, THROUGH, True, [2 * 300 + 2 * 100], [0]),
        (1, THROUGH, True, [2 * 100], [2 * 300]),
    ],
)
def test_what_is_paid_for_which_ride(
    tmp_path: Path, share: float, fares: Settings | None, direct: bool, parts: list[int], waived: list[int]
) -> None:
    """Each alternative is told in the log, ride by ride and together, and counts as revenue of the rides on demand."""
    feeder: Settings = {"direct": direct} | ({} if fares is None else {"fares": fares})
    lines: Settings = {"without": {"route_types": ["rail"]}} if direct else {}
    hubs: Settings = {"hubs": {"route_types": ["bus"]}} if direct else {}
    people = {"classes": {"rider": {"asks": ["feeder"], "season_ticket": share}}}
    file = write_feeder_day(tmp_path / "day", [RIDE], feeder | hubs, rufbus=RIDES_BY_HAND, lines=lines, people=people)
    result = run(load_scenario(file), cache=NO_CACHE)
    assert audit_result(result) == []
    told = result.events[result.events["kind"] == Event.LEG_FARE].sort_values("seq")
    assert told["value"].tolist() == parts
    began = result.events[(result.events["kind"] == Event.TRIP_BEGAN) & (result.events["service"] == 2)]
    assert began["value"].tolist() == [sum(parts)]
    on_demand = parts if direct else [parts[0], parts[2]]
    assert result.kpis["fare_revenue_eur"] == sum(on_demand) / 100
    assert result.tables.journey_legs["waived_eur"].tolist() == [cents / 100 for cents in waived]
    by_line = 0 if direct else waived[1]
    kpis = result.kpis["fares_waived_eur"], result.kpis["lines.line_fares_waived_eur"]
    assert kpis == ((sum(waived) - by_line) / 100, by_line / 100)


def test_the_auditor_knows_what_is_to_be_paid(tmp_path: Path) -> None:
    file = write_feeder_day(tmp_path / "day", [RIDE], {"direct": False, "fares": THROUGH})
    result = run(load_scenario(file), cache=NO_CACHE)
    fares = result.events["kind"] == Event.LEG_FARE
    for amount, texts in ((200, 2), (0, 0)):  # more for the first ride: that is wrong, and the sum is
        row = result.events.index[fares][0]
        changed = result.events.copy()
        changed.loc[row, "value"] += amount
        found = audit_result(RunResult(result.world, changed))
        assert len(found) == texts, found
    holders = replace(result.world, demand=result.world.demand.assign(season_ticket=True))
    found = audit_result(RunResult(holders, result.events))
    assert any("600 cents are paid, expected 0" in text for text in found)
    assert any("0 cents are waived, expected 600" in text for text in found)


def test_an_auditor_of_files_knows_who_paid_though_others_are_numbered_behind(tmp_path: Path) -> None:
    """Who asks for buses alone comes first in the demand, last in the log; the party of two after them pays twice."""
    people = {"classes": {"walker": {"asks": ["lines"]}, "rider": {"asks": ["feeder"]}}}
    walker: Settings = {"from": 0, "to": 10_000, "class": "walker"}
    file = write_feeder_day(tmp_path / "day", [walker, RIDE | {"class": "rider"}], {"direct": False}, people=people)
    result = run(load_scenario(file), cache=NO_CACHE)
    assert result.world.demand["request_id"].tolist() == ["r1", "r0"]
    assert result.tables.trips.set_index("request_id")["price_eur"].to_dict() == {"r0": 2, "r1": 2 * (3 + 2 + 3)}
    folder = write_run(result, tmp_path / "results", {}, figures=False)
    assert audit_run(folder, scenarios=tmp_path / "day") == []
