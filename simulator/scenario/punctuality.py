"""How punctual buses and trains are: published shares, each with its source, in sets by who published them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from simulator.scenario.sourced import Sourced, bundled, sourced

_FILE = "punctuality.yaml"


def punctuality_sets() -> list[str]:
    """Return the names of all sets."""
    return list(bundled(_FILE))


@cache
def punctuality(name: str) -> Mapping[str, Sourced]:
    """Return the shares of a set by the keys of ``delay_models.Punctual``. Raises KeyError.

    Those of lines are one value, a share by line, and one source, which names them in turn.
    """
    told = bundled(_FILE)[name]
    lines = {line: sourced(entry) for line, entry in told["lines"].items()}
    sources = ("; ".join(f"{line}: {one[place]}" for line, one in lines.items()) for place in (1, 2))
    of_lines = Sourced({line: one.value for line, one in lines.items()}, *sources)
    return {"lines": of_lines, **{key: sourced(told[key]) for key in told if key not in ("about", "lines")}}


def with_published(name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is given of how punctual vehicles are with what a set has beside it; nothing is changed."""
    data = {key: given.get(key, one.value) for key, one in punctuality(name).items()}
    if isinstance(lines := data["lines"], Mapping):
        data["lines"] = {**punctuality(name)["lines"].value, **lines}
    return {**given, **data}
