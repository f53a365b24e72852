"""Who was out of service, set down, or without power, read from a log of a few rows."""

from __future__ import annotations

import pandas as pd

from simulator.analysis.series.wrong import dark_places, set_downs, vehicles_out
from simulator.event_kinds import Event

END_S = 1000


def log(*rows: tuple[int, Event, dict[str, int]]) -> pd.DataFrame:
    blank = {"vehicle": -1, "request": -1, "ride": -1, "node": -1, "value": 0}
    return pd.DataFrame([{"time_s": at, "kind": int(kind), **blank, **its} for at, kind, its in rows])


def test_vehicles_are_out_until_they_are_back_or_the_run_is_over() -> None:
    rows = log(
        (10, Event.OUT_OF_SERVICE, {"vehicle": 2}), (20, Event.OUT_OF_SERVICE, {"vehicle": 1}),
        (30, Event.BACK_IN_SERVICE, {"vehicle": 2}), (40, Event.OUT_OF_SERVICE, {"vehicle": 2}),
        (40, Event.BACK_IN_SERVICE, {"vehicle": 2}),
    )  # fmt: skip
    found = vehicles_out(rows, END_S)
    assert found.to_numpy().tolist() == [[1, 20, END_S], [2, 10, 30], [2, 40, 40]]


def test_people_wait_where_they_were_set_down_until_they_board_or_are_stranded() -> None:
    people = [{"request": 7 + ride, "ride": ride, "node": 50 + ride} for ride in range(4)]
    rows = log(
        (5, Event.BOARDED, people[0]), (10, Event.SET_DOWN, people[0]), (10, Event.SET_DOWN, people[1]),
        (20, Event.RESCUE_PLANNED, people[0]), (30, Event.BOARDED, people[0]),
        (35, Event.SET_DOWN, people[0] | {"node": 99}),  # once more
        (40, Event.LEFT_STRANDED, people[1]), (45, Event.CANCELLED_BY_OPERATOR, people[3]),
    )  # fmt: skip
    assert set_downs(rows, END_S).to_numpy().tolist() == [
        [7, 0, 50, 10, 30, True], [8, 1, 51, 10, 40, False], [7, 0, 99, 35, END_S, False],
    ]  # fmt: skip


def test_a_site_is_dark_while_nothing_is_left() -> None:
    def share(at: int, site: int, thousandths: int) -> list[tuple[int, Event, dict[str, int]]]:
        where = {"node": 30 + site}
        limited = (at, Event.SITE_LIMITED, where | {"value": site})
        return [limited, (at, Event.SITE_SHARE, where | {"value": thousandths})]

    rows = [*share(10, 0, 0), *share(10, 1, 500), *share(20, 0, 0), *share(30, 0, 300), *share(40, 1, 0)]
    assert dark_places(log(*rows), END_S).to_numpy().tolist() == [[30, 10, 30], [31, 40, END_S]]


def test_an_undisturbed_day_has_none() -> None:
    rows = log((5, Event.BOARDED, {"ride": 1}))
    assert [len(find(rows, END_S)) for find in (vehicles_out, set_downs, dark_places)] == [0, 0, 0]
