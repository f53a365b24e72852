"""OSMnx keeps its settings in globals; here they are changed for one call only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from simulator.network.osm_tags import NODE_TAGS, WAY_TAGS


@contextmanager
def osmnx_settings(**changes: Any) -> Iterator[None]:
    """Set what OSMnx keeps in globals for the time of one call, and put it back."""
    from osmnx import settings

    changes = {"useful_tags_way": list(WAY_TAGS), "useful_tags_node": list(NODE_TAGS), "all_oneway": False, **changes}
    before = {key: getattr(settings, key) for key in changes}
    try:
        for key, value in changes.items():
            setattr(settings, key, value)
        yield
    finally:
        for key, value in before.items():
            setattr(settings, key, value)
