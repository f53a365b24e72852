"""Roads closed from 10:00 to 14:00 in a real county: each leg is checked, and a promise falls only with a cause."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra

from simulator.event_kinds import Event
from simulator.network.files import read_network
from simulator.network.graph import RoadNetwork, whole_ms
from tests.cli.test_main import call

HOUR_S = 3600
CLOSED_S, OPEN_S = 10 * HOUR_S, 14 * HOUR_S
CLOSED = [
    {"name": "works", "within": {"lon": lon, "lat": lat, "radius": radius}, "closed": True,
     "from": "10:00", "until": "14:00"}
    for lon, lat, radius in ((11.865, 53.075, "1 km"), (11.75, 53.03, "2 km"), (12.0, 53.1, "2500 m"))
]  # fmt: skip
RUN = ("prignitz/rufbus", "--no-figures", "--no-report", "--quiet", "--set", "demand.requests_per_day=200")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def days(tmp_path_factory) -> dict[str, Path]:
    """The results folders of the day without the closure, with it known, and with it as a surprise."""
    changes = {"open": [], "known": CLOSED, "surprise": [change | {"known_from": "10:00"} for change in CLOSED]}
    folders = {}
    for name, its in changes.items():
        out = tmp_path_factory.mktemp(name)
        with pytest.MonkeyPatch.context() as patch:
            assert call(patch, "run", *RUN, "--set", f"network.changes={json.dumps(its)}", "--out", str(out)) == 0
        (folders[name],) = out.glob("*/seed-*")
    return folders


def events_of(folder: Path) -> pd.DataFrame:
    return pd.read_parquet(folder / "events.parquet")


def driven(events: pd.DataFrame) -> pd.DataFrame:
    """List all legs: from, to, departed_s, arrived_s."""
    begun: dict[int, tuple[int, int]] = {}
    legs = []
    for row in events.itertuples():
        if row.kind == Event.DEPARTED:
            begun[row.vehicle] = row.node, row.time_s
        elif row.kind in (Event.ARRIVED, Event.DIVERTED):
            node, departed_s = begun.pop(row.vehicle)
            legs.append((node, row.node, departed_s, row.time_s))
    return pd.DataFrame(legs, columns=["from", "to", "departed_s", "arrived_s"])


def fastest_s(network: RoadNetwork, legs: pd.DataFrame, closed: pd.DataFrame) -> np.ndarray:
    """How long legs take at least where some streets are closed [s], by a plain search from where they begin."""
    keys = ["u", "v", "length"]
    is_closed = pd.MultiIndex.from_frame(network.edges[keys]).isin(pd.MultiIndex.from_frame(closed[keys]))
    assert is_closed.sum() >= len(closed) > 0 or closed.empty
    edges, ms = network.edges[~is_closed], whole_ms(network.edges[~is_closed])
    both = ~edges["oneway"].to_numpy(bool)
    tail = np.concatenate([edges["u"], edges["v"][both]])
    head = np.concatenate([edges["v"], edges["u"][both]])
    arcs = pd.DataFrame({"tail": tail, "head": head, "ms": np.concatenate([ms, ms[both]])})
    least = arcs.groupby(["tail", "head"], as_index=False)["ms"].min()
    size = (network.node_count, network.node_count)
    graph = coo_array((least["ms"], (least["tail"], least["head"])), shape=size).tocsr()
    origins, row = np.unique(legs["from"], return_inverse=True)
    found = dijkstra(graph, indices=origins)[row, legs["to"]]
    return np.ceil(found / 1000)


def rows(events: pd.DataFrame, kind: Event) -> pd.DataFrame:
    return events[events["kind"] == kind]


@pytest.mark.parametrize("name", ["known", "surprise"])
def test_nobody_drives_where_it_is_closed(monkeypatch, days, name: str) -> None:
    """Legs within these hours take as long as without the closed streets, and those of other hours as always."""
    folder = days[name]
    assert call(monkeypatch, "audit", str(folder)) == 0
    network, closed = read_network(folder / "network"), pd.read_parquet(folder / "closed_roads.parquet")
    assert set(zip(closed["from_s"], closed["until_s"], strict=True)) == {(CLOSED_S, OPEN_S)}
    legs = driven(events_of(folder))
    took_s = (legs["arrived_s"] - legs["departed_s"]).to_numpy()
    while_closed = ((legs["departed_s"] >= CLOSED_S) & (legs["arrived_s"] <= OPEN_S)).to_numpy()
    otherwise = ((legs["arrived_s"] <= CLOSED_S) | (legs["departed_s"] >= OPEN_S)).to_numpy()
    always_s, around_s = fastest_s(network, legs, closed.iloc[:0]), fastest_s(network, legs, closed)
    assert (took_s[while_closed] == around_s[while_closed]).all()
    assert (took_s[otherwise] == always_s[otherwise]).all()
    assert (around_s > always_s)[while_closed].sum() > 5  # real detours
    assert not (while_closed | otherwise).all()  # and drives across a change, which the auditor has walked


def test_a_promise_falls_only_with_a_cause(days) -> None:
    """What was known has been counted with; a surprise may break promises, in the second when it becomes known."""
    known, surprise = events_of(days["known"]), events_of(days["surprise"])
    assert rows(known, Event.PROMISE_BROKEN).empty and rows(known, Event.ROADS_KNOWN).empty
    broken = rows(surprise, Event.PROMISE_BROKEN)
    (news,) = rows(surprise, Event.ROADS_KNOWN).index
    assert len(broken) > 0
    assert (broken["time_s"] == CLOSED_S).all() and (broken.index > news).all()
    told = {name: json.loads((days[name] / "kpis.json").read_text())["promises_broken"] for name in days}
    assert told == {"open": 0, "known": 0, "surprise": broken["request"].nunique()}
