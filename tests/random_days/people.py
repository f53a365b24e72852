"""Let the requests of a drawn day be those of all people of a few households, on their tours."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from simulator.demand.population.files import write_population
from simulator.demand.population.tables import CLASSES, Population
from tests.demand.tours.worlds import person, population_of

if TYPE_CHECKING:
    from tests.random_days.drawing import Draw, Region

AGES = ((72,), (35,), (70, 68), (45, 50), (38, 36, 8), (41, 16), (33, 34, 3, 7))


def with_people(draw: Draw, where: Region, settings: dict[str, Any], folder: Path) -> None:
    """Write a population into the folder of a day, and let the day be theirs, on some days."""
    if not draw.coin(0.2):
        return
    rows, cars, homes = [], [], []
    for household in range(draw.whole(3, 7)):
        cars.append(draw.whole(0, 2))
        homes.append(where.place(draw))
        for age in draw.one_of(*AGES):
            job = draw.one_of("full", "part", "none") if 18 <= age < 65 else "none"
            its = person(household, age, job, draw.coin(0.9), cars[-1])
            rows.append(its | {"wheelchair": draw.coin(0.05)})
    places = pd.DataFrame([where.place(draw) for _ in range(4)]).assign(locality=[*"ABCD"], population=10)
    places.to_csv(folder / "places.csv", index=False)
    people = population_of(rows, cars, np.array([[home["lon"], home["lat"]] for home in homes]))
    households = people.households.assign(locality=pd.array([draw.one_of(*"ABCD") for _ in cars], dtype="string"))
    (folder / "people").mkdir()
    whole = Population(people.persons, households)
    write_population(folder / "people", whole, pd.DataFrame(), {"kind": "demand build"})
    known = list(settings["people"]["classes"])
    outside = {"commuters_out": 0.3, "trips_out": 0.1} if "gateways" in settings["demand"] else {}
    settings["demand"] = {
        "kind": "population", "population": "people", "localities": "places.csv", **outside,
        "gateways": settings["demand"].get("gateways"), "scatter": "50 m", "booked_together": draw.one_of(0, 0.5, 1),
        "lead_time": {"max": "8 h"}, "classes": {name: draw.one_of(*known) for name in CLASSES[1:]},
    }  # fmt: skip
