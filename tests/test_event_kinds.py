"""Kinds of events, their codes and the words for them are whole."""

from __future__ import annotations

import pytest

from simulator import reasons
from simulator.event_kinds import Event, values_in_words
from simulator.reasons import (
    MISSED_WORDS,
    REASON_WORDS,
    REASONS_BY_NEARNESS,
    REFUSAL_WORDS,
    Missed,
    Reason,
    Refusal,
)
from simulator.report.page.language import Language


def test_every_reason_has_words_and_a_place_in_the_order() -> None:
    assert set(REASON_WORDS) == set(Reason) == set(REASONS_BY_NEARNESS)
    assert set(REFUSAL_WORDS) == set(Refusal)
    assert set(MISSED_WORDS) == set(Missed)
    ordered = reasons.ALL_BY_NEARNESS
    assert set(ordered) == set(reasons.REASONS_OF_ALL)
    sent = [Reason.PARALLEL_SERVICE, Reason.FEEDER_OFFERED]
    assert [name for name in ordered if name in {reason.name.lower() for reason in Reason}] == [
        reason.name.lower() for reason in [*sent, *(one for one in REASONS_BY_NEARNESS if one not in sent)]
    ]
    of_cars = [refusal.name.lower() for refusal in list(Refusal)[: Refusal.TOO_SHORT]]
    assert [name for name in ordered if name in of_cars] == of_cars


@pytest.mark.parametrize("words", reasons.UNSERVED_WORDS.values())
def test_pages_say_reasons_in_german_too(words: str) -> None:
    assert Language("de")._(words) != words


def test_a_kind_is_told_with_the_meaning_of_its_value() -> None:
    told = values_in_words()
    assert "1: planned boarding; the node is where [s]" in told
    assert "5: what the traveller does instead (0 stay, 1 other mode, 2 other service)" in told
    assert "12 no station there" not in told.split("41:")[0]


def test_numbers_of_kinds_never_change() -> None:
    assert {kind.name: int(kind) for kind in (Event.SUBMITTED, Event.ALIGHTED, Event.STRANDED, Event.CAR_PARKED)} == {
        "SUBMITTED": 0, "ALIGHTED": 12, "STRANDED": 32, "CAR_PARKED": 52,
    }  # fmt: skip
    assert len(Event) == len({kind.words for kind in Event}) == 108


def test_what_ends_a_request_or_a_booking() -> None:
    ends = {kind.name for kind in Event if kind.ends == "request"}
    assert ends == {
        "ALIGHTED",
        "GAVE_UP",
        "CANCELLED",
        "NO_SHOW",
        "CHOSEN",
        "TRIP_ENDED",
        "LEFT_BEHIND",
        "NOT_ASKED",
        "CANCELLED_BY_OPERATOR",
        "LEFT_STRANDED",
    }
    bookings = {kind.name for kind in Event if kind.ends == "booking"}
    assert bookings == {
        "BOOKING_NOT_CHOSEN",
        "BOOKING_REFUSED",
        "BOOKING_CANCELLED",
        "BOOKING_NO_SHOW",
        "BOOKING_LOST",
        "CAR_RETURNED",
    }
