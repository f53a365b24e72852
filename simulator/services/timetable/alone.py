"""What requests could have done without a service: go by timetable with walks alone, or drive directly."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.engine.agenda import Clock
from simulator.engine.log import EventLog
from simulator.services.charging import ChargingSites
from simulator.services.disrupted import Disrupted
from simulator.services.protocol import Attempt, Day
from simulator.services.roads_in_time import RoadsInTime
from simulator.services.timetable.service import Timetabled
from simulator.services.timetable.world import TimetableWorld
from simulator.world.build import World


def alone(world: World, lines: TimetableWorld, requests: NDArray[np.int32]) -> pd.DataFrame:
    """Return the direct drive of some requests, and the journey the timetable alone would offer each first.

    It is that of an empty day on which everything is on time. requests: int32, of the world. Columns: request,
    car_s, car_m, timetable_departure_s, timetable_arrival_s, timetable_changes; null where there is none.
    """
    ends = (getattr(lines.ways, end)[requests] for end in ("origin", "destination"))
    origin, destination = (np.asarray(nodes, dtype=np.int32) for nodes in ends)
    wish_s = world.demand["earliest_departure_s"].to_numpy(np.int64)[requests]
    drive_s, drive_m = (
        measure(origin, destination, wish_s) for measure in (world.roads.direct_s, world.roads.lengths_m)
    )
    known = pd.Series((origin >= 0) & (destination >= 0) & (drive_s >= 0))
    table = pd.DataFrame(list(_offered(world, lines, requests)), columns=["departure_s", "arrival_s", "changes"])
    table = table.add_prefix("timetable_").astype("Int64").assign(request=requests)
    for name, values in (("car_s", drive_s), ("car_m", drive_m)):
        table[name] = pd.Series(values).astype("Int64").where(known)
    return table


def _offered(
    world: World, lines: TimetableWorld, requests: NDArray[np.int32]
) -> Iterator[tuple[int, int, int] | tuple[None, None, None]]:
    """Yield departure, arrival [s] and changes of what each request is offered when it is submitted."""
    env, log = Clock(world.begins_s), EventLog()
    roads = RoadsInTime(env, log.of(-1), world)
    disrupted = Disrupted(env, log.of(-1), world)
    day = Day(env, log.of(lines.part.number), world, lines, ChargingSites(env, world.sites), roads, disrupted)
    service = Timetabled(day, lines.part.number)
    asked_s = world.demand["submitted_s"].tolist()
    for number, request in enumerate(requests.tolist()):
        env.jump(asked_s[request])
        ask = (Attempt(number, request, 0, asked_s[request]),)
        (found,) = service.offers([ask], asked_s[request])
        if isinstance(found, list):
            offer = found[0][0]
            yield offer.departure_s, offer.arrival_s, offer.changes
        else:
            yield None, None, None
