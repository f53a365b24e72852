"""What a car-sharing service brings into the world: stations with their chargers, cars, and who wants them."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.demand import bookings_file
from simulator.demand.bookings_file import read_bookings
from simulator.demand.places import read_localities
from simulator.errors import ScenarioError
from simulator.input_table import Reading
from simulator.network.snapping import Cuts
from simulator.scenario.models import ServicePart
from simulator.services.breakdowns import Named
from simulator.services.carsharing import station_list
from simulator.services.carsharing.demand import booking_requests, nodes_used, requests_for_cars, requests_passing
from simulator.services.carsharing.places import car_places
from simulator.services.carsharing.rentals import CarsharingWorld, carsharing_world
from simulator.services.carsharing.schema import Config
from simulator.services.carsharing.station_list import listed_stations
from simulator.tables import ELECTRICITY
from simulator.world.gateways import are_outside, with_ends_inside
from simulator.world.parts import Done, Ground, WorldPart
from simulator.world.sites import first_known
from simulator.world.tours import begin_on_the_way

RANK = 1  # cars are numbered behind the vehicles of other services
COLUMNS_OF = {"stations_file": station_list.COLUMNS, "bookings_file": bookings_file.COLUMNS}


class Part(WorldPart):
    """Puts stations, cars and the ends of bookings onto the roads."""

    part: ServicePart[Config]

    def read_alone(self, done: Done) -> None:
        """Read stations, bookings and where people live."""
        demand, calendar = self.part.config.demand, self.part.scenario.calendar
        stations = done(listed_stations, self.part)
        if demand.bookings_file is not None and stations is not None:
            names = tuple(listed.station.id for listed in stations)
            done(read_bookings, demand.bookings_file, names, calendar.reading(demand.columns))
        if demand.synthetic is not None:
            done(read_localities, demand.synthetic.localities, Reading(demand.synthetic.columns))

    def add_sites(self, sites: pd.DataFrame, first_vehicle: int) -> pd.DataFrame:
        """Put the stations onto the roads; their chargers are sites behind the others."""
        self._others = len(sites)
        self._places = car_places(self.part, self.snapper, sites, first_vehicle)
        self.vehicles = len(self._places.cars)
        if problems := Named.in_table(self._places.cars, "car_id", "car_type").unknown(self.part, always=False):
            raise ScenarioError(problems)
        return self._places.sites

    def place_day(self, demand: pd.DataFrame, lasting: Cuts) -> None:
        """Gather who wants a car, and put them onto the roads."""
        asking = requests_for_cars(self.part, with_ends_inside(demand))
        passing = requests_passing(self.part, demand)
        self._asked = booking_requests(self.part, self.snapper, self._places, asking, passing=passing)
        self._outside, self._later = are_outside(demand), begin_on_the_way(demand)

    def nodes(self) -> list[NDArray[np.int32]]:
        """Return the nodes between which cars drive."""
        return [nodes_used(self._places, self._asked)]

    def prices(self) -> list[tuple[int, float]]:
        """Return the price at the stations' own chargers."""
        usual = first_known(self.part.config.eur_per_kwh, self.part.scenario.energy.prices.of(ELECTRICITY))
        return [(site, usual) for site in range(self._others, len(self._places.sites))]

    def sites_used(self) -> frozenset[int]:
        """Return the sites of the stations."""
        return frozenset(site for site in self._places.stations["site"].tolist() if site >= 0)

    def measure(self, ground: Ground) -> CarsharingWorld:
        """Return the tables of the service."""
        world = carsharing_world(self.part, ground.network, self._places, self._asked, ground.roads)
        return world.without(self._outside).only_from_home(self._later)
