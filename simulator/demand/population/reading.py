"""Reading what a county file names: its register, where people live, and figures of people and households."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pandas as pd

from simulator.demand.population.figure_checks import figure_problems
from simulator.demand.population.figures import ALL, OLDEST, Figures, Origin, each_row
from simulator.demand.population.places import (
    FINE_M,
    cell_places,
    no_places,
    settled_cells,
    settlement_places,
)
from simulator.demand.population.tables import Level
from simulator.errors import Problem
from simulator.input_table import Column, Reading, raise_problems, read_input_table
from simulator.network.projection import Projection
from simulator.table_file import Cells

AGS_DIGITS = 8
NOT_KNOWN = -1
CRS = "EPSG:3035"  # of the census grid: ETRS89 / LAEA Europe

_KEY = Column("ags", "text", default=ALL)
_AGES = (
    Column("age_from", "whole", required=True, low=0, high=OLDEST),
    Column("age_to", "whole", default=OLDEST, low=0, high=OLDEST),
)
_SEX = Column("sex", "text", default="")
FIGURES: dict[str, tuple[Column, ...]] = {
    "age_sex": (_KEY, *_AGES, Column("sex", "text", required=True), Column("persons", "number", required=True, low=0)),
    "employment": (
        _KEY,
        *_AGES,
        _SEX,
        Column("employed", "number", required=True, low=0, high=1),
        Column("part", "number", default=np.nan, low=0, high=1),
    ),
    "household_sizes": (
        _KEY,
        Column("size", "whole", required=True, low=1, high=20),
        Column("households", "number", required=True, low=0),
    ),
    "cars": (
        _KEY,
        Column("size", "whole", required=True, low=1, high=20),
        Column("cars", "whole", required=True, low=0, high=10),
        Column("households", "number", required=True, low=0),
    ),
    "licences": (_KEY, *_AGES, _SEX, Column("share", "number", required=True, low=0, high=1)),
    "wheelchairs": (_KEY, *_AGES, _SEX, Column("share", "number", required=True, low=0, high=1)),
}
REGISTER = (
    Column("ags", "text", required=True),
    Column("name", "text", default=""),
    Column("inhabitants", "whole", required=True, low=0, high=10_000_000),
    Column("male", "whole", default=NOT_KNOWN, low=0, high=10_000_000),
)
SETTLEMENTS = (
    Column("locality", "text", required=True),
    Column("ags", "text", required=True),
    Column("lon", "number", required=True, low=-180, high=180),
    Column("lat", "number", required=True, low=-90, high=90),
    Column("inhabitants", "number", required=True, low=0),
)
GRID = (
    Column("x", "number", default=np.nan),
    Column("y", "number", default=np.nan),
    Column("lon", "number", default=np.nan, low=-180, high=180),
    Column("lat", "number", default=np.nan, low=-90, high=90),
    Column("inhabitants", "number", required=True, low=0),
    Column("ags", "text", default=ALL),
    Column("under_18", "number", default=np.nan, low=0, high=1),
    Column("from_65", "number", default=np.nan, low=0, high=1),
)


class TableConfig(Protocol):
    """A table, and where it comes from. cells: its rows where they stand inside of the file.

    origin_in: source, licence, and why it is assumed so, in a language.
    """

    @property
    def file(self) -> Path: ...
    @property
    def cells(self) -> Cells | None: ...
    @property
    def columns(self) -> Mapping[str, str] | None: ...
    @property
    def year(self) -> int: ...
    def origin_in(self, language: str) -> tuple[str, str, str]: ...


class CountyConfig(Protocol):
    """What a county file says; ``scenario.county_models.County`` fits."""

    @property
    def name(self) -> str: ...
    @property
    def municipalities(self) -> TableConfig: ...
    @property
    def settlements(self) -> Any: ...  # TableConfig with scatter_m, or None
    @property
    def grid(self) -> Any: ...  # TableConfig with cell_m, or None
    @property
    def margins(self) -> Any: ...  # of each of FIGURES a TableConfig with level, or None
    @property
    def tables(self) -> Mapping[str, TableConfig]: ...


@dataclass(frozen=True, eq=False)
class CountyTables:
    """What is known of a county.

    municipalities: ags, name, inhabitants, male (NOT_KNOWN: not given), by key. places: ags, locality, lon, lat,
    inhabitants, of a grid under_18 and from_65 (shares, NaN: not known); homes are even in a disc of the radius
    spread_m, or in a square of that width. cells: whether there is a grid. figures: by name. origins: of register and
    places. german: sources and the like in English, and the same in German.
    """

    name: str
    municipalities: pd.DataFrame
    places: pd.DataFrame
    cells: bool
    figures: Mapping[str, Figures]
    origins: Mapping[str, Origin]
    german: Mapping[str, str]


def read_county(config: CountyConfig) -> CountyTables:
    """Read all tables of a county. Raises RequestFileError with file, line and column of all that is wrong."""
    problems: list[Problem] = []
    register = _read(config.municipalities, REGISTER, problems)
    problems += _register_problems(config.municipalities.file, register)
    known = set(register["ags"])
    settlements = None if config.settlements is None else _read(config.settlements, SETTLEMENTS, problems)
    grid = None if config.grid is None else _read_grid(config.grid, settlements, problems)
    figures = {}
    for name, columns in FIGURES.items():
        table = getattr(config.margins, name)
        if table is not None:
            told = list[Problem]()
            rows = _read(table, columns, told)
            if rows.empty and not told:
                told.append(Problem(str(table.file), 0, 0, name, "has no rows"))
            problems += told
            figures[name] = _figures(name, table, rows, problems)
            problems += _unknown_keys(table.file, figures[name], known)
    places, table = _placed(config, settlements, grid), config.grid or config.settlements
    problems += _place_problems(table.file, places, register)
    raise_problems(config.municipalities.file, problems)
    origins = {"register": _origin(config.municipalities, "municipality"), "places": _origin(table, "municipality")}
    ordered = register[["ags", "name", "inhabitants", "male"]].sort_values("ags", ignore_index=True)
    return CountyTables(config.name, ordered, places, bool(config.grid), figures, origins, _german(config))


def _german(config: CountyConfig) -> dict[str, str]:
    told = config.tables.values()
    return {en: de for one in told for en, de in zip(one.origin_in("en"), one.origin_in("de"), strict=True)}


def _placed(config: CountyConfig, settlements: pd.DataFrame | None, grid: pd.DataFrame | None) -> pd.DataFrame:
    """Return where people can live: settlements, cells, or settlements in the cells of a coarse grid."""
    if grid is None:
        return no_places() if settlements is None else settlement_places(settlements, config.settlements.scatter_m)
    if settlements is None or config.grid.cell_m <= FINE_M or grid.empty or settlements.empty:
        return cell_places(grid, config.grid.cell_m)
    return settled_cells(grid, config.grid.cell_m, settlements, config.settlements.scatter_m)


def _read(table: TableConfig, columns: tuple[Column, ...], problems: list[Problem]) -> pd.DataFrame:
    """Return the rows of a table that are right; others are among the problems."""
    told: list[Problem] = []
    rows = read_input_table(
        table.file, columns, Reading(table.columns), other_columns=True, told=told, cells=table.cells
    )
    problems += told
    if "ags" in rows:
        rows["ags"] = [f"0{text}" if _lost_its_zero(text) else text for text in rows["ags"].astype(str)]
    return rows


def _lost_its_zero(key: str) -> bool:
    """Return whether a spreadsheet has made a number of the key of a municipality."""
    return key.isdecimal() and len(key) == AGS_DIGITS - 1


def _origin(table: TableConfig, level: Level) -> Origin:
    return Origin(level, table.year, *table.origin_in("en"))


def _figures(name: str, table: Any, rows: pd.DataFrame, problems: list[Problem]) -> Figures:
    by_key = {str(ags): part for ags, part in rows.groupby("ags", sort=True)}
    for ags, part in by_key.items():
        problems += figure_problems(name, table.file, part, ags)
    return Figures(name, by_key, _origin(table, table.level))


def _register_problems(file: Path, register: pd.DataFrame) -> list[Problem]:
    found = []
    if not register["inhabitants"].sum() > 0:
        found.append(Problem(str(file), 0, 0, "inhabitants", "nobody lives in any municipality"))
    for row in each_row(register):
        if not (row.ags.isdecimal() and len(row.ags) == AGS_DIGITS):
            message = f'"{row.ags[:40]}": expected the official key, {AGS_DIGITS} digits like 12070424'
            found.append(Problem(str(file), row.line, 0, "ags", message))
        if row.male > row.inhabitants:
            message = f"{row.male:,} men of {row.inhabitants:,} inhabitants; expected at most as many"
            found.append(Problem(str(file), row.line, 0, "male", message))
    again = each_row(register[register["ags"].duplicated()])
    return found + [Problem(str(file), row.line, 0, "ags", f"{row.ags} stands here a second time") for row in again]


def _unknown_keys(file: Path, figures: Figures, known: set[str]) -> list[Problem]:
    return [
        Problem(str(file), int(rows["line"].iloc[0]), 0, "ags", f'"{ags[:40]}": no such municipality in the register')
        for ags, rows in figures.rows.items()
        if ags != ALL and ags not in known
    ]


def _place_problems(file: Path, places: pd.DataFrame, register: pd.DataFrame) -> list[Problem]:
    """Return places of municipalities that do not exist, and municipalities where nobody could live."""
    known = set(register["ags"])
    found = [
        Problem(str(file), int(row.line), 0, "ags", f'"{row.ags[:40]}": no such municipality in the register')
        for row in each_row(places.drop_duplicates("ags"))
        if row.ags not in known
    ]
    settled = set(places.loc[places["inhabitants"] > 0, "ags"])
    for row in each_row(register):
        if row.inhabitants > 0 and row.ags not in settled:
            message = f"{row.ags} {row.name} has {row.inhabitants:,} inhabitants, but no place with any"
            found.append(Problem(str(file), 0, 0, "ags", message))
    return found


def _read_grid(table: Any, settlements: pd.DataFrame | None, problems: list[Problem]) -> pd.DataFrame:
    """Return the cells with their centres, and the municipality of each: its own, or that of the nearest settlement."""
    grid = _read(table, GRID, problems)
    in_metres = grid["x"].notna() & grid["y"].notna()
    projection = Projection(str(table.file), CRS)
    points = projection.points(grid[["x", "y"]].to_numpy(dtype=np.float64))
    centre = np.where(in_metres.to_numpy()[:, None], points, grid[["lon", "lat"]].to_numpy(dtype=np.float64))
    known = np.asarray(np.isfinite(centre).all(axis=1))
    message = f"expected x and y ({CRS}, metres), or lon and lat"
    problems += [Problem(str(table.file), int(line), 0, "", message) for line in grid["line"][~known]]
    grid = grid.assign(lon=centre[:, 0], lat=centre[:, 1], locality="").loc[np.flatnonzero(known)]
    grid["ags"] = _municipalities(grid, settlements, str(table.file), problems)
    return grid.reset_index(drop=True)


def _municipalities(
    grid: pd.DataFrame, settlements: pd.DataFrame | None, file: str, problems: list[Problem]
) -> list[str]:
    given = [str(ags) for ags in grid["ags"]]
    if all(given) or grid.empty:
        return given
    if settlements is None:
        problems.append(Problem(file, 0, 0, "ags", "is missing for cells; give it, or settlements to find it by"))
        return given
    from scipy.spatial import cKDTree

    scale = np.array([np.cos(np.radians(grid["lat"].mean())), 1.0])
    nearest = cKDTree(settlements[["lon", "lat"]].to_numpy() * scale).query(grid[["lon", "lat"]].to_numpy() * scale)[1]
    return [own or str(other) for own, other in zip(given, settlements["ags"].to_numpy()[nearest], strict=True)]
