"""What figures that are given leave out, and Germany's rows that hold there."""

from __future__ import annotations

from itertools import groupby
from typing import Any

import pandas as pd

from simulator.demand.population.figures import ALL, UNKNOWN, each_row, of_germany, single_ages
from simulator.demand.population.fit import LARGEST
from simulator.demand.population.reading import CountyTables
from simulator.demand.population.tables import SEXES
from simulator.notes import N_, Note

PARTLY = {
    "employment": N_("Who is employed follows Germany's shares where the table has no rows: %(where)s."),
    "cars": N_("Households have as many cars as Germany's of their size where the table has no rows: %(where)s."),
    "licences": N_("Who may drive is assumed where the table has no rows: %(where)s."),
    "wheelchairs": N_("Who uses a wheelchair is assumed where the table has no rows: %(where)s."),
}
MOST_TOLD = 10  # municipalities, in one sentence
_COLUMNS = {"employment": "employed", "licences": "share", "wheelchairs": "share"}


def partly_given(tables: CountyTables) -> list[Note]:
    """Return what to say of figures that are given for some ages or sizes only."""
    found = []
    for name in PARTLY:
        figures = tables.figures.get(name)
        parts = {} if figures is None else figures.rows
        where = [
            f"{key} {gaps}".strip() for key, rows in parts.items() for gaps in [_in_short(gap_rows(name, rows))] if gaps
        ]
        if parts and ALL not in parts:
            where += [ags for ags in tables.municipalities["ags"] if ags not in parts]
        more = ["..."] if len(where) > MOST_TOLD else []
        if where:
            found.append(Note("partly_given", name, PARTLY[name], {"where": "; ".join([*where[:MOST_TOLD], *more])}))
    return found


def gap_rows(name: str, rows: pd.DataFrame) -> pd.DataFrame:
    """Return Germany's rows for the ages of each sex, or sizes of households, that rows of a figure leave out."""
    germany = of_germany(name)
    if name == "cars":
        return germany[~germany["size"].isin(rows["size"].clip(upper=LARGEST))]
    if name not in _COLUMNS:
        return germany.iloc[:0]
    known, found = single_ages(rows, _COLUMNS[name]) != UNKNOWN, list[dict[str, Any]]()
    for row in each_row(germany):
        for sex in [row.sex] if getattr(row, "sex", "") else SEXES:
            ages = range(row.age_from, row.age_to + 1)
            for is_known, run in groupby(ages, key=known[SEXES.index(sex)].__getitem__):
                if not is_known:
                    inside = list(run)
                    found.append(row._asdict() | {"age_from": inside[0], "age_to": inside[-1], "sex": sex})
    return pd.DataFrame(found, columns=["Index", *germany.columns, *([] if "sex" in germany else ["sex"])])


def _in_short(rows: pd.DataFrame) -> str:
    """Return sizes, or ages by sex, in numbers; ages that follow each other as one."""
    if "age_from" not in rows:
        return ", ".join(str(size) for size in sorted(set(rows["size"]))) if len(rows) else ""
    spans = list[list[Any]]()
    for row in each_row(rows.sort_values(["sex", "age_from"])):
        if spans and spans[-1][0] == row.sex and spans[-1][2] + 1 == row.age_from:
            spans[-1][2] = row.age_to
        else:
            spans.append([row.sex, row.age_from, row.age_to])
    return ", ".join(f"{first}-{last} {sex}" for sex, first, last in spans)
