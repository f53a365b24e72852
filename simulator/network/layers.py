"""Layers of map files: GeoJSON and GeoPackage, as tables with a geometry each, in WGS84 degrees."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.errors import Problem, RequestFileError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas

DEGREES = "EPSG:4326"


def refused(path: Path, message: str, key: str = "") -> RequestFileError:
    """Return the error for what is wrong with a file."""
    return RequestFileError([Problem(str(path), 0, 0, key, message)])


def read_layer(
    path: Path, layer: str | None = None, crs: str | None = None, columns: Sequence[str] | None = None
) -> geopandas.GeoDataFrame:
    """Return a layer with its columns and ``geometry`` in degrees.

    layer: its name, where the file has several. crs: the coordinate system, instead of what the file says of itself.
    columns: to read; None: all. Raises RequestFileError.
    """
    import pyogrio
    from pyogrio.errors import DataLayerError, DataSourceError

    if not path.is_file():
        raise refused(path, "is no file")
    try:
        named = _layer(path, [str(name) for name in pyogrio.list_layers(path)[:, 0]], layer)
        with warnings.catch_warnings():  # what is left out of a geometry is told by those who need it
            warnings.simplefilter("ignore", RuntimeWarning)
            table = pyogrio.read_dataframe(path, layer=named, columns=columns)
    except (DataSourceError, DataLayerError, ValueError, UnicodeDecodeError) as error:
        reason = (str(error).splitlines() or ["is damaged"])[0]
        raise refused(path, f"cannot be read as a map: {reason[:200]}; expected GeoJSON or GeoPackage") from error
    if "geometry" not in table:
        raise refused(path, f'layer "{named}" has no geometry')
    return _in_degrees(path, table, crs)


def _layer(path: Path, layers: list[str], wanted: str | None) -> str:
    if wanted is None and len(layers) == 1:
        return layers[0]
    if wanted is None or wanted not in layers:
        begin = "has several layers" if wanted is None else f'has no layer "{wanted[:40]}"'
        raise refused(path, f"{begin}; there are {', '.join(layers)[:200]}", "layer")
    return wanted


def _in_degrees(path: Path, table: geopandas.GeoDataFrame, crs: str | None) -> geopandas.GeoDataFrame:
    from pyproj.exceptions import CRSError, ProjError

    try:
        if crs is not None:
            table = table.set_crs(crs, allow_override=True)
        elif table.crs is None:
            table = table.set_crs(DEGREES)
        return table.to_crs(DEGREES)
    except (CRSError, ProjError) as error:
        message = f'"{crs or table.crs}" is no coordinate system that is known; expected a code like EPSG:25833'
        raise refused(path, message[:300], "crs") from error
