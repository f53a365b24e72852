"""Why a feeder offers nothing, by hand: of the reasons why each way is none, that nearest to success."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from simulator.event_kinds import Event
from simulator.reasons import Reason
from tests.feeder.test_service import CHAINS, FEEDER, ONLY_THE_TRAIN, log_of, rows
from tests.timetable.days import NETWORK, Settings

# The train leaves B at 08:15 and is in E at 08:22: who goes there from kilometre 1 is due at B at 08:08, can board at E
# from 08:23 on, and is at 18 at 08:27. No other one runs; all the way takes 19 minutes.
RIDE: Settings = {"from": 1000, "to": 18_000, "asks": "07:00"}
LATER: Settings = {"at": "10:00"}
DIRECT: Settings = {}
AT_17: Settings = {"name": "far", "lon": float(NETWORK.lon[17]), "lat": float(NETWORK.lat[17])}
FAR: Settings = {"fleet": {"bus": {"count": 1, "seats": 4, "depots": [AT_17]}}}
SOON: Settings = {"limits": {"default": {"max_wait": "5 min", "max_ride_beta": "15 min"}}}


def said(folder: Path, ride: Settings, feeder: Settings, **more: Any) -> list[Reason]:
    """Return why the feeder refuses; nothing where it offers a way."""
    demand = {"kind": "file", "requests_file": "requests.csv", "impossible": "reject"}
    log = log_of(folder, [RIDE | ride], feeder, lines=ONLY_THE_TRAIN, demand=demand, **more)
    return [Reason(value) for *_, value in rows(log, FEEDER, Event.REJECTED)]


@pytest.mark.parametrize(
    ("ride", "feeder", "rufbus", "expected"),
    [
        ({}, CHAINS, {}, []),
        ({"party": 5}, CHAINS, {}, [Reason.PARTY_TOO_LARGE]),
        ({"party": 5}, DIRECT, {}, [Reason.PARTY_TOO_LARGE]),
        ({"party": 5} | LATER, CHAINS, {}, [Reason.PARTY_TOO_LARGE]),
        ({"wheelchairs": 1}, CHAINS, {}, [Reason.PARTY_TOO_LARGE]),
        # The second ride begins at 08:23.
        ({}, CHAINS, {"hours": ["05:00", "08:23"]}, [Reason.OUTSIDE_SERVICE_HOURS]),
        ({}, CHAINS, {"hours": ["05:00", "08:24"]}, [Reason.NO_VEHICLE]),  # its duty ends too soon
        ({}, CHAINS, {"hours": ["05:00", "07:30"]}, [Reason.OUTSIDE_SERVICE_HOURS]),
        (LATER, CHAINS, {"hours": ["05:00", "09:00"]}, [Reason.OUTSIDE_SERVICE_HOURS]),
        (LATER, DIRECT, {"hours": ["05:00", "09:00"]}, [Reason.OUTSIDE_SERVICE_HOURS]),
        ({}, CHAINS, {"limits": {"default": {"notice": "2 h"}}}, [Reason.SHORT_NOTICE]),
        ({"asks": "08:00"}, CHAINS, FAR, [Reason.NO_VEHICLE]),
        ({"asks": "08:00"}, DIRECT, FAR | SOON, [Reason.NO_VEHICLE]),
        ({"asks": "10:00"} | LATER, DIRECT, FAR | SOON, [Reason.NO_VEHICLE]),
        (LATER, DIRECT, {}, []),
        (LATER, CHAINS, {}, [Reason.NO_JOURNEY]),
        ({"asks": "10:00"} | LATER, CHAINS, FAR | SOON, [Reason.NO_JOURNEY]),  # nobody is to be carried
        ({"from": 22_000}, CHAINS, {}, [Reason.NO_STOP_IN_WALKING_RANGE]),
        ({"from": 22_000}, DIRECT, {}, [Reason.NO_STOP_IN_WALKING_RANGE]),
    ],
)  # fmt: skip
def test_the_reason_nearest_to_success(
    tmp_path: Path, ride: Settings, feeder: Settings, rufbus: Settings, expected: list[Reason]
) -> None:
    assert said(tmp_path, ride, feeder, rufbus=rufbus) == expected
