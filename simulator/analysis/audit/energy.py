"""The auditor's view of energy: nothing appears or is lost, no reserve is touched, no plug gives more than it can."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from simulator.analysis.audit.row import Row
from simulator.event_kinds import Event
from simulator.units import JOULES_PER_MWH, MWH_PER_KWH

ENERGY_KINDS = {
    Event.ENERGY_LEVEL, Event.ENERGY_USED, Event.QUEUED, Event.PLUGGED_IN, Event.POWER, Event.CHARGED, Event.UNPLUGGED,
    Event.SITE_LIMITED, Event.SITE_SHARE,
}  # fmt: skip

_ALL = 1000


@dataclass
class _Book:
    """What one vehicle has, and where it charges."""

    level: int | None = None
    closed: bool = False
    site: int | None = None  # in the queue, or plugged in
    plugged: bool = False
    watts: int = 0
    since_s: int = 0
    flown: float = 0.0  # drawn in this session [mWh]


class EnergyAudit:
    """Keeps the books of every vehicle with a limited store, from the log alone.

    stores: vehicle, store_kwh, reserve_kwh, charging_efficiency. sites: see ``tables.SITE_DTYPES``.
    """

    def __init__(self, stores: pd.DataFrame, sites: pd.DataFrame) -> None:
        limited = stores[stores["store_kwh"].notna()]
        self._limits = {
            int(vehicle): (round(reserve * MWH_PER_KWH), round(store * MWH_PER_KWH), float(efficiency))
            for vehicle, store, reserve, efficiency in zip(
                limited["vehicle"], limited["store_kwh"], limited["reserve_kwh"], limited["charging_efficiency"],
                strict=True,
            )
        }  # fmt: skip
        self._books = {vehicle: _Book() for vehicle in self._limits}
        self._sites = {
            int(site): (int(node), int(plugs), int(power), int(grid))
            for site, node, plugs, power, grid in zip(
                *(sites[name] for name in ("site", "node", "plugs", "power_w", "grid_w")), strict=True
            )
        }
        self._share: dict[int, int] = {}  # thousandths of the usual power that are left at sites that give less
        self._limited_site = -1
        self._second: int | None = None
        self._touched: set[int] = set()

    def follow(self, row: Row) -> list[str]:
        """Take the next row about energy; return what is wrong with it."""
        found = self._close_second() if row.time_s != self._second else []
        self._second = row.time_s
        if row.kind == Event.SITE_LIMITED:
            self._limited_site = row.value
            return found if row.value in self._sites else [*found, f"{row}: there is no such site"]
        if row.kind == Event.SITE_SHARE:
            self._share[self._limited_site] = row.value
            self._touched.add(self._limited_site)
            return found if 0 <= row.value <= _ALL else [*found, f"{row}: more than there is"]
        book = self._books.get(row.vehicle)
        if book is None:
            return [*found, f"{row}: the energy of this vehicle is not limited"]
        return found + [f"{row}: {text}" for text in self._step(row, book)]

    def _step(self, row: Row, book: _Book) -> list[str]:
        if row.kind == Event.ENERGY_LEVEL:
            return self._level(row, book)
        if book.level is None or book.closed:
            return ["before the first level, or after the last one, is known"]
        if row.kind == Event.ENERGY_USED:
            book.level -= row.value
            found = ["negative energy"] if row.value < 0 else []
            return found + self._bounds(row.vehicle, book)
        site = row.value if row.kind in (Event.QUEUED, Event.PLUGGED_IN, Event.UNPLUGGED) else book.site
        if site is None or site not in self._sites:
            return [f"there is no charging site {site}"]
        self._touched.add(site)
        if row.node != self._sites[site][0]:
            return [f"at node {row.node}, the site is at {self._sites[site][0]}"]
        return self._at_site(row, book, site)

    def _at_site(self, row: Row, book: _Book, site: int) -> list[str]:
        if row.kind in (Event.QUEUED, Event.PLUGGED_IN):
            fresh = book.site is None or (row.kind == Event.PLUGGED_IN and not book.plugged and book.site == site)
            book.site, book.plugged, book.flown = site, row.kind == Event.PLUGGED_IN, 0.0
            return [] if fresh else ["it is at a site already"]
        if row.kind == Event.UNPLUGGED:
            found = [] if book.site == site else ["it was not at this site"]
            if book.watts:
                found.append("power still flows")
            book.site = None
            return found
        if not book.plugged:
            return ["it is not plugged in"]
        book.flown += book.watts * (row.time_s - book.since_s) / JOULES_PER_MWH
        book.since_s = row.time_s
        if row.kind == Event.POWER:
            book.watts = row.value
            gives_w = self._sites[site][2] * self._share.get(site, _ALL) // _ALL
            return [] if 0 <= row.value <= gives_w else ["more than the plug gives"]
        efficiency = self._limits[row.vehicle][2]
        expected = book.flown * efficiency
        # A watt of rounding each time, and a second until it is noticed that the store is full.
        tolerance = 0.002 * expected + self._sites[site][2] / JOULES_PER_MWH + 1000
        assert book.level is not None
        book.level += row.value
        found = [] if abs(row.value - expected) <= tolerance else [f"the power drawn gives {expected:.0f} mWh"]
        return found + self._bounds(row.vehicle, book)

    def _level(self, row: Row, book: _Book) -> list[str]:
        if book.level is None:
            book.level = row.value
            return self._bounds(row.vehicle, book)
        book.closed = True
        return [] if book.level == row.value else [f"the log adds up to {book.level} mWh"]

    def _bounds(self, vehicle: int, book: _Book) -> list[str]:
        reserve, capacity, _ = self._limits[vehicle]
        level = book.level
        assert level is not None
        found = [f"{level} mWh stored, the reserve is {reserve} mWh"] if level < reserve else []
        return found + ([f"{level} mWh stored, there is room for {capacity}"] if level > capacity else [])

    def _close_second(self) -> list[str]:
        """Compare plugs and grid connections with their use at the end of a second."""
        found = []
        for site in sorted(self._touched):
            _, plugs, _, grid = self._sites[site]
            grid = grid * self._share.get(site, _ALL) // _ALL
            here = [book for book in self._books.values() if book.site == site and book.plugged]
            if len(here) > plugs:
                found.append(f"{self._second} s: {len(here)} vehicles at the {plugs} plugs of site {site}")
            if sum(book.watts for book in here) > grid:
                found.append(f"{self._second} s: more than {grid} W drawn at site {site}")
        self._touched.clear()
        return found

    def close(self) -> list[str]:
        """Return what is wrong at the end of the log."""
        return self._close_second() + [
            f"vehicle {vehicle}: its energy at the end is not told"
            for vehicle, book in self._books.items()
            if not book.closed
        ]
