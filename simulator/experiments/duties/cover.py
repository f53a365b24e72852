"""The cheapest duties that cover a need, slot by slot: an integer program, solved by HiGHS.

Set covering with explicit breaks (Dantzig 1954), and vehicles that are handed over: a vehicle whose driver goes home
may be taken by one who begins then, and costs once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack, vstack

from simulator.experiments.duties.kinds import Kinds, Span
from simulator.units import DAYS_OF_A_YEAR

Floats = NDArray[np.float64]
TIE = 1e-7  # of a duty's cost, by its number: of equally cheap answers always the same one
GAP = 1e-3  # of the cost: an answer so near to the best one will do


class Rates(NamedTuple):
    """What duties cost: a paid hour of a driver, or of vehicle and driver; and the year of a vehicle [EUR]."""

    hour_eur: float
    vehicle_year_eur: float = 0.0

    @property
    def vehicle_day_eur(self) -> float:
        """Return what a vehicle costs a day [EUR]."""
        return self.vehicle_year_eur / DAYS_OF_A_YEAR


def cheapest(kinds: Kinds, need: NDArray[np.int64], rates: Rates) -> list[list[Span]] | None:
    """Return the duties of each vehicle, in their order, that meet all needs for the least money; None: none do.

    need: vehicles on the road in each slot, int64 (slots,). The answer costs at most 0.1 % more than the best one.
    """
    if not (need > 0).any():
        return []
    if not len(kinds.spans) or not kinds.there[:, need > 0].any(axis=0).all():
        return None
    duties, handed = len(kinds.spans), sorted({span.end_s for span in kinds.spans} & {s.start_s for s in kinds.spans})
    hours = np.array([span.hours for span in kinds.spans])
    by_number = 1 + TIE * np.arange(duties) / duties
    day_eur = (hours * rates.hour_eur + rates.vehicle_day_eur) * by_number
    cost = np.r_[day_eur[kinds.duty], np.full(len(handed), -rates.vehicle_day_eur - TIE)]
    found = milp(
        cost,
        integrality=np.ones(len(cost), np.int64),
        bounds=Bounds(0, np.inf),
        constraints=_covers(kinds, need, handed),
        options={"mip_rel_gap": GAP},
    )
    if found.x is None:
        return None
    counts = np.bincount(kinds.duty, np.rint(found.x[: len(kinds.duty)]), minlength=duties).astype(np.int64)
    return vehicles_of([span for span, count in zip(kinds.spans, counts.tolist(), strict=True) for _ in range(count)])


def _covers(kinds: Kinds, need: NDArray[np.int64], handed: list[int]) -> list[LinearConstraint]:
    """Return that every slot has what it needs, and that no more vehicles are handed over than drivers end and begin.

    Columns: duties by the way they place their breaks, then how many vehicles are handed over at each time.
    """
    its = [kinds.spans[number] for number in kinds.duty.tolist()]
    ends = np.array([[span.end_s == time_s for span in its] for time_s in handed]).reshape(len(handed), len(its))
    begins = np.array([[span.start_s == time_s for span in its] for time_s in handed]).reshape(len(handed), len(its))
    none, each = csr_array((len(need), len(handed))), csr_array(np.eye(len(handed)))
    covered = hstack([csr_array(kinds.there.T.astype(float)), none])
    from_ends = hstack([csr_array(ends.astype(float)), -each])
    from_begins = hstack([csr_array(begins.astype(float)), -each])
    handing = vstack([from_ends, from_begins])
    return [LinearConstraint(covered, need, np.inf), LinearConstraint(handing, 0, np.inf)]


def vehicles_of(duties: Sequence[Span]) -> list[list[Span]]:
    """Return the duties of each vehicle: who begins takes the vehicle of somebody whose duty ends then, if any does."""
    vehicles: list[list[Span]] = []
    for duty in sorted(duties):
        free = next((its for its in vehicles if its[-1].end_s == duty.start_s), None)
        if free is None:
            vehicles.append([duty])
        else:
            free.append(duty)
    return vehicles


def cost_eur(vehicles: Sequence[Sequence[Span]], rates: Rates) -> float:
    """Return what the duties of vehicles cost a day [EUR]."""
    hours = sum(span.hours for its in vehicles for span in its)
    return hours * rates.hour_eur + len(vehicles) * rates.vehicle_day_eur


def dealt(shares: Sequence[float], vehicles: int) -> list[int]:
    """Return the depot of each vehicle in turn, so that depots always have about what their shares ask for.

    shares: of the need at each depot; all alike where there is none. The next one goes where most is missing, to the
    first of those.
    """
    has = np.zeros(len(shares))
    total = sum(shares)
    wanted = np.full(len(shares), 1.0 / len(shares)) if total <= 0 else np.asarray(shares) / total
    found = []
    for number in range(vehicles):
        place = int(np.argmax(np.round(wanted * (number + 1) - has, 9)))
        has[place] += 1
        found.append(place)
    return found
