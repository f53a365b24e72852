"""When a vehicle charges, and where: policies look at one vehicle and the sites, and propose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

QUEUE_S = 1800  # what waiting for a plug is taken to cost, per vehicle ahead


class SiteView(NamedTuple):
    """A charging site as a vehicle sees it; drive_s 0: it stands there."""

    site: int
    drive_s: int
    free_plugs: int
    waiting: int
    eur_per_kwh: float  # now; 0 when not known
    is_cheap: bool  # the price is no higher than the mean of the day


class VehicleView(NamedTuple):
    """A vehicle that could charge now; levels are shares of its store. idle_s: for so long."""

    level: float
    reserve: float
    idle_s: int


class Visit(NamedTuple):
    """Go there and charge until a level; take no requests below another one."""

    site: int
    until: float
    available_from: float


class ChargingPolicy(Protocol):
    """Decides whether an idle vehicle charges at one of the open sites that it can reach, and leave in time.

    One with a method ``is_content``, from a vehicle to whether it stays as it is for as long as its level does,
    whatever happens at the sites, is not asked again and again about vehicles that have nothing to do.
    """

    def __call__(self, vehicle: VehicleView, sites: Sequence[SiteView]) -> Visit | None:
        """Return where to charge; None: stay as it is."""


@dataclass(frozen=True)
class Levels:
    """The numbers of a scenario's charging rule; see ``scenario.energy_models.ChargingRule``."""

    below: float
    until: float
    available_from: float
    after_s: int
    detour_s: int


def soonest(sites: Sequence[SiteView]) -> SiteView | None:
    """Return the site where a vehicle is plugged in first, by its drive and the queue; None when there is none."""
    return min(
        sites, key=lambda s: (s.drive_s + (0 if s.free_plugs else QUEUE_S * (1 + s.waiting)), s.site), default=None
    )


@dataclass(frozen=True)
class Threshold:
    """Charge when the level falls below a threshold, at the site where a plug is to be had first."""

    levels: Levels

    def __call__(self, vehicle: VehicleView, sites: Sequence[SiteView]) -> Visit | None:
        """Return the soonest site if the level is low."""
        site = None if self.is_content(vehicle) else soonest(sites)
        return None if site is None else Visit(site.site, self.levels.until, self.levels.available_from)

    def is_content(self, vehicle: VehicleView) -> bool:
        """Return whether the level is high enough."""
        return vehicle.level >= self.levels.below


@dataclass(frozen=True)
class Opportunity:
    """Charge whenever there is nothing to do: at once where the vehicle stands, elsewhere after a while.

    Below the threshold in any case. Vehicles that could do without take requests all the time.
    """

    levels: Levels

    def __call__(self, vehicle: VehicleView, sites: Sequence[SiteView]) -> Visit | None:
        """Return the site at hand, or a near one."""
        needed = Threshold(self.levels)(vehicle, sites)
        if needed is not None or vehicle.level >= self.levels.until:
            return needed
        reach_s = self.levels.detour_s if vehicle.idle_s >= self.levels.after_s else 0
        site = soonest([s for s in sites if s.free_plugs and s.drive_s <= reach_s])
        return None if site is None else Visit(site.site, self.levels.until, 0.0)

    def is_content(self, vehicle: VehicleView) -> bool:
        """Return whether there is nothing to charge."""
        return vehicle.level >= max(self.levels.below, self.levels.until)


@dataclass(frozen=True)
class Overnight:
    """Charge after the shift and in breaks; else only at half the threshold, and no more than the threshold."""

    levels: Levels

    def __call__(self, vehicle: VehicleView, sites: Sequence[SiteView]) -> Visit | None:
        """Return the soonest site if the level is very low."""
        site = None if self.is_content(vehicle) else soonest(sites)
        return None if site is None else Visit(site.site, self.levels.below, self.levels.below)

    def is_content(self, vehicle: VehicleView) -> bool:
        """Return whether the level is not very low."""
        return vehicle.level >= max(self.levels.below / 2, vehicle.reserve)


@dataclass(frozen=True)
class PriceAware:
    """As threshold while energy is cheap, as overnight while it is dear."""

    levels: Levels

    def __call__(self, vehicle: VehicleView, sites: Sequence[SiteView]) -> Visit | None:
        """Return the cheapest of the sites, the soonest of those."""
        if self.is_content(vehicle) or not sites:
            return None
        cheap = [site for site in sites if site.is_cheap]
        if cheap:
            least = min(site.eur_per_kwh for site in cheap)
            site = soonest([s for s in cheap if s.eur_per_kwh == least])
            return None if site is None else Visit(site.site, self.levels.until, self.levels.available_from)
        return Overnight(self.levels)(vehicle, sites)

    def is_content(self, vehicle: VehicleView) -> bool:
        """Return whether the level is high enough even where energy is cheap."""
        return vehicle.level >= self.levels.below
