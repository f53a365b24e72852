"""A day one can follow by hand: eleven nodes in a line, two vehicles, six requests.

Nodes 0 to 10 lie 1000 m apart; each step takes 60 s. The bus starts at node 0, the van at node 10. Shifts last from
0 to 3000 s. Boarding and alighting take 30 s, with a wheelchair 120 s.

* ann rides from 2 to 8; ben and his friend turn the bus at junction 3 and share 4 to 6 with her: both are pooled.
* cem is rejected, asks again 600 s later and rides alone from 7 to 9 in the van.
* dora uses a wheelchair and has booked ahead for 2000; eva gets in 60 s later, while the doors are still open.
* fay's party of twenty fits in no vehicle; they give up.
"""

from __future__ import annotations

import pandas as pd

from simulator.event_kinds import Event
from simulator.reasons import Fallback, LegPurpose, Reason
from simulator.results.earlier import with_services
from simulator.tables import REQUEST_INPUT_DTYPES, VEHICLE_INPUT_DTYPES

ANN, BEN, CEM, DORA, EVA, FAY = range(6)
BUS, VAN = range(2)
STEP_S, STEP_M = 60, 1000

# Each row: time, kind, vehicle, request, node, value.
LOG = [
    (0, Event.SHIFT_STARTED, BUS, -1, 0, 0),
    (0, Event.SHIFT_STARTED, VAN, -1, 10, 0),
    (50, Event.SUBMITTED, -1, DORA, 5, 0),
    (50, Event.ACCEPTED, VAN, DORA, -1, 2000),
    (50, Event.PROMISED_EARLIEST, VAN, DORA, -1, 2000),
    (50, Event.PROMISED_LATEST, VAN, DORA, -1, 2300),
    (100, Event.SUBMITTED, -1, ANN, 2, 0),
    (100, Event.ACCEPTED, BUS, ANN, -1, 220),
    (100, Event.PROMISED_EARLIEST, BUS, ANN, -1, 160),
    (100, Event.PROMISED_LATEST, BUS, ANN, -1, 760),
    (100, Event.DEPARTED, BUS, -1, 0, LegPurpose.SERVE),
    (220, Event.ARRIVED, BUS, -1, 2, 2000),
    (220, Event.BOARDED, BUS, ANN, 2, 30),
    (250, Event.STOP_ENDED, BUS, -1, 2, 0),
    (250, Event.DEPARTED, BUS, -1, 2, LegPurpose.SERVE),
    (300, Event.SUBMITTED, -1, BEN, 4, 0),
    (300, Event.ACCEPTED, BUS, BEN, -1, 370),
    (300, Event.PROMISED_EARLIEST, BUS, BEN, -1, 300),
    (300, Event.PROMISED_LATEST, BUS, BEN, -1, 900),
    (310, Event.DIVERTED, BUS, -1, 3, 1000),
    (310, Event.DEPARTED, BUS, -1, 3, LegPurpose.SERVE),
    (370, Event.ARRIVED, BUS, -1, 4, 1000),
    (370, Event.BOARDED, BUS, BEN, 4, 30),
    (400, Event.STOP_ENDED, BUS, -1, 4, 0),
    (400, Event.DEPARTED, BUS, -1, 4, LegPurpose.SERVE),
    (400, Event.SUBMITTED, -1, CEM, 7, 0),
    (400, Event.REJECTED, -1, CEM, -1, Reason.NO_VEHICLE),
    (500, Event.SUBMITTED, -1, FAY, 1, 0),
    (500, Event.REJECTED, -1, FAY, -1, Reason.PARTY_TOO_LARGE),
    (500, Event.GAVE_UP, -1, FAY, -1, Fallback.OTHER_MODE),
    (520, Event.ARRIVED, BUS, -1, 6, 2000),
    (520, Event.ALIGHTED, BUS, BEN, 6, 30),
    (550, Event.STOP_ENDED, BUS, -1, 6, 0),
    (550, Event.DEPARTED, BUS, -1, 6, LegPurpose.SERVE),
    (670, Event.ARRIVED, BUS, -1, 8, 2000),
    (670, Event.ALIGHTED, BUS, ANN, 8, 30),
    (700, Event.STOP_ENDED, BUS, -1, 8, 0),
    (1000, Event.SUBMITTED, -1, CEM, 7, 1),
    (1000, Event.ACCEPTED, VAN, CEM, -1, 1180),
    (1000, Event.PROMISED_EARLIEST, VAN, CEM, -1, 1000),
    (1000, Event.PROMISED_LATEST, VAN, CEM, -1, 1600),
    (1000, Event.DEPARTED, VAN, -1, 10, LegPurpose.SERVE),
    (1180, Event.ARRIVED, VAN, -1, 7, 3000),
    (1180, Event.BOARDED, VAN, CEM, 7, 30),
    (1210, Event.STOP_ENDED, VAN, -1, 7, 0),
    (1210, Event.DEPARTED, VAN, -1, 7, LegPurpose.SERVE),
    (1300, Event.DEPARTED, BUS, -1, 8, LegPurpose.TO_DEPOT),
    (1330, Event.ARRIVED, VAN, -1, 9, 2000),
    (1330, Event.ALIGHTED, VAN, CEM, 9, 30),
    (1360, Event.STOP_ENDED, VAN, -1, 9, 0),
    (1400, Event.DEPARTED, VAN, -1, 9, LegPurpose.REBALANCE),
    (1580, Event.ARRIVED, VAN, -1, 6, 3000),
    (1780, Event.ARRIVED, BUS, -1, 0, 8000),
    (1800, Event.DEPARTED, VAN, -1, 6, LegPurpose.SERVE),
    (1860, Event.ARRIVED, VAN, -1, 5, 1000),
    (1900, Event.SUBMITTED, -1, EVA, 5, 0),
    (1900, Event.ACCEPTED, VAN, EVA, -1, 2060),
    (1900, Event.PROMISED_EARLIEST, VAN, EVA, -1, 2060),
    (1900, Event.PROMISED_LATEST, VAN, EVA, -1, 2660),
    (2000, Event.BOARDED, VAN, DORA, 5, 120),
    (2060, Event.BOARDED, VAN, EVA, 5, 30),
    (2120, Event.STOP_ENDED, VAN, -1, 5, 0),
    (2120, Event.DEPARTED, VAN, -1, 5, LegPurpose.SERVE),
    (2420, Event.ARRIVED, VAN, -1, 10, 5000),
    (2420, Event.ALIGHTED, VAN, DORA, 10, 120),
    (2420, Event.ALIGHTED, VAN, EVA, 10, 30),
    (2540, Event.STOP_ENDED, VAN, -1, 10, 0),
    (3000, Event.SHIFT_ENDED, BUS, -1, 0, 0),
    (3000, Event.SHIFT_ENDED, VAN, -1, 10, 0),
]

ALL_VEHICLES = 100  # more than there are: nobody here is a shared car

# Each row: id, submitted, earliest departure, origin, destination, party, wheelchairs, access and egress walk [s].
REQUESTS = [
    ("ann", 100, 100, 2, 8, 1, 0, 60, 0),
    ("ben", 300, 300, 4, 6, 2, 0, 0, 0),
    ("cem", 400, 400, 7, 9, 1, 0, 0, 0),
    ("dora", 50, 2000, 5, 10, 1, 1, 0, 0),
    ("eva", 1900, 1900, 5, 10, 1, 0, 160, 0),
    ("fay", 500, 500, 1, 3, 20, 0, 0, 0),
]


def drive_seconds(origin: int, destination: int) -> int:
    """Drive time on the line [s]."""
    return STEP_S * abs(destination - origin)


def events(rows: list[tuple[int, ...]] | None = None) -> pd.DataFrame:
    """The event log, of the given rows or of the day above."""
    rows = LOG if rows is None else rows
    columns = ["time_s", "seq", "kind", "vehicle", "request", "node", "value"]
    table = pd.DataFrame([(row[0], seq, *row[1:]) for seq, row in enumerate(rows)], columns=columns)
    return with_services(table, vehicles=ALL_VEHICLES, requests=len(REQUESTS))


def requests_input(requests: list[tuple[str, int, int, int, int, int, int, int, int]] | None = None) -> pd.DataFrame:
    """The given requests, or the six above, as the engine saw them."""
    asked = REQUESTS if requests is None else requests
    rows = [
        {
            "request_id": name,
            "submitted_s": submitted,
            "earliest_departure_s": earliest,
            "earliest_arrival_s": -1,
            "latest_arrival_s": -1,
            "origin_lon": 11.0 + origin / 100,
            "origin_lat": 53.0,
            "destination_lon": 11.0 + destination / 100,
            "destination_lat": 53.0,
            "origin_node": origin,
            "destination_node": destination,
            "party_size": party,
            "wheelchairs": wheelchairs,
            "parcels": 0,
            "traveller_class": "adult",
            "purpose": "",
            "season_ticket": False,
            "request": number,
            "origin_stop": f"stop-{origin}",
            "destination_stop": f"stop-{destination}",
            "access_walk_m": access * 1.25,
            "access_walk_s": access,
            "egress_walk_m": egress * 1.25,
            "egress_walk_s": egress,
            "direct_s": drive_seconds(origin, destination),
            "direct_m": STEP_M * abs(destination - origin),
            "max_wait_s": 600,
            "max_ride_s": 1800,
            "max_travel_s": -1,
            "hard": True,
        }
        for number, (name, submitted, earliest, origin, destination, party, wheelchairs, access, egress) in enumerate(
            asked
        )
    ]
    return pd.DataFrame(rows, columns=list(REQUEST_INPUT_DTYPES)).astype(REQUEST_INPUT_DTYPES)


def vehicles_input() -> pd.DataFrame:
    """The bus and the van."""
    rows = [
        {
            "vehicle": number,
            "vehicle_id": name,
            "vehicle_type": name.split("-")[0],
            "seats": seats,
            "wheelchairs": 1,
            "parcels": 0,
            "depot": f"depot-{node}",
            "depot_node": node,
            "shift_start_s": 0,
            "shift_end_s": 3000,
            "drivetrain": "battery",
            "energy_kwh_per_km": energy,
            "co2_g_per_kwh": 400.0,
            "store_kwh": float("nan"),
            "reserve_kwh": float("nan"),
            "charging_efficiency": 1.0,
        }
        for number, (name, seats, node, energy) in enumerate([("bus-01", 8, 0, 0.5), ("van-01", 4, 10, 0.25)])
    ]
    return pd.DataFrame(rows, columns=list(VEHICLE_INPUT_DTYPES)).astype(VEHICLE_INPUT_DTYPES)
