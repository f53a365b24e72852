"""What a run was given: its services, cars, timetables, and who asked for what."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from simulator.analysis.car_services import car_inputs_together, in_blocks
from simulator.analysis.carsharing_tables import CarsharingInputs
from simulator.analysis.counted import Window, counted_window
from simulator.analysis.inputs import Facilities
from simulator.analysis.services import of_kind
from simulator.analysis.timetable_loads import TimetableInputs
from simulator.analysis.trips import asked_for_trips
from simulator.experiments.requests_input import requests_input_of
from simulator.tables import CARS, TIMETABLE, TRIP_INPUT_DTYPES, ServiceName
from simulator.world.build import World
from simulator.world.service_names import service_names


@dataclass(frozen=True)
class GivenToRun:
    """What a run started from, with its event log."""

    world: World
    events: pd.DataFrame

    @cached_property
    def requests_input(self) -> pd.DataFrame:
        """Return the requests as they were met, see ``requests_input``."""
        return requests_input_of(self.world, self.events)

    @cached_property
    def services(self) -> list[ServiceName]:
        """Return the services with their numbers in the event log."""
        return service_names(self.world.scenario)

    @property
    def trips_input(self) -> pd.DataFrame:
        """Return who asked for trips that are told as a whole."""
        asked = asked_for_trips(self.events, self.services)
        rows = np.unique(self.events.loc[asked, "request"].to_numpy(np.int32))
        table = self.world.demand.iloc[rows].assign(request=rows)
        return table[list(TRIP_INPUT_DTYPES)].reset_index(drop=True)

    @property
    def timetables(self) -> dict[str, Any]:
        """Return what each service by timetable started from, by name."""
        return {name: its for name, its in self.world.services.items() if hasattr(its, "timetable")}

    @property
    def late_services(self) -> list[ServiceName]:
        """Return the services whose buses and trains may be late."""
        return [one for one in of_kind(self.services, TIMETABLE) if self.timetables[one.name].actual is not None]

    @property
    def timetable_inputs(self) -> TimetableInputs:
        """Return what runs by timetable, a block for each service; empty without any."""
        given = {name: its.given() for name, its in self.timetables.items()}
        if not given:
            return TimetableInputs()
        return TimetableInputs(*(in_blocks({name: its[place] for name, its in given.items()}) for place in range(3)))

    @property
    def counted(self) -> Window:
        """Return the time that counts: all but the warm-up."""
        return counted_window(self.world.days.table())

    @property
    def cars(self) -> dict[str, Any]:
        """Return what each car-sharing service started from, by name."""
        return {service.name: self.world.services[service.name] for service in of_kind(self.services, CARS)}

    @property
    def carsharing_inputs(self) -> CarsharingInputs:
        """Return stations, cars and bookings, a block for each of several services; empty without car-sharing."""
        return car_inputs_together(self.inputs_with_cars)

    @property
    def inputs_with_cars(self) -> dict[str, CarsharingInputs]:
        """Return stations, cars and bookings of each car-sharing service by name."""
        return {
            name: CarsharingInputs(its.places.stations, its.places.cars, its.bookings)
            for name, its in self.cars.items()
        }

    @cached_property
    def facilities(self) -> Facilities:
        """Return charging sites, prices and drivers."""
        world = self.world
        by_hour = world.scenario.energy.climate.electricity_g_per_kwh_by_hour
        return Facilities(
            world.sites, world.prices, world.duties, world.pauses, world.several_shifts, world.days.table(), by_hour
        )
