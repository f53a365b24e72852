"""The way of a request through the house, and how much the composition root knows."""

from __future__ import annotations

from benchmarks.rooms import fan_out, returns, way_of_a_request
from simulator.travellers.life import Travellers


def test_a_return_is_a_second_coming() -> None:
    assert returns("abc") == 0
    assert returns("abacb") == 2


def test_a_request_comes_from_travellers_by_a_service_to_the_plans() -> None:
    ask = Travellers._ask
    way = way_of_a_request("tiny/line")
    assert Travellers._ask is ask
    marks = ["travellers/life", "services/ridepooling/service", "dispatch/insertion", "kernels/search",
             "travellers/journeys", "services/ridepooling/book", "fleet/plans", "kernels/acceptance"]  # fmt: skip
    assert [module for module in dict.fromkeys(way) if module in marks] == marks
    assert returns(way) <= 36


def test_the_composition_root_knows_no_kind_of_service() -> None:
    modules = fan_out()
    assert len(modules) <= 10
    assert not any(
        module.startswith(("simulator.services.ridepooling", "simulator.services.carsharing")) for module in modules
    )
