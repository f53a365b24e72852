"""The protocol between travellers and services costs little, whatever the machine."""

from __future__ import annotations

from benchmarks.speed.protocol import LIMIT_STEPS, cost, protocol_alone, with_store


def test_all_are_asked_and_booked() -> None:
    assert protocol_alone(10) == with_store(10) == 10


def test_it_costs_less_than_its_limit() -> None:
    """Told by a loop of plain Python right before; half of the limit where it was measured."""
    assert cost(protocol_alone, rounds=5, requests=5000).steps < LIMIT_STEPS
