"""A second day one can follow by hand, with all that the tiny day lacks: energy, drivers, offers, absences, refusals.

The line is that of `tiny_day`: nodes 0 to 10 lie 1000 m apart, each step takes 60 s; exceptions are marked. The depot
is at node 0, as is the hydrogen pump (site 1); a charger with one plug (site 0) stands at node 10. Of what is drawn at
the charger, batteries store 80 %.

* ada and bob share the bus from 5 to 7, over a detour; she boards and alights later than promised, he in time, but
  890 s after he was ready for his first attempt.
* cleo agrees to leave 300 s later than she wished and is fetched 20 s later than promised, as a road is closed.
* dan uses a wheelchair; he, hal and jon come on the waiting list, jon cancels in the end. eve's party boards early.
* dan boards 320 s after the time he was told, fin 660 s, eve 340 s before it. fin was promised nothing.
* gus declines all offers, hal cancels an hour ahead, nobody comes where ida is met.
* dan pays 1.50 EUR and hal 2.00 EUR more, as a train goes; hal cancels. gus is told of one, too, and of another one
  instead.
* 91 more are refused, each reason another number of times; one of them had come nearer to success at a first try.
* The van waits for the plug, gives up and comes back; it falls below its reserve. The bus ends with exactly its own.
* The gas van drives on hydrogen, the oil van on diesel; the spare never drives, the cab does not come home.
* Two drivers share the bus, one has the van.
* bob and gus hold season tickets.
"""

from __future__ import annotations

import pandas as pd

from simulator.analysis.inputs import Facilities
from simulator.event_kinds import Event
from simulator.reasons import Fallback, LegPurpose, Reason
from simulator.tables import DUTY_DTYPES, PAUSE_DTYPES, PRICE_DTYPES, SITE_DTYPES, VEHICLE_INPUT_DTYPES
from tests.analysis import tiny_day

ADA, BOB, CLEO, DAN, EVE, FIN, GUS, HAL, IDA, JON = range(10)
BUS, VAN, GAS, OIL, SPARE, CAB = range(6)
CHARGER, PUMP = range(2)
WH = 1000  # as the log counts

BUS_LOG = [
    (0, Event.ENERGY_LEVEL, BUS, -1, 0, 10_000 * WH),
    (0, Event.SHIFT_STARTED, BUS, -1, 0, 0),
    (600, Event.DEPARTED, BUS, -1, 0, LegPurpose.SERVE),
    (780, Event.ARRIVED, BUS, -1, 3, 3000),
    (780, Event.ENERGY_USED, BUS, -1, 3, 1500 * WH),
    (780, Event.BOARDED, BUS, ADA, 3, 30),
    (810, Event.STOP_ENDED, BUS, -1, 3, 0),
    (900, Event.DEPARTED, BUS, -1, 3, LegPurpose.SERVE),  # it has waited with her
    (1020, Event.ARRIVED, BUS, -1, 5, 2000),
    (1020, Event.ENERGY_USED, BUS, -1, 5, 1000 * WH),
    (1020, Event.BOARDED, BUS, BOB, 5, 30),
    (1050, Event.STOP_ENDED, BUS, -1, 5, 0),
    (1050, Event.DEPARTED, BUS, -1, 5, LegPurpose.SERVE),
    (1200, Event.ARRIVED, BUS, -1, 7, 2600),  # 600 m and 30 s more than usual
    (1200, Event.ENERGY_USED, BUS, -1, 7, 1000 * WH),
    (1200, Event.ALIGHTED, BUS, ADA, 7, 30),
    (1230, Event.STOP_ENDED, BUS, -1, 7, 0),
    (1230, Event.DEPARTED, BUS, -1, 7, LegPurpose.SERVE),
    (1350, Event.ARRIVED, BUS, -1, 9, 2000),
    (1350, Event.ENERGY_USED, BUS, -1, 9, 1500 * WH),
    (1350, Event.ALIGHTED, BUS, BOB, 9, 30),
    (1380, Event.STOP_ENDED, BUS, -1, 9, 0),
    (1400, Event.DEPARTED, BUS, -1, 9, LegPurpose.CHARGE),
    (1460, Event.ARRIVED, BUS, -1, 10, 1000),
    (1460, Event.ENERGY_USED, BUS, -1, 10, 500 * WH),
    (1460, Event.PLUGGED_IN, BUS, -1, 10, CHARGER),
    (1460, Event.POWER, BUS, -1, 10, 12_000),
    (2000, Event.BREAK_STARTED, BUS, -1, 10, 300),  # while it is plugged in
    (2300, Event.STOP_ENDED, BUS, -1, 10, 0),
    (2660, Event.POWER, BUS, -1, 10, 0),
    (2660, Event.CHARGED, BUS, -1, 10, 3200 * WH),
    (2660, Event.UNPLUGGED, BUS, -1, 10, CHARGER),
    (2660, Event.DEPARTED, BUS, -1, 10, LegPurpose.TO_DEPOT),
    (3260, Event.ARRIVED, BUS, -1, 0, 10_000),
    (3260, Event.ENERGY_USED, BUS, -1, 0, 5200 * WH),
    (3260, Event.ENERGY_CUT, BUS, -1, -1, 200 * WH),
    (3300, Event.BREAK_STARTED, BUS, -1, 0, 900),
    (3300, Event.DRIVER_LATE, BUS, -1, -1, 60),
    (4200, Event.STOP_ENDED, BUS, -1, 0, 0),
    (4500, Event.CHANGEOVER_STARTED, BUS, -1, 0, 300),
    (4800, Event.STOP_ENDED, BUS, -1, 0, 0),
    (5000, Event.DEPARTED, BUS, -1, 0, LegPurpose.SERVE),
    (5060, Event.ARRIVED, BUS, -1, 1, 1000),
    (5060, Event.ENERGY_USED, BUS, -1, 1, 500 * WH),
    (5060, Event.NO_SHOW, BUS, IDA, 1, 60),
    (5120, Event.STOP_ENDED, BUS, -1, 1, 0),
    (5200, Event.DEPARTED, BUS, -1, 1, LegPurpose.REBALANCE),
    (5260, Event.ARRIVED, BUS, -1, 2, 1000),
    (5260, Event.ENERGY_USED, BUS, -1, 2, 400 * WH),
    (5400, Event.DEPARTED, BUS, -1, 2, LegPurpose.TO_DEPOT),
    (5520, Event.ARRIVED, BUS, -1, 0, 2000),
    (5520, Event.ENERGY_USED, BUS, -1, 0, 600 * WH),
    (5700, Event.SHIFT_ENDED, BUS, -1, 0, 0),
    (9000, Event.ENERGY_LEVEL, BUS, -1, 0, 1000 * WH),
]

VAN_LOG = [
    (0, Event.ENERGY_LEVEL, VAN, -1, 0, 5000 * WH),
    (0, Event.SHIFT_STARTED, VAN, -1, 0, 0),
    (1500, Event.DEPARTED, VAN, -1, 0, LegPurpose.CHARGE),
    (2100, Event.ARRIVED, VAN, -1, 10, 10_000),
    (2100, Event.ENERGY_USED, VAN, -1, 10, 2400 * WH),
    (2100, Event.QUEUED, VAN, -1, 10, CHARGER),
    (2300, Event.UNPLUGGED, VAN, -1, 10, CHARGER),  # it leaves the queue
    (2400, Event.QUEUED, VAN, -1, 10, CHARGER),
    (2660, Event.PLUGGED_IN, VAN, -1, 10, CHARGER),
    (2660, Event.POWER, VAN, -1, 10, 9000),
    (4000, Event.POWER, VAN, -1, 10, 4500),
    (4800, Event.POWER, VAN, -1, 10, 0),
    (4800, Event.CHARGED, VAN, -1, 10, 3480 * WH),
    (4800, Event.UNPLUGGED, VAN, -1, 10, CHARGER),
    (4800, Event.DEPARTED, VAN, -1, 10, LegPurpose.SERVE),
    (4920, Event.ARRIVED, VAN, -1, 8, 2000),
    (4920, Event.ENERGY_USED, VAN, -1, 8, 500 * WH),
    (4600, Event.PROMISE_BROKEN, VAN, CLEO, -1, 20),
    (4920, Event.BOARDED, VAN, CLEO, 8, 30),
    (4950, Event.STOP_ENDED, VAN, -1, 8, 0),
    (4950, Event.DEPARTED, VAN, -1, 8, LegPurpose.SERVE),
    (5190, Event.ARRIVED, VAN, -1, 4, 4000),
    (5190, Event.ENERGY_USED, VAN, -1, 4, 1000 * WH),
    (5190, Event.ALIGHTED, VAN, CLEO, 4, 30),
    (5220, Event.STOP_ENDED, VAN, -1, 4, 0),
    (5400, Event.BOARDED, VAN, DAN, 4, 90),
    (5490, Event.STOP_ENDED, VAN, -1, 4, 0),
    (5490, Event.DEPARTED, VAN, -1, 4, LegPurpose.SERVE),
    (5610, Event.ARRIVED, VAN, -1, 2, 2000),
    (5610, Event.ENERGY_USED, VAN, -1, 2, 600 * WH),
    (5610, Event.ALIGHTED, VAN, DAN, 2, 90),
    (5700, Event.STOP_ENDED, VAN, -1, 2, 0),
    (5700, Event.DEPARTED, VAN, -1, 2, LegPurpose.TO_DEPOT),
    (5820, Event.ARRIVED, VAN, -1, 0, 2000),
    (5820, Event.ENERGY_USED, VAN, -1, 0, 500 * WH),
    (6000, Event.BREAK_STARTED, VAN, -1, 0, 600),
    (6600, Event.STOP_ENDED, VAN, -1, 0, 0),
    (7200, Event.SHIFT_ENDED, VAN, -1, 0, 0),
    (9000, Event.ENERGY_LEVEL, VAN, -1, 0, 3480 * WH),
]

OTHERS_LOG = [
    (0, Event.ENERGY_LEVEL, GAS, -1, 0, 40_000 * WH),
    (0, Event.SHIFT_STARTED, GAS, -1, 0, 0),
    (1000, Event.DEPARTED, GAS, -1, 0, LegPurpose.SERVE),
    (1360, Event.ARRIVED, GAS, -1, 6, 6000),
    (1360, Event.ENERGY_USED, GAS, -1, 6, 9000 * WH),
    (1360, Event.BOARDED, GAS, EVE, 6, 60),
    (1420, Event.STOP_ENDED, GAS, -1, 6, 0),
    (1420, Event.DEPARTED, GAS, -1, 6, LegPurpose.SERVE),
    (1720, Event.ARRIVED, GAS, -1, 10, 4000),  # 60 s more than usual
    (1720, Event.ENERGY_USED, GAS, -1, 10, 7000 * WH),
    (1720, Event.ALIGHTED, GAS, EVE, 10, 60),
    (1780, Event.STOP_ENDED, GAS, -1, 10, 0),
    (1800, Event.DEPARTED, GAS, -1, 10, LegPurpose.TO_DEPOT),
    (2400, Event.ARRIVED, GAS, -1, 0, 10_000),
    (2400, Event.ENERGY_USED, GAS, -1, 0, 14_000 * WH),
    (2400, Event.PLUGGED_IN, GAS, -1, 0, PUMP),
    (2400, Event.POWER, GAS, -1, 0, 36_000),
    (2700, Event.POWER, GAS, -1, 0, 84_000),
    (3000, Event.POWER, GAS, -1, 0, 0),
    (3000, Event.CHARGED, GAS, -1, 0, 10_000 * WH),
    (3000, Event.UNPLUGGED, GAS, -1, 0, PUMP),
    (3600, Event.SHIFT_ENDED, GAS, -1, 0, 0),
    (9000, Event.ENERGY_LEVEL, GAS, -1, 0, 20_000 * WH),
    (3600, Event.SHIFT_STARTED, OIL, -1, 0, 0),
    (4000, Event.DEPARTED, OIL, -1, 0, LegPurpose.SERVE),
    (4120, Event.ARRIVED, OIL, -1, 2, 2000),
    (4120, Event.BOARDED, OIL, FIN, 2, 30),
    (4150, Event.STOP_ENDED, OIL, -1, 2, 0),
    (4150, Event.DEPARTED, OIL, -1, 2, LegPurpose.SERVE),
    (4348, Event.ARRIVED, OIL, -1, 5, 3000),  # 18 s more than usual
    (4348, Event.ALIGHTED, OIL, FIN, 5, 30),
    (4378, Event.STOP_ENDED, OIL, -1, 5, 0),
    (4400, Event.DEPARTED, OIL, -1, 5, LegPurpose.TO_DEPOT),
    (4700, Event.ARRIVED, OIL, -1, 0, 5000),
    (6000, Event.SHIFT_ENDED, OIL, -1, 0, 0),
    (3600, Event.SHIFT_STARTED, SPARE, -1, 0, 0),
    (4500, Event.SHIFT_ENDED, SPARE, -1, 0, 0),
    (0, Event.ENERGY_LEVEL, CAB, -1, 0, 4000 * WH),
    (0, Event.SHIFT_STARTED, CAB, -1, 0, 0),
    (300, Event.DEPARTED, CAB, -1, 0, LegPurpose.REBALANCE),
    (360, Event.ARRIVED, CAB, -1, 1, 1000),
    (360, Event.ENERGY_USED, CAB, -1, 1, 1000 * WH),
    (8000, Event.STRANDED, CAB, -1, 1, 0),
    (9000, Event.ENERGY_LEVEL, CAB, -1, 1, 3000 * WH),
]

REQUESTS_LOG = [
    (500, Event.SUBMITTED, -1, ADA, 3, 0),
    (530, Event.ACCEPTED, BUS, ADA, 3, 780),
    (530, Event.PROMISED_EARLIEST, BUS, ADA, -1, 600),
    (530, Event.PROMISED_LATEST, BUS, ADA, -1, 700),
    (530, Event.PROMISED_DROPOFF, BUS, ADA, -1, 1100),
    (100, Event.SUBMITTED, -1, BOB, 5, 0),
    (100, Event.REJECTED, -1, BOB, -1, Reason.NO_VEHICLE),
    (700, Event.SUBMITTED, -1, BOB, 5, 1),
    (760, Event.ACCEPTED, BUS, BOB, 5, 1020),
    (760, Event.PROMISED_EARLIEST, BUS, BOB, -1, 720),
    (760, Event.PROMISED_LATEST, BUS, BOB, -1, 1020),
    (760, Event.PROMISED_DROPOFF, BUS, BOB, -1, 1350),
    (4000, Event.SUBMITTED, -1, CLEO, 8, 0),
    (4000, Event.OFFERED, VAN, CLEO, 8, 4920),
    (4000, Event.OFFERED, BUS, CLEO, 8, 5400),
    (4000, Event.AGREED, -1, CLEO, -1, 4500),
    (4000, Event.ACCEPTED, VAN, CLEO, 8, 4900),
    (4000, Event.PROMISED_EARLIEST, VAN, CLEO, -1, 4500),
    (4000, Event.PROMISED_LATEST, VAN, CLEO, -1, 4900),
    (300, Event.SUBMITTED, -1, DAN, 4, 0),
    (300, Event.ON_WAITING_LIST, -1, DAN, -1, 4000),
    (3810, Event.JOURNEY_LEAVES, -1, DAN, -1, 4900),
    (3810, Event.JOURNEY_ARRIVES, -1, DAN, -1, 6100),
    (3810, Event.ACCEPTED, VAN, DAN, 4, 5080),
    (3810, Event.SURCHARGED, VAN, DAN, -1, 150),
    (3810, Event.PROMISED_EARLIEST, VAN, DAN, -1, 4800),
    (3810, Event.PROMISED_LATEST, VAN, DAN, -1, 5400),
    (0, Event.SUBMITTED, -1, EVE, 6, 0),
    (0, Event.ACCEPTED, GAS, EVE, 6, 1700),
    (0, Event.PROMISED_EARLIEST, GAS, EVE, -1, 1460),
    (0, Event.PROMISED_LATEST, GAS, EVE, -1, 1800),
    (0, Event.PROMISED_DROPOFF, GAS, EVE, -1, 1700),
    (3900, Event.SUBMITTED, -1, FIN, 2, 0),
    (3900, Event.ACCEPTED, OIL, FIN, 2, 3460),
    (1000, Event.SUBMITTED, -1, GUS, 1, 0),
    (1000, Event.JOURNEY_LEAVES, -1, GUS, -1, 1500),
    (1000, Event.JOURNEY_ARRIVES, -1, GUS, -1, 3600),
    (1000, Event.JOURNEY_LEAVES, -1, GUS, -1, 2500),
    (1000, Event.JOURNEY_ARRIVES, -1, GUS, -1, 4600),
    *((1000, Event.OFFERED, vehicle, GUS, 1, 2000) for vehicle in (BUS, VAN, GAS)),
    (1000, Event.DECLINED, -1, GUS, -1, 3),
    (1000, Event.GAVE_UP, -1, GUS, -1, Fallback.STAY),
    (200, Event.SUBMITTED, -1, HAL, 9, 0),
    (200, Event.ON_WAITING_LIST, -1, HAL, -1, 3000),
    (250, Event.OFFERED, VAN, HAL, 9, 5000),
    (250, Event.OFFERED, GAS, HAL, 9, 5100),
    (250, Event.JOURNEY_LEAVES, -1, HAL, -1, 4600),
    (250, Event.JOURNEY_ARRIVES, -1, HAL, -1, 6600),
    (250, Event.ACCEPTED, VAN, HAL, 9, 5000),
    (250, Event.SURCHARGED, VAN, HAL, -1, 200),
    (250, Event.PROMISED_EARLIEST, VAN, HAL, -1, 5000),
    (250, Event.PROMISED_LATEST, VAN, HAL, -1, 5300),
    (250, Event.PROMISED_DROPOFF, VAN, HAL, -1, 6000),
    (1400, Event.CANCELLED, VAN, HAL, -1, 3600),
    (4640, Event.SUBMITTED, -1, IDA, 1, 0),
    (4700, Event.ACCEPTED, BUS, IDA, 1, 5060),
    (2000, Event.SUBMITTED, -1, JON, 3, 0),
    (2000, Event.ON_WAITING_LIST, -1, JON, -1, 3000),
    (2090, Event.ACCEPTED, GAS, JON, 3, 3400),
    (2500, Event.CANCELLED, GAS, JON, -1, 900),
]

HOLDERS = BOB, GUS  # of a season ticket
# As in tiny_day.REQUESTS.
REQUESTS = [
    ("ada", 500, 500, 3, 7, 1, 0, 100, 40),
    ("bob", 100, 110, 5, 9, 2, 0, 20, 0),
    ("cleo", 4000, 4200, 8, 4, 1, 0, 0, 80),
    ("dan", 300, 4800, 4, 2, 1, 1, 0, 0),
    ("eve", 0, 400, 6, 10, 3, 0, 60, 30),
    ("fin", 3900, 3900, 2, 5, 1, 0, 30, 90),
    ("gus", 1000, 1900, 1, 8, 1, 0, 600, 700),
    ("hal", 200, 4900, 9, 1, 2, 0, 500, 600),
    ("ida", 4640, 5000, 1, 6, 1, 0, 400, 500),
    ("jon", 2000, 3300, 3, 9, 4, 0, 300, 400),
]

# How often each reason was the one that counts, and what these travellers do instead.
REFUSED = {
    Reason.NO_VEHICLE: (1, Fallback.OTHER_SERVICE),
    Reason.PARTY_TOO_LARGE: (2, Fallback.STAY),
    Reason.OUTSIDE_SERVICE_HOURS: (3, Fallback.OTHER_MODE),
    Reason.SHORT_NOTICE: (4, Fallback.OTHER_MODE),
    Reason.NO_STOP_IN_WALKING_RANGE: (5, Fallback.OTHER_MODE),
    Reason.WALK_INSTEAD: (6, Fallback.STAY),
    Reason.LATEST_ARRIVAL_IMPOSSIBLE: (7, Fallback.OTHER_SERVICE),
    Reason.NO_ROAD: (8, Fallback.OTHER_MODE),
    Reason.TOO_EARLY: (9, Fallback.OTHER_MODE),
    Reason.NO_ENERGY: (10, Fallback.OTHER_SERVICE),
    Reason.OUTSIDE_ZONES: (11, Fallback.STAY),
    Reason.PARALLEL_SERVICE: (12, Fallback.OTHER_SERVICE),
    Reason.NOT_ELIGIBLE: (13, Fallback.OTHER_MODE),
    Reason.FEEDER_OFFERED: (14, Fallback.STAY),
    Reason.OUTSIDE_AREA: (15, Fallback.OTHER_MODE),
    Reason.BOOKING_OUT: (16, Fallback.OTHER_MODE),
}


def events() -> pd.DataFrame:
    """The event log."""
    rows: list[tuple[int, ...]] = [*REQUESTS_LOG]
    for request, (reason, fallback) in enumerate(_refusals(), start=len(REQUESTS)):
        rows += [(6000, Event.SUBMITTED, -1, request, 1, 0), (6000, Event.REJECTED, -1, request, -1, reason)]
        if reason == Reason.NO_VEHICLE:
            rows += [
                (6300, Event.SUBMITTED, -1, request, 1, 1),
                (6300, Event.REJECTED, -1, request, -1, Reason.SHORT_NOTICE),
            ]
        if reason == Reason.PARALLEL_SERVICE:
            rows += [
                (6000, Event.JOURNEY_LEAVES, -1, request, -1, 6600),
                (6000, Event.JOURNEY_ARRIVES, -1, request, -1, 7200),
            ]
        rows.append((6300, Event.GAVE_UP, -1, request, -1, fallback))
    return tiny_day.events([*rows, *BUS_LOG, *VAN_LOG, *OTHERS_LOG])


def requests_input() -> pd.DataFrame:
    """The requests as the engine saw them; the parties that are too large are 20 people."""
    refused = [
        (f"refused-{number}", 6000, 6000, 1, 4, 20 if reason == Reason.PARTY_TOO_LARGE else 1, 0, 900, 900)
        for number, (reason, _) in enumerate(_refusals())
    ]
    table = tiny_day.requests_input([*REQUESTS, *refused])
    return table.assign(season_ticket=table["request"].isin(HOLDERS))


def vehicles_input() -> pd.DataFrame:
    """The six vehicles; where electricity has a profile of hours, co2_g_per_kwh of batteries does not count."""
    nan = float("nan")
    columns = (
        "vehicle_id", "seats", "drivetrain", "energy_kwh_per_km", "co2_g_per_kwh", "store_kwh", "reserve_kwh",
        "charging_efficiency", "shift_start_s", "shift_end_s",
    )  # fmt: skip
    rows = [
        ("bus", 8, "battery", 0.6, 888.0, 20.0, 1.0, 0.8, 0, 5700),
        ("van", 4, "battery", 0.3, 888.0, 10.0, 3.0, 0.8, 0, 7200),
        ("gas", 8, "hydrogen", 1.6, 90.0, 100.0, 10.0, 1.0, 0, 3600),
        ("oil", 8, "diesel", 0.8, 300.0, nan, nan, 1.0, 3600, 6000),
        ("spare", 8, "diesel", nan, nan, nan, nan, 1.0, 3600, 4500),
        ("cab", 4, "battery", 0.3, 888.0, 8.0, 1.0, 0.8, 0, 3600),
    ]
    given = pd.DataFrame(rows, columns=list(columns))
    given = given.assign(
        vehicle=range(len(rows)), vehicle_type=given["vehicle_id"], wheelchairs=1, parcels=0, depot="depot-0",
        depot_node=0,
    )  # fmt: skip
    return given[list(VEHICLE_INPUT_DTYPES)].astype(VEHICLE_INPUT_DTYPES)


def facilities() -> Facilities:
    """Charger and pump with their prices, three duties, the breaks as planned, and the CO2 of electricity by hour."""
    site = {"lon": 11.0, "lat": 53.0, "plugs": 1, "grid_w": 100_000, "open_s": 0, "close_s": 86_400}
    sites = [
        site | {"site": CHARGER, "name": "charger", "node": 10, "energy": "electricity", "power_w": 12_000},
        site | {"site": PUMP, "name": "pump", "node": 0, "energy": "hydrogen", "power_w": 84_000},
    ]
    prices = [(CHARGER, hour, {0: 0.2, 1: 0.4}.get(hour, 9.0)) for hour in range(24)]
    prices += [(PUMP, hour, 0.15) for hour in range(24)]
    duties = [
        (BUS, 0, "early", 0, 4000, 5000, 16_200, 600),
        (BUS, 1, "late", 4800, 5400, 6000, 16_200, 600),
        (VAN, 0, "day", 0, 9000, 9000, 16_200, 600),
    ]
    pauses = [
        (BUS, Event.BREAK_STARTED, 1500, 2500, 300, 1800),
        (BUS, Event.BREAK_STARTED, 3000, 3600, 900, 3900),
        (BUS, Event.CHANGEOVER_STARTED, 4000, 5000, 300, 4800),
        (VAN, Event.BREAK_STARTED, 5000, 7000, 600, 5600),
    ]
    return Facilities(
        sites=pd.DataFrame(sites).assign(direct_current=False)[list(SITE_DTYPES)].astype(SITE_DTYPES),
        prices=pd.DataFrame(prices, columns=list(PRICE_DTYPES)).astype(PRICE_DTYPES),
        duties=pd.DataFrame(duties, columns=list(DUTY_DTYPES)).astype(DUTY_DTYPES),
        pauses=pd.DataFrame(pauses, columns=list(PAUSE_DTYPES)).astype(PAUSE_DTYPES),
        co2_g_per_kwh_by_hour=(300.0, 500.0, *[999.0] * 22),
    )


def _refusals() -> list[tuple[Reason, Fallback]]:
    """Reason and fallback of every refused request."""
    return [(reason, fallback) for reason, (count, fallback) in REFUSED.items() for _ in range(count)]
