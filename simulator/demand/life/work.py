"""Who works at home on a day, or at a hub near home instead of at work.

Who works at home some days is told by a number of the person's own that lies below the share for the way to work: where
shares grow, more join, and nobody else changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from simulator.days import DayType
from simulator.demand.destinations.anchors import Anchors
from simulator.demand.destinations.config import NOWHERE
from simulator.demand.destinations.lengths import road_m
from simulator.demand.destinations.sites import Sites
from simulator.demand.population.tables import Population
from simulator.demand.streams import stream
from simulator.demand.tours.at_home import AtHome
from simulator.units import METRES_PER_KM

WORKING_DAYS = 5
WEEKDAYS = (DayType.SCHOOL_DAY, DayType.HOLIDAY_WEEKDAY)
AT_WORK = -1  # no hub
Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]


class Band(Protocol):
    """Those with a way to work up to some length; the last one is open."""

    @property
    def to_km(self) -> float | None:
        """Return where it ends [km]."""

    @property
    def share(self) -> float:
        """Return the share who work at home some days."""

    @property
    def today(self) -> float:
        """Return the share whose days at home are in the tours already."""


class HomeDays(Protocol):
    """How often."""

    @property
    def share(self) -> float:
        """Return the share of those who work at home some days."""

    @property
    def days_a_week(self) -> float:
        """Return how often they do."""


class HomeOffice(Protocol):
    """Work at home."""

    @property
    def bands(self) -> Sequence[Band]:
        """Return who works at home, by the way to work."""

    @property
    def days(self) -> Sequence[HomeDays]:
        """Return how often they do; shares sum to 1."""

    @property
    def rebound(self) -> float:
        """Return what a day at home adds of errands, shopping and leisure."""


class Hub(Protocol):
    """A place to work."""

    @property
    def name(self) -> str:
        """Return what it is called."""

    @property
    def lon(self) -> float:
        """Return its longitude."""

    @property
    def lat(self) -> float:
        """Return its latitude."""

    @property
    def desks(self) -> int:
        """Return how many work there on a day at most."""


class Coworking(Protocol):
    """Hubs for those who work at home."""

    @property
    def hubs(self) -> Sequence[Hub]:
        """Return the hubs."""

    @property
    def share(self) -> float:
        """Return the share of those who work at home who go to a hub instead."""

    @property
    def max_km(self) -> float:
        """Return how far from home a hub is at most [km]."""


class HomeWorkers(NamedTuple):
    """Who works at home some days, arrays (persons,). often: share of working days, 0: never. hub: AT_WORK: none."""

    often: Floats
    hub: NDArray[np.int64]


def to_work_km(population: Population, anchors: Anchors, sites: Sites) -> Floats:
    """Return the ways to work [km], float64 (persons,), of those who leave the area to the place outside; NaN: none."""
    at = np.column_stack([anchors.work_lon, anchors.work_lat])
    leaves = anchors.work_gateway != NOWHERE
    if leaves.any():
        at[leaves] = sites.lonlat[sites.gateway != NOWHERE][anchors.work_gateway[leaves]]
    return road_m(population.homes, at) / METRES_PER_KM


def home_workers(
    population: Population,
    anchors: Anchors,
    sites: Sites,
    home_office: HomeOffice,
    coworking: Coworking | None,
    seed: int,
) -> HomeWorkers:
    """Return who works at home some days beyond those who do in the tours, and who of them rather goes to a hub."""
    km, count = to_work_km(population, anchors, sites), len(population.persons)
    works = np.isfinite(km) & population.stays & (population.persons["employment"] != "none").to_numpy(bool)
    limits = [band.to_km for band in home_office.bands[:-1] if band.to_km is not None]
    band = np.searchsorted(limits, np.where(works, km, 0.0), side="right")
    today, share = (np.array([getattr(one, name) for one in home_office.bands])[band] for name in ("today", "share"))
    own = stream(seed, "home office").random(count)
    some_days = works & (own >= today) & (own < share)
    upto = np.cumsum([one.share for one in home_office.days])[:-1]
    which = np.searchsorted(upto, stream(seed, "home office days").random(count), side="right")
    often = np.array([one.days_a_week for one in home_office.days])[which] / WORKING_DAYS
    hub = np.full(count, AT_WORK, dtype=np.int64)
    if coworking is not None:
        goes = some_days & (stream(seed, "coworking").random(count) < coworking.share)
        hub[goes] = _near_hubs(population.homes[goes], km[goes], coworking)
    return HomeWorkers(np.where(some_days, often, 0.0), hub)


def _near_hubs(homes: Floats, to_work: Floats, coworking: Coworking) -> NDArray[np.int64]:
    """Return the nearest hub of each, AT_WORK where it is too far, or farther than work."""
    at = np.array([[hub.lon, hub.lat] for hub in coworking.hubs], dtype=np.float64)
    km = road_m(homes[:, None], at[None, :]) / METRES_PER_KM
    nearest = km.argmin(axis=1)
    least = km[np.arange(len(homes)), nearest]
    return np.where((least <= coworking.max_km) & (least < to_work), nearest, AT_WORK)


def near_any_home(population: Population, hub: Hub, max_km: float) -> bool:
    """Return whether anybody lives near enough to a hub."""
    homes = population.households[["lon", "lat"]].to_numpy(np.float64)
    return bool((road_m(homes, np.array([hub.lon, hub.lat])) <= max_km * METRES_PER_KM).any())


def work_on_day(
    workers: HomeWorkers,
    anchors: Anchors,
    knobs: tuple[HomeOffice, Coworking | None],
    kind: DayType,
    seed: int,
    day: int,
) -> tuple[Anchors, AtHome | None]:
    """Return where people work on a day, and who does at home; on weekends all as ever.

    Where more want to go to a hub than it has desks, those with the highest numbers of the day work at home.
    """
    if kind not in WEEKDAYS:
        return anchors, None
    home_office, coworking = knobs
    chance = stream(seed, f"home office {day}").random(len(workers.often))
    at_home = chance < workers.often
    if coworking is None:
        return anchors, AtHome(at_home, home_office.rebound)
    lon, lat, gateway = anchors.work_lon.copy(), anchors.work_lat.copy(), anchors.work_gateway.copy()
    first_come = stream(seed, f"coworking desk {day}").random(len(workers.often))
    for number, hub in enumerate(coworking.hubs):
        wants = np.flatnonzero(at_home & (workers.hub == number))
        there = wants[np.argsort(first_come[wants], kind="stable")[: hub.desks]]
        lon[there], lat[there], gateway[there] = hub.lon, hub.lat, NOWHERE
        at_home[there] = False
    return anchors._replace(work_lon=lon, work_lat=lat, work_gateway=gateway), AtHome(at_home, home_office.rebound)
