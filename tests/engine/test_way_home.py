"""Days small enough to check by hand on which the way home takes more energy than there is, or a charger that helps.

Nodes are a minute and a kilometre apart, on a line to the north; a bus of 20 kWh uses half of one per kilometre.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from simulator import registry
from simulator.analysis.audit.all import audit
from simulator.analysis.kpis.all import compute_kpis
from simulator.analysis.tables import build_tables
from simulator.dispatch.insertion import insert_into
from simulator.dispatch.policy import Assignment, FleetView, Rejection
from simulator.event_kinds import Event
from simulator.kernels import layout as f
from simulator.kernels.range import home_by_way_of
from simulator.reasons import Reason
from simulator.simulation.simulate import simulate
from tests.engine.test_energy_and_drivers import HOUR_S, LINE, battery, day, depot, ride, site, times_of
from tests.worlds import facilities_of, world_of

FAR = 35  # 17.5 kWh there, as much back
ARRIVES_S = 60 + FAR * 60  # to node 35, with the boarding
LEAVES_S = ARRIVES_S + 60
USUAL = {"policy": "threshold", "below": 0.35, "until": 0.8}


def reasons(events: Any) -> list[int]:
    return events.loc[events["kind"] == Event.REJECTED, "value"].tolist()


def test_a_vehicle_charges_past_the_usual_level_when_home_needs_it() -> None:
    _, events, tables = day([ride(0, 0, FAR)], fleet=battery(20), energy={"sites": [site(FAR)]}, charging=USUAL)
    assert tables.requests["status"].tolist() == ["served"]
    # 2.5 kWh are left; 17.5 and the reserve of 1 are needed, though the rule says 80 % of 20.
    assert tables.sessions["stored_kwh"].tolist() == [16.0]
    assert times_of(events, Event.UNPLUGGED) == [LEAVES_S + 16 * 120]  # at 30 kW
    assert times_of(events, Event.SHIFT_ENDED) == [10 * HOUR_S]
    assert compute_kpis(tables)["stranded_vehicles"] == 0


@pytest.mark.parametrize(
    ("charger", "shift_end_h", "served"),
    [
        ({"hours": (0, LEAVES_S + 1950)}, 10, True),  # 1,920 s, and a few for rounding down
        ({"hours": (0, LEAVES_S + 1919)}, 10, False),
        ({"hours": (8 * HOUR_S, 24 * HOUR_S)}, 10, True),  # charged by 8:33, home by 9:07
        ({"hours": (9 * HOUR_S, 24 * HOUR_S)}, 10, False),  # home by 10:07 only
        ({"hours": (9 * HOUR_S, 24 * HOUR_S)}, 11, True),
        ({"power_kw": 0.5, "current": "dc"}, 10, False),  # 32 hours
        ({"power_kw": 0.5, "current": "dc"}, 40, True),
    ],
)
def test_hours_and_power_of_the_charger_and_the_end_of_the_shift_decide(
    charger: dict[str, Any], shift_end_h: int, served: bool
) -> None:
    fleet = battery(20, shift=(0, shift_end_h * HOUR_S))
    _, events, tables = day([ride(0, 0, FAR)], fleet=fleet, energy={"sites": [site(FAR, **charger)]}, charging=USUAL)
    assert tables.requests["status"].tolist() == (["served"] if served else ["rejected"])
    assert reasons(events) == ([] if served else [Reason.NO_ENERGY])


@pytest.mark.parametrize(("shift_end_h", "served"), [(10, 2), (2, 0)])
def test_the_wait_for_a_plug_is_counted(shift_end_h: int, served: int) -> None:
    requests = [ride(0, 0, FAR, party_size=8), ride(1, 0, FAR, party_size=8)]
    fleet = battery(20, count=2, shift=(0, shift_end_h * HOUR_S))
    _, events, tables = day(requests, fleet=fleet, energy={"sites": [site(FAR)]}, charging=USUAL)
    # Home by 1:41 h after 32 minutes at the plug; but the other may stay 40 minutes, and five until it is noticed.
    assert (tables.requests["status"] == "served").sum() == served
    assert len(times_of(events, Event.QUEUED)) == (1 if served else 0)


def test_reasons_tell_want_of_energy_from_want_of_vehicles() -> None:
    requests = [ride(0, 0, 5, party_size=8), ride(10, 30, 31), ride(3 * HOUR_S, 0, 20)]
    _, events, tables = day(requests, fleet=battery(20), energy={"sites": []})
    assert tables.requests["status"].tolist() == ["served", "rejected", "rejected"]
    assert reasons(events) == [Reason.NO_VEHICLE, Reason.NO_ENERGY]  # node 30 is too far to come in time
    assert compute_kpis(tables)["rejected_no_energy"] == 1
    assert tables.requests["reason"].tolist()[2] == "no_energy"


def test_a_vehicle_that_relies_on_its_plug_goes_there_before_it_waits_at_the_next_stop() -> None:
    # Doors close at once, so that it could be off for the second ride before anybody thinks of charging.
    requests = [ride(0, 1, 19), ride(1, 1, 19, earliest_departure_s=4 * HOUR_S)]
    _, events, tables = day(
        requests,
        fleet=battery(25),
        energy={"sites": [site(0)]},
        charging={"policy": "overnight", "until": 1.0},
        dispatch={"wait_at": "next_stop"},
        service={"dwell_s": 0},
    )
    assert tables.requests["status"].tolist() == ["served", "served"]
    assert times_of(events, Event.PLUGGED_IN)[0] == (1 + 18 + 19) * 60


@dataclass(frozen=True)
class CarelessOfEnergy:
    """Puts every request into the plan of vehicle 0, whatever its energy."""

    def __call__(self, view: FleetView, requests: Sequence[int], now_s: int) -> list[Assignment | Rejection]:
        vehicles = view.vehicles.copy(order="F")
        vehicles[f.RANGE] = f.FOREVER
        return [insert_into(FleetView(**{**view.__dict__, "vehicles": vehicles}), r, 0, now_s) for r in requests]


registry.register("dispatch", "careless_of_energy", CarelessOfEnergy)


@pytest.mark.parametrize("sites", [[], [site(FAR, power_kw=0.5, current="dc", hours=(0, 4 * HOUR_S))]])
def test_a_day_that_cannot_end_ends_with_a_stranded_vehicle(sites: list[dict[str, Any]]) -> None:
    """No plan of ours leads there; a dispatcher of somebody else's may."""
    dispatch = {"policy": "careless_of_energy"}
    world = world_of(LINE, [ride(0, 0, FAR)], fleet=battery(20), energy={"sites": sites}, dispatch=dispatch)
    events = simulate(world)
    facilities = facilities_of(world)
    assert times_of(events, Event.STRANDED) == [34 * HOUR_S]
    assert times_of(events, Event.ALIGHTED) == [ARRIVES_S]
    tables = build_tables(events, world.requests, world.vehicles, facilities)
    assert compute_kpis(tables)["stranded_vehicles"] == 1
    found = audit(events, world.requests, world.vehicles, world.roads.between, facilities=facilities)
    assert len(found) == 1 and "without the energy for its way home" in found[0]


def test_a_plug_without_power_does_not_keep_the_day_going() -> None:
    energy = {"sites": [site(0, grid_kw=0.0004, hours=(0, 20 * HOUR_S))]}
    _, events, _ = day([ride(0, 1, 5)], fleet=battery(20), energy=energy)
    assert events["time_s"].max() < 101 * 24 * HOUR_S


def test_no_drive_without_need_takes_the_energy_for_the_way_home() -> None:
    # 10 km for the ride, 20 on to the waiting place and 30 home are 30 kWh, and 1 is the reserve.
    idle = {"policy": "waiting_place", "places": [depot(30)]}
    for store, goes in ((31.0, True), (30.9, False)):
        _, _, tables = day([ride(0, 0, 10)], fleet=battery(store), dispatch={"idle": idle})
        assert tables.vehicles["driven_m"].tolist() == [60_000 if goes else 20_000]


@pytest.mark.parametrize(
    ("arrives_s", "left_s", "home_s"),
    [
        (0, 600, 300 + 600),  # needs nothing
        (0, 500, 200 + 300 + 600),  # 100 s at 500 a thousand
        (100, 500, 100 + 200 + 300 + 600),
        (5000, 500, 86_400 - 1000 + 200 + 300 + 600),  # closes at 5,100 s; the night opening comes next
        (-500, 500, -500 + 200 + 300 + 600),  # the evening before
        (86_400, 500, 86_400 + 200 + 300 + 600),  # after midnight, in the opening of the day before
        (0, -3000, f.FOREVER),  # more than one opening takes
    ],
)
@pytest.mark.parametrize("wait_s", [0, 50])
def test_home_by_way_of_a_site_is_told_to_the_second(arrives_s: int, left_s: int, home_s: int, wait_s: int) -> None:
    vehicles = np.zeros((f.VEHICLE_FIELDS + f.SITE_FIELDS, 1), dtype=np.int32)
    row = {f.SITE_HOME: 600, f.SITE_RATE: 500, f.SITE_OPENS: 85_400, f.SITE_CLOSES: 91_500, f.SITE_WAIT: wait_s}
    for field, value in row.items():
        vehicles[f.VEHICLE_FIELDS + field, 0] = value
    expected = home_s if home_s == f.FOREVER else home_s + wait_s
    assert home_by_way_of(vehicles, 0, 0, left_s, arrives_s) == expected
