"""What is said about single figures that are not within their tolerances, written after the runs."""

from __future__ import annotations

_WIDE = "Near enough, but not sure enough: the interval is wider than settled beforehand. A longer run would narrow it."
_RING = (
    "Six vehicles make little of an average: what is published scatters by up to 1.7 % around a smooth curve, and ours "
    "by half of the interval."
)
_NEARLY_FULL = (
    "Eight seats are nearly too few: those on the way swing widely and slowly, and vehicles that are never idle keep "
    "the rhythm that chance has given them, so that runs with other seeds differ by more than an interval says. "
    "Four others (`python -m benchmarks.reproduce.zech2022.spread`, which takes any figure) of the torus of 25 "
    "nodes at load 5 come to 0.462 ± 0.001 on average, 0.4 % off, of the Cayley tree at load 4.5 to 0.436 ± 0.004, "
    "0.3 % off. All figures are on one side because all runs have one seed, and so the same arrivals."
)
_COMPLETE = (
    "Not explained: the model told once more, slowly, in continuous time and without a line of this program, comes to "
    "what we find and not to what is published (`tests/benchmarks/fleet_twin.py`)."
)
_SHUTTLE = (
    "Not explained: with unlimited seats a vehicle that is never idle is exactly at 0.5, with a wait of one link and a "
    "ride of one. What is published there lies 0.4 to 1.4 % below, and so it does here."
)
_WHY: dict[str, tuple[tuple[str, int, int | None, tuple[float, ...]], ...]] = {
    _WIDE: (("grid", 100, 8, (4.5,)), ("city", 16, 8, (5,))),
    _RING: (
        ("ring", 25, None, (2, 3, 5, 7.5)), ("ring", 100, None, (3, 5, 7.5)), ("ring", 25, 8, (3, 4, 4.5, 5)),
        ("ring", 100, 8, (3, 4, 4.5, 5)),
    ),
    _NEARLY_FULL: (
        ("torus", 25, 8, (5,)), ("torus", 100, 8, (5,)), ("grid", 100, 8, (5,)), ("tree", 46, 8, (4.5,)),
        ("city", 16, 8, (4.5,)), ("delaunay", 25, 8, (4, 4.5, 5)), ("delaunay", 100, 8, (5,)),
    ),
    _COMPLETE: (("complete", 5, None, (1,)), ("complete", 5, 8, (4.5, 5))),
    _SHUTTLE: (("two_nodes", 2, 8, (5,)),),
}  # fmt: skip
_EXPLAINED = {
    (kind, nodes, capacity, load): why
    for why, cases in _WHY.items()
    for kind, nodes, capacity, loads in cases
    for load in loads
}


def explanation(kind: str, nodes: int, capacity: int | None, load: float) -> str:
    """Return why a figure differs; empty where it does not."""
    return _EXPLAINED.get((kind, nodes, capacity, load), "")
