"""A package of somebody else: a kind of service, a dispatcher, a source of requests, key figures, charts, an exporter.

The kind of service is bike sharing, the folder ``bikes`` beside this file.
"""

from __future__ import annotations

from pathlib import Path

NAME, VERSION = "elbe-shuttle", "1.2"
BIKES = Path(__file__).with_name("bikes")
FILES = {
    "elbe_shuttle/__init__.py": """
def register(registry):
    registry.register("dispatch", "late_riser", "elbe_shuttle.dispatcher:LateRiser", "elbe_shuttle.sections:Rest")
    registry.register("demand", "shuttle", "elbe_shuttle.demand:shuttle", "elbe_shuttle.sections:Shuttle")
    registry.register("kpi", "shuttle", "elbe_shuttle.results:FIGURES")
    registry.register("chart", "shuttle", "elbe_shuttle.results:chart")
    registry.register("exporter", "shuttle", "elbe_shuttle.results:export")
    registry.register("service", "bikes", "elbe_shuttle.bikes")
    registry.register("rule", "early_birds", "elbe_shuttle.rules:early_birds", "elbe_shuttle.sections:EarlyBirds")
    registry.register("kpi", "bikes", "elbe_shuttle.bike_results:FIGURES")
    registry.register("chart", "bikes", "elbe_shuttle.bike_results:chart")
""",
    "elbe_shuttle/sections.py": """
from pydantic import Field
from simulator.scenario.quantities import Seconds, quantity
from simulator.scenario.section import Section


class Rest(Section):
    rest_s: Seconds = quantity(
        600, unit="s", name="rest", ge=0, le=86_400, description="Nobody is taken so long after 08:00 [s]"
    )


class EarlyBirds(Section):
    before_s: Seconds = quantity(unit="s", name="before", ge=0, le=86_400, description="Nobody leaves later")


class Shuttle(Section):
    rides: int = Field(3, ge=0, le=1000, description="Rides asked for, one every ten minutes")
""",
    "elbe_shuttle/rules.py": """
from simulator.reasons import Reason
from simulator.services.rules import Verdict


def early_birds(day, section):
    clock = day.world.days.clock

    def rule(case):
        return Verdict(Reason.NOT_ELIGIBLE) if clock.local(case.departure_s) % 86_400 >= section.before_s else None

    return rule
""",
    "elbe_shuttle/dispatcher.py": """
from dataclasses import dataclass
from elbe_shuttle.sections import Rest
from simulator.dispatch.insertion import CheapestInsertion
from simulator.dispatch.policy import Rejection


@dataclass(frozen=True)
class LateRiser:
    rest: Rest

    def __call__(self, view, requests, now_s):
        if now_s < 8 * 3600 + self.rest.rest_s:
            return [Rejection(request) for request in requests]
        return CheapestInsertion()(view, requests, now_s)
""",
    "elbe_shuttle/demand.py": """
import pandas as pd
from simulator.demand.streams import stream


def shuttle(section, site, seed):
    numbers = range(section.rides)
    lon, lat = site.network.lon, site.network.lat
    party = stream(seed, "shuttle").integers(1, 3, section.rides)
    return pd.DataFrame({
        "request_id": [f"ride-{number}" for number in numbers],
        "earliest_departure_s": [8 * 3600 + 600 * number for number in numbers],
        "origin_lon": lon[0], "origin_lat": lat[0], "destination_lon": lon[-1], "destination_lat": lat[-1],
        "party_size": party,
    })
""",
    "elbe_shuttle/results.py": """
from simulator.results.entry import Definition
from simulator.analysis.kpis.all import KeyFigures
from simulator.report.page.chart import Chart


def _figures(tables):
    return {"shuttle_rides": (tables.requests["status"] == "served").sum()}


FIGURES = KeyFigures(_figures, {"shuttle_rides": Definition("Rides of the shuttle.", "rides")})


def chart(run, words):
    count = run.kpis["shuttle_rides"]
    traces = [{"type": "bar", "x": ["rides"], "y": [count]}]
    numbers = (["what", "times"], [["rides", str(count)]])
    return Chart("any", "All of the shuttle", f"It went {count} times.", traces, {}, *numbers)


def export(results, folder):
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "shuttle.txt"
    path.write_text(results.name)
    return [path]
""",
    "elbe_shuttle/bike_results.py": """
from simulator.analysis.kpis.all import KeyFigures
from simulator.report.page.chart import Chart
from simulator.results.entry import Definition


def _figures(tables):
    ridden = tables.trips[tables.trips["vehicle"].notna()]
    return {"bikes_used": ridden["vehicle"].nunique(), "bike_km": ridden["length_m"].sum() / 1000}


FIGURES = KeyFigures(
    _figures, {"bikes_used": Definition("Shared bikes ridden.", "bikes"), "bike_km": Definition("All of them.", "km")}
)


def chart(run, words):
    ridden = run.tables.trips[run.tables.trips["vehicle"].notna()]
    counts = ridden.groupby(ridden["taken_s"] // 3600).size()
    if counts.empty:
        return None
    hours, counts = [f"{hour}:00" for hour in counts.index.tolist()], counts.tolist()
    numbers = (["hour", "bikes"], [[hour, str(count)] for hour, count in zip(hours, counts)])
    said = f"{sum(counts)} bikes were taken."
    return Chart("any", "Bikes taken", said, [{"type": "bar", "x": hours, "y": counts}], {}, *numbers)
""",
    **{f"elbe_shuttle/bikes/{file.name}": file.read_text(encoding="utf-8") for file in sorted(BIKES.glob("*.py"))},
}


def install(folder: Path, files: dict[str, str] | None = None, name: str = NAME, version: str = VERSION) -> Path:
    """Write a package as pip leaves it behind, and return the folder that has to be on the path; files: its modules."""
    module = name.replace("-", "_")
    about = {
        f"{module}-{version}.dist-info/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{module}-{version}.dist-info/entry_points.txt": f"[elbe_drt.plugins]\n{name} = {module}:register\n",
    }
    for path, text in (about | (FILES if files is None else files)).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder
