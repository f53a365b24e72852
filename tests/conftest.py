"""Settings that hold for all tests."""

from __future__ import annotations

from hypothesis import settings

# Kernels may have to be compiled within a test, and machines are shared: how long an example takes says nothing.
settings.register_profile("unhurried", settings(), deadline=None)
settings.load_profile("unhurried")
