"""Import the road network of any region from OpenStreetMap: an extract, a saved OSMnx graph, a place or a box."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.errors import NetworkError
from simulator.network.files import read_network, write_network
from simulator.network.graph import RoadNetwork
from simulator.network.import_report import ImportReport
from simulator.network.matrix_cache import default_cache_folder
from simulator.network.osmnx_settings import osmnx_settings

IMPORT_VERSION = 1  # raised when the same data give another network than before
EXTRACTS = (".osm", ".osm.gz", ".osm.bz2", ".osm.pbf")
ATTRIBUTION = "(c) OpenStreetMap contributors"
LICENCE = "ODbL 1.0"
READ_BYTES = 1 << 22

Box = tuple[float, float, float, float]
Source = Path | str | Sequence[float]


@dataclass(frozen=True)
class Region:
    """What to import: a file, the name of a place, or a box (west, south, east, north)."""

    name: str
    file: Path | None = None
    place: str | None = None
    box: Box | None = None

    def key(self) -> str:
        """Return a digest that changes when the import would give something else."""
        hasher = hashlib.sha256(f"{IMPORT_VERSION} {self.place} {self.box}\n".encode())
        if self.file is not None:
            with self.file.open("rb") as file:
                while block := file.read(READ_BYTES):
                    hasher.update(block)
        return hasher.hexdigest()[:32]


def load_region(source: Source, cache_dir: Path | None = None) -> RoadNetwork:
    """Return the road network of a region, from the cache if it was imported before.

    source: a Path is an extract (.osm, .osm.gz, .osm.bz2, .osm.pbf) or a graph that OSMnx saved (.graphml); a text is
    a place that OpenStreetMap knows; four numbers are a box (west, south, east, north). Places and boxes need the
    internet the first time.

    Raises
    ------
    NetworkError
        There is no such region, or no way to get it.
    """
    region = region_of(source)
    try:
        folder = (cache_dir or default_cache_folder()) / "networks" / region.key()
    except OSError as error:
        raise NetworkError(f"{region.file}: cannot be read: {error.strerror or error}") from error
    if folder.is_dir():
        with suppress(NetworkError):  # damaged: imported anew below
            return read_network(folder)
    network, _ = import_region(source)
    with suppress(NetworkError):  # works without a cache, only slower the next time
        write_network(network, folder)
    return network


def import_region(
    source: Source, name: str | None = None, *, driveways: bool = False
) -> tuple[RoadNetwork, ImportReport]:
    """Import a region anew and tell what was left out.

    driveways: also keep driveways and the lanes of car parks, which makes the network almost twice as large.
    """
    region = region_of(source)
    report = ImportReport()
    if region.file is None:
        from simulator.network.osm_online import fetch

        graph, fetched = fetch(region.place, region.box)
        sources = _sources(region.name, "https://www.openstreetmap.org", fetched)
    elif region.file.name.endswith(".graphml"):
        graph, sources = _read_graphml(region.file), _sources(region.file.name, region.file.name, "")
    else:
        graph, date = _read_extract(region.file, report, driveways)
        sources = _sources(region.file.name, region.file.name, date)
    from simulator.network.osm_graph import network_from_graph

    return network_from_graph(graph, name or region.name, report, sources, driveways=driveways), report


def parse_source(text: str) -> Source:
    """Return what a user means: a file that is there or is named like one, a box, or else a place."""
    path = Path(text)
    if path.is_file() or text.endswith((*EXTRACTS, ".graphml")):
        return path
    parts = text.split(",")
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        return text
    return numbers if len(parts) > 1 else text


def region_of(source: Source) -> Region:
    """Return what a source names; raise NetworkError when it cannot be a region."""
    if isinstance(source, str):
        if not source.strip():
            raise NetworkError("the name of the place is empty")
        return Region(source.strip(), place=source.strip())
    if isinstance(source, Path):
        known = (*EXTRACTS, ".graphml")
        if not source.is_file():
            raise NetworkError(f"{source}: no such file")
        if not source.name.endswith(known):
            raise NetworkError(f"{source}: expected a file that ends with one of {', '.join(known)}")
        return Region(source.name.split(".")[0], file=source)
    box = tuple(float(number) for number in source)
    if len(box) != 4:
        raise NetworkError(f"a box has four numbers (west, south, east, north), found {len(box)}")
    west, south, east, north = box
    if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
        raise NetworkError(f"box {box}: expected west < east and south < north, in degrees")
    return Region(f"{west:g},{south:g},{east:g},{north:g}", box=(west, south, east, north))


def _sources(name: str, package: str, date: str) -> tuple[dict[str, Any], ...]:
    return (
        {
            "name": f"OpenStreetMap: {name}",
            "version": date,
            "url_or_package": package,
            "date": date,
            "licence": LICENCE,
            "attribution": ATTRIBUTION,
        },
    )


def _read_extract(path: Path, report: ImportReport, driveways: bool) -> tuple[Any, str]:
    import osmnx

    from simulator.network.osm_extract import write_drivable

    with tempfile.TemporaryDirectory(prefix="elbe-drt-") as folder:
        drivable = Path(folder) / "drivable.osm"
        date = write_drivable(path, drivable, report, driveways=driveways)
        with osmnx_settings():
            return osmnx.graph_from_xml(drivable, simplify=False, retain_all=True), date


def _read_graphml(path: Path) -> Any:
    import osmnx

    with path.open("rb") as file:
        head = file.read(READ_BYTES)
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise NetworkError(f"{path}: declares XML entities; a graph saved by OSMnx has none")
    try:
        graph = osmnx.load_graphml(path)
        if graph.graph.get("crs") not in ("epsg:4326", "EPSG:4326"):
            graph = osmnx.project_graph(graph, to_latlong=True)
    except Exception as error:  # anything may be wrong in a file; OSMnx does not check
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise NetworkError(f"{path}: cannot be read as a graph saved by OSMnx: {reason:.200}") from error
    if not all("length" in edge for _, _, edge in graph.edges(data=True)):
        raise NetworkError(f"{path}: edges have no length; save the graph with OSMnx 2 or newer")
    return graph
