"""The life of a request over services that play parts written beforehand: turns, comparisons, retries, ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from simulator.engine.agenda import Clock
from simulator.event_kinds import Event
from simulator.services.protocol import Ask, Attempt, Booked, Bundle, Offer, Refusal
from simulator.travellers import life
from simulator.travellers.life import Travellers
from tests.worlds import line_network, world_of

LINE = line_network(3)
Row = tuple[int, str, str, int, int]


@dataclass
class Actor:
    """A service that answers by the script: after so long, at the n-th time an arrival or a refusal."""

    name: str
    number: int
    rows: list[Row]
    answers: Sequence[int | Refusal]
    after_s: int = 0
    stale: int = 0  # so many offers go stale before they can be booked
    rank: int = 2
    most: int = 1
    together: bool = False
    draws_absences: bool = False
    can_decline: bool = True
    booked: list[tuple[int, int]] = field(default_factory=list)

    def answers_at(self, attempt: Attempt) -> int:
        return attempt.asked_s + self.after_s

    def offers(self, asks: Sequence[Ask], now_s: int) -> list[list[Bundle] | Refusal]:
        return [self._answer(*ask) for ask in asks]

    def _answer(self, attempt: Attempt) -> list[Bundle] | Refusal:
        answer = self.answers[min(attempt.again, len(self.answers) - 1)]
        if isinstance(answer, Refusal):
            return answer
        return [(Offer(self.number, attempt, answer, vehicle=self.number, arrival_s=answer),)]

    def are_good(self, offers: Sequence[Offer], now_s: int) -> bool:
        self.stale -= 1
        return self.stale < 0

    def book(self, offer: Offer, ride: int, now_s: int) -> Booked:
        self.booked.append((now_s, ride))
        return Booked(self.number, offer.arrival_s)

    def rearrange(self, now_s: int) -> None:
        pass

    def note(self, kind: Event, attempt: Attempt, now_s: int, value: int = 0, offer: Offer | None = None) -> None:
        self.rows.append((now_s, self.name, kind.name, attempt.request, value))


def lived(
    monkeypatch: pytest.MonkeyPatch, asks: Any, answers: dict[str, Any], requests: int = 1, **rule: Any
) -> tuple[list[Row], dict[str, Actor], Travellers]:
    """Let requests that come at second 100 live; return what services noted."""
    adult = {"on_rejection": rule} if rule else {}
    times = [{"submitted_s": 100, "origin_node": 0, "destination_node": 2}] * requests
    world = world_of(LINE, times, classes={"adult": adult})
    env = Clock()
    rows: list[Row] = []
    actors = {
        name: Actor(name, number, rows, **(said if isinstance(said, dict) else {"answers": said}))
        for number, (name, said) in enumerate(answers.items())
    }
    monkeypatch.setattr(life, "asks_by_class", lambda scenario: {"adult": asks})
    travellers = Travellers(env, world, actors, lambda request: 1000 + request)
    env.run()
    return rows, actors, travellers


NO = Refusal(7)
NEVER = Refusal(8, final=True)


def test_the_first_in_turn_who_offers_something_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    rows, actors, travellers = lived(monkeypatch, (("a",), ("b",), ("c",)), {"a": [NO], "b": [900], "c": [200]})
    assert rows == [
        (100, "a", "SUBMITTED", 0, 0),
        (100, "a", "REJECTED", 0, 7),
        (100, "a", "GAVE_UP", 0, 2),
        (100, "b", "SUBMITTED", 0, 0),
    ]
    assert actors["b"].booked == [(100, 0)]
    assert travellers.ended == 1


def test_of_those_compared_the_one_that_arrives_first_is_taken_when_the_latest_has_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    late = {"answers": [300], "after_s": 60}
    rows, actors, _ = lived(monkeypatch, (("a", "b", "c"),), {"a": [400], "b": late, "c": [NO]})
    assert rows == [
        (100, "a", "SUBMITTED", 0, 0),
        (100, "b", "SUBMITTED", 0, 0),
        (100, "c", "SUBMITTED", 0, 0),
        (160, "a", "OFFERED", 0, 0),
        (160, "b", "OFFERED", 0, 0),
        (160, "c", "REJECTED", 0, 7),
        (160, "a", "CHOSEN", 0, 1),
        (160, "c", "GAVE_UP", 0, 2),
    ]
    assert actors["b"].booked == [(160, 0)]


@pytest.mark.parametrize(("turn", "taken"), [(("a", "b"), "a"), (("b", "a"), "b")])
def test_of_equals_the_first_in_the_list_is_taken(
    monkeypatch: pytest.MonkeyPatch, turn: tuple[str, ...], taken: str
) -> None:
    _, actors, _ = lived(monkeypatch, (turn,), {"a": [300], "b": [300]})
    assert [name for name, actor in actors.items() if actor.booked] == [taken]


def test_who_asks_again_does_so_where_that_can_help_before_turning_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    rows, _, travellers = lived(
        monkeypatch, (("a", "b"), ("c",)), {"a": [NO, NO], "b": [NEVER], "c": [NO]},
        action="retry", retry_after_s=50, max_retries=1,
    )  # fmt: skip
    assert [row[:3] for row in rows if row[2] in ("SUBMITTED", "GAVE_UP")] == [
        (100, "a", "SUBMITTED"),
        (100, "b", "SUBMITTED"),
        (100, "b", "GAVE_UP"),  # it is not asked again
        (150, "a", "SUBMITTED"),
        (150, "a", "GAVE_UP"),
        (150, "c", "SUBMITTED"),
        (200, "c", "SUBMITTED"),
        (200, "c", "GAVE_UP"),
    ]
    assert [row[4] for row in rows if row[2] == "GAVE_UP"] == [2, 2, 1]
    attempts = travellers.store.attempts
    assert attempts["service"].tolist() == [0, 1, 0, 2, 2]
    assert attempts["again"].tolist() == [0, 0, 1, 0, 1]
    assert attempts["asked_s"].tolist() == [100, 100, 150, 150, 200]
    assert travellers.ended == 1


def test_a_stale_offer_is_asked_for_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    rows, actors, travellers = lived(monkeypatch, (("a",),), {"a": {"answers": [300], "stale": 2}}, requests=3)
    assert actors["a"].booked == [(100, 0), (100, 1), (100, 2)]
    rides = travellers.store.rides
    assert (rides["request"].tolist(), rides["told_s"].tolist()) == ([0, 1, 2], [300] * 3)
    assert rides["attempt"].tolist() == [0, 1, 2]
    assert len(rows) == 3
