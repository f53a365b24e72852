"""How long imported requests are, beside all trips of a survey."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from simulator.report.page.chart import Chart, numbers
from simulator.report.page.language import Language
from simulator.report.style import BLUE, GREY


class Length(Protocol):
    """Requests of a length; ``demand.importing.lengths.Length`` fits."""

    @property
    def from_km(self) -> float:
        """Return how long they are at least."""

    @property
    def to_km(self) -> float | None:
        """Return what all are shorter than; None: of any length."""

    @property
    def requests(self) -> int:
        """Return how many there are."""

    @property
    def surveyed(self) -> float:
        """Return the share of such trips in the survey."""


def lengths_chart(bands: Sequence[Length], words: Language) -> Chart | None:
    """Draw how many requests are how long, beside all trips of the survey; None where there are none."""
    _, total = words._, sum(band.requests for band in bands)
    if not total:
        return None
    names = [_name(band, words) for band in bands]
    series = {
        _("requests"): (BLUE, [band.requests / total for band in bands]),
        _("all trips by all modes, rural Lausitz 2017"): (GREY, [band.surveyed for band in bands]),
    }
    return Chart(
        "import-lengths",
        _("How long requests are"),
        _("Beeline x 1.3 (assumption), beside all trips of people in the rural Lausitz on weekdays, walks too (MiD "
          "2017). Who asks for rides has longer ones."),
        [{"type": "bar", "name": name, "x": names, "y": numbers(np.array(shares) * 100, 1), "marker": {"color": color},
          "hovertemplate": "%{x}: %{y} %<extra></extra>"} for name, (color, shares) in series.items()],
        {"barmode": "group", "yaxis": {"rangemode": "tozero", "ticksuffix": " %"}},
        [_("length"), _("requests"), _("of all trips in the survey")],
        [[name, words.whole(band.requests), f"{words.decimal(100 * band.surveyed, 1)} %"]
         for name, band in zip(names, bands, strict=True)],
    )  # fmt: skip


def _name(band: Length, words: Language) -> str:
    low = words.whole(round(band.from_km))
    if band.to_km is None:
        return words._("over %(km)s km", km=low)
    return words._("%(from_km)s to %(to_km)s km", from_km=low, to_km=words.whole(round(band.to_km)))
