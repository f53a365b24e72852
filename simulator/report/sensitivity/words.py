"""Key figures and assumptions of a sensitivity analysis in words."""

from __future__ import annotations

from dataclasses import replace
from math import isnan

from simulator.analysis.groups import AHEAD, AT_ONCE
from simulator.analysis.groups import Metric as OfGroup
from simulator.report.compare.metrics import BY_NAME, Metric, written_plainly
from simulator.report.page.key_names import name_of_key
from simulator.report.page.language import MISSING, N_, Language
from simulator.report.page.ledger_rows import number_in_words

_GROUPS = {AT_ONCE: N_("booked at once"), AHEAD: N_("booked ahead")}


def metric_called(name: str) -> Metric:
    """Return how a key figure is written; one without words of its own is written by its name."""
    group = OfGroup.parse(name)
    found = BY_NAME.get(name if group is None else group.figure)
    return replace(found, name=name) if found is not None else written_plainly(name)


def heading(name: str, words: Language, days: int | None) -> str:
    """Say what a key figure is. days: of a run that count."""
    group = OfGroup.parse(name)
    said = metric_called(name if group is None else group.figure).heading(words, days)
    if group is None:
        return said
    return f"{said}, {words._(_GROUPS[group.group]) if group.group in _GROUPS else f'{group.grouping} {group.group}'}"


def assumption_called(key: str, words: Language) -> str:
    """Say what an assumption is about; by its key where nobody has words for it."""
    return name_of_key(key, words) or key


def change_said(name: str, value: float, half_width: float, words: Language) -> str:
    """Say a change with its sign."""
    if isnan(value):
        return MISSING
    metric = metric_called(name)
    said = metric.change(words, abs(value), half_width)
    is_nothing = said == metric.change(words, 0.0, half_width)
    return f"{'±' if is_nothing else '−' if value < 0 else '+'}{said}"


def end_said(text: str, words: Language) -> str:
    """Say where an assumption goes; what goes along stays as it is."""
    first, semicolon, along = text.partition("; ")
    return number_in_words(first, words) + semicolon + along
