"""The part of a scenario about what riders of a ridepooling service pay."""

from __future__ import annotations

from typing import Annotated, Any, Literal, NoReturn, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.fare_presets import PRESETS
from simulator.scenario.place_models import PlaceName
from simulator.scenario.presets import named_preset, with_preset
from simulator.scenario.price_models import KmPriceByDay, Price, PriceByDay
from simulator.scenario.quantities import Euros, Metres, quantity
from simulator.scenario.section import Name, Section, is_empty, is_none
from simulator.scenario.shares import Share


class FareStep(Section):
    """The fare of rides up to a length."""

    up_to_m: Metres | None = quantity(
        None, unit="m", name="up_to", gt=0, le=1_000_000, description="Longest direct drive [m]; null: however long"
    )
    price_eur: Price = quantity(unit="eur", name="price", description="Fare of each rider [EUR]")


class ConcessionRule(Section):
    """What travellers of a class pay: a share of the fare, or a price."""

    share: Share | None = Field(None, description="Of the fare, as 0.5; 0: nothing")
    price_eur: Price | None = quantity(
        None, unit="eur", name="price", description="Fare of each rider, where theirs is not less [EUR]"
    )

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.share is None) == (self.price_eur is None):
            raise PydanticCustomError("concession", "expected a share, like 0.5, or a price, like 1 EUR")
        return self


class GroupRule(Section):
    """What each rider of a large party pays."""

    riders: int = Field(ge=2, le=100, description="Of parties of so many, or more")
    share: Share = Field(description="Of the fare")


def _shared(value: object) -> object:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return {"share": value} if is_number else value


Concession = Annotated[ConcessionRule, BeforeValidator(_shared)]


class TariffKeys(Section):
    """What each rider pays: the fare, or what a concession, a group or a season ticket leave of it, and surcharges."""

    per_rider_eur: PriceByDay | None = quantity(
        None,
        unit="eur",
        name="per_rider",
        description="Fare of each rider [EUR]; may differ by type of day; null: not known",
    )
    per_km_eur: KmPriceByDay | None = quantity(
        None,
        unit="eur",
        name="per_km",
        description="Fare of each rider per km of the direct drive [EUR]; may differ by type of day; null: not known",
    )
    surcharge_eur: PriceByDay | None = quantity(
        None,
        unit="eur",
        name="surcharge",
        description="What each rider pays on top of the fare, with a season ticket too [EUR]; may differ by type of "
        "day; null: nothing",
    )
    per_zone_eur: Euros | None = quantity(
        None,
        unit="eur",
        name="per_zone",
        exclude_if=is_none,
        ge=0,
        le=1000,
        description="On top for each zone of places.zones that a ride comes to beyond its first [EUR]; null: nothing",
    )
    steps: tuple[FareStep, ...] = Field(
        (),
        exclude_if=is_empty,
        max_length=100,
        description="Fares by the length of the direct drive, in place of per_rider and per_km",
    )
    minimum_eur: Price | None = quantity(
        None,
        unit="eur",
        name="minimum",
        exclude_if=is_none,
        description="Least fare, before concessions [EUR]; null: none",
    )
    maximum_eur: Price | None = quantity(
        None,
        unit="eur",
        name="maximum",
        exclude_if=is_none,
        description="Highest fare, before surcharges [EUR]; null: none",
    )
    on_request_eur: Price | None = quantity(
        None,
        unit="eur",
        name="on_request",
        exclude_if=is_none,
        description="What each rider pays on top, with a season ticket too, who boards or alights at a virtual stop "
        "[EUR]; null: nothing",
    )
    concessions: dict[Name, Concession] = Field(
        {},
        exclude_if=is_empty,
        description="By class of travellers, as child: 0, pupil: 0.5: a share of the fare, or a price",
    )
    groups: tuple[GroupRule, ...] = Field(
        (), exclude_if=is_empty, max_length=10, description="What riders of large parties pay"
    )
    season_ticket: bool = Field(True, description="Whether season tickets are valid: holders pay surcharges only")

    @property
    def has_fare(self) -> bool:
        """Return whether a fare is told."""
        return self.per_rider_eur is not None or self.per_km_eur is not None or bool(self.steps)

    @property
    def is_plain(self) -> bool:
        """Return whether there is nothing but what is paid at once, by kilometre, and on top."""
        return all(getattr(self, name) == type(self).model_fields[name].default for name in _DETAILS)

    @model_validator(mode="after")
    def _goes_together(self) -> Self:
        if not self.has_fare:
            _no_fare(self)
        if self.steps:
            _steps_in_order(self)
        if None not in (self.minimum_eur, self.maximum_eur) and self.minimum_eur > self.maximum_eur:  # type: ignore[operator]
            raise PydanticCustomError(
                "minimum",
                "minimum: {minimum} EUR is more than maximum: {maximum} EUR",
                {"minimum": f"{self.minimum_eur:g}", "maximum": f"{self.maximum_eur:g}"},
            )
        riders = [group.riders for group in self.groups]
        if sorted(set(riders)) != riders:
            raise PydanticCustomError("groups", "expected groups in the order of their riders, each larger than before")
        return self


_DETAILS = ("per_zone_eur", "steps", "minimum_eur", "maximum_eur", "on_request_eur", "concessions", "groups")
_ON_TOP = ("surcharge_eur", *_DETAILS)


def _no_fare(fares: TariffKeys) -> None:
    """Raise a pydantic error where something changes a fare that is not there."""
    for name in _ON_TOP:
        if getattr(fares, name) != type(fares).model_fields[name].default:
            _goes_with_fare(name.removesuffix("_eur"))


def _goes_with_fare(key: str) -> NoReturn:
    raise PydanticCustomError(
        "surcharge",
        "{key}: goes with a fare, on top of a fare or off it: expected per_rider, per_km or steps, 0 EUR where "
        "there is none",
        {"key": key},
    )


def _steps_in_order(fares: TariffKeys) -> None:
    """Raise a pydantic error where steps do not follow each other, or something else tells the fare, too."""
    others = [name for name in ("per_rider", "per_km") if getattr(fares, f"{name}_eur") is not None]
    if others:
        raise PydanticCustomError(
            "steps", "steps tell the whole fare, and so does {others}; expected one of them", {"others": others[0]}
        )
    ends = [float("inf") if step.up_to_m is None else step.up_to_m for step in fares.steps]
    if sorted(set(ends)) != ends:
        raise PydanticCustomError("steps", "expected steps in the order of their up_to, each longer than the last")


class RideFares(TariffKeys):
    """What riders pay; key figures that need a missing price stay empty."""

    preset: Literal["kexi", "moobil-plus", "prignitzbus", "stendalbus", "vlp", "wendland-ondemand"] | None = Field(
        None,
        exclude_if=is_none,
        description="Fares of a published service, which hold where nothing else is given; see docs/fares.md",
    )
    compensation_eur: Price | None = quantity(
        None,
        unit="eur",
        name="compensation",
        exclude_if=is_none,
        description="What somebody else pays for a ride of each rider with a valid season ticket [EUR]; null: nothing",
    )
    max_per_day_eur: Price | None = quantity(
        None,
        unit="eur",
        name="max_per_day",
        exclude_if=is_none,
        description="Most that each rider pays for the rides of a day, surcharges aside, as with a day ticket [EUR]; "
        "null: no limit",
    )
    by_territory: dict[PlaceName, TariffKeys] = Field(
        {},
        exclude_if=is_empty,
        description="Tariffs of territories of places.territories; elsewhere the keys beside hold",
    )
    at_border: Literal["origin", "destination", "higher", "sum", "through"] | None = Field(
        None,
        exclude_if=is_none,
        description="Whose tariff holds for rides from one tariff to another. higher: the dearer one; sum: a ticket of "
        "each, for one half of the way; through: the keys beside; null: that of the origin",
    )

    @property
    def is_plain(self) -> bool:
        """Return whether there is nothing but what is paid at once, by kilometre, and on top."""
        return super().is_plain and not self.by_territory and self.max_per_day_eur is None

    @model_validator(mode="before")
    @classmethod
    def _as_preset(cls, data: Any) -> Any:
        return with_preset(data, PRESETS)

    @model_validator(mode="after")
    def _border_between_tariffs(self) -> Self:
        if self.max_per_day_eur is not None and not self.has_fare:
            _goes_with_fare("max_per_day")
        if self.at_border is not None and not self.by_territory:
            raise PydanticCustomError("at_border", "at_border goes with by_territory")
        tariffs: dict[str, TariffKeys] = {"beside by_territory": self, **self.by_territory} if self.by_territory else {}
        for name, tariff in tariffs.items():
            if not tariff.has_fare:
                raise PydanticCustomError(
                    "by_territory", "no fare is told: {name}; expected per_rider, per_km or steps", {"name": name}
                )
        return self


Fares = Annotated[RideFares, BeforeValidator(named_preset)]
