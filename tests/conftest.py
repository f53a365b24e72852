"""Settings that hold for all tests."""

from __future__ import annotations

import gc

from hypothesis import settings

from simulator.cli.startup import prepare_process

prepare_process()  # as a command does: to search for garbage again and again takes a tenth of the time

# Kernels may have to be compiled within a test, and machines are shared: how long an example takes says nothing.
settings.register_profile("unhurried", settings(), deadline=None)
settings.load_profile("unhurried")


def pytest_sessionfinish() -> None:
    """Look for no garbage at the end, as a command does not: pytest would search all there is five times."""
    gc.freeze()
