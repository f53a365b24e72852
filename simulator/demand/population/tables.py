"""Persons and households of an area, and what they rest on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.people_tables import HOUSEHOLD_DTYPES as HOUSEHOLD_DTYPES
from simulator.people_tables import PERSON_DTYPES as PERSON_DTYPES
from simulator.texts import Text

Level = Literal["municipality", "county", "state", "Germany", "assumption"]

SEXES = ("f", "m")
EMPLOYMENTS = ("none", "part", "full")
CARS = ("none", "shared", "own")
CLASSES = ("child", "pupil", "carless", "senior", "worker", "adult")  # in the order in which they are told apart


class Basis(NamedTuple):
    """What one attribute of a population rests on. assumption: what of it is assumed, and why; empty: nothing."""

    what: str
    level: Level
    year: int
    source: Text
    licence: Text
    assumption: Text = ""


@dataclass(frozen=True, eq=False)
class Population:
    """The people of an area.

    persons: PERSON_DTYPES; the same person has the same number in every variant, and who is added comes last.
    households: HOUSEHOLD_DTYPES. basis: what they rest on. left: bool (persons,), who has moved away since: of
    them only the number is left; None: nobody.
    """

    persons: pd.DataFrame
    households: pd.DataFrame
    basis: tuple[Basis, ...] = ()
    left: NDArray[np.bool_] | None = None

    @property
    def stays(self) -> NDArray[np.bool_]:
        """Return who lives here, bool (persons,)."""
        return np.ones(len(self.persons), dtype=np.bool_) if self.left is None else ~self.left

    @property
    def homes(self) -> NDArray[np.float64]:
        """Return where each person lives: lon, lat, float64 (persons, 2)."""
        places = np.column_stack([self.households["lon"], self.households["lat"]])
        return np.asarray(places[self.persons["household"]], dtype=np.float64)

    @property
    def heads(self) -> NDArray[np.int32]:
        """Return the first person of each household, int32 (households,).

        What is drawn for households is drawn by these numbers: other households of another municipality leave them as
        they are, and move those of households.
        """
        return np.unique(self.persons["household"], return_index=True)[1].astype(np.int32)
