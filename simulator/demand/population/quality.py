"""What was asked of a population and what came out, sum by sum; what was not given; and figures beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.demand.population.figures import AGES, ALL, UNKNOWN, Figures, each_row, of_germany, single_ages
from simulator.demand.population.fit import CAR, CARLESS, LARGEST, MALE, MunicipalityFit
from simulator.demand.population.gaps import gap_rows
from simulator.demand.population.reading import FIGURES, CountyTables
from simulator.demand.population.sources import ALWAYS_GERMANY
from simulator.demand.population.tables import CLASSES, SEXES, Population
from simulator.notes import N_

MARGIN_COLUMNS = (
    "figure", "municipality", "group", "asked", "got", "difference", "level", "year", "source", "licence", "assumption",
)  # fmt: skip
NOT_GIVEN = {
    "age_sex": N_("Ages are those of Germany: no table of people by age and sex is given."),
    "employment": N_("Who is employed follows Germany's shares by age and sex: no table of employment is given."),
    "household_sizes": N_("Households have Germany's sizes: no table of household sizes is given."),
    "cars": N_("Households have as many cars as Germany's of their size: no table of cars is given."),
    "licences": N_("Who may drive is assumed by age and sex: no table of driving licences is given."),
    "wheelchairs": N_("Who uses a wheelchair is assumed by age: no table of wheelchair users is given."),
    "male": N_("How many men and women a municipality has follows from the ages: the register does not say it."),
    "grid": N_("Inside of a municipality people live at its settlements, by a model: no census grid is given."),
}


@dataclass(frozen=True, eq=False)
class Sums:
    """Sums over people and households of each municipality, asked for or counted.

    people, employed, part, licences, wheelchairs: float64 (municipalities, 2, AGES). sizes: float64 (municipalities,
    LARGEST). cars: float64 (municipalities, LARGEST, most cars + 1). without_car: float64 (municipalities,), people.
    """

    people: NDArray[np.float64]
    employed: NDArray[np.float64]
    part: NDArray[np.float64]
    licences: NDArray[np.float64]
    wheelchairs: NDArray[np.float64]
    sizes: NDArray[np.float64]
    cars: NDArray[np.float64]
    without_car: NDArray[np.float64]


def not_given(tables: CountyTables) -> list[str]:
    """Return what a county file could say and does not: keys of NOT_GIVEN."""
    missing = [name for name in FIGURES if name not in tables.figures]
    missing += ["male"] if (tables.municipalities["male"] < 0).any() else []
    return missing if tables.cells else [*missing, "grid"]


def margins_of(tables: CountyTables, fits: Sequence[MunicipalityFit], population: Population) -> pd.DataFrame:
    """Return one row of MARGIN_COLUMNS for each sum that was asked for."""
    keys = [fit.ags for fit in fits]
    asked, got = _asked(tables, fits), _got(population, keys, fits[0].cars.shape[1] if fits else 1)
    rows = [*_inhabitants(tables, fits, got)]
    for name in FIGURES:
        rows += _of_figure(name, tables.figures.get(name), keys, asked, got)
    people = asked.without_car.sum(), got.without_car.sum()
    rows.append(("without_car", ALL, "", *people, *_fitted_from(tables)))
    rows += _places(tables, population)
    table = pd.DataFrame(rows, columns=[name for name in MARGIN_COLUMNS if name != "difference"])
    table = table.assign(difference=(table["got"] - table["asked"]).round(3), asked=table["asked"].round(3))
    return table[list(MARGIN_COLUMNS)]


Row = tuple[Any, ...]
OLD, AGE_STEP = 65, 5
OF_THE_MODEL = (*ALWAYS_GERMANY, "parameters")
VALUES = {
    "age_sex": "persons", "employment": "employed", "household_sizes": "households", "cars": "households",
    "without_car": "weight", "parameters": "value",
}  # fmt: skip


def _asked(tables: CountyTables, fits: Sequence[MunicipalityFit]) -> Sums:
    by_age = np.stack([fit.by_age for fit in fits])
    shares = {name: _given_shares(tables.figures.get("employment"), fits, name) for name in ("employed", "part")}
    sizes = np.stack([fit.households for fit in fits])
    return Sums(
        people=by_age,
        employed=by_age * shares["employed"],
        part=by_age * shares["part"],
        licences=by_age * np.stack([fit.licences for fit in fits]),
        wheelchairs=by_age * np.stack([fit.wheelchairs for fit in fits]),
        sizes=sizes,
        cars=sizes[:, :, None] * np.stack([fit.cars for fit in fits]),
        without_car=np.array([fit.people.take(CARLESS, axis=CAR).sum() for fit in fits]),
    )


def _given_shares(figures: Figures | None, fits: Sequence[MunicipalityFit], name: str) -> NDArray[np.float64]:
    """Return the shares as they are given for each municipality, float64 (municipalities, 2, AGES)."""
    germany = single_ages(of_germany("employment"), name)
    result = []
    for fit in fits:
        rows = None if figures is None else figures.of(fit.ags)
        given = germany if rows is None else single_ages(rows.fillna({"part": UNKNOWN}), name)
        result.append(np.where(given == UNKNOWN, germany, given))
    return np.stack(result)


def _got(population: Population, keys: list[str], most_cars: int) -> Sums:
    persons, households = population.persons, population.households
    place = pd.Index(keys).get_indexer(pd.Index(persons["municipality"]))
    sex = (persons["sex"] == SEXES[MALE]).to_numpy().astype(np.int64)
    age = np.minimum(persons["age"].to_numpy(), AGES - 1)

    def counted(chosen: Any) -> NDArray[np.float64]:
        cell = np.ravel_multi_index((place, sex, age), (len(keys), 2, AGES))
        counts = np.bincount(cell, weights=np.asarray(chosen, dtype=float), minlength=len(keys) * 2 * AGES)
        return np.asarray(counts.reshape(len(keys), 2, AGES), dtype=np.float64)

    home = pd.Index(keys).get_indexer(pd.Index(households["municipality"]))
    size = np.minimum(households["size"].to_numpy(), LARGEST) - 1
    shape = len(keys), LARGEST, max(most_cars, int(households["cars"].max() + 1) if len(households) else 1)
    cars = np.bincount(
        np.ravel_multi_index((home, size, households["cars"].to_numpy()), shape), minlength=int(np.prod(shape))
    ).reshape(shape)
    carless = (households["cars"] == 0).to_numpy()[persons["household"]]
    return Sums(
        counted(np.ones(len(persons))),
        counted(persons["employment"] != "none"),
        counted(persons["employment"] == "part"),
        counted(persons["licence"]),
        counted(persons["wheelchair"]),
        cars.sum(axis=2).astype(np.float64),
        cars.astype(np.float64),
        np.bincount(place, weights=carless, minlength=len(keys)).astype(np.float64),
    )


def _inhabitants(tables: CountyTables, fits: Sequence[MunicipalityFit], got: Sums) -> Iterator[Row]:
    origin = tables.origins["register"]
    for place, fit in enumerate(fits):
        for sex, name in enumerate(SEXES):
            sums = float(fit.sexes[sex]), got.people[place, sex].sum()
            yield ("inhabitants", fit.ags, name, *sums, *origin)


def _of_figure(name: str, figures: Figures | None, keys: list[str], asked: Sums, got: Sums) -> Iterator[Row]:
    """Yield the sums of one figure: of each municipality with rows of its own, and of all others together."""
    germany = of_germany(name)
    parts = {ALL: germany} if figures is None else {**({} if ALL in figures.rows else {ALL: germany}), **figures.rows}
    for key, rows in parts.items():
        members = [i for i, ags in enumerate(keys) if (ags == key if key != ALL else ags not in parts)]
        if not members:
            continue
        given = figures if figures is not None and key in figures.rows else None
        for group, row, pick in _groups(name, rows):
            sums = _sums(pick, asked, got, members)
            yield (name, key, group, *sums, *(_of_germany(row) if given is None else _origin(given, key)))
        for group, row, pick in () if given is None else _groups(name, gap_rows(name, rows)):
            yield (name, key, group, *_sums(pick, asked, got, members), *_of_germany(row))


Pick = Callable[[Sums], NDArray[np.float64]]


def _sums(pick: Pick, asked: Sums, got: Sums, members: list[int]) -> tuple[float, float]:
    return float(pick(asked)[members].sum()), float(pick(got)[members].sum())


def _groups(name: str, rows: pd.DataFrame) -> Iterator[tuple[str, Any, Pick]]:
    """Yield what each row of a figure is about, and how it is found among the sums of municipalities."""
    if "age_from" in rows:
        arrays = {"age_sex": ("people",), "employment": ("employed", "part")}.get(name, (name,))
        for row in each_row(rows):
            for array in arrays:
                if array != "part" or not np.isnan(row.part):
                    yield _by_age(array, row, part=array == "part")
        return
    for row in each_row(rows):
        size = min(row.size, LARGEST) - 1
        if name == "cars":
            yield f"{row.size}: {row.cars}", row, _cars_of(size, row.cars)
        else:
            yield f"{row.size}", row, _households_of(size)


def _by_age(array: str, row: Any, *, part: bool) -> tuple[str, Any, Pick]:
    sexes = [SEXES.index(row.sex)] if getattr(row, "sex", "") else [0, 1]
    ages = slice(row.age_from, row.age_to + 1)
    group = f"{row.age_from}-{row.age_to} {getattr(row, 'sex', '')}{' part' if part else ''}".strip()
    return group, row, lambda sums: getattr(sums, array)[:, sexes, ages]


def _cars_of(size: int, cars: int) -> Pick:
    return lambda sums: sums.cars[:, size, cars]


def _households_of(size: int) -> Pick:
    return lambda sums: sums.sizes[:, size]


def _origin(figures: Figures, key: str) -> Row:
    origin = figures.origin
    return (origin if key == ALL else origin._replace(level="municipality"))[:]


def _of_germany(row: Any) -> Row:
    assumed = row.level == "assumption"
    return row.level, row.year, row.source, "", row.source if assumed else ""


def _fitted_from(tables: CountyTables) -> Row:
    """Return the origin of the number of people without a car, which follows from households and cars."""
    figures = tables.figures.get("cars")
    if figures is None:
        return "Germany", int(of_germany("cars")["year"].max()), "cars by household size", "", ""
    return figures.origin[:]


def _places(tables: CountyTables, population: Population) -> Iterator[Row]:
    """Yield how many people live at each settlement; of a grid, at all cells of a municipality."""
    places = tables.places.groupby(["ags", "locality"], sort=True)[["inhabitants"]].sum().reset_index()
    got = population.households.groupby(["municipality", "locality"])["size"].sum().to_dict()
    inhabitants = tables.municipalities.set_index("ags")["inhabitants"].to_dict()
    weights = places.groupby("ags")["inhabitants"].sum().to_dict()
    for row in each_row(places):
        asked = row.inhabitants * inhabitants[row.ags] / max(weights[row.ags], 1e-9)
        sums = float(asked), float(got.get((row.ags, row.locality), 0))
        yield "places", row.ags, row.locality, *sums, *tables.origins["places"]


BESIDE = (  # key, published, source: figures that a population is laid beside, not fitted to
    ("alone_women_65", 0.45, "Mikrozensus 2017 (Destatis)"),
    ("alone_men_65", 0.20, "Mikrozensus 2017 (Destatis)"),
    ("households_with_car", 0.78, "LWR 2022 (Destatis)"),
    ("cars_per_1000", 583.0, "KBA, 2022 (Destatis)"),
    ("employed_20_64", 0.808, "Mikrozensus 2022 (statistikportal.de)"),
    ("mean_age", 44.6, "2023 (Destatis)"),
)


def beside(population: Population) -> pd.DataFrame:
    """Return figures of a population beside Germany's: key, got, published, source."""
    persons, households = population.persons, population.households
    alone = (households["size"] == 1).to_numpy()[persons["household"]]
    age, women = persons["age"].to_numpy(), (persons["sex"] == SEXES[0]).to_numpy()
    old, working = age >= OLD, (age >= 20) & (age < OLD)
    employed = (persons["employment"] != "none").to_numpy()
    got = {
        "alone_women_65": _share(alone, old & women),
        "alone_men_65": _share(alone, old & ~women),
        "households_with_car": _share((households["cars"] > 0).to_numpy(), np.ones(len(households), dtype=bool)),
        "cars_per_1000": 1000 * float(households["cars"].sum()) / max(len(persons), 1),
        "employed_20_64": _share(employed, working),
        "mean_age": float(age.mean()) if len(age) else 0.0,
    }
    rows = [(key, got[key], published, source) for key, published, source in BESIDE]
    return pd.DataFrame(rows, columns=["key", "got", "published", "source"])


def _share(chosen: NDArray[np.bool_], among: NDArray[np.bool_]) -> float:
    return float(chosen[among].mean()) if among.any() else 0.0


def assumed(tables: CountyTables) -> pd.DataFrame:
    """Return what of Germany's tables and of the model is assumed: table, what, value, low, high, source."""
    used = [name for name in FIGURES if name not in tables.figures]
    names = [*used, *(("employment",) if "employment" not in used else ()), *OF_THE_MODEL]
    rows = []
    for name in names:
        for row in each_row(of_germany(name)):
            if getattr(row, "level", "assumption") == "assumption":
                column = VALUES.get(name, "share")
                rows.append((name, _about(row), getattr(row, column), row.low, row.high, row.source))
    return pd.DataFrame(rows, columns=["table", "what", "value", "low", "high", "source"])


def german_sources() -> dict[str, str]:
    """Return the sources of Germany's tables in English, and the same in German."""
    tables = [of_germany(name) for name in (*FIGURES, *OF_THE_MODEL)]
    return {en: de for table in tables for en, de in zip(table["source"], table["source_de"], strict=True)}


def _about(row: Any) -> str:
    """Return what a row of Germany's is about, in numbers: ages, sex, sizes."""
    parts = [f"{row.age_from}-{row.age_to}"] if hasattr(row, "age_from") else []
    parts += [str(getattr(row, name)) for name in ("age", "sex", "size", "cars", "name") if hasattr(row, name)]
    return " ".join([*parts, *(["employed"] if getattr(row, "employed", 0) == 1 else [])])


def by_age(population: Population) -> pd.DataFrame:
    """Return people of each sex in groups of five years, the last one open: age_from, f, m."""
    persons = population.persons
    first = np.arange(0, AGES - AGE_STEP, AGE_STEP)
    group = np.minimum(persons["age"].to_numpy() // AGE_STEP, len(first) - 1)
    counts = {sex: np.bincount(group[(persons["sex"] == sex).to_numpy()], minlength=len(first)) for sex in SEXES}
    return pd.DataFrame({"age_from": first, **counts})


def by_place(population: Population) -> pd.DataFrame:
    """Return people and the middle of their homes for each locality: name, lon, lat, people; the largest first."""
    households = population.households
    names = ["municipality", "locality"] if (households["locality"] != "").any() else ["municipality"]
    weights = households[["lon", "lat"]].mul(households["size"], axis=0).assign(people=households["size"].astype(int))
    sums = pd.concat([households[names], weights], axis=1).groupby(names, sort=True).sum().reset_index()
    middles = sums[["lon", "lat"]].div(sums["people"], axis=0).round(5)
    table = middles.assign(name=sums[names[-1]].astype(str), people=sums["people"])
    return table[["name", "lon", "lat", "people"]].sort_values("people", ascending=False, kind="stable")


def by_class(population: Population) -> dict[str, int]:
    """Return how many people are of each class, and use a wheelchair."""
    persons = population.persons
    counts = persons["traveller_class"].value_counts()
    return {name: int(counts.get(name, 0)) for name in CLASSES} | {"wheelchair": int(persons["wheelchair"].sum())}


def spread_of(margins: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return how the sums of several populations spread: mean, least, most and standard deviation of each."""
    got = np.stack([table["got"].to_numpy(dtype=np.float64) for table in margins])
    table = margins[0][["figure", "municipality", "group", "asked"]]
    return table.assign(
        mean=got.mean(axis=0).round(3),
        least=got.min(axis=0),
        most=got.max(axis=0),
        deviation=got.std(axis=0, ddof=1).round(3),
    )
