"""The tables of a car-sharing service: bookings, cars, stations over time; from event log and input tables alone."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from simulator.analysis.counted import Counted, Window, counted_days, cut_states
from simulator.analysis.energy_tables import levels_within
from simulator.event_kinds import Event
from simulator.reasons import Fallback, Refusal
from simulator.results.table_dtypes import CARRIED_BOOKING_COLUMNS, CARRIED_CAR_COLUMNS
from simulator.spans import Span
from simulator.tables import BOOKING_DTYPES, CAR_DTYPES, STATION_DTYPES, no_rows
from simulator.units import MWH_PER_KWH

REFUSAL_NAMES = {int(reason): reason.name.lower() for reason in Refusal}
_FALLBACK_NAMES = {int(fallback): fallback.name.lower() for fallback in Fallback}
USED, REFUSED, CANCELLED, NO_SHOW, LOST, NOT_CHOSEN, UNFINISHED = (
    "used", "refused", "cancelled", "no_show", "lost", "not_chosen", "unfinished",
)  # fmt: skip
_ENDS = {
    Event.CAR_RETURNED: USED,
    Event.BOOKING_REFUSED: REFUSED,
    Event.BOOKING_CANCELLED: CANCELLED,
    Event.BOOKING_NO_SHOW: NO_SHOW,
    Event.BOOKING_LOST: LOST,
    Event.BOOKING_NOT_CHOSEN: NOT_CHOSEN,
}


# Field of CarsharingInputs -> its name in the results folder.
CARSHARING_INPUTS = {"stations": "stations_input", "cars": "cars_input", "bookings": "bookings_input"}


@dataclass(frozen=True)
class CarsharingInputs:
    """Tables with the columns of ``tables.STATION_DTYPES``, ``CAR_DTYPES`` and ``BOOKING_DTYPES``."""

    stations: pd.DataFrame = field(default_factory=lambda: no_rows(STATION_DTYPES))
    cars: pd.DataFrame = field(default_factory=lambda: no_rows(CAR_DTYPES))
    bookings: pd.DataFrame = field(default_factory=lambda: no_rows(BOOKING_DTYPES))


@dataclass(frozen=True)
class CarsharingTables:
    """What a run says about car-sharing; the catalogue of results defines every column.

    rentals: see ``build_rentals``. hours: of the days that count [s].
    """

    bookings: pd.DataFrame
    cars: pd.DataFrame
    stations: pd.DataFrame
    rentals: pd.DataFrame
    days: int
    hours: Span

    def by_name(self) -> dict[str, pd.DataFrame]:
        """Name the tables as their files are named."""
        return {"bookings": self.bookings, "cars": self.cars, "stations": self.stations}


def build_carsharing_tables(
    events: pd.DataFrame, inputs: CarsharingInputs, end_s: int | None = None
) -> CarsharingTables:
    """Compute the tables, without what begins in the warm-up.

    events: those of the service, in order, see ``services.car_events``.
    """
    counted = counted_days(events, end_s)
    bookings, rentals = build_booking_table(events, inputs, counted), build_rentals(events, inputs, counted)
    cars = build_car_table(events, bookings, rentals, inputs, counted)
    stations = build_station_table(events, inputs, counted)
    return CarsharingTables(bookings, cars, stations, rentals, counted.days, counted.hours)


def car_tables_within(
    tables: CarsharingTables, events: pd.DataFrame, inputs: CarsharingInputs, counted: Counted
) -> CarsharingTables:
    """Return the tables of a part of what they count, but for the stations. events, inputs: that they were made of."""
    bookings = counted.window.rows(tables.bookings, "start_s")
    rentals = cut_states(tables.rentals, Window(*counted.hours))
    cars = build_car_table(events, bookings, rentals, inputs, counted)
    return CarsharingTables(bookings, cars, tables.stations, rentals, counted.days, counted.hours)


def build_booking_table(events: pd.DataFrame, inputs: CarsharingInputs, counted: Counted) -> pd.DataFrame:
    """Follow every booking that was asked for through the event log; times are null where nothing happened."""
    log = events[events["request"] >= 0]
    early = log.loc[(log["kind"] == Event.BOOKING_ASKED) & (log["value"] < counted.window.from_s), "request"]
    log = log[~log["request"].isin(early)]

    def last(kind: Event, column: str) -> pd.Series[int]:
        rows = log[log["kind"] == kind].drop_duplicates("request", keep="last").set_index("request")
        return rows[column].astype("Int64")

    given = inputs.bookings.set_index("booking", drop=False)
    asked = log[log["kind"] == Event.BOOKING_ASKED].drop_duplicates("request").set_index("request")  # at first
    table = (
        given.loc[asked.index, list(CARRIED_BOOKING_COLUMNS)].reset_index(drop=True).set_index("booking", drop=False)
    )
    ends = log[log["kind"].isin(list(_ENDS))].drop_duplicates("request", keep="last").set_index("request")["kind"]
    table["status"] = (
        ends.map({int(kind): name for kind, name in _ENDS.items()}).reindex(table.index).fillna(UNFINISHED)
    )
    reason = last(Event.BOOKING_REFUSED, "value")
    reason = reason[reason.index.isin(ends.index[ends == Event.BOOKING_REFUSED])]  # who reached nobody may try again
    table["reason"] = reason.map(REFUSAL_NAMES).reindex(table.index).astype("string")
    instead = last(Event.BOOKING_GAVE_UP, "value").map(_FALLBACK_NAMES)
    table["fallback"] = instead.reindex(table.index).astype("string")
    holder = log[log["kind"].isin([Event.BOOKING_GRANTED, Event.BOOKING_MOVED])]
    holder = holder.drop_duplicates("request", keep="last").set_index("request")
    table["vehicle"] = holder["vehicle"].reindex(table.index).astype("Int64")
    names = inputs.cars.set_index("vehicle")["car_id"]
    table["car_id"] = table["vehicle"].map(names).astype("string")
    table["asked_s"] = asked["time_s"].astype("Int64")
    columns = {
        "start_s": (Event.BOOKING_ASKED, "value"),
        "planned_end_s": (Event.BOOKING_UNTIL, "value"),
        "granted_s": (Event.BOOKING_GRANTED, "time_s"),
        "origin_node": (Event.BOOKING_GRANTED, "node"),
        "taken_s": (Event.CAR_TAKEN, "time_s"),
        "delay_s": (Event.CAR_TAKEN, "value"),
        "returned_s": (Event.CAR_RETURNED, "time_s"),
        "destination_node": (Event.CAR_RETURNED, "node"),
        "length_m": (Event.CAR_RETURNED, "value"),
        "cancelled_s": (Event.BOOKING_CANCELLED, "time_s"),
        "cancel_notice_s": (Event.BOOKING_CANCELLED, "value"),
        "lost_s": (Event.BOOKING_LOST, "time_s"),
        "lost_after_s": (Event.BOOKING_LOST, "value"),
    }
    for name, (kind, column) in columns.items():
        table[name] = last(kind, column).reindex(table.index)
    moved = log[log["kind"] == Event.BOOKING_MOVED].groupby("request").size()
    table["moves"] = moved.reindex(table.index, fill_value=0).astype("int64")
    table["used_s"] = table["returned_s"] - table["taken_s"]
    table["late_s"] = (table["returned_s"] - table["planned_end_s"]).clip(lower=0)
    return table.sort_index().reset_index(drop=True)


def build_rentals(events: pd.DataFrame, inputs: CarsharingInputs, counted: Counted) -> pd.DataFrame:
    """Return when cars were in use, cut at both ends of the days that count: also of bookings that count before them.

    Columns: vehicle, institution, began_s, ended_s, duration_s.
    """
    taken, returned = (
        events[events["kind"] == kind].set_index("request") for kind in (Event.CAR_TAKEN, Event.CAR_RETURNED)
    )
    table = pd.DataFrame(
        {
            "vehicle": returned["vehicle"],
            "institution": inputs.bookings.set_index("booking")["institution"].reindex(returned.index),
            "began_s": taken["time_s"].reindex(returned.index),
            "ended_s": returned["time_s"],
        }
    )
    return cut_states(table, Window(*counted.hours))


def build_car_table(
    events: pd.DataFrame, bookings: pd.DataFrame, rentals: pd.DataFrame, inputs: CarsharingInputs, counted: Counted
) -> pd.DataFrame:
    """Add up what each car did. bookings, rentals: those that count."""
    table = inputs.cars[list(CARRIED_CAR_COLUMNS)].copy()
    table = table.set_index("vehicle", drop=False)
    used = bookings[bookings["status"] == USED]
    of_car = used.groupby("vehicle")
    table["bookings"] = of_car.size().reindex(table.index, fill_value=0).astype("int64")
    in_use_s = rentals.groupby("vehicle")["duration_s"].sum()
    table["used_s"] = in_use_s.reindex(table.index, fill_value=0).astype("int64")
    table["driven_m"] = of_car["length_m"].sum().reindex(table.index, fill_value=0).astype("int64")
    moves = _relocations(events, counted)
    of_staff = moves.groupby("vehicle")
    table["relocations"] = of_staff.size().reindex(table.index, fill_value=0).astype("int64")
    for name in ("relocated_m", "staff_s"):
        table[name] = of_staff[name].sum().reindex(table.index, fill_value=0).astype("int64")
    begin_s, end_s = counted.hours
    table["used_share"] = table["used_s"].astype("float64") / (end_s - begin_s)
    stored = levels_within(events, counted.window)
    for name in ("first_kwh", "least_kwh", "last_kwh", "stored_kwh"):
        table[name] = stored[name].reindex(table.index).astype("float64")
    cars = inputs.cars.set_index("vehicle")
    by_length = (table["driven_m"] + table["relocated_m"]) / 1000 * cars["energy_kwh_per_km"]
    used_kwh = _energy_kwh(events, used["booking"], moves.index).reindex(stored.index, fill_value=0.0)
    table["energy_kwh"] = used_kwh.reindex(table.index).astype("float64").fillna(by_length)
    table["drawn_kwh"] = table["energy_kwh"] / cars["charging_efficiency"]
    table["co2_g"] = table["drawn_kwh"] * cars["co2_g_per_kwh"]
    return table.reset_index(drop=True)


def _relocations(events: pd.DataFrame, counted: Counted) -> pd.DataFrame:
    """Return what staff did with cars: vehicle, relocated_m, and staff_s on the way to it, handling it and driving it.

    Index: that of the row in which it ended.
    """
    rows = events[events["kind"].isin([Event.RELOCATION_ASSIGNED, Event.RELOCATION_ENDED])]
    began_s = rows.groupby("vehicle")["time_s"].shift()
    table = pd.DataFrame(
        {"vehicle": rows["vehicle"], "relocated_m": rows["value"], "staff_s": rows["time_s"] - began_s}
    )
    counts = began_s.between(*counted.window, inclusive="left")
    return table[(rows["kind"] == Event.RELOCATION_ENDED) & counts]


def _energy_kwh(events: pd.DataFrame, bookings: pd.Series[int], relocations: pd.Index[int]) -> pd.Series[float]:
    """Return the energy used for some bookings and relocations, by vehicle [kWh].

    It is booked at the end of the drive. relocations: the rows in which they ended.
    """
    rows = events[events["kind"].isin([Event.CAR_RETURNED, Event.RELOCATION_ENDED, Event.ENERGY_USED])]
    returned = (rows["kind"] == Event.CAR_RETURNED) & rows["request"].isin(bookings)
    counts = (returned | rows.index.isin(relocations)).groupby(rows["vehicle"]).shift(fill_value=False)
    used = rows[(rows["kind"] == Event.ENERGY_USED) & counts]
    return used.groupby("vehicle")["value"].sum() / MWH_PER_KWH


def build_station_table(events: pd.DataFrame, inputs: CarsharingInputs, counted: Counted) -> pd.DataFrame:
    """Return the cars at each station, one row at first and whenever it changes; by station and time."""
    cars, stations = inputs.cars, inputs.stations
    station_of = dict(zip(cars["vehicle"].tolist(), cars["station"].tolist(), strict=True))
    rows: list[tuple[int, int, int]] = [(station, counted.window.from_s, 0) for station in stations["station"].tolist()]
    rows += [(station, counted.window.from_s, 1) for station in station_of.values() if station >= 0]
    leaves, parks = (Event.CAR_TAKEN, Event.RELOCATION_STARTED), Event.CAR_PARKED
    moves = events[events["kind"].isin([*leaves, parks])]
    for time_s, kind, vehicle, value in zip(
        *(moves[name].tolist() for name in ("time_s", "kind", "vehicle", "value")), strict=True
    ):
        if kind == parks:
            station_of[vehicle] = value
            rows.append((value, time_s, 1))
        elif station_of[vehicle] >= 0:
            rows.append((station_of[vehicle], time_s, -1))
            station_of[vehicle] = -1
    steps = pd.DataFrame(rows, columns=["station", "time_s", "step"], dtype="int64")
    steps["time_s"] = steps["time_s"].clip(lower=counted.window.from_s)
    total = steps.groupby(["station", "time_s"], sort=True)["step"].sum().groupby("station").cumsum()
    table = total.reset_index(name="cars")
    station = table["station"]
    capacity, names = (stations.set_index("station")[column] for column in ("capacity", "station_id"))
    return pd.DataFrame(
        {
            "station": station,
            "station_id": station.map(names).astype("string"),
            "time_s": table["time_s"],
            "cars": table["cars"],
            "places_free": station.map(capacity).astype("int64") - table["cars"],
        }
    )
