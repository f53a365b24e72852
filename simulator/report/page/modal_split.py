"""The chart of by which means people go, class by class."""

from __future__ import annotations

import textwrap

import pandas as pd

from simulator.analysis.modal_split import MEANS, modal_split
from simulator.analysis.run import RunData
from simulator.report.page.chart import Chart, numbers
from simulator.report.page.language import N_, Language
from simulator.report.page.names import named
from simulator.report.style import BLUE, GREEN, GREY, ORANGE, PALE, PURPLE, SKY, VERMILION, YELLOW
from simulator.results.table_dtypes import MODAL_SPLIT

SAID = {
    "on_demand": N_("ridepooling"),
    "feeder": N_("bus or train, with a ride or own wheels to it"),
    "timetable": N_("bus or train alone"),
    "car_sharing": N_("shared car"),
    "car": N_("own car"),
    "bike": N_("own bike"),
    "walk": N_("on foot all the way"),
    "other": N_("another way, not known"),
    "not_going": N_("not going"),
}
_LOOKS = {
    "on_demand": (BLUE, ""),
    "feeder": (SKY, "/"),
    "timetable": (GREEN, ""),
    "car_sharing": (YELLOW, ""),
    "car": (VERMILION, ""),
    "bike": (PURPLE, ""),
    "walk": (ORANGE, ""),
    "other": (GREY, "x"),
    "not_going": (PALE, ""),
}

_SHARES = {
    "requests": N_("share of the requests in percent"),
    "trips": N_("share of the trips in percent"),
}

WIDEST = 26  # letters in a line of the legend, for narrow screens

Split = dict[str, tuple[int, float]]  # by means: requests, and their share


def modal_split_chart(run: RunData, words: Language) -> Chart | None:
    """Give the share of each means among the requests of each class; None without several services."""
    if run.journeys is None or len(run.services) < 2:
        return None
    said = N_(
        "Most frequent: %(means)s, %(share)s of all requests. Whoever asked counts once, whichever services were asked."
    )
    return split_chart(modal_split(run.journeys), words._("How people go"), said, N_("requests"), words)


def split_chart(split: pd.DataFrame, title: str, said: str, counted: str, words: Language) -> Chart | None:
    """Give the share of each means in each class; None where there is nothing.

    split: ``table_dtypes.MODAL_SPLIT``. said: the sentence below the title, with means and share of the most frequent
    one. counted: what is counted.
    """
    _, of_class = words._, _by_class(split)
    of_all = of_class[""]
    shown = [means for means in MEANS if of_all[means][0]]
    if not shown:
        return None
    if len(of_class) == 2:  # all are of one class
        del of_class[""]
    labels = [_("all") if name == "" else named(name, words) for name in of_class]
    most = max(shown, key=lambda means: of_all[means][0])
    return Chart(
        "modal_split",
        title,
        _(said, means=_(SAID[most]), share=words.percent(of_all[most][1])),
        [_bars(means, list(of_class.values()), labels, words) for means in shown],
        {
            "barmode": "stack",
            "xaxis": {"title": {"text": _(_SHARES[counted])}, "range": [0, 100]},
            "yaxis": {"automargin": True, "autorange": "reversed"},
            "height": 110 + 12 * len(shown) + 44 * len(labels),  # legends are higher on narrow screens
        },
        [_("class"), _(counted), *(_(SAID[means]) for means in shown)],
        [
            [
                label,
                words.whole(sum(requests for requests, _share in its.values())),
                *(words.percent(its[means][1]) for means in shown),
            ]
            for label, its in zip(labels, of_class.values(), strict=True)
        ],
    )


def _by_class(split: pd.DataFrame) -> dict[str, Split]:
    found: dict[str, Split] = {}
    columns = (split[name].tolist() for name in MODAL_SPLIT)
    for name, means, requests, share in zip(*columns, strict=True):
        found.setdefault(name, {})[means] = requests, share
    return found


def _bars(means: str, of_class: list[Split], labels: list[str], words: Language) -> dict[str, object]:
    colour, pattern = _LOOKS[means]
    name = words._(SAID[means])
    return {
        "type": "bar", "orientation": "h", "name": "<br>".join(textwrap.wrap(name, WIDEST)), "y": labels,
        "x": numbers([100 * its[means][1] for its in of_class], 2), "customdata": [its[means][0] for its in of_class],
        "marker": {"color": colour, "line": {"color": "white", "width": 1}, "pattern": {"shape": pattern}},
        "hovertemplate": f"%{{y}}<br>{name}: %{{x}} % (%{{customdata}})<extra></extra>",
    }  # fmt: skip
