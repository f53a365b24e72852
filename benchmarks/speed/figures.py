"""A few figures and the fingerprint of an event log, quick enough for a million requests."""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd

from simulator.event_kinds import Event
from simulator.reasons import LegPurpose
from simulator.world.build import World

# What logs have had from the beginning: the digests of workloads are those of these columns.
COLUMNS = ("time_s", "seq", "kind", "vehicle", "request", "node", "value")


def log_digest(events: pd.DataFrame) -> str:
    """Return the SHA-256 of an event log, in hexadecimal; the same on every machine."""
    hasher = hashlib.sha256(f"elbe-drt-events/1 {len(events)}\n".encode())
    for name in COLUMNS:
        hasher.update(events[name].to_numpy().astype("<i8").tobytes())
    return hasher.hexdigest()


def key_figures(world: World, events: pd.DataFrame) -> dict[str, float]:
    """Return served share, mean wait [s] and kilometres without the way home. O(events)."""
    kind, vehicle = events["kind"].to_numpy(), events["vehicle"].to_numpy()
    boarded = events[kind == Event.BOARDED]
    ready = world.requests["earliest_departure_s"].to_numpy()[boarded["request"].to_numpy()]
    waits = boarded["time_s"].to_numpy() - ready
    moves = np.flatnonzero((kind == Event.DEPARTED) | (kind == Event.ARRIVED) | (kind == Event.DIVERTED))
    moves = moves[np.argsort(vehicle[moves], kind="stable")]
    # In the order of one vehicle every arrival or turn comes right after its departure.
    ends = np.flatnonzero(kind[moves] != Event.DEPARTED)
    value = events["value"].to_numpy()
    on_duty = value[moves[ends - 1]] != LegPurpose.TO_DEPOT
    return {
        "served_share": round(len(boarded) / max(1, len(world.requests)), 4),
        "mean_wait_s": round(float(waits.mean()), 1) if len(waits) else 0.0,
        "vehicle_km": round(float(value[moves[ends]][on_duty].sum()) / 1000, 1),
    }
