"""The auditor over those who asked nobody: their ways are searched again, and nobody both asks and does not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from simulator import registry
from simulator.analysis.audit.other_means import rows_beside, sample_of
from simulator.analysis.audit.trips import follow_trips
from simulator.analysis.services import RideInputs, of_kind
from simulator.event_kinds import Event
from simulator.tables import NO_NODE, OWN_MEANS, ServiceName
from simulator.world.build import World


def rows_of_quiet(
    whole: RideInputs, services: Sequence[ServiceName], world: World, tours: pd.DataFrame | None
) -> pd.DataFrame:
    """Return what the log would tell of those who asked nobody. world: numbered as they are."""
    people = whole.other_means
    nodes = [pd.Series(NO_NODE, people.index) for _ in range(2)]
    for service in of_kind(services, OWN_MEANS):
        rows = people["means"] == service.name
        its: Any = world.services[service.name]
        ways = its.ways.set_index("request").loc[people.loc[rows, "request"]]
        for column, end in zip(nodes, ("origin", "destination"), strict=True):
            column[rows] = ways[end].to_numpy()
    later = None
    if tours is not None and len(tours):
        position = tours.set_index("request")["tour_position"]
        later = people["request"].map(position).fillna(0) > 1
    return rows_beside(people, {one.name: one.number for one in services}, (nodes[0], nodes[1]), later)


def audit_quiet(whole: RideInputs, services: Sequence[ServiceName], world: World, rows: pd.DataFrame) -> Iterator[str]:
    """List what is wrong with the ways of some of them, and who both asked and did not. rows: of ``rows_of_quiet``."""
    people = whole.other_means
    asked = set(whole.events.loc[whole.events["kind"] == Event.SUBMITTED, "request"].unique())
    yield from (f"request {request}: asks, and asks nobody" for request in people["request"] if request in asked)
    some = sample_of(people)
    for service in of_kind(services, OWN_MEANS):
        its = some[some["means"] == service.name]
        told = rows[rows["request"].isin(its["request"]) & (rows["service"] == service.number)]
        trips, found = follow_trips(told, service.number, its)
        module: Any = registry.aspect("service", service.kind, "audit")
        checked = module.check(trips, world.scenario.parts[service.number], world)
        yield from (f"{service.name}: {line}" for line in (*found, *checked))
