"""What a disturbed day loses against its twin: the two hours of ``two_hours``, worked out by hand."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.analysis.audit.resilience import Told, audit_resilience
from simulator.analysis.groups import Grouped
from simulator.analysis.resilience.bins import pooled_bins
from simulator.analysis.resilience.compared import compare_runs
from simulator.analysis.resilience.curve import bins_of, lost_s
from simulator.analysis.resilience.milestones import recovered_s
from simulator.event_kinds import Event
from simulator.experiments.resilience import Resilience, as_twin
from simulator.results.resilience_definitions import CURVE_DTYPES
from simulator.tables import EVENT_DTYPES, no_rows, table_of
from simulator.units import HOUR_S
from tests.analysis import two_hours
from tests.analysis.two_hours import BRIDGE, FROM_S

SERVED_MIN = 4 * 2 + 1 * 2 + 10  # of generalised cost: wait and walk count twice
LATE_MIN = SERVED_MIN + 11 * 2
REFUSED_MIN = 120 * 2 + 10
EXTRA_MIN = (5 + 1) * (REFUSED_MIN - SERVED_MIN) + LATE_MIN - SERVED_MIN
EXPECTED = {
    "resilience_compared": 40,
    "resilience_only_disturbed": 1,
    "resilience_only_undisturbed": 1,
    "resilience_served_share": 34 / 40,
    "resilience_loss_h": 5 / 20 + 1 / 20,  # two bins of an hour
    "resilience_robustness": 15 / 20,
    "resilience_recovered": 1,
    "resilience_recovery_h": 0.25,  # 19 of 20 from 09:00 on; the bridge is open from 08:45
    "resilience_rapidity_per_h": 19 / 20 - 15 / 20,  # from 08:00 to 09:00
    "resilience_riders_affected": 5 + 1 + 3,  # refused, one of them two people; late, broken, stranded
    "resilience_affected_share": 9 / 41,
    "resilience_stranded": 1,
    "resilience_cost_per_km_min": (40 * SERVED_MIN + EXTRA_MIN) / 400,
    "resilience_cost_per_km_twin_min": SERVED_MIN / 10,
    "resilience_extra_cost_h": EXTRA_MIN / 60,
    "resilience_longer_h": (LATE_MIN - SERVED_MIN) / 60,
    "resilience_lost": 5 + 1,
}


class Closed:
    """The bridge, as far as milestones want to know."""

    from_s, until_s = BRIDGE
    known_s = BRIDGE[0] + 60


def resilience(*, disturbed: bool = True) -> Resilience:
    day = two_hours.journeys(disturbed=disturbed)
    broken = two_hours.broken(day).tolist() if disturbed else []
    events = no_rows(EVENT_DTYPES)
    if disturbed:
        events = table_of([(0, 0, -1, Event.BROKEN_BY, -1, one, one, -1, 0) for one in broken], EVENT_DTYPES)
    towns = {"name": ["West", "East"], "lon": [12.0, 12.2], "lat": [53.0, 53.0], "municipality": ["Amt", "Gemeinde"]}
    places = pd.DataFrame(towns)
    told = (Closed(),) if disturbed else ()
    twin = as_twin(two_hours.journeys(disturbed=False))
    return Resilience(day, twin, events, told, Grouped(places=places))  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "value"), EXPECTED.items())
def test_key_figures_of_two_hours_with_a_bridge_closed(name: str, value: float) -> None:
    assert resilience().kpis[name] == pytest.approx(value, abs=1e-6)


def test_curve_tells_waits_and_cost_beside_what_is_served() -> None:
    first, second = resilience().curve.to_dict("records")
    assert (first["from_s"], first["until_s"], first["active_s"]) == (FROM_S, FROM_S + HOUR_S, HOUR_S)
    assert [first[name] for name in ("requests", "served", "served_twin", "performance")] == [20, 15, 20, 0.75]
    assert second["performance"] == 0.95
    assert first["cost_per_km_min"] == pytest.approx((14 * SERVED_MIN + LATE_MIN + 5 * REFUSED_MIN) / 200)
    assert first["cost_performance"] == pytest.approx(2 / first["cost_per_km_min"])
    assert first["wait_mean_s"] == pytest.approx((14 * 240 + 900) / 15)
    assert first["wait_mean_twin_s"] == second["wait_mean_s"] == 240


def test_milestones_of_two_hours() -> None:
    told = resilience().tables["resilience_milestones"].set_index("milestone")["time_s"].to_dict()
    from_s, until_s = BRIDGE
    assert told == {
        "began": from_s, "known": from_s + 60, "lowest": FROM_S, "over": until_s, "recovered": FROM_S + HOUR_S,
    }  # fmt: skip


def test_parts_of_groups_add_up_to_the_whole() -> None:
    groups = resilience().tables["resilience_by_group"].set_index(["grouping", "group_name"])
    told = groups[["requests", "served", "served_twin", "stranded", "riders_affected", "loss_h"]].to_dict("index")
    assert list(told["place", "West"].values()) == [20, 14, 20, 1, 9, EXPECTED["resilience_loss_h"]]
    assert list(told["place", "East"].values()) == [20, 20, 20, 0, 0, 0]
    assert told["municipality", "Amt"] == told["place", "West"]
    sums = groups.groupby("grouping")[["extra_cost_h", "loss_h"]].sum()
    assert sums["extra_cost_h"].tolist() == pytest.approx([EXPECTED["resilience_extra_cost_h"]] * 4)
    groupings = ("class", "means", "municipality", "place")
    assert sums["loss_h"].to_dict() == dict.fromkeys(groupings, EXPECTED["resilience_loss_h"])


def test_nothing_is_lost_where_nothing_went_wrong() -> None:
    twin = two_hours.journeys(disturbed=False)
    its = Resilience(twin, as_twin(twin), no_rows(EVENT_DTYPES), (), Grouped())
    ones = {"resilience_served_share", "resilience_robustness", "resilience_recovered"}
    same = {"resilience_compared": 41, "resilience_cost_per_km_min": 2, "resilience_cost_per_km_twin_min": 2}
    told = its.kpis
    assert {name: told[name] for name in same} == same
    others = {name: value for name, value in told.items() if name not in same and not name.endswith("recovery_h")}
    assert others == {name: int(name in ones) for name in others} | {"resilience_rapidity_per_h": None}


served = st.tuples(st.integers(0, 86_400), st.booleans(), st.booleans(), st.integers(0, 3))


@given(st.lists(served, min_size=1, max_size=120))
def test_losses_add_up_exactly_and_are_those_of_a_slow_sum(people: list[tuple[int, bool, bool, int]]) -> None:
    table = pd.DataFrame(people, columns=["desired_s", "served", "served_twin", "town"])
    bins = bins_of(table)
    of_towns = [lost_s(table, bins, table["town"] == town) for town in range(4)]
    assert sum(of_towns, Fraction(0)) == lost_s(table, bins) == slow_loss_s(people)


def slow_loss_s(people: list[tuple[int, bool, bool, int]]) -> Fraction:
    """Sum the losses quarter by quarter, each with the people of all quarters it is pooled with."""
    if not any(twin for _, _, twin, _ in people):
        return Fraction(0)
    desired_s, twins = np.array([one[0] for one in people]), np.array([one[2] for one in people])
    lost = Fraction(0)
    for its in pooled_bins(desired_s, twins):
        there = [one for one in people if one[0] // 900 in its.cells]
        on_twin = sum(twin for _, _, twin, _ in there)
        lost += sum((900 * Fraction(on_twin - sum(one[1] for one in there), on_twin) for _ in its.cells), Fraction(0))
    return lost


@given(st.lists(st.tuples(st.integers(0, 400), st.booleans()), min_size=1, max_size=150))
def test_bins_hold_everybody_once_and_enough_of_them(people: list[tuple[int, bool]]) -> None:
    desired_s = np.array([900 * cell + 7 for cell, _ in people])
    twins = np.array([twin for _, twin in people])
    bins = pooled_bins(desired_s, twins)
    if not twins.any():
        assert bins == []
        return
    cells = [cell for its in bins for cell in its.cells]
    assert cells == sorted(set(cells))
    assert {cell for cell, _ in people} <= set(cells)
    counts = [sum(twin for cell, twin in people if cell in its.cells) for its in bins]
    assert len(bins) == 1 or min(counts) >= 20


def test_quiet_hours_do_not_count() -> None:
    """Twenty people in the evening, as many in the morning: nothing can be lost between."""
    desired_s = np.repeat([20 * HOUR_S, 30 * HOUR_S], 20)
    evening, morning = pooled_bins(desired_s, np.ones(40, dtype=bool))
    assert (evening.until_s, morning.from_s) == (20 * HOUR_S + 900, 30 * HOUR_S)
    together = pooled_bins(desired_s[:30], np.ones(30, dtype=bool))
    assert [its.active_s for its in together] == [1800]


def curve(*shares: float) -> pd.DataFrame:
    """Return bins of half an hour, one behind the other from midnight on."""
    none = [0.0] * (len(CURVE_DTYPES) - 7)
    return table_of(
        [(1800 * n, 1800 * n + 1800, 1800, 20, 20, 20, q, *none) for n, q in enumerate(shares)], CURVE_DTYPES
    )


@pytest.mark.parametrize(
    ("shares", "over_s", "recovered"),
    [
        ((1, 1, 1), 0, 0),
        ((0.5, 1, 0.9, 0.95, 1, 1), 1800, 5400),  # an hour on end
        ((0.5, 1, 1), 600, 1800),
        ((1, 1, 1), 600, 600),
        ((0.5, 1), 600, None),  # half an hour is not enough to tell
        ((0.5, 0.5), 600, None),
        ((1, 1), 3600, None),  # over when nobody wants to leave any more
    ],
)
def test_it_recovers_when_an_hour_is_as_it_should_be(shares: tuple[float, ...], over_s: int, recovered: int) -> None:
    assert recovered_s(curve(*shares), over_s) == recovered


def audited(**changed: object) -> list[str]:
    its = resilience()
    tables = its.tables
    told = Told(its.journeys, its.twin, tables["resilience_curve"], tables["resilience_by_group"], its.kpis)
    return audit_resilience(told._replace(**changed), its.events)  # type: ignore[arg-type]


def test_the_auditor_counts_on_its_own() -> None:
    its = resilience()
    tables = its.tables
    assert audited() == []
    (line,) = audited(kpis=its.kpis | {"resilience_loss_h": 0.2})
    assert line == "resilience_loss_h: 0.2, but the journeys of both days tell 0.3"
    (line,) = audited(kpis=its.kpis | {"resilience_riders_affected": 8})
    assert line == "resilience_riders_affected: 8, but the journeys of both days tell 9"
    curve = tables["resilience_curve"]
    assert "bin from 28800 s: requests, served, served on the twin are (20, 15, 20)" in " ".join(
        audited(curve=curve.assign(served=[16, 19]))
    )
    assert "begins before the one before it ends" in " ".join(audited(curve=curve.assign(until_s=[32_401, 36_000])))
    assert "the twin serves 19, fewer than 20" in " ".join(audited(curve=curve.assign(served_twin=[19, 20])))
    groups = tables["resilience_by_group"]
    assert audited(groups=groups[groups["group_name"] != "East"]) == [
        f"resilience_by_group: {name} of all groups of place are {some}, not {all_of_them}"
        for name, some, all_of_them in (
            ("requests", 20, 40), ("riders", 21, 41), ("served", 14, 34), ("served_twin", 20, 40)
        )
    ]  # fmt: skip


def test_nobody_to_compare_gives_no_figures_but_counts() -> None:
    nobody = two_hours.journeys(disturbed=True).iloc[:0]
    told = Resilience(nobody, as_twin(nobody), no_rows(EVENT_DTYPES), (), Grouped()).kpis
    assert told["resilience_loss_h"] is told["resilience_robustness"] is told["resilience_recovered"] is None
    assert told["resilience_compared"] == 0


def test_a_way_back_that_nobody_makes_any_more_is_lost() -> None:
    day, twin = (two_hours.journeys(disturbed=False) for _ in range(2))
    day.loc[3, "end"] = "not_made"
    twin.loc[5, "end"] = "in_rental"
    its = compare_runs(day, as_twin(twin), np.zeros(0, dtype=np.int64))
    assert (len(its.table), int(its.table["served"].sum())) == (40, 39)
