"""``population.html``: who the people of a county are, what they were made from, and how far that is to be trusted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from pathlib import Path
from typing import Any

import pandas as pd

from simulator.notes import Note
from simulator.report.page.chart import Chart, numbers
from simulator.report.page.html import PLOTLY, render_main, render_page
from simulator.report.page.language import LANGUAGES, N_, Language
from simulator.report.style import BLUE, GREEN, ORANGE
from simulator.texts import text_in
from simulator.whole import write_whole

PAGE = "population.html"
SCRIPTS = (PLOTLY, "page.js", "charts.js")
MOST_PLACES = 40  # in the table under the map

FIGURES = {
    "inhabitants": N_("inhabitants by municipality and sex"),
    "age_sex": N_("people by age and sex"),
    "employment": N_("employed people by age and sex"),
    "household_sizes": N_("households by size"),
    "cars": N_("households by size and cars"),
    "without_car": N_("people without a car in the household"),
    "licences": N_("people who may drive, by age and sex"),
    "wheelchairs": N_("people in wheelchairs by age"),
    "places": N_("inhabitants by place"),
}
LEVELS = {
    "municipality": N_("municipality"),
    "county": N_("county"),
    "state": N_("state"),
    "Germany": N_("Germany"),
    "assumption": N_("assumption"),
}
BESIDE = {
    "alone_women_65": N_("women from 65 on who live alone"),
    "alone_men_65": N_("men from 65 on who live alone"),
    "households_with_car": N_("households with a car"),
    "cars_per_1000": N_("cars for 1,000 people"),
    "employed_20_64": N_("employed among people from 20 to 64"),
    "mean_age": N_("mean age (here in completed years)"),
}
ASSUMED = {
    "age_sex": N_("people by age and sex"),
    "employment": N_("share of employed people"),
    "household_sizes": N_("households by size"),
    "cars": N_("households by size and cars"),
    "licences": N_("share of people who may drive"),
    "wheelchairs": N_("share of people in wheelchairs"),
    "living_alone": N_("share of people who live alone"),
    "with_parents": N_("share of people who live with their parents"),
    "without_car": N_("weight among people without a car"),
    "parameters": N_("number of the model"),
}
CLASSES = {
    "child": N_("children below school age"),
    "pupil": N_("pupils"),
    "carless": N_("people from 15 on without a car or licence"),
    "senior": N_("people from 65 on with a car"),
    "worker": N_("employed people with a car"),
    "adult": N_("other adults with a car"),
}
Tables = Mapping[str, pd.DataFrame]
Own = Callable[[str], str]  # a text of the tables in the language of the reader


@dataclass(frozen=True, eq=False)
class PopulationTold:
    """What the page shows.

    titles: a text, or one for each language. counts: persons, households, municipalities, seed, version. classes:
    people by class. missing: texts, marked for translation, about what was not given; partly: the same of what
    was given in part. tables: margins, beside, assumed, by_age, by_place,
    and spread where there are several populations, as ``demand.population.quality`` makes them.
    german: sources and the like in English, and the same in German.
    """

    titles: str | dict[str, str]
    counts: Mapping[str, Any]
    classes: Mapping[str, int]
    missing: Sequence[str]
    tables: Tables
    german: Mapping[str, str]
    partly: Sequence[Note] = ()


@dataclass(frozen=True)
class ToldTable:
    """A table of the page. open: shown unless somebody closes it. remarks: the last column is a text, to be wrapped."""

    title: str
    columns: list[str]
    rows: list[list[str]]
    open: bool = False
    remarks: bool = False


def write_population_page(folder: Path, told: PopulationTold) -> None:
    """Write ``population.html`` into a folder. Raises OSError."""
    write_whole(folder / PAGE, population_page(told))


def population_page(told: PopulationTold) -> str:
    """Return the page."""
    mains, titles, charts, labels = {}, {}, {}, {}
    for code in LANGUAGES:
        words = Language(code)
        title, kind = text_in(told.titles, code), words._("Who lives here")
        shown = [_pyramid(told.tables["by_age"], words), _map(told.tables["by_place"], words)]
        mains[code] = render_main(
            "population.html",
            words=words,
            title=title,
            sentences=_sentences(told, words),
            missing=[*map(words._, told.missing), *(words.filled(note.text, note.values) for note in told.partly)],
            charts=shown,
            tables=_tables(told, words),
            version=told.counts["version"],
        )
        titles[code] = f"{title} – {kind}"
        charts[code] = {chart.key: chart.figure() for chart in shown}
        labels[code] = {"separators": ",." if code == "de" else ".,"}
    return render_page(mains, titles, SCRIPTS, {"charts": charts, "labels": labels})


def _sentences(told: PopulationTold, words: Language) -> list[str]:
    _, counts, classes = words._, told.counts, told.classes
    listed = [f"{words.whole(classes[name])} {_(text)}" for name, text in CLASSES.items()]
    return [
        _(
            "%(people)s people in %(households)s households of %(municipalities)s municipalities, drawn with the seed "
            "%(seed)s. They are made up: nobody of them exists, and single homes are not to be trusted.",
            people=words.whole(counts["persons"]),
            households=words.whole(counts["households"]),
            municipalities=words.whole(counts["municipalities"]),
            seed=str(counts["seed"]),
        ),
        _("Among them are %(classes)s.", classes=words.listing(listed)),
        _("%(count)s of them use a wheelchair.", count=words.whole(classes["wheelchair"])),
        _(
            "The register is kept exactly, municipality by municipality and sex by sex. Other figures are kept as far "
            "as whole people allow; those of a county, a state or Germany hold for each municipality alike."
        ),
    ]


def _tables(told: PopulationTold, words: Language) -> list[ToldTable]:

    def own(text: str) -> str:
        return told.german.get(text, text) if words.code == "de" else text

    tables = [_summary(told.tables["margins"], own, words), _beside(told.tables["beside"], words)]
    if "spread" in told.tables:
        tables.append(_spread(told.tables["spread"], words))
    return [*tables, _assumed(told.tables["assumed"], own, words), _sums(told.tables["margins"], words)]


def _summary(margins: pd.DataFrame, own: Own, words: Language) -> ToldTable:
    """Return one row for each figure and source: how many sums, and the largest difference."""
    _, rows = words._, []
    keys = ["figure", "level", "year", "source", "licence", "assumption"]
    for (figure, level, year, source, licence, assumption), part in _parts(margins, keys):
        worst = part["difference"].abs().max()
        why = f"{_('assumption')}: {own(assumption)}" if assumption and level != "assumption" else ""
        origin = "; ".join(text for text in (own(source), own(licence), why) if text)
        rows.append([
            _(FIGURES[figure]), _(LEVELS[level]), str(year), words.whole(len(part)), words.whole(part["asked"].sum()),
            words.decimal(float(worst), 1), origin,
        ])  # fmt: skip
    columns = [_("figure"), _("level"), _("year"), _("sums"), _("in all"), _("largest difference"), _("source")]
    return ToldTable(_("What was asked for and what came out"), columns, rows, open=True, remarks=True)


def _parts(table: pd.DataFrame, keys: list[str]) -> list[tuple[tuple[Any, ...], pd.DataFrame]]:
    """Return the rows of a table by what they have in these columns, in the order of their first ones."""
    found: dict[tuple[Any, ...], list[int]] = {}
    for place, key in enumerate(table[keys].itertuples(index=False, name=None)):
        found.setdefault(key, []).append(place)
    return [(key, table.iloc[places]) for key, places in found.items()]


def _beside(table: pd.DataFrame, words: Language) -> ToldTable:
    _ = words._
    rows = []
    for key, got, published, source in table.itertuples(index=False, name=None):
        shown = words.percent if published <= 1 else lambda value: words.decimal(value, 1)
        rows.append([_(BESIDE[key]), shown(got), shown(published), source])
    columns = [_("figure"), _("here"), _("Germany"), _("source")]
    return ToldTable(_("Beside figures of Germany, which were not asked for"), columns, rows, open=True, remarks=True)


def _spread(spread: pd.DataFrame, words: Language) -> ToldTable:
    _, rows = words._, []
    for (figure,), part in _parts(spread, ["figure"]):
        widest = part.iloc[int((part["most"] - part["least"]).to_numpy().argmax())]
        where = " ".join(text for text in (widest["municipality"], widest["group"]) if text)
        rows.append([
            _(FIGURES[figure]), words.decimal(float(part["deviation"].max()), 1), where,
            words.decimal(float(widest["asked"]), 1), words.whole(widest["least"]), words.whole(widest["most"]),
        ])  # fmt: skip
    columns = [_("figure"), _("largest standard deviation"), _("widest"), _("asked for"), _("least"), _("most")]
    return ToldTable(_("How the populations differ by chance alone"), columns, rows, open=True)


def _assumed(assumed: pd.DataFrame, own: Own, words: Language) -> ToldTable:
    _ = words._
    rows = []
    for row in assumed.to_dict("records"):
        ends = (_number(float(row[key]), words) for key in ("value", "low", "high"))
        rows.append([f"{_(ASSUMED[row['table']])}: {row['what']}", *ends, own(row["source"])])
    columns = [_("value"), _("here"), _("low"), _("high"), _("source")]
    return ToldTable(_("What is assumed"), columns, rows, remarks=True)


def _number(value: float, words: Language) -> str:
    """Write a number with the digits that it has."""
    return words.decimal(value, len(f"{value:g}".partition(".")[2]))


def _sums(margins: pd.DataFrame, words: Language) -> ToldTable:
    _ = words._
    rows = [
        [
            _(FIGURES[row["figure"]]), " ".join(text for text in (row["municipality"], row["group"]) if text),
            words.decimal(row["asked"], 1), words.whole(row["got"]), words.decimal(row["difference"], 1),
        ]
        for row in margins[margins["figure"] != "places"].to_dict("records")
    ]  # fmt: skip
    columns = [_("figure"), _("group"), _("asked for"), _("here"), _("difference")]
    return ToldTable(_("All sums"), columns, rows)


def _pyramid(table: pd.DataFrame, words: Language) -> Chart:
    _ = words._
    ages = [f"{first}–{first + 4}" for first in table["age_from"]]
    ages[-1] = f"{table['age_from'].iloc[-1]}+"
    most = int(table[["f", "m"]].max().max())
    bars = [
        {
            "type": "bar", "orientation": "h", "name": name, "y": ages, "x": numbers(sign * table[sex], 0),
            "customdata": table[sex].tolist(), "marker": {"color": colour, "pattern": {"shape": shape}},
            "hovertemplate": f"%{{y}}: %{{customdata}} {name}<extra></extra>",
        }
        for sex, name, sign, colour, shape in (("m", _("men"), -1, BLUE, ""), ("f", _("women"), 1, ORANGE, "/"))
    ]  # fmt: skip
    step = 10 ** (len(str(most)) - 1)
    ticks = list(range(-most // step * step, most + step, step))
    axis = {"title": {"text": _("people")}, "tickvals": ticks, "ticktext": [words.whole(abs(tick)) for tick in ticks]}
    return Chart(
        "pyramid",
        _("Ages"),
        _("Men to the left, women to the right, in groups of five years."),
        bars,
        {"barmode": "relative", "xaxis": axis, "yaxis": {"title": {"text": _("age")}}, "height": 520},
        [_("age"), _("men"), _("women")],
        [[age, words.whole(m), words.whole(f)] for age, m, f in zip(ages, table["m"], table["f"], strict=True)],
    )


def _map(places: pd.DataFrame, words: Language) -> Chart:
    _ = words._
    people, lat = places["people"], float(places["lat"].iloc[0]) if len(places) else 0.0
    sizes = [max(3.0, 34.0 * (count / max(int(people.max()), 1)) ** 0.5) for count in people]
    trace = {
        "type": "scatter", "mode": "markers", "showlegend": False,
        "x": numbers(places["lon"], 4), "y": numbers(places["lat"], 4),
        "text": [f"{name}: {words.whole(count)}" for name, count in zip(places["name"], people, strict=True)],
        "marker": {"size": sizes, "color": GREEN, "opacity": 0.6, "line": {"color": "white", "width": 0.5}},
        "hovertemplate": "%{text}<extra></extra>",
    }  # fmt: skip
    degrees = {"zeroline": False, "ticksuffix": "°"}
    ratio = 1 / max(0.1, cos(radians(lat)))  # a degree of longitude is shorter
    largest = places.head(MOST_PLACES)
    return Chart(
        "homes",
        _("Where they live"),
        _("A disc for each place, as large as it has people; in the middle of their homes. Below, the largest places."),
        [trace],
        {"xaxis": degrees, "yaxis": {**degrees, "scaleanchor": "x", "scaleratio": ratio}, "height": 520},
        [_("place"), _("people")],
        [[name, words.whole(count)] for name, count in zip(largest["name"], largest["people"], strict=True)],
    )
