"""How much memory this machine can still give."""

from __future__ import annotations

import os
from pathlib import Path

MEMINFO = Path("/proc/meminfo")
CONTROL_GROUP = Path("/sys/fs/cgroup")
ASSUMED_BYTES = 4 * 2**30  # where the system does not tell


def available_bytes() -> int:
    """Return the memory [bytes] that can be had without swapping, within the limits of a container."""
    free = _from_meminfo() or _from_sysconf() or ASSUMED_BYTES
    container = _from_control_group()
    return free if container is None else max(0, min(free, container))


def _from_meminfo() -> int | None:
    try:
        for line in MEMINFO.read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError, IndexError):
        pass
    return None


def _from_sysconf() -> int | None:
    """Return half of the installed memory: what is in use is unknown here."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2
    except (AttributeError, OSError, ValueError):
        return None


def _from_control_group() -> int | None:
    try:
        limit = (CONTROL_GROUP / "memory.max").read_text().strip()
        used = (CONTROL_GROUP / "memory.current").read_text().strip()
        return None if limit == "max" else int(limit) - int(used)
    except (OSError, ValueError):
        return None
