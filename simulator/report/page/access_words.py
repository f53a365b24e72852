"""Words about access: kinds of centres, means, and figures with their intervals."""

from __future__ import annotations

from itertools import pairwise

from simulator.analysis.series.access import CLASSES_MIN, Figure
from simulator.report.page.language import MISSING, N_, Language
from simulator.report.style import BLACK, BLUE, GREEN, GREY, ORANGE, PURPLE, SKY
from simulator.units import MINUTE_S

KINDS = {
    "basic": N_("basic centre"),
    "middle": N_("middle centre"),
    "upper": N_("upper centre"),
    "station": N_("railway station"),
    "doctor": N_("doctor"),
}
TO_KINDS = {
    "basic": N_("to the nearest basic centre"),
    "middle": N_("to the nearest middle centre"),
    "upper": N_("to the nearest upper centre"),
    "station": N_("to the nearest railway station"),
    "doctor": N_("to the nearest doctor"),
}
MEANS_WORDS = {
    "on_demand": N_("ride on demand"),
    "feeder": N_("ride on demand to bus or train"),
    "timetable": N_("bus and train alone"),
    "public": N_("best without a car"),
    "car": N_("car"),
    "best": N_("best of all"),
}
MEANS_COLOURS = {
    "on_demand": BLUE, "feeder": PURPLE, "timetable": ORANGE, "public": GREEN, "car": GREY, "best": SKY,
}  # fmt: skip
# From near to far, darker as it takes longer; never is told apart by its cross as well.
CLASS_COLOURS = ("#fde725", "#7ad151", "#22a884", "#2a788e", "#414487", "#440154", BLACK)

SHARE_ENDS = (20, 40, 60, 80, 95)  # percent; the next class of a map of shares begins after each
SHARE_COLOURS = ("#440154", "#414487", "#2a788e", "#22a884", "#7ad151", "#fde725")


def kind_words(kind: str, words: Language) -> str:
    """Say what kind of centre it is; those of the user's own by their name."""
    return words._(KINDS[kind]) if kind in KINDS else kind.replace("_", " ")


def to_kind(kind: str, words: Language) -> str:
    """Say where somebody wants to go."""
    if kind in TO_KINDS:
        return words._(TO_KINDS[kind])
    return words._("to the nearest place called %(kind)s", kind=kind_words(kind, words))


def class_words(words: Language) -> list[str]:
    """Say the classes of times: within 15 minutes and so on, longer, never."""
    _ = words._
    within = [_("up to %(minutes)s min", minutes=words.whole(most)) for most in CLASSES_MIN]
    return [*within, _("over %(minutes)s min", minutes=words.whole(CLASSES_MIN[-1])), _("mostly never")]


def share_words(words: Language) -> list[str]:
    """Say the classes of shares."""
    ends = [0, *SHARE_ENDS, 100]
    return [
        words._("%(low)s to %(high)s %%", low=words.whole(low), high=words.whole(high)) for low, high in pairwise(ends)
    ]


def share(its: Figure, words: Language) -> str:
    """Write a share with half of its interval."""
    return MISSING if its.value is None else f"{words.decimal(100 * its.value, 1)}{_half(its, 100, 1, words)} %"


def minutes(its: Figure, words: Language) -> str:
    """Write how many minutes, with half of the interval."""
    if its.value is None:
        return MISSING
    return f"{words.decimal(its.value / MINUTE_S, 0)}{_half(its, 1 / MINUTE_S, 0, words)}"


def time_of(name: str, its: Figure, words: Language) -> str:
    """Write a time of a table; who never arrives where these are too many for the median, or for nine of ten."""
    if its.value is None:
        return words._("over 10 % never") if name == "time_p90_s" else words._("mostly never")
    return words._("%(count)s min", count=minutes(its, words))


def of_hundred(its: Figure, words: Language) -> str:
    """Write how many of a hundred, with half of the interval."""
    return MISSING if its.value is None else f"{words.decimal(100 * its.value, 0)}{_half(its, 100, 0, words)}"


def _half(its: Figure, factor: float, digits: int, words: Language) -> str:
    """Write half of an interval; nothing where there is none, or where all days are alike."""
    if not its.half_width:
        return ""
    half = factor * its.half_width
    return f" ± {words.decimal(half, digits if half >= 1 else 1)}"
