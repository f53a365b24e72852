"""From trips to requests: one each, booked by their people, whatever others do."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from simulator.demand.lead_times import lead_times
from simulator.demand.tour_requests import POPULATION_DTYPES, number_in_order, requests_of_trips
from simulator.demand.tours.tables import TRIP_DTYPES
from simulator.scenario.demand_parts import LeadTime
from simulator.tables import NO_TIME, no_rows
from simulator.units import HOUR_S

PERSONS = pd.DataFrame(
    {
        "person": range(4),
        "traveller_class": pd.array(["pupil", "senior", "worker", "adult"], dtype="string"),
    }
)
# tour, person, position, purpose, hour, to be there by, place outside of the destination
TRIPS = [
    (0, 0, 1, "school", 7, 8 * HOUR_S, -1), (0, 0, 2, "home", 13, NO_TIME, -1),
    (1, 1, 1, "errands", 9, NO_TIME, 1), (1, 1, 2, "home", 12, NO_TIME, -1),
    (2, 1, 1, "leisure", 18, NO_TIME, -1), (2, 1, 2, "shopping", 19, NO_TIME, -1), (2, 1, 3, "home", 20, NO_TIME, -1),
]  # fmt: skip


LEAD_TIME = LeadTime(median_s=3600, sigma=0.5, min_s=60, max_s=7200)


@dataclass(frozen=True)
class Booking:
    prebooked_share: float = 1.0
    lead_time: LeadTime = LEAD_TIME
    booked_together: float = 0.0


def trips() -> pd.DataFrame:
    columns = ("tour", "person", "position", "purpose", "hour", "arrive_by_s", "destination_gateway")
    table = pd.DataFrame(TRIPS, columns=columns)
    place = {f"{end}_{axis}": 12.0 for end in ("origin", "destination") for axis in ("lon", "lat")}
    same = {
        "trip": np.arange(len(table)),
        "origin_gateway": -1,
        "party": 1,
        "wheelchairs": table["person"] == 1,
        "car": table["tour"] == 1,
    }
    return table.assign(departure_s=table["hour"] * HOUR_S, **place, **same)[[*TRIP_DTYPES]].astype(TRIP_DTYPES)


def made(booking: Booking = Booking(), its: pd.DataFrame | None = None, day: int = 0) -> pd.DataFrame:
    names = {"pupil": "young"}
    return requests_of_trips(trips() if its is None else its, PERSONS, booking, names, ["Far", "Near"], 1, day)


def test_every_trip_is_one_request_of_its_person() -> None:
    found = made(day=2)
    assert found["request_id"].tolist() == ["p0-2-0", "p0-2-1", "p1-2-0", "p1-2-1", "p1-2-2", "p1-2-3", "p1-2-4"]
    assert found["traveller_class"].tolist() == ["young"] * 2 + ["senior"] * 5
    assert found["wheelchairs"].tolist() == [0, 0, 1, 1, 1, 1, 1]
    assert found["latest_arrival_s"].tolist() == [8 * HOUR_S, *[NO_TIME] * 6]
    assert found["destination_gateway"].tolist() == ["", "", "Near", "", "", "", ""]
    for given, told in (("person", "person"), ("tour", "tour"), ("position", "tour_position"), ("car", "own_car")):
        assert found[told].tolist() == trips()[given].tolist()
    assert {name: str(found[name].dtype) for name in POPULATION_DTYPES} == POPULATION_DTYPES


def test_nobody_goes_nowhere() -> None:
    assert made(its=no_rows(TRIP_DTYPES)).empty


def test_who_books_ahead_and_who_books_the_ways_back_at_the_same_time() -> None:
    by_itself, together = made(), made(Booking(booked_together=1.0))
    lead_s = by_itself["earliest_departure_s"] - by_itself["submitted_s"]
    assert lead_s.between(60, 7200).all()
    assert lead_s.nunique() == len(lead_s)
    first = trips()["position"] == 1
    assert together["submitted_s"][first].tolist() == by_itself["submitted_s"][first].tolist()
    assert together["submitted_s"].tolist() == by_itself["submitted_s"][[0, 0, 2, 2, 4, 4, 4]].tolist()
    at_once = made(Booking(prebooked_share=0.0, booked_together=1.0))
    assert (at_once["submitted_s"] == at_once["earliest_departure_s"]).all()


def test_other_people_and_other_trips_change_nothing_for_anybody_else() -> None:
    """The same bytes, with one more person who travels, a longer day of the last one, or fewer who book ahead."""
    booking = Booking(prebooked_share=0.5)
    more = trips().iloc[[2, 3]].assign(person=3, tour=3)
    with_more = pd.concat([trips(), more.astype(TRIP_DTYPES)], ignore_index=True)
    assert made(booking, with_more).iloc[: len(TRIPS)].equals(made(booking))
    without = trips().iloc[:4]
    assert made(booking, without).equals(made(booking).iloc[:4])
    fewer = made(replace(booking, prebooked_share=0.4))["submitted_s"]
    same = fewer == made(booking)["submitted_s"]
    assert (fewer == made(booking)["earliest_departure_s"])[~same].all()


def test_numbers_in_order() -> None:
    person = np.array([5, 2, 5, 5, 2, 9])
    assert number_in_order(person).tolist() == [0, 0, 1, 2, 1, 0]


def test_lead_times_are_lognormal_and_cut() -> None:
    uniform, normal = np.array([0.1, 0.1, 0.1, 0.9]), np.array([0.0, 9.0, -9.0, 0.0])
    prebooked, lead_s = lead_times(Booking(prebooked_share=0.5), uniform, normal)
    assert prebooked.tolist() == [True, True, True, False]
    assert lead_s.tolist() == [3600, 7200, 60, 0]
