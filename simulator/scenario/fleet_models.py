"""The vehicles of a fleet, by type."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.day_models import HoursByDay
from simulator.scenario.driver_models import Drivers
from simulator.scenario.energy_models import Powered
from simulator.scenario.place import Depot


class VehicleType(Powered):
    """Vehicles of one kind, dealt round-robin to the depots; they are back in the depot when the shift ends."""

    count: int | None = Field(None, ge=0, le=100_000, description="Needed unless there is a vehicles_file")
    seats: int = Field(ge=0, le=500, description="Places for riders")
    wheelchairs: int = Field(0, ge=0, le=100, description="Places for wheelchairs")
    parcels: int = Field(0, ge=0, le=10_000, description="Places for parcels")
    depots: tuple[Depot, ...] = Field((), description="Needed unless there is a vehicles_file with start places")
    shift: HoursByDay | None = Field(
        None, description="Working hours of each day, or by type of day; the service hours when not given"
    )
    drivers: Drivers | None = Field(None, description="Shifts of drivers, with their breaks; instead of shift")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.shift is not None and self.drivers is not None:
            raise PydanticCustomError("shift", "expected either a shift of the vehicles, or drivers with theirs")
        return self
