"""Fields of the arrays that plans, vehicles and requests are made of.

Plans are one int32 array ``plan[field, slot, vehicle]``, in which the fields of a slot lie side by side. Slot 0 is
where the vehicle stands or last set off from; the stops still to be served are slots 1 to ``vehicles[STOPS, v]``.
Times are seconds since midnight of the first service day.
"""

from __future__ import annotations

from simulator.units import HOUR_S

FOREVER = 2_000_000_000  # later than any time in a simulation, small enough to add to

# plan[field, slot, vehicle]
NODE = 0
REQUEST = 1  # dense request index, -1 in slot 0
KIND = 2  # ORIGIN, PICKUP, DROPOFF, BREAK or CHANGEOVER
EARLIEST = 3  # service may not start before
LATEST = 4  # service may not start after
ARRIVAL = 5  # at the place; where the slot before is at the same place: its START
START = 6  # start of service: boarding or alighting begins
DEPARTURE = 7  # end of service, shared by the stops before it at one place
DRIVE = 8  # drive time from the slot before
DWELL = 9
SIZE = 10  # riders of the request: weight of their time in the cost
MAX_RIDE = 11  # at a dropoff: longest ride [s]
RIDE_START = 12  # at a dropoff: end of that rider's boarding; at a break or changeover: it begins no earlier
PICKUP_SLOT = 13  # at a dropoff: slot of the pickup, 0 when already on board
LATEST_START = 14  # no plan that keeps what lies before this stop can start here later (a bound, not a promise)
LISTED = 15  # its record in the index of slots; NOT_LISTED: none
ABSENT = (
    16  # at a pickup: 1 when nobody will be there, which nobody knows yet; at a dropoff: 1 when its end is to be told
)
PAUSE = 17  # at a break or changeover: how long it lasts at least, and START is its end [s]; 0 at other stops
BUCKET = 18  # where that record is
LOAD = 19  # LOAD .. LOAD + LOADS - 1: load after the stop
LOADS = 4  # seats, wheelchairs, parcels, requests
PLAN_FIELDS = LOAD + LOADS

ORIGIN = 0
PICKUP = 1
DROPOFF = 2
BREAK = 3  # this and all that follow: nobody may be on board
CHANGEOVER = 4

# vehicles[field, vehicle]
STOPS = 0  # number of stops in the plan, slot 0 not counted
FIRST = 1  # lowest index a new stop may be inserted after: 1 while driving without diversion, else 0
MOVING = 2  # 1: on its way from slot 0, so `legs` tells where it can turn off
LEG_NODES = 3  # length of that leg, both ends counted
DEPOT = 4
SHIFT_END = 5  # back in the depot at the latest
HOME = 6  # drive from the last stop to the depot
RANGE = 7  # drive time from slot 0 that its energy surely lasts for [s]; FOREVER: not limited, below 0: not available
REFILL = 8  # drive time that 1000 s at its own plug in the depot surely add [s]; 0: it has none
REFILL_CAP = 9  # range up to which that holds [s]
HOLDS = 10  # 1: at another site, or on its way there: what it gets before its next stop is not counted upon
CAPACITY = 11  # CAPACITY .. CAPACITY + LOADS - 1
SURE_SITES = CAPACITY + LOADS  # number of sites where it surely gets the energy for its way home
VEHICLE_FIELDS = SURE_SITES + 1  # and then, for each of those sites, the fields that follow

# what a vehicle knows of a site, at vehicles[VEHICLE_FIELDS + number * SITE_FIELDS + field, vehicle]
SITE_PLACE = 0
SITE_HOME = 1  # range that it needs there to drive home [s]
SITE_RATE = 2  # drive time that 1000 s at a plug surely add until it has that range [s]
SITE_OPENS = 3  # seconds since midnight, each day
SITE_CLOSES = 4
SITE_WAIT = 5  # the longest wait for a plug, when all others were there before [s]
SITE_NUMBER = 6  # among the charging sites
SITE_FIELDS = 7

# legs[vehicle, field, position]: the drive a vehicle is on, or was on last
LEG_NODE = 0
LEG_TIME = 1  # when the node is reached
LEG_METRES = 2  # driven until there
LEG_FIELDS = 3
# more of the leg a vehicle is on
LEG_PASSES = 3  # 1: a place that the vehicle passes by, where it does not turn off
DRIVEN_LEG_FIELDS = 4
ALL_KNOWN = 2**31 - 1  # more nodes than there are: vehicles turn off wherever it is of use

# duty[vehicle, field]: what a vehicle is at; one line of memory per vehicle
DRIVING = 0  # 1: on a leg
BOUND_FOR = 1  # place its leg leads to
PURPOSE = 2  # why, see ``tables.LegPurpose``
LEG_END = 3  # place where it will really end: BOUND_FOR, or the junction where the vehicle turns off
LEG_END_S = 4  # when
TURNED_OFF = 5  # 1: the last leg ended at a junction
DOORS_OPEN = 6  # 1: serving the stop of slot 0
IDLE_SINCE = 7  # end of the last service or of a drive without riders in prospect
NUMBER = 8  # of the vehicle, in the event log: each of its shifts has a plan of its own
VERSION = 9  # of its plan: how often it, or what it depends on, was changed
DUTY_FIELDS = 10

# rows[row, field] of the event log, int32. The last row is none: its first field is the number of rows written, and it
# has the service whose kernels write now, and the number of that service's first vehicle.
ROW_TIME = 0
ROW_KIND = 1  # ``event_kinds.Event``
ROW_VEHICLE = 2
ROW_REQUEST = 3
ROW_NODE = 4
ROW_VALUE = 5
ROW_SERVICE = 6
ROW_RIDE = 7
ROW_FIELDS = 8

# records[record, field]: one slot of a plan, and what of the stop behind it bounds an insertion between the two
R_VEHICLE = 0
R_SLOT = 1  # with riders and kind of the stop behind it, see `slot_index`
R_NODE = 2  # as in the plan, like all that follow
R_DEPARTURE = 3
R_NEXT = 4  # node of the stop behind it, NO_NEXT when there is none
R_NEXT_START = 5
R_NEXT_LATEST = 6  # its LATEST_START
R_NEXT_DRIVE = 7  # to it; where the vehicle is on its way there, when it arrives
RECORD_FIELDS = 8
BLOCK = 8  # records side by side
NO_NEXT = -FOREVER
NOT_LISTED = -1

# buckets[field, bucket]: the records of one list in one cell. Bucket 0 of a list is of slots that lie in none. Behind
# all these come the buckets of the short gaps of OTHERS, a cell's side by side, by when a vehicle leaves.
HEAD = 0  # its first block, the only one that may have room
COUNT = 1
LEAST_DEPARTURE = 2  # no record of the list and cell has a lower one; FOREVER when there is none
IN_CELL = 3  # records of the list and cell, whatever their bucket; like LEAST_DEPARTURE in the first ones only
BUCKET_FIELDS = 4
FREE = 0  # in the last column: the first block that is free again
USED_BLOCKS = 1  # in the last column: those behind them have never been in use
IDLE = 0  # list of vehicles that stand and have no stops
ON_THE_WAY = 1  # of vehicles under way that may turn off: their slot 0 is the place they left
OTHERS = 2
LISTS = 3
SHORT_GAP_S = HOUR_S  # from a departure to the latest start of the stop behind it, at most
PERIOD_S = HOUR_S // 2  # of departures in one bucket of short gaps
PERIODS = 64  # after so many they share buckets

# request[field]: one request as the kernels see it
REQ_PICKUPS = 0  # number of places it can be picked up at; they come first in its options
REQ_EARLIEST = 1  # leaves its origin no earlier
REQ_MAX_WAIT = 2  # at the place of pickup
REQ_LATEST_ARRIVAL = 3  # at its destination
REQ_MAX_RIDE = 4
REQ_PICKUP_DWELL = 5
REQ_DROPOFF_DWELL = 6
REQ_SIZE = 7
REQ_MAX_TRAVEL = 8  # from its earliest departure to its destination, walks included
REQ_LOAD = 9  # REQ_LOAD .. REQ_LOAD + LOADS - 1
REQUEST_FIELDS = REQ_LOAD + LOADS

# options[option, field]: where a request can be picked up, then where it can be dropped off
OPTION_NODE = 0
OPTION_WALK = 1  # between origin or destination and this place [s]
OPTION_FIELDS = 2

# weights[field]: cost per second, in thousandths, so that costs are exact integers
WEIGHT_VEHICLE = 0
WEIGHT_WAIT = 1
WEIGHT_RIDE = 2
WEIGHT_WALK = 3

UNREACHABLE = 65_535  # in the travel-time matrix: no way from here to there
NO_COST = 2**62

# An Insertion as an array, so far the best one.
COST = 0
WINNER = 1
PICKUP_POSITION = 2
DROPOFF_POSITION = 3
PICKUP_CHOICE = 4
DROPOFF_CHOICE = 5
