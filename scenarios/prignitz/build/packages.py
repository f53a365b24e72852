"""Fetch the pinned npm packages that carry the open data of the transit authority."""

import subprocess
import tarfile
from pathlib import Path
from typing import NamedTuple


class Package(NamedTuple):
    """A package of the npm registry at one version."""

    name: str
    version: str
    date: str  # of the data; "package of" = year in the licence file, the data's own is not stated
    date_de: str  # the same in German
    use: str
    use_de: str

    @property
    def folder(self) -> str:
        """Name of the unpacked folder and of the archive."""
        return f"{self.name}-{self.version}"


SHAPES = (
    Package("vbb-shapes", "4.11.0", "package of 2024", "Paket von 2024", "course of every line", "Verlauf jeder Linie"),
    Package("vbb-shapes", "3.2.1", "package of 2017", "Paket von 2017", "course of every line", "Verlauf jeder Linie"),
)
STATIONS = (  # oldest first: the newest position of a stop wins
    Package(
        "vbb-stations",
        "5.9.0",
        "package of 2017",
        "Paket von 2017",
        "positions of older stop ids",
        "Lage älterer Haltestellennummern",
    ),
    Package(
        "vbb-stations",
        "6.11.0",
        "package of 2018",
        "Paket von 2018",
        "positions of older stop ids",
        "Lage älterer Haltestellennummern",
    ),
    Package(
        "vbb-stations",
        "7.3.2",
        "package of 2021",
        "Paket von 2021",
        "positions of older stop ids",
        "Lage älterer Haltestellennummern",
    ),
    Package(
        "vbb-stations",
        "8.31.0",
        "package of 2026",
        "Paket von 2026",
        "stops, names, weights",
        "Haltestellen, Namen, Gewichte",
    ),
)
LINES = Package(
    "vbb-lines",
    "5.22.0",
    "package of 2025",
    "Paket von 2025",
    "stop sequences of every line",
    "Haltefolgen jeder Linie",
)
TRIPS = Package(
    "vbb-trips",
    "3.13.1",
    "timetable of 2021-03-18 to 2021-12-11",
    "Fahrplan vom 18.3.2021 bis 11.12.2021",
    "stop sequences, times",
    "Haltefolgen, Zeiten",
)
ALL = (*SHAPES, *STATIONS, LINES, TRIPS)


def fetch(work: Path) -> None:
    """Unpack every pinned package into work/npm/<name>-<version>; skip those already there."""
    npm = work / "npm"
    npm.mkdir(parents=True, exist_ok=True)
    for package in ALL:
        folder = npm / package.folder
        if (folder / "package.json").exists():
            continue
        subprocess.run(["npm", "pack", "--silent", f"{package.name}@{package.version}"], cwd=npm, check=True)
        with tarfile.open(npm / f"{package.folder}.tgz") as archive:
            for member in archive.getmembers():
                member.name = member.name.split("/", 1)[-1]
                archive.extract(member, folder, filter="data")
