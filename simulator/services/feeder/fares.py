"""What journeys of several services cost that have fares of their own, and which part of it is paid for which ride."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.fares.tariff import in_cents, line_cents
from simulator.services.feeder.schema import JourneyFares
from simulator.services.protocol import Offer, Reach


class ThroughFares:
    """JourneyFares by request. demand: the requests, with party_size and season_ticket.

    The fare of the journey is paid for its buses and trains, or for the ride on demand all the way; surcharges are paid
    for each ride on demand.
    """

    def __init__(self, fares: JourneyFares, demand: pd.DataFrame) -> None:
        size, holds = (demand[name].to_numpy() for name in ("party_size", "season_ticket"))
        self.line_eur, self._full_eur = (
            [(cents or 0) / 100 for cents in line_cents(fares, size, held)] for held in (holds, np.zeros_like(holds))
        )
        self._ride_eur = (np.round(100 * fares.surcharge_eur) * size / 100).tolist()

    def within(self, reach: Reach, request: int) -> Reach:
        """Return what rides on demand are like for a request, with what is paid for them as parts of a journey."""
        ride_eur = np.full(len(reach.to_eur), self._ride_eur[request])
        direct_eur = self.line_eur[request] + self._ride_eur[request]
        return reach._replace(to_eur=ride_eur, from_eur=ride_eur, direct_eur=direct_eur)

    def ride_eur(self, request: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return what parties pay for each ride on demand that is a part of a journey [EUR]."""
        return np.array(self._ride_eur, dtype=np.float64)[request]

    def priced(self, offer: Offer, *, by_timetable: bool, is_whole: bool) -> Offer:
        """Return a part of a journey with what is paid for it. is_whole: whether it is the journey alone."""
        request = offer.attempt.request
        ride_eur = 0.0 if by_timetable else self._ride_eur[request]
        whole_eur = self.line_eur[request] if by_timetable or is_whole else 0.0
        return offer._replace(fare_eur=in_cents(ride_eur + whole_eur))

    def waived_eur(self, request: int, *, by_timetable: bool, is_whole: bool) -> float:
        """Return what a party would pay more for a part of a journey without its season ticket [EUR]."""
        return self._full_eur[request] - self.line_eur[request] if by_timetable or is_whole else 0.0
