"""Where the figures of a population come from, as sources are told of all data of a run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from simulator.demand.population.figures import Origin, each_row, of_germany
from simulator.demand.population.reading import FIGURES, CountyTables
from simulator.demand.population.tables import Basis
from simulator.texts import Text, text_in

ALWAYS_GERMANY = ("living_alone", "with_parents", "without_car")  # tables of Germany that no county file replaces
AS_ABOVE = "the same"  # begins the source of a row that has that of rows above
NAMES: dict[str, Text] = {
    "register": {"en": "people: inhabitants by municipality", "de": "Menschen: Einwohner je Gemeinde"},
    "places": {"en": "people: where they live", "de": "Menschen: wo sie wohnen"},
    "age_sex": {"en": "people: ages and sexes", "de": "Menschen: Alter und Geschlecht"},
    "employment": {"en": "people: who is employed", "de": "Menschen: wer erwerbstätig ist"},
    "household_sizes": {"en": "people: sizes of households", "de": "Menschen: Größe der Haushalte"},
    "cars": {"en": "people: cars of households", "de": "Menschen: Autos der Haushalte"},
    "licences": {"en": "people: who may drive", "de": "Menschen: wer einen Führerschein hat"},
    "wheelchairs": {"en": "people: who uses a wheelchair", "de": "Menschen: wer einen Rollstuhl nutzt"},
    "living_alone": {"en": "people: who lives alone", "de": "Menschen: wer allein wohnt"},
    "with_parents": {"en": "people: who lives with parents", "de": "Menschen: wer bei den Eltern wohnt"},
    "without_car": {"en": "people: who lives without a car", "de": "Menschen: wer ohne Auto lebt"},
}
ASSUMED: Text = {"en": "assumption, see docs/population.md", "de": "Annahme, siehe docs/population.md"}
FACTS: Text = {"en": "single facts", "de": "einzelne Tatsachen"}
ASSUMPTION = {"en": "assumption", "de": "Annahme"}


def basis_of(tables: CountyTables) -> tuple[Basis, ...]:
    """Return what a population rests on: what was given, and what is Germany's or assumed in its place."""
    given = dict(tables.origins) | {name: figures.origin for name, figures in tables.figures.items()}
    missing = (*(name for name in FIGURES if name not in given), *ALWAYS_GERMANY)
    told = [_given(name, origin, tables) for name, origin in given.items()]
    return (*told, *(basis for name in missing for basis in _of_germany(name)))


def sources_of(basis: Iterable[Basis]) -> list[dict[str, Any]]:
    """Return name, attribution, licence, date and level of what a population rests on."""
    return [
        {
            "name": NAMES.get(one.what, one.what),
            "attribution": _holder(one),
            "licence": ASSUMED if one.level == "assumption" else one.licence,
            "date": str(one.year),
            "level": one.level,
        }
        for one in basis
    ]


def _given(name: str, origin: Origin, tables: CountyTables) -> Basis:
    source, licence, why = (_both(text, tables) for text in (origin.source, origin.licence, origin.assumption))
    return Basis(name, origin.level, origin.year, source, licence, why)


def _both(text: str, tables: CountyTables) -> Text:
    """Return a text of the county file in both languages, where it has them."""
    german = tables.german.get(text, text)
    return text if german == text else {"en": text, "de": german}


def _of_germany(name: str) -> Iterator[Basis]:
    rows = each_row(of_germany(name))
    told = dict.fromkeys((row.level, int(row.year), row.source, row.source_de) for row in rows)
    for level, year, source, german in told:
        if not source.startswith(AS_ABOVE):
            yield Basis(name, level, year, {"en": source, "de": german}, FACTS)


def _holder(one: Basis) -> Text:
    """Return the source, and what of it is assumed."""
    if not one.assumption:
        return one.source
    return {
        code: f"{text_in(one.source, code)}; {word}: {text_in(one.assumption, code)}"
        for code, word in ASSUMPTION.items()
    }
