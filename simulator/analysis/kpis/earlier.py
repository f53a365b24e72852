"""Key figures of results of earlier versions, which did not know all of today's."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.analysis.kpis.by_group import HALF_KPIS
from simulator.analysis.kpis.carsharing_definitions import CARSHARING_KPIS
from simulator.analysis.kpis.definitions import KPIS
from simulator.analysis.kpis.feeder import FEEDER_KPIS
from simulator.analysis.kpis.gateways import GATEWAY_KPIS
from simulator.analysis.kpis.late import LATE_KPIS
from simulator.analysis.kpis.timetable import TIMETABLE_KPIS
from simulator.analysis.kpis.timetable_changes import TIMETABLE_CHANGE_KPIS
from simulator.analysis.kpis.together import CARRIED_KPIS, TOGETHER_KPIS
from simulator.analysis.kpis.trips import TRIP_KPIS
from simulator.analysis.ratios import Number

_OF_ALL = (KPIS | HALF_KPIS, CARSHARING_KPIS, TOGETHER_KPIS, GATEWAY_KPIS)
_OF_EACH = (CARRIED_KPIS, TRIP_KPIS, TIMETABLE_KPIS, TIMETABLE_CHANGE_KPIS, FEEDER_KPIS, LATE_KPIS)


def with_all_known(kpis: Mapping[str, Number]) -> dict[str, Number]:
    """Return key figures as read from a folder, with None for those that its version did not know.

    Where a run, or one of its services, has no figure of a group, as of shared cars, it gets none of that group.
    """
    found = dict(kpis)
    services = dict.fromkeys(name.rpartition(".")[0] for name in kpis)
    for service in services:
        start = f"{service}." if service else ""
        for group in (*_OF_ALL, *(_OF_EACH if service else ())):
            names = [start + figure for figure in group]
            if any(name in kpis for name in names):
                found |= {name: None for name in names if name not in kpis}
    return found
