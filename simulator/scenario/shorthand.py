"""Paths that leave out ``services.NAME.``, where only one service of a scenario can be meant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args, get_origin

from pydantic import BaseModel

from simulator.errors import Problem, ScenarioError
from simulator.scenario.models import Scenario, ServiceConfig
from simulator.scenario.moved_problems import moved_path
from simulator.scenario.named_code import fitting
from simulator.scenario.problems import known_keys, unwrapped


def full_path(data: Any, path: str, shown: str) -> str:
    """Return the path of a value in a scenario with the name of its service, where that was left out.

    data: of the scenario. Of services whose part could have such a value, those count that have the sections around it.
    A path that fits nowhere stays as it is. Raises ScenarioError where several services can be meant, and for a path of
    before, with that of today; shown: what names the path, for the message.
    """
    full = _full_path(data, path, shown)
    moved = moved_path(path, full, data, shown)
    if moved is not None:
        raise ScenarioError([moved])
    return full


def _full_path(data: Any, path: str, shown: str) -> str:
    keys = path.split(".")
    services = data.get("services") if isinstance(data, dict) else None
    if keys[0] in Scenario.model_fields or not isinstance(services, dict):
        return path
    depths = {name: _depth(ServiceConfig, service, keys) for name, service in services.items()}
    deepest = max(depths.values(), default=0)
    meant = [f"services.{name}.{path}" for name, depth in depths.items() if depth == deepest]
    if not deepest:
        return path
    if len(meant) > 1:
        raise ScenarioError([Problem(shown, 0, 0, path, f"several services have it; expected {' or '.join(meant)}")])
    return meant[0]


def in_full(data: Any, overrides: Sequence[str]) -> list[str]:
    """Return texts like ``fleet.minibus.count=8`` with the names of the services they mean; see `full_path`."""
    full = []
    for text in overrides:
        path, equals, value = text.partition("=")
        full.append(f"{full_path(data, path.strip(), f'--set {text}')}{equals}{value}")
    return full


def _depth(kind: Any, data: Any, keys: Sequence[str]) -> int:
    """Return how many keys of a path lead into a type, or into the data where that has names of its own."""
    if not keys:
        return 0
    key, inner = keys[0], data.get(keys[0]) if isinstance(data, dict) else None
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        model = fitting(kind, data)
        if key not in known_keys(model):
            return 0
        field = model.model_fields.get(key)
        kinds = [] if field is None else unwrapped(field.annotation)
        return 1 + max((_depth(inner_kind, inner, keys[1:]) for inner_kind in kinds), default=0)
    if get_origin(kind) is dict and inner is not None:
        return 1 + max(_depth(k, inner, keys[1:]) for k in unwrapped(get_args(kind)[1]))
    return 0
