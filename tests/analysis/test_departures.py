"""Boards of stations on a day of journeys of several services, worked out by hand; see ``chained_day``."""

from __future__ import annotations

import pandas as pd
import pytest

from simulator.analysis.series.departures import BROUGHT, CHANGED, FETCHED, Boards
from simulator.analysis.series.passengers import passengers
from simulator.analysis.tables import tables_of_all_services
from tests.analysis.chained_day import BUS, ON_CALL, RE2, RE6, SERVICES, VAN, timetable, whole

A_RE2, B_RE2, A_RE6, B_RE6, B_BUS, C_BUS = (ON_CALL[one] + end for one in (RE2, RE6, BUS) for end in (0, 1))


@pytest.fixture(scope="module")
def boards() -> Boards:
    tables = tables_of_all_services(whole(), SERVICES)
    rides = passengers(tables, SERVICES, timetable(), None, None)
    return Boards(timetable(), rides, tables.journey_legs)


def test_what_leaves_or_ends_where_and_who_gets_on_and_off(boards: Boards) -> None:
    """In RE2 are ann, ben and his friend, eva and mia; in RE6 dora and two more, and jon."""
    calls = boards.calls.reset_index()
    columns = ["call", "place", "line", "ends", "planned_s", "on", "off"]
    assert calls[columns].to_numpy().tolist() == [
        [A_RE2, "Adorf", "RE2", False, 24_600, 5, 0],
        [B_RE2, "Bstadt", "RE2", True, 25_800, 0, 5],
        [A_RE6, "Adorf", "RE6", False, 28_200, 4, 0],
        [B_RE6, "Bstadt", "RE6", True, 29_400, 0, 4],
        [B_BUS, "Bstadt", "7", False, 26_400, 2, 0],
        [C_BUS, "Cdorf", "7", True, 27_600, 0, 2],
    ]
    assert calls["actual_s"].equals(calls["planned_s"])


def test_who_is_brought_fetched_and_changes(boards: Boards) -> None:
    """Leo is driven on by another minibus from Adorf: no bus or train has to do with that."""
    assert boards.connections[["call", "kind", "vehicle", "time_s", "riders"]].to_numpy().tolist() == [
        [A_RE2, BROUGHT, VAN, 24_300, 1],  # ann
        [A_RE6, BROUGHT, VAN, 24_300, 1],  # jon, who found no place in the one before
        [A_RE6, BROUGHT, VAN, 25_200, 3],  # dora
        [B_BUS, CHANGED, RE2, 25_800, 2],  # ben
        [B_RE2, FETCHED, VAN, 26_040, 1],  # ann
        [B_RE2, FETCHED, VAN, 26_700, 1],  # eva
        [B_RE2, FETCHED, VAN, 27_000, 1],  # mia
        [B_RE6, FETCHED, VAN, 29_580, 3],  # dora
    ]


def test_what_was_missed_is_told_where_it_was(boards: Boards) -> None:
    assert boards.missed[["call", "cause", "riders"]].to_numpy().tolist() == [
        [A_RE2, "full", 1],  # jon
        [A_RE2, "vehicle_late", 3],  # dora
        [B_RE2, "change_missed", 1],  # mia
        [B_RE2, "train_late", 1],  # eva
        [A_RE6, "vehicle_late", 5],  # fay, and leo with three more
    ]


def test_where_most_change_comes_first(boards: Boards) -> None:
    """Changes and what is missed are counted together."""
    places = boards.places
    assert places[["changes", "people", "calls"]].to_numpy().tolist() == [[5 + 9, 9, 2], [8 + 2, 11, 3], [0, 2, 1]]
    assert places["on_demand"].tolist() == [5, 6, 0]
    assert (places["rail"].tolist(), places["near"].tolist()) == ([True, True, False], [True] * 3)
    assert places.index.tolist() == ["Adorf", "Bstadt", "Cdorf"]


def test_late_trains_are_told_with_what_was_planned(boards: Boards) -> None:
    """Where a trip ends its arrival counts, else its departure."""
    given = timetable()
    calls = given.calls.assign(
        actual_arrival_s=given.calls["arrival_s"] + 60, actual_departure_s=given.calls["departure_s"] + 90
    )
    late = Boards(type(given)(given.stops, given.trips, calls), boards.rides, boards.legs).calls
    assert (late["actual_s"] - late["planned_s"]).tolist() == [90, 60] * 3


def test_who_stays_seated_neither_gets_on_nor_changes(boards: Boards) -> None:
    """Ben stays in RE2, which goes on as the bus."""
    rides = boards.rides
    ben = (rides["request"] == 1) & (rides["vehicle"] == RE2)
    seated = Boards(boards.given, rides.assign(seated=ben), boards.legs)
    assert seated.calls.loc[("lines", B_RE2), "off"] == 3
    assert seated.calls.loc[("lines", B_BUS), "on"] == 0
    assert CHANGED not in set(seated.connections["kind"])


def test_without_people_there_are_departures(boards: Boards) -> None:
    empty = Boards(boards.given, boards.rides.head(0), boards.legs.head(0))
    assert (empty.calls[["on", "off"]] == 0).to_numpy().all()
    assert isinstance(empty.missed, pd.DataFrame) and empty.connections.empty and empty.missed.empty
    assert empty.places["calls"].tolist() == [3, 2, 1]
