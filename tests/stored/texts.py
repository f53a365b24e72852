"""What a run wrote, as texts that are the same on every machine."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.collections import Collection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text

from tests.stored.keeping import plain

# The manifest tells versions and times, the dictionary of columns is that of docs/columns.md; the roads are given.
LEFT_OUT = ("manifest.json", "columns.json", "network/", ".svg", ".gpkg")
_NO_DATA = re.compile(r"<style.*?</style>|<script(?! type=.application/json).*?</script>", re.DOTALL)


def texts_of(folder: Path) -> dict[str, str]:
    """Return what the files of a folder hold, by their names: tables as CSV, of pages all but styles and programs."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    names = {path.relative_to(folder).as_posix(): path for path in files}
    left_out = re.compile("|".join(map(re.escape, LEFT_OUT)))
    return {name: text_of(path) for name, path in names.items() if not left_out.search(name)}


def text_of(path: Path) -> str:
    """Return what a file holds."""
    if path.suffix == ".parquet":
        table = pd.read_parquet(path)
        kinds = " ".join(f"{name}:{kind}" for name, kind in table.dtypes.items())
        return kinds + "\n" + plain(table.to_csv(index=False, lineterminator="\n"))
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        text = _NO_DATA.sub("", text)
    return plain(re.sub(r'(\{"|,"|\},)', r"\n\1", text) if path.suffix in (".html", ".geojson") else text)


@contextmanager
def figure(path: Path, *, width: float = 9, height: float = 4.5, margins: object = None) -> Iterator[Figure]:
    """Give an empty figure as `simulator.report.style` does, and save in words what was drawn into it."""
    drawn = Figure(figsize=(width, height))
    drawn.savefig = lambda *_where, **_how: None  # type: ignore[method-assign]
    yield drawn
    path.write_text("\n".join([f"{width:.4g} x {height:.4g}, {margins}", *_said(drawn)]), encoding="utf-8")


def _said(drawn: Figure) -> Iterator[str]:
    yield from (_artist(text) for text in drawn.texts)
    yield from (_artist(legend) for legend in drawn.legends)
    for axes in drawn.axes:
        yield f"axes {axes.get_title('left')!r} {axes.get_title()!r} x {axes.get_xlabel()!r} y {axes.get_ylabel()!r}"
        limits = [_numbers(np.array([axes.get_xlim(), axes.get_ylim()]))]
        ticks = [label.get_text() for axis in (axes.xaxis, axes.yaxis) for label in axis.get_majorticklabels()]
        yield f"limits {limits[0]} ticks {ticks} aspect {axes.get_aspect()}"
        yield from filter(None, map(_artist, axes.get_children()))


def _artist(artist: Artist) -> str:
    common = f"{artist.get_label()!r} z {artist.get_zorder()} "
    match artist:
        case Line2D():
            look = f"{to_hex(artist.get_color())} {artist.get_linestyle()} {artist.get_marker()}"
            return f"line {common}{look} {_numbers(artist.get_xydata())}"
        case Patch():
            return f"patch {common}{_colour(artist)} {artist.get_hatch()} {_numbers(artist.get_path().vertices)}" + (
                f" at {_numbers(artist.get_patch_transform().get_matrix())}"
                if hasattr(artist.get_patch_transform(), "get_matrix")
                else ""
            )
        case Collection():
            paths = " / ".join(_numbers(path.vertices) for path in artist.get_paths())
            sizes = _numbers(getattr(artist, "get_sizes", list)())
            colours = [to_hex(colour) for colour in artist.get_facecolor()]
            return f"collection {common}{sizes} {colours} {_numbers(artist.get_offsets())} {paths}"
        case Text():
            return f"text {artist.get_text()!r} at {_numbers(artist.get_position())} " if artist.get_text() else ""
        case Legend():
            return f"legend {[text.get_text() for text in artist.get_texts()]}"
        case _:
            return ""


def _colour(patch: Patch) -> str:
    return to_hex(patch.get_facecolor(), keep_alpha=True)


def _numbers(values: Any) -> str:
    return " ".join(f"{value:.7g}" for value in np.asarray(values, dtype=float).ravel())
