"""What the page of a comparison is told of three fleets with three runs each, worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from simulator.analysis.comparison import without_chance
from simulator.report.compare.metrics import BY_NAME, METRICS
from simulator.report.compare.page import _best, _chart, _few_runs, _goal_data, _goal_ranges, _level, _table
from simulator.report.compare.sentences import _sentence, difference_sentences, no_chance_sentence
from simulator.report.compare.tables import MOST_PAINTED, Experiment, not_painted, read_experiment
from simulator.report.page.language import MISSING, Language
from tests.report.small_experiment import write_small_experiment

EN, DE = Language("en"), Language("de")
NAMES = ["8 × minibus", "12 × minibus", "16 × minibus"]
NAN = float("nan")


@pytest.fixture(scope="module")
def fleets(tmp_path_factory: pytest.TempPathFactory) -> Experiment:
    return read_experiment(write_small_experiment(tmp_path_factory.mktemp("fleets")))


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


@pytest.mark.parametrize(
    ("metric", "best", "y", "half"),
    [
        ("service_rate", "highest for 16 × minibus: 95%.", [60, 80, 95], 2),
        (
            "wait_p95_s",
            "lowest for 16 × minibus: 15.0 min. Only of those served (8 × minibus: 60%; 12 × minibus: 80%; "
            "16 × minibus: 95%).",
            [19.833, 18.333, 15],
            0.5,
        ),
        ("cost_eur", "lowest for 8 × minibus: €8,000.", [8000, 12_000, 16_000], 0),
    ],
)
def test_a_chart_of_a_metric(fleets: Experiment, metric: str, best: str, y: list[float], half: float) -> None:
    chart = _chart(fleets, BY_NAME[metric], EN)
    assert chart is not None
    (trace,) = chart.traces
    assert (plain(chart.description), trace["x"], trace["y"]) == (best, NAMES, y)
    assert (trace["error_y"]["array"], trace["error_y"]["arrayminus"]) == ([half] * 3, [half] * 3)
    assert chart.layout["xaxis"]["range"] == [-0.5, 2.5]
    assert [row[0] for row in chart.rows] == NAMES


@pytest.mark.parametrize(
    ("waits", "said"),
    [
        ([[1000, 1100, 1200], [990, 1130, 1180], [1300, 1400, 1500]], "no clear difference."),  # 10, -30, 20 less
        ([[1000, 1100, 1200], [1000.1, 1100.2, 1200.1], [1300, 1400, 1500]], "no clear difference."),  # 18.3 min both
        ([[1000, 1100, 1200], [1100, 1201, 1300], [1300, 1400, 1500]], "lowest for 8 × minibus: 18.3 min."),
        ([[1000], [1100], [1300]], "lowest for 8 × minibus: 16.7 min; this may be chance."),
    ],
)
def test_the_best_is_named_where_the_difference_is_clear(fleets: Experiment, waits: list[Any], said: str) -> None:
    runs = range(len(waits[0]))
    kpis = pd.DataFrame(
        [
            {"variant": name, "replication": run, "wait_p95_s": float(waits[number][run])}
            for number, name in enumerate(fleets.variants)
            for run in runs
        ]
    )
    shown = {name: f"{sum(its) / len(its) / 60:.1f} min" for name, its in zip(fleets.variants, waits, strict=True)}
    changed = replace(fleets, kpis=kpis)
    assert _best(changed, BY_NAME["wait_p95_s"], shown, EN) == said
    assert "minibus" not in said or "Kleinbus" in _best(changed, BY_NAME["wait_p95_s"], shown, DE)


def test_runs_without_any_chance_are_said_to_be_that(fleets: Experiment) -> None:
    """Costs alone are the same in every run; a variant that was run once is another matter."""
    assert without_chance(fleets.summary) == []
    costs = fleets.summary[fleets.summary["metric"] == "cost_eur"]
    assert without_chance(costs) == list(fleets.variants)
    assert without_chance(costs.assign(n=1)) == without_chance(costs.assign(low=NAN, high=NAN)) == []
    assert no_chance_sentence([], EN) == ""
    assert no_chance_sentence(list(fleets.variants[:1]), EN).startswith(
        "Every run of 8 × minibus gave the same figures"
    )
    assert no_chance_sentence(list(fleets.variants[:1]), DE).startswith("Jeder Lauf von 8 × Kleinbus ergab dieselben")
    alike = replace(fleets, summary=costs)
    assert difference_sentences(alike, EN)[-1].endswith("€8,000 more.")
    assert "hardly by chance" not in " ".join(difference_sentences(alike, EN))


def test_what_no_run_measured_has_no_chart(fleets: Experiment) -> None:
    measured = [metric.name for metric in METRICS if _chart(fleets, metric, EN) is not None]
    assert measured == ["service_rate", "wait_p95_s", "cost_eur"]
    table = _table(fleets, EN)
    assert table["columns"] == ["Requests served", "Long wait (95 of 100 wait at most this)", "Cost of a run"]
    assert [(number, name, list(map(plain, said))) for number, name, said in table["rows"]] == [
        (0, NAMES[0], ["60%", "19.8 min", "€8,000"]), (1, NAMES[1], ["80%", "18.3 min", "€12,000"]),
        (2, NAMES[2], ["95%", "15.0 min", "€16,000"]),
    ]  # fmt: skip


def test_sliders_reach_over_all_runs(fleets: Experiment) -> None:
    """In whole percent, half minutes and hundreds of euros; the share that is wished for begins in the middle."""
    found = [(one["min"], one["max"], one["step"], one["value"]) for one in _goal_ranges(fleets, EN)]
    assert found == [
        (pytest.approx(59), pytest.approx(96), 1, 78), (14.5, 20, 0.5, 20), (8000, 16_000, 100, 16_000),
    ]  # fmt: skip
    no_costs = replace(fleets, kpis=fleets.kpis.drop(columns="cost_eur"))
    assert [one["goal"] for one in _goal_ranges(no_costs, EN)] == ["served", "wait"]


def test_goals_are_answered_by_the_smallest_fleet_then_the_cheapest(fleets: Experiment) -> None:
    found = _goal_data(fleets)
    assert (found["variants"]["en"], found["order"]) == (NAMES, [0, 1, 2])
    served, wait = found["goals"]["served"], found["goals"]["wait"]
    assert (served["scale"], served["better"], served["runs"][0]) == (100, 1, [0.59, 0.6, 0.61])
    assert (wait["better"], wait["intervals"][2]) == (-1, (900, 870, 930))
    alike = fleets.kpis.assign(vehicles=5, cost_eur=fleets.kpis["cost_eur"] * -1 + 20_000)
    assert _goal_data(replace(fleets, kpis=alike))["order"] == [2, 1, 0]
    assert _goal_data(replace(fleets, kpis=alike.assign(cost_eur=1)))["order"] == [0, 1, 2]


@pytest.mark.parametrize(
    ("runs", "said"),
    [
        (1, "Each variant was run once: nothing is known of how much runs differ."),
        (9, "Each variant was run only 9 times: the bars are a rough guide."),
        (10, None),
    ],
)
def test_few_runs_are_said_to_be_few(fleets: Experiment, runs: int, said: str | None) -> None:
    kpis = pd.DataFrame({"variant": ["a"] * runs + ["b"] * 12})
    assert _few_runs(replace(fleets, kpis=kpis), EN) == said


def test_intervals_and_levels(fleets: Experiment) -> None:
    (first, *_) = fleets.variants
    assert fleets.interval(first, "wait_p95_s") == (1190, 1160, 1220)
    assert fleets.interval(first, "pooled_share") is fleets.interval("none", "wait_p95_s") is None
    one = fleets.summary.assign(low=NAN, high=NAN, level=NAN)
    assert replace(fleets, summary=one).interval(first, "wait_p95_s") == (1190, 1190, 1190)
    assert (_level(fleets, EN), _level(replace(fleets, summary=one), EN)) == ("95%", MISSING)
    assert fleets.values(first, "wait_p95_s").tolist() == [1200, 1190, 1180]
    assert fleets.values(first, "pooled_share").tolist() == fleets.values(first, "unheard_of").tolist() == []
    assert not_painted(MOST_PAINTED) is None
    assert str(not_painted(MOST_PAINTED + 1)).startswith(f"{MOST_PAINTED + 1:,} variants are too many")


ROW: dict[str, Any] = {
    "metric": "wait_p95_s", "variant": "a", "base": "b", "mean": -120.0, "low": -180.0, "high": -60.0, "p": 0.5,
    "p_holm": 0.04,
}  # fmt: skip
WAIT = "a instead of b – Long wait (95 of 100 wait at most this): "


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "2.0 min less (uncertain between −3.0 min and −1.0 min); hardly by chance."),
        ({"p_holm": 0.05}, "2.0 min less (uncertain between −3.0 min and −1.0 min); this may be chance."),
        ({"p_holm": None}, "2.0 min less (uncertain between −3.0 min and −1.0 min); this may be chance."),
        ({"p_holm": None, "p": NAN}, "2.0 min less (uncertain between −3.0 min and −1.0 min)."),
        ({"mean": 30.0, "low": -60.0, "high": 120.0},
         "0.5 min more (uncertain between −1.0 min and +2.0 min); hardly by chance."),
        ({"low": NAN, "p": NAN, "p_holm": NAN}, "2.0 min less."),
        ({"mean": 0.0}, "no difference."),
    ],
)  # fmt: skip
def test_a_difference_in_words(changes: dict[str, Any], said: str) -> None:
    assert plain(str(_sentence(ROW | changes, EN, 1))) == WAIT + said
    assert _sentence(ROW | {"mean": NAN}, EN, 1) is None


@pytest.mark.parametrize(
    ("metric", "value", "half", "said"),
    [
        ("cost_eur", 999.99, NAN, "€999.99"), ("cost_eur", 1000.4, NAN, "€1,000"), ("cost_eur", -20.4, 20, "-€20"),
        ("cost_eur", 20.4, 2, "€20.40"), ("vehicle_km", 99.94, NAN, "99.9 km"), ("vehicle_km", 100.4, NAN, "100 km"),
        ("detour_factor_mean", 1.234, NAN, "1.23"), ("detour_factor_mean", 1.234, 0.2, "1.23"),
        ("detour_factor_mean", 1.234, 2.5, "1.2"), ("detour_factor_mean", 1.234, 25, "1"),
        ("wait_p95_s", 90, 600, "2 min"), ("wait_p95_s", 90, 60, "1.5 min"),
    ],
)  # fmt: skip
def test_values_have_the_digits_that_say_something(metric: str, value: float, half: float, said: str) -> None:
    assert plain(BY_NAME[metric].spell(EN, value, half)) == said


def test_costs_are_of_a_day_or_of_a_run() -> None:
    assert [BY_NAME["cost_eur"].heading(EN, days) for days in (None, 1, 7)] == [
        "Cost of a run", "Cost per day", "Cost of a run of 7 days",
    ]  # fmt: skip
    assert BY_NAME["vehicle_km"].heading(EN, 7) == "Distance driven"
    assert BY_NAME["service_rate"].change(EN, -0.0512, 0.002) == "5.1 percentage points"


def test_days_of_a_run_where_all_have_as_many(tmp_path: Path) -> None:
    for number, days in enumerate(((), (7, 7, 7), (7, 7, 1))):
        found = read_experiment(write_small_experiment(tmp_path / str(number), days=days))
        assert found.days == (7 if set(days) == {7} else None)
