"""Import a road network: an OpenStreetMap extract, a place, a box, a saved graph, a MATSim network or CSV tables."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from simulator.cache_folder import default_cache_folder
from simulator.errors import NetworkError
from simulator.network import csv_network, matsim_network
from simulator.network.edge_table import edge_table_problems
from simulator.network.files import CSV_FILES, is_csv_network, read_network, write_network
from simulator.network.graph import RoadNetwork
from simulator.network.import_report import ImportReport
from simulator.network.links import network_of_links

IMPORT_VERSION = 2  # raised when the same data give another network than before
EXTRACTS = (".osm", ".osm.gz", ".osm.bz2", ".osm.pbf")
GRAPH = ".graphml"
FILES = (*EXTRACTS, GRAPH, *matsim_network.ENDINGS)
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

    def key(self, crs: str | None = None) -> str:
        """Return a digest that changes when the import would give something else."""
        ending = None if self.file is None else "".join(self.file.suffixes[-2:])
        hasher = hashlib.sha256(f"{IMPORT_VERSION} {self.place} {self.box} {ending} {crs}\n".encode())
        for path in self._files():
            with path.open("rb") as file:
                while block := file.read(READ_BYTES):
                    hasher.update(block)
        return hasher.hexdigest()[:32]

    def _files(self) -> list[Path]:
        if self.file is None:
            return []
        return [self.file / name for name in CSV_FILES] if self.file.is_dir() else [self.file]


def load_region(source: Source, cache_dir: Path | None = None, crs: str | None = None) -> RoadNetwork:
    """Return the road network of a region, from the cache if it was imported before.

    source: a Path is an extract (.osm, .osm.gz, .osm.bz2, .osm.pbf), a graph that OSMnx saved (.graphml), a MATSim
    network (.xml, .xml.gz) or a folder with nodes.csv and edges.csv; a text is a place that OpenStreetMap knows; four
    numbers are a box (west, south, east, north). Places and boxes need the internet the first time. crs: coordinate
    system of the file, if it does not say it itself.

    Raises
    ------
    ElbeDrtError
        There is no such region, or no way to get it.
    """
    region = region_of(source)
    try:
        folder = (cache_dir or default_cache_folder()) / "networks" / region.key(crs)
    except OSError as error:
        raise NetworkError(f"{region.file}: cannot be read: {error.strerror or error}") from error
    if folder.is_dir():
        with suppress(NetworkError):  # damaged: imported anew below
            return read_network(folder)
    network, _ = import_region(source, crs=crs)
    with suppress(NetworkError):  # works without a cache, only slower the next time
        write_network(network, folder)
    return network


def import_region(
    source: Source, name: str | None = None, *, driveways: bool = False, crs: str | None = None
) -> tuple[RoadNetwork, ImportReport]:
    """Import a region anew and tell what was left out, guessed or mended.

    driveways: also keep driveways and the lanes of car parks, which makes the network almost twice as large. crs: as
    for ``load_region``.
    """
    region, report = region_of(source), ImportReport()
    called = (name or "").strip() or region.name
    file = region.file
    if crs is not None and (file is None or file.name.endswith(EXTRACTS)):
        raise NetworkError(f"{file or region.name}: crs: OpenStreetMap has longitude and latitude; leave it out")
    if file is not None and (file.is_dir() or file.name.endswith(matsim_network.ENDINGS)):
        read = csv_network.read_csv_network if file.is_dir() else matsim_network.read_matsim
        links, projection = read(file, report, crs)
        network = network_of_links(str(file), called, links, projection, report, _own_source(file))
    else:
        network = _import_osm(region, called, report, driveways, crs)
    problems = edge_table_problems(network.edges, network.node_count)
    if problems:
        raise NetworkError("\n".join(f"{file or region.name}: {problem}" for problem in problems))
    return network, report


def _import_osm(region: Region, name: str, report: ImportReport, driveways: bool, crs: str | None) -> RoadNetwork:
    from simulator.network.osm_network import network_of_segments

    file = region.file
    if file is not None and not file.name.endswith(GRAPH):
        from simulator.network.osm_extract import read_extract

        segments, date = read_extract(file, report, driveways=driveways)
        sources = _sources(file.name, file.name, date)
    else:
        from simulator.network.osm_graph import segments_of_graph

        graph, sources = _read_graph(region, report, crs)
        segments = segments_of_graph(graph, report, driveways=driveways)
    return network_of_segments(segments, name, report, sources, str(file or region.name))


def _read_graph(region: Region, report: ImportReport, crs: str | None) -> tuple[Any, tuple[dict[str, Any], ...]]:
    """Return the graph of a file, a place or a box, and where it comes from."""
    if region.file is not None:
        from simulator.network.graphml_roads import read_graphml

        return read_graphml(region.file, report, crs), _sources(region.file.name, region.file.name, "")
    from simulator.network.osm_online import fetch

    graph, fetched = fetch(region.place, region.box)
    return graph, _sources(region.name, "https://www.openstreetmap.org", fetched)


def parse_source(text: str) -> Source:
    """Return what a user means: a file that is there or is named like one, a box, or else a place."""
    path = Path(text)
    if path.exists() or text.endswith(FILES):
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
        if source.is_dir() and not is_csv_network(source):
            raise NetworkError(f"{source}: expected a folder with {' and '.join(CSV_FILES)} to import")
        if not source.exists():
            raise NetworkError(f"{source}: no such file")
        if not source.is_dir() and not source.name.endswith(FILES):
            raise NetworkError(f"{source}: expected a file that ends with one of {', '.join(FILES)}")
        return Region(source.name.split(".")[0].strip() or source.name, file=source)
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


def _own_source(file: Path) -> tuple[dict[str, Any], ...]:
    """Return where a network came from that says nothing about its makers or its licence."""
    empty = dict.fromkeys(("version", "date", "licence", "attribution"), "")
    return ({"name": file.name, **empty, "url_or_package": file.name},)
