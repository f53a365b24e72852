"""The event log: everything that happens, in order; all results are computed from it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from simulator.event_kinds import Event
from simulator.kernels.event_rows import append_row
from simulator.kernels.layout import (
    ROW_FIELDS,
    ROW_KIND,
    ROW_NODE,
    ROW_REQUEST,
    ROW_RIDE,
    ROW_SERVICE,
    ROW_TIME,
    ROW_VALUE,
    ROW_VEHICLE,
)
from simulator.tables import EVENT_DTYPES

_COLUMNS = {
    "time_s": ROW_TIME,
    "service": ROW_SERVICE,
    "kind": ROW_KIND,
    "vehicle": ROW_VEHICLE,
    "ride": ROW_RIDE,
    "node": ROW_NODE,
    "value": ROW_VALUE,
}


class EventLog:
    """Append-only rows with the columns of ``tables.EVENT_DTYPES``; who writes has a part of it, see ``of``.

    rows: int32 (n, fields), which kernels append to; the last row holds the number of rows written, and the service
    whose kernels write now. A ride is a booked leg in one service; rides are numbered over the whole run.
    """

    def __init__(self, room: int = 4096) -> None:
        self.rows: NDArray[np.int32] = np.zeros((room + 1, ROW_FIELDS), dtype=np.int32)
        self._request_of_ride: list[NDArray[np.int32]] = []
        self._rides = 0
        self.writer: ServiceLog | None = None  # whose kernels write now

    def __len__(self) -> int:
        return int(self.rows[-1, 0])

    def of(self, service: int, first_vehicle: int = 0) -> ServiceLog:
        """Return the part of a service, whose vehicles are numbered from its first one on; -1: of no service."""
        return ServiceLog(self, service, first_vehicle)

    def number_rides(self, requests: ArrayLike) -> int:
        """Give numbers to rides, behind those there are; return the first. requests: that of each ride, (rides,)."""
        first = self._rides
        self._request_of_ride.append(np.asarray(requests, dtype=np.int32))
        self._rides += len(self._request_of_ride[-1])
        return first

    def reserve(self, rows: int) -> None:
        """Make sure that so many more rows fit."""
        while len(self.rows) - 1 - self.rows[-1, 0] < rows:
            self.grow()

    def grow(self) -> None:
        """Make room for twice as many rows."""
        grown = np.zeros((2 * len(self.rows), ROW_FIELDS), dtype=np.int32)
        grown[: len(self)] = self.rows[: len(self)]
        grown[-1] = self.rows[-1]
        self.rows = grown

    def to_frame(self) -> pd.DataFrame:
        """Return the log as a table with the columns and types of ``tables.EVENT_DTYPES``."""
        rows = self.rows[: len(self)]
        columns = {name: rows[:, position] for name, position in _COLUMNS.items()}
        columns["seq"] = np.arange(len(rows), dtype=np.int32)
        columns["request"] = self._requests(rows)
        return pd.DataFrame({name: columns[name].astype(dtype) for name, dtype in EVENT_DTYPES.items()})

    def _requests(self, rows: NDArray[np.int32]) -> NDArray[np.int32]:
        """Return the request of each row; where only the ride is told, that of the ride."""
        requests, rides = rows[:, ROW_REQUEST].copy(), rows[:, ROW_RIDE]
        told = (requests < 0) & (rides >= 0)
        requests[told] = np.concatenate([np.zeros(0, dtype=np.int32), *self._request_of_ride])[rides[told]]
        return requests


class ServiceLog:
    """The part of the event log that one service writes, or those who ask it: it fills in the service's number.

    Vehicles are numbered as the service does; the log numbers those of all services.
    """

    def __init__(self, whole: EventLog, service: int, first_vehicle: int) -> None:
        self._whole, self._service, self._first_vehicle = whole, service, first_vehicle
        self.number_rides, self.reserve, self.grow = whole.number_rides, whole.reserve, whole.grow

    def __len__(self) -> int:
        return len(self._whole)

    @property
    def rows(self) -> NDArray[np.int32]:
        """Return the rows of all services, int32 (n, fields), for a kernel of this one to append to."""
        whole = self._whole
        if whole.writer is not self:
            whole.writer = self
            whole.rows[-1, ROW_SERVICE], whole.rows[-1, ROW_VEHICLE] = self._service, self._first_vehicle
        return whole.rows

    def add(
        self,
        time_s: int,
        kind: Event,
        vehicle: int = -1,
        request: int = -1,
        node: int = -1,
        value: int = 0,
        ride: int = -1,
    ) -> None:
        """Append a row; rows arrive in order of time. -1 stands for none; a ride's request is known."""
        number = vehicle + self._first_vehicle if vehicle >= 0 else -1
        # Plain numbers: numba takes 40 times as long to look at a member of an enumeration.
        row = (self._service, time_s, int(kind), number, request, ride, node, int(value))
        while not append_row(self._whole.rows, *row):
            self.grow()

    def written_since(self, row: int) -> list[tuple[int, int, int]]:
        """Return kind, time [s] and value of each row of the whole log from one on."""
        rows = self._whole.rows[row : len(self)].tolist()
        return [(told[ROW_KIND], told[ROW_TIME], told[ROW_VALUE]) for told in rows]

    def last_values(self, count: int) -> NDArray[np.int32]:
        """Return the values of the last rows, int32 (count,)."""
        end = len(self)
        return self._whole.rows[end - count : end, ROW_VALUE]
