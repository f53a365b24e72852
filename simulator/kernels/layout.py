"""Fields of the arrays that plans, vehicles and requests are made of.

Plans are one int32 array ``plan[field, slot, vehicle]``: a scan over vehicles reads contiguous memory. Slot 0 is where
the vehicle stands or last set off from; the stops still to be served are slots 1 to ``vehicles[STOPS, v]``.
Times are seconds since midnight of the first service day.
"""

from __future__ import annotations

# plan[field, slot, vehicle]
NODE = 0
REQUEST = 1  # dense request index, -1 in slot 0
KIND = 2  # ORIGIN, PICKUP or DROPOFF
EARLIEST = 3  # service may not start before
LATEST = 4  # service may not start after
ARRIVAL = 5  # at the place; where the slot before is at the same place: its START
START = 6  # start of service: boarding or alighting begins
DEPARTURE = 7  # end of service, shared by the stops before it at one place
DRIVE = 8  # drive time from the slot before
DWELL = 9
SIZE = 10  # riders of the request: weight of their time in the cost
MAX_RIDE = 11  # at a dropoff: longest ride [s]
RIDE_START = 12  # at a dropoff: end of that rider's boarding
PICKUP_SLOT = 13  # at a dropoff: slot of the pickup, 0 when already on board
LOAD = 14  # LOAD .. LOAD + LOADS - 1: load after the stop
LOADS = 4  # seats, wheelchairs, parcels, requests
PLAN_FIELDS = LOAD + LOADS

ORIGIN = 0
PICKUP = 1
DROPOFF = 2

# vehicles[field, vehicle]
STOPS = 0  # number of stops in the plan, slot 0 not counted
FIRST = 1  # lowest index a new stop may be inserted after: 1 while driving without diversion, else 0
MOVING = 2  # 1: on its way to slot 1, so JUNCTION_* is where it can turn off
JUNCTION_NODE = 3
JUNCTION_TIME = 4
DEPOT = 5
SHIFT_END = 6  # back in the depot at the latest
CAPACITY = 7  # CAPACITY .. CAPACITY + LOADS - 1
VEHICLE_FIELDS = CAPACITY + LOADS

# request[field]: one request as the kernels see it
REQ_PICKUP_NODE = 0
REQ_DROPOFF_NODE = 1
REQ_READY = 2  # earliest boarding
REQ_LATEST_PICKUP = 3
REQ_LATEST_DROPOFF = 4
REQ_MAX_RIDE = 5
REQ_PICKUP_DWELL = 6
REQ_DROPOFF_DWELL = 7
REQ_SIZE = 8
REQ_LOAD = 9  # REQ_LOAD .. REQ_LOAD + LOADS - 1
REQUEST_FIELDS = REQ_LOAD + LOADS

# weights[field]: cost per second, in thousandths, so that costs are exact integers
WEIGHT_VEHICLE = 0
WEIGHT_WAIT = 1
WEIGHT_RIDE = 2

FOREVER = 2_000_000_000  # later than any time in a simulation, small enough to add to
UNREACHABLE = 65_535  # in the travel-time matrix: no way from here to there
NO_COST = 2**62
