"""What results of earlier versions did not say, as they knew one service of a kind: which service, which ride."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from simulator.event_kinds import BOOKING_KINDS, RIDE_KINDS
from simulator.tables import CARS, EVENT_DTYPES, RIDES, ServiceName, typed


def services_of(scenario: Mapping[str, Any]) -> list[ServiceName]:
    """Return the services of a scenario as earlier versions wrote it."""
    service = scenario.get("service")
    name = service.get("name") if isinstance(service, Mapping) else None
    names = [(str(name), RIDES)] if name not in (None, "none") else []
    if scenario.get("carsharing") is not None:
        names.append((CARS, CARS))
    return [ServiceName(number, *found) for number, found in enumerate(names)]


def with_services(events: pd.DataFrame, vehicles: int, requests: int) -> pd.DataFrame:
    """Return an event log with ``service`` and ``ride``, as it is written now.

    vehicles, requests: how many the ridepooling service had, service 0; without vehicles, car-sharing is.
    """
    kind, vehicle = events["kind"].to_numpy(), events["vehicle"].to_numpy()
    request = events["request"].to_numpy()
    of_booking = np.isin(kind, list(BOOKING_KINDS))
    of_cars = of_booking | (vehicle >= vehicles)
    of_ride = (request >= 0) & np.isin(kind, list(RIDE_KINDS))
    of_rental = (request >= 0) & (vehicle >= 0) & of_booking
    filled = events.assign(
        service=np.where(of_cars, int(vehicles > 0), 0),
        ride=np.select([of_ride, of_rental], [request, requests + request], -1),
    )
    return typed(filled, EVENT_DTYPES)
