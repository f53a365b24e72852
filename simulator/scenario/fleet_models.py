"""The vehicles of a fleet, by type."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import Field, TypeAdapter, ValidatorFunctionWrapHandler, WrapValidator, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.day_models import HoursByDay
from simulator.scenario.driver_models import Drivers
from simulator.scenario.energy_models import Powered
from simulator.scenario.place import Depot

UNLIMITED_SEATS = 30_000  # more than ever ride together, and a number all the same: loads are added and compared


def _word_or(word: str, otherwise: Any, told: str) -> WrapValidator:
    """Return a validator of one word, or else of something, which is told in messages so."""
    adapter: TypeAdapter[Any] = TypeAdapter(otherwise)

    def validate(value: object, _both: ValidatorFunctionWrapHandler) -> object:
        if value == word:
            return value
        if isinstance(value, str) and not value.isdecimal():
            raise PydanticCustomError("word", 'expected {told} or "{word}"', {"told": told, "word": word})
        return adapter.validate_python(value)

    return WrapValidator(validate)


Depots = Annotated[tuple[Depot, ...] | Literal["nodes"], _word_or("nodes", tuple[Depot, ...], "a list of depots")]
_Number = Annotated[int, Field(ge=0, le=500)]
Seats = Annotated[_Number | Literal["unlimited"], _word_or("unlimited", _Number, "a number")]


class VehicleType(Powered):
    """Vehicles of one kind, dealt round-robin to the depots; they are back in the depot when the shift ends."""

    count: int | None = Field(None, ge=0, le=100_000, description="Needed unless there is a vehicles_file")
    seats: Seats = Field(description="Places for riders; unlimited: nobody ever finds the vehicle full, as in models")
    wheelchairs: int = Field(0, ge=0, le=100, description="Places for wheelchairs")
    parcels: int = Field(0, ge=0, le=10_000, description="Places for parcels")
    depots: Depots = Field(
        (),
        description="Needed unless there is a vehicles_file with start places; nodes: for each vehicle any node of the "
        "network, drawn by the seed",
    )
    shift: HoursByDay | None = Field(
        None, description="Working hours of each day, or by type of day; the service hours when not given"
    )
    drivers: Drivers | None = Field(None, description="Shifts of drivers, with their breaks; instead of shift")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.shift is not None and self.drivers is not None:
            raise PydanticCustomError("shift", "expected either a shift of the vehicles, or drivers with theirs")
        return self

    @property
    def most_riders(self) -> int:
        """Return the number of seats, a very high one where there is no limit."""
        return UNLIMITED_SEATS if self.seats == "unlimited" else self.seats

    @property
    def named_depots(self) -> tuple[Depot, ...]:
        """Return the depots that are told by name and place; none where vehicles start at any node."""
        return () if self.depots == "nodes" else self.depots
