"""Buses and trains beside an on-demand service and own feet: asked in turn, or compared, and what pages say of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from simulator.event_kinds import Event
from simulator.experiments.audit import audit_run
from simulator.experiments.publish import write_run
from simulator.experiments.run import RunResult
from simulator.report.summary import all_sections
from simulator.results.reader import read_table
from tests.timetable.days import LINES, NETWORK, Settings, result_of

HOME = {"name": "home", "lon": float(NETWORK.lon[0]), "lat": float(NETWORK.lat[0])}
RUFBUS: Settings = {
    "kind": "ridepooling", "mode": "door_to_door", "hours": ["06:00", "20:00"], "dwell": "60 s",
    "fleet": {"bus": {"count": 1, "seats": 2, "depots": [HOME]}}, "limits": {"default": {"max_wait": "20 min"}},
}  # fmt: skip
SERVICES = {"rufbus": RUFBUS, "lines": LINES, "walk": {"kind": "own_means", "by": "walk"}}
# The minibus has two seats, three want to leave A at once; the bus leaves there at eight.
RIDES: list[Settings] = [
    {"from": 0, "to": 15_000, "at": "07:58"},
    {"from": 0, "to": 10_000, "at": "07:58", "party": 3},
    {"from": 0, "to": 1000, "at": "07:58", "party": 3},
]


def day_of(folder: Path, asks: list[Any]) -> RunResult:
    return result_of(folder / "day", RIDES, services=SERVICES, asks=asks)


def test_who_is_refused_by_one_goes_on_to_the_next(tmp_path: Path) -> None:
    """The party of three is too large for the minibus; nobody runs by timetable to the first kilometre: they walk."""
    result = day_of(tmp_path, ["rufbus", "lines", "walk"])
    journeys = result.journeys.set_index("request_id")
    assert journeys["means"].to_dict() == {"r0": "rufbus", "r1": "lines", "r2": "walk"}
    assert journeys["mode"].to_dict() == {"r0": "ridepooling", "r1": "timetable", "r2": "walk"}
    assert journeys.loc["r1", ["legs", "attempts", "rejections", "ride_m"]].tolist() == [1, 2, 1, 10_000]
    figures = {name: result.kpis[name] for name in ("common_served", "lines.carried", "all_scheduled_person_km")}
    assert figures == {"common_served": 3, "lines.carried": 1, "all_scheduled_person_km": 30}
    vehicles = result.events.loc[result.events["kind"] == Event.VEHICLE_TAKEN, "vehicle"]
    assert vehicles[vehicles >= 0].min() >= 1  # 0 is the minibus
    assert len(result.vehicles) == result.kpis["vehicles"] == 1


def test_compared_the_first_to_be_there_is_taken(tmp_path: Path) -> None:
    result = day_of(tmp_path, [["rufbus", "lines", "walk"]])
    journeys = result.journeys.set_index("request_id")
    assert journeys["means"].to_dict() == {"r0": "rufbus", "r1": "lines", "r2": "walk"}
    told = result.events[result.events["kind"] == Event.CHOSEN]
    assert set(told["service"]) == {1, 2}  # of the first: neither lines nor feet; of the second: no feet


@pytest.mark.parametrize("asks", [["rufbus", "lines", "walk"], [["rufbus", "lines", "walk"]]])
def test_the_page_names_it_in_both_languages(tmp_path: Path, asks: list[Any]) -> None:
    result = day_of(tmp_path, asks)
    folder = write_run(result, tmp_path / "out", {}, figures=True, report=True)
    page = (folder / "report.html").read_text(encoding="utf-8")
    for text in (
        "lines (by timetable)",
        "Bus und Bahn (nach Fahrplan)",
        "By timetable: lines",
        "Nach Fahrplan: Bus und Bahn",
        "Most frequent: ridepooling, ",
        "Am häufigsten: Ridepooling, ",
    ):
        assert text in page
    split = read_table(folder, "modal_split")
    went = split[(split["traveller_class"] == "rider") & (split["requests"] > 0)]
    assert went[["means", "requests"]].to_numpy().tolist() == [["on_demand", 1], ["timetable", 1], ["walk", 1]]
    assert "2 trips, at most 3 on board" in page
    assert "2 Fahrten, höchstens 3 an Bord" in page
    assert audit_run(folder, scenarios=tmp_path / "day") == []
    told = dict(all_sections(result.kpis))
    assert any(row[0] == "lines" and "went" in row[2] for row in told["Service by service"])
    assert {"All services together", "Ridepooling alone: for riders"} <= set(told) and "For riders" not in told
