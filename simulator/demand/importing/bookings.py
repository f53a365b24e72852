"""Exports of bookings, by a profile: read, cleaned, estimated; rejected and cancelled ones are demand, too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.demand.importing.booking_cells import BookingCells, numbers, read_cells_of
from simulator.demand.importing.booking_places import places_of
from simulator.demand.importing.booking_profile import FIELDS, PRICE, BookingProfile
from simulator.demand.importing.booking_settings import SETTINGS as SETTINGS
from simulator.demand.importing.booking_settings import BookingSettings, checked
from simulator.demand.importing.booking_statuses import statuses_of
from simulator.demand.importing.booking_times import FAR_DAYS, Times, times_of, wishes
from simulator.demand.importing.estimates import Known, estimates
from simulator.demand.importing.imported import OBSERVED_DTYPES, Asked, Imported
from simulator.demand.importing.moments import NEVER
from simulator.demand.importing.reasons import DROPPED, ODD
from simulator.demand.importing.requests_text import clock_of
from simulator.demand.importing.sieve import Sieve
from simulator.errors import Problem, RequestFileError
from simulator.network.graph import RoadNetwork
from simulator.network.timetable.beeline import beeline_m
from simulator.notes import Note
from simulator.tables import DEMAND_DTYPES, NO_NODE, NO_TIME, typed
from simulator.units import DAY_S, HOUR_S

LARGEST_PARTY = 1000
SAME_PLACE_M = 50.0
ENDED = ("status", "reason")  # fields with words for how a booking ended
RARE = 5  # purposes that fewer requests have are left out: they may be somebody's own words
NIGHT_S = (HOUR_S, 4 * HOUR_S)
_OUTCOME = {
    "told_pickup_s": "told_pickup",
    "told_dropoff_s": "told_dropoff",
    "pickup_s": "pickup",
    "dropoff_s": "dropoff",
    "cancelled_s": "cancelled",
    "no_show_s": "no_show",
}


@dataclass(frozen=True)
class Bookings:
    """Cleaned bookings of all days, by submission.

    table: DEMAND_DTYPES, and those of OBSERVED_DTYPES that are not there; vehicle_there_s, beeline_m; wished, booked:
    whether the export says which departure was wanted, and when it was asked for.
    """

    table: pd.DataFrame
    first_day: date


def read_bookings(asked: Asked, profile: BookingProfile) -> Imported:
    """Read the files of one export, or of several that overlap. Raises RequestFileError."""
    settings = checked(asked.settings)
    cells = read_cells_of(asked.files, profile)
    _check_words(asked, cells, profile)
    if not len(cells.table):
        raise RequestFileError([Problem(str(asked.files[0]), 0, 0, "", "has no rows below its header")])
    sieve = Sieve(len(cells.table))
    bookings = clean(cells, profile, settings, asked.network, sieve)
    dropped = sieve.dropped(cells.table, cells.odd)
    if not len(bookings.table):
        counts = ", ".join(
            f"{count} {DROPPED[str(reason)]}" for reason, count in dropped["reason"].value_counts().items()
        )
        raise RequestFileError([Problem(str(asked.files[0]), 0, 0, "", f"no row is left: {counts}")])
    known = Known(settings.zones, settings.holidays, asked.network)
    estimated, to_mind = estimates(bookings.table, bookings.first_day, known)
    table, first_day = _chosen(bookings, settings, asked)
    return Imported(
        requests=typed(table, DEMAND_DTYPES),
        rows=len(cells.table) + len(cells.odd),
        first_day=first_day,
        dropped=dropped,
        observed=typed(table, OBSERVED_DTYPES),
        notes=(*_of_files(cells, bookings.table), *sieve.notes(), *to_mind),
        not_read=cells.not_read,
        settings=asked.settings,
        estimates=estimated,
        of_other_days=len(bookings.table) - len(table),
    )


def _check_words(asked: Asked, cells: BookingCells, profile: BookingProfile) -> None:
    """Raise RequestFileError where it is said what words mean for how bookings ended, and no column has any."""
    if "status" not in asked.settings or cells.told & set(ENDED):
        return
    known = [f'"{name}"' for field in ENDED for name in profile.columns.get(field, ())]
    looked = f"; looked for {', '.join(known)} (profile {profile.name})" if known else ""
    message = f"no file has a column that tells how bookings ended{looked}; leave the setting out"
    raise RequestFileError([Problem("--set", 0, 0, "status", message)])


def clean(
    cells: BookingCells, profile: BookingProfile, settings: BookingSettings, network: RoadNetwork | None, sieve: Sieve
) -> Bookings:
    """Return the bookings of the rows that are left. Raises RequestFileError for words and dates nobody can read."""
    table = cells.table
    rank = _ranks(table)
    _drop_again(table, rank, sieve)
    status = statuses_of(table, {**profile.status, **settings.status}, sieve)
    times = times_of(table, settings.dates or profile.dates, settings.zone or profile.zone, sieve)
    places = places_of(table, network, sieve)
    ends = [np.nan_to_num(places[f"{end}_{axis}"]) for end in ("origin", "destination") for axis in ("lon", "lat")]
    direct_m = beeline_m(*ends)
    sieve.remark("same_place", direct_m < SAME_PLACE_M)
    party, wheelchairs = _people(table, sieve)
    submitted, leave, latest = wishes(times, direct_m, sieve)
    _check_rides(times, status, cells, settings, sieve)
    _remark_on_nights(clock_of(times.first_day).local_s(leave), sieve)
    found = pd.DataFrame(
        {
            "request_id": "",
            "submitted_s": submitted,
            "earliest_departure_s": leave,
            "earliest_arrival_s": NO_TIME,
            "latest_arrival_s": _or_none(latest),
            **places,
            "origin_node": NO_NODE,
            "destination_node": NO_NODE,
            "party_size": party,
            "wheelchairs": wheelchairs,
            "parcels": 0,
            "traveller_class": table["traveller_class"],
            "purpose": table["purpose"],
            "status": status,
            "price_eur": _prices(table, sieve),
            "person": table["person"],
            "vehicle": table["vehicle"],
            "beeline_m": direct_m,
            "wished": times.true["departure"] != NEVER,
            "booked": times.true["submitted"] != NEVER,
            "vehicle_there_s": _or_none(times.true["vehicle_there"]),
            **{name: _or_none(times.true[moment]) for name, moment in _OUTCOME.items()},
        }
    )
    found = found.iloc[np.argsort(rank)]
    kept = found[sieve.left[np.argsort(rank)]].sort_values("submitted_s", kind="stable", ignore_index=True)
    return Bookings(_numbered(kept), times.first_day)


def _or_none(seconds: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.where(seconds == NEVER, NO_TIME, seconds)


def _numbered(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table with numbers of its own for requests, persons, vehicles; without purposes that few have."""
    whose = {name: pd.factorize(table[name].where(table[name] != ""))[0] for name in ("person", "vehicle")}
    common = table["purpose"].map(table["purpose"].value_counts()) >= RARE
    numbers_ = [f"b{number:06d}" for number in range(1, len(table) + 1)]
    return table.assign(request_id=numbers_, **whose, purpose=table["purpose"].where(common, ""))


def _ranks(table: pd.DataFrame) -> NDArray[np.int64]:
    """Return the place of each row in an order that only its cells make, those first that tell most, int64 (rows,).

    So the same export in another order of rows comes to the same requests.
    """
    told = (table[[*FIELDS]] != "").sum(axis=1).to_numpy()
    order = table[[*FIELDS]].assign(_told=-told).sort_values(["_told", *FIELDS], kind="stable").index.to_numpy()
    rank = np.empty(len(table), dtype=np.int64)
    rank[order] = np.arange(len(table))
    return rank


def _drop_again(table: pd.DataFrame, rank: NDArray[np.int64], sieve: Sieve) -> None:
    """Drop bookings that are there once more: by their number, where they have one, else by all that is read.

    Of several with one number that is left which tells most.
    """
    ordered = table.iloc[np.argsort(rank)]
    same, again = (ordered.duplicated(names).to_numpy()[rank] for names in ([*FIELDS], ["booking"]))
    sieve.drop("duplicate", same)
    sieve.drop("number_again", (table["booking"] != "").to_numpy() & again & ~same)


def _people(table: pd.DataFrame, sieve: Sieve) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return how many people travel, and how many of them in wheelchairs, int64 (rows,) each."""
    party, wrong = numbers(table["party_size"].tolist())
    sieve.remark("no_party", np.isnan(party) & ~wrong)
    party = np.where(np.isnan(party), 1, party)
    sieve.drop("party", wrong | (party < 1) | (party > LARGEST_PARTY) | (party % 1 != 0))
    chairs, wrong = numbers(table["wheelchairs"].tolist())
    sieve.remark("outcome_unreadable", wrong)
    people = np.clip(party, 1, LARGEST_PARTY).astype(np.int64)
    return people, np.clip(np.nan_to_num(chairs), 0, people).astype(np.int64)


def _prices(table: pd.DataFrame, sieve: Sieve) -> NDArray[np.float64]:
    """Return what the party paid [EUR], float64 (rows,); NaN where it is not told."""
    paid, wrong = numbers(table[PRICE].tolist())
    wrong |= paid < 0
    sieve.remark("outcome_unreadable", wrong)
    return np.where(wrong, np.nan, paid)


def _check_rides(
    times: Times, status: NDArray[np.object_], cells: BookingCells, settings: BookingSettings, sieve: Sieve
) -> None:
    """Drop tests; leave out times of rides that run backwards, in place."""
    pickup, dropoff = times.true["pickup"], times.true["dropoff"]
    served, both = status == "served", (pickup != NEVER) & (dropoff != NEVER)
    if {"pickup", "dropoff"} <= cells.told:
        sieve.remark("no_pickup", served & ~both)
    backwards = both & (dropoff < pickup)
    sieve.remark("backwards", backwards)
    sieve.drop("test_ride", served & both & ~backwards & (dropoff - pickup < settings.shortest_ride_s))
    pickup[backwards] = dropoff[backwards] = NEVER


def _remark_on_nights(local_s: NDArray[np.int64], sieve: Sieve) -> None:
    of_day = local_s % DAY_S
    sieve.remark("night", (of_day >= NIGHT_S[0]) & (of_day < NIGHT_S[1]))


def _of_files(cells: BookingCells, table: pd.DataFrame) -> list[Note]:
    """Return what is to be said of the files as a whole."""
    notes = [Note("above", "", ODD["above"], {"count": cells.above})] if cells.above else []
    if (table["status"] == "served").all():
        notes.append(Note("completed_only", "", ODD["completed_only"]))
    return notes


def _chosen(bookings: Bookings, settings: BookingSettings, asked: Asked) -> tuple[pd.DataFrame, date]:
    """Return the bookings of the chosen days, and the first of these. Raises RequestFileError where there are none."""
    zero, table = bookings.first_day, bookings.table
    if settings.first is None and settings.last is None:
        return table, zero
    first, last = settings.first or zero, settings.last or date.max
    clock = clock_of(zero)
    start_s = clock.true((first - zero).days * DAY_S)
    end_s = clock.true(min((last - zero).days + 1, FAR_DAYS * 2) * DAY_S)
    leave = table["earliest_departure_s"]
    chosen = table[(leave >= start_s) & (leave < end_s)]
    if not len(chosen):
        until = zero + timedelta(days=int(leave.max()) // DAY_S)
        message = f"no request is left of these days; the files tell of {zero} to {until}"
        raise RequestFileError([Problem(str(asked.files[0]), 0, 0, "first", message)])
    return _counted_from(chosen.reset_index(drop=True), start_s), first


def _counted_from(table: pd.DataFrame, start_s: int) -> pd.DataFrame:
    """Return the table with times since another moment; NO_TIME stays."""
    moments = [name for name in table if str(name).endswith("_s")]
    told = {
        str(name): table[name].where(table[name] == NO_TIME, table[name] - start_s)
        for name in moments
        if name != "submitted_s"
    }
    return table.assign(**told, submitted_s=table["submitted_s"] - start_s)
