"""A network in words."""

from __future__ import annotations

from simulator.clock import format_clock
from simulator.network.components import component_labels
from simulator.network.crossings import Crossing, ferry_s
from simulator.network.graph import RoadNetwork
from simulator.texts import text_in
from simulator.units import HOUR_S, MINUTE_S

CLASSES_SHOWN = 12


def describe(network: RoadNetwork) -> list[str]:
    """Return lines that tell what a network consists of, where it comes from and what is known about it."""
    edges = network.edges
    length_km = edges["length"].sum() / 1000
    components, _ = component_labels(network)
    lines = [
        f"{network.name}: {network.node_count:,} nodes, {len(edges):,} streets, {length_km:,.1f} km",
        f"  west {network.lon.min():.4f}, south {network.lat.min():.4f}, "
        f"east {network.lon.max():.4f}, north {network.lat.max():.4f}",
        f"  one-way: {edges.loc[edges['oneway'], 'length'].sum() / 1000:,.1f} km",
    ]
    for kind, part in edges.groupby("kind", sort=True):
        lines.append(f"  {kind}: {len(part):,} streets, {part['length'].sum() / 1000:,.1f} km")
    by_class = edges.groupby("highway", sort=True)["length"].sum().sort_values(ascending=False, kind="stable")
    shown = ", ".join(f"{name} {metres / 1000:,.0f} km" for name, metres in by_class.head(CLASSES_SHOWN).items())
    lines.append(f"  by class: {shown}")
    lines.append(f"  mean speed: {length_km / edges['travel_time'].sum() * HOUR_S:.0f} km/h")
    if components == 1:
        lines.append("  every node can be reached from every other")
    else:
        lines.append(f"  {components:,} parts that cannot all be reached from each other and back")
    lines.append(f"  digest: {network.digest()}")
    if network.crossings:
        lines.append("crossings:")
        lines += [f"  {_crossing_line(crossing)}" for crossing in network.crossings]
    if network.sources:
        lines.append("sources:")
        lines += [f"  {_source_line(source)}" for source in network.sources]
    if network.notes:
        lines.append("notes:")
        lines += [f"  {text_in(note)}" for note in network.notes]
    return lines


def _crossing_line(its: Crossing) -> str:
    """Return a crossing in one line: what it is, where it leads, when it runs."""
    told = [f"{its.name}: {its.kind}, {' - '.join(its.banks)}, {its.length_m:,.0f} m"]
    if its.hours is not None:
        told.append(f"{format_clock(its.hours[0])} to {format_clock(its.hours[1])}")
    if its.headway_s is not None:
        takes_min = ferry_s(its.crossing_s or 0, its.headway_s) / MINUTE_S
        told.append(f"every {its.headway_s / MINUTE_S:g} min, {takes_min:g} min with half of that")
    limits = [f"{word} {level:g} m" for word, level in (("from", its.lowest_m), ("up to", its.highest_m)) if level]
    if limits:
        told.append(f"at gauge {its.gauge} {' '.join(limits)}")
    return "; ".join(told)


def _source_line(source: dict[str, object]) -> str:
    return "; ".join(text_in(value) for value in source.values() if value)
