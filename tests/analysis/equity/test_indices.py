"""Indices of inequality: by hand, by definition pair by pair, by laws they keep, and against another library."""

from __future__ import annotations

import numpy as np
import pytest
from inequality.atkinson import atkinson as atkinson_of_pysal
from inequality.gini import Gini
from inequality.theil import Theil, TheilD

from simulator.analysis.equity.indices import (
    atkinson,
    fgt,
    gini,
    gini_by_luck,
    level,
    nearness,
    palma,
    theil,
    theil_parts,
    worst_decile,
)

NAN, NEVER = float("nan"), float("inf")
DRAWN = np.random.default_rng(5).gamma(2.0, 300.0, 40)
GROUPS = np.arange(40) % 4
COPIES = np.random.default_rng(6).integers(1, 6, 40)
EACH = np.ones(40)
INEQUALITY = (gini, theil, lambda v, p: atkinson(v, p, 0.5), lambda v, p: atkinson(v, p, -0.5))


def values(*of: float) -> np.ndarray:
    return np.array(of, dtype=np.float64)


def of(group: int) -> np.ndarray:
    return np.asarray(np.equal(GROUPS, group))


def test_by_hand() -> None:
    """Of one with 1 and three with 3: the mean is 2.5."""
    its = values(1, 3), values(1, 3)
    assert level(*its) == 2.5
    assert gini(*its) == pytest.approx(2 * 1 * 3 * 2 / (2 * 2.5 * 16))
    assert theil(*its) == pytest.approx(0.25 * 0.4 * np.log(0.4) + 0.75 * 1.2 * np.log(1.2))
    assert palma(*its) == pytest.approx(3 / ((1 * 1 + 0.6 * 3) / 1.6))
    assert atkinson(*its, 0.5) == pytest.approx(1 - (0.25 * 0.4**0.5 + 0.75 * 1.2**0.5) ** 2)
    assert atkinson(*its, 1) == pytest.approx(1 - 0.4**0.25 * 1.2**0.75)
    assert atkinson(*its, 2) == pytest.approx(1 - 1 / (0.25 / 0.4 + 0.75 / 1.2))
    assert atkinson(*its, -1) == pytest.approx((0.25 * 0.4**2 + 0.75 * 1.2**2) ** 0.5 - 1)
    assert [fgt(*its, 2, power) for power in (0, 1, 2)] == pytest.approx([1 / 4, 1 / 8, 1 / 16])
    assert worst_decile(*its) == pytest.approx(0.4)
    assert worst_decile(*its, less_is_better=True) == pytest.approx(1.2)
    twelve = values(*range(1, 13)), values(*[1] * 12)  # the tenth is one whole and a fifth of the next
    assert worst_decile(*twelve) == pytest.approx((1 + 0.2 * 2) / 1.2 / 6.5)
    assert worst_decile(*twelve, less_is_better=True) == pytest.approx((12 + 0.2 * 11) / 1.2 / 6.5)


def test_where_all_have_the_same_there_is_no_inequality() -> None:
    for same in (0.0, 0.1, 7.0):
        its = np.full(9, same), np.linspace(0.1, 3, 9)
        assert [index(*its) for index in INEQUALITY] == pytest.approx([0.0] * 4, abs=1e-15)
    assert palma(np.full(9, 0.1), np.linspace(0.1, 3, 9)) == pytest.approx(1.0)
    assert worst_decile(np.full(9, 0.1), np.linspace(0.1, 3, 9)) == pytest.approx(1.0)


def test_where_one_has_all() -> None:
    its = values(0, 0, 0, 0, 8), values(1, 1, 1, 1, 1)
    assert gini(*its) == pytest.approx(1 - 1 / 5)
    assert theil(*its) == pytest.approx(np.log(5))
    assert atkinson(*its, 0.5) == pytest.approx(1 - 1 / 5)
    assert atkinson(*its, 1) == 1
    assert np.isnan(palma(*its))
    assert worst_decile(*its) == 0


def test_who_is_not_known_is_left_out_and_never_is_no_number() -> None:
    some = values(1, NAN, 3, 9), values(1, 5, 3, 0)
    for index in (*INEQUALITY, palma, level, worst_decile):
        assert index(*some) == index(values(1, 3), values(1, 3))
        assert np.isnan(index(values(NAN), values(1)))
        assert np.isnan(index(values(), values()))
    assert fgt(*some, 2, 0) == 1 / 4
    assert np.isnan(fgt(values(NAN), values(1), 2, 0))
    never = values(1, NEVER), values(1, 1)
    assert all(np.isnan(index(*never)) for index in (*INEQUALITY, worst_decile))
    for wrong in ((values(-1, 2), values(1, 1)), (values(1, 2), values(1, -1))):
        with pytest.raises(ValueError, match="not negative"):
            gini(*wrong)


def test_never_is_the_deepest_poverty() -> None:
    """Within 10 minutes is well; at 20 half of that is missing, who never comes has nothing."""
    times, people = values(0, 5, 10, 20, NEVER), values(1, 1, 1, 1, 1)
    assert [fgt(nearness(times), people, 1 / 10, power) for power in (0, 1, 2)] == pytest.approx(
        [2 / 5, 1.5 / 5, 1.25 / 5]
    )


def test_pair_by_pair() -> None:
    apart = sum(
        a * b * abs(x - y) for x, a in zip(DRAWN, COPIES, strict=True) for y, b in zip(DRAWN, COPIES, strict=True)
    )
    mean = (DRAWN * COPIES).sum() / COPIES.sum()
    assert gini(DRAWN, COPIES.astype(float)) == pytest.approx(apart / (2 * mean * COPIES.sum() ** 2), rel=1e-12)


def test_as_another_library_has_it() -> None:
    """PySAL's ``inequality``, unweighted, and weighted by copies."""
    copied, groups = np.repeat(DRAWN, COPIES), np.repeat(GROUPS, COPIES)
    for its, people, theirs, of_group in (
        (DRAWN, EACH, DRAWN, GROUPS),
        (DRAWN, COPIES.astype(float), copied, groups),
        (values(0, 0, 1, 5), np.ones(4), values(0, 0, 1, 5), np.array([0, 0, 1, 1])),
    ):
        assert gini(its, people) == pytest.approx(Gini(theirs).g, rel=1e-12)
        assert theil(its, people) == pytest.approx(Theil(theirs).T, rel=1e-12)
        parts = TheilD(theirs, of_group)
        ours = theil_parts(its, people, GROUPS if len(its) == 40 else of_group)
        assert ours == pytest.approx((parts.bg.item(), parts.wg.item()), rel=1e-12)
    for aversion in (0.5, 1.0, 2.0):
        assert atkinson(DRAWN, COPIES.astype(float), aversion) == pytest.approx(
            atkinson_of_pysal(copied, aversion), rel=1e-12
        )


def test_laws() -> None:
    """Scale, order and copies do not matter; what is taken from who has less and given to who has more does."""
    people = COPIES.astype(float)
    order = np.argsort(-DRAWN)
    widened = DRAWN.copy()
    widened[[DRAWN.argmin(), DRAWN.argmax()]] += (
        np.array([-1, 1]) * DRAWN.min() / people[[DRAWN.argmin(), DRAWN.argmax()]]
    )
    for index in (*INEQUALITY, palma, worst_decile):
        assert index(7.5 * DRAWN, 3 * people) == pytest.approx(index(DRAWN, people), rel=1e-12)
        assert index(DRAWN[order], people[order]) == pytest.approx(index(DRAWN, people), rel=1e-12)
        assert index(np.repeat(DRAWN, COPIES), np.ones(COPIES.sum())) == pytest.approx(index(DRAWN, people), rel=1e-12)
    assert all(index(widened, people) > index(DRAWN, people) for index in INEQUALITY)


def test_poverty_and_theil_are_those_of_groups() -> None:
    people, line = COPIES.astype(float), 500.0
    for power in (0, 1, 2):
        parts = [fgt(DRAWN[of(g)], people[of(g)], line, power) for g in range(4)]
        sizes = [people[of(g)].sum() for g in range(4)]
        assert fgt(DRAWN, people, line, power) == pytest.approx(np.average(parts, weights=sizes), rel=1e-12)
    between, within = theil_parts(DRAWN, people, GROUPS)
    each = [theil(DRAWN[of(g)], people[of(g)]) for g in range(4)]
    sums = [(DRAWN * people)[of(g)].sum() for g in range(4)]
    assert within == pytest.approx(np.average(each, weights=sums), rel=1e-12)
    assert between > 0
    assert theil_parts(DRAWN, people, np.zeros(40, dtype=np.int64))[0] == pytest.approx(0, abs=1e-15)


def test_what_luck_makes_of_equal_chances() -> None:
    """Of 60 places with between 5 and 60 requests each, of which 80 in 100 are served whoever asks."""
    draw = np.random.default_rng(7)
    asked = draw.integers(5, 60, 60)
    found = np.mean([gini(draw.binomial(asked, 0.8) / asked, asked.astype(float)) for _ in range(200)])
    expected = gini_by_luck(np.full(60, 0.8), asked.astype(float), 0.8 * 0.2 / asked)
    assert expected == pytest.approx(found, rel=0.03)
    assert gini_by_luck(values(0, 0), values(1, 1), values(1, 1)) == 0
    assert np.isnan(gini_by_luck(values(), values(), values()))
    # two draws are apart by 2 sqrt(v / pi) on average
    assert gini_by_luck(values(2, 2, NAN), values(1, 1, 9), values(3, 3, 3)) == pytest.approx(
        2 * 2 * (3 / np.pi) ** 0.5 / (2 * 2 * 4)
    )
