"""How travellers choose among offers: limits, or utilities, of all services or of one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar, Self

from pydantic import Field, PrivateAttr, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.choice_parameters import filled, parameter_sets
from simulator.scenario.named_code import NamesCode, registered
from simulator.scenario.quantities import Euros, Seconds, quantity
from simulator.scenario.section import Name, Section
from simulator.suggest import suggest

OWN_MEANS = ("walk", "bike", "car")
PerMinute = Annotated[float, Field(ge=-100, le=100)]
Worth = Annotated[float, Field(ge=-1000, le=1000)]


class Taste(Section):
    """What the offers of some services are worth where that differs from others; null: as of those."""

    constant: Worth | None = Field(None, description="Utility of a ride that takes and costs nothing")
    per_wait_min: PerMinute | None = Field(None, description="Utility per minute of wait")
    per_change_wait_min: PerMinute | None = Field(None, description="Utility per minute of wait at changes")
    per_ride_min: PerMinute | None = Field(None, description="Utility per minute of ride")
    per_walk_min: PerMinute | None = Field(None, description="Utility per minute of walk")
    per_shift_min: PerMinute | None = Field(None, description="Per minute that it leaves earlier or later")
    per_change: Worth | None = Field(None, description="Utility of each change of vehicle")
    per_eur: PerMinute | None = Field(None, description="Utility per EUR of fare")


class Choice(NamesCode):
    """Which offer a traveller takes.

    accept_all: the first. threshold: of those within all limits given, the one that arrives first. logit: utilities
    with Gumbel errors (McFadden 1974). nested_logit: the same where offers of some services are alike (Train 2009,
    chapter 4). The values of a minute are the user's own assumptions.
    """

    group: ClassVar[str] = "choice"
    key: ClassVar[str] = "model"
    model: Annotated[str, registered("choice")] = Field(
        "accept_all",
        description="How an offer is chosen: accept_all, threshold, logit, nested_logit, or one of your own by its "
        "name",
    )
    max_wait_s: Seconds | None = quantity(
        None, unit="s", name="max_wait", ge=0, le=86_400, description="For threshold: longest wait [s]; null: any"
    )
    max_detour_factor: float | None = Field(
        None, ge=1, le=100, description="For threshold: longest ride by the direct one; null: any"
    )
    max_shift_s: Seconds | None = quantity(
        None,
        unit="s",
        name="max_shift",
        ge=0,
        le=86_400,
        description="For threshold: leaving this much earlier or later at most [s]; null: any",
    )
    max_fare_eur: Euros | None = quantity(
        None, unit="eur", name="max_fare", ge=0, le=10_000, description="For threshold: highest fare [EUR]; null: any"
    )
    constant: float = Field(0.0, ge=-1000, le=1000, description="Utility of a ride that takes and costs nothing")
    per_wait_min: float = Field(0.0, ge=-100, le=100, description="For logit: utility per minute of wait")
    per_change_wait_min: PerMinute | None = Field(
        None, description="For logit: utility per minute of wait at changes; null: as of any wait"
    )
    per_ride_min: float = Field(0.0, ge=-100, le=100, description="For logit: utility per minute of ride")
    per_walk_min: float = Field(0.0, ge=-100, le=100, description="For logit: utility per minute of walk")
    per_shift_min: float = Field(0.0, ge=-100, le=100, description="Per minute that the ride leaves earlier or later")
    per_change: float = Field(0.0, ge=-1000, le=1000, description="For logit: utility of each change of vehicle")
    per_eur: float = Field(0.0, ge=-100, le=100, description="For logit: utility per EUR of fare")
    staying: float = Field(0.0, ge=-1000, le=1000, description="For logit: utility of declining all offers")
    of: dict[Name, Taste] = Field(
        {},
        description="For logit: what differs for a service, by its name, its kind, or walk, bike and car of own "
        "means; of several that fit, the name goes first, then walk, bike or car, then the kind",
    )
    parameters: str | None = Field(
        None, description="A bundled set of values, such as lausitz; what is given beside it wins"
    )
    _by_number: tuple[Choice, ...] = PrivateAttr(())

    @model_validator(mode="before")
    @classmethod
    def _from_set(cls, data: object) -> object:
        """Fill in the values of the set that are not given."""
        if not isinstance(data, dict) or not isinstance(name := data.get("parameters"), str):
            return data
        if name not in parameter_sets():
            hint = suggest(name, parameter_sets()) or f"known are {', '.join(parameter_sets())}"
            raise PydanticCustomError(
                "parameters", 'parameters: unknown "{name}"; {hint}', {"name": name, "hint": hint}
            )
        return filled(name, data)

    def for_services(self, services: Sequence[Sequence[str]]) -> Self:
        """Return the same, which then knows services by their numbers, as offers do.

        services: what each is called, in the order of their numbers, the most special last.
        """
        known = self.model_copy()
        known._by_number = tuple(self._for(names) for names in services)
        return known

    def of_service(self, number: int) -> Choice:
        """Return what is worth how much in the offers of a service."""
        return self._by_number[number] if self._by_number else self

    def _for(self, names: Sequence[str]) -> Choice:
        told: dict[str, object] = {}
        for name in names:
            if name in self.of:
                told |= self.of[name].model_dump(exclude_none=True)
        return self.model_copy(update=told)


class Nest(Section):
    """Services whose offers are alike: who likes one of them better than it is worth, likes the others, too."""

    of: tuple[str, ...] = Field(min_length=1, description="Names of services")
    scale: float = Field(
        gt=0, le=1, description="Of what differs among them by what differs among nests; 1: they are not alike"
    )


class Nests(Section):
    """The parameters of a nested logit."""

    nests: dict[Name, Nest] = Field(min_length=1, description="Services that are alike, by a name for them")


def nests_of(choice: Choice) -> Mapping[str, Nest]:
    """Return the nests of a choice, none where its model has none."""
    nests: Mapping[str, Nest] = getattr(choice, "nests", {})
    return nests
