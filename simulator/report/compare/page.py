"""``compare.html``: the variants of an experiment side by side."""

from __future__ import annotations

from functools import partial
from math import isnan
from pathlib import Path
from typing import Any

import numpy as np

from simulator.analysis.comparison import clearest_p, fewest_runs, mean_of_runs, without_chance
from simulator.analysis.run import program_version
from simulator.analysis.statistics import FEW_RUNS
from simulator.errors import ResultError
from simulator.report.compare.maps import small_maps
from simulator.report.compare.metrics import BY_NAME, GOALS, Metric, metrics_among
from simulator.report.compare.over_time import over_time_block, read_over_time
from simulator.report.compare.sentences import (
    CLEAR_P,
    LEVEL,
    climate_sentences,
    difference_sentences,
    no_chance_sentence,
)
from simulator.report.compare.tables import Experiment, not_painted, read_experiment, short_name
from simulator.report.page.again import in_a_checkout
from simulator.report.page.chart import Chart, numbers
from simulator.report.page.html import PLOTLY, render_main, render_page
from simulator.report.page.labels import comparison_labels
from simulator.report.page.language import LANGUAGES, MISSING, Language
from simulator.report.scorecard.compared import compared_block, read_scorecards
from simulator.report.style import BLUE
from simulator.texts import text_in
from simulator.whole import write_whole

PAGE = "compare.html"
MOST_BESIDE = 6
SCRIPTS = (PLOTLY, "page.js", "charts.js", "goal.js")


def write_comparison_page(folder: Path) -> Path:
    """Write ``compare.html`` into an experiment's folder and return it.

    Raises ResultError when the folder is no experiment, has too many variants, or cannot be written.
    """
    experiment = read_experiment(folder)
    if (reason := not_painted(len(experiment.variants))) is not None:
        raise ResultError(f"{folder}: {reason}")
    path = folder / PAGE
    try:
        write_whole(path, comparison_page(experiment))
    except OSError as error:
        raise ResultError(f"{path}: cannot be written: {error.strerror or error}") from error
    return path


def comparison_page(experiment: Experiment) -> str:
    """Return the page of an experiment."""
    maps, told, scorecards = small_maps(experiment), read_over_time(experiment), read_scorecards(experiment.folder)
    mains, titles, charts, labels = {}, {}, {}, {}
    for code in LANGUAGES:
        words = Language(code)
        shown = [chart for metric in _metrics(experiment) if (chart := _chart(experiment, metric, words)) is not None]
        over_time = over_time_block(told, experiment, code)
        mains[code] = render_main(
            "compare.html",
            over_time=over_time,
            scorecard=compared_block(scorecards, words, partial(short_name, words=words)),
            words=words,
            title=text_in(experiment.titles, code),
            description=text_in(experiment.descriptions, code),
            climate=climate_sentences(experiment.kpis, words, _of_intervals(experiment) or LEVEL),
            charts=shown,
            goals=_goal_ranges(experiment, words),
            level=_level(experiment, words),
            few=no_chance_sentence(without_chance(experiment.summary), words) or _few_runs(experiment, words),
            runs=len(experiment.kpis),
            table=_table(experiment, words),
            sentences=difference_sentences(experiment, words),
            maps=maps,
            short_name=partial(short_name, words=words),
            experiment_yaml=experiment.text,
            commands=in_a_checkout(f"elbe-drt compare results/{experiment.name}/experiment.yaml"),
            version=program_version(next(filter(None, map(experiment.run_folder, experiment.variants)), None)),
        )
        kind = words._("Comparison")
        titles[code] = f"{text_in(experiment.titles, code)} – {kind}"
        charts[code] = {chart.key: chart.figure() for chart in [*shown, *(over_time.charts if over_time else [])]}
        labels[code] = comparison_labels(words)
    return render_page(mains, titles, SCRIPTS, {"charts": charts, "labels": labels, "goal": _goal_data(experiment)})


def _metrics(experiment: Experiment) -> list[Metric]:
    return metrics_among(experiment.summary["metric"].astype(str))


def _chart(experiment: Experiment, metric: Metric, words: Language) -> Chart | None:
    """Draw one metric over the variants, with its interval; None where no run measured it."""
    measured = [(name, found) for name in experiment.variants if (found := experiment.interval(name, metric.name))]
    if not measured:
        return None
    mean, low, high = np.array([found for _name, found in measured]).T * metric.scale
    names = [short_name(name, words) for name, _found in measured]
    heading = metric.heading(words, experiment.days)
    said = [_said(metric, found, words) for _name, found in measured]
    trace = {
        "type": "scatter", "mode": "markers", "x": names, "y": numbers(mean), "showlegend": False,
        "marker": {"color": BLUE, "size": 11},
        "error_y": {
            "type": "data", "symmetric": False, "array": numbers(high - mean), "arrayminus": numbers(mean - low),
            "color": "#1a1a1a", "thickness": 2, "width": 8,
        },
        "customdata": [mean for mean, *_ends in said],
        "hovertemplate": "%{x}: %{customdata}<extra></extra>",
    }  # fmt: skip
    return Chart(
        metric.name,
        heading,
        _best(experiment, metric, {name: text[0] for (name, _found), text in zip(measured, said, strict=True)}, words)
        + _beside(experiment, metric, words),
        [trace],
        {
            "xaxis": {"type": "category", "range": [-0.5, len(names) - 0.5]},
            "yaxis": {"title": {"text": words._(metric.axis)}, "rangemode": "tozero"},
            "showlegend": False,
        },
        [words._("variant"), words._("mean"), words._("from"), words._("to")],
        [[name, *texts] for name, texts in zip(names, said, strict=True)],
    )


def _best(experiment: Experiment, metric: Metric, said: dict[str, str], words: Language) -> str:
    """Say which variant is best, unless another shows the same value or chance alone could explain the difference.

    said: the mean of each variant as it is shown.
    """
    means = {name: mean_of_runs(experiment.values(name, metric.name)) for name in said}
    best = max(means, key=lambda name: means[name] if metric.better > 0 else -means[name])
    others = [name for name in said if name != best]
    p = clearest_p(experiment.kpis, metric.name, best, others)
    if p >= CLEAR_P or said[best] in (said[name] for name in others):
        return words._("no clear difference.")
    template = words._("highest for %(variant)s") if metric.better > 0 else words._("lowest for %(variant)s")
    value = said[best].rstrip(".")
    one = (template % {"variant": short_name(best, words)}) + ": " + value
    return f"{one}; {words._('this may be chance.')}" if others and isnan(p) else f"{one}."


def _beside(experiment: Experiment, metric: Metric, words: Language) -> str:
    """Say beside a wait how many were served, as the others have none; of a handful of variants."""
    if not metric.name.startswith("wait_") or len(experiment.variants) > MOST_BESIDE:
        return ""
    found = [(name, experiment.interval(name, "service_rate")) for name in experiment.variants]
    shares = [f"{short_name(name, words)}: {words.percent(share[0])}" for name, share in found if share]
    return " " + words._("Only of those served (%(shares)s).", shares="; ".join(shares)) if shares else ""


def _said(metric: Metric, found: tuple[float, float, float], words: Language) -> list[str]:
    """Say mean, low and high with the digits that their distance leaves."""
    return [metric.spell(words, value, (found[2] - found[1]) / 2) for value in found]


def _goal_data(experiment: Experiment) -> dict[str, Any]:
    """Return what the script needs to answer anew: mean, interval and every run of the metrics with a goal."""
    by_cost = [
        (mean_of_runs(experiment.values(name, "cost_eur")), number) for number, name in enumerate(experiment.variants)
    ]
    fleet = [mean_of_runs(experiment.values(name, "vehicles")) for name in experiment.variants]
    order = sorted(range(len(fleet)), key=lambda number: (fleet[number], *by_cost[number]))
    return {
        "variants": {code: [short_name(name, Language(code)) for name in experiment.variants] for code in LANGUAGES},
        "order": order,
        "goals": {
            goal: {
                "scale": BY_NAME[metric].scale,
                "better": BY_NAME[metric].better,
                "metric": metric,
                "runs": [numbers(experiment.values(name, metric), 6) for name in experiment.variants],
                "intervals": [experiment.interval(name, metric) for name in experiment.variants],
            }
            for goal, metric in GOALS.items()
        },
    }


def _goal_ranges(experiment: Experiment, words: Language) -> list[dict[str, Any]]:
    """Return the sliders: from the least to the greatest value of all runs, with a goal that makes a good beginning."""
    _, cost = words._, BY_NAME[GOALS["budget"]].heading(words, experiment.days)
    plans = {
        "served": (_("Served requests, at least"), "%", 1.0),
        "wait": (_("95 of 100 wait at most"), _("minutes"), 0.5),
        "budget": (_("%(what)s, at most", what=cost), "€", 100.0),
    }
    sliders = []
    for goal, metric in GOALS.items():
        values = np.concatenate([experiment.values(name, metric) for name in experiment.variants])
        if not len(values):
            continue
        label, unit, step = plans[goal]
        scaled = values * BY_NAME[metric].scale
        low, high = float(np.floor(scaled.min() / step) * step), float(np.ceil(scaled.max() / step) * step)
        begin = round(low + 0.5 * (high - low)) if goal == "served" else high
        ends = {"min": low, "max": high, "step": step, "value": begin}
        sliders.append({"goal": goal, "label": label, "unit": unit} | ends)
    return sliders


def _of_intervals(experiment: Experiment) -> float | None:
    """Return the level of the intervals; None where there are none."""
    levels = experiment.summary["level"].dropna()
    return float(levels.iloc[0]) if len(levels) else None


def _level(experiment: Experiment, words: Language) -> str:
    level = _of_intervals(experiment)
    return MISSING if level is None else words.percent(level)


def _few_runs(experiment: Experiment, words: Language) -> str | None:
    """Say that the intervals rest on few runs, where they do."""
    runs = fewest_runs(experiment.kpis)
    if runs >= FEW_RUNS:
        return None
    return words.plural(
        "Each variant was run once: nothing is known of how much runs differ.",
        "Each variant was run only %(count)s times: the bars are a rough guide.",
        runs,
    )


def _table(experiment: Experiment, words: Language) -> dict[str, Any]:
    shown = [
        metric
        for metric in _metrics(experiment)
        if any(experiment.interval(name, metric.name) for name in experiment.variants)
    ]
    rows = []
    for number, name in enumerate(experiment.variants):
        cells = [experiment.interval(name, metric.name) for metric in shown]
        said = [
            MISSING if cell is None else _said(metric, cell, words)[0]
            for metric, cell in zip(shown, cells, strict=True)
        ]
        rows.append((number, short_name(name, words), said))
    return {"columns": [metric.heading(words, experiment.days) for metric in shown], "rows": rows}
