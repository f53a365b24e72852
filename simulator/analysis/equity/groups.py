"""Whom people are told apart by: where they live or start, who they are, and whether they may use a car."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.analysis.equity.indices import Ints
from simulator.analysis.groups import OUTSIDE, Grouped
from simulator.network.territories import Territories

Names = NDArray[np.object_]  # the group of each journey; "" for none
PLACE, MUNICIPALITY, TERRITORY, CLASS, AGE, CAR = "place", "municipality", "territory", "class", "age", "car"
AGES = {"under_18": 0, "18_to_64": 18, "65_to_79": 65, "80_and_over": 80}  # from which age on [years]


class Residents(NamedTuple):
    """Who lives where. of_request: person by request. territories: None, where there are none."""

    of_request: pd.Series[int]
    persons: pd.DataFrame
    households: pd.DataFrame
    territories: Territories | None


@dataclass(frozen=True)
class Groups:
    """The groups of some journeys, made when asked for. asked: of the catalogue. residents: of a population.

    grouped: with the named places.
    """

    asked: pd.DataFrame
    grouped: Grouped
    residents: Residents | None = None

    def names(self) -> Mapping[str, Callable[[], Names]]:
        """Return what gives the groups, by what people are told apart by."""
        found: dict[str, Callable[[], Names]] = {CLASS: lambda: _texts(self.asked["traveller_class"])}
        if self.residents is not None:
            return found | _of_residents(self.asked, self.residents)
        for by, column in ((PLACE, "name"), (MUNICIPALITY, "municipality")):
            if len(self.grouped.places) and column in self.grouped.places:
                found[by] = partial(self._nearest, column)
        if "origin_territory" in self.asked:
            found[TERRITORY] = lambda: _or_outside(_texts(self.asked["origin_territory"]))
        return found

    def _nearest(self, column: str) -> Names:
        return np.append(_texts(self.grouped.places[column]), "")[self._rows]

    @cached_property
    def _rows(self) -> Ints:
        lon, lat = (self.asked[name].to_numpy(np.float64) for name in ("origin_lon", "origin_lat"))
        return self.grouped.nearest.rows(lon, lat)


def _of_residents(asked: pd.DataFrame, its: Residents) -> dict[str, Callable[[], Names]]:
    """Return the groups of residents; of who is none, as a disruption may bring them, there is none."""
    person = its.of_request.reindex(asked["request"])
    known = person.notna().to_numpy(bool)
    row = np.searchsorted(its.persons["person"], person[known])
    of_person = its.persons.iloc[row]
    home = its.households.iloc[np.searchsorted(its.households["household"], of_person["household"])]
    age = np.searchsorted([*AGES.values()], of_person["age"].to_numpy(np.int64), side="right") - 1

    def all_of(names: Names) -> Names:
        found = np.full(len(asked), "", dtype=object)
        found[known] = names
        return found

    found: dict[str, Callable[[], Names]] = {
        PLACE: lambda: all_of(_texts(home["locality"])),
        MUNICIPALITY: lambda: all_of(_texts(home["municipality"])),
        AGE: lambda: all_of(np.array([*AGES], dtype=object)[age]),
        CAR: lambda: all_of(_texts(of_person["car"])),
    }
    if its.territories is not None:
        at = its.territories.names_at
        found[TERRITORY] = lambda: all_of(_or_outside(np.array(at(home["lon"], home["lat"]), dtype=object)))
    return found


def _or_outside(names: Names) -> Names:
    names[names == ""] = OUTSIDE
    return names


def _texts(column: pd.Series[str]) -> Names:
    return column.fillna("").to_numpy(dtype=object)
