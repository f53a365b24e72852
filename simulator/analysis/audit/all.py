"""Check that an event log tells a day that can have happened, with every promise kept.

The auditor reads the log row by row and shares no code with the engine, the dispatcher or the result tables, so that
a mistake there does not hide itself here. An empty list means that nothing was found.
"""

from __future__ import annotations

import pandas as pd

from simulator.analysis.audit.absences import ABSENCE_KINDS, AbsenceAudit
from simulator.analysis.audit.disturbed import FOLLOWED, Disturbances
from simulator.analysis.audit.drives import Drives, SteadyMetric
from simulator.analysis.audit.duties import DutyAudit
from simulator.analysis.audit.energy import ENERGY_KINDS, EnergyAudit
from simulator.analysis.audit.fairness import FairnessAudit
from simulator.analysis.audit.parts import held_rides
from simulator.analysis.audit.requests import RequestAudit
from simulator.analysis.audit.row import Row, unknown_codes
from simulator.analysis.audit.vehicles import VehicleAudit
from simulator.analysis.driven_shifts import shifts_of, with_driven_duties
from simulator.analysis.inputs import BookingRules, Facilities
from simulator.event_kinds import ROADS_KINDS, Event
from simulator.tables import EVENT_DTYPES

_KINDS = {int(kind) for kind in Event}
_VEHICLE_ONLY = {
    Event.SHIFT_STARTED,
    Event.SHIFT_ENDED,
    Event.DEPARTED,
    Event.ARRIVED,
    Event.DIVERTED,
    Event.STOP_ENDED,
    Event.BREAK_STARTED,
    Event.CHANGEOVER_STARTED,
    Event.STRANDED,
    Event.TOWED,
    Event.DRIVER_LATE,
    Event.ENERGY_CUT,
    Event.TURNED_BACK,
    Event.BLOCKED,
}
_BOTH = {Event.BOARDED, Event.ALIGHTED, Event.NO_SHOW, Event.SET_DOWN}


def audit(
    events: pd.DataFrame,
    requests_input: pd.DataFrame,
    vehicles_input: pd.DataFrame,
    drives: SteadyMetric | Drives,
    *,
    vehicle_km: float | None = None,
    facilities: Facilities | None = None,
    rules: BookingRules | None = None,
) -> list[str]:
    """List everything in the event log that breaks the rules of the day.

    drives: from origin node and destination node to the drive between them [s], if lengths do not matter and roads do
    not change; lengths may differ by a metre of rounding. vehicle_km: the key figure of that name, checked against the
    sum of the log's legs that end after the warm-up. facilities: charging sites, drivers and days, if there are any.
    rules: notice, horizon and hours, which hold at every attempt.

    Checked are: order of time; one end for every request; answers, boardings and alightings in order and by the same
    vehicle; accepted times are offered ones, where there were offers; who is accepted first of equals is served first;
    places of boarding and alighting; wait, ride time, latest arrival and promised window; direct times;
    capacities; a vehicle in one place at a time; drive times; dwell times; shifts; breaks, as planned and as the rules
    for drivers demand; kilometres; vehicles that are out of service, and promises that fall because of what goes wrong;
    energy: stored, used and charged to the last thousandth of a watt-hour, reserves, plugs and grid connections.
    """
    drives = drives if isinstance(drives, Drives) else Drives.steady(drives)
    disturbed = Disturbances(events)
    requests = RequestAudit(requests_input, drives, rules, held_rides(events) | disturbed.broken)
    fairness = FairnessAudit(requests_input, requests.turn, comes_sooner=drives.drawn is not None)
    facilities = facilities or Facilities()
    absences = AbsenceAudit(shifts_of(facilities, vehicles_input), events)
    facilities = with_driven_duties(facilities, vehicles_input, events)
    duties = DutyAudit(facilities.duties, may_be_late=drives.drawn is not None)
    vehicles = VehicleAudit(vehicles_input, requests_input, drives, facilities, disturbed)
    energy = EnergyAudit(vehicles_input, facilities.sites)
    violations: list[str] = []
    before: Row | None = None
    columns = [events[name].tolist() for name in EVENT_DTYPES]
    for number, (time_s, seq, service, kind, *rest) in enumerate(zip(*columns, strict=True)):
        if kind not in _KINDS:
            violations.append(f"row {number}: unknown kind of event {kind}")
            continue
        row = Row(number, time_s, service, Event(kind), *rest)
        if seq != number:
            violations.append(f"{row}: seq is {seq}, expected {number}")
        if before is not None and row.time_s < before.time_s:
            violations.append(f"{row}: time runs back, the row before is at {before.time_s} s")
        before = row
        violations += unknown_codes(row)
        if row.kind in ROADS_KINDS:
            violations += drives.follow(row)
            continue
        vehicles.hear(row)
        violations += absences.follow(row) + duties.follow(row)
        if row.kind in ABSENCE_KINDS:
            continue
        if row.kind in FOLLOWED:
            violations += disturbed.follow(row)
            fairness.changes(row)
            continue
        violations += disturbed.check(row)
        violations += energy.follow(row) if row.kind in ENERGY_KINDS else _follow(row, requests, vehicles, fairness)
    violations += requests.close() + vehicles.close() + energy.close() + duties.close()
    if vehicle_km is not None and abs(vehicles.driven_m / 1000 - vehicle_km) > 1e-6:
        violations.append(f"the legs add up to {vehicles.driven_m / 1000} km, reported are {vehicle_km} vehicle-km")
    return violations


def _follow(row: Row, requests: RequestAudit, vehicles: VehicleAudit, fairness: FairnessAudit) -> list[str]:
    """Hand a row to the request and to the vehicle it is about."""
    of_vehicle = row.kind in _VEHICLE_ONLY or row.kind in _BOTH
    of_request = row.kind not in _VEHICLE_ONLY
    if of_vehicle and not 0 <= row.vehicle < vehicles.count:
        return [f"{row}: no such vehicle"]
    if of_request and not 0 <= row.request < requests.count:
        return [f"{row}: no such request"]
    found = fairness.pass_by(row) if requests.is_part(row) else fairness.follow(row)
    found += requests.follow(row) if of_request else []
    return found + vehicles.follow(row) if of_vehicle else found
