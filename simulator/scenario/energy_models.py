"""Energy in a scenario: what vehicles run on, where and how they charge, and the weather."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, field_validator, model_validator
from pydantic_core import PydanticCustomError

from simulator.scenario.emission_factors import CAR, DIRECT, WELL_TO_WHEEL, Boundary, emission_factor
from simulator.scenario.named_code import NamesCode, registered
from simulator.scenario.quantities import (
    DailyHours,
    Euros,
    EurosPerKwh,
    GramsPerKm,
    GramsPerKwh,
    Kilowatts,
    Kwh,
    KwhPerKm,
    Seconds,
    SpeedKph,
    quantity,
    same_quantity,
)
from simulator.scenario.section import Section
from simulator.scenario.vehicle_models import vehicle_model, vehicle_model_names
from simulator.suggest import suggest
from simulator.units import DAY_S, HOUR_S

Drivetrain = Literal["diesel", "battery", "hydrogen"]
ENERGY_OF = {"battery": "electricity", "hydrogen": "hydrogen", "diesel": "diesel"}  # by drivetrain
Share = Annotated[float, Field(ge=0, le=1)]
StartLevel = Annotated[
    float, Field(gt=0, le=1, description="Share of the store that is full when the first day begins")
]
RESERVE_SHARE = 0.1  # of the store, when the scenario names no reserve
MOST_KWH = 2000  # stores count in thousandths of a watt-hour, and those must fit into 32 bits


def _price(energy: str) -> Any:
    """Declare the price of a kind of energy."""
    what = f"Of {energy} without a price of its own [EUR/kWh]; null: not known"
    return quantity(None, unit="eur_per_kwh", name=energy, ge=0, le=100, description=what)


def _factor(energy: str, what: str) -> Any:
    """Declare the factor of a kind of energy."""
    return quantity(
        None, unit="g_per_kwh", name=energy, ge=0, le=5000, description=f"{what}; null: as the table has it"
    )


def _is_given(key: str, data: dict[str, object]) -> bool:
    """Return whether a key, or the same without its unit, is among those of a section."""
    return key in data or any(same_quantity(key, other) for other in data)


class Powered(Section):
    """What a vehicle runs on. ``model`` fills in what is not given, or null; without a store, energy is not limited."""

    model: str | None = Field(None, description="A bundled vehicle model, such as e-minibus; see docs/energy.md")
    drivetrain: Drivetrain = Field("diesel", description="What it runs on")
    energy_kwh_per_km: KwhPerKm | None = quantity(
        None, unit="kwh_per_km", name="energy", ge=0, le=100, description="At 20 C and the speed of energy_at"
    )
    energy_at_kph: SpeedKph = quantity(
        60, unit="kph", name="energy_at", gt=0, le=200, description="Speed that energy is given for [km/h]"
    )
    drag_share: Share = Field(0.0, description="Share of the energy that grows with the square of the speed")
    rider_share: Share = Field(0.0, description="What each rider on board adds to it, as a share")
    climate_w_per_k: float = Field(0.0, ge=0, le=2000, description="Heating below 18 C, cooling above 24 C, per degree")
    cold_share_per_k: float = Field(0.0, ge=0, le=0.1, description="More energy for driving, per degree below 20 C")
    store_kwh: Kwh | None = quantity(
        None, unit="kwh", name="store", gt=0, le=MOST_KWH, description="Usable content of battery or tank"
    )
    health: float = Field(1.0, gt=0, le=1, description="Share of the store that ageing has left")
    reserve_kwh: Kwh | None = quantity(
        None, unit="kwh", name="reserve", ge=0, le=MOST_KWH, description="Never used; a tenth of the store if not given"
    )
    charge_ac_kw: Kilowatts | None = quantity(
        None,
        unit="kw",
        name="charge_ac",
        gt=0,
        le=50_000,
        description="Most it takes from alternating current [kW]; null: cannot",
    )
    charge_dc_kw: Kilowatts | None = quantity(
        None,
        unit="kw",
        name="charge_dc",
        gt=0,
        le=50_000,
        description="Most it takes from direct current or a pump [kW]; null: cannot",
    )
    charge_curve: tuple[tuple[Share, Share], ...] = Field(
        ((0.0, 1.0),), min_length=1, description="From which level on which share of charge_dc is taken; levels rise"
    )
    charging_efficiency: float = Field(1.0, gt=0, le=1, description="Share of the energy drawn that is stored")
    co2_g_per_kwh: GramsPerKwh | None = quantity(
        None,
        unit="g_per_kwh",
        name="co2",
        ge=0,
        le=5000,
        description="Of the energy drawn; null: as energy.climate has it",
    )

    @model_validator(mode="before")
    @classmethod
    def _from_model(cls, data: object) -> object:
        """Fill in the values of the vehicle model that are not given."""
        if not isinstance(data, dict) or not isinstance(data.get("model"), str):
            return data
        values = vehicle_model(data["model"])
        if values is None:
            hint = suggest(data["model"], vehicle_model_names()) or f"known are {', '.join(vehicle_model_names())}"
            raise PydanticCustomError(
                "vehicle_model", 'model: unknown "{name}"; {hint}', {"name": data["model"], "hint": hint}
            )
        given = {key: value for key, value in data.items() if value is not None}
        return {**{key: value for key, value in values.items() if not _is_given(key, given)}, **given}

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        levels = [level for level, _ in self.charge_curve]
        if levels != sorted(set(levels)) or levels[0] != 0:
            raise PydanticCustomError("charge_curve", "charge_curve: levels must rise and begin with 0")
        if self.store_kwh is not None and self.energy_kwh_per_km is None:
            raise PydanticCustomError("energy", "a store needs energy, the use per kilometre")
        if self.store_kwh is not None and self.charge_ac_kw is None and self.charge_dc_kw is None:
            raise PydanticCustomError("charge", "a store needs charge_ac or charge_dc, the power it can be filled with")
        return self

    @property
    def usable_kwh(self) -> float:
        """Return what battery or tank hold, given their age [kWh]; 0 without one."""
        return (self.store_kwh or 0.0) * self.health

    @property
    def kept_kwh(self) -> float:
        """Return the reserve that is never used [kWh]."""
        return RESERVE_SHARE * self.usable_kwh if self.reserve_kwh is None else self.reserve_kwh


class Price(Section):
    """A price of energy that holds within some hours of each day."""

    hours: DailyHours = Field(description="Each day; on the hour")
    eur_per_kwh: Euros = Field(ge=0, le=100, description="Price [EUR/kWh]")

    @field_validator("hours")
    @classmethod
    def _on_the_hour(cls, hours: tuple[int, int]) -> tuple[int, int]:
        if hours[0] % HOUR_S or hours[1] % HOUR_S:
            raise PydanticCustomError("price", "the hours of a price begin and end on the hour, like [22:00, 06:00]")
        return hours


class ChargingSite(Section):
    """Plugs at one place behind one grid connection, or the pumps of a filling station."""

    name: str = Field(min_length=1, max_length=200, description="Of the site; once in a scenario")
    place: Literal["depots"] | None = Field(None, description="depots: one such site at every depot of the fleet")
    lon: float | None = Field(None, ge=-180, le=180, description="Degrees east, WGS84; null with place: depots")
    lat: float | None = Field(None, ge=-90, le=90, description="Degrees north, WGS84; null with place: depots")
    energy: Literal["electricity", "hydrogen", "diesel"] = Field("electricity", description="What it gives")
    plugs: int = Field(ge=1, le=10_000, description="Vehicles at a time")
    power_kw: Kilowatts = quantity(unit="kw", name="power", gt=0, le=50_000, description="Of each plug")
    current: Literal["ac", "dc"] | None = Field(None, description="ac up to 22 kW and dc above when not given")
    grid_kw: Kilowatts | None = quantity(
        None, unit="kw", name="grid", gt=0, le=1_000_000, description="All plugs together draw no more"
    )
    hours: DailyHours = Field((0, DAY_S), description="When power is given, each day")
    eur_per_kwh: Euros | None = Field(
        None, ge=0, le=100, description="Usual price [EUR/kWh]; null: as energy.prices has it"
    )
    prices: tuple[Price, ...] = Field((), description="Prices at other hours than usual; the first that fits holds")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        somewhere = self.lon is not None and self.lat is not None
        if somewhere == (self.place is not None) or (self.lon is None) != (self.lat is None):
            raise PydanticCustomError("site", "expected either lon and lat, or place: depots")
        return self

    @property
    def direct_current(self) -> bool:
        """Return whether the plugs give direct current, as fast chargers and pumps do."""
        return self.power_kw > 22 if self.current is None else self.current == "dc"


class ChargingRule(NamesCode):
    """When vehicles of a ridepooling service charge; see docs/energy.md."""

    group: ClassVar[str] = "charging"
    policy: Annotated[str, registered("charging")] = Field(
        "threshold", description="threshold, opportunity, overnight, price_aware, or one of your own by its name"
    )
    below: Share = Field(0.35, description="Idle vehicles with less go and charge")
    until: Share = Field(0.8, description="Charging in the day ends at this level")
    available_from: Share = Field(0.5, description="Those that had to charge take no requests below this level")
    after_s: Seconds = quantity(
        900, unit="s", name="after", ge=0, le=86_400, description="For opportunity: idle so long before they go"
    )
    detour_s: Seconds = quantity(
        900, unit="s", name="detour", ge=0, le=86_400, description="For opportunity: drive to the site at most"
    )
    start_level: StartLevel = 1.0

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.until < self.below:
            raise PydanticCustomError("charging", "until must not be smaller than below")
        return self


class Weather(Section):
    """Temperature of the day, as one value or one for each hour."""

    temperature_c: float | tuple[float, ...] = Field(20.0, description="One value, or 24, one for each hour")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if isinstance(self.temperature_c, tuple) and len(self.temperature_c) != 24:
            raise PydanticCustomError("temperature", "expected one temperature, or 24 of them")
        if any(not -60 <= value <= 60 for value in self.by_hour):
            raise PydanticCustomError("temperature", "expected temperatures between -60 and 60 C")
        return self

    @property
    def by_hour(self) -> tuple[float, ...]:
        """Return the temperature of each hour of a day [C], 24 values."""
        given = self.temperature_c
        return given if isinstance(given, tuple) else (float(given),) * 24


# Fields of a climate -> rows of the table of emission factors.
IN_TABLE = {f"{energy}_g_per_kwh": energy for energy in ENERGY_OF.values()} | {"car_g_per_km": CAR}


class Climate(Section):
    """What energy and private cars emit: the same boundary for both, and factors of one table."""

    boundary: Boundary = Field(
        "well_to_wheel",
        description="What counts, of vehicles and private cars alike: well_to_wheel, with making and delivering the "
        "energy; direct, only what leaves the vehicle (tank to wheel)",
    )
    electricity_g_per_kwh: GramsPerKwh | None = _factor("electricity", "Of electricity drawn")
    diesel_g_per_kwh: GramsPerKwh | None = _factor("diesel", "Of diesel")
    hydrogen_g_per_kwh: GramsPerKwh | None = _factor("hydrogen", "Of hydrogen")
    electricity_g_per_kwh_by_hour: tuple[float, ...] = Field(
        (), description="CO2 of electricity in each hour of a day, 24 values; else that of electricity holds all day"
    )
    car_g_per_km: GramsPerKm | None = quantity(
        None,
        unit="g_per_km",
        name="car",
        ge=0,
        le=2000,
        description="Private car that the same trips are compared with, one for each party; null: as the table has it",
    )

    @model_validator(mode="before")
    @classmethod
    def _from_table(cls, data: object) -> object:
        """Fill in the factors that are not given."""
        if not isinstance(data, dict) or data.get("boundary", WELL_TO_WHEEL) not in (WELL_TO_WHEEL, DIRECT):
            return data
        boundary = data.get("boundary", WELL_TO_WHEEL)
        given = {key: value for key, value in data.items() if value is not None}
        table = {key: emission_factor(of, boundary) for key, of in IN_TABLE.items() if not _is_given(key, given)}
        return {**table, **given}

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if len(self.electricity_g_per_kwh_by_hour) not in (0, 24):
            raise PydanticCustomError("by_hour", "electricity_g_per_kwh_by_hour: expected 24 values")
        if self.boundary == DIRECT:
            hours = max(self.electricity_g_per_kwh_by_hour, default=0)
            for key, grams in (
                ("electricity_g_per_kwh_by_hour", hours),
                ("electricity", self.electricity_g_per_kwh),
                ("hydrogen", self.hydrogen_g_per_kwh),
            ):
                if grams:
                    raise PydanticCustomError(
                        "boundary",
                        "{key}: {grams} g/kWh with boundary: direct; expected 0, as nothing leaves such a vehicle, or "
                        "boundary: well_to_wheel",
                        {"key": key, "grams": f"{grams:g}"},
                    )
        return self

    def g_per_kwh(self, kind: Powered) -> float:
        """Return what the energy of a vehicle type emits [g/kWh drawn]: its own value, else that of its energy."""
        if kind.co2_g_per_kwh is not None:
            return kind.co2_g_per_kwh
        return float(getattr(self, f"{ENERGY_OF[kind.drivetrain]}_g_per_kwh"))


class EnergyPrices(Section):
    """Prices of energy that is bought at no site with a price of its own; then a rate per kilometre is for the rest."""

    electricity_eur_per_kwh: EurosPerKwh | None = _price("electricity")
    diesel_eur_per_kwh: EurosPerKwh | None = _price("diesel")
    hydrogen_eur_per_kwh: EurosPerKwh | None = _price("hydrogen")

    def of(self, energy: str) -> float | None:
        """Return the price of electricity, diesel or hydrogen [EUR/kWh]; None: not known."""
        price: float | None = getattr(self, f"{energy}_eur_per_kwh")
        return price

    @property
    def by_drivetrain(self) -> dict[str, float]:
        """Return the prices that are known, by what is driven with [EUR/kWh]."""
        prices = {drivetrain: self.of(energy) for drivetrain, energy in ENERGY_OF.items()}
        return {drivetrain: price for drivetrain, price in prices.items() if price is not None}


class EnergyConfig(Section):
    """Where vehicles of all services charge or refuel, prices, the weather, and what emissions are compared with."""

    sites: tuple[ChargingSite, ...] = Field((), description="Charging sites and filling stations")
    prices: EnergyPrices = EnergyPrices()
    weather: Weather = Weather()
    climate: Climate = Climate()
