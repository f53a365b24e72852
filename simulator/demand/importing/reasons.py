"""Why rows and trips become no request, and what is odd about those that do, in words."""

from __future__ import annotations

from simulator.notes import N_

# In the order in which they are looked for: a row that has several is counted with the first.
DROPPED = {
    "cells": N_("has more or fewer cells than the header"),
    "duplicate": N_("is the same booking once more, from this or another file"),
    "number_again": N_("has the number of another booking before it, and other content"),
    "dropped": N_("has a status that you said is to be left out"),
    "time_unreadable": N_("has a wanted time that cannot be read"),
    "time_missing": N_("tells no time at which somebody wanted to go"),
    "date_far": N_("has a date that is years away from all others"),
    "asked_after": N_("was asked for more than an hour after the ride was to begin"),
    "place_missing": N_("lacks a place, or has 0 for it"),
    "place_unreadable": N_("has a place that is no pair of degrees"),
    "place_outside": N_("begins or ends outside of the road network"),
    "party": N_("is of nobody, or of a number of people that cannot be read"),
    "test_ride": N_("is a test: a ride of under two minutes, or what shortest_ride says"),
    # Of trips between zones, and of plans of people.
    "zone_unknown": N_("begins or ends in a zone that is not among the areas"),
    "zone_without_street": N_("begins or ends in a zone without a street"),
    "another_mode": N_("is made by a mode that is not asked for"),
    "too_early": N_("leaves before the day"),
    "too_late": N_("leaves after the night that follows the day"),
    "place_nowhere": N_("has a place that is not on the globe"),
    "out_of_order": N_("leaves before the trip before it"),
    "one_place": N_("begins and ends at one place"),
}
ODD = {
    "swapped": N_("Places with longitude and latitude in each other's column, put right: %(count)s."),
    "arrival": N_(
        "Requests that ask for an arrival: %(count)s. They can leave twice the direct ride and 20 minutes before it, "
        "not sooner (assumption)."
    ),
    "both_times": N_("Requests with a wanted departure and a wanted arrival, of which the first was taken: %(count)s."),
    "told_time": N_("Requests without a wanted time, for which the told pickup was taken: %(count)s."),
    "ride_time": N_("Requests without a wanted or told time, for which the pickup that happened was taken: %(count)s."),
    "no_submission": N_("Requests without a time of booking, taken as made at once: %(count)s."),
    "asked_late": N_("Requests made up to an hour after the wanted departure, taken as made at once: %(count)s."),
    "no_party": N_("Requests without a number of people, taken as one: %(count)s."),
    "no_pickup": N_("Rides that were made without both pickup and dropoff told: %(count)s. They count as requests."),
    "backwards": N_("Rides with the dropoff before the pickup: %(count)s. They count, without these times."),
    "outcome_unreadable": N_("Cells about what happened that cannot be read: %(count)s."),
    "same_place": N_("Requests that begin and end within 50 m: %(count)s."),
    "night": N_("Requests that leave between 1 and 4 o'clock at night: %(count)s. Is the time zone right?"),
    "twice": N_("Times that clocks show twice, taken as the first unless that turns events round: %(count)s."),
    "skipped": N_("Times that clocks never show, as they are put forward, taken as that moment: %(count)s."),
    "no_status": N_("Requests without a word for how they ended: %(count)s; told by their times."),
    "wish_unknown": N_(
        "Requests whose wanted departure is not in the export: %(count)s. How long ahead they were booked and how long "
        "they waited is not told."
    ),
    "silent": N_("Days left out of all rates, as nobody asked on %(days)s or more in a row: %(count)s."),
    "growth": N_(
        "Demand changes from the first to the last day by a factor of %(value)s (%(low)s to %(high)s), apart from "
        "weekdays; rates are means of all days."
    ),
    "above": N_("Lines above the header that were not read: %(count)s."),
    "completed_only": N_(
        "Only rides that were made are in the files: whoever was refused or cancelled is missing, and demand is too "
        "low."
    ),
}  # fmt: skip
