"""The columns of a network's tables, and what is checked before they are believed."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from simulator.network.checks import DEGREES, edge_problems, node_problems, rows_where

LINE_HEADER = struct.Struct("<BII")  # byte order, geometry type, number of points
HEADER = np.dtype([("order", "u1"), ("kind", "<u4"), ("points", "<u4")])
LINE = 2

COLUMNS: dict[str, pa.DataType] = {
    "u": pa.int32(),
    "v": pa.int32(),
    "length": pa.float64(),
    "speed_kph": pa.float64(),
    "travel_time": pa.float64(),
    "oneway": pa.bool_(),
    "highway": pa.string(),
    "name": pa.string(),
    "kind": pa.string(),
    "builtup": pa.float32(),
    "geometry": pa.binary(),
}
OPTIONAL = ("builtup",)


def edge_schema(edges: pd.DataFrame) -> pa.Schema:
    """Return the Parquet schema of an edge table."""
    return pa.schema([(name, kind) for name, kind in COLUMNS.items() if name not in OPTIONAL or name in edges])


def node_table_problems(nodes: pd.DataFrame) -> list[str]:
    """Return what is wrong with a node table (lon, lat)."""
    if not len(nodes):
        return ["has no rows"]
    wrong = [
        f"{column}: expected floating-point numbers, found {nodes[column].dtype}"
        for column in ("lon", "lat")
        if not pd.api.types.is_float_dtype(nodes[column])
    ]
    return wrong or node_problems(nodes)


def edge_table_problems(edges: pd.DataFrame, node_count: int) -> list[str]:
    """Return what is wrong with an edge table; later checks assume that the columns have the right types."""
    missing = [name for name in COLUMNS if name not in OPTIONAL and name not in edges]
    if missing:
        return [f"column {', '.join(missing)} missing"]
    if not len(edges):
        return ["has no rows"]
    wrong = _type_problems(edges)
    return wrong or _value_problems(edges, node_count)


def _type_problems(edges: pd.DataFrame) -> list[str]:
    types = pd.api.types
    expected: dict[str, tuple[Callable[[Any], bool], str]] = {
        "u": (types.is_integer_dtype, "whole numbers"),
        "v": (types.is_integer_dtype, "whole numbers"),
        "length": (types.is_numeric_dtype, "numbers"),
        "speed_kph": (types.is_numeric_dtype, "numbers"),
        "travel_time": (types.is_numeric_dtype, "numbers"),
        "oneway": (types.is_bool_dtype, "true or false"),
        "highway": (_holds_text, "text"),
        "name": (_holds_text, "text"),
        "kind": (_holds_text, "text"),
        "builtup": (types.is_numeric_dtype, "numbers"),
        "geometry": (_holds_bytes, "well-known binary"),
    }
    return [
        f"{name}: expected {what}, found {edges[name].dtype}"
        for name, (fits, what) in expected.items()
        if name in edges and not fits(edges[name])
    ]


def _holds_text(column: pd.Series[Any]) -> bool:
    if isinstance(column.dtype, pd.StringDtype):  # holds nothing else
        return True
    return bool(column.map(lambda value: isinstance(value, str) or pd.isna(value)).all())


def _holds_bytes(column: pd.Series[Any]) -> bool:
    return bool(column.map(lambda value: isinstance(value, bytes) or value is None).all())


def _value_problems(edges: pd.DataFrame, node_count: int) -> list[str]:
    problems = edge_problems(edges, node_count)
    broken = _broken_lines(edges["geometry"].to_numpy(object))
    unseen = pd.Series(["?"] * len(broken))
    return problems + rows_where("geometry", broken, unseen, "expected a LineString in little-endian WKB, in degrees")


def _broken_lines(lines: NDArray[Any]) -> NDArray[np.bool_]:
    """Tell which bytes are no line of at least two points in degrees; None is no mistake."""
    broken = np.zeros(len(lines), dtype=np.bool_)
    given = np.flatnonzero([line is not None for line in lines])
    size = LINE_HEADER.size
    header = np.frombuffer(b"".join(line[:size].ljust(size, b"\0") for line in lines[given]), HEADER)
    length = np.fromiter(map(len, lines[given]), dtype=np.int64, count=len(given))
    of_points = length == size + 16 * header["points"].astype(np.int64)
    fits = (header["order"] == 1) & (header["kind"] == LINE) & (header["points"] >= 2) & of_points
    broken[given[~fits]] = True
    numbers = np.frombuffer(b"".join(line[size:] for line in lines[given[fits]]), "<f8").reshape(-1, 2)
    outside = ~(np.abs(numbers) <= list(DEGREES.values())).all(axis=1)
    broken[np.repeat(given[fits], header["points"][fits])[outside]] = True
    return broken


def line_bytes(points: Sequence[tuple[float, float]]) -> bytes:
    """Return a line as well-known binary; points are (lon, lat)."""
    numbers = [number for point in points for number in point]
    return LINE_HEADER.pack(1, LINE, len(points)) + struct.pack(f"<{len(numbers)}d", *numbers)


def lines_along(points: NDArray[np.float64], offsets: NDArray[np.int64]) -> NDArray[Any]:
    """Return lines as well-known binary, object (lines,).

    points: float64 (n, 2), lon and lat; those of line i are points[offsets[i]:offsets[i + 1]].
    """
    numbers, size = np.ascontiguousarray(points, dtype="<f8").tobytes(), 16
    lines = np.empty(len(offsets) - 1, dtype=object)
    for line, (start, end) in enumerate(pairwise(offsets.tolist())):
        lines[line] = LINE_HEADER.pack(1, LINE, end - start) + numbers[size * start : size * end]
    return lines


def turned(line: bytes) -> bytes:
    """Return a line, well-known binary, from its last point to its first."""
    return line[: LINE_HEADER.size] + line_points(line)[::-1].tobytes()


def fill_geometry(edges: pd.DataFrame, lon: NDArray[np.float64], lat: NDArray[np.float64]) -> pd.DataFrame:
    """Return the edges in the types of ``COLUMNS``, with straight lines where no geometry is given."""
    edges = edges[[name for name in COLUMNS if name in edges]].copy()
    u, v = edges["u"].to_numpy(), edges["v"].to_numpy()
    edges["geometry"] = pd.Series(
        [
            line_bytes([(lon[a], lat[a]), (lon[b], lat[b])]) if line is None else line
            for line, a, b in zip(edges["geometry"], u, v, strict=True)
        ],
        index=edges.index,
        dtype=object,
    )
    types = {"u": "int32", "v": "int32", "length": "float64", "speed_kph": "float64", "travel_time": "float64"}
    return edges.astype(types | ({"builtup": "float32"} if "builtup" in edges else {}))


def line_points(geometry: bytes) -> NDArray[np.float64]:
    """Return the points of a street, float64 (points, 2), from its well-known binary."""
    numbers: NDArray[Any] = np.frombuffer(geometry, "<f8", offset=LINE_HEADER.size)
    return numbers.reshape(-1, 2)
