"""``elbe-drt demand build``: the people of a county, made from published figures."""

from __future__ import annotations

import importlib.metadata
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    import pandas as pd

    from simulator.demand.population.fit import MunicipalityFit
    from simulator.demand.population.reading import CountyTables
    from simulator.demand.population.tables import Population
    from simulator.report.page.population_page import PopulationTold
    from simulator.scenario.county_models import County


def build(
    county: Annotated[Path, typer.Argument(metavar="COUNTY", help="A county file, such as county.yaml.")],
    out: Annotated[Path, typer.Option(help="Folder to write.")],
    seed: Annotated[int, typer.Option(help="Of what is drawn; of the first of several populations.", min=0)] = 1,
    populations: Annotated[int, typer.Option(help="How many to draw, each into a folder of its own.", min=1)] = 1,
    allow_outside_paths: Annotated[
        bool, typer.Option(help="Let the county file name files outside its own folders.")
    ] = False,
    force: Annotated[bool, typer.Option(help="Put it in the place of a population of before.")] = False,
) -> None:
    """Draw the people of a county in their households, and write them with a page on what they rest on."""
    from simulator.demand.population.files import check_out, write_folder
    from simulator.demand.population.fit import fit_county
    from simulator.demand.population.gaps import partly_given
    from simulator.demand.population.quality import NOT_GIVEN, not_given
    from simulator.demand.population.reading import read_county
    from simulator.scenario.county import load_county

    check_out(out, force=force)
    config = load_county(county, allow_outside_paths=allow_outside_paths)
    tables = read_county(config)
    fits = fit_county(tables)
    made = _Made(config, county, tables, fits)
    write_folder(out, lambda draft: made.write(draft, range(seed, seed + populations)))
    for key in not_given(tables):
        typer.echo(NOT_GIVEN[key])
    for note in partly_given(tables):
        typer.echo(note.english)
    for line in made.told:
        typer.echo(line)
    typer.echo(f"written to {out}")


class _Made:
    """Draws populations and writes them. told: what is said of them."""

    def __init__(self, config: County, file: Path, tables: CountyTables, fits: list[MunicipalityFit]) -> None:
        self._config, self._file, self._tables, self._fits = config, file, tables, fits
        self.told: list[str] = []

    def write(self, folder: Path, seeds: range) -> None:
        """Write one population, or several with how they differ."""
        from simulator.demand.population.files import write_several
        from simulator.demand.population.quality import spread_of
        from simulator.report.page.population_page import write_population_page

        if len(seeds) == 1:
            self._write_one(folder, seeds[0])
            return
        pages = []
        for seed in seeds:
            one = folder / f"seed-{seed}"
            one.mkdir()
            pages.append(self._write_one(one, seed))
        spread = spread_of([page.tables["margins"] for page in pages])
        write_several(folder, spread, self._config.name, seeds)
        write_population_page(folder, replace(pages[0], tables={**pages[0].tables, "spread": spread}))

    def _write_one(self, folder: Path, seed: int) -> PopulationTold:
        from simulator.demand.population.build import draw_population
        from simulator.demand.population.files import manifest_of, write_population
        from simulator.demand.population.quality import margins_of
        from simulator.report.page.population_page import write_population_page

        population = draw_population(self._tables, seed, self._fits)
        margins = margins_of(self._tables, self._fits, population)
        write_population(folder, population, margins, manifest_of(self._config, self._file, population, seed))
        page = self._page(population, margins, seed)
        write_population_page(folder, page)
        self.told.append(_in_short(population, margins, seed))
        return page

    def _page(self, population: Population, margins: pd.DataFrame, seed: int) -> PopulationTold:
        from simulator.demand.population import quality
        from simulator.demand.population.gaps import partly_given
        from simulator.report.page.population_page import PopulationTold

        counts = {
            "persons": len(population.persons),
            "households": len(population.households),
            "municipalities": len(self._fits),
            "seed": seed,
            "version": importlib.metadata.version("elbe-drt"),
        }
        tables = {
            "margins": margins,
            "beside": quality.beside(population),
            "assumed": quality.assumed(self._tables),
            "by_age": quality.by_age(population),
            "by_place": quality.by_place(population),
        }
        missing = [quality.NOT_GIVEN[key] for key in quality.not_given(self._tables)]
        title = self._config.title
        titles = title if isinstance(title, str) else title.model_dump()
        german = quality.german_sources() | dict(self._tables.german)
        name = titles or self._config.name
        return PopulationTold(
            name, counts, quality.by_class(population), missing, tables, german, partly_given(self._tables)
        )


def _in_short(population: Population, margins: pd.DataFrame, seed: int) -> str:
    """Say how many people there are, and how far the worst sum is off."""
    worst = margins.iloc[int(margins["difference"].abs().to_numpy().argmax())]
    where = " ".join(text for text in (worst["figure"], worst["municipality"], worst["group"]) if text)
    return (
        f"seed {seed}: {len(population.persons):,} people in {len(population.households):,} households; "
        f"inhabitants exact, largest difference of {len(margins)} sums {worst['difference']:+.1f} of "
        f"{worst['asked']:,.0f} ({where})"
    )
