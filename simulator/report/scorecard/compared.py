"""The scorecard on the page of an experiment: what is better, for whom, how sure, and at what cost."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import isnan
from pathlib import Path
from typing import Any

import pandas as pd

from simulator.analysis.scorecard import PILLARS
from simulator.analysis.scorecard_compared import IMPROVED, PRICES, SAME, UNSURE, WORSE
from simulator.analysis.scorecard_compared import ROWS as COLUMNS
from simulator.report.compare.metrics import Metric
from simulator.report.page.language import MISSING, N_, Language
from simulator.report.scorecard.words import PILLAR_WORDS, ROWS, WHOM, not_told, title
from simulator.results.reader import read_parquet

MOST_VARIANTS = 12  # with a table of their own
VERDICTS = {
    IMPROVED: ("▲", N_("better")),
    WORSE: ("▼", N_("worse")),
    UNSURE: ("?", N_("not sure")),
    SAME: ("=", N_("the same")),
}
Name = Callable[[str], str]


@dataclass(frozen=True)
class Scorecards:
    """Tables of an experiment, see ``analysis.scorecard_compared``."""

    rows: pd.DataFrame
    prices: pd.DataFrame


@dataclass(frozen=True)
class OfVariant:
    """The scorecard of a variant. parts: by pillar, its rows of cells. said: what gains and losses cost."""

    title: str
    summary: str
    parts: list[tuple[str, list[list[str]]]]
    said: list[str]


@dataclass(frozen=True)
class ComparedBlock:
    """What the section shows. left_out: variants without a table."""

    columns: list[str]
    variants: list[OfVariant]
    luck: str
    not_told: list[str]
    left_out: int


def read_scorecards(folder: Path) -> Scorecards | None:
    """Read what an experiment wrote; None where it has nothing to compare, or is of an earlier version."""
    paths = folder / "scorecard.parquet", folder / "scorecard_prices.parquet"
    if not all(path.is_file() for path in paths):
        return None
    rows, prices = read_parquet(paths[0], COLUMNS), read_parquet(paths[1], PRICES)
    changed = rows[rows["variant"] != rows["base"]]
    return Scorecards(changed, prices) if len(changed) else None


def compared_block(told: Scorecards | None, words: Language, name: Name) -> ComparedBlock | None:
    """Return the section in a language. name: says a variant as people do."""
    if told is None:
        return None
    _, variants = words._, list(dict.fromkeys(told.rows["variant"].astype(str)))
    shown = [_of_variant(told, variant, words, name) for variant in variants[:MOST_VARIANTS]]
    base = name(str(told.rows["base"].iloc[0]))
    columns = ["", _("verdict"), _("change"), base, _("this variant"), _("for whom")]
    return ComparedBlock(columns, shown, _luck(told.rows, words), not_told(told.rows["row"].astype(str), words),
                         len(variants) - len(shown))  # fmt: skip


def _of_variant(told: Scorecards, variant: str, words: Language, name: Name) -> OfVariant:
    rows = [row for row in told.rows.to_dict("records") if str(row["variant"]) == variant]
    parts = [(pillar, [_cells(row, words) for row in rows if row["pillar"] == pillar]) for pillar in PILLARS]
    values = {"variant": name(variant), "base": name(str(rows[0]["base"]))}
    prices = [row for row in told.prices.to_dict("records") if str(row["variant"]) == variant]
    return OfVariant(
        words._("%(variant)s instead of %(base)s", **values),
        _summary([str(row["verdict"]) for row in rows], words),
        [(words._(PILLAR_WORDS[pillar]), cells) for pillar, cells in parts if cells],
        [sentence for row in prices for sentence in _price(row, words)],
    )


def _summary(verdicts: list[str], words: Language) -> str:
    """Count the rows by what they come to."""
    counts = {verdict: words.whole(verdicts.count(verdict)) for verdict in VERDICTS}
    return words._(
        "Of %(rows)s rows: better %(better)s, worse %(worse)s, not sure %(unsure)s, the same %(same)s.",
        rows=words.whole(len(verdicts)), better=counts[IMPROVED], worse=counts[WORSE], unsure=counts[UNSURE],
        same=counts[SAME],
    )  # fmt: skip


def _cells(row: Mapping[Any, Any], words: Language) -> list[str]:
    metric = ROWS[str(row["row"])]
    half_width = float(row["change_half_width"])
    sign, said = VERDICTS[str(row["verdict"])]
    return [
        title(str(row["row"]), words),
        f"{sign}\u00a0{words._(said)}",
        _change(metric, float(row["change"]), half_width, words),
        metric.spell(words, float(row["base_value"]), half_width),
        metric.spell(words, float(row["value"]), half_width),
        words._(WHOM[str(row["for_whom"])]),
    ]


def _change(metric: Metric, change: float, half_width: float, words: Language) -> str:
    """Say a change with half the width of its interval, where there is one."""
    if isnan(change):
        return MISSING
    sign = "" if change == 0 else "−" if change < 0 else "+"
    said = f"{sign}{metric.change(words, abs(change), half_width)}"
    if isnan(half_width) or half_width == 0:
        return said
    return f"{said} ± {metric.change(words, half_width, half_width)}"


def _luck(rows: pd.DataFrame, words: Language) -> str:
    """Say how many rows would look sure by luck alone, and that the words allow for it."""
    tested, level = int(rows["p"].notna().sum()), float(rows["level"].iloc[0])
    if not tested:
        return words._("One run of each tells nothing of luck: no row is called better or worse.")
    return words._(
        "Rows compared: %(rows)s. If nothing differed, about %(lucky)s of them would look sure by luck, each by "
        "itself. Better and worse allow for that (Holm 1979): that even one of them is wrong has a chance of "
        "%(chance)s at most. “Not sure” does not mean: no difference.",
        rows=words.whole(tested), lucky=words.decimal(tested * (1 - level), 1),
        chance=words.percent(round(1 - level, 6)),
    )  # fmt: skip


_EFFECTS = {  # what is said of more and of less of it, and of what is not known or does not change
    "riders": (
        N_("More people are carried (%(gain)s): each further one costs %(eur)s."),
        N_("More people are carried (%(gain)s), for no more money."),
        N_("Fewer people are carried (%(gain)s): %(eur)s are saved for each."),
        N_("Fewer people are carried (%(gain)s), and nothing is saved."),
        N_("Whether more or fewer people are carried is not sure: there is no price for it."),
    ),
    "co2": (
        N_("Less greenhouse gas (%(gain)s kg): each kilogram less costs %(eur)s."),
        N_("Less greenhouse gas (%(gain)s kg), for no more money."),
        N_("More greenhouse gas (%(gain)s kg): %(eur)s are saved for each kilogram."),
        N_("More greenhouse gas (%(gain)s kg), and nothing is saved."),
        N_("Whether there is more or less greenhouse gas is not sure: there is no price for it."),
    ),
}
_EFFECTS["co2_saved"] = _EFFECTS["co2"]
_PAID = {
    "subsidy": N_("Counted is public money, after fares."),
    "cost": N_("Counted is the cost; fares are not known."),
}


def _price(row: Mapping[Any, Any], words: Language) -> Iterator[str]:
    """Say what a gain costs, or a loss saves, where either is sure."""
    dearer, saving, cheaper, dear, unsure = _EFFECTS[str(row["effect"])]
    verdict, each = str(row["verdict"]), float(row["eur_each"])
    if verdict == SAME:
        return
    if verdict == UNSURE:
        yield words._(unsure)
        return
    spent = float(row["cost_change"])
    text = (dearer if spent > 0 else saving) if verdict == IMPROVED else (cheaper if spent < 0 else dear)
    gain = words.decimal(abs(float(row["gain"])), 0 if abs(float(row["gain"])) >= 10 else 1)
    said = words._(text, gain=gain, **({"eur": words.euro(each, 2)} if "%(eur)s" in text else {}))
    low, high = float(row["eur_each_low"]), float(row["eur_each_high"])
    if "%(eur)s" in text and high > low:
        ends = {"low": words.euro(low, 2), "high": words.euro(high, 2)}
        said = said.removesuffix(".") + " " + words._("(uncertain between %(low)s and %(high)s)", **ends) + "."
    yield f"{said} {words._(_PAID[str(row['paid_by'])])}"
