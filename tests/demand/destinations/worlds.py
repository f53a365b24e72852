"""Small counties, the people there, and what they do on a day."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd

from simulator.demand.destinations.sites import SiteFiles, Sites, sites_of
from simulator.demand.places import Places
from simulator.demand.population.tables import HOUSEHOLD_DTYPES, PERSON_DTYPES, Population
from simulator.network.graph import METRES_PER_DEGREE
from simulator.scenario.demand_parts import MID_BANDS

OUTSIDE = (["North", "South"], Places(np.array([12.0, 12.2]), np.array([53.9, 52.4]), np.array([3.0, 1.0])))
# name, key, lon, lat, inhabitants: a town of three parts, and villages some 7, 13, 4 and 27 km from it by road
LOCALITIES = (
    ("Town", "01", 12.0, 53.0, 6000),
    ("Town", "01", 12.01, 53.0, 3000),
    ("Town", "01", 12.0, 53.01, 3000),
    ("Hill", "02", 12.08, 53.0, 600),
    ("Dale", "03", 12.0, 53.09, 400),
    ("Nigh", "01", 12.0, 52.975, 300),
    ("Far", "03", 12.0, 53.19, 300),
)
NAMES = {"01": "Town", "02": "Hill", "03": "Dale"}
STOPS = (
    ("s1", "Town, Market", 12.0, 53.001, 100, "01"),
    ("s2", "Town, Station", 12.011, 53.0, 64, "01"),
    ("s3", "Town, Gymnasium", 12.002, 53.01, 4, "01"),
    ("s4", "Hill, Schule", 12.08, 53.001, 9, "02"),
    ("s5", "Dale, Church", 12.001, 53.09, 4, "03"),
)


def written(folder: Path, name: str, header: str, rows: Any) -> Path:
    """Write a table, and return where it is."""
    path = folder / name
    path.write_text("\n".join([header, *(",".join(f'"{cell}"' for cell in row) for row in rows)]), encoding="utf-8")
    return path


def county(folder: Path, outside: tuple[list[str], Places] | None = OUTSIDE, **changes: Any) -> Sites:
    """The small county's sites."""
    homes = [(name, NAMES[key], key, *rest) for name, key, *rest in LOCALITIES]
    files: dict[str, Any] = {
        "localities": written(folder, "localities.csv", "locality,municipality,ags,lon,lat,population", homes),
        "stops": written(folder, "stops.csv", "stop_id,name,lon,lat,weight,municipality", STOPS),
    }
    return sites_of(SiteFiles(**files | changes), outside)


def wide_county(folder: Path) -> Sites:
    """Villages of 100 people, 3 km apart by beeline, over 33 km, around three towns of four parts; no stops."""
    step = 3000 / METRES_PER_DEGREE
    rows = [(f"V{i}-{j}", 12 + i * step / 0.6, 53 + j * step, 100) for i in range(12) for j in range(12)]
    for town, i, j in (("A", 3, 3), ("B", 9, 5), ("C", 4, 9)):
        parts = ((0.2, 0.1), (0.4, 0.1), (0.3, 0.3), (0.6, 0.4))
        rows += [(f"{town}{k}", 12 + (i + a) * step / 0.6, 53 + (j + b) * step, 2500) for k, (a, b) in enumerate(parts)]
    return sites_of(SiteFiles(written(folder, "localities.csv", "locality,lon,lat,population", rows)), OUTSIDE)


def config_of(**changes: Any) -> SimpleNamespace:
    ordinary = {"distance_bands": MID_BANDS, "scatter_m": 0.0, "flows": None, "commuters_out": 0.25, "trips_out": 0.02}
    return SimpleNamespace(**ordinary | changes)


def people_of(homes: pd.DataFrame, ages: np.ndarray) -> Population:
    """One person per household. homes: municipality, locality, lon, lat, one a person. From 19 to 64 they work."""
    count = len(homes)
    numbers, works = np.arange(count), (ages >= 19) & (ages < 65)
    households = homes.assign(household=numbers, size=1, cars=1)[list(HOUSEHOLD_DTYPES)].astype(HOUSEHOLD_DTYPES)
    classes = np.select([ages < 6, ages < 19, ages >= 65], ["child", "pupil", "senior"], "worker")
    told = {"person": numbers, "household": numbers, "age": ages, "sex": "f", "licence": ages > 17, "car": "own"}
    told |= {"employment": np.where(works, "full", "none"), "wheelchair": False, "traveller_class": classes}
    persons = pd.DataFrame(told | {"municipality": homes["municipality"]})
    return Population(persons[list(PERSON_DTYPES)].astype(PERSON_DTYPES), households)


def villagers(sites: Sites, count: int, seed: int = 0) -> Population:
    """So many people of a county, in its localities by inhabitants, of all ages."""
    random = np.random.default_rng(seed)
    places = sites.table[sites.table["kind"] == "locality"].rename(columns={"name": "locality"})
    weight = places["leisure"].to_numpy()  # of localities by their inhabitants
    at = random.choice(len(places), count, p=weight / weight.sum())
    homes = places[["municipality", "locality", "lon", "lat"]].iloc[at].reset_index(drop=True)
    return people_of(homes, random.integers(0, 90, count))


def day_of(population: Population, seed: int) -> pd.DataFrame:
    """What people do: pupils learn, workers work and may shop on the way home, all have other tours."""
    random, people = np.random.default_rng(seed), population.persons
    person, kinds = people["person"].to_numpy(), people["traveller_class"].to_numpy(dtype=object)
    main = np.select([kinds == "pupil", kinds == "worker"], ["school", "work"], "")
    out = (main != "") & (random.random(len(person)) < 0.85)
    shops = out & (main == "work") & (random.random(len(person)) < 0.2)
    parts = [(person[out], main[out], 0, 1), (person[shops], "shopping", 0, 2)]
    for tour, share in ((1, 0.6), (2, 0.3)):
        goes = random.random(len(person)) < share
        purposes = random.choice(["shopping", "errands", "leisure", "escort"], len(person), p=[0.28, 0.2, 0.42, 0.1])
        goes_on = goes & (random.random(len(person)) < 0.25)
        parts += [(person[goes], purposes[goes], tour, 1), (person[goes_on], "leisure", tour, 2)]
    columns = ("person", "purpose", "number", "position")
    day = pd.concat([pd.DataFrame(dict(zip(columns, part, strict=True))) for part in parts])
    return day.sort_values(["person", "number", "position"], ignore_index=True)
