"""Settings that hold for all tests."""

from __future__ import annotations

import gc

import pytest
from hypothesis import settings

from simulator.cli.startup import prepare_process

prepare_process()  # as a command does: to search for garbage again and again takes a tenth of the time

# Kernels may have to be compiled within a test, and machines are shared: how long an example takes says nothing.
settings.register_profile("unhurried", settings(), deadline=None)
settings.load_profile("unhurried")


def pytest_sessionfinish() -> None:
    """Look for no garbage at the end, as a command does not: pytest would search all there is five times."""
    gc.freeze()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests whose mark says how long they take, the longest first, every other one in each half.

    Two processes begin with a half each, and whoever begins a long one last keeps the other waiting.
    """
    minutes = {item: mark.args[0] for item in items if (mark := item.get_closest_marker("slow")) and mark.args}
    long, rest = sorted(minutes, key=lambda item: -minutes[item]), [item for item in items if item not in minutes]
    behind = len(items) // 2 - len(long[::2])
    items[:] = [*long[::2], *rest[:behind], *long[1::2], *rest[behind:]]
