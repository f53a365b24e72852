"""The chapter about who is left behind: places and people served worst, and how unlike they are served."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from simulator.analysis.groups import OUTSIDE
from simulator.analysis.ratios import Number
from simulator.analysis.run import RunData
from simulator.analysis.series.equity import EquitySeries, Group
from simulator.report.page.language import MISSING, N_, Language
from simulator.report.page.names import named
from simulator.report.page.timetable_changes import WideTable

MOST_GROUPS = 20
_TITLES = {
    "place": N_("Where people are served worst"),
    "municipality": N_("By municipality"),
    "territory": N_("By territory"),
    "age": N_("By age"),
    "car": N_("By whether they may use a car"),
    "class": N_("By class"),
}
_BY = {
    "place": N_("place"),
    "municipality": N_("municipality"),
    "territory": N_("territory"),
    "age": N_("age"),
    "car": N_("car"),
    "class": N_("class"),
}
_NAMES = {
    "under_18": N_("under 18"),
    "18_to_64": N_("18 to 64"),
    "65_to_79": N_("65 to 79"),
    "80_and_over": N_("80 and over"),
    "none": N_("without a car"),
    "shared": N_("with a car that others need, too"),
    "own": N_("with a car of their own"),
    OUTSIDE: N_("outside of all"),
}
_MEASURES = {
    "served_share": N_("served"),
    "wait_s": N_("wait"),
    "walk_s": N_("walk"),
    "cost_min": N_("time and trouble"),
    "fare_eur": N_("fare"),
}


@dataclass(frozen=True)
class EquityBlock:
    """What the chapter shows."""

    sentences: list[str]
    tables: list[WideTable]


def equity_block(run: RunData, words: Language) -> EquityBlock | None:
    """Return the chapter; None where nobody is told apart."""
    its = run.equity
    if its is None:
        return None
    tables = [_table(its, by, words) for by in its.kinds]
    return EquityBlock([*_sentences(its, words)], [*tables, _indices(its, words)])


def _sentences(its: EquitySeries, words: Language) -> Iterator[str]:
    _, places = words._, its.rows("place")
    shares, waits = places.get("served_share"), places.get("wait_s")
    if shares is not None:
        yield _(
            "Of 100 people who asked, %(share)s were served; of the tenth of them whose places are served worst, "
            "%(decile)s.",
            share=_hundred(shares["mean"], words),
            decile=_hundred(_times(shares["worst_decile"], shares["mean"]), words),
        )
        yield from _worst(shares, N_("Of single places, fewest were served in %(place)s: %(value)s."), words)
    if waits is not None:
        yield _(
            "Who was carried waited %(mean)s on average, the tenth of them whose places wait longest %(decile)s.",
            mean=words.minutes(waits["mean"]),
            decile=words.minutes(_times(waits["worst_decile"], waits["mean"])),
        )
        yield from _worst(waits, N_("Of single places, people waited longest in %(place)s: %(value)s."), words)
    if shares is not None:
        yield _luck(shares, words)
        if shares["people_pooled"] or shares["people_left_out"]:
            yield _(
                "Places with fewer than ten requests tell more of luck than of the place: they are one place together "
                "(%(together)s of %(people)s people). In no place at all are %(out)s.",
                together=words.whole(shares["people_pooled"]),
                people=words.whole(shares["people"]),
                out=words.whole(shares["people_left_out"]),
            )


def _worst(row: Mapping[str, Any], sentence: str, words: Language) -> Iterator[str]:
    if row["worst_group"] is not None:
        written = words.percent if row["measure"] == "served_share" else words.minutes
        yield words._(sentence, place=row["worst_group"], value=written(row["worst_value"]))


def _luck(row: Mapping[str, Any], words: Language) -> str:
    return words._(
        "The Gini index of their served shares is %(gini)s%(half)s; with the same chance for all, luck would still "
        "make it about %(luck)s. It is 0 where all are served alike, and falls when all are served worse by the same "
        "share: read it beside what is served.",
        gini=words.decimal(row["gini"], 3),
        half="" if row["gini_half_width"] is None else f" ± {words.decimal(row['gini_half_width'], 3)}",
        luck=words.decimal(row["gini_by_luck"], 3),
    )


def _table(its: EquitySeries, by: str, words: Language) -> WideTable:
    _ = words._
    rows = [
        [
            _name(by, group, words), words.whole(group["requests"]), words.whole(group["people"]),
            *(_value(measure, group.get(measure), words) for measure in _MEASURES),
        ]
        for group in its.groups(by)[:MOST_GROUPS]
    ]  # fmt: skip
    columns = [_(_BY[by]), _("requests"), _("people"), *(_(heading) for heading in _MEASURES.values())]
    return WideTable(_(_TITLES[by]), columns, rows, open=by in ("place", "car"))


def _name(by: str, group: Group, words: Language) -> str:
    name = group["name"]
    if not name:
        return words._("all with fewer than ten requests together")
    return named(name, words) if by == "class" else words._(_NAMES[name]) if name in _NAMES else name


def _indices(its: EquitySeries, words: Language) -> WideTable:
    _ = words._
    rows = []
    for by in its.kinds:
        for measure, row in its.rows(by).items():
            indices = [words.decimal(row[name], 3) for name in ("gini", "gini_by_luck", "theil", "theil_within")]
            more = [words.decimal(row[name], 2) for name in ("worst_decile", "palma")]
            rows.append([
                _(_BY[by]), _(_MEASURES[measure]), _value(measure, row["mean"], words), *more, *indices,
                words.decimal(row["atkinson"], 3), words.percent(row["poverty"]),
                words.decimal(row["poverty_depth"], 3), words.decimal(row["poverty_severity"], 3),
            ])  # fmt: skip
    columns = [
        "", _("measure"), _("mean"), _("worst tenth by the mean"), _("Palma ratio"), _("Gini"), _("Gini by luck"),
        _("Theil between"), _("Theil within"), _("Atkinson"), _("poor"), _("depth"), _("severity"),
    ]  # fmt: skip
    return WideTable(_("How unlike that is: indices of inequality and poverty"), columns, rows)


def _value(measure: str, value: Number, words: Language) -> str:
    if value is None:
        return MISSING
    if measure == "served_share":
        return words.percent(value)
    if measure == "cost_min":
        return words._("%(count)s min", count=words.whole(value))
    return words.euro(value, 2) if measure == "fare_eur" else words.short_minutes(value)


def _times(share: Number, mean: Number) -> Number:
    return None if share is None or mean is None else share * mean


def _hundred(share: Number, words: Language) -> str:
    return MISSING if share is None else words.decimal(share * 100, 0 if share == 1 or 0.1 < share < 0.99 else 1)
