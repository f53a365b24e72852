"""Differences between variants as sentences, each with how sure it is."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from simulator.analysis.comparison import mean_of_runs, values_of, without_chance
from simulator.analysis.statistics import mean_estimate
from simulator.report.compare.metrics import BY_NAME, SAID
from simulator.report.compare.tables import Experiment, short_name
from simulator.report.page.against_cars import climate_sentence
from simulator.report.page.language import Language

CLEAR_P = 0.05
LEVEL = 0.95  # of intervals where an experiment has none of its own
MOST_TOLD = 12  # variants; what more of them emit is for tables and charts
_CO2 = ("co2_g_per_direct_rider_km", "car_co2_g_per_direct_rider_km")


def climate_sentences(kpis: pd.DataFrame, words: Language, level: float = LEVEL) -> list[str]:
    """Say of each variant how much more or less CO2 its trips made than by private car; means of its runs.

    kpis: one row per run. level: of the interval of the ratio that is told.
    """
    variants = list(dict.fromkeys(kpis["variant"].astype(str)))
    if len(variants) > MOST_TOLD:
        return []
    said = []
    for variant in variants:
        runs = {name: values_of(kpis, variant, name) for name in _CO2}
        means = {name: mean_of_runs(values) for name, values in runs.items() if values.size}
        of_variant = kpis[kpis["variant"].astype(str) == variant]
        said += [
            f"{short_name(variant, words)} – {sentence}{_ratio_said(of_variant, words, level)}"
            for sentence in climate_sentence(means, words)
        ]
    return said


def _ratio_said(runs: pd.DataFrame, words: Language, level: float) -> str:
    """Say the mean ratio of CO2 to that by private car over runs, with its interval; empty where none is known."""
    ours, theirs = (pd.to_numeric(runs[name]).to_numpy(np.float64, na_value=np.nan) for name in _CO2)
    found = mean_estimate(ours / np.where(theirs > 0, theirs, np.nan), level)
    if found.n < 2:
        return ""
    ends = {"low": words.decimal(found.low, 2), "high": words.decimal(found.high, 2)}
    told = words._(
        "CO₂ for each kilogram by private car, mean of %(runs)s runs: %(ratio)s",
        runs=words.whole(found.n),
        ratio=words.decimal(found.value, 2),
    )
    if ends["low"] == ends["high"]:
        return f" {told}."
    told += " " + words._("(uncertain between %(low)s and %(high)s)", **ends)
    return f" {told}; {words._('no clear difference.')}" if found.low <= 1 <= found.high else f" {told}."


def no_chance_sentence(variants: Sequence[str], words: Language) -> str:
    """Say of which variants all runs gave the same figures, and what that means; empty where there are none."""
    if not variants:
        return ""
    return words._(
        "Every run of %(variants)s gave the same figures: nothing was left to chance, so there is no uncertainty to "
        "tell.",
        variants=words.listing([short_name(name, words) for name in variants]),
    )


def difference_sentences(experiment: Experiment, words: Language) -> list[str]:
    """Say every difference of the shown metrics, in the order of metrics and variants."""
    table, same = experiment.differences, without_chance(experiment.summary)
    order = {variant: number for number, variant in enumerate(experiment.variants)}
    said = []
    for metric in SAID:
        rows = table[table["metric"] == metric.name]
        for row in sorted(rows.to_dict("records"), key=lambda row: order.get(str(row["variant"]), len(order))):
            chance = not (str(row["variant"]) in same and str(row["base"]) in same)
            sentence = _sentence(row, words, experiment.days, chance=chance)
            if sentence:
                said.append(sentence)
    return said


def _sentence(row: Mapping[Any, Any], words: Language, days: int | None, *, chance: bool = True) -> str | None:
    """Say one difference: how large, between which bounds, and whether chance alone could explain it.

    days: of a run that count. chance: whether there was any.
    """
    mean, low, high = (float(row[name]) for name in ("mean", "low", "high"))
    if math.isnan(mean):
        return None
    _, metric = words._, BY_NAME[str(row["metric"])]
    half_width = (high - low) / 2
    values = {
        "variant": short_name(str(row["variant"]), words),
        "base": short_name(str(row["base"]), words),
        "metric": metric.heading(words, days),
        "size": metric.change(words, abs(mean), half_width),
    }
    if mean > 0:
        said = _("%(variant)s instead of %(base)s – %(metric)s: %(size)s more", **values)
    elif mean < 0:
        said = _("%(variant)s instead of %(base)s – %(metric)s: %(size)s less", **values)
    else:
        return _("%(variant)s instead of %(base)s – %(metric)s: no difference.", **values)
    if not chance:
        return said + "."
    if not (math.isnan(low) or math.isnan(high)):
        ends = [_signed(metric.change(words, abs(end), half_width), end) for end in (low, high)]
        said += " " + _("(uncertain between %(low)s and %(high)s)", low=ends[0], high=ends[1])
    p = row["p_holm"] if not _missing(row["p_holm"]) else row["p"]
    if _missing(p):
        return said + "."
    if float(p) < CLEAR_P:
        return said + "; " + _("hardly by chance.")
    return said + "; " + _("this may be chance.")


def _signed(text: str, value: float) -> str:
    return f"{'−' if value < 0 else '+'}{text}"


def _missing(value: Any) -> bool:
    return value is None or math.isnan(float(value))
