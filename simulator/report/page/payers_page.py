"""``payers.html``: who pays a common service by each split, what everybody would pay alone, and who would leave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import isnan
from pathlib import Path
from typing import Any

import pandas as pd

from simulator.report.budget.words import DAY_WORDS
from simulator.report.page.chart import Chart
from simulator.report.page.language import MISSING, N_, Language
from simulator.report.page.study_page import write_study_page
from simulator.report.page.timetable_changes import WideTable
from simulator.units import MINUTE_S

PAGE = "payers.html"
MOST_ROWS = 8  # of those who would leave, and of coalitions that are dearer together
SPLIT_TITLES = {
    "territory_km": N_("by kilometres driven within the borders"),
    "territory_hours": N_("by hours of vehicles within the borders"),
    "residents_rides": N_("by residents' rides"),
    "residents_ride_km": N_("by kilometres of residents' rides"),
    "two_variable": N_("by hours and kilometres within the borders, each with its cost"),
    "population": N_("by inhabitants"),
    "shapley": N_("by what each adds to the others' cost (Shapley)"),
}


@dataclass(frozen=True)
class PayersTold:
    """What the page shows. titles: of the scenario, by language. The tables: see `experiments.coalitions.study`.

    day_types: how many days of each a year has; empty where all are alike.
    """

    titles: Mapping[str, str]
    names: tuple[str, ...]
    coalitions: pd.DataFrame
    splits: pd.DataFrame
    leaving: pd.DataFrame
    dearer: pd.DataFrame
    ranking: pd.DataFrame
    days: int
    days_of_year: int
    served_share: float
    wait_p95_s: float | None = None
    day_types: Mapping[str, int] = field(default_factory=dict)

    @property
    def kinds(self) -> list[str]:
        """Return the splits there are, in their order."""
        return list(dict.fromkeys(self.splits["split"]))


def write_payers_page(folder: Path, told: PayersTold) -> Path:
    """Write the page into the folder of a study and return it."""

    def parts(words: Language) -> dict[str, Any]:
        return {
            "sentences": list(_sentences(told, words)), "chart": _chart(told, words), "splits": _splits(told, words),
            "inhabitants": _per_inhabitant(told, words), "leaving": _leaving(told, words),
            "dearer": _dearer(told, words), "ranking": _ranking(told, words), "coalitions": _coalitions(told, words),
            "notes": list(_notes(told, words)),
        }  # fmt: skip

    return write_study_page(folder / PAGE, "payers.html", N_("Who pays"), told.titles, parts)


def _eur(value: float, words: Language) -> str:
    return MISSING if isnan(value) else words.decimal(value, 2)


def _sentences(told: PayersTold, words: Language) -> Iterator[str]:
    _, everybody = words._, told.coalitions.iloc[-1]
    yield _(
        "A common service of %(count)s territories costs %(eur)s EUR a year (95 %% interval %(low)s to %(high)s) with "
        "%(vehicles)s vehicles, the fewest that serve %(share)s %% of all requests.",
        count=words.whole(len(told.names)), eur=words.whole(round(everybody["cost_eur"])),
        low=words.whole(round(everybody["low_eur"])), high=words.whole(round(everybody["high_eur"])),
        vehicles=words.whole(int(everybody["vehicles"])), share=words.decimal(100 * told.served_share, 0),
    )  # fmt: skip
    if told.wait_p95_s is not None:
        yield _("95 %% of its riders wait for %(minutes)s minutes at most, on average over the days.",
                minutes=words.decimal(told.wait_p95_s / MINUTE_S, 0))  # fmt: skip
    holding = [split for split in told.kinds if split not in set(told.leaving["split"])]
    if holding:
        names = "; ".join(words._(SPLIT_TITLES[split]) for split in holding)
        yield _("With these splits nobody would pay less alone: %(splits)s.", splits=names)
    else:
        yield _("With each of these splits somebody would pay less alone.")
    if len(told.dearer):
        yield _(
            "Going together is not always cheaper here: rides that end at a border for each alone go on together, and "
            "somebody pays for that. Pairs of coalitions that cost more together than apart: %(count)s.",
            count=words.whole(len(told.dearer)),
        )  # fmt: skip


def _splits(told: PayersTold, words: Language) -> WideTable:
    _ = words._
    shares = {(row["split"], row["territory"]): row for row in told.splits.to_dict("records")}
    rows = []
    for split in told.kinds:
        its = [shares[split, name] for name in told.names]
        rows.append([_(SPLIT_TITLES[split]), *(_eur(row["share_eur"], words) for row in its)])
        rows.append([_("95 % interval"), *(_between(row, words) for row in its)])
    alone = [shares[told.kinds[0], name]["alone_eur"] for name in told.names]
    rows.append([_("alone, with rides that end at the border"), *(_eur(eur, words) for eur in alone)])
    return WideTable(_("Who pays what a year [EUR]"), [_("split"), *told.names], rows, open=True)


def _between(row: Mapping[Any, Any], words: Language) -> str:
    low, high = (words.whole(round(row[end])) for end in ("low_eur", "high_eur"))
    return words._("%(low)s to %(high)s", low=low, high=high)


def _per_inhabitant(told: PayersTold, words: Language) -> WideTable:
    _ = words._
    shares = {(row["split"], row["territory"]): row["per_inhabitant_eur"] for row in told.splits.to_dict("records")}
    rows = [
        [_(SPLIT_TITLES[split]), *(_eur(shares[split, name], words) for name in told.names)] for split in told.kinds
    ]
    known = not told.splits["per_inhabitant_eur"].isna().all()
    return WideTable(_("The same for each inhabitant [EUR a year]"), [_("split"), *told.names], rows if known else [])


def _leaving(told: PayersTold, words: Language) -> WideTable:
    """Return those who would save most by leaving, of each split."""
    _, rows = words._, []
    for split in told.kinds:
        its = told.leaving[told.leaving["split"] == split]
        if its.empty:
            rows.append([_(SPLIT_TITLES[split]), _("nobody"), MISSING, MISSING])
        for row in its.head(3).to_dict("records"):
            share = f"{words.decimal(100 * row['share_of_draws'], 0)} %"
            rows.append([_(SPLIT_TITLES[split]), row["coalition"], _eur(row["saves_eur"], words), share])
    columns = [_("split"), _("would pay less alone"), _("by [EUR a year]"), _("also on days drawn anew")]
    return WideTable(_("Who would leave"), columns, rows, open=True)


def _dearer(told: PayersTold, words: Language) -> WideTable:
    _ = words._
    rows = [
        [row["coalition"], row["other"], _eur(row["more_eur"], words),
         f"{words.decimal(100 * row['share_of_draws'], 0)} %"]
        for row in told.dearer.head(MOST_ROWS).to_dict("records")
    ]  # fmt: skip
    columns = [_("these"), _("and these"), _("cost more together by [EUR a year]"), _("also on days drawn anew")]
    return WideTable(_("Dearer together than apart"), columns, rows)


def _ranking(told: PayersTold, words: Language) -> WideTable:
    _ = words._
    rows = [
        [_(SPLIT_TITLES[row["split"]]), row["more"], row["less"], _eur(row["difference_eur"], words),
         _between(row, words), _("yes") if row["beyond_luck"] else _("no")]
        for row in told.ranking.to_dict("records")
    ]  # fmt: skip
    columns = [
        _("split"), _("pays more"), _("pays less"), _("difference [EUR a year]"), _("interval"), _("beyond luck"),
    ]  # fmt: skip
    return WideTable(_("Who pays more than whom"), columns, rows)


def _coalitions(told: PayersTold, words: Language) -> WideTable:
    _ = words._
    rows = [
        [row["coalition"], words.whole(int(row["vehicles"])), f"{words.decimal(100 * row['served_share'], 1)} %",
         words.decimal(row["wait_p95_s"] / MINUTE_S, 1), _eur(row["cost_eur"], words), _between(row, words)]
        for row in told.coalitions.to_dict("records")
    ]  # fmt: skip
    columns = [
        _("with a service of their own"), _("vehicles"), _("served"), _("95 % wait [min]"), _("cost a year [EUR]"),
        _("95 % interval"),
    ]  # fmt: skip
    return WideTable(_("What every coalition costs"), columns, rows)


def _notes(told: PayersTold, words: Language) -> Iterator[str]:
    _ = words._
    yield _(
        "Every coalition faces the same requests on the same %(days)s days, as far as they are those of its residents: "
        "a request belongs to where it begins. A year has %(year)s such days.",
        days=words.whole(told.days), year=words.whole(told.days_of_year),
    )  # fmt: skip
    if told.day_types:
        days = "; ".join(f"{_(DAY_WORDS[name])}: {words.whole(count)}" for name, count in told.day_types.items())
        yield _("Of each type of day one is simulated, and counts as often as the year has it. %(days)s.", days=days)
    yield _("A ride across the border of a coalition ends or begins at a hub there, and what is left of the way is not "
            "paid by anybody: alone is cheaper, and less.")  # fmt: skip
    yield _("Its vehicles start at its depots, dealt to these in turn; the fleet is the smallest that serves enough.")
    yield _("What falls outside of all borders is split as what falls inside. Each split adds up to the cent.")
    yield _(
        "Intervals come from drawing the same days anew, 2,000 times, for all coalitions at once; each draw looks for "
        "the smallest fleet again, among those tried. They tell of chance, not of assumptions."
    )
    worst = float(told.coalitions["beyond_tried"].max())
    if worst > 0:
        yield _("In up to %(share)s %% of the draws no fleet that was tried is large enough, and the largest counts: "
                "intervals may be too narrow at their upper end.", share=words.decimal(100 * worst, 1))  # fmt: skip
    yield _("Who pays more than whom is beyond luck where the interval of the difference, widened for the number of "
            "pairs, lies above 0.")  # fmt: skip


def _chart(told: PayersTold, words: Language) -> Chart:
    _ = words._
    traces = []
    for split in told.kinds:
        its = told.splits[told.splits["split"] == split]
        share = its["share_eur"]
        traces.append({
            "type": "bar", "name": _(SPLIT_TITLES[split]), "x": list(told.names),
            "y": share.round(2).tolist(),
            "error_y": {
                "type": "data", "symmetric": False, "array": _apart(its["high_eur"], share),
                "arrayminus": _apart(share, its["low_eur"]),
            },
            "hovertemplate": "%{x}: %{y} EUR<extra>%{fullData.name}</extra>",
        })  # fmt: skip
    return Chart(
        "payers",
        _("What each territory pays by each split"),
        _("A bar for each split, in EUR a year; lines are 95 % intervals over the days simulated."),
        traces,
        {
            "height": 480, "barmode": "group", "yaxis": {"title": {"text": _("EUR a year")}},
            "legend": {"orientation": "h", "y": -0.2},
        },
    )  # fmt: skip


def _apart(upper: pd.Series[float], lower: pd.Series[float]) -> list[float]:
    return [max(round(float(value), 2), 0.0) for value in upper - lower]
