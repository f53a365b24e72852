"""The scorecard, with values worked out by hand: levels of a run, changes of an experiment, and what they cost."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simulator.analysis.kpis.all import kpi_definitions
from simulator.analysis.scorecard import PILLARS, TOPICS, scorecard, with_scorecard
from simulator.analysis.scorecard_compared import compared_scorecard, scorecard_prices
from simulator.analysis.statistics import ratio_estimate

T_2, T_3 = 4.302652729911275, 3.182446305284263  # Student's t for 95 % with two and three degrees of freedom
RUN = {
    "cost_eur": 900.0, "subsidy_eur": 700.0, "subsidy_per_rider_eur": 7.0, "riders_per_vehicle_hour": None,
    "co2_kg": 80.0, "service_rate": 0.8, "wait_p95_s": 1500.0,
}  # fmt: skip


def runs(**variants: dict[str, list[float]]) -> pd.DataFrame:
    """One row per run; figures of each variant by day."""
    rows = [
        {"variant": name, "replication": day} | {figure: values[day] for figure, values in figures.items()}
        for name, figures in variants.items()
        for day in range(len(next(iter(figures.values()))))
    ]
    return pd.DataFrame(rows)


def row(table: pd.DataFrame, name: str, variant: str = "more") -> pd.Series:
    key = "row" if "row" in table else "effect"
    (found,) = [its for _, its in table.iterrows() if (its[key], its["variant"]) == (name, variant)]
    return found


def prices_of(**variants: dict[str, list[float]]) -> pd.DataFrame:
    table = runs(**variants)
    return scorecard_prices(table, compared_scorecard(table))


BASE = {
    "cost_eur": [1000.0, 1100.0, 900.0, 1000.0], "subsidy_eur": [800.0, 850.0, 750.0, 800.0],
    "service_rate": [0.70, 0.72, 0.68, 0.70], "wait_p95_s": [1200.0, 1300.0, 1100.0, 1200.0],
    "riders_served": [70.0, 72.0, 68.0, 70.0], "co2_kg": [50.0, 54.0, 46.0, 50.0],
}  # fmt: skip
MORE_BUSES = {
    "cost_eur": [1200.0, 1301.0, 1099.0, 1200.0], "subsidy_eur": [960.0, 1011.0, 909.0, 960.0],
    "service_rate": [0.90, 0.91, 0.89, 0.90], "wait_p95_s": [1000.0, 1500.0, 1050.0, 1250.0],
    "riders_served": [90.0, 93.0, 87.0, 90.0], "co2_kg": [58.0, 62.0, 54.0, 58.0],
}  # fmt: skip


def test_a_run_tells_its_rows_and_what_it_lacks() -> None:
    found = scorecard(RUN)
    assert found["economy"][0] == {
        "row": "cost", "figure": "cost_eur", "value": 900.0, "better": "less", "for_whom": "budget",
    }  # fmt: skip
    assert {pillar: [its["row"] for its in found[pillar]] for pillar in PILLARS} == {
        "economy": ["cost", "subsidy", "subsidy_per_rider"], "ecology": ["co2"], "social": ["served", "wait"],
    }  # fmt: skip
    told = sum(len(found[pillar]) for pillar in PILLARS)
    assert len(found["not_told"]) == len(TOPICS) - told
    assert {"pillar": "social", "row": "unmet", "needs": "population"} in found["not_told"]
    assert with_scorecard(RUN) == RUN | {"scorecard": found}


def test_figures_of_all_services_stand_for_those_of_one() -> None:
    several = RUN | {"common_requests": 10, "common_service_rate": 0.9, "all_cost_eur": None, "all_co2_kg": 99.0}
    found = scorecard(several)
    assert found["social"][0]["figure"] == "common_service_rate"
    assert found["ecology"][0]["value"] == 99
    assert "cost" not in [its["row"] for its in found["economy"]]  # that of one service is not known: no cost of all
    alone = {"common_service_rate": 0.9, "carsharing_cost_eur": 40.0, "cost_eur": None}
    assert scorecard(alone)["economy"][0]["figure"] == "carsharing_cost_eur"


def test_rows_are_of_figures_that_there_are() -> None:
    known = kpi_definitions()
    assert [name for topic in TOPICS for name in topic.figures if name not in known] == []
    assert len({topic.name for topic in TOPICS}) == len(TOPICS)
    order = [PILLARS.index(topic.pillar) for topic in TOPICS]
    assert all(before <= after for before, after in pairwise(order))


def test_changes_are_paired_and_judged() -> None:
    table = compared_scorecard(runs(base=BASE, more=MORE_BUSES))
    assert table["variant"].value_counts().to_dict() == {"base": 6, "more": 6}
    cost, served, wait = (row(table, name) for name in ("cost", "served", "wait"))
    assert (cost["base_value"], cost["value"], cost["n"], cost["figure"]) == (1000, 1200, 4, "cost_eur")
    sd = np.std([200, 201, 199, 200], ddof=1)
    assert (cost["change"], cost["change_half_width"]) == pytest.approx((200, T_3 * sd / 2))
    assert (cost["verdict"], served["verdict"], wait["verdict"]) == ("worse", "improved", "unsure")
    assert served["half_width"] == pytest.approx(T_3 * np.std(MORE_BUSES["service_rate"], ddof=1) / 2)
    own = row(table, "cost", "base")
    assert (own["value"], own["base_value"], own["verdict"], own["base"]) == (1000, 1000, "", "base")
    assert np.isnan(own["change"])
    # Holm: the least p by all six rows, the greatest by itself
    p = table.loc[table["variant"] == "more"].sort_values("p")
    assert p["p_holm"].iloc[0] == pytest.approx(6 * p["p"].iloc[0])
    assert p["p_holm"].iloc[-1] == pytest.approx(p["p"].iloc[-1])


def test_what_looks_sure_alone_may_not_be_among_many() -> None:
    days = {"cost_eur": [10.0, 11.0, 12.0, 13.0]}
    less = {"cost_eur": [9.0, 10.7, 11.4, 11.9]}  # p = 0.02 or so
    alone = compared_scorecard(runs(base=days, more=less))
    assert 0.01 < row(alone, "cost")["p"] < 0.05
    assert row(alone, "cost")["verdict"] == "improved"
    more = compared_scorecard(runs(base=days, more=less, most=less, again=less, last=less))
    assert set(more["verdict"]) == {"", "unsure"}
    assert row(compared_scorecard(runs(base=days, more=less), 0.995), "cost")["verdict"] == "unsure"


def test_beside_itself_nothing_is_better_or_worse() -> None:
    table = compared_scorecard(runs(base=BASE, more=BASE))
    own = table[table["variant"] == "more"]
    assert set(own["verdict"]) == {"same"}
    assert (own["change"] == 0).all()
    assert (own["change_half_width"] == 0).all()
    prices = prices_of(base=BASE, more=BASE)
    assert set(prices["verdict"]) == {"same"}
    assert prices["eur_each"].isna().all()
    evens_out = {"cost_eur": [1001.0, 1099.0, 901.0, 999.0]}
    assert set(compared_scorecard(runs(base={"cost_eur": BASE["cost_eur"]}, more=evens_out))["verdict"]) == {
        "",
        "unsure",
    }


def test_sides_that_change_places_change_signs() -> None:
    there, back = (compared_scorecard(runs(**its)) for its in (
        {"base": BASE, "more": MORE_BUSES}, {"more": MORE_BUSES, "base": BASE},
    ))  # fmt: skip
    turned = {"improved": "worse", "worse": "improved", "unsure": "unsure"}
    for name in ("cost", "subsidy", "co2", "served", "wait"):
        one, other = row(there, name), row(back, name, "base")
        assert other["change"] == pytest.approx(-one["change"])
        assert other["change_half_width"] == pytest.approx(one["change_half_width"])
        assert other["verdict"] == turned[one["verdict"]]


def test_every_row_knows_what_is_better() -> None:
    less = {topic.name for topic in TOPICS if topic.better == "less"}
    figures = {topic.figures[-1]: [1.0, 2.0, 3.0] for topic in TOPICS if topic.figures}
    more = {name: [value + 1 for value in values] for name, values in figures.items()}
    table = compared_scorecard(runs(base=figures, more=more))
    for topic in TOPICS:
        if not topic.figures:
            continue
        found = row(table, topic.name)
        assert found["verdict"] == ("worse" if topic.name in less else "improved")
    assert {"cost", "subsidy", "co2", "wait", "unmet"} <= less
    assert less.isdisjoint({"served", "punctual", "riders_per_vehicle_hour"})


def test_few_runs_are_not_sure() -> None:
    one = compared_scorecard(runs(base={"cost_eur": [1.0]}, more={"cost_eur": [2.0]}))
    assert row(one, "cost")["verdict"] == "unsure"
    assert np.isnan(row(one, "cost")["change_half_width"])
    lacking = runs(base={"cost_eur": [1.0, 2.0, 3.0]}, more={"cost_eur": [2.0, np.nan, 4.5]})
    found = row(compared_scorecard(lacking), "cost")
    assert (found["n"], found["change"], found["value"]) == (2, 1.25, 3.25)  # of the days that both tell
    unmeasured = compared_scorecard(runs(base={"cost_eur": [1.0, 2.0]}, more={"cost_eur": [np.nan, np.nan]}))
    assert list(unmeasured["variant"]) == ["base"]


def test_a_service_beside_others_is_compared_by_all_of_them() -> None:
    several = runs(
        base={"cost_eur": [1.0, 2.0, 3.0]},
        more={"cost_eur": [1.0, 2.0, 3.0], "common_requests": [9.0] * 3, "all_cost_eur": [5.0, 6.0, 7.0]},
    )
    found = row(compared_scorecard(several), "cost")
    assert (found["figure"], found["change"], found["verdict"]) == ("all_cost_eur", 4, "worse")
    several.loc[several["variant"] == "more", "all_cost_eur"] = np.nan  # that of one of them is not known
    assert list(compared_scorecard(several)["variant"]) == ["base"]


def test_what_further_riders_cost() -> None:
    prices = prices_of(base=BASE, more=MORE_BUSES)
    riders, co2 = row(prices, "riders"), row(prices, "co2")
    spent, gained = np.array([160.0, 161.0, 159.0, 160.0]), np.array([20.0, 21.0, 19.0, 20.0])
    assert (riders["paid_by"], riders["gain"], riders["cost_change"], riders["eur_each"]) == ("subsidy", 20, 160, 8)
    expected = ratio_estimate(spent, gained)
    assert (riders["eur_each_low"], riders["eur_each_high"]) == (expected.low, expected.high)
    assert riders["verdict"] == "improved"
    assert (co2["gain"], co2["verdict"], co2["eur_each"]) == (-8, "worse", -20)  # more CO2, and dearer


def test_co2_is_priced_against_what_people_did_before() -> None:
    figures = {name: BASE[name] for name in ("subsidy_eur", "co2_kg")}
    saved = figures | {"co2_kg_saved": [-5.0, -6.0, -4.0, -5.0]}
    more = {"subsidy_eur": MORE_BUSES["subsidy_eur"], "co2_kg": MORE_BUSES["co2_kg"]}
    found = row(prices_of(base=saved, more=more | {"co2_kg_saved": [11.0, 10.0, 12.0, 11.0]}), "co2_saved")
    assert (found["gain"], found["eur_each"], found["verdict"]) == (16, 10, "improved")
    assert list(prices_of(base=saved, more=more)["effect"]) == ["co2"]


def test_a_gain_that_is_not_sure_has_no_price() -> None:
    unsure = BASE | {"riders_served": [71.0, 70.0, 69.0, 71.0]}
    prices = prices_of(base=BASE, more=unsure | {"subsidy_eur": [900.0, 950.0, 850.0, 901.0]})
    riders = row(prices, "riders")
    assert riders["verdict"] == "unsure"
    assert prices[["eur_each", "eur_each_low", "eur_each_high"]].isna().all(axis=None)
    without_fares = runs(base={"cost_eur": [1.0, 2.0], "riders_served": [1.0, 2.0]},
                         more={"cost_eur": [3.0, 4.0], "riders_served": [2.0, 3.0]})  # fmt: skip
    (found,) = scorecard_prices(without_fares, compared_scorecard(without_fares)).to_dict("records")
    assert (found["paid_by"], found["eur_each"], found["eur_each_low"]) == ("cost", 2, 2)


@pytest.mark.parametrize("seed", range(3))
def test_the_interval_of_a_ratio_holds_what_could_be(seed: int) -> None:
    draw = np.random.default_rng(seed)
    above, below = draw.normal(30, 8, 6), draw.normal(10, 2, 6)
    found = ratio_estimate(above, below)
    t = 2.5705818366147395  # five degrees of freedom
    for ratio in np.linspace(-2, 8, 2001):
        rest = above - ratio * below
        could_be = abs(rest.mean()) <= t * rest.std(ddof=1) / np.sqrt(6)
        assert could_be == (found.low <= ratio <= found.high), ratio
    assert found.value == pytest.approx(above.mean() / below.mean())


def test_ratios_without_an_interval() -> None:
    assert np.isnan(ratio_estimate([1, 2, 3], [-1, 1, 1]).low)  # the mean below may be 0
    assert ratio_estimate([20, 22, 24], [10, 11, 12]).half_width == pytest.approx(0, abs=1e-9)
    assert ratio_estimate([2, np.nan], [1, 2]).value == 2
    assert np.isnan(ratio_estimate([1, 2], [0, 0]).value)
    assert np.isnan(ratio_estimate([], []).value)
    exact = ratio_estimate([1, 2, 3], [2, 2, 2])
    assert exact.high == pytest.approx((2 + T_2 / np.sqrt(3)) / 2)


def test_the_docs_list_every_row() -> None:
    text = (Path(__file__).parents[2] / "docs" / "scorecard.md").read_text("utf-8")
    for topic in TOPICS:
        figures = ", ".join(f"`{name}`" for name in topic.figures)
        assert f"| {topic.pillar} | `{topic.name}` | {figures} | {topic.better} | {topic.whom} |" in text
