"""Days small enough to check by hand: a battery that decides who is served, breaks that move, drivers that change.

Nodes are a minute and a kilometre apart, on a line to the north.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from simulator.analysis.audit.all import audit
from simulator.analysis.inputs import Facilities
from simulator.analysis.kpis.all import compute_kpis
from simulator.analysis.tables import ResultTables, build_tables
from simulator.event_kinds import Event
from simulator.simulation.simulate import simulate
from simulator.world.build import World
from tests.worlds import facilities_of, line_network, world_of

KWH = 1_000_000
HOUR_S = 3600
LINE = line_network(41)


def depot(node: int) -> dict[str, Any]:
    return {"name": f"node {node}", "lon": float(LINE.lon[node]), "lat": float(LINE.lat[node])}


def battery(store_kwh: float, **values: Any) -> dict[str, Any]:
    """A minibus of 0.5 kWh/km at any speed, which charges at 30 kW."""
    return {
        "minibus": {
            "count": 1, "seats": 8, "shift": (0, 10 * HOUR_S), "depots": [depot(0)], "drivetrain": "battery",
            "energy_kwh_per_km": 0.5, "store_kwh": store_kwh, "reserve_kwh": 1, "charge_dc_kw": 30,
            "co2_g_per_kwh": 400, **values,
        }
    }  # fmt: skip


def site(node: int, **values: Any) -> dict[str, Any]:
    return {**depot(node), "plugs": 1, "power_kw": 30, "eur_per_kwh": 0.5, **values}


def ride(at_s: int, origin: int, destination: int, **values: Any) -> dict[str, Any]:
    return {"submitted_s": at_s, "origin_node": origin, "destination_node": destination, **values}


def day(requests: list[dict[str, Any]], **sections: Any) -> tuple[World, pd.DataFrame, ResultTables]:
    world = world_of(LINE, requests, **sections)
    events = simulate(world, debug=True)
    facilities = facilities_of(world)
    assert audit(events, world.requests, world.vehicles, world.roads.between, facilities=facilities) == []
    return world, events, build_tables(events, world.requests, world.vehicles, facilities)


def times_of(events: pd.DataFrame, kind: Event) -> list[int]:
    return events.loc[events["kind"] == kind, "time_s"].tolist()


def test_a_ride_is_refused_that_the_battery_cannot_do() -> None:
    requests = [ride(0, 1, 19), ride(20, 10, 12)]
    # To node 19 and back home are 38 km: 19 kWh and the reserve.
    _, _, enough = day(requests[:1], fleet=battery(20), energy={"sites": [site(0)]})
    _, _, too_little = day(requests[:1], fleet=battery(19.9), energy={"sites": [site(0)]})
    _, _, with_a_charger_there = day(requests[:1], fleet=battery(19.9), energy={"sites": [site(0), site(18)]})
    assert enough.requests["status"].tolist() == ["served"]
    assert too_little.requests["status"].tolist() == ["rejected"]
    assert with_a_charger_there.requests["status"].tolist() == ["served"]


def test_what_a_drive_uses_is_in_the_log_to_the_last_watt_hour() -> None:
    _, events, tables = day([ride(0, 1, 19)], fleet=battery(50), energy={"sites": [site(0)]})
    used = events.loc[events["kind"] == Event.ENERGY_USED, "value"]
    assert used.sum() == 19 * KWH  # 38 km
    assert tables.vehicles["energy_kwh"].tolist() == [19]
    assert tables.vehicles["co2_g"].tolist() == [19 * 400]
    assert tables.vehicles["last_kwh"].tolist() == [50]  # filled overnight


def test_a_battery_below_the_threshold_is_charged_and_then_takes_requests_again() -> None:
    rule = {"policy": "threshold", "below": 0.5, "until": 0.8, "available_from": 0.6}
    requests = [ride(0, 0, 12), ride(900, 12, 14), ride(2 * HOUR_S, 12, 14)]
    _, events, tables = day(requests, fleet=battery(11), energy={"sites": [site(0), site(13)]}, charging=rule)
    # 6 kWh used, 5 of 11 left: it drives on to node 13 and takes nobody until it has 6.6.
    assert tables.requests["status"].tolist() == ["served", "rejected", "served"]
    assert times_of(events, Event.PLUGGED_IN)[0] == 60 + 12 * 60 + 60 + 60
    session = tables.sessions.iloc[0]
    assert session["stored_kwh"] == 4.3  # from 4.5 kWh to 80 %
    assert session["ended_s"] - session["plugged_in_s"] == 516  # 4.3 kWh at 30 kW
    assert session["cost_eur"] == 4.3 * 0.5
    assert tables.power["kw"].max() == 30


@pytest.mark.parametrize(("at_s", "status"), [(1151, "rejected"), (1152, "served")])
def test_requests_are_taken_while_charging_from_the_level_on_that_the_rule_says(at_s: int, status: str) -> None:
    rule = {"policy": "threshold", "below": 0.5, "until": 0.8, "available_from": 0.6}
    requests = [ride(0, 0, 12), ride(at_s, 13, 14)]
    _, events, tables = day(requests, fleet=battery(11), energy={"sites": [site(0), site(13)]}, charging=rule)
    # 4.5 kWh at 900 s, 6.6 at 1,152 s, 8.8 at 1,416 s
    assert tables.requests["status"].tolist() == ["served", status]
    assert times_of(events, Event.UNPLUGGED)[0] == (at_s + 60 if status == "served" else 1416)  # after boarding


def test_a_vehicle_goes_charging_between_two_stops_when_there_is_time() -> None:
    rule = {"policy": "opportunity", "below": 0.2, "until": 1.0, "after_s": 0, "detour_s": 3600}
    requests = [ride(0, 5, 6), ride(60, 6, 7, earliest_departure_s=2 * HOUR_S)]
    _, _, tables = day(requests, fleet=battery(20), energy={"sites": [site(0), site(10)]}, charging=rule)
    assert tables.requests["status"].tolist() == ["served", "served"]
    first = tables.sessions.iloc[0]
    assert first["site"] == 1
    assert first["stored_kwh"] == 10 * 0.5  # what the ten kilometres to it took
    assert tables.requests["wait_s"].tolist()[1] == 0


def test_a_price_by_the_hour_is_paid_hour_by_hour() -> None:
    prices = [{"hours": (0, HOUR_S), "eur_per_kwh": 0.1}]
    rule = {"policy": "threshold", "below": 0.9, "until": 1.0, "available_from": 0.0}
    sites = [site(20, power_kw=5, prices=prices), site(0)]
    _, _, tables = day([ride(0, 0, 20)], fleet=battery(30), energy={"sites": sites}, charging=rule)
    first = tables.sessions.iloc[0]
    assert first["plugged_in_s"] == 60 + 20 * 60 + 60
    cheap_kwh = 5 * (HOUR_S - 1320) / HOUR_S
    assert abs(first["cost_eur"] - (0.1 * cheap_kwh + 0.5 * (10 - cheap_kwh))) < 0.001


NIGHT = (22 * HOUR_S, 30 * HOUR_S)


def test_a_price_of_the_night_holds_in_the_first_morning_too() -> None:
    rule = {"policy": "threshold", "below": 0.9, "until": 1.0, "available_from": 0.0}
    prices = [{"hours": NIGHT, "eur_per_kwh": 0.1}]
    for at_h, price in ((0, 0.1), (4, 0.1), (7, 0.5), (23, 0.1), (28, 0.1)):
        energy = {"sites": [site(20, prices=prices), site(0)]}
        fleet = battery(30, shift=(0, 35 * HOUR_S))
        service = {"hours": (0, 47 * HOUR_S)}
        _, _, tables = day([ride(at_h * HOUR_S, 0, 20)], fleet=fleet, energy=energy, charging=rule, service=service)
        first = tables.sessions.iloc[0]
        assert first["plugged_in_s"] == at_h * HOUR_S + 60 + 20 * 60 + 60
        assert first["cost_eur"] == round(price * first["drawn_kwh"], 6)


def test_a_site_open_at_night_gives_power_until_the_morning_and_again_in_the_evening() -> None:
    sites = [site(0, power_kw=1, hours=NIGHT)]
    fleet = battery(60, shift=(0, HOUR_S), reserve_kwh=6)
    _, _, tables = day([], fleet=fleet, energy={"sites": sites}, charging={"start_level": 0.75})
    steps = list(zip(tables.power["time_s"] / HOUR_S, tables.power["kw"], strict=True))
    assert steps == [(1, 1), (6, 0), (22, 1), (30, 0), (46, 1), (48, 0)]  # 15 kWh at 1 kW


def test_breaks_are_taken_in_their_corridor_even_when_it_is_busy() -> None:
    drivers = {"shifts": [{"start": (0, 0), "end": (8 * HOUR_S, 8 * HOUR_S)}], "rules": "german"}
    fleet = {"minibus": {"count": 1, "seats": 8, "depots": [depot(0)], "drivers": drivers}}
    requests = [ride(600 * number, 5 + number % 3, 1 + number % 4) for number in range(48)]
    world, events, tables = day(requests, fleet=fleet)
    begins = times_of(events, Event.BREAK_STARTED)
    pause = world.pauses.iloc[0]
    assert (pause["earliest_s"], pause["latest_s"], pause["length_s"]) == (10_800, 16_200, 1800)
    assert len(begins) == 1
    assert begins[0] > 10_801 + 300  # moved: the next rider came first
    assert tables.duties["breaks"].tolist() == [1]
    assert tables.duties["longest_stretch_s"].iloc[0] <= 16_200


def test_drivers_change_at_the_depot_and_overtime_is_counted() -> None:
    shifts = [
        {"name": "early", "start": (0, 0), "end": (4 * HOUR_S, 5 * HOUR_S)},
        {"name": "late", "start": (4 * HOUR_S, 4 * HOUR_S), "end": (8 * HOUR_S, 9 * HOUR_S)},
    ]
    drivers = {"shifts": shifts, "changeover_s": 600, "rules": {"break_after_driving_s": 6 * HOUR_S}}
    fleet = {"minibus": {"count": 1, "seats": 8, "depots": [depot(0)], "drivers": drivers}}
    # The ride that starts ten minutes before the planned end takes the driver to node 20 and back.
    requests = [ride(4 * HOUR_S - 600, 1, 20), ride(8 * HOUR_S - 1200, 1, 10)]
    _, events, tables = day(requests, fleet=fleet)
    assert tables.requests["status"].tolist() == ["served", "served"]
    assert tables.duties["name"].tolist() == ["early", "late"]
    over = times_of(events, Event.CHANGEOVER_STARTED)[0]
    assert tables.duties["overtime_s"].tolist()[0] == over - 4 * HOUR_S > 0
    assert tables.duties["began_s"].tolist() == [0, over + 600]
    kpis = compute_kpis(tables)
    assert kpis["overtime_hours"] == tables.duties["overtime_s"].sum() / HOUR_S
    assert tables.vehicles["on_break_s"].tolist() == [600]


def two_drivers(next_start_s: int, first: list[dict[str, Any]]) -> tuple[World, pd.DataFrame, ResultTables]:
    """A day of two drivers, the first from 0 to 4 h as planned, to 5 h at the latest; someone rides after that."""
    shifts = [
        {"name": "early", "start": (0, 0), "end": (4 * HOUR_S, 5 * HOUR_S)},
        {"name": "late", "start": (next_start_s, next_start_s), "end": (8 * HOUR_S, 9 * HOUR_S)},
    ]
    drivers = {"shifts": shifts, "changeover_s": 600, "rules": {"break_after_driving_s": 6 * HOUR_S}}
    fleet = {"minibus": {"count": 1, "seats": 8, "depots": [depot(0)], "drivers": drivers}}
    last = ride(4 * HOUR_S + 60, 0, 10, earliest_departure_s=5 * HOUR_S)
    return day([*first, last], fleet=fleet, limits={"default": {"max_wait_s": HOUR_S}})


@pytest.mark.parametrize(
    ("next_start_s", "leaves_s", "begins_s", "ends_s"),
    [
        (18_000, None, 14_400, 18_000),  # nothing to do at the planned end
        (18_000, 11_400, 16_320, 18_000),  # back in overtime; the next driver is not there yet
        (18_000, 12_780, 17_700, 18_300),  # the next driver waits: the changeover itself takes ten minutes
        (18_000, 13_080, 18_000, 18_600),  # back at the latest end
        (14_400, 11_400, 16_320, 16_920),
        (18_600, 13_080, 18_000, 18_600),
        (19_800, 13_080, 18_000, 19_800),
        (19_800, None, 14_400, 19_800),
        (13_200, None, 13_200, 13_800),  # the next driver is there before the first one has to leave
    ],
)
def test_a_late_vehicle_is_handed_over_when_it_is_back(
    next_start_s: int, leaves_s: int | None, begins_s: int, ends_s: int
) -> None:
    # A minute to board, 40 to drive, a minute to alight, 40 back: 4920 s.
    first = [] if leaves_s is None else [ride(leaves_s, 0, 40)]
    _, events, tables = two_drivers(next_start_s, first)
    assert times_of(events, Event.CHANGEOVER_STARTED) == [begins_s]
    assert tables.duties["began_s"].tolist() == [0, ends_s]
    assert tables.duties["ended_s"].tolist()[0] == begins_s
    assert tables.duties["overtime_s"].tolist()[0] == max(0, begins_s - 14_400)
    assert tables.vehicles["on_break_s"].tolist() == [ends_s - begins_s]
    assert times_of(events, Event.BOARDED)[-1] == max(18_000, ends_s)


@pytest.mark.parametrize("next_start_s", [18_000, 19_800])
def test_no_ride_ends_after_the_latest_end_of_a_duty(next_start_s: int) -> None:
    _, _, tables = two_drivers(next_start_s, [ride(13_081, 0, 40)])
    assert tables.requests["status"].tolist() == ["rejected", "served"]


def test_the_auditor_notices_a_changeover_that_is_too_long_too_short_or_too_late() -> None:
    world, events, _ = two_drivers(18_000, [ride(11_400, 0, 40)])
    at = events.index[events["kind"] == Event.CHANGEOVER_STARTED][0]

    def audited(**changed: int) -> str:
        other = events.copy()
        for column, value in changed.items():
            other.loc[at, column] = value
        found = audit(other, world.requests, world.vehicles, world.roads.between, facilities=facilities_of(world))
        return "\n".join(found)

    assert audited() == ""
    assert "planned is changeover_started of 1680 s" in audited(value=3600)
    assert "over at 17999 s, the next driver begins at 18000 s" in audited(value=1679)
    assert "the driver may work until 18000 s" in audited(time_s=18_001, value=600)


def test_the_auditor_notices_energy_from_nowhere_and_breaks_that_are_dropped() -> None:
    world, events, _ = day([ride(0, 1, 19)], fleet=battery(50), energy={"sites": [site(0)]})
    charged = events.index[events["kind"] == Event.CHARGED][0]
    events.loc[charged, "value"] += 10_000
    found = audit(events, world.requests, world.vehicles, world.roads.between, facilities=facilities_of(world))
    assert any("the log adds up to" in text for text in found)
    drivers = {"shifts": [{"start": (0, 0), "end": (8 * HOUR_S, 8 * HOUR_S)}]}
    fleet = {"minibus": {"count": 1, "seats": 8, "depots": [depot(0)], "drivers": drivers}}
    world = world_of(LINE, [], fleet=fleet)
    without = simulate(
        world_of(LINE, [], fleet={"minibus": {**fleet["minibus"], "drivers": None, "shift": (0, 8 * HOUR_S)}})
    )
    found = audit(
        without, world.requests, world.vehicles, world.roads.between, facilities=Facilities(pauses=world.pauses)
    )
    assert found == ["vehicle 0: 1 breaks or changeovers were dropped"]


def test_rides_booked_ahead_rely_on_charging_only_at_a_plug_that_is_kept() -> None:
    # Two rides of 19 km and back, booked at once: 38 kWh with the ways to them, of a battery of 25.
    requests = [ride(0, 1, 19), ride(1, 1, 19, earliest_departure_s=4 * HOUR_S)]
    rule = {"policy": "overnight", "until": 1.0}
    kept = {"sites": [site(0)]}
    shared = {"sites": [site(0, hours=(0, 20 * HOUR_S))]}  # not always open: not to be relied on
    _, events, with_plug = day(requests, fleet=battery(25), energy=kept, charging=rule)
    _, _, without = day(requests, fleet=battery(25), energy=shared, charging=rule)
    assert with_plug.requests["status"].tolist() == ["served", "served"]
    assert without.requests["status"].tolist() == ["served", "rejected"]
    # It goes home for it although the policy sees no need, and is back in time.
    assert times_of(events, Event.PLUGGED_IN)[0] == 60 + 60 + 18 * 60 + 60 + 19 * 60
    assert with_plug.requests["wait_s"].tolist()[1] == 0


def test_who_has_a_plug_of_its_own_gets_it_and_the_guest_goes() -> None:
    vehicle = battery(25)["minibus"]
    fleet = {
        "owner": {**vehicle, "depots": [depot(0)]},
        "guest": {**battery(35)["minibus"], "depots": [depot(30)], "seats": 7},
    }
    rule = {"policy": "opportunity", "below": 0.3, "until": 1.0, "after_s": 0, "detour_s": 3600}
    energy = {"sites": [site(0, power_kw=5), site(30)]}
    # The guest brings a party of 7 to node 1 and charges at node 0; then the owner needs its plug for the ride at noon.
    requests = [
        ride(0, 29, 1, party_size=7),
        ride(100, 2, 20, party_size=8),
        ride(101, 1, 19, party_size=8, earliest_departure_s=5 * HOUR_S),
    ]
    _, _, tables = day(requests, fleet=fleet, energy=energy, charging=rule)
    assert tables.requests["status"].tolist() == ["served", "served", "served"]
    at_home = tables.sessions[tables.sessions["site"] == 0]
    assert at_home["vehicle"].tolist()[0] == 0
