"""What went wrong, whom it touched, and which promises fell: tables and key figures, worked out by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from simulator.analysis.audit.marks import audit_marks
from simulator.analysis.disruptions import touched as touching
from simulator.analysis.disruptions.promises import broken_promises, promise_broken_by
from simulator.analysis.disruptions.table import disruption_table, untouching_notes
from simulator.analysis.disruptions.touched import Facts, Happened, Touched, Ways
from simulator.analysis.kpis.disruptions import DISRUPTION_KPIS, disruption_kpis
from simulator.event_kinds import Event
from simulator.report.disruption_summary import disruption_sections
from simulator.results.table_dtypes import JOURNEYS
from simulator.tables import CARS, EVENT_DTYPES, RIDES, ServiceName, table_of

# Ride 5 is to be met by 900 s: two disruptions put it off by 60 s and 30 s, and once on board, a slow drive by 20 s
# more; then it is set down and rescued. Ride 6 falls without a disruption, and is cancelled; ride 7 is of another
# service.
ROWS = [
    (0, 0, Event.PROMISED_LATEST, 2, 1, 5, 900),
    (0, 0, Event.PROMISED_DROPOFF, 2, 1, 5, 2000),
    (100, 0, Event.PROMISE_BROKEN, 2, 1, 5, 60),
    (100, 0, Event.BROKEN_BY, 2, 1, 5, 0),
    (200, 0, Event.PROMISE_BROKEN, 2, 1, 5, 30),
    (200, 0, Event.BROKEN_BY, 2, 1, 5, 3),
    (990, 0, Event.BOARDED, 2, 1, 5, 60),
    (1100, 0, Event.PROMISE_BROKEN, 2, 1, 5, 20),
    (1150, 0, Event.OUT_OF_SERVICE, 2, -1, -1, 0),
    (1150, 0, Event.SET_DOWN, 2, 1, 5, 60),
    (1160, 0, Event.BOARDED, 3, 1, 5, 60),
    (1200, 0, Event.PROMISE_BROKEN, 3, 2, 6, 7),
    (1250, 0, Event.CANCELLED_BY_OPERATOR, 3, 2, 6, 0),
    (1300, 1, Event.PROMISE_BROKEN, 4, 3, 7, 8),
    (1300, 1, Event.BROKEN_BY, 4, 3, 7, 3),
]
PROMISES = [
    ["line", 1, 5, 2, "pickup", 900, 960, 60, 100, 0],
    ["line", 1, 5, 2, "pickup", 960, 990, 30, 200, 3],
    ["line", 1, 5, 2, "dropoff", 2090, 2110, 20, 1100, None],
    ["line", 2, 6, 3, "pickup", None, None, 7, 1200, None],
    ["bus", 3, 7, 4, "pickup", None, None, 8, 1300, 3],
]
HAPPENED = [
    Happened(0, "Flood", "vehicles", 50, 500, 100, 100),
    Happened(2, "Nothing", "quiet", 50, 500, 100, 100),
    Happened(3, "Storm", "told", 150, 1500, 200, 300),
    Happened(4, "Riddle", "vehicles", 150, 1500, 200, 300),
]
EXPECTED = {
    "disruptions": 4,
    "disruptions_without_effect": 1,
    "requests_touched": 3,
    "people_touched": 2 + 4 + 5,
    "people_touched_share": round(11 / 14, 6),
    "refused_by_disruptions": 1,
    "promises_broken_by_disruptions": 3,
    "requests_broken_by_disruptions": 3,
    "set_down_by_disruptions": 1,
    "rescued": 1,
    "stranded_by_disruptions": 0,
    "cancelled_by_disruptions": 1,
}


def journeys() -> pd.DataFrame:
    """Requests 1 to 4 with 2, 3, 4 and 5 people; the last was refused, the one before it stranded."""
    others = {**dict.fromkeys(JOURNEYS), "attempts": 1, "rejections": 0, "legs": 0, "changes": 0}
    ends = ("served", "served", "stranded", "cancelled_by_operator")
    rows = [{**others, "request": one, "party_size": one + 1, "end": end} for one, end in enumerate(ends, 1)]
    named = [ServiceName(0, "line", RIDES), ServiceName(1, "bus", RIDES)]
    return promise_broken_by(table_of(rows, JOURNEYS), events(), named, {0: "Flood", 3: "Storm"})


def events() -> pd.DataFrame:
    names = ("time_s", "service", "kind", "vehicle", "request", "ride", "value")
    rows = [{**dict(zip(names, row, strict=True)), "seq": seq, "node": -1} for seq, row in enumerate(ROWS)]
    return table_of(rows, EVENT_DTYPES)


FACTS = Facts(
    events(), journeys(), broken_promises(events(), [ServiceName(0, "line", RIDES), ServiceName(1, "bus", RIDES)])
)


def plain(table: pd.DataFrame) -> list[list[object]]:
    return table.astype(object).where(table.notna(), None).to_numpy().tolist()


@pytest.fixture
def kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """One kind touches nothing, another one a request that it refused; of all others that is not known."""
    refused = Touched(4, 2.5, frozenset({9}), frozenset(), frozenset({1}), frozenset({4}), "B 5")
    monkeypatch.setattr(touching, "TOUCHES", {"quiet": lambda *_: Touched(), "told": lambda *_: refused})


def test_promises_one_by_one() -> None:
    assert plain(FACTS.promises) == PROMISES


def test_who_is_marked_with_what_broke_a_promise_first() -> None:
    """Ride 5 by the flood, then the storm; ride 6 is cancelled because of the flood; request 4 is named nowhere."""
    assert plain(FACTS.journeys[["request", "promise_broken_by"]]) == [
        [1, "Flood"], [2, "Flood"], [3, "Storm"], [4, None],
    ]  # fmt: skip


def test_a_rental_of_nobody_else_is_marked_by_its_booking() -> None:
    """Booking 1 of cars is lost because of the storm; it is none of the common demand, and row 7 of the journeys."""
    rows = [(50, 1, Event.BOOKING_LOST, 3, 1, 8, 0), (50, 1, Event.BROKEN_BY, 3, -1, 8, 3)]
    names = ["time_s", "service", "kind", "vehicle", "request", "ride", "value"]
    log = pd.DataFrame(rows, columns=names)
    table = pd.DataFrame({"request": [1, 6, 7], "service": ["cars"] * 3, "booking": [pd.NA, 0, 1]})
    told = {"cars": CARS}, {3: "Storm"}
    services = [ServiceName(1, name, kind) for name, kind in told[0].items()]
    marked = promise_broken_by(table, log, services, told[1])
    assert plain(marked[["promise_broken_by"]]) == [[None], [None], ["Storm"]]
    promises = broken_promises(log, services)
    assert list(audit_marks(marked, promises, (log, services), told[1])) == []
    moved = marked.assign(promise_broken_by=pd.Series([None, "Storm", None]))
    assert len(list(audit_marks(moved, promises, (log, services), told[1]))) == 2


def test_the_auditor_finds_marks_that_are_not_told() -> None:
    log, names = (FACTS.events, [ServiceName(0, "line", RIDES), ServiceName(1, "bus", RIDES)]), {0: "Flood", 3: "Storm"}
    assert list(audit_marks(FACTS.journeys, FACTS.promises, log, names)) == []
    other = FACTS.journeys.assign(promise_broken_by=pd.Series(["Flood", "Storm", None, None]))
    assert list(audit_marks(other, FACTS.promises.iloc[1:], log, names)) == [
        "broken promises: 2 fell because of a disruption, the log tells 3",
        "request 2: a promise to them was broken by Flood, journeys say Storm",
        "request 3: a promise to them was broken by Storm, journeys say None",
    ]


@pytest.mark.usefixtures("kinds")
def test_what_each_touched() -> None:
    table = disruption_table(HAPPENED, FACTS)
    touch = ["edges", "km", "roads", "vehicles", "rides", "requests", "people", "refused"]
    touch += ["promises_broken", "broke_first", "stranded", "cancelled_by_operator"]
    assert plain(table[["disruption", "told_s", *touch]]) == [
        [0, 100, None, None, None, 1, 1, 1, 2, 0, 1, 2, 0, 0],
        [2, 100, None, None, None, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        [3, 300, 4, 2.5, "B 5", 3, 2, 3, 2 + 4 + 5, 1, 2, 1, 1, 1],
        [4, 300, None, None, None, None, None, None, None, None, 0, 0, None, None],
    ]
    notes = [(note.key, note.english) for note in untouching_notes(table)]
    assert notes == [
        ("disruptions[2]", 'The disruption "Nothing" touches nothing: no vehicle, no ride and no request.')
    ]


def test_few_roads_are_told_by_name() -> None:
    names = ["B 5", "B 189", "A \N{EN DASH} B", "C", "D"]
    assert [Ways(9, 1.0, frozenset(), tuple(names[:count])).told for count in (0, 1, 5)] == [
        None, "B 5", "B 5, B 189, A \N{EN DASH} B, C, \N{HORIZONTAL ELLIPSIS}",
    ]  # fmt: skip


@pytest.mark.usefixtures("kinds")
def test_key_figures() -> None:
    found = disruption_kpis(HAPPENED, FACTS)
    assert found == pytest.approx(EXPECTED) and set(found) == set(DISRUPTION_KPIS)
    rows = [
        ("Disruptions", "4", "1 of them touched nothing"),
        ("People touched", "11", "79 % of all, on 3 requests"),
        ("Promises broken by them", "3", ""),
        ("Refused because of them", "1", ""),
    ]
    assert disruption_sections(found) == [("What went wrong", rows)] and disruption_sections({}) == []


def test_whom_booking_dispatch_and_demand_touched() -> None:
    """Of two who reach nobody one ends refused; one is answered late, one added, three left out."""
    rows = [
        (0, -1, Event.DISRUPTION_BEGAN, -1, -1, -1, 2),
        (0, -1, Event.REQUESTS_LEFT_OUT, -1, -1, -1, 0),
        (0, -1, Event.REQUEST_ADDED, -1, 4, -1, 2),
        (0, -1, Event.DISRUPTION_BEGAN, -1, -1, -1, 3),
        (0, -1, Event.REQUESTS_LEFT_OUT, -1, -1, -1, 3),
        (5, -1, Event.NOT_REACHED, -1, 1, -1, 0),
        (5, -1, Event.NOT_REACHED, -1, 4, -1, 0),
        (5, -1, Event.NOT_REACHED, -1, -1, -1, 0),  # of whom only a booking tells
        (9, -1, Event.ANSWERED_LATE, -1, 2, -1, 1),
    ]
    columns = ["time_s", "service", "kind", "vehicle", "request", "ride", "value"]
    events = pd.DataFrame(rows, columns=columns).assign(node=-1, seq=range(len(rows)))
    ends = pd.DataFrame({"request": [1, 2, 4], "end": ["served", "served", "rejected"]})
    facts = Facts(events, ends, pd.DataFrame())
    kinds = ("booking", "dispatch", "demand", "demand")
    found = [touching.touched(facts, Happened(n, "", kind, 0, 9, 0, 0)) for n, kind in enumerate(kinds)]
    booking, dispatch, added, left_out = found
    assert booking == Touched(requests=frozenset({1, 4}), refused=frozenset({4}))
    assert dispatch == Touched(requests=frozenset({2}))
    assert added == Touched(requests=frozenset({4}))
    assert left_out is None


def test_whom_a_breakdown_touched() -> None:
    """Of vehicle 2, with ride 5 on board; ride 6 is cancelled because of it."""
    found = touching.TOUCHES["vehicles"](FACTS, HAPPENED[0])
    assert found == Touched(vehicles=frozenset({2}), rides=frozenset({5, 6}), requests=frozenset({1, 2}))
