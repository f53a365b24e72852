"""The frozen workloads: what each works on, as a fingerprint, and what it does."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.speed.features import FEATURES
from benchmarks.speed.figures import log_digest
from benchmarks.speed.kernel_suite import FLEETS, REPEATS, answer, kernel_day, questions
from benchmarks.speed.rural_graph import rural_graph
from benchmarks.speed.workload import Case, make_world
from simulator.experiments.run import RunResult, run
from simulator.network.graph import RoadNetwork
from simulator.network.travel_times import build_travel_times
from simulator.scenario.loader import load_scenario
from simulator.simulation.simulate import simulate
from simulator.world.build import World

COUNTRY = Path(__file__).parent / "country"
COUNTRY_DAYS = ("day", "replanned", "electric")
GENERATED = Case("generated-day", vehicles=40, requests=2000, nodes=2000)
WITH_FEATURES = Case("generated-features", vehicles=30, requests=600, nodes=2000, features="+".join(FEATURES))
MATRIX_NODES = 1000
SEARCHES = ("scan", "rounds", "journeys", "arrive-by", "profile")  # in a timetable
REQUEST_COLUMNS = (
    "submitted_s", "earliest_departure_s", "latest_arrival_s", "origin_node", "destination_node", "party_size",
    "access_walk_s", "egress_walk_s", "direct_s", "max_wait_s", "max_ride_s",
)  # fmt: skip
VEHICLE_COLUMNS = ("seats", "depot_node", "shift_start_s", "shift_end_s")


@dataclass(frozen=True)
class Workload:
    """Work to be timed.

    inputs: SHA-256 of what it works on, so that two versions of the program are compared on the same work only.
    work: does it once. results: SHA-256 of what comes out, empty where nothing is kept. day: for the
    auditor.
    """

    inputs: str
    work: Callable[[], object]
    results: str = ""
    day: RunResult | None = None


def builders() -> dict[str, Callable[[Path], Workload]]:
    """Return name -> what prepares that workload, done once and so compiled, given a folder for travel times."""
    return {
        GENERATED.name: partial(_generated_day, GENERATED),
        WITH_FEATURES.name: partial(_generated_day, WITH_FEATURES),
        **{f"country-{name}": partial(_country_day, name) for name in COUNTRY_DAYS},
        "travel-times": _travel_times,
        **{f"insertion-{vehicles}-vehicles": partial(_insertion, vehicles) for vehicles in FLEETS},
        **{f"timetable-{search}": partial(_timetable, search) for search in SEARCHES},
    }


def digest(arrays: list[np.ndarray]) -> str:
    """Return the SHA-256 of whole numbers, in hexadecimal; the same on every machine."""
    hasher = hashlib.sha256()
    for array in arrays:
        hasher.update(f"{array.shape}\n".encode())
        hasher.update(np.ascontiguousarray(array).astype("<i8").tobytes())
    return hasher.hexdigest()


def inputs_of(world: World) -> str:
    """Return the fingerprint of roads, requests and vehicles; the rules of the service are not in it."""
    roads = np.frombuffer(bytes.fromhex(world.network.digest()), dtype=np.uint8)
    columns = [world.requests[name].to_numpy() for name in REQUEST_COLUMNS]
    return digest([roads, *columns, *(world.vehicles[name].to_numpy() for name in VEHICLE_COLUMNS)])


def _generated_day(case: Case, cache: Path) -> Workload:
    network = rural_graph(case.nodes, case.seed)
    return _day(make_world(case, network, build_travel_times(network, cache)))


def _country_day(name: str, cache: Path) -> Workload:
    return _day(run(load_scenario(str(COUNTRY / f"{name}.yaml")), cache=cache).world)


def _travel_times(cache: Path) -> Workload:
    network = rural_graph(MATRIX_NODES)
    _times_anew(network, cache)
    return Workload(network.digest(), partial(_times_anew, network, cache), network.digest())


def _insertion(vehicles: int, cache: Path) -> Workload:
    world = kernel_day(vehicles, cache)
    asked = questions(world)
    answer(asked)
    return Workload(inputs_of(world), partial(answer, asked, REPEATS[vehicles]))


def _timetable(search: str, _cache: Path) -> Workload:
    from benchmarks.speed.timetable_suite import questions, searches  # earlier versions know no timetables
    from benchmarks.workloads.timetable import generated_places, generated_timetable

    timetable = generated_timetable()
    _, work = searches(questions(timetable, generated_places()))[search]
    tables = [timetable.calls.to_numpy(dtype=np.int64), timetable.walks.to_numpy(dtype=np.int64)]
    return Workload(digest(tables), work, digest(work()))


def _day(world: World) -> Workload:
    result = RunResult(world, simulate(world))
    return Workload(inputs_of(world), partial(simulate, world), log_digest(result.events), result)


def _times_anew(network: RoadNetwork, cache: Path) -> None:
    folder = cache / "anew"
    build_travel_times(network, folder)
    for path in folder.rglob("*"):
        if path.is_file():
            path.unlink()
