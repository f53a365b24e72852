"""``links.html``: which roads matter most, which places have no second way, and what the simulation says of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from simulator.report.page.chart import Chart
from simulator.report.page.language import MISSING, N_, Language
from simulator.report.page.links_points import pair_of, points_on_map, points_table
from simulator.report.page.study_page import write_study_page
from simulator.report.page.timetable_changes import WideTable
from simulator.report.style import BLUE, ORANGE, SKY, VERMILION
from simulator.units import MINUTE_S

PAGE = "links.html"
DASH = "\N{EN DASH}"
MOST_PLACES = 30
BANDS = ((0.0, 0.1, SKY), (0.1, 0.5, BLUE), (0.5, 1.5, ORANGE), (1.5, np.inf, VERMILION))  # minutes of harm per drive
KINDS = {"road": N_("road"), "synthetic": N_("assumed road"), "ferry": N_("ferry")}


@dataclass(frozen=True)
class LinksTold:
    """What the page shows. titles: of the scenario, by language.

    links, places, pairs: as `experiments.weak.screen` makes them; worst: the links closed in the simulation, verified:
    what that came to, as `experiments.weak.verify` makes it. days: drawn. cut_off_min: what counts for who cannot go.
    points, without: stations and sites, as `experiments.weak.points` makes them.
    """

    titles: Mapping[str, str]
    links: pd.DataFrame
    worst: pd.DataFrame
    places: pd.DataFrame
    pairs: pd.DataFrame
    verified: pd.DataFrame
    centres: tuple[str, ...]
    days: int
    cut_off_min: float
    degrees_by_height: float
    points: pd.DataFrame
    without: pd.DataFrame


def write_links_page(folder: Path, told: LinksTold) -> Path:
    """Write the page into the folder of a study and return it."""

    def parts(words: Language) -> dict[str, Any]:
        return {
            "sentences": list(_sentences(told, words)), "chart": _map(told, words), "roads": _roads(told, words),
            "pairs": _pairs(told, words), "places": _places(told, words),
            "points": points_table(told.points, told.without, words), "notes": list(_notes(told, words)),
        }  # fmt: skip

    return write_study_page(folder / PAGE, "links.html", N_("Where the roads are weak"), told.titles, parts)


def _sentences(told: LinksTold, words: Language) -> Iterator[str]:
    _ = words._
    yield _(
        "Every stretch of road between two junctions or places was closed, one at a time, and all drives of %(days)s "
        "drawn days looked for another way. %(roads)s stretches are used at all.",
        days=words.whole(told.days), roads=words.whole(len(told.links)),
    )  # fmt: skip
    alone = told.places[(told.places["ways"] == 1) & (told.places["name"] != "")]
    named = told.places[told.places["name"] != ""]
    if len(named):
        yield _(
            "%(count)s of %(all)s places, with %(people)s inhabitants, have only one way to their centre "
            "(%(centres)s): some stretch of road, if closed, parts them from it.",
            count=words.whole(len(alone)), all=words.whole(len(named)),
            people=words.whole(round(alone["inhabitants"].sum())), centres=", ".join(told.centres),
        )  # fmt: skip
        parts = named[named["parts"]]
        yield _(
            "%(count)s places, with %(people)s inhabitants, lie at a junction or street on which others depend: the "
            "network falls apart where it is closed on all sides.",
            count=words.whole(len(parts)), people=words.whole(round(parts["inhabitants"].sum())),
        )  # fmt: skip
    if len(told.worst):
        first = told.worst.to_dict("records")[0]
        yield _(
            "Most harm does it to close the road %(name)s: %(cut)s of all drives have no way left, all others together "
            "take %(longer)s min longer per drive.",
            name=_name(first, words), cut=_percent(first["cut_share"], words),
            longer=words.decimal(first["longer_min"], 2),
        )  # fmt: skip


def _notes(told: LinksTold, words: Language) -> Iterator[str]:
    _ = words._
    yield _(
        "Harm adds both up: minutes that drives take longer, and %(minutes)s minutes for each that cannot be made at "
        "all (assumption); divided by all drives.", minutes=words.whole(told.cut_off_min),
    )  # fmt: skip
    yield _("The bundled networks know only roads with bus service: tracks and back roads may lead around a closure.")
    yield _(
        "A drive goes from the place nearest to where people leave to the one nearest to where they want to go. The "
        "last bit of road to a single place is not in the list of roads; whom it cuts off is told of the place."
    )
    yield _(
        "On paper everybody drives the fastest way that is left. In the simulation the vehicles of the scenario do, "
        "all day, with the same people on both sides; ± is half a 95 % interval of the difference."
    )
    yield _("Pairs are found by greedy exchange: there may be worse ones.")
    yield _(
        "A station or charging site is out all day in the simulation, known to all beforehand; trains end before a "
        "station and begin behind it. Minutes of ride: waits and walks count twice, a change as 5 minutes; who is not "
        "served any more counts as if they went two hours later (assumption), and is told apart."
    )


def _map(told: LinksTold, words: Language) -> Chart:
    """Draw all stretches of road that are used, the worst above all others."""
    _, traces = words._, []
    for low, high, colour in BANDS:
        chosen = told.links[(told.links["harm_min"] >= low) & (told.links["harm_min"] < high)]
        if not len(chosen):
            continue
        text = (
            _("%(low)s and more", low=words.decimal(low, 1))
            if np.isinf(high)
            else _("%(low)s to %(high)s", low=words.decimal(low, 1), high=words.decimal(high, 1))
        )
        traces.append({**_lines(chosen, words), "name": text, "line": {"color": colour, "width": 2 + 2 * (low > 0.1)}})
    traces.append(_numbered(told.worst, words))
    traces += points_on_map(told.points, told.without, words)
    hidden = {"showgrid": False, "zeroline": False, "showticklabels": False}
    return Chart(
        "links",
        _("What closing each stretch of road does"),
        _(
            "Roads by the minutes of harm per drive that closing them does, of all drives. Who cannot go at all counts "
            "%(minutes)s minutes.", minutes=words.whole(told.cut_off_min),
        ),
        traces,
        {
            "xaxis": hidden, "yaxis": {**hidden, "scaleanchor": "x", "scaleratio": told.degrees_by_height},
            "hovermode": "closest", "height": 620, "legend": {"title": {"text": _("minutes per drive")}},
        },
    )  # fmt: skip


def _numbered(worst: pd.DataFrame, words: Language) -> dict[str, Any]:
    """Return the numbers of the worst roads, as the table has them."""
    return {
        "type": "scatter", "mode": "text", "name": words._("number in the table"), "x": worst["lon"].round(4).tolist(),
        "y": worst["lat"].round(4).tolist(), "text": [str(number) for number in range(1, len(worst) + 1)],
        "hoverinfo": "skip", "showlegend": False,
    }  # fmt: skip


def _lines(chosen: pd.DataFrame, words: Language) -> dict[str, Any]:
    """Return one trace with a line for each link, parted by gaps."""
    lon, lat, texts = [], [], []
    for row in chosen.to_dict("records"):
        text = words._(
            "%(name)s: %(longer)s min longer per drive, %(cut)s of drives cut off",
            name=_name(row, words), longer=words.decimal(row["longer_min"], 2), cut=_percent(row["cut_share"], words),
        )  # fmt: skip
        for x, y in row["line"]:
            lon.append(x)
            lat.append(y)
            texts.append(text)
        lon.append(None)
        lat.append(None)
        texts.append("")
    return {
        "type": "scatter", "mode": "lines", "x": lon, "y": lat, "text": texts,
        "hovertemplate": "%{text}<extra></extra>",
    }  # fmt: skip


def _roads(told: LinksTold, words: Language) -> WideTable:
    """Return the worst stretches, on paper and in the simulation."""
    _ = words._
    simulated = {(row["link"], row["figure"]): row for row in told.verified.to_dict("records")}
    rows = []
    for number, row in enumerate(told.worst.to_dict("records"), start=1):
        cells = [
            f"{number}. {_name(row, words)}",
            words._(KINDS[row["kind"]]),
            words.decimal(row["km"], 1),
            words.decimal(row["longer_min"], 2),
            _percent(row["cut_share"], words),
            words.decimal(row["harm_min"], 2),
        ]
        served, wait = (simulated.get((row["link"], figure)) for figure in ("service_rate", "wait_mean_s"))
        refused = simulated.get((row["link"], ""))
        cells.append(_("a depot is cut off") if refused else MISSING if served is None else _points(served, words))
        cells.append(MISSING if wait is None else _minutes(wait, words))
        rows.append(cells)
    columns = [
        _("stretch of road"),
        _("kind"),
        _("km"),
        _("longer [min per drive]"),
        _("drives cut off"),
        _("harm [min per drive]"),
        _("simulated: served, points"),
        _("simulated: mean wait [min]"),
    ]
    return WideTable(_("Roads that matter most"), columns, rows, open=True)


def _name(row: Mapping[Any, Any], words: Language) -> str:
    """Return what a link is called; near a place where both its ends are, and where it is if no place has a name."""
    if row["name"]:
        return str(row["name"]) if DASH in row["name"] else words._("near %(place)s", place=row["name"])
    return words._("%(lat)s° N, %(lon)s° E", lat=words.decimal(row["lat"], 3), lon=words.decimal(row["lon"], 3))


def _percent(share: float, words: Language) -> str:
    return words.unit(100 * share, "%", 1)


def _points(row: Mapping[Any, Any], words: Language) -> str:
    return pair_of(row["difference"], row["half_width"], words, 1, 100.0)


def _minutes(row: Mapping[Any, Any], words: Language) -> str:
    return pair_of(row["difference"], row["half_width"], words, 1, 1 / MINUTE_S)


def _pairs(told: LinksTold, words: Language) -> WideTable:
    _ = words._
    rows = [
        [
            _("%(one)s and %(other)s", one=row["name"], other=row["other_name"]),
            *(words.decimal(row[name], 2) for name in ("harm_min", "other_harm_min", "both_min")),
        ]
        for row in told.pairs.to_dict("records")
    ]
    columns = [_("two stretches at once"), _("the first alone"), _("the second alone"), _("both")]
    return WideTable(_("Pairs that are worse together [minutes of harm per drive]"), columns, rows, open=True)


def _places(told: LinksTold, words: Language) -> WideTable:
    """Return the places with only one way to their centre, the farthest with most people first."""
    _ = words._
    named = told.places[told.places["name"] != ""].sort_values(["ways", "inhabitants"], ascending=[True, False])
    rows = [
        [
            row["name"], words.whole(round(row["inhabitants"])), row["centre"] or MISSING, words.whole(row["ways"]),
            words.decimal(row["to_centre_min"], 0) if np.isfinite(row["to_centre_min"]) else MISSING,
            words.decimal(row["exposure_min"], 2), words.decimal(row["longest_min"], 0), row["worst"] or MISSING,
            row["cut_by"] or MISSING,
        ]
        for row in named[named["name"].map(lambda name: name not in told.centres)].head(MOST_PLACES).to_dict("records")
    ]  # fmt: skip
    columns = [
        _("place"), _("inhabitants"), _("centre"), _("ways there without a common road"), _("drive there [min]"),
        _("exposure [min per drive]"), _("longest detour [min per drive]"), _("if closed"), _("cut off if closed"),
    ]  # fmt: skip
    return WideTable(_("Places and their ways"), columns, rows, open=True)
