"""Journeys with buses and trains: which trips one takes from stop to stop, and the walks between them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Leg:
    """A ride in one trip. Times in seconds of the run."""

    gtfs_trip: int  # row of the trips
    board_position: int  # of the call among those of its trip
    alight_position: int
    board_stop: int  # row of the stops
    alight_stop: int
    boarding_s: int  # when the trip leaves there
    alighting_s: int
    stays_seated: bool = False  # one is in the vehicle already, which comes from the leg before


@dataclass(frozen=True)
class Journey:
    """A way from place to place with walks and rides. Times in seconds of the run."""

    departure_s: int  # at the place of origin
    arrival_s: int  # at the destination
    legs: tuple[Leg, ...]
    access_s: int  # walk to the first stop
    walks_s: tuple[int, ...]  # between each two rides, as the timetable has it
    egress_s: int  # walk from the last stop

    @property
    def rides(self) -> int:
        """How often one gets on."""
        return len(self.walks_s) + 1

    @property
    def changes(self) -> int:
        """How often one changes; staying seated is no change."""
        return len(self.walks_s)
