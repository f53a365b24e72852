"""What buses by timetable cost, by hand, and all services together."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from simulator.analysis.kpis.line_costs import LINE_COST_KPIS, TRANSPORT_KPIS, LinePrices, line_cost_kpis
from simulator.errors import ScenarioError
from simulator.experiments.audit import audit_result
from simulator.experiments.run import RunResult
from simulator.report.page.language import Language
from simulator.scenario.loader import load_scenario
from simulator.services.timetable.page import tables
from tests.timetable.days import LINES, result_of, write_day
from tests.timetable.test_key_figures import RIDES
from tests.timetable.test_parallel_service import rufbus

COSTS = {
    "per_vehicle_hour": "40 EUR", "per_vehicle_year": "36500 EUR", "per_km": "0.50 EUR", "layover_factor": 1.2,
    "way_factor": 1.25,
}  # fmt: skip
FARES = {"per_trip": "2 EUR"}
# Buses of lines 1 and 2 take 20 and 11 minutes, twice each; the train of line 3 is not paid by who pays them. Line 1
# arrives at 08:20, line 2 leaves at 08:25: one bus. Five people pay 2 EUR, three have season tickets, and nobody takes
# the Rufbus, which has a vehicle for 24 hours.
EXPECTED: dict[str, float] = {
    "line_vehicle_km": 1.25 * 30.8,
    "line_vehicle_hours": 1.2 * 62 / 60,
    "line_vehicles": 1,
    "line_cost_hours_eur": 49.6,
    "line_cost_vehicles_eur": 100,
    "line_cost_distance_eur": 19.25,
    "line_cost_eur": 168.85,
    "line_fare_revenue_eur": 10,
    "transport_cost_eur": 168.85 + 720,
    "transport_revenue_eur": 10,
    "transport_subsidy_eur": 168.85 + 720 - 10,
}
SERVICE = {"fares": {"per_rider": "3 EUR"}, "costs": {"per_vehicle_hour": "30 EUR", "per_vehicle_km": "0 EUR"}}


def day_of(folder: Path, **lines: Any) -> RunResult:
    services = {"lines": LINES | {"fares": FARES, "costs": COSTS} | lines, "rufbus": rufbus(None, **SERVICE)}
    people = {"classes": {"rider": {"asks": ["lines"]}, "holder": {"asks": ["lines"], "season_ticket": 1}}}
    return result_of(folder / "day", RIDES, services=services, people=people)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> RunResult:
    return day_of(tmp_path_factory.mktemp("costs"))


@pytest.mark.parametrize(("name", "value"), EXPECTED.items())
def test_every_figure(day: RunResult, name: str, value: float) -> None:
    assert set(EXPECTED) == {*LINE_COST_KPIS, *TRANSPORT_KPIS}
    assert day.kpis[name if name in TRANSPORT_KPIS else f"lines.{name}"] == pytest.approx(value, abs=1e-6)


def test_nothing_is_told_where_no_costs_are(tmp_path: Path) -> None:
    kpis = day_of(tmp_path, costs=None).kpis
    assert not [name for name in kpis if "line_cost" in name or name.startswith("transport")]


@pytest.mark.parametrize("name", [name for name in EXPECTED if name in LINE_COST_KPIS and "revenue" not in name])
def test_the_auditor_adds_up_the_trips_again(day: RunResult, name: str) -> None:
    """And finds a kilometre, a vehicle or two cents that are too many."""
    wrong = replace(day)
    wrong.__dict__["kpis"] = day.kpis | {
        f"lines.{name}": (day.kpis[f"lines.{name}"] or 0) + (0.02 if "eur" in name else 1)
    }
    found = audit_result(wrong)
    assert found and all(text.startswith("lines: line_") for text in found)
    assert any(f"lines: {name} is" in text for text in found)


def test_the_auditor_finds_nothing_in_a_day_with_costs(day: RunResult) -> None:
    assert audit_result(day) == []


PRICES = LinePrices(None, 365, None, 1, 1, None, frozenset({3}))
RUNS = [(0, 100), (50, 150), (99, 120), (100, 130), (150, 150)]  # three at 99, and still three at 100


def test_vehicles_are_as_many_as_are_under_way() -> None:
    """Whoever arrives at a second can leave at it; what is told counts more, and two days cost twice as much."""
    runs = pd.DataFrame(RUNS, columns=["departs_s", "arrives_s"]).assign(
        service="lines", counted=True, route_type=[3, 3, 3, 3, 3], run_km=1.0
    )
    trips, legs = pd.DataFrame({"service": [], "status": [], "price_eur": []}), pd.DataFrame(
        {"carrier": [], "journey_began": pd.Series([], dtype=bool), "fare_eur": []}
    )  # fmt: skip
    found = line_cost_kpis(runs, trips, legs, {"lines": PRICES}, 2)
    assert (found["lines.line_vehicles"], found["lines.line_cost_vehicles_eur"]) == (3, 6)
    assert (found["lines.line_cost_hours_eur"], found["lines.line_cost_eur"]) == (None, 6)
    none = line_cost_kpis(runs, trips, legs, {"lines": PRICES._replace(vehicles=7, route_types=frozenset({2}))}, 1)
    assert (none["lines.line_vehicles"], none["lines.line_vehicle_km"], none["lines.line_cost_eur"]) == (7, 0, 7)


@pytest.mark.parametrize(
    ("costs", "told"),
    [
        ({"per_km": "-1 EUR"}, "costs.per_km"),
        ({"layover_factor": 0.5}, "costs.layover_factor: 0.5"),
        ({"route_types": ["buss"]}, 'did you mean "bus"'),
    ],
)
def test_what_is_refused(tmp_path: Path, costs: dict[str, Any], told: str) -> None:
    file = write_day(tmp_path, RIDES[:1], services={"lines": LINES | {"costs": costs}})
    with pytest.raises(ScenarioError, match=told):
        load_scenario(file)


@pytest.mark.parametrize(("code", "left"), [("en", "€878.85"), ("de", "878,85 €")])
def test_the_page_tells_it(day: RunResult, code: str, left: str) -> None:
    run: Any = SimpleNamespace(
        kpis=day.kpis, services=day.services, tables=day.tables, names={}, manifest={}, scenario={}
    )
    words = Language(code)
    (_, rows), *_ = tables(run, words)
    told = {label: value for label, value, _ in rows}
    assert told[words._("Left to pay for all public transport")].replace("\u202f", " ") == left
    assert told[words._("Cost")] == words.euro(168.85, 2)
