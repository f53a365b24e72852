"""Days of people in other programs' words: purposes in ours, and tours from home to home."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.tables import NO_TOUR

HOME = "home"
# How names of activities in scenarios of MATSim and in eqasim begin, and our purpose. Others stay as they are.
BEGINNINGS = (
    ("home", HOME),
    ("work", "work"),
    ("business", "work"),
    ("edu", "school"),
    ("school", "school"),
    ("shop", "shopping"),
    ("leis", "leisure"),
    ("visit", "leisure"),
    ("errand", "errands"),
    ("personal", "errands"),
    ("other", "errands"),
    ("escort", "escort"),
    ("accomp", "escort"),
)
LETTERS = {"h": HOME, "w": "work", "e": "school", "s": "shopping", "l": "leisure"}
_TYPICAL_DURATION = re.compile(r"_[0-9.]+$")  # work_28800: an activity that typically takes so long


def purpose_of(kind: str) -> str:
    """Return our word for an activity."""
    plain = _TYPICAL_DURATION.sub("", kind.strip()).lower()
    found = next((ours for beginning, ours in BEGINNINGS if plain.startswith(beginning)), plain)
    return LETTERS.get(found, found)


def tours_of(
    person: NDArray[np.int64], leaves_home: NDArray[np.bool_], is_taken: NDArray[np.bool_]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return tour and position in it of each trip, int64 (trips,); trips in order of person and time.

    A tour begins where somebody leaves home, and with anybody's first trip. Only trips that are taken count: tours
    without any have no number, and positions go from 1 among them; others have NO_TOUR and 0.
    """
    if not len(person):
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    begins = leaves_home | (np.diff(person, prepend=-1) != 0)
    every = np.cumsum(begins) - 1
    tour = pd.Series(every[is_taken])
    numbers = np.full(len(person), NO_TOUR, dtype=np.int64)
    positions = np.zeros(len(person), dtype=np.int64)
    numbers[is_taken] = pd.factorize(tour)[0]
    positions[is_taken] = tour.groupby(tour).cumcount() + 1
    return numbers, positions
