"""One row per request of the common demand and per rental of its own: what all people asked for, and what they got."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from simulator.analysis.carsharing_tables import LOST, NOT_CHOSEN, REFUSED, USED
from simulator.analysis.missing import Ints
from simulator.analysis.request_table import (
    CANCELLED_BY_OPERATOR,
    DECLINED,
    OTHER_MEANS,
    REJECTED,
    SERVED,
    STRANDED,
    UNFINISHED,
)  # fmt: skip
from simulator.event_kinds import Event
from simulator.journey_parts import parts_of_journeys
from simulator.reasons import ALL_BY_NEARNESS, Fallback, Reason
from simulator.results.table_dtypes import JOURNEYS
from simulator.tables import ServiceName, typed

_END_OF_BOOKING = {  # others are called the same
    USED: SERVED, REFUSED: REJECTED, LOST: CANCELLED_BY_OPERATOR, NOT_CHOSEN: DECLINED,
}  # fmt: skip
_SENT = Reason.PARALLEL_SERVICE.name.lower()
_OTHER_SERVICE = Fallback.OTHER_SERVICE.name.lower()
_INSTEAD = {Fallback.STAY.name.lower(): "none", Fallback.OTHER_MODE.name.lower(): "other_mode"}
# Column -> the column of the requests table it is, where it is called otherwise.
_OF_REQUESTS = {"end": "status", "told_s": "planned_boarding_s", "told_latest_s": "promised_latest_s"}
# The same for bookings; what they do not tell is missing.
_OF_BOOKINGS = {
    "request_id": "booking_id", "submitted_s": "asked_s", "earliest_departure_s": "start_s",
    "desired_departure_s": "start_s", "told_s": "start_s", "departure_s": "taken_s", "arrival_s": "returned_s",
    "wait_s": "delay_s", "ride_s": "used_s", "ride_m": "length_m",
}  # fmt: skip
# What a rental replaces in the row of somebody who asked for a ride, too.
_GOT = (
    "service", "booking", "end", "reason", "fallback", "told_s", "told_latest_s", "legs", "vehicle", "departure_s",
    "arrival_s", "walk_s", "wait_s", "ride_s", "journey_s", "ride_m", "chain",
)  # fmt: skip


def build_journeys(
    requests: pd.DataFrame,
    bookings: pd.DataFrame | None,
    events: pd.DataFrame,
    services: Sequence[ServiceName] = (),
    trips: pd.DataFrame | None = None,
    modes: Mapping[str, str] | None = None,
    others: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Tell of each request and of each rental of its own how it ended, by which means, and when.

    requests: the result table of all ridepooling services. bookings: that of all car-sharing services; None without.
    events: the log. services: with their numbers there, needed where several have shared cars. trips: those told as a
    whole. modes: how people travel with a service, by its name. others: rows of those who asked nobody, ``JOURNEYS``.
    Who asked several services has one row, with what came of the one asked last, and the reason nearest to success of
    all; who declined what any of them offered in the end declined.
    """
    table = typed(_rides(requests, set(events.loc[events["kind"] == Event.STRANDED, "vehicle"].tolist())), JOURNEYS)
    of_services = [] if trips is None else [_trips(part) for _, part in trips.groupby("service", sort=False)]
    for part in (*of_services, *([] if others is None else [others])):
        table = _with_new(table, part)
    own = None
    if bookings is not None:
        of_cars = _rentals(_without_parts(bookings, events, services), _asked_again(events, services))
        of_cars = typed(_one_each(of_cars, events, services), JOURNEYS)
        known = of_cars["request"].between(0, len(table) - 1)
        table, own = _joined(table, of_cars[known].set_index("request", drop=False)), of_cars[~known]
    for part in of_services:
        table = _joined(table, part[part["request"].map(table.set_index("request")["service"]) != part["service"]])
    if own is not None:
        table = pd.concat([table, own.assign(request=len(table) + np.arange(len(own)))], ignore_index=True)
    return _typed(table, modes or {})


def _rides(requests: pd.DataFrame, stranded: set[int]) -> pd.DataFrame:
    """Return the rows of requests for rides."""
    table = requests.assign(**{name: requests[column] for name, column in _OF_REQUESTS.items()})
    on_board = (table["end"] == UNFINISHED) & table["boarded_s"].notna() & table["vehicle"].isin(stranded)
    table["end"] = table["end"].mask(on_board, STRANDED)
    served = table["end"] == SERVED
    table["sent_to_timetable"] = requests["reason"].eq(_SENT).fillna(value=False)
    table["legs"] = served.astype("int64")
    table["departure_s"] = (table["ready_s"] - table["access_walk_s"]).where(served)
    table["arrival_s"] = (table["alighted_s"] + table["egress_walk_s"]).where(served)
    table["walk_s"] = (table["access_walk_s"] + table["egress_walk_s"]).astype("Int64").where(served)
    return table.reindex(columns=[*JOURNEYS])


def _asked_again(events: pd.DataFrame, services: Sequence[ServiceName]) -> dict[tuple[str, int], int]:
    """Return how often more than once a booking was asked for, by service and booking: who reached nobody may."""
    asked = events[events["kind"] == Event.BOOKING_ASKED]
    again = asked[asked.duplicated(["service", "request"])]
    names = again["service"].map({service.number: service.name for service in services})
    return dict(Counter(zip(names, again["request"].tolist(), strict=True)))


def _rentals(bookings: pd.DataFrame, again: Mapping[tuple[str, int], int]) -> pd.DataFrame:
    """Return the rows of bookings. again: how often each was asked for in vain before, where it was."""
    table = bookings.assign(**{name: bookings[column] for name, column in _OF_BOOKINGS.items()})
    another = (table["status"] == NOT_CHOSEN) & table["fallback"].isna()
    table["end"] = table["status"].replace(_END_OF_BOOKING).mask(another, OTHER_MEANS)
    booked = zip(table["service"], table["booking"], strict=True)
    in_vain = np.array([again.get(its, 0) for its in booked], dtype=np.int64) if again else 0
    table["attempts"], table["legs"] = 1 + in_vain, (table["end"] == SERVED).astype("int64")
    table["told_s"] = table["told_s"].where(table["granted_s"].notna())
    table["party_size"] = table["party_size"].astype("Int64").where(table["party_size"] > 0)
    table["journey_s"] = table["arrival_s"] - table["departure_s"]
    table["rejections"] = (table["end"] == REJECTED).astype("int64") + in_vain
    return table.reindex(columns=[*JOURNEYS])


def _without_parts(bookings: pd.DataFrame, events: pd.DataFrame, services: Sequence[ServiceName]) -> pd.DataFrame:
    """Return the bookings but for drives that are parts of journeys, which tell of them."""
    parts = events[(events["kind"] == Event.BOOKING_ASKED) & events["ride"].isin(parts_of_journeys(events))]
    if parts.empty:
        return bookings
    names = parts["service"].map({service.number: service.name for service in services})
    gone = pd.MultiIndex.from_arrays([names, parts["request"]])
    return bookings[~pd.MultiIndex.from_frame(bookings[["service", "booking"]]).isin(gone)]


def _one_each(rentals: pd.DataFrame, events: pd.DataFrame, services: Sequence[ServiceName]) -> pd.DataFrame:
    """Return the rentals with one row for those who asked several services, which tells the attempts of all.

    It is what they got; else what they were offered and declined; else that of the service asked last, with the reason
    nearest to success of all.
    """
    of_demand = rentals[rentals["request"] >= 0]
    if not of_demand["request"].duplicated().any():
        return rentals
    rank = of_demand["end"].map({OTHER_MEANS: 0, REJECTED: 0, DECLINED: 1}).fillna(2)
    in_turn = of_demand.assign(rank=rank, turn=_turns(of_demand, events, services)).sort_values("turn")
    instead = in_turn.drop_duplicates("request", keep="last").set_index("request")["fallback"]
    ranked = in_turn.sort_values(["rank", "turn"])
    last = ranked.drop_duplicates("request", keep="last").drop(columns=["rank", "turn"])
    last["fallback"] = last["request"].map(instead).where(last["fallback"].notna())
    by_nearness = np.argsort(_nearness(in_turn["reason"]).to_numpy(), kind="stable")
    nearest = in_turn.iloc[by_nearness].drop_duplicates("request", keep="last").set_index("request")["reason"]
    last["reason"] = last["reason"].mask(last["end"] == REJECTED, last["request"].map(nearest))
    counts = ["attempts", "rejections"]
    last[counts] = of_demand.groupby("request")[counts].sum().loc[last["request"]].to_numpy()
    return pd.concat([last, rentals[rentals["request"] < 0]]).sort_index()


def _turns(rentals: pd.DataFrame, events: pd.DataFrame, services: Sequence[ServiceName]) -> Ints:
    """Return in which order the rentals were asked for, int64 (rentals,)."""
    asked = events[events["kind"] == Event.BOOKING_ASKED]
    names = asked["service"].map({service.number: service.name for service in services})
    turn = {key: place for place, key in enumerate(zip(names, asked["request"], strict=True))}
    return np.array([turn[key] for key in zip(rentals["service"], rentals["booking"], strict=True)], dtype=np.int64)


def _trips(trips: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of requests for trips of one service, by request."""
    table = trips.rename(columns={"status": "end"})
    rides = table["taken_s"].notna()
    table["desired_departure_s"] = table[["submitted_s", "earliest_departure_s"]].max(axis="columns")
    table["legs"], table["ride_m"] = table["rides"].fillna(0), table["length_m"].where(rides)
    return typed(table.reindex(columns=[*JOURNEYS]), JOURNEYS).set_index("request", drop=False)


def _with_new(table: pd.DataFrame, trips: pd.DataFrame) -> pd.DataFrame:
    """Return the rows with those of people who have none yet."""
    new = trips[~trips["request"].isin(table["request"])]
    return pd.concat([table, new], ignore_index=True) if len(new) else table


def _joined(rides: pd.DataFrame, rentals: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of requests with what came of the rentals, or trips, of the same people.

    One asked for instead of a ride is what counts; one that was refused before only counts as attempt, and with its
    reason where that is nearer to success. Who declined an offer of one and was refused by another declined, whichever
    of them answered last.
    """
    table = rides.set_index("request", drop=False)
    for column in ("attempts", "rejections"):
        table[column] += rentals[column].reindex(table.index, fill_value=0)
    before = table.loc[rentals.index]
    is_nearer = _nearness(before["reason"]) > _nearness(rentals["reason"])
    nearest = before["reason"].where(is_nearer, rentals["reason"])
    refused = rentals.index[((before["end"] == REJECTED) & (rentals["end"] == REJECTED)).to_numpy(dtype=bool)]
    declined = (before["end"] == REJECTED) & (rentals["end"] == DECLINED)
    after = rentals.index[((_turned_away(before) | declined) & ~_turned_away(rentals)).to_numpy(dtype=bool)]
    for name in _GOT:
        table.loc[after, name] = rentals.loc[after, name]
    table.loc[refused, "reason"] = nearest.loc[refused]
    return table


def _nearness(reasons: pd.Series[str]) -> pd.Series[int]:
    """Return how near to success reasons are; -1: none."""
    return reasons.map({name: place for place, name in enumerate(ALL_BY_NEARNESS)}).fillna(-1).astype("int64")


def _turned_away(table: pd.DataFrame) -> pd.Series[bool]:
    """Tell who went on to another service."""
    return table["fallback"].eq(_OTHER_SERVICE).fillna(value=False) | (table["end"] == OTHER_MEANS)


def _typed(table: pd.DataFrame, modes: Mapping[str, str]) -> pd.DataFrame:
    """Fill in means and mode, and give the columns the types of the catalogue."""
    served = table["end"] == SERVED
    means = table["service"].where(served, table["fallback"].map(_INSTEAD))
    mode = table["service"].map(dict(modes)).where(served)
    return typed(table.assign(means=means, mode=mode), JOURNEYS).reset_index(drop=True)
