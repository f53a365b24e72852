"""``observed-day.html``: a day of bookings beside its replay, and beside what re-planning would have done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from simulator.analysis.guarded import LEAST
from simulator.reasons import REASON_WORDS, Reason
from simulator.report.page.html import render_main, render_page
from simulator.report.page.import_words import ENDS
from simulator.report.page.language import LANGUAGES, MISSING, N_, Language
from simulator.report.page.timetable_changes import WideTable

PAGE = "observed-day.html"
SIDES = {
    "observed": N_("observed"),
    "replayed": N_("replayed"),
    "never": N_("without re-planning"),
    "on_rejection": N_("re-planned where nothing fits in"),
    "every_request": N_("re-planned at every request"),
}
FIGURES = {
    "requests": N_("requests"),
    **ENDS,
    "served_share": N_("served, of all"),
    "wait_median": N_("wait: half are below"),
    "wait_p90": N_("wait: 90 % are below"),
    "ride_median": N_("ride: half are below"),
    "ride_p90": N_("ride: 90 % are below"),
    "later_median": N_("pickup later than told: half are below"),
    "later_p90": N_("pickup later than told: 90 % are below"),
    "direct_km": N_("direct ways of those served, 1.3 times the beeline"),
    "vehicle_km": N_("driven by the vehicles"),
    "vehicle_km_at_least": N_("driven by the vehicles"),
    "vehicle_hours": N_("vehicles on the road"),
}
TIMES = {"wait_s": N_("wait"), "ride_s": N_("ride"), "later_s": N_("pickup later than told")}
SHIFTS = {
    "file": N_("Shifts on the road: %(count)s, as the table of shifts tells them; each is a vehicle of its own."),
    "stops": N_(
        "Vehicles: %(count)s. That each was on the road from its first to its last stop, and on the way from and to "
        "the nearest depot, is an assumption: the bookings tell no shifts."
    ),
    "scenario": N_("Fleet and shifts are those of the scenario (assumption): nothing else is told of the day."),
}
UNKNOWN = (
    N_("How fast vehicles really drove: traffic, weather, road works. They drive as the scenario says."),
    N_("Breaks of drivers, vehicles out of order, and shifts that were shorter or longer than told."),
    N_("Calls: whoever was helped by telephone, told another time, or put onto another vehicle by hand."),
    N_("Whether those who were refused would have cancelled or stayed away. Whoever gets a ride now is taken to ride."),
    N_("What riders saw before they booked, and who looked and did not ask. Everybody takes what is offered."),
    N_("Rides that the export does not have, or that its import dropped: they kept vehicles busy, too."),
    N_("The night after the day: who wanted to leave after midnight belongs to the next date."),
)


@dataclass(frozen=True)
class DayTold:
    """What the page shows.

    titles: of the scenario, by language. side_m: of the squares in whose middles places are [m]; 0: as they were.
    minutes: of which times show the full ones; 0: as they were. whence: one of SHIFTS. shifts: how many. guessed:
    cancellations without a time. wishes: requests whose wanted departure is guessed. single: whether small counts are
    shown. figures, changes, same: tables as `experiments.observed_day.beside` makes them.
    """

    titles: Mapping[str, str]
    day: date
    side_m: float
    minutes: int
    whence: str
    shifts: int
    guessed: int
    wishes: int
    single: bool
    figures: pd.DataFrame
    changes: pd.DataFrame
    same: pd.DataFrame


def write_observed_day_page(folder: Path, told: DayTold) -> None:
    """Write the page into the folder of a day."""
    mains, titles = {}, {}
    for code in LANGUAGES:
        words = Language(code)
        title = words._("%(title)s: %(date)s", title=told.titles[code], date=f"{words.date(told.day)} {told.day.year}")
        mains[code] = render_main(
            "observed_day.html",
            words=words,
            title=title,
            sentences=list(_sentences(told, words)),
            figures=_figures(told, words),
            notes=list(_notes(told, words)),
            changes=list(_changes(told, words)),
            same=_same(told, words),
            unknown=[words._(text) for text in UNKNOWN],
        )
        titles[code] = title
    page = render_page(mains, titles, ("page.js",), {})
    (folder / PAGE).write_text(page, encoding="utf-8")


def _sentences(told: DayTold, words: Language) -> Iterator[str]:
    _ = words._
    yield _(
        "These are bookings of real people, asked once more of a simulated service: the same requests at the same "
        "moments, the same parties; who cancelled does so when they did, and who did not come does not come."
    )
    yield _(SHIFTS[told.whence], count=words.whole(told.shifts))
    if told.guessed:
        yield _("Cancellations without a time, taken halfway from booking to the wanted departure (assumption): "
                "%(count)s.", count=_count(told.guessed, told, words))  # fmt: skip
    if told.wishes:
        yield _("Requests whose wanted departure is not in the bookings: %(count)s. It is guessed from what they tell, "
                "so that nobody knows how long they waited.", count=_count(told.wishes, told, words))  # fmt: skip
    if told.minutes:
        yield _("Times are those at which stretches of %(minutes)s minutes begin.", minutes=words.whole(told.minutes))
    if told.side_m:
        yield _("Places are the middles of squares of %(side)s m, so that ways and times are not those of the day to "
                "the metre and minute.", side=words.whole(told.side_m))  # fmt: skip
    if not told.single:
        yield _("Counts below five are not shown, nor what rests on fewer.")


def _count(count: int, told: DayTold, words: Language) -> str:
    return words._("under 5") if 0 < count < LEAST and not told.single else words.whole(count)


def _sides(told: DayTold) -> list[str]:
    return list(dict.fromkeys(told.figures["side"]))


def _figures(told: DayTold, words: Language) -> WideTable:
    """Return the figures, a column for each side; one that is known of none is left out."""
    _, sides = words._, _sides(told)
    cells: dict[str, dict[str, str]] = {}
    for row in told.figures.to_dict("records"):
        figure = "vehicle_km" if row["figure"] == "vehicle_km_at_least" else str(row["figure"])
        cells.setdefault(figure, {})[str(row["side"])] = _value(row, words)
    rows = [
        [_figure(figure, words), *(its.get(side, MISSING) for side in sides)]
        for figure, its in cells.items()
        if set(its.values()) - {MISSING, "0"}
    ]
    return WideTable(_("The day side by side"), ["", *(_side(side, words) for side in sides)], rows, open=True)


def _figure(name: str, words: Language) -> str:
    """Return what a figure is called; of reasons why requests are rejected, the reason."""
    end, _, reason = name.partition(": ")
    return f"– {words._(REASON_WORDS[Reason[reason.upper()]])}" if reason else words._(FIGURES[end])


def _value(row: Mapping[Any, Any], words: Language) -> str:
    """Write a value in the unit of its figure."""
    if row["hidden"]:
        return words._("under 5")
    if pd.isna(row["value"]):
        return MISSING
    value = float(row["value"])
    if row["unit"] == "s":
        return words.minutes(value)
    if row["unit"]:
        least = words._("at least %(value)s") if row["figure"] == "vehicle_km_at_least" else "%(value)s"
        return least % {"value": words.unit(value, str(row["unit"]), 0)}
    return words.percent(value) if row["figure"] == "served_share" else words.whole(value)


def _notes(told: DayTold, words: Language) -> Iterator[str]:
    _, figures = words._, told.figures
    driven = figures[figures["figure"] == "vehicle_km_at_least"].iloc[0]
    if pd.isna(driven["value"]):
        yield _("What vehicles really drove is not told by bookings. The direct ways of those served are no measure of "
                "it: vehicles drive empty as well, and carry several at a time.")  # fmt: skip
    else:
        yield _("What vehicles really drove is not told by bookings; it is at least the beelines from stop to stop of "
                "each vehicle. Roads are longer, and so are ways from and to depots and waiting places.")  # fmt: skip


def _changes(told: DayTold, words: Language) -> Iterator[WideTable]:
    """Return for each side that others are compared with how requests ended there, and on each other side."""
    _ = words._
    for side in dict.fromkeys(told.changes["side"]):
        its = told.changes[told.changes["side"] == side].to_dict("records")
        others = list(dict.fromkeys(row["other_side"] for row in its))
        counts = {(row["end"], row["other_end"], row["other_side"]): row["requests"] for row in its}
        rows = [
            [
                _("%(one)s, then %(other)s", one=_end(end, words), other=_end(other_end, words)),
                *(_requests(counts.get((end, other_end, other), 0), words) for other in others),
            ]
            for end, other_end in sorted({key[:2] for key in counts}, key=_order)
        ]
        title = words.begun(_("%(side)s, and then", side=_side(side, words)))
        yield WideTable(title, [title, *(_side(other, words) for other in others)], rows, open=True)


def _order(ends: tuple[str, str]) -> tuple[int, int]:
    """Return where a row stands: ends in the order of the figures."""
    listed = list(FIGURES)
    return listed.index(ends[0]), listed.index(ends[1])


def _requests(count: Any, words: Language) -> str:
    return words._("under 5") if pd.isna(count) else words.whole(int(count))


def _side(name: str, words: Language) -> str:
    return words._(SIDES[name])


def _end(end: object, words: Language) -> str:
    return words._(ENDS.get(str(end), str(end)))


def _same(told: DayTold, words: Language) -> WideTable:
    _ = words._
    rows = [
        [
            _("%(figure)s: %(other)s instead of %(one)s", figure=words.begun(_(TIMES[row["figure"]])),
              one=_side(row["side"], words), other=_side(row["other_side"], words)),
            *(words.minutes(float(row[name])) for name in ("p10", "median", "p90")),
            MISSING if pd.isna(row["as_much"]) else words.whole(int(row["as_much"])),
            words.whole(int(row["requests"])),
        ]
        for row in told.same.to_dict("records")
    ]  # fmt: skip
    headings = ["", _("10 % are below"), _("half are below"), _("90 % are below"), _("to the second"), _("requests")]
    return WideTable(_("The same riders on both sides"), headings, rows, open=True)
