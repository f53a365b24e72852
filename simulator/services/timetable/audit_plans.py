"""Which rides people planned when they booked, and when they missed one: what the auditor reads of a log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from simulator.analysis.audit.trips import ToldMiss, ToldTrip

Calls = Sequence[tuple[int, int]]  # of each ride those where one gets on and off, by number


class Plan(NamedTuple):
    """The rides from a row of the log on, and those planned before and given up there.

    number: of the row. miss: the one from which it goes on; None: it is the first. ridden: how many of all rides of the
    trip were made before it, and behind it.
    """

    trip: ToldTrip
    number: int
    takes: Calls
    gives_back: Calls
    miss: ToldMiss | None
    ridden: tuple[int, int]

    def book(self, booked: Counter[int]) -> None:
        """Count the places it takes and gives back; changes booked."""
        for rides, size in ((self.takes, self.trip.asked.party_size), (self.gives_back, -self.trip.asked.party_size)):
            for on, off in rides:
                for call in range(on, off):
                    booked[call] += size


def plans_of(trip: ToldTrip) -> list[Plan]:
    """Return what was planned for a trip whose rides have calls, in order."""
    made = [(trip.calls[taken], trip.calls[left]) for taken, left in trip.rides]
    found, misses = list[Plan](), [None, *trip.misses, None]
    for begins, ends in pairwise(misses):
        ridden = begins.after if begins else 0, ends.after if ends else len(made)
        takes = _as_planned(made[slice(*ridden)], ends.given_back if ends else ())
        number = begins.row.number if begins else trip.accepted.number
        found.append(Plan(trip, number, takes, begins.given_back if begins else (), begins, ridden))
    return found


def _as_planned(made: Calls, given_back: Calls) -> Calls:
    """Return rides made and given back; one that was only made up to a call, and given back from there, as one."""
    if made and given_back and made[-1][1] == given_back[0][0]:
        return [*made[:-1], (made[-1][0], given_back[0][1]), *given_back[1:]]
    return [*made, *given_back]
