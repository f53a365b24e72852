"""Write the paper and its figure: ``python -m paper.build``; with ``--day`` run its day first."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
from jinja2 import Environment, StrictUndefined

from paper.numbers import DAY, kexi_rows, measure_day, numbers

HERE = Path(__file__).parent
PAPER, FIGURE = HERE / "paper.md", HERE / "kexi.png"


def paper() -> str:
    """Return the text with its numbers filled in."""
    environment = Environment(
        variable_start_string="[[", variable_end_string="]]", undefined=StrictUndefined, keep_trailing_newline=True
    )
    template = environment.from_string((HERE / "template.md").read_text(encoding="utf-8"))
    return template.render(numbers())


def bars(rows: pd.DataFrame) -> pd.DataFrame:
    """Return what the figure shows: mean, half-width and tolerance of each moment as a share of what is published."""
    published, ours = rows["published"], rows["ours"]
    shares = {"mean": ours / published, "half_width": rows["half_width"] / published, "tolerance": rows["tolerance"]}
    return pd.DataFrame(shares)


def draw(path: Path) -> None:
    """Draw the figure about KEXI's rules."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    shown = bars(kexi_rows())[::-1]
    figure, axes = plt.subplots(figsize=(6.4, 2.8), layout="constrained")
    places = range(len(shown))
    axes.barh(places, 2 * shown["tolerance"], left=1 - shown["tolerance"], color="0.85", height=0.6)
    axes.errorbar(shown["mean"], places, xerr=shown["half_width"], fmt="o", color="#0072B2", capsize=3)
    axes.axvline(1, color="0.3", linewidth=0.8)
    axes.set_yticks(places, [name.removesuffix("_s").replace("_", " ") for name in shown.index])
    axes.set_xlabel("share of the published value")
    figure.savefig(path, dpi=200, metadata={"Software": None})
    plt.close(figure)


def main(arguments: list[str]) -> None:
    """Write what is asked for."""
    if "--day" in arguments:
        measure_day().to_csv(DAY, index=False)
    PAPER.write_text(paper(), encoding="utf-8")
    draw(FIGURE)


if __name__ == "__main__":
    main(sys.argv[1:])
