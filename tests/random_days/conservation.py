"""Everybody ends in exactly one state: what the journeys of a run tell, counted against its key figures and tables."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulator.analysis.counted import EVER
from simulator.analysis.groups import AHEAD, AT_ONCE
from simulator.analysis.kpis.by_group import half
from simulator.analysis.tours import trips_of_demand
from simulator.event_kinds import Event
from simulator.experiments.run import RunResult
from simulator.journey_parts import parts_of_journeys
from simulator.tables import CARS, RIDES

ENDS = {"served", "rejected", "declined", "cancelled", "no_show", "cancelled_by_operator", "stranded"}
OF_TOURS = {"not_made", "in_rental", "other_means"}  # also of later trips that asked nobody


def group_problems(day: RunResult) -> list[str]:
    """Return which groupings of requests lose or double some: of places, only those with many are told."""
    table, whole = day.kpis_by_group, day.kpis
    added = table[table["service"] == ""].groupby(["grouping", "figure"])["value"].sum()
    sums = ("requests", "served", "riders", "rejected", "no_shows", "pooled", "cancelled")
    lost = {
        (grouping, figure): added[grouping, figure]
        for grouping in set(table["grouping"]) - {"place", "purpose", "service"}
        for figure in sums
        if added[grouping, figure] != whole[figure]
    }
    halves = [(figure, [whole[half(figure, group)] for group in (AT_ONCE, AHEAD)]) for figure in ("requests", "served")]
    lost |= {("booked", figure): sum(parts) for figure, parts in halves if sum(parts) != whole[figure]}
    return [
        f"{figure} by {grouping}: {told}, else {whole[figure]}" for (grouping, figure), told in sorted(lost.items())
    ]


def journey_problems(day: RunResult) -> list[str]:
    """Return which counts of the journeys of a run are not those that its other results tell."""
    journeys, kpis, requests = day.journeys, day.kpis, day.tables.requests
    names = {service.name for service in day.services if service.kind == CARS}
    by_car, by_own = journeys["service"].isin(names), journeys["service"].isin(day.tables.trips["service"])
    rides = [service.number for service in day.services if service.kind == RIDES]
    submitted = (day.events["kind"] == Event.SUBMITTED) & day.events["service"].isin(rides)
    asked = day.events.loc[submitted, "request"].unique()  # a ride
    leaves_s = day.requests_input.groupby("request")["earliest_departure_s"].max()  # later for who must not be too soon
    counted = int((leaves_s.reindex(asked) >= day.counted.from_s).sum())
    quiet = journeys["request"].isin(day.other_means["request"])
    of_demand, ours = journeys["request"].isin(asked), ~by_car & ~by_own & ~quiet
    end, turned, trips = journeys["end"], ~ours & of_demand, day.tables.trips
    last = day.tables.requests[day.tables.requests["status"] == "rejected"]
    refused = last.loc[
        last["fallback"] != "other_service", "request"
    ]  # by all rides; they may decline what others offer
    end_there = journeys["request"].isin(refused) & (end == "declined")
    pairs = {
        "rows": (journeys["request"].is_unique, True),
        "days": (bool((journeys["earliest_departure_s"] >= day.counted.from_s).all()), True),
        "counted": (len(requests), kpis["requests"]),
        "ends": (set(end) - ENDS - (OF_TOURS if len(day.tour_requests) else set()), set()),
        "requests": (int(of_demand.sum()), counted),
        "requests of one service": (counted if len(rides) == 1 else kpis["requests"], kpis["requests"]),
        "turned to others": (
            int((turned & ~end_there).sum()),
            (kpis["gave_up_other_service"] or 0) + (kpis["other_means"] or 0),
        ),
        "carried by rides": (int((ours & (end == "served")).sum()), kpis["served"]),
        "no-shows of rides": (int((ours & (end == "no_show")).sum()), kpis["no_shows"]),
        "cancelled rides": (int((ours & (end == "cancelled")).sum()), kpis["cancelled"]),
        "left by rides": (
            int((ours & end.isin(["rejected", "declined"])).sum()) + int(turned.sum()),
            (kpis["rejected"] or 0) + (kpis["declined"] or 0) + (kpis["other_means"] or 0),
        ),
        "trips": (int((by_own & (end == "served")).sum()), int((trips["status"] == "served").sum())),
        "means": (set(journeys.loc[end == "served", "means"]) <= set(journeys["service"]), True),
        "times": ((journeys["arrival_s"] >= journeys["departure_s"])[end == "served"].all(), True),
        "legs": (journeys["legs"].tolist(), _legs(day, journeys)),
    }
    nothing_told = end.isin(["rejected", "declined"]) & journeys["means"].isna()
    pairs["do nothing instead"] = int(nothing_told.sum()), 0
    if len(rides) > 1:  # who turns to another one of them counts there, too
        del pairs["turned to others"], pairs["left by rides"]
    if day.carsharing is not None:
        bookings = day.carsharing.bookings
        bookings = bookings[~bookings["booking_id"].str.endswith("-to-station")]  # of which other journeys tell
        own = ~bookings["booking_id"].str.startswith("request-")  # of which nobody knows more
        pairs["do nothing instead"] = int(nothing_told.sum()), int((own & (bookings["status"] == "refused")).sum())
        ends = {"used": "served", "cancelled": "cancelled", "no_show": "no_show", "lost": "cancelled_by_operator"}
        pairs |= {
            status: (int((by_car & (end == name)).sum()), int((bookings["status"] == status).sum()))
            for status, name in ends.items()
        }
        by_it = by_car & (end == "rejected")
        asked_others = bookings["request"].ge(0) & ~bookings["request"].isin(journeys.loc[by_it, "request"])
        refused = bookings["status"] == "refused"
        pairs["refused"] = (int(by_it.sum()) + int((asked_others & refused).sum()), int(refused.sum()))
    if len(day.services) > 1:
        of_demand = trips_of_demand(journeys)
        by_cars = 0
        if day.carsharing is not None:
            by_cars = int(((bookings["status"] == "used") & (bookings["party_size"] > 0)).sum())
        carried = sum(int(kpis[f"{service.name}.carried"] or 0) for service in day.services)
        trips_made = int((trips["status"] == "served").sum())
        pairs |= {
            "requests of all": (len(of_demand), kpis["common_requests"]),
            "served by any": (kpis["common_served"], (kpis["served"] or 0) + trips_made + by_cars),
            "carried by each": (carried, kpis["common_served"]),
        }
    return [f"{what}: journeys tell {told}, else {other}" for what, (told, other) in pairs.items() if told != other]


def tour_problems(day: RunResult) -> list[str]:
    """Return which counts of tours do not add up, and which trips of tours have no row, or several."""
    tours, requests = day.tour_ends, day.tour_requests
    if requests.empty:
        return []
    kpis, journeys = day.kpis, day.journeys
    outcomes = ("tours_finished", "tours_home_otherwise", "tours_other_mode", "tours_not_begun")
    mine = journeys[journeys["request"].isin(requests["request"])]
    asked_s = day.requests_input.groupby("request")["earliest_departure_s"].max()  # later for who must not be too soon
    leaves_s = asked_s.reindex(requests["request"]).to_numpy(float)
    wish_s = day.world.demand["earliest_departure_s"].to_numpy()[requests["request"]]
    counted = np.fmax(leaves_s, wish_s) >= day.counted.from_s
    unasked = day.events[day.events["kind"] == Event.NOT_ASKED]["request"]
    quiet = mine["request"].isin(day.other_means["request"])
    pairs = {
        "tours": (kpis["tours_asked"], sum(int(kpis[name] or 0) for name in outcomes)),
        "trips": (int(tours["trips"].sum()) <= len(requests), True),
        "rows": (len(mine), int(counted.sum())),
        "asked nobody": (int(mine["request"].isin(unasked).sum()), int(((mine["attempts"] == 0) & ~quiet).sum())),
    }
    return [f"{what} of tours: {told}, else {other}" for what, (told, other) in pairs.items() if told != other]


def _legs(day: RunResult, journeys: pd.DataFrame) -> list[int]:
    """Return how many vehicles everybody rode in: one, but for who walked, and who went by timetable."""
    one = ((journeys["end"] == "served") & (journeys["mode"] != "walk")).astype(int)
    trips, several = day.tables.trips, [*day.timetables, *(one.name for one in day.services if one.kind == "feeder")]
    made = trips[trips["service"].isin(several) & (trips["status"] == "served")].set_index("request")["rides"]
    by_timetable = journeys["service"].isin(several) & (journeys["end"] == "served")
    return one.where(~by_timetable, journeys["request"].map(made)).astype(int).tolist()


def _by_parts(day: RunResult, service: str) -> tuple[int, int]:
    """Return how often people got on whose trip did not end well as a whole one, and their person-metres, by the log.

    These are parts of journeys, and trips of people who were left behind on the way.
    """
    numbers = {one.name: one.number for one in day.services}
    events = day.events[day.events["service"] == numbers[service]]
    left_behind = events.loc[events["kind"] == Event.LEFT_BEHIND, "ride"]
    log = events[events["ride"].isin(parts_of_journeys(day.events)) | events["ride"].isin(left_behind)]
    persons = day.world.demand["party_size"].to_numpy()[log["request"]]
    kind, value = log["kind"].to_numpy(), log["value"].to_numpy()
    stays = (kind == Event.VEHICLE_LEFT) & (value == 1)
    boards = int(persons[kind == Event.VEHICLE_TAKEN].sum() - persons[stays].sum())
    return boards, int((persons * value)[kind == Event.TRIP_ENDED].sum())


def load_problems(day: RunResult) -> list[str]:
    """Return where boardings, riders and kilometres by timetable are not those of the people who travelled."""
    found = []
    for name in day.timetables:
        trips = day.tables.trips[(day.tables.trips["service"] == name) & (day.tables.trips["status"] == "served")]
        persons, more = trips["party_size"].astype(int), _by_parts(day, name)
        loads = day.tables.gtfs_trip_loads[day.tables.gtfs_trip_loads["service"] == name]
        pairs: dict[str, tuple[float, float]] = {
            "boardings": (int((trips["rides"].astype(int) * persons).sum()) + more[0], int(loads["boardings"].sum())),
        }
        if not day.kpis.get(f"{name}.not_brought_on"):  # else nothing tells how far those came who were left behind
            ridden_m = int((trips["length_m"] * persons).sum()) + more[1]
            km, told_km = ridden_m / 1000, float(loads["person_km"].sum())  # each ride and each row is rounded
            pairs["person-km"] = km, km if abs(km - told_km) < 0.5 else told_km
        over = loads[loads["most_on_board"] > loads["capacity"]]
        if day.counted == EVER:  # else some rows of the warm-up are cut, and not those of the same people
            found += [f"{name}: {what}: {one}, else {other}" for what, (one, other) in pairs.items() if one != other]
        found += [f"{name}: more on board than places: {trip}" for trip in over["gtfs_trip_id"]]
    return found
