"""A dashboard folder for SimWrapper: YAML that names the panels, and the files they show."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pandas as pd

from simulator.analysis.run import RunData, run_to_export
from simulator.report.exports.geo import write_geojson
from simulator.report.plots.draw import draw_figures

_TILES = {
    "requests": "Requests",
    "service_rate": "Served",
    "wait_median_s": "Median wait [s]",
    "wait_p95_s": "95 % wait [s]",
    "vehicle_km": "Vehicle-km",
    "mean_occupancy": "Mean occupancy",
}


def export_simwrapper(results: Path, folder: Path) -> list[Path]:
    """Write dashboard-1.yaml (overview), dashboard-2.yaml (map), and the CSV and GeoJSON files they name."""
    run = run_to_export(results, folder)
    data = folder / "data"
    data.mkdir(exist_ok=True)
    paths = []
    for path in draw_figures(run, ["demand", "waits_by_hour", "vehicle_states", "rejections"], data):
        if path.suffix == ".csv":
            paths.append(path)
        else:
            path.unlink()  # the dashboard draws the data itself
    tiles = data / "overview.csv"
    pd.DataFrame([(title, run.kpis.get(name)) for name, title in _TILES.items()]).to_csv(
        tiles, index=False, header=False, lineterminator="\n"
    )
    dashboards = {"dashboard-1.yaml": _overview(run), "dashboard-2.yaml": _map(run)}
    for name, content in dashboards.items():
        (folder / name).write_text(_yaml(content), encoding="utf-8")
    return [folder / "dashboard-1.yaml", folder / "dashboard-2.yaml", tiles, *paths, *write_geojson(run, data)]


def _overview(run: RunData) -> dict[str, Any]:
    return {
        "header": {"tab": "Overview", "title": run.title(), "description": run.description()},
        "layout": {
            "figures": [{"type": "tile", "title": "Key figures", "dataset": "data/overview.csv"}],
            "day": [
                _chart("bar", "Demand and service", "demand.csv", "from_s", ["served", "not_served"], stacked=True),
                _chart("line", "Waits [min]", "waits_by_hour.csv", "from_s", ["median_min", "p95_min"]),
            ],
            "fleet": [
                _chart(
                    "area",
                    "What the vehicles do",
                    "vehicle_states.csv",
                    "from_s",
                    sorted({str(state) for state in run.tables.states["state"]}),
                ),
                _chart("bar", "Not served, because", "rejections.csv", "reason", ["requests"]),
            ],
        },
    }


def _chart(kind: str, title: str, file: str, x: str, columns: list[str], *, stacked: bool = False) -> dict[str, Any]:
    chart: dict[str, Any] = {"type": kind, "title": title, "dataset": f"data/{file}", "x": x, "columns": columns}
    return chart | ({"stacked": True} if stacked else {})


def _map(run: RunData) -> dict[str, Any]:
    network = run.network
    center = [float(network.lon.mean()), float(network.lat.mean())] if network is not None else [0.0, 0.0]
    panel = {
        "type": "map",
        "title": "Ways driven",
        "height": 12,
        "center": [round(value, 5) for value in center],
        "zoom": 9,
        "shapes": "data/legs.geojson",
        "display": {"lineColor": {"columnName": "riders"}, "lineWidth": {"fixed": 2}},
    }
    return {"header": {"tab": "Map", "title": run.title()}, "layout": {"map": [panel]}}


def _yaml(content: dict[str, Any]) -> str:
    from ruamel.yaml import YAML

    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = False
    writer.allow_unicode = True
    writer.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    text = io.StringIO()
    writer.dump(content, text)
    return text.getvalue()
