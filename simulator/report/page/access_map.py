"""The map of access: what its script draws of each place, by kind of centre, means and hour of the day."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.series.access import CLASSES_MIN, SHARES, UNKNOWN, AccessSeries, packed_minutes, packed_percent
from simulator.report.page.access_words import (
    CLASS_COLOURS,
    MEANS_WORDS,
    SHARE_COLOURS,
    SHARE_ENDS,
    class_words,
    kind_words,
    share_words,
)
from simulator.report.page.chart import numbers
from simulator.report.page.language import Language
from simulator.units import HOUR_S


def map_data(its: AccessSeries) -> dict[str, Any]:
    """Return what is the same in all languages. Values are a byte each: of the whole day, then of each hour."""
    cells = its.cells
    return {
        "names": cells["name"].tolist(), "lon": numbers(cells["lon"], 4), "lat": numbers(cells["lat"], 4),
        "people": numbers(its.people, 1), "kinds": its.kinds, "means": its.means, "hours": its.all_hours,
        "centres": [
            {"kind": one["kind"], "name": one["name"], "lon": round(one["lon"], 4), "lat": round(one["lat"], 4)}
            for one in its.centres
        ],
        "classes": list(CLASSES_MIN), "share_ends": list(SHARE_ENDS), "unknown": UNKNOWN,
        "colours": list(CLASS_COLOURS), "share_colours": list(SHARE_COLOURS), "public": its.public,
        "values": {f"{kind} {means}": _values(its, kind, means) for kind in its.kinds for means in its.means},
    }  # fmt: skip


def _values(its: AccessSeries, kind: str, means: str) -> dict[str, Any]:
    table = its.places(kind, means)
    names = sorted(set(table["centre"]) - {""})
    number = {name: place for place, name in enumerate(names)}
    offered, guarantee = (packed_percent(table[name].to_numpy(np.float64)) for name in SHARES)
    time = packed_minutes(table["time_median_s"].to_numpy(np.float64))
    return {
        "centres": names, "centre": [number.get(name, -1) for name in table["centre"]],
        "time": _text(time), "offered": _text(offered), "guarantee": _text(guarantee),
        "time_by_hour": _by_hour(its.minutes_by_hour(kind, means), time),
        "offered_by_hour": _by_hour(its.offered_by_hour(kind, means), offered),
    }  # fmt: skip


def _by_hour(values: NDArray[np.uint8], all_day: NDArray[np.uint8]) -> str:
    """Return nothing where each hour is like the day, as by car."""
    return "" if (values == all_day).all() else _text(values)


def _text(values: NDArray[np.uint8]) -> str:
    return base64.b64encode(values.tobytes()).decode("ascii")


def map_labels(words: Language) -> dict[str, Any]:
    """Return the words of the map in a language."""
    _ = words._
    return {
        "classes": class_words(words),
        "shares": share_words(words), "centre": _("centres"),
        "minutes": _("%(name)s: %(value)s min"), "percent": _("%(name)s: %(value)s %%"),
        "none": _("%(name)s: mostly never"), "no_value": _("%(name)s: not asked"), "all": _("all centres"),
        "summary": _("Of 100 people %(counts)s."), "within": _("%(share)s live within %(minutes)s minutes"),
        "summary_share": _("On average over people: %(value)s %%."),
        "nothing": _("Nothing is asked here at that hour."),
        "not_all": _("%(people)s of 100 people have it as the nearest."),
    }  # fmt: skip


def map_choices(its: AccessSeries, words: Language) -> dict[str, list[tuple[str, str]]]:
    """Return what may be chosen: values and words."""
    _ = words._
    return {
        "kind": [(kind, kind_words(kind, words)) for kind in its.kinds],
        "means": [(means, _(MEANS_WORDS[means])) for means in its.means],
        "show": [
            ("time", _("time to the nearest")), ("offered", _("share with an offer")),
            ("guarantee", _("hours with the guarantee")),
        ],
        "hour": [("", _("whole day")), *((str(hour), words.clock(hour * HOUR_S)) for hour in its.all_hours)],
    }  # fmt: skip
