"""The run beside what services on the road have published, with all sources."""

from __future__ import annotations

from dataclasses import dataclass

from simulator.analysis.run import RunData
from simulator.notes import N_
from simulator.published.beside import Beside, Number, beside_published
from simulator.published.facts import Fact
from simulator.published.figures import Figure
from simulator.report.page.language import MISSING, NARROW_SPACE, Language

_SETTLEMENTS = {"county": N_("county"), "region": N_("region"), "suburbs": N_("suburbs"), "town": N_("town")}
_KINDS = {"reported": N_("reported"), "derived": N_("derived")}


@dataclass(frozen=True)
class PublishedRow:
    """A figure of the run as shown. remark: what should be seen at once; outside: of all published."""

    label: str
    value: str
    published: str
    services: str
    remark: str
    outside: bool


@dataclass(frozen=True)
class PublishedSource:
    """A fact as shown: what it says of which figure, about whom, how it came about, and where it stands."""

    label: str
    value: str
    about: str
    note: str
    source: str


def published_rows(run: RunData, words: Language) -> list[PublishedRow]:
    """Return the figures of a run beside what is published; none where too few requests were served to compare."""
    return [_row(row, words) for row in beside_published(run.kpis, run.calendar.days)]


def published_sources(run: RunData, words: Language) -> list[PublishedSource]:
    """Return every fact of these figures, also those that are not compared."""
    beside = beside_published(run.kpis, run.calendar.days)
    return [_source(row.figure, fact, words) for row in beside for fact in row.published.facts]


def _row(row: Beside, words: Language) -> PublishedRow:
    known = row.published
    given = MISSING if known.low is None or known.high is None else _range(row.figure, known.low, known.high, words)
    value = _written(row.figure, row.value, words)
    services, remark = words.whole(known.services), "; ".join(filter(None, (_remark(row, words), _apart(row, words))))
    return PublishedRow(words._(row.figure.label), value, given, services, remark, row.outside)


def _remark(row: Beside, words: Language) -> str:
    if row.outside:
        return words._("outside of every published range")
    if not row.published.facts:
        return words._("nothing published was found that counts the same")
    if not row.published.compared:
        return words._("what is published counts something else, or does not say what")
    if row.published.services == 1:
        return words._("one service only: not judged")
    if row.too_short:
        return words._("a mean of all days, weekends too: no run below a week is judged by it")
    return ""


def _apart(row: Beside, words: Language) -> str:
    """Return how much is rejected of the requests whose ends are not at one stop; empty where all are."""
    if row.apart is None or row.of_others is None:
        return ""
    text = N_("%(apart)s of the requests as both ends are at one stop (walk instead); of the others %(others)s")
    return words._(text, apart=words.percent(row.apart), others=words.percent(row.of_others))


def _source(figure: Figure, fact: Fact, words: Language) -> PublishedSource:
    german = words.code == "de"
    area, year = (fact.area_de, fact.year_de) if german else (fact.area, fact.year)
    about = f"{fact.service}, {area} ({words._(_SETTLEMENTS[fact.settlement])}, {fact.country}), {year}"
    kind = words._(_KINDS[fact.kind])
    compared = kind if fact.compared else words._("%(kind)s, not compared", kind=kind)
    note = fact.note_de if german else fact.note
    value = f"{_range(figure, fact.low, fact.high, words)} ({compared})"
    return PublishedSource(words._(figure.label), value, about, note, fact.source)


def _range(figure: Figure, low: float, high: float, words: Language) -> str:
    if low == high:
        return _written(figure, low, words)
    return f"{_number(figure, low, words)} – {_written(figure, high, words)}"


def _written(figure: Figure, value: Number, words: Language) -> str:
    number = _number(figure, value, words)
    return number if value is None or not figure.unit else f"{number}{NARROW_SPACE}{figure.unit}"


def _number(figure: Figure, value: Number, words: Language) -> str:
    return words.decimal(None if value is None else value * figure.times, figure.digits)
