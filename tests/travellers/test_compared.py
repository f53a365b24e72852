"""Travellers who compare a ride with a shared car: everybody ends once, with what they like best."""

from __future__ import annotations

import pytest

from simulator import load_scenario, run
from simulator.event_kinds import Event
from simulator.experiments.audit import audit_result

LOGIT = "choice={model: logit, constant: 2, per_wait_min: -0.05, per_eur: -0.2, per_ride_min: -0.03}"


@pytest.mark.parametrize("choice", ["choice={model: accept_all}", LOGIT])
def test_whoever_compares_ends_in_one_service(choice: str) -> None:
    flexible = "people.classes.flexible"
    result = run(load_scenario("prignitz/integrated", (f"{flexible}.asks=[[rufbus, cars]]", f"{flexible}.{choice}")))
    assert audit_result(result) == []
    requests, events = result.requests, result.events
    compared = requests[requests["traveller_class"] == "flexible"]
    counts = compared["status"].value_counts()
    assert counts["other_means"] > 5
    assert result.kpis["other_means"] == counts["other_means"]
    assert counts["served"] > 5
    assert counts.get("declined", 0) > (5 if choice == LOGIT else -1)
    assert "unfinished" not in counts
    # Who chose the car has got it; the others' bookings were refused, or not chosen.
    kinds = events["kind"].value_counts()
    of_drivers = (requests["traveller_class"] == "driver").sum()
    assert counts["other_means"] == kinds[Event.CHOSEN] <= kinds[Event.BOOKING_GRANTED]
    refused = kinds.get(Event.BOOKING_REFUSED, 0)
    assert kinds.get(Event.BOOKING_NOT_CHOSEN, 0) + kinds[Event.CHOSEN] >= len(compared) - refused
    assert kinds[Event.BOOKING_ASKED] == kinds[Event.BOOKING_GRANTED] + kinds.get(Event.BOOKING_NOT_CHOSEN, 0) + refused
    assert kinds[Event.BOOKING_ASKED] >= len(compared) + of_drivers
    answers = events["kind"].isin([Event.BOOKING_REFUSED, Event.BOOKING_NOT_CHOSEN, Event.BOOKING_GAVE_UP])
    assert (events.loc[answers, "vehicle"] == -1).all()
