"""What a policy may see of a fleet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from simulator.dispatch.policy import FleetView
from simulator.fleet.plans import Plans
from simulator.kernels import layout as f
from simulator.kernels.gaps import new_room

Number = TypeVar("Number", np.int32, np.int64)

_NO_REACH: NDArray[np.int64] = np.zeros((0, 0), dtype=np.int64)


def fleet_view(
    plans: Plans,
    fields: NDArray[np.int64],
    options: NDArray[np.int32],
    first_option: Sequence[int],
    weights: NDArray[np.int64],
) -> FleetView:
    """Return plans and requests as they are from now on, read-only; for as long as no array has to grow."""
    return FleetView(
        plan=_read_only(plans.array),
        vehicles=_read_only(plans.vehicles),
        legs=_read_only(plans.legs),
        directory=_read_only(plans.directory),
        rovers=_read_only(plans.rovers),
        reach=_NO_REACH,
        times=plans.times,
        requests=_read_only(fields),
        options=_read_only(options),
        first_option=first_option,
        weights=weights,
        room=new_room(plans.array.shape[1]),
    )


def state_of(plans: Plans, vehicle: int) -> tuple[bytes, bytes]:
    """Return all that a place in the plan of a vehicle depends on."""
    plan = plans.array[:, : plans.stop_count(vehicle) + 1, vehicle]
    return np.delete(plan, f.LISTED, axis=0).tobytes(), plans.vehicles[:, vehicle].tobytes()


def _read_only(array: NDArray[Number]) -> NDArray[Number]:
    view = array.view()
    view.flags.writeable = False
    return view
