"""What is the same whether everybody asks services or only those whom one might win."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.event_kinds import BOOKING_KINDS, Event
from simulator.experiments.run import RunResult
from simulator.tables import OF_REQUEST

# Key figures about who asks a service, and what it answers: those who ask nobody are not among them.
ASKING = {
    "requests", "rejected", "service_rate", "riders", "rider_service_rate", "rejections", "other_means",
    "rejected_share", "load", "requests_per_1000_inhabitants_day", "gave_up_other_service", "gave_up_other_mode",
    "gave_up_stay", "declined", "offers_mean", "trip_requests", "trip_share", "carsharing_bookings",
    "carsharing_grant_rate", "carsharing_refused", "carsharing_not_chosen", "carsharing_walk_ups",
    "carsharing_walk_ups_without_car", "timetable_usable", "timetable_told", "people_trips_asked", "people_asked_share",
}  # fmt: skip
# What only services can tell of those who ask them.
NOT_TOLD = {
    "request", "origin_node", "destination_node", "origin_stop", "destination_stop", "direct_s", "direct_m",
    "origin_lon", "origin_lat", "destination_lon", "destination_lat", "sent_to_timetable", "attempts", "rejections",
    "told_s", "service", "submitted_s", "earliest_departure_s", "desired_departure_s",
}  # fmt: skip


def is_about_asking(figure: str) -> bool:
    """Return whether a key figure counts who asks a service, or what it answers."""
    name = figure.rpartition(".")[2].partition("@")[0]
    return name in ASKING or name.startswith(("rejected_", "carsharing_refused_", "common_parallel_"))


def same_journeys(everybody: RunResult, screened: RunResult) -> None:
    """Check that all people make the same journeys."""
    one, other = (its.journeys.set_index("request_id").sort_index() for its in (everybody, screened))
    assert one.index.equals(other.index)
    for name in one.columns.difference(list(NOT_TOLD)):
        pd.testing.assert_series_equal(one[name], other[name])
    asked_all = one["attempts"] == other["attempts"]
    for name in NOT_TOLD - {"request"}:
        pd.testing.assert_series_equal(one.loc[asked_all, name], other.loc[asked_all, name])
    served = one["end"] == "served"
    pd.testing.assert_series_equal(one.loc[served, "service"], other.loc[served, "service"])


# What the log tells of who asks a service, and of its answers.
ASKED = {
    Event.SUBMITTED, Event.OFFERED, Event.REJECTED, Event.GAVE_UP, Event.CHOSEN, Event.DECLINED, Event.JOURNEY_LEAVES,
    Event.JOURNEY_ARRIVES, Event.TURNED_AWAY, Event.BOOKING_ASKED, Event.BOOKING_REFUSED, Event.BOOKING_GAVE_UP,
    Event.BOOKING_NOT_CHOSEN,
}  # fmt: skip


def same_log(everybody: RunResult, screened: RunResult) -> None:
    """Check that the log is the same, row by row, but for people and services that somebody does not ask.

    Of people who ask nobody there are no rows, of services that somebody does not ask none about asking and answering;
    requests and rides have other numbers, and rows are counted anew.
    """
    theirs, ours = log_by_name(everybody), log_by_name(screened)
    quiet = screened.other_means["request_id"].astype(str)
    theirs = theirs[~theirs["request"].isin([*quiet, *(OF_REQUEST + quiet)])]
    asks = ours[ours["kind"].isin([Event.SUBMITTED, Event.BOOKING_ASKED])]
    asked = set(zip(asks["service"], asks["request"], strict=True))
    is_asked = np.array([pair in asked for pair in zip(theirs["service"], theirs["request"], strict=True)])
    theirs = theirs[~theirs["kind"].isin(list(ASKED)) | is_asked]
    pd.testing.assert_frame_equal(theirs.reset_index(drop=True), ours)


def log_by_name(result: RunResult) -> pd.DataFrame:
    """Return the event log with names of requests, of bookings and of first rides in place of numbers."""
    names, events = result.world.demand["request_id"].astype(object).to_numpy(), result.events
    columns = {}
    for name in ("request", "ride"):
        numbers = events[name].to_numpy()
        columns[name] = [names[one] if 0 <= one < len(names) else one for one in numbers.tolist()]
    told = events.assign(**columns).drop(columns="seq")
    for its in result.cars.values():
        theirs = (events["service"] == its.part.number) & (events["request"] >= 0)
        rows = theirs & events["kind"].isin(list(BOOKING_KINDS))
        booking = its.bookings["booking_id"].astype(object).to_numpy()
        told.loc[rows, "request"] = booking[events.loc[rows, "request"].to_numpy()]
    return told
