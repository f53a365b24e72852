"""Pictures of an experiment: means with error bars, paired differences, service against cost, sensitivities."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from simulator.analysis.comparison import efficient, means_by_variant, measured
from simulator.analysis.statistics import FEW_RUNS
from simulator.report import style
from simulator.report.plots.style_files import paper_figure
from simulator.report.scorecard.picture import draw_scorecard

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WORDS = {
    "service_rate": "served share",
    "wait_median_s": "median wait [s]",
    "wait_p95_s": "95 % wait [s]",
    "riders_per_vehicle_hour": "riders per vehicle hour",
    "vehicle_km": "vehicle-km",
    "co2_g_per_direct_rider_km": "CO2 per direct rider-km [g]",
    "fleet_km_per_direct_km": "vehicle-km per km by car",
    "cost_eur": "cost of a run [EUR]",
    "subsidy_per_rider_eur": "subsidy per rider [EUR]",
}


def draw_experiment(
    folder: Path, target: Path, factors: list[str], sensitivities: pd.DataFrame | None = None
) -> list[Path]:
    """Draw all figures that fit an experiment into a folder; return the files, a PNG and an SVG of each."""
    summary = pd.read_parquet(folder / "summary.parquet")
    runs = pd.read_parquet(folder / "kpis.parquet")
    means = measured(summary[summary["statistic"] == "mean"])
    if means.empty:
        return []
    numeric = len(factors) == 1 and pd.api.types.is_numeric_dtype(runs[factors[0]])
    values = runs.drop_duplicates("variant").set_index("variant")[factors[0]] if numeric else None
    names = ["means"]
    _means(means, values, factors, target)
    if (folder / "differences.parquet").is_file():
        names.append("differences")
        _differences(measured(pd.read_parquet(folder / "differences.parquet")), target)
    if {"service_rate", "cost_eur"} <= set(means["metric"]):
        names.append("frontier")
        _frontier(means, target)
    if sensitivities is not None:
        names.append("sensitivities")
        _tornado(sensitivities, target)
    drawn = [target / f"{name}.{ending}" for name in names for ending in ("png", "svg")]
    return drawn + draw_scorecard(folder, target, _short)


def _means(means: pd.DataFrame, values: pd.Series[float] | None, factors: list[str], folder: Path) -> None:
    """Draw each metric's mean and interval over the variants."""
    metrics = list(means["metric"].unique())
    with paper_figure(folder, "means") as figure:
        figure.set_size_inches(4.2 * min(len(metrics), 3), 3.4 * -(-len(metrics) // 3))
        for position, metric in enumerate(metrics):
            axes = figure.add_subplot(-(-len(metrics) // 3), min(len(metrics), 3), position + 1)
            rows = means[means["metric"] == metric]
            x = np.arange(len(rows)) if values is None else values.loc[rows["variant"]].to_numpy(float)
            _bars(axes, x, rows)
            axes.set_title(WORDS.get(metric, metric))
            if values is None:
                axes.set_xticks(x, [_short(label) for label in rows["variant"]], rotation=30, ha="right", fontsize=8)
            else:
                axes.set_xlabel(factors[0])
                if pd.api.types.is_integer_dtype(values):
                    style.whole_numbers(axes.xaxis)
        _note(figure, means)


def _bars(axes: Axes, x: np.ndarray, rows: pd.DataFrame) -> None:
    mean = rows["mean"].to_numpy(float)
    reach = np.nan_to_num(np.vstack([mean - rows["low"].to_numpy(float), rows["high"].to_numpy(float) - mean]))
    axes.errorbar(x, mean, yerr=reach, color=style.BLUE, marker="o", capsize=4, linewidth=1.2)
    axes.grid(axis="y", alpha=0.4)


def _differences(differences: pd.DataFrame, folder: Path) -> None:
    """Draw paired differences to the base variant; filled: not zero by Holm's correction."""
    metrics = list(differences["metric"].unique())
    with paper_figure(folder, "differences") as figure:
        figure.set_size_inches(3.6 * len(metrics), 1.6 + 0.35 * differences["variant"].nunique())
        for position, metric in enumerate(metrics):
            rows = differences[differences["metric"] == metric].iloc[::-1]
            axes = figure.add_subplot(1, len(metrics), position + 1)
            y, mean = np.arange(len(rows)), rows["mean"].to_numpy(float)
            low, high = rows["low"].to_numpy(float), rows["high"].to_numpy(float)
            sure = (rows["p_holm"] < 1 - rows["level"]).to_numpy()
            axes.hlines(y, low, high, color=style.BLUE, linewidth=1.5)
            axes.scatter(mean[sure], y[sure], color=style.BLUE, zorder=3)
            axes.scatter(mean[~sure], y[~sure], facecolor="white", edgecolor=style.BLUE, zorder=3)
            axes.axvline(0, color=style.BLACK, linewidth=0.8)
            axes.set_yticks(y, [_short(label) for label in rows["variant"]] if position == 0 else [""] * len(rows))
            axes.set_title(WORDS.get(metric, metric), fontsize=10)
        base = differences["base"].iloc[0] if len(differences) else ""
        figure.supxlabel(f"difference to {base}; filled: not zero (Holm)", fontsize=9)


def _frontier(means: pd.DataFrame, folder: Path) -> None:
    """Draw served share against cost; the efficient variants are joined."""
    table = means_by_variant(means)
    with paper_figure(folder, "frontier", width=9, height=4.5) as figure:
        axes = figure.add_subplot()
        for axis, metric in (("x", "cost_eur"), ("y", "service_rate")):
            rows = means[means["metric"] == metric].set_index("variant").loc[table.index]
            mean = rows["mean"].to_numpy(float)
            reach = np.nan_to_num(np.vstack([mean - rows["low"].to_numpy(float), rows["high"].to_numpy(float) - mean]))
            error = {f"{axis}err": reach}
            axes.errorbar(table["cost_eur"], table["service_rate"], fmt="o", color=style.BLUE, capsize=3, **error)
        best = efficient(table, "cost_eur", "service_rate")
        axes.plot(best["cost_eur"], best["service_rate"], color=style.GREY, zorder=1)
        for label, row in table.iterrows():
            axes.annotate(
                _short(str(label)),
                (row["cost_eur"], row["service_rate"]),
                xytext=(5, -10),
                textcoords="offset points",
                fontsize=8,
            )
        axes.set_xlabel("cost of a run [EUR]")
        axes.set_ylabel("served share")
        axes.set_title("Service and cost; the line joins what nothing else beats in both")


def _tornado(sensitivities: pd.DataFrame, folder: Path) -> None:
    """Draw how much of each metric's variance every factor explains."""
    metrics = list(sensitivities["metric"].unique())
    with paper_figure(folder, "sensitivities") as figure:
        figure.set_size_inches(3.8 * len(metrics), 1.4 + 0.4 * sensitivities["factor"].nunique())
        for position, metric in enumerate(metrics):
            rows = sensitivities[sensitivities["metric"] == metric].sort_values("total")
            axes = figure.add_subplot(1, len(metrics), position + 1)
            y = np.arange(len(rows))
            axes.barh(y, rows["total"], xerr=rows["total_conf"], color=style.SKY, label="total", capsize=3)
            axes.barh(y, rows["first"], height=0.4, color=style.BLUE, label="alone")
            axes.set_yticks(y, rows["factor"], fontsize=8)
            axes.set_title(WORDS.get(metric, metric), fontsize=10)
            axes.set_xlabel("share of variance")
            if position == 0:
                axes.legend(fontsize=8)


def _note(figure: Figure, rows: pd.DataFrame) -> None:
    n = rows["n"]
    runs = str(n.min()) if n.min() == n.max() else f"{n.min()} to {n.max()}"
    few = ", which are few" if n.min() < FEW_RUNS else ""
    text = f"means of {runs} runs{few}, {rows['level'].iloc[0]:.0%} intervals ({rows['method'].iloc[0]})"
    figure.supxlabel(text, fontsize=8)


def _short(label: str) -> str:
    """Name a variant by the ends of its paths."""
    return " ".join(part.rpartition(".")[2] for part in label.split(" "))
