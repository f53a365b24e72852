"""The shared cars while a service runs: where they stand, what they have stored, which places they need."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pandas as pd
import simpy

from simulator.energy.sharing import sure_w
from simulator.energy.store import Store
from simulator.engine.agenda import AT_ONCE, RankedTimeout, Wait
from simulator.engine.log import ServiceLog
from simulator.event_kinds import Event
from simulator.fleet.car_calendar import Calendar as Car
from simulator.fleet.car_calendar import Outlet, Reservation
from simulator.scenario.calendar_models import Calendar
from simulator.services.carsharing.places import CarPlaces, in_zones
from simulator.services.carsharing.schema import Config
from simulator.services.charging import Accounts, ChargingSites
from simulator.spans import share_of_day
from simulator.units import MWH_PER_KWH


class SharedCars:
    """All cars with their calendars. A place is a station, or a node where cars float freely.

    Stations keep a place for every car that stands there or is to be returned there, from the moment that is granted
    (a parking reservation policy, as in Kaspi, Raviv and Tzur 2014, Transportation Research Part B), so that none is
    ever overfull.
    """

    def __init__(
        self,
        env: simpy.Environment,
        log: ServiceLog,
        places: CarPlaces,
        sites: ChargingSites,
        config: Config,
        calendar: Calendar,
        first_ride: int,
    ) -> None:
        returns_home, buffer_s = config.mode == "round_trip", config.booking.buffer_s
        self.env, self.log, self.sites, self.calendar = env, log, sites, calendar
        self._first_ride = first_ride
        self.rides: dict[int, int] = {}  # of bookings that are parts of journeys, whose rides others number
        self._energy = Accounts(env, log, sites)
        table, stations = places.cars, places.stations
        self.floating = not len(stations)
        self._node: list[int] = stations["node"].tolist()
        self.capacity: list[int] = stations["capacity"].tolist()
        self.site_of = _sites_of_places(places, config)
        most = self._most_cars(table["station"].tolist(), returns_home=returns_home)
        outlets = {place: _Power(places.sites, site, most[place]) for place, site in self.site_of.items()}
        kinds = {name: _outlets(outlets, store) for name, store in places.stores.items()}
        self.version = 0  # of all calendars: how often one was changed
        self.claims: list[set[int]] = [set() for _ in self.capacity]
        self._claimed: list[set[int]] = []
        self.cars: list[Car] = []
        columns = ("car_type", "station", "node", "start_kwh")
        for number, (kind, station, node, kwh) in enumerate(zip(*(table[c].tolist() for c in columns), strict=True)):
            store = places.stores[kind]
            place = node if self.floating else station
            self.cars.append(Car(number, store, place, buffer_s, kinds[kind]))
            self._claimed.append(set())
            self.reclaim(number)
            if store is not None:
                self._energy.open(number, store, round(kwh * MWH_PER_KWH))
        ahead_s = calendar.begins_s - int(env.now)
        if ahead_s > 0:
            env.process(self._first_plugged_in(ahead_s))
        else:
            self._plug_all_in()

    def _first_plugged_in(self, after_s: int) -> Wait:
        """Plug in when the first day that is simulated begins, though somebody asks on the days before."""
        yield RankedTimeout(self.env, after_s, AT_ONCE)
        self._plug_all_in()

    def _plug_all_in(self) -> None:
        for car in self.cars:
            self.plug_in(car.number)

    def _most_cars(self, homes: list[int], *, returns_home: bool) -> Counter[int]:
        """Return how many cars may ever share the charger of a station; 0: none of a station's, as cars float."""
        return Counter(homes) if returns_home else Counter(dict(enumerate(self.capacity)))

    def node(self, place: int) -> int:
        """Return the road node of a place."""
        return place if self.floating else self._node[place]

    def level_mwh(self, car: int) -> int:
        """Return what a car has stored now, or had when it was taken [mWh]."""
        return self._energy.level_mwh(car)

    def has_place(self, car: int, place: int) -> bool:
        """Return whether a place can be kept for a car."""
        if self.floating or car in self.claims[place]:
            return True
        return len(self.claims[place]) < self.capacity[place]

    def expected(self, place: int) -> int:
        """Return how many cars stand at a station, or are to be returned there, and are not about to be moved away."""
        return sum(place in self.cars[car].places_ahead() for car in self.claims[place])

    def reclaim(self, car: int) -> None:
        """Keep places for a car where it stands and where its calendar says, and nowhere else."""
        self.version += 1
        if self.floating:
            return
        it = self.cars[car]
        wanted = it.places_ahead() if it.away else it.places_ahead() | {it.place}
        for place in self._claimed[car] - wanted:
            self.claims[place].discard(car)
        for place in wanted - self._claimed[car]:
            self.claims[place].add(car)
        self._claimed[car] = wanted

    def take(self, car: int, reservation: Reservation) -> None:
        """Let a customer drive a car away."""
        it = self.cars[car]
        it.ahead.remove(reservation)
        it.current = reservation
        self.leave(car)

    def assign(self, car: int, reservation: Reservation) -> None:
        """Give a car to the staff; it stands and charges where it is until somebody comes."""
        self.cars[car].current = reservation
        self.reclaim(car)

    def leave(self, car: int) -> None:
        """Let a car leave its place, which from now on is free for others."""
        self._energy.unplug(car)
        self.cars[car].away = True
        self.reclaim(car)

    def park(self, car: int) -> None:
        """Let a car arrive where its current use ends, with what is left in its store, and charge if it can."""
        it = self.cars[car]
        used = it.current
        assert used is not None
        it.place, it.current, it.away = used.destination, None, False
        if not self.floating:
            self.record(Event.CAR_PARKED, car, node=self.node(it.place), value=it.place)
        self._energy.use(car, used.energy_mwh)
        self.reclaim(car)
        self.plug_in(car)

    def plug_in(self, car: int) -> None:
        """Charge a car that stands at a charger."""
        it = self.cars[car]
        site = self.site_of.get(it.place)
        if it.store is not None and site is not None and self.level_mwh(car) < it.store.capacity_mwh:
            # When it is full it leaves the plug to others.
            self._energy.plug_in(car, site, then=self._energy.unplug)

    def charges(self, car: int) -> bool:
        """Return whether a car is plugged in, or waits for a plug."""
        return self._energy.charges(car)

    def close(self) -> None:
        """Write what every car has stored at the very end."""
        self._energy.close()

    def record(self, kind: Event, car: int, booking: int = -1, node: int = -1, value: int = 0) -> None:
        """Write a row about a car, or -1, into the event log; a booking that has one is a ride, a part always is."""
        ride = -1 if car < 0 or booking < 0 else self._first_ride + booking
        self.log.add(int(self.env.now), kind, car, booking, node, value, self.rides.get(booking, ride))

    def tell_rider(self, kind: Event, car: int, booking: int, value: int) -> None:
        """Write a row about the ride of a booking as of rides of other services: of the request that it is for."""
        ride = self.rides.get(booking, self._first_ride + booking)
        self.log.add(int(self.env.now), kind, car, value=value, ride=ride)


class _Power:
    """What each car can count on at a site: its share of plugs, grid connection and opening hours [W]."""

    def __init__(self, sites: pd.DataFrame, site: int, cars: int) -> None:
        row = sites.iloc[site]
        plugs = int(row["plugs"])
        drawn_w = sure_w(int(row["power_w"]), int(row["grid_w"]), plugs)
        open_share = share_of_day((int(row["open_s"]), int(row["close_s"])))
        self.drawn_w = drawn_w * min(1.0, plugs / max(1, cars)) * open_share
        self.direct = bool(row["direct_current"])


def _outlets(powers: dict[int, _Power], store: Store | None) -> dict[int, Outlet]:
    if store is None:
        return {}
    return {place: Outlet(int(power.drawn_w * store.efficiency), power.direct) for place, power in powers.items()}


def _sites_of_places(places: CarPlaces, config: Config) -> dict[int, int]:
    """Return the charging site of each place that has one; cars that float freely never stand outside of the zones."""
    pairs: Iterable[tuple[int, int]]
    if config.zones:
        electric = places.sites[places.sites["energy"] == "electricity"]
        electric = electric[in_zones(config.zones, electric["lon"].to_numpy(), electric["lat"].to_numpy())]
        pairs = zip(electric["node"].tolist(), electric["site"].tolist(), strict=True)
    else:
        stations = places.stations
        pairs = zip(stations["station"].tolist(), stations["site"].tolist(), strict=True)
    found: dict[int, int] = {}
    for place, site in pairs:
        if site >= 0:
            found.setdefault(place, site)
    return found
