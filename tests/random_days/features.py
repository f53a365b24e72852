"""What really happened on a day: a capability that was switched on and never bit has not been tested."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from simulator.analysis.groups import AHEAD, AT_ONCE
from simulator.analysis.kpis.by_group import half
from simulator.days import DayType
from simulator.event_kinds import Event
from simulator.experiments.run import RunResult
from simulator.reasons import LegPurpose, Missed, Reason, Refusal, Unasked
from tests.worlds import ridepooling, rides_in

LEAST_SHARE = 0.1  # of the days
# What takes a feeder, and bad luck beside: told how often, and not demanded of a sample.
SELDOM = frozenset(
    {
        "waited for a late bus or train", "bus or train missed by who came on demand",
        "ride on demand missed by a late bus or train", "change missed on a journey",
        "went on after a missed connection", "left behind on a journey", "cancelled a journey",
        "did not come to a journey", "journey with two rides on demand",
        "in a shared car to a bus or train", "not there for a booked trip", "went on with what they came with",
        "rental of a whole tour",
    }
)  # fmt: skip
DAY_S = 86_400


def _kind(event: Event) -> Callable[[RunResult], bool]:
    return lambda day: bool((day.events["kind"] == event).any())


def _value(event: Event, value: int) -> Callable[[RunResult], bool]:
    return lambda day: bool(((day.events["kind"] == event) & (day.events["value"] == value)).any())


_OUT = _value(Event.REJECTED, Reason.OUTSIDE_ZONES)


def _has_borders(day: RunResult) -> bool:
    """Return whether a rule says who may cross which border."""
    return any(getattr(part.config, "relations", None) is not None for part in day.world.scenario.parts)


def _crossed(day: RunResult) -> bool:
    served = day.tables.requests[day.tables.requests["status"] == "served"]
    kind = "zone" if "origin_zone" in served else "territory"
    return bool((served[f"origin_{kind}"] != served[f"destination_{kind}"]).any())


def _paid_up_to_so_much(day: RunResult) -> bool:
    """Return whether somebody known pays for two rides by tariffs that let nobody pay more than so much in a day."""
    fares = [getattr(part.config, "fares", None) for part in day.world.scenario.parts]
    if all(getattr(its, "max_per_day_eur", None) is None for its in fares) or "person" not in day.world.demand:
        return False
    paid = day.events.loc[day.events["kind"] == Event.FARE, "request"].unique()
    persons = day.world.demand["person"].to_numpy()[paid]
    return bool((np.unique(persons[persons >= 0], return_counts=True)[1] > 1).any())


def _saves(day: RunResult) -> bool:
    """Return whether anybody rides on a day that tells what people did before."""
    return bool(day.kpis.get("new_riders"))


def _of_bus(event: Event) -> Callable[[RunResult], bool]:
    def happened(day: RunResult) -> bool:
        rows = day.events[day.events["kind"] == event]
        return bool((rows["vehicle"] < len(day.world.vehicles)).any())

    return happened


def _of_car(event: Event) -> Callable[[RunResult], bool]:
    def happened(day: RunResult) -> bool:
        rows = day.events[day.events["kind"] == event]
        return bool((rows["vehicle"] >= len(day.world.vehicles)).any())

    return happened


def _charged_by(policy: str) -> Callable[[RunResult], bool]:
    plugged = _of_bus(Event.PLUGGED_IN)
    return lambda day: ridepooling(day.world.scenario).charging.policy == policy and plugged(day)


def _cars_used(mode: str) -> Callable[[RunResult], bool]:
    taken = _kind(Event.CAR_TAKEN)

    def happened(day: RunResult) -> bool:
        modes = [config.mode for config in day.world.scenario.services.values() if config.kind == "carsharing"]
        return mode in modes and taken(day)

    return happened


def _retried(day: RunResult) -> bool:
    return bool(((day.events["kind"] == Event.SUBMITTED) & (day.events["value"] > 0)).any())


def _retried_beside_another(day: RunResult) -> bool:
    """Return whether somebody asked one of several ridepooling services again."""
    numbers = [service.number for service in day.services if service.kind == "ridepooling"]
    again = (day.events["kind"] == Event.SUBMITTED) & (day.events["value"] > 0)
    return len(numbers) > 1 and bool((again & day.events["service"].isin(numbers)).any())


def _rides_of_two(day: RunResult) -> bool:
    """Return whether two ridepooling services took somebody."""
    return day.events.loc[day.events["kind"] == Event.BOARDED, "service"].nunique() > 1


def _searched(day: RunResult) -> bool:
    """Return whether vehicles drove with travel times that were searched when they were asked for."""
    return not day.world.roads.in_tables and bool((day.events["kind"] == Event.DEPARTED).any())


def _at_night(day: RunResult) -> bool:
    boarded = day.events[day.events["kind"] == Event.BOARDED]
    clock_s = day.world.scenario.calendar.clock.local_s(boarded["time_s"].to_numpy(np.int64)) % DAY_S
    return bool((clock_s < 5 * 3600).any())


def _not_the_nearest_stop(day: RunResult) -> bool:
    boarded = day.events[day.events["kind"] == Event.BOARDED]
    nearest = day.world.requests["origin_node"].to_numpy()[boarded["request"].to_numpy()]
    return rides_in(day.world).stop_options is not None and bool((boarded["node"].to_numpy() != nearest).any())


def _roads_changed(day: RunResult) -> bool:
    return day.world.everyday is not None and day.kpis["served"] not in (None, 0)


def _under_way_when_roads_changed(day: RunResult) -> bool:
    """Return whether any vehicle drove while the roads changed."""
    legs = day.tables.legs
    changed = day.events.loc[day.events["kind"] == Event.ROADS_CHANGED, "time_s"]
    return any(((legs["departed_s"] < now) & (legs["arrived_s"] > now)).any() for now in changed)


def _late_as_drawn(day: RunResult) -> bool:
    """Return whether drives or stops took other times than planned, and vehicles stopped at all."""
    varies = any(its.varies for its in day.world.with_requests.values())
    return varies and bool((day.events["kind"] == Event.BOARDED).any())


def _drawn_and(event: Event) -> Callable[[RunResult], bool]:
    """Return what tells whether times were drawn on a day on which something else happened, too."""
    happened = _of_bus(event) if event == Event.PLUGGED_IN else _kind(event)
    return lambda day: _late_as_drawn(day) and happened(day)


def _drawn_by_class(day: RunResult) -> bool:
    return _late_as_drawn(day) and any(its.road_kind is not None for its in day.world.with_requests.values())


def _soft_limits_gave_way(day: RunResult) -> bool:
    table = day.requests
    asked = day.world.requests.iloc[table["request"].to_numpy()]
    soft = ~asked["hard"].to_numpy(bool)
    ready_s = table[["last_submitted_s", "ready_s"]].max(axis="columns").to_numpy(float, na_value=np.nan)
    waited = table["boarded_s"].to_numpy(float, na_value=np.nan) - ready_s > asked["max_wait_s"].to_numpy()
    return bool((soft & waited).any())


def _nearly_travelled_too_long(day: RunResult) -> bool:
    """Return whether somebody arrived within five minutes of the end of the longest travel that always holds."""
    asked = day.world.requests.iloc[day.requests["request"].to_numpy()]
    left = day.requests[["last_submitted_s", "desired_departure_s"]].max(axis="columns")
    arrived = day.requests["alighted_s"] + asked["egress_walk_s"].to_numpy()
    travel_s = (arrived - left).to_numpy(float, na_value=np.nan)
    longest_s = asked["max_travel_s"].to_numpy()
    return bool((asked["hard"].to_numpy(bool) & (longest_s >= 0) & (travel_s > longest_s - 300)).any())


def _asked_both(day: RunResult) -> bool:
    return any((its.bookings["request"] >= 0).any() for its in day.cars.values())


def _departures_s(day: RunResult) -> np.ndarray:
    """Return when people got into vehicles, int64."""
    rows = day.events["kind"].isin([Event.BOARDED, Event.CAR_TAKEN])
    return day.events.loc[rows, "time_s"].to_numpy(np.int64)


def _on_a(kind: DayType) -> Callable[[RunResult], bool]:
    return lambda day: bool((day.world.days.kinds.at(_departures_s(day)) == kind).any())


def _on_a_day_of(
    *hours: int, times_s: Callable[[RunResult], np.ndarray] = _departures_s
) -> Callable[[RunResult], bool]:
    def happened(day: RunResult) -> bool:
        days = day.world.days.all()
        odd = days[(days["end_s"] - days["start_s"]).isin([3600 * count for count in hours])]
        times = times_s(day)
        return any(
            ((times >= start) & (times < end)).any() for start, end in zip(odd["start_s"], odd["end_s"], strict=True)
        )

    return happened


def _changes_of_roads_s(day: RunResult) -> np.ndarray:
    return day.events.loc[day.events["kind"] == Event.ROADS_CHANGED, "time_s"].to_numpy(np.int64)


def _rides_warmed_up(day: RunResult) -> bool:
    boarded = day.events[day.events["kind"] == Event.BOARDED]
    return bool((boarded["time_s"] < day.counted.from_s).any())


def _warmed_up(day: RunResult) -> bool:
    taken = day.events[day.events["kind"] == Event.CAR_TAKEN]
    return bool((taken["time_s"] < 0).any())


def _booked_the_day_before(day: RunResult) -> bool:
    submitted = day.events[day.events["kind"] == Event.SUBMITTED]
    return bool((submitted["time_s"] < 0).any())


def _wheelchair_on_board(day: RunResult) -> bool:
    boarded = day.events[day.events["kind"] == Event.BOARDED]
    return bool((day.world.requests["wheelchairs"].to_numpy()[boarded["request"].to_numpy()] > 0).any())


def _replanned_among_some(day: RunResult) -> bool:
    """Return whether plans were searched after rides were accepted, with others of the fleet left out of the search."""
    dispatch = ridepooling(day.world.scenario).dispatch
    searched = dispatch.policy == "insertion" and dispatch.replan.when == "every_request"
    accepted = (day.events["kind"] == Event.ACCEPTED).sum()
    return searched and len(day.world.vehicles) > dispatch.replan.vehicles and bool(accepted > 1)


def _by_own_means(day: RunResult) -> Any:
    """Return the trips of others."""
    return day.tables.trips[~day.tables.trips["service"].isin(day.timetables)]


def _by_timetable(day: RunResult) -> Any:
    """Return the trips of services by timetable."""
    return day.tables.trips[day.tables.trips["service"].isin(day.timetables)]


def _chose_among_alike(day: RunResult) -> bool:
    """Return whether somebody who was offered something by several services of a nest took one of them."""
    classes, log = day.world.scenario.people.classes, day.events
    nested = [name for name, kind in classes.items() if kind.choice.model == "nested_logit"]
    asked = np.flatnonzero(day.world.demand["traveller_class"].isin(nested))
    offered = log[(log["kind"] == Event.OFFERED) & log["request"].isin(asked)]
    services = offered.groupby(["time_s", "request"])["service"].nunique()
    several = services[services > 1].index.get_level_values("request")
    return bool(((log["kind"] == Event.CHOSEN) & log["request"].isin(several)).any())


def _parts(day: RunResult, service: str) -> Any:
    """Return how many rides with a service of a kind each journey of a feeder that arrived had."""
    feeders = [one.number for one in day.services if one.kind == "feeder"]
    log, numbers = day.events, [one.number for one in day.services if one.kind == service]
    arrived = log[log["service"].isin(feeders) & (log["kind"] == Event.TRIP_ENDED)]["request"]
    parts = log.loc[log["kind"] == Event.LEG, "ride"]
    begun = log["ride"].isin(parts) & log["service"].isin(numbers) & log["kind"].isin([Event.BOARDED, Event.TRIP_BEGAN])
    return log[begun & log["request"].isin(arrived)].groupby("request").size()


def _by_chain(rides: int) -> Callable[[RunResult], bool]:
    """Return what tells whether somebody went by timetable and with so many rides on demand in one journey."""

    def happened(day: RunResult) -> bool:
        on_demand = _parts(day, "ridepooling").reindex(_parts(day, "timetable").index, fill_value=0)
        return bool((on_demand == rides).any())

    return happened


def _of_feeder(*kinds: Event) -> Callable[[RunResult], bool]:
    """Return what tells whether a feeder wrote a row of some kinds."""

    def happened(day: RunResult) -> bool:
        feeders = [one.number for one in day.services if one.kind == "feeder"]
        return bool((day.events["service"].isin(feeders) & day.events["kind"].isin(kinds)).any())

    return happened


def _mended(day: RunResult) -> bool:
    """Return whether somebody went on who had missed a connection of a journey, and arrived."""
    log = day.events
    missed = log.loc[(log["kind"] == Event.CONNECTION_MISSED) & log["ride"].isin(_rides_of_parts(log)), "request"]
    feeders = [one.number for one in day.services if one.kind == "feeder"]
    arrived = log[log["service"].isin(feeders) & (log["kind"] == Event.TRIP_ENDED)]
    return bool(arrived["request"].isin(missed).any())


def _rides_of_parts(log: Any) -> Any:
    return log.loc[log["kind"] == Event.LEG, "ride"]


def _car_of_a_journey(kind: Event) -> Callable[[RunResult], bool]:
    """Return what tells whether that happened to a shared car on a journey of a feeder."""

    def happened(day: RunResult) -> bool:
        log = day.events
        return bool(((log["kind"] == kind) & log["ride"].isin(_rides_of_parts(log))).any())

    return happened


def _missed(why: Missed) -> Callable[[RunResult], bool]:
    """Return what tells whether a connection of a journey was missed for a reason."""

    def happened(day: RunResult) -> bool:
        log = day.events
        rows = (log["kind"] == Event.CONNECTION_MISSED) & (log["value"] == why)
        return bool((rows & log["ride"].isin(_rides_of_parts(log))).any())

    return happened


def _out_and_back(day: RunResult) -> bool:
    """Return whether somebody was served on all of a tour."""
    return len(day.tour_requests) > 0 and bool((day.tour_ends["outcome"] == "finished").any())


FEATURES: dict[str, Callable[[RunResult], bool]] = {
    "rides shared": lambda day: bool(day.requests["pooled"].fillna(value=False).any()),
    "diverted under way": _kind(Event.DIVERTED),
    "moved to another vehicle": _kind(Event.REASSIGNED),
    "re-planned among some of the fleet": _replanned_among_some,
    "offers to choose from": lambda day: bool(
        (day.events.loc[day.events["kind"] == Event.OFFERED, ["time_s", "request"]].duplicated()).any()
    ),
    "offers declined": _kind(Event.DECLINED),
    "another departure agreed": _kind(Event.AGREED),
    "waiting list": _kind(Event.ON_WAITING_LIST),
    "retried": _retried,
    "booked at once and ahead": lambda day: all(day.kpis[half("served", group)] for group in (AT_ONCE, AHEAD)),
    "boarded later than told": lambda day: bool((day.requests["told_deviation_s"] > 0).any()),
    "waited since an attempt before": lambda day: bool(
        (
            day.requests["wait_s"].notna() & (day.requests["last_submitted_s"] > day.requests["desired_departure_s"])
        ).any()
    ),
    "retried beside another service": _retried_beside_another,
    "rides of two services": _rides_of_two,
    "travel times searched": _searched,
    "cancelled": _kind(Event.CANCELLED),
    "nobody came": _kind(Event.NO_SHOW),
    "dropoff promised": _kind(Event.PROMISED_DROPOFF),
    "travelled for nearly too long": _nearly_travelled_too_long,
    "soft limits gave way": _soft_limits_gave_way,
    "not the nearest stop": _not_the_nearest_stop,
    "wheelchair on board": _wheelchair_on_board,
    "after midnight": _at_night,
    "booked on the day before": _booked_the_day_before,
    "closed or slower roads": _roads_changed,
    "roads that change": _kind(Event.ROADS_CHANGED),
    "under way when roads changed": _under_way_when_roads_changed,
    "roads that change on a day of 23 or 25 hours": _on_a_day_of(23, 25, times_s=_changes_of_roads_s),
    "roads that changed unawares": _kind(Event.ROADS_KNOWN),
    "drives and stops as drawn": _late_as_drawn,
    "drawn by class of road": _drawn_by_class,
    "drawn with a break": _drawn_and(Event.BREAK_STARTED),
    "drawn, and a bus charged": _drawn_and(Event.PLUGGED_IN),
    "drawn on roads that change": _drawn_and(Event.ROADS_CHANGED),
    "no vehicle": _value(Event.REJECTED, Reason.NO_VEHICLE),
    "short notice": _value(Event.REJECTED, Reason.SHORT_NOTICE),
    "too early": _value(Event.REJECTED, Reason.TOO_EARLY),
    "outside of the hours": _value(Event.REJECTED, Reason.OUTSIDE_SERVICE_HOURS),
    "out of the area": _value(Event.REJECTED, Reason.OUTSIDE_ZONES),
    "kept from crossing a border": lambda day: _has_borders(day) and _OUT(day),
    "crossed a border as the rule allows": lambda day: _has_borders(day) and _crossed(day),
    "rejected for a journey by timetable": _value(Event.REJECTED, Reason.PARALLEL_SERVICE),
    "offered a ride to a bus or train first": _value(Event.REJECTED, Reason.FEEDER_OFFERED),
    "told of a journey and taken": lambda day: bool(day.kpis["timetable_told"]),
    "surcharged": _kind(Event.SURCHARGED),
    "paid by a tariff": _kind(Event.FARE),
    "paid for several rides up to so much a day": _paid_up_to_so_much,
    "break": _kind(Event.BREAK_STARTED),
    "changeover": _kind(Event.CHANGEOVER_STARTED),
    "energy does not last": _value(Event.REJECTED, Reason.NO_ENERGY),
    "bus charged": _of_bus(Event.PLUGGED_IN),
    "bus drove to a charger": _value(Event.DEPARTED, LegPurpose.CHARGE),
    "bus waited for a plug": _of_bus(Event.QUEUED),
    "sent to where requests are expected": _value(Event.DEPARTED, LegPurpose.REBALANCE),
    "round trip by car": _cars_used("round_trip"),
    "one-way trip by car": _cars_used("one_way"),
    "free-floating car": _cars_used("free_floating"),
    "car cancelled": _kind(Event.BOOKING_CANCELLED),
    "nobody came for the car": _kind(Event.BOOKING_NO_SHOW),
    "another car": _kind(Event.BOOKING_MOVED),
    "car refused": _kind(Event.BOOKING_REFUSED),
    "no place for the car": _value(Event.BOOKING_REFUSED, Refusal.NO_PLACE),
    "car warm-up": _warmed_up,
    "warm-up of rides": _rides_warmed_up,
    "on a school day": _on_a(DayType.SCHOOL_DAY),
    "on a weekday in the holidays": _on_a(DayType.HOLIDAY_WEEKDAY),
    "on a Saturday": _on_a(DayType.SATURDAY),
    "on a Sunday": _on_a(DayType.SUNDAY),
    "clocks put forward": _on_a_day_of(23),
    "clocks put back": _on_a_day_of(25),
    "car relocated": _kind(Event.RELOCATION_ENDED),
    "car charged": _of_car(Event.PLUGGED_IN),
    "asked for a car and a ride": _asked_both,
    "went by own means": lambda day: bool((_by_own_means(day)["status"] == "served").any()),
    "compared with own means": _kind(Event.CHOSEN),
    "chose among services of a nest": _chose_among_alike,
    "buses paid for": lambda day: bool(day.kpis.get("lines.line_cost_eur")),
    "went by timetable": lambda day: bool((_by_timetable(day)["status"] == "served").any()),
    "changed between buses and trains": lambda day: bool((_by_timetable(day)["rides"] > 1).any()),
    "stayed seated as the bus went on": _value(Event.VEHICLE_LEFT, 1),
    "left earlier for a bus or train": lambda day: any(
        value > 0 for name, value in day.kpis.items() if name.endswith(".left_earlier")
    ),
    "no place in a bus or train": _kind(Event.TURNED_AWAY),
    "no journey by timetable": _value(Event.REJECTED, Reason.NO_JOURNEY),
    "went outside of the area or came from there": lambda day: bool(day.kpis.get("outside_served")),
    "refused a place outside": _value(Event.REJECTED, Reason.OUTSIDE_AREA),
    "late bus or train": _kind(Event.RUNS_LATE),
    "journey with a ride on demand": _by_chain(1),
    "journey with two rides on demand": _by_chain(2),
    "waited for a late bus or train": _of_feeder(Event.HELD),
    "bus or train missed by who came on demand": _missed(Missed.VEHICLE_LATE),
    "ride on demand missed by a late bus or train": _missed(Missed.TRAIN_LATE),
    "change missed on a journey": _missed(Missed.CHANGE_MISSED),
    "went on after a missed connection": _mended,
    "left behind on a journey": _of_feeder(Event.LEFT_BEHIND),
    "cancelled a journey": _of_feeder(Event.CANCELLED),
    "did not come to a journey": _of_feeder(Event.NO_SHOW),
    "by bike to a bus or train": lambda day: len(_parts(day, "own_means")) > 0,
    "in a shared car to a bus or train": _car_of_a_journey(Event.CAR_RETURNED),
    "all people of a county": lambda day: bool(day.people),
    "out and back": _out_and_back,
    "no way back without a way out": _kind(Event.NOT_ASKED),
    "booked trip of a tour taken back": _kind(Event.TOUR_CUT),
    "not there for a booked trip": _value(Event.TOUR_CUT, Unasked.TOO_LATE),
    "went on with what they came with": _kind(Event.SAME_MEANS),
    "rental of a whole tour": _value(Event.NOT_ASKED, Unasked.IN_RENTAL),
    "people compared in groups": lambda day: bool(day.equity.tables()),
    "saved against shares of riders": lambda day: day.former is None and _saves(day),
    "saved against a day without rides": lambda day: day.former is not None and _saves(day),
    "expected too little to ask": lambda day: bool((~day.asking["asks"]).any()),
    "expected enough to ask": lambda day: bool(day.asking["asks"].any()),
}
