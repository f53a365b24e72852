"""Tariffs in a run: told as charged, found again by the auditor, and refused where they do not fit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulator.analysis.kpis.told_fares import FARE, WAIVED, with_told_fares
from simulator.errors import ScenarioError
from simulator.event_kinds import Event
from simulator.experiments.audit import audit_result
from simulator.experiments.branch import Changes, branch_run
from simulator.experiments.publish import write_run
from simulator.experiments.run import RunResult, run
from simulator.network.further_zones import further_zones
from simulator.network.territories import read_territories
from simulator.scenario.loader import load_scenario
from simulator.services.ridepooling.pricing import Pricing
from tests.simulation.test_two_operators import PEOPLE, RUFBUS, place, write_day
from tests.world.test_places import bands
from tests.worlds import NO_CACHE

FARES: dict[str, Any] = {
    "per_rider": {"weekday": "1 EUR", "saturday": "1.20 EUR", "sunday": "1.30 EUR"},
    "per_km": "0.333 EUR",
    "per_zone": "0.45 EUR",
    "minimum": "2 EUR",
    "maximum": "5.99 EUR",
    "surcharge": "0.25 EUR",
    "concessions": {"hasty": 0.333},
    "groups": [{"riders": 2, "share": 0.9}, {"riders": 3, "share": 0.75}],
    "compensation": "1 EUR",
    "by_territory": {
        "South": {
            "steps": [{"up_to": "3 km", "price": "1.50 EUR"}, {"price": "4 EUR"}],
            "concessions": {"thrifty": {"price": "3 EUR"}},
        },
        "North": {"per_rider": "2 EUR", "per_zone": "1.10 EUR", "season_ticket": False},
    },
    "at_border": "sum",
}  # fmt: skip
COSTS = {"per_vehicle_hour": "40 EUR", "per_vehicle_km": "0.50 EUR"}
CLASSES = {
    "thrifty": {"asks": ["rufbus"], "season_ticket": 0.4},
    "hasty": {"asks": ["rufbus"], "season_ticket": 0.4, "choice": PEOPLE["thrifty"]["choice"]},
}


def day_of(folder: Path, fares: Any, **more: Any) -> RunResult:
    """Territories leave the first nodes out; zones are three bands."""
    folder.mkdir(exist_ok=True)
    places = {
        "territories": {"file": str(bands(folder / "territories.geojson", South=(2.5, 9.5), North=(9.5, 20)))},
        "zones": {"file": str(bands(folder / "zones.geojson", A=(-1, 5.5), B=(5.5, 12.5), C=(12.5, 20)))},
    }
    services = {"rufbus": {**RUFBUS, "dispatch": {}, "costs": COSTS, "fares": fares}}
    file = write_day(folder, services, CLASSES, places=places, **more)
    return run(load_scenario(file), cache=NO_CACHE)


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> RunResult:
    return day_of(tmp_path_factory.mktemp("tariffs"), FARES)


def fares_of(result: RunResult, kind: Event = Event.FARE) -> pd.Series:
    """Return what is told of each ride [cent], by request."""
    rows = result.events[result.events["kind"] == kind]
    return rows.set_index("request")["value"]


def test_what_is_told_is_what_is_charged(result: RunResult) -> None:
    """To the cent: offers, log and accounts."""
    chosen = result.choices[result.choices["taken"] & (result.choices["service"] == "rufbus")]
    told = fares_of(result)
    assert len(chosen) > 20
    offered = (100 * chosen.set_index("request")["fare_eur"]).round()
    assert offered.astype("int64").tolist() == told.reindex(chosen["request"]).tolist()
    served = result.requests.loc[result.requests["status"] == "served", "request"]
    assert round(100 * result.kpis["fare_revenue_eur"]) == told.reindex(served).sum()
    waived = fares_of(result, Event.FARE_WAIVED).reindex(served).dropna()
    assert round(100 * result.kpis["fares_waived_eur"]) == waived.sum() > 0
    holders = result.requests.set_index("request")["party_size"].reindex(waived.index).sum()
    assert result.kpis["compensation_eur"] == holders


def test_the_auditor_finds_the_same(result: RunResult) -> None:
    assert audit_result(result) == []


@pytest.mark.parametrize("kind", [Event.FARE, Event.FARE_WAIVED])
def test_the_auditor_finds_another_price(result: RunResult, kind: Event) -> None:
    events = result.events.copy()
    row = np.flatnonzero(events["kind"] == kind)[3]
    events.loc[events.index[row], "value"] += 1
    found = audit_result(replace(result, events=events))
    ride = events["ride"].to_numpy()[row]
    assert any(f"ride {ride} of request" in text and "expected" in text for text in found)
    events = result.events.drop(result.events.index[row])
    assert any("expected" in text for text in audit_result(replace(result, events=events)))


def test_the_auditor_compares_what_is_reported(result: RunResult) -> None:
    wrong = replace(result)
    wrong.__dict__["kpis"] = result.kpis | {"fare_revenue_eur": result.kpis["fare_revenue_eur"] + 0.01}
    assert [text for text in audit_result(wrong) if "add up to" in text]


def test_each_day_has_what_its_requests_pay(tmp_path: Path) -> None:
    """The price at once differs by the type of the day: Friday, Saturday."""
    calendar = {"first_day": "2026-06-12", "state": "BB", "days": 2}
    fares = {key: its for key, its in FARES.items() if key not in ("by_territory", "at_border")}
    result = day_of(tmp_path, fares, calendar=calendar)
    assert audit_result(result) == []
    days = result.kpis_by_day
    revenue = days.loc[days["figure"] == "fare_revenue_eur", "value"]
    assert len(revenue) == 2
    assert revenue.sum() == pytest.approx(result.kpis["fare_revenue_eur"])


def test_free_rides_leave_all_of_the_cost_to_pay(tmp_path: Path) -> None:
    kpis = day_of(tmp_path, {"per_rider": "1 EUR", "maximum": "0 EUR"}).kpis
    assert (kpis["fare_revenue_eur"], kpis["subsidy_eur"]) == (0, kpis["cost_eur"])
    assert kpis["cost_eur"] > 1000


def test_a_branch_goes_over_to_a_tariff(tmp_path: Path) -> None:
    """And each request pays as when it was asked."""
    base = day_of(tmp_path, {"per_rider": "2 EUR"})
    folder = write_run(base, tmp_path / "results", {}, figures=False)
    branch = branch_run(folder, Changes("09:00", ("services.rufbus.fares.maximum=1 EUR",)), scenarios=tmp_path)
    told, served = fares_of(branch), branch.requests[branch.requests["status"] == "served"]
    later = served["request"].isin(told.index)
    assert 20 < later.sum() < len(served) - 20
    plain = served[~later & ~served["season_ticket"]]["party_size"].sum() * 2
    assert branch.kpis["fare_revenue_eur"] == plain + told.reindex(served.loc[later, "request"]).sum() / 100


@pytest.mark.parametrize(
    ("fares", "message"),
    [
        (
            {"concessions": {"trifty": 0.5}},
            'concessions.trifty: no class of travellers is called "trifty"; did you mean "thrifty"',
        ),
        (
            {"by_territory": {"Suoth": {"per_rider": "1 EUR"}}},
            'by_territory.Suoth: no territory is called "Suoth"; did you mean "South"',
        ),
        (
            {"by_territory": {"South": {"steps": [{"up_to": "2 km", "price": "1 EUR"}]}}},
            "South.steps: the last step ends at 2 km, the longest direct drive that is asked for is 1[0-9].0 km",
        ),
    ],
)
def test_what_does_not_fit_is_refused(tmp_path: Path, fares: Any, message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        day_of(tmp_path, {"per_rider": "1 EUR"} | fares)


@pytest.mark.parametrize(
    ("fares", "message"),
    [
        ({"per_zone": "1 EUR"}, "fares.per_zone: needs places.zones"),
        ({"by_territory": {"South": {"per_rider": "1 EUR"}}}, "fares.by_territory: needs places.territories"),
    ],
)
def test_areas_that_the_scenario_has_not_are_told(tmp_path: Path, fares: Any, message: str) -> None:
    file = write_day(tmp_path, {"rufbus": {**RUFBUS, "fares": {"per_rider": "1 EUR"} | fares}}, CLASSES)
    with pytest.raises(ScenarioError, match=message):
        load_scenario(file)


def test_zones_are_counted_over_the_least_borders(tmp_path: Path) -> None:
    zones = read_territories(bands(tmp_path / "z.geojson", A=(0, 1), B=(1, 2), C=(2, 3), D=(3.00001, 4), E=(6, 7)))
    assert further_zones(zones).tolist() == [
        [0, 1, 2, 3, 1, 0], [1, 0, 1, 2, 1, 0], [2, 1, 0, 1, 1, 0], [3, 2, 1, 0, 1, 0], [1, 1, 1, 1, 0, 0], [0] * 6,
    ]  # fmt: skip


def test_the_ride_booked_last_is_paid() -> None:
    """Request 1 was let down, and booked again, without a ticket; 2 never booked."""
    kinds = [Event.FARE, Event.FARE_WAIVED, Event.FARE, Event.FARE]
    events = pd.DataFrame({"kind": kinds, "request": [1, 1, 0, 1], "ride": [0, 0, 1, 2], "value": [100, 50, 300, 200]})
    told = with_told_fares(pd.DataFrame({"request": [0, 1, 2]}), events)
    assert told[[FARE, WAIVED]].to_numpy().tolist() == [[300, 0], [200, 0], [0, 0]]


def test_a_virtual_stop_where_a_regular_one_is_costs_nothing_more() -> None:
    table = pd.DataFrame({"kind": ["virtual", "virtual", "bus", "bus"], "node": [1, 2, 2, 3]})
    pricing = Pricing.__new__(Pricing)
    pricing._world = SimpleNamespace(stops=SimpleNamespace(table=table))  # type: ignore[assignment]
    assert [pricing.is_on_request(nodes) for nodes in ((1, 3), (3, 1), (2, 3))] == [True, True, False]


def test_who_asks_again_after_midnight_pays_what_the_new_day_costs(tmp_path: Path) -> None:
    """The only bus is on its way to node 19 at 23:58, on a Saturday; asked again at 00:08 it is there within 9 min."""
    fares = {"per_rider": {"weekday": "3 EUR", "saturday": "2 EUR", "sunday": "1 EUR"}, "minimum": "0.5 EUR"}
    fleet = {"minibus": {"count": 1, "seats": 8, "depots": [place(0)]}}
    services = {"rufbus": RUFBUS | {"fares": fares, "fleet": fleet, "hours": ["00:00", "24:00"], "offers": {}}}
    again = {"action": "retry", "retry_after": "10 min", "max_retries": 1}
    classes = {"thrifty": {"asks": ["rufbus"], "on_rejection": again}}
    file = write_day(tmp_path, services, classes, calendar={"first_weekday": "sa", "days": 2})
    head = "request_id,earliest_departure,origin_node,destination_node,party_size,traveller_class\n"
    (tmp_path / "requests.csv").write_text(head + "a,23:55:00,0,19,1,thrifty\nb,23:58:00,19,0,1,thrifty\n")
    result = run(load_scenario(file), cache=NO_CACHE)
    assert fares_of(result).tolist() == [200, 100]
    assert audit_result(result) == []
