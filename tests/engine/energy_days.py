"""Random days on which energy is short: small stores, cold, weak chargers with hours, every policy and rule."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulator.network.travel_times import build_travel_times
from simulator.world.build import World
from tests.worlds import network_of, world_of

NODES = 12
HOUR_S = 3600
POLICIES = ("threshold", "opportunity", "overnight", "price_aware")
DRIVERS = {
    "shifts": [
        {"start": (0, 600), "end": (4 * HOUR_S, 5 * HOUR_S)},
        {"start": (4 * HOUR_S,) * 2, "end": (8 * HOUR_S,) * 2},
    ],
    "changeover_s": 120,
    "rules": {"break_s": 900, "break_after_driving_s": 2 * HOUR_S, "break_after_work_s": 2 * HOUR_S},
}  # fmt: skip


def _start_level(wanted: float, fleet: dict[str, Any]) -> float:
    """Return the level wanted, or a full store where that is below the reserve: such scenarios are refused."""
    kinds = [kind for kind in fleet.values() if kind["reserve_kwh"] is not None]
    return wanted if all(wanted * kind["store_kwh"] >= kind["reserve_kwh"] for kind in kinds) else 1.0


def energy_day(seed: int) -> World:
    """A day of ten hours with up to 30 requests for up to four vehicles, most of which cannot drive far."""
    rng = np.random.default_rng(seed)

    def pick(*values: Any) -> Any:
        return values[int(rng.integers(len(values)))]

    lengths = rng.integers(5, 60, NODES - 1) * 100.0
    edges = [(node, node + 1, float(length)) for node, length in enumerate(lengths)]
    edges += [(int(a), int(b), float(rng.integers(10, 150) * 100)) for a, b in rng.integers(0, NODES, (3, 2)) if a != b]
    network = network_of(edges, NODES)

    def place(node: int) -> dict[str, Any]:
        return {"name": f"node {node}", "lon": float(network.lon[node]), "lat": float(network.lat[node])}

    def hours() -> tuple[int, int]:
        opens = int(rng.integers(0, 8))
        return pick((0, 24 * HOUR_S), (opens * HOUR_S, (opens + int(rng.integers(1, 9))) * HOUR_S))

    kwh_per_km = 0.5
    vehicle = {
        "seats": 4,
        "wheelchairs": 1,
        "drivetrain": "battery",
        "energy_kwh_per_km": kwh_per_km,
        "drag_share": pick(0.0, 0.3),
        "cold_share_per_k": pick(0.0, 0.01),
        "climate_w_per_k": pick(0, 150),
        "reserve_kwh": pick(None, 0.1, 2),
        "charge_ac_kw": 11,
        "charge_dc_kw": pick(20, 50),
        "charge_curve": pick([(0, 1)], [(0, 1), (0.6, 0.5), (0.9, 0.1)]),
        "charging_efficiency": pick(1.0, 0.87),
        **pick({"drivers": DRIVERS}, *({"shift": (0, hours * HOUR_S)} for hours in (6, 10, 30))),
    }
    fleet = {
        name: {
            **vehicle,
            "count": count,
            "depots": [place(node)],
            "store_kwh": float(rng.uniform(*pick((6, 20), (20, 80)))),
        }
        for name, count, node in (("a", int(rng.integers(2, 4)), 0), ("b", int(rng.integers(0, 2)), 7))
    }
    sites = [
        {**place(int(node)), "plugs": int(rng.integers(1, 4)), "power_kw": pick(0.5, 11, 22, 50), "hours": hours()}
        for node in rng.choice(NODES, int(rng.integers(0, 5)), replace=False)
    ]
    if rng.random() < 0.7:
        sites.append({"name": "home", "place": "depots", "plugs": int(rng.integers(1, 4)), "power_kw": pick(3.7, 50),
                      "hours": pick((0, 24 * HOUR_S), hours())})  # fmt: skip
    below = float(rng.uniform(0.1, 0.7))
    rule = {
        "policy": POLICIES[seed % 4],
        "below": below,
        "until": float(rng.uniform(below, 1)),
        "available_from": float(rng.uniform(0, 0.6)),
        "after_s": pick(0, 300),
        "detour_s": pick(0, 900, 3600),
    }
    requests = []
    for _ in range(int(rng.integers(10, 31))):
        submitted = int(rng.integers(0, 8 * HOUR_S))
        origin, destination = rng.choice(NODES, 2, replace=False).tolist()
        requests.append({
            "submitted_s": submitted, "earliest_departure_s": submitted + pick(0, 0, 1800, 2 * HOUR_S, 4 * HOUR_S),
            "origin_node": origin, "destination_node": destination, "party_size": pick(1, 1, 2, 4),
            "traveller_class": pick("adult", "adult", "fickle"),
        })  # fmt: skip
    return world_of(
        network,
        requests,
        build_travel_times(network),
        fleet=fleet,
        charging={**rule, "start_level": _start_level(pick(1.0, 0.6, 0.3), fleet)},
        energy={"sites": sites, "weather": {"temperature_c": pick(20.0, -15.0)}},
        service={
            "dwell_s": pick(0, 60),
            "offers": {"most": pick(1, 1, 3), "step_s": 900},
        },
        dispatch={
            "policy": pick("insertion", "insertion", "nearest_idle"),
            "diversion": pick(True, True, False),
            "wait_at": pick("previous_stop", "next_stop"),
            "idle": pick({}, {"policy": "depot"}, {"policy": "waiting_place", "places": [place(4)]},
                         {"policy": "expected_demand", "zone_m": 3000, "every_s": 900}),
            "replan": {"when": pick("never", "on_rejection", *["every_request"] * 4), "iterations": 40},
            "retry_every_s": pick(None, 600),
        },
        limits={"default": {"max_wait_s": pick(900, 3600), "max_ride_beta_s": 900},
                         "soft": {"max_wait_s": 600, "hard": False}},
        classes={"adult": {"on_rejection": {"action": pick("stay", "retry"), "max_retries": 2}},
                           "fickle": {"limits": "soft", "cancellation": 0.4, "no_show": 0.3}},
    )  # fmt: skip
