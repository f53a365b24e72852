"""How far people go, found once: balancing a county takes longer than drawing a day of it."""

from __future__ import annotations

import hashlib
import io
import zipfile
from contextlib import suppress
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.cache_folder import default_cache_folder
from simulator.demand.destinations.balance import Balance, balance_of
from simulator.demand.destinations.chain import Chain
from simulator.demand.destinations.config import DestinationConfig
from simulator.demand.destinations.lengths import PURPOSES
from simulator.demand.destinations.sites import Sites
from simulator.whole import write_whole

WORTH_KEEPING = 20_000  # activities
MOST_FILES = 100  # of three kilobytes each


def balance_once(chain: Chain, config: DestinationConfig) -> Balance:
    """Return what ``balance_of`` does, made anew only where anything that it depends on is another."""
    if len(chain.purpose) < WORTH_KEEPING or chain.sites.changes is not None:
        return balance_of(chain, config)
    path = default_cache_folder() / "lengths" / f"{_digest(chain, config)}.npz"
    with suppress(OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile), np.load(path) as known:
        return Balance(**{name: known[name] for name in Balance._fields})
    found = balance_of(chain, config)
    content = io.BytesIO()
    np.savez(content, **found._asdict())
    with suppress(OSError):  # what cannot be kept is found anew
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, content.getvalue())
        _forget_oldest(path.parent)
    return found


def _digest(chain: Chain, config: DestinationConfig) -> str:
    """Return what is another wherever another balance could come of it."""
    digest = hashlib.sha256(_version().encode())
    digest.update(repr((list(config.distance_bands), config.trips_out, chain.scatter_m)).encode())
    arrays = [getattr(chain, field.name) for field in fields(chain) if field.name not in ("sites", "scatter_m")]
    for array in (*arrays, *_told(chain.sites)):
        digest.update(b"-" if array is None else f"{array.dtype} {array.shape}".encode() + array.tobytes())
    return digest.hexdigest()[:32]


def _told(sites: Sites) -> tuple[NDArray[Any], ...]:
    """Return what draws people, and where it is."""
    weights = sites.table[list(PURPOSES)].to_numpy(np.float64)
    return sites.lonlat, sites.gateway, sites.is_spread, weights


@cache
def _version() -> str:
    """Return what changes whenever the same activities could come to another balance: the sources that find it."""
    digest, folder = hashlib.sha256(f"numpy {np.__version__}".encode()), Path(__file__).parent
    for path in (*sorted(folder.glob("*.py")), folder.parent / "draws.py", folder.parent / "synthesis.py"):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _forget_oldest(folder: Path) -> None:
    written = sorted((path.stat().st_mtime_ns, path) for path in folder.glob("*.npz"))
    for _, path in written[:-MOST_FILES]:
        path.unlink(missing_ok=True)
