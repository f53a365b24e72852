"""Days on which drives and stops take longer or shorter than planned: as drawn, and told when a promise falls by it."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulator.analysis.audit.all import audit
from simulator.analysis.audit.drives import Drives, KindsOfRoads
from simulator.analysis.services import RideInputs
from simulator.event_kinds import Event
from simulator.experiments.audit import with_drawn
from simulator.kernels import layout as f
from simulator.network.drawn_legs import DrawnLegs
from simulator.network.roads import Roads
from simulator.network.travel_times import build_travel_times
from simulator.scenario.road_models import DriveVariation
from simulator.simulation.simulate import simulate
from simulator.world.build import World
from tests.draws import first
from tests.network.test_dated_roads import NODES, random_network
from tests.worlds import (
    NO_CACHE,
    facilities_of,
    line_network,
    network_of,
    random_requests,
    rides_in,
    with_scenario,
    world_of,
)  # fmt: skip

DRIVES, STOPS = 0.3, 0.5


def drawn_world(
    *arguments: Any,
    drives: float | None = DRIVES,
    stops: float | None = STOPS,
    by_class: dict[str, float] | None = None,
    **changes: Any,
) -> World:
    """A world of ``world_of`` with these spreads of drives and stops."""
    dwell = None if stops is None else {"spread": stops}
    world = world_of(*arguments, dwell_variation=dwell, **changes)
    variation = None if drives is None else DriveVariation(spread=drives, by_class=by_class or {})
    network = world.scenario.network.model_copy(update={"variation": variation})
    return with_scenario(world, world.scenario.model_copy(update={"network": network}))


def random_day(seed: int, *, diversion: bool | None = None, classes: bool = False, **spreads: Any) -> World:
    """Four vehicles, forty requests within three hours, all drives and stops of drawn length.

    classes: roads are of three classes, two of which have spreads of their own.
    """
    random = np.random.default_rng(seed)
    network = random_network(random)
    if classes:
        network.edges["highway"] = np.array(["primary", "rural", "track"])[np.arange(len(network.edges)) % 3]
        spreads["by_class"] = {"primary": 0.0, "track": 0.8}
    requests = random_requests(random, NODES)
    dispatch: dict[str, Any] = {
        "diversion": bool(seed % 4) if diversion is None else diversion,
        "replan": {"when": ["never", "on_rejection", "every_request"][seed % 3], "iterations": 100},
        "wait_at": ["previous_stop", "next_stop"][seed // 2 % 2],
        "policy": ["insertion", "insertion", "nearest_idle"][seed // 3 % 3],
    }
    depot = {"name": "home", "lon": float(network.lon[0]), "lat": float(network.lat[0])}
    fleet = {"minibus": {"count": 4, "seats": 6, "depots": [depot]}}
    limits = {"default": {"promise_after": "3 min", "promise_dropoff_after": "5 min"}}
    people = {"adult": {"cancellation": 0.1, "no_show": 0.1}}
    settings: dict[str, Any] = {"dispatch": dispatch, "fleet": fleet, "limits": limits, "classes": people}
    return drawn_world(network, requests, **settings, **spreads)


def found_by_the_auditor(world: World, events: pd.DataFrame) -> list[str]:
    part = RideInputs(events, rides_in(world).requests, world.vehicles, facilities_of(world))
    drives = with_drawn(Drives.on(world.roads), part, world, None)
    return audit(events, part.requests, world.vehicles, drives, facilities=part.facilities)


def count(events: pd.DataFrame, kind: Event) -> int:
    return int((events["kind"] == kind).sum())


@cache
def simulated(seed: int) -> tuple[World, pd.DataFrame]:
    """A random day and its log, to look at only."""
    world = random_day(seed)
    return world, simulate(world, debug=True)


@pytest.mark.parametrize("seed", first(10, of=24))
def test_random_days_are_in_order(seed: int) -> None:
    assert found_by_the_auditor(*simulated(seed)) == []


def test_promises_fall_and_vehicles_turn_off_on_these_days() -> None:
    days = [simulated(seed)[1] for seed in range(10)]
    for kind, least in ((Event.PROMISE_BROKEN, 8), (Event.DIVERTED, 3), (Event.REASSIGNED, 2), (Event.NO_SHOW, 8)):
        assert sum(count(events, kind) > 0 for events in days) >= least


def drives_of(world: World, events: pd.DataFrame) -> list[tuple[float, int, int]]:
    """Of each drive its factor, how long it took without pauses, and how long that takes without the factor [s].

    What is driven before and after turning off is one drive.
    """
    found: list[tuple[float, int, int]] = []
    last: dict[int, int] = {}
    count: Counter[int] = Counter()
    begun: dict[int, tuple[int, int]] = {}
    turned: set[int] = set()
    for row in events.itertuples():
        if row.kind == Event.DEPARTED:
            begun[row.vehicle] = row.node, row.time_s
        elif row.kind in (Event.ARRIVED, Event.DIVERTED):
            node, departed_s = begun.pop(row.vehicle)
            took_s, planned_s = row.time_s - departed_s, world.roads.between(node, row.node)
            if row.vehicle in turned:
                factor, before_s, first_s = found[last[row.vehicle]]
                found[last[row.vehicle]] = factor, before_s + took_s, first_s + planned_s
            else:
                factor = rides_in(world).drive_factors(row.vehicle, count[row.vehicle])[0] / 1000
                last[row.vehicle] = len(found)
                count[row.vehicle] += 1
                found.append((factor, took_s, planned_s))
            turned.discard(row.vehicle)
            if row.kind == Event.DIVERTED:
                turned.add(row.vehicle)
    return found


def test_on_average_drives_take_as_long_as_planned() -> None:
    """Where none turns off, how long a drive is planned does not depend on its factor, whose mean is 1.

    So the sum of (factor - 1) times planned time has mean 0, and each drive adds the square of spread times planned
    time to its variance; beside that, rounding up adds less than a second to each. Every day has a seed of its own:
    with one for all, the same few dozen factors come again each day, and the mean is off by 0.03.
    """
    days = []
    for seed in range(24):
        world = random_day(seed, diversion=False)
        world = with_scenario(world, world.scenario.model_copy(update={"seed": seed}))
        days += drives_of(world, simulate(world))
    _, took_s, planned_s = np.array(days).T
    deviation_s = DRIVES * np.sqrt((planned_s**2).sum())
    assert deviation_s < 0.012 * planned_s.sum()
    assert -3 * deviation_s < (took_s - planned_s).sum() < 3 * deviation_s + len(days)


def changed(events: pd.DataFrame, kind: Event, column: str, by: int) -> pd.DataFrame:
    events = events.copy()
    events.loc[events.index[events["kind"] == kind][0], column] += by
    return events


def test_the_auditor_finds_other_times_than_drawn() -> None:
    world = random_day(1)
    events = simulate(world)
    assert count(events, Event.PROMISE_BROKEN) > 0
    for kind, column, by, words in (
        (Event.ARRIVED, "time_s", 1, "the roads need"),
        (Event.BOARDED, "value", 1, "drawn were"),
        (Event.PROMISE_BROKEN, "vehicle", 1, "nothing became known of the roads, or of a drive or stop"),
    ):
        found = found_by_the_auditor(world, changed(events, kind, column, by))
        assert any(words in line for line in found), kind


def test_without_a_spread_nothing_changes() -> None:
    spreads: list[dict[str, float | None]] = [{"drives": None, "stops": None}, {"drives": 0, "stops": 0}, {}]
    plain, same, drawn = (simulate(random_day(4, **of)) for of in spreads)
    assert plain.equals(same)
    assert not plain.equals(drawn)


def test_a_drive_takes_half_as_long_again_and_a_stop_half_as_long(monkeypatch) -> None:
    """From 0 to 1 in 90 instead of 60 s, 30 instead of 60 s to board, to 3 in 180 instead of 120 s, and home in 270.

    The boarding was promised for 60 s at the latest: 30 s late. The longest ride is the direct one: 60 s late.
    """
    monkeypatch.setattr("simulator.services.ridepooling.world.drive_factors", lambda *_: (1500,))
    monkeypatch.setattr("simulator.services.ridepooling.world.dwell_factor", lambda *_: 500)
    limits = {"default": {"max_ride_alpha": 1, "max_ride_beta": "0 s", "promise_after": "0 s"}}
    ride = {"submitted_s": 18_000, "origin_node": 1, "destination_node": 3}
    world = drawn_world(line_network(5), [ride], limits=limits)
    events = simulate(world, debug=True)
    assert found_by_the_auditor(world, events) == []
    told = events[events["kind"].isin([Event.DEPARTED, Event.ARRIVED, Event.BOARDED, Event.ALIGHTED, Event.STOP_ENDED])]
    at = [(time_s - 18_000, Event(kind).name) for time_s, kind in zip(told["time_s"], told["kind"], strict=True)]
    assert at[:9] == [
        (0, "DEPARTED"), (90, "ARRIVED"), (90, "BOARDED"), (120, "STOP_ENDED"), (120, "DEPARTED"),
        (300, "ARRIVED"), (300, "ALIGHTED"), (330, "STOP_ENDED"), at[8],
    ]  # fmt: skip
    assert at[9][0] - at[8][0] == 270
    broken = events[events["kind"] == Event.PROMISE_BROKEN]
    assert list(zip(broken["time_s"] - 18_000, broken["value"], strict=True)) == [(0, 30), (120, 60)]


@pytest.mark.parametrize("seed", first(4, of=8))
def test_random_days_on_roads_of_several_classes_are_in_order(seed: int) -> None:
    world = random_day(seed, classes=True)
    events = simulate(world, debug=True)
    assert found_by_the_auditor(world, events) == []
    assert count(events, Event.PROMISE_BROKEN) > 0


def test_a_leg_takes_the_mean_of_its_streets_weighted_by_planned_time() -> None:
    """A minute on a primary road, two on a track, one on a road of no class told, by factors of 0.9, 2 and 1.5.

    From 0 to 1 in 54 s, on to 2 in 240 s, to 3 in 90 s: 384 s, and 384 / 240 = (0.9 + 2 x 2 + 1.5) / 4.
    """
    network = network_of([(0, 1, 1000.0), (1, 2, 2000.0), (2, 3, 1000.0)], 4)
    network.edges["highway"] = ["primary", "track", "rural"]
    kind = np.array([1, 2, 0])
    times = build_travel_times(network, NO_CACHE)
    roads = Roads.steady(times)
    legs = DrawnLegs(roads, kind)
    assert legs.leg((0, 3), 0, (1500, 900, 2000))[0][f.LEG_TIME].tolist() == [0, 54, 294, 384]
    assert legs.leg((3, 1), 0, (1500, 900, 2000))[0][f.LEG_TIME].tolist() == [0, 90, 330]
    assert DrawnLegs(roads).leg((0, 3), 0, (1501,))[0][f.LEG_TIME].tolist() == [0, 91, 271, 361]
    assert (
        KindsOfRoads(lambda o, d: times.path(o, d).tolist(), network, ["primary", "track"]).drive_s(
            0, 3, (1500, 900, 2000)
        )
        == 384
    )


def test_a_class_without_spread_is_driven_as_planned() -> None:
    """All roads are residential: with a spread of 0 for them, nothing is drawn although other roads vary."""
    steady = random_day(4, drives=None, stops=None)
    assert simulate(random_day(4, stops=None, by_class={"residential": 0.0})).equals(simulate(steady))
    assert not simulate(random_day(4, stops=None, by_class={"residential": 0.1})).equals(simulate(steady))
