"""Season tickets: who holds one, and what offers, log and key figures say such people pay."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simulator.errors import ScenarioError
from simulator.event_kinds import Event
from simulator.experiments.audit import audit_result
from simulator.experiments.run import RunResult
from simulator.scenario.loader import load_scenario
from simulator.world.demand import with_season_tickets
from tests.timetable.days import LINES, Settings, result_of, write_day
from tests.timetable.test_parallel_service import rufbus
from tests.worlds import demand_of, line_network, scenario_of

FARES = {"per_rider": "3 EUR", "surcharge": "0.50 EUR"}
A, C = 0, 10_000
# Three times the same, two of them with a season ticket; the last asks the lines.
RIDES: list[Settings] = [
    {"from": A, "to": C, "at": "08:00", "asks": "06:00", "party": 2, "class": name}
    for name in ("rider", "holder", "by_line")
]
PEOPLE = {
    "rider": {"asks": ["rufbus"]},
    "holder": {"asks": ["rufbus"], "season_ticket": 1},
    "by_line": {"asks": ["lines"], "season_ticket": 1},
}


def day_of(folder: Path, lines: Settings | None = None, **fares: object) -> RunResult:
    services = {
        "rufbus": rufbus({"then": "surcharge", "surcharge": "1 EUR"}, fares=FARES | fares),
        "lines": LINES | (lines or {}),
    }
    return result_of(folder, RIDES, services=services, people={"classes": PEOPLE})


def test_holders_pay_surcharges_only(tmp_path: Path) -> None:
    """Surcharges are that of the fares, and that because of the bus."""
    kpis = (result := day_of(tmp_path)).kpis
    assert kpis["served"] == 2
    assert kpis["fare_revenue_eur"] == 2 * (3 + 0.5 + 1) + 2 * (0.5 + 1)
    assert (kpis["fares_waived_eur"], kpis["season_ticket_riders"]) == (2 * 3, 2)
    assert (kpis["lines.trip_price_eur"], kpis["lines.line_fares_waived_eur"]) == (0, 2 * 2)
    assert kpis["lines.season_ticket_persons"] == 2
    assert result.tables.requests["season_ticket"].tolist() == [False, True]


def test_where_the_ticket_is_not_valid_all_pay_alike(tmp_path: Path) -> None:
    kpis = day_of(tmp_path, {"fares": {"per_trip": "2 EUR", "season_ticket": False}}, season_ticket=False).kpis
    assert kpis["fare_revenue_eur"] == 4 * (3 + 0.5 + 1)
    assert (kpis["fares_waived_eur"], kpis["lines.line_fares_waived_eur"]) == (0, 0)
    assert kpis["lines.trip_price_eur"] == 2 * 2


def test_the_auditor_knows_who_holds_one(tmp_path: Path) -> None:
    result = day_of(tmp_path)
    demand = result.world.demand.assign(season_ticket=False)
    found = audit_result(replace(result, world=replace(result.world, demand=demand)))
    assert [text.rpartition(": ")[2] for text in found] == ["costs 0 cents, expected 400"]


def test_a_ticket_decides_between_offers(tmp_path: Path) -> None:
    """Equal but for the fare: the bus costs its rider 2 EUR, the ride 1 EUR; with a ticket nothing, and 0.50 EUR."""
    choice = {"model": "logit", "per_eur": -100, "staying": -1000}
    services = {"rufbus": rufbus(None, fares={"per_rider": "1 EUR", "surcharge": "0.50 EUR"}), "lines": LINES}
    classes = {
        name: {"asks": [["rufbus", "lines"]], "choice": choice, "season_ticket": int(name == "holder")}
        for name in ("rider", "holder")
    }
    rides = [ride | {"party": 1} for ride in RIDES[:2]]
    result = result_of(tmp_path, rides, services=services, people={"classes": classes})
    assert result.journeys["means"].tolist() == ["rufbus", "lines"]
    prices = result.events.loc[result.events["kind"] == Event.TRIP_BEGAN, "value"]
    assert prices.tolist() == [0]


def test_a_journey_without_a_fare_beats_any_ride(tmp_path: Path) -> None:
    """A ride for 1.99 EUR is cheaper than the bus, but not for who holds a ticket, which is not valid on board."""
    for share, status in ((0, "served"), (1, "rejected")):
        fares = {"per_rider": "1.99 EUR", "season_ticket": False}
        services = {"rufbus": rufbus("dominance", home=19, fares=fares), "lines": LINES}
        ride = {"from": A, "to": C, "at": "08:00", "asks": "08:00"}
        people = {"classes": {"rider": {"asks": ["rufbus"], "season_ticket": share}}}
        result = result_of(tmp_path / str(share), [ride], services=services, people=people)
        assert result.requests["status"].tolist() == [status]


def test_who_holds_one_is_drawn_by_request_and_holds_it_where_more_do() -> None:
    demand = demand_of([{"submitted_s": number, "origin_node": 0, "destination_node": 1} for number in range(4000)])

    def holds(share: float, seed: int = 1) -> np.ndarray:
        scenario = scenario_of(line_network(3), classes={"adult": {"season_ticket": share}}, seed=seed)
        return with_season_tickets(scenario, demand)["season_ticket"].to_numpy()

    few, many = holds(0.06), holds(0.3)
    assert not holds(0).any()
    assert holds(1).all()
    assert (few.mean(), many.mean()) == (pytest.approx(0.06, abs=0.012), pytest.approx(0.3, abs=0.022))
    assert (few <= many).all()
    assert (holds(0.3, seed=2) != many).any()


def test_a_share_beyond_one_is_refused(tmp_path: Path) -> None:
    file = write_day(tmp_path, RIDES[:1], people={"classes": {"rider": {"asks": ["lines"], "season_ticket": 6}}})
    message = r"day.yaml:\d+:\d+: people.classes.rider.season_ticket: .*less than or equal"
    with pytest.raises(ScenarioError, match=message):
        load_scenario(file)
