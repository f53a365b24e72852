"""The cheapest duties are those that trying all finds; vehicles are handed over only where duties meet."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from simulator.experiments.duties.cover import Rates, cheapest, cost_eur, dealt, vehicles_of
from simulator.experiments.duties.kinds import Kinds, Span
from simulator.units import DAYS_OF_A_YEAR, HOUR_S

SPANS = tuple(Span(a * HOUR_S, b * HOUR_S) for a, b in ((0, 2), (0, 3), (1, 4), (2, 4), (2, 6), (3, 6), (4, 6)))
HOURS = range(6)


def kinds(away: dict[int, set[int]] | None = None) -> Kinds:
    """Duties by hours as slots; away: hours in which a duty may take its break, one of them; else it has none."""
    rows = []
    for number, span in enumerate(SPANS):
        there = [span.start_s <= hour * HOUR_S < span.end_s for hour in HOURS]
        breaks = (away or {}).get(number, {-1})
        rows += [(number, [is_there and hour != off for hour, is_there in enumerate(there)]) for off in sorted(breaks)]
    return Kinds(SPANS, np.array([number for number, _ in rows]), np.array([there for _, there in rows]))


def by_trying(which: Kinds, need: np.ndarray, rates: Rates, most: int) -> float:
    best = np.inf
    for counts in product(range(most + 1), repeat=len(which.duty)):
        if (np.array(counts) @ which.there >= need).all():
            duties = [SPANS[number] for number, count in zip(which.duty, counts, strict=True) for _ in range(count)]
            best = min(best, cost_eur(vehicles_of(duties), rates))
    return best


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("rates", [Rates(10.0), Rates(10.0, 7 * DAYS_OF_A_YEAR), Rates(1.0, 50 * DAYS_OF_A_YEAR)])
def test_nothing_cheaper_is_found_by_trying_all(seed: int, rates: Rates) -> None:
    need = np.random.default_rng(seed).integers(0, 3, len(HOURS))
    which = kinds({4: {3, 4}} if seed % 2 else None)
    found = cheapest(which, need, rates)
    assert found is not None
    assert cost_eur(found, rates) == pytest.approx(by_trying(which, need, rates, 2), rel=1e-3)


def test_a_dear_vehicle_is_handed_over_and_a_cheap_one_is_not_waited_for() -> None:
    need = np.array([1, 1, 0, 1, 1, 1])
    assert cheapest(kinds(), need, Rates(10.0)) == [[Span(0, 2 * HOUR_S)], [Span(3 * HOUR_S, 6 * HOUR_S)]]
    dear = cheapest(kinds(), need, Rates(10.0, 100 * DAYS_OF_A_YEAR))
    assert dear is not None
    assert [sum(span.hours for span in its) for its in dear] == [6]  # one vehicle, an hour more of drivers


def test_a_break_leaves_its_hour_to_somebody_else() -> None:
    only_long = Kinds(SPANS, np.array([3, 4]), kinds({4: {3}}).there[3:5])  # 2-4, and 2-6 with its break from 3 to 4
    found = cheapest(only_long, np.array([0, 0, 1, 1, 1, 1]), Rates(10.0))
    assert found == [[Span(2 * HOUR_S, 4 * HOUR_S)], [Span(2 * HOUR_S, 6 * HOUR_S)]]


def test_what_no_duty_covers_has_no_answer() -> None:
    only = kinds()
    none = Kinds(only.spans[:1], only.duty[:1], only.there[:1])
    assert cheapest(none, np.array([0, 0, 0, 0, 0, 1]), Rates(10.0)) is None
    assert cheapest(none, np.zeros(6, np.int64), Rates(10.0)) == []


def test_each_vehicle_goes_to_the_depot_that_lacks_most() -> None:
    assert dealt([0.5, 0.25, 0.25], 4) == [0, 1, 2, 0]
    assert dealt([0.9, 0.1], 3) == [0, 0, 0]
    assert dealt([0.0, 0.0], 3) == [0, 1, 0]
