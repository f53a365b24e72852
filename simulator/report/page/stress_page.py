"""``stress.html``: what a scenario withstands, case by case, and which measure helps most in each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import isnan
from pathlib import Path
from typing import Any

import pandas as pd

from simulator.report.page.chart import Chart
from simulator.report.page.language import MISSING, N_, Language
from simulator.report.page.stress_year import of_a_year
from simulator.report.page.study_page import write_study_page
from simulator.report.page.timetable_changes import WideTable
from simulator.report.style import BLUE
from simulator.units import MINUTE_S

PAGE = "stress.html"
Row = Mapping[Any, Any]


@dataclass(frozen=True)
class StressTold:
    """What the page shows. titles: of the scenario, by language. cases, measures: titles by key.

    of_cases, of_measures, best: as `experiments.stress.study` makes them. days: of each case. about: what to fill into
    the titles of measures. yearly: tables as `experiments.stress.yearly` makes them; None where nobody said how often
    cases happen. road: the places at the ends of the road that matters most, as far as they are known.
    """

    titles: Mapping[str, str]
    cases: Mapping[str, str]
    measures: Mapping[str, str]
    of_cases: pd.DataFrame
    of_measures: pd.DataFrame
    best: pd.DataFrame
    days: int
    about: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    yearly: Mapping[str, pd.DataFrame] | None = None
    road: str = ""

    def measure(self, key: str, words: Language) -> str:
        """Return what a measure is called."""
        return words._(self.measures[key], **self.about.get(key, {}))


def write_stress_page(folder: Path, told: StressTold) -> Path:
    """Write the page into the folder of a stress test and return it."""

    def parts(words: Language) -> dict[str, Any]:
        return {
            "sentences": list(_sentences(told, words)), "chart": _chart(told, words), "cases": _cases(told, words),
            "measures": _measures(told, words), "notes": list(_notes(told, words)),
            **({} if told.yearly is None else of_a_year(told.yearly, told.cases, words)),
        }  # fmt: skip

    return write_study_page(folder / PAGE, "stress.html", N_("What it withstands"), told.titles, parts)


def _by_case(told: StressTold) -> dict[str, dict[str, Row]]:
    """Return the figures of each case by name, the cases in the order of what they cost in served share."""
    found: dict[str, dict[str, Row]] = {key: {} for key in told.cases}
    for row in told.of_cases.to_dict("records"):
        found[str(row["case"])][str(row["figure"])] = row
    return dict(sorted(found.items(), key=lambda one: _value(one[1].get("service_rate"), 1.0)))


def _value(row: Row | None, otherwise: float) -> float:
    return otherwise if row is None or isnan(row["value"]) else float(row["value"])


def _sentences(told: StressTold, words: Language) -> Iterator[str]:
    _, found = words._, _by_case(told)
    yield _(
        "%(cases)s things that may go wrong, each on the same %(days)s days; every day is compared with itself "
        "undisturbed, with the same people and the same luck. ± is half a 95 %% interval.",
        cases=words.whole(len(told.cases)), days=words.whole(told.days),
    )  # fmt: skip
    known = [key for key, its in found.items() if "service_rate" in its]
    if known:
        worst = known[0]
        yield _(
            "Hardest hit: %(case)s; %(points)s points of served share.",
            case=words._(told.cases[worst]), points=_points(found[worst]["service_rate"], words),
        )  # fmt: skip
    best = _best(told)
    for key in known[:3]:
        if key in best:
            yield _(
                "Against %(case)s, of what was tried most helps: %(measure)s (%(points)s points).",
                case=words._(told.cases[key]), measure=told.measure(best[key]["measure"], words),
                points=_points(best[key], words),
            )  # fmt: skip


def _best(told: StressTold) -> dict[str, Row]:
    """Return the row of the measure that helps most, by case."""
    return {str(row["case"]): row for row in told.best.to_dict("records")}


def _points(row: Row | None, words: Language) -> str:
    """Write a difference of shares in points."""
    if row is None or isnan(row["value"]):
        return MISSING
    return f"{words.decimal(100 * row['value'], 1)} ± {words.decimal(100 * row['half_width'], 1)}"


def _plain(row: Row | None, words: Language, digits: int, factor: float = 1.0) -> str:
    if row is None or isnan(row["value"]):
        return MISSING
    half = MISSING if isnan(row["half_width"]) else words.decimal(factor * row["half_width"], digits)
    return f"{words.decimal(factor * row['value'], digits)} ± {half}"


def _cases(told: StressTold, words: Language) -> WideTable:
    _ = words._
    rows = []
    for key, its in _by_case(told).items():
        if "" in its:
            rows.append([words._(told.cases[key]), _("refused: see stress.csv"), *[MISSING] * 7])
            continue
        rows.append([
            words._(told.cases[key]), _points(its.get("service_rate"), words),
            _plain(its.get("wait_mean_s"), words, 1, 1 / MINUTE_S), _plain(its.get("resilience_loss_h"), words, 2),
            _plain(its.get("resilience_robustness"), words, 0, 100.0),
            _plain(its.get("resilience_recovered"), words, 0, 100.0),
            _plain(its.get("resilience_recovery_h"), words, 1),
            _plain(its.get("resilience_riders_affected"), words, 0), _plain(its.get("resilience_stranded"), words, 1),
        ])  # fmt: skip
    columns = [
        _("what goes wrong"), _("served, points"), _("mean wait [min]"), _("lost [hours of full service]"),
        _("at the lowest [% of undisturbed]"), _("days that recover [%]"), _("then after [h]"),
        _("people affected a day"), _("stranded a day"),
    ]  # fmt: skip
    return WideTable(_("What breaks, and for how long"), columns, rows, open=True)


def _measures(told: StressTold, words: Language) -> WideTable:
    """Return what each measure adds to the served share in each case."""
    _ = words._
    found = {
        (row["case"], row["measure"]): row
        for row in told.of_measures.to_dict("records")
        if row["figure"] == "service_rate"
    }
    best = _best(told)
    rows = [
        [words._(title), *(_points(found.get((key, measure)), words) for measure in told.measures),
         _most(told, best.get(key), words)]
        for key, title in told.cases.items()
    ]  # fmt: skip
    columns = [_("what goes wrong"), *(told.measure(key, words) for key in told.measures), _("helps most")]
    return WideTable(_("What helps: points of served share"), columns, rows if told.measures else [], open=True)


def _most(told: StressTold, row: Row | None, words: Language) -> str:
    """Name the measure that helps most in a case, and those that cannot be told from it."""
    if row is None:
        return words._("none for sure")
    others = [told.measure(key, words) for key in row["as_good"].split()]
    name = told.measure(row["measure"], words)
    return (
        words._("%(measure)s (perhaps as good: %(others)s)", measure=name, others="; ".join(others)) if others else name
    )


def _notes(told: StressTold, words: Language) -> Iterator[str]:
    _ = words._
    if told.road:
        yield _(
            "The road that matters most is the one that does most harm where it is closed on paper, over the drives of "
            "ten days: %(road)s.", road=told.road,
        )  # fmt: skip
    yield _("How long and how bad each case is, is an assumption; stress.json has all of them in full.")
    yield _("People affected: served on an ordinary day and not on this one, over 10 minutes later, or whose promise "
            "was broken.")  # fmt: skip
    yield _("Waits are those of who was served: they may fall where many are not.")
    yield _("A day recovers where 95 % of what is served undisturbed is served for an hour after all is over.")
    yield _("Further requests are like others, from and to the same places: they share rides more easily than other "
            "people would, so what more demand costs is a lower bound.")  # fmt: skip
    yield _(
        "A measure helps for sure where the interval of its difference, widened for the number of measures that were "
        "tried, lies above 0; as good may be what cannot be told from the best on these days."
    )
    yield _(
        "One more plug or pump comes with the power for it. Another depot is at the place that takes most off the "
        "drives from the nearest depot to where requests begin; the same vehicles are dealt to all depots."
    )
    yield _("Longer notice also turns away who asks late, on days on which nothing goes wrong as well.")


def _chart(told: StressTold, words: Language) -> Chart:
    _, found = words._, _by_case(told)
    known = [key for key in found if "service_rate" in found[key]][::-1]
    rows = [found[key]["service_rate"] for key in known]
    trace = {
        "type": "bar", "orientation": "h", "y": [words._(told.cases[key]) for key in known],
        "x": [round(100 * _value(row, 0.0), 2) for row in rows], "marker": {"color": BLUE},
        "error_x": {"type": "data", "array": [_half(row) for row in rows]},
        "hovertemplate": "%{y}: %{x}<extra></extra>",
    }  # fmt: skip
    return Chart(
        "stress",
        _("What each case costs in served share"),
        _("Each bar is the mean difference to the same days undisturbed, in points, with its 95 % interval."),
        [trace],
        {
            "height": 120 + 34 * len(known), "xaxis": {"title": {"text": _("points of served share")}},
            "yaxis": {"automargin": True}, "showlegend": False,
        },
    )  # fmt: skip


def _half(row: Row) -> float:
    return 0.0 if isnan(row["half_width"]) else round(100 * float(row["half_width"]), 2)
