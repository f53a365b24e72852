"""Matrices in OMX files: HDF5 with matrices under /data and ids of zones under /lookup.

As in the specification of the format, github.com/osPlanning/omx/wiki/Specification (read 2026-11-30).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simulator.demand.importing.flows import MOST_TRIPS, cell_flows
from simulator.errors import Problem, RequestFileError
from simulator.input_table import raise_problems
from simulator.network.layers import refused

ENDING = ".omx"
LARGEST = 20_000  # zones
MATRIX, LOOKUP = "matrix", "lookup"


def read_omx(path: Path, matrix: str | None = None, lookup: str | None = None) -> tuple[pd.DataFrame, int]:
    """Return flows (``flows.FLOW_DTYPES``) of a matrix, and how many of its cells have no number, which is no trip.

    matrix, lookup: their names, where the file has several. Without any lookup zones are called 1, 2, ... Raises
    RequestFileError, also where the package h5py is not installed.
    """
    try:
        import h5py
    except ImportError:
        message = "OMX files need the package h5py; install it with: pip install h5py"
        raise refused(path, message) from None
    try:
        with h5py.File(path, "r") as file:
            name, cells = _chosen(path, file, "data", MATRIX, matrix)
            _check_shape(path, name, cells)
            trips = np.asarray(cells[...], dtype=np.float64)
            ids = _ids(path, file, lookup, len(trips))
    except RequestFileError:
        raise
    except (OSError, KeyError, ValueError, TypeError, RuntimeError, AttributeError, MemoryError) as error:
        reason = (str(error).splitlines() or ["is damaged"])[0]
        raise refused(path, f"cannot be read as OMX: {reason[:200]}") from error
    raise_problems(path, _bad_cells(path, name, trips, ids))
    missing = np.isnan(trips)
    return cell_flows(np.where(missing, 0.0, trips), ids, ids), int(missing.sum())


def _chosen(path: Path, file: Any, group: str, key: str, wanted: str | None) -> tuple[str, Any]:
    """Return name and content of the one that is wanted, or of the only one."""
    names = sorted(file[group]) if group in file else []
    if not names:
        raise refused(path, f"holds nothing under /{group}; expected an OMX file", key)
    if wanted is None and len(names) > 1:
        raise refused(path, f"holds {len(names)}; say {key}=..., one of {', '.join(names)[:200]}", key)
    if wanted is not None and wanted not in names:
        raise refused(path, f'there is no "{wanted[:40]}"; there are {", ".join(names)[:200]}', key)
    name = wanted or names[0]
    return name, file[group][name]


def _check_shape(path: Path, name: str, cells: Any) -> None:
    shape: tuple[int, ...] = getattr(cells, "shape", ())
    if len(shape) != 2 or shape[0] != shape[1] or cells.dtype.kind not in "iuf":
        raise refused(
            path, f'"{name}" has the shape {shape}; expected numbers of as many origins as destinations', MATRIX
        )
    if shape[0] > LARGEST:
        raise refused(path, f'"{name}" has {shape[0]:,} zones; at most {LARGEST:,} are read', MATRIX)


def _ids(path: Path, file: Any, lookup: str | None, count: int) -> list[str]:
    """Return the ids of the zones."""
    if lookup is None and not len(file.get("lookup", ())):
        return [str(number) for number in range(1, count + 1)]
    name, found = _chosen(path, file, "lookup", LOOKUP, lookup)
    ids = [one.decode("utf-8", "replace") if isinstance(one, bytes) else f"{one}" for one in found[...].tolist()]
    if len(ids) != count or len(set(ids)) < count:
        raise refused(path, f'"{name}" has {len(set(ids))} ids; expected another for each of {count} zones', LOOKUP)
    return ids


def _bad_cells(path: Path, name: str, trips: NDArray[np.float64], ids: list[str]) -> list[Problem]:
    row, column = np.nonzero((trips < 0) | (trips > MOST_TRIPS))
    return [
        Problem(
            str(path), 0, 0, f"{name}, {ids[a]} to {ids[b]}", f"{trips[a, b]:g} is not between 0 and {MOST_TRIPS:g}"
        )
        for a, b in zip(row.tolist(), column.tolist(), strict=True)
    ]  # fmt: skip
