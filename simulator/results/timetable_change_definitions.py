"""What the columns of the tables about changes of a timetable mean."""

from __future__ import annotations

from simulator.results.entry import Definition

_D = Definition
_USEFUL = (
    "A journey is of use if it leaves near enough to the wished time (who has to be there in time: arrives near enough "
    "before it), changes no more often than the service allows, and takes less than the longest that is allowed, and "
    "less than the walk all the way; see the service's comparison."
)

TIMETABLE_CHANGES: dict[str, Definition] = {
    "change": _D("Place of the change in the list of the scenario, from 0; they are made one after the other."),
    "kind": _D("drop, thin or add."),
    "trips": _D("GTFS trips it dropped, cut short or added, each once whatever the days it runs on.", "trips"),
    "trips_before": _D("All trips of the timetable on the counted days before it.", "trips"),
    "trips_after": _D("The same after it.", "trips"),
    "vehicle_km_before": _D("Kilometres of all these trips before it, by beeline from stop to stop.", "km"),
    "vehicle_km_after": _D("The same after it.", "km"),
}

TIMETABLE_REQUESTS: dict[str, Definition] = {
    "request": _D("Number of the request."),
    "place": _D("Name of the place nearest to its origin; empty: none is known."),
    "journeys_before": _D(f"Departures of use by the timetable before its changes. {_USEFUL}", "journeys"),
    "journeys_after": _D("The same after them.", "journeys"),
    "fastest_before_s": _D("Time from door to door of the fastest of them; null: there is none.", "s"),
    "fastest_after_s": _D("The same after the changes.", "s"),
    "effect": _D("keeps, loses or gains a journey of use, or has none before and after."),
}

TIMETABLE_PLACES: dict[str, Definition] = {
    "place": _D("Name of the place that journeys start from, at any of its points."),
    "day": _D("Number of the day: the first counted one of its type."),
    "target": _D("Where they lead: a station, or a town."),
    "target_kind": _D(
        "station: the rail station nearest by beeline, before the changes; town: a place people want to go to, "
        "reached at any of its points."
    ),
    "lon": _D("Longitude of the place, the mean of its points by inhabitants.", "deg"),
    "lat": _D("Latitude of the place.", "deg"),
    "inhabitants": _D("People who live there; null: not known.", "persons"),
    "departures_before": _D(
        "Departures of use on that day before the changes: those after which no later one arrives as early, with any "
        "number of changes, in less than the longest time allowed and less than the walk all the way.",
        "departures",
    ),
    "departures_after": _D("The same after the changes.", "departures"),
    "median_before_s": _D("Median of their times from door to door; null: there is none.", "s"),
    "median_after_s": _D("The same after the changes.", "s"),
    "first_before_s": _D("When one leaves for the first of them; null: there is none.", "s"),
    "first_after_s": _D("The same after the changes.", "s"),
    "last_before_s": _D("When one leaves for the last of them; null: there is none.", "s"),
    "last_after_s": _D("The same after the changes.", "s"),
}
