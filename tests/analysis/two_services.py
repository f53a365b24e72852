"""Two days of one ridepooling service each as one day of two services: the same rows, other numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from simulator.analysis.inputs import Facilities
from simulator.analysis.missing import Ints
from simulator.analysis.services import RideInputs, with_names
from simulator.tables import RIDES, ServiceName

Numbers = Sequence[int] | Ints
SERVICES = [ServiceName(0, "red", RIDES), ServiceName(1, "blue.bus", RIDES)]


def together(
    days: tuple[RideInputs, RideInputs], numbers: tuple[Sequence[int] | Ints, Sequence[int] | Ints]
) -> RideInputs:
    """Join two days; numbers: of the requests of each among those of both, int64 (requests,)."""
    first = [0, len(days[0].vehicles)]
    parts = list(zip(SERVICES, days, numbers, first, strict=True))
    events = pd.concat([_events(day.events, which, of, at) for which, day, of, at in parts])
    events = events.sort_values("time_s", kind="stable", ignore_index=True)
    requests = [with_names(day.requests, which.name).assign(request=of) for which, day, of, _ in parts]
    vehicles = [
        with_names(day.vehicles.assign(vehicle=day.vehicles["vehicle"] + at), which.name) for which, day, _, at in parts
    ]
    return RideInputs(
        events.assign(seq=np.arange(len(events), dtype=np.int32)),
        pd.concat(requests, ignore_index=True),
        pd.concat(vehicles, ignore_index=True),
        _facilities(days[0].facilities, days[1].facilities, first[1]),
    )


def _events(events: pd.DataFrame, service: ServiceName, numbers: Numbers, first: int) -> pd.DataFrame:
    numbers = np.asarray(numbers)
    moved = {name: np.where(events[name] >= 0, numbers[events[name]], -1) for name in ("request", "ride")}
    vehicle = np.where(events["vehicle"] >= 0, events["vehicle"] + first, -1)
    return events.assign(service=np.int8(service.number), vehicle=vehicle, **moved).astype(events.dtypes)


def _facilities(one: Facilities, other: Facilities, first: int) -> Facilities:
    """Join drivers; the second day's sites and prices are those of both."""

    def moved(table: pd.DataFrame) -> pd.DataFrame:
        return table.assign(vehicle=table["vehicle"] + first)

    duties = pd.concat([one.duties, moved(other.duties)], ignore_index=True)
    return replace(other, duties=duties, pauses=pd.concat([one.pauses, moved(other.pauses)], ignore_index=True))
