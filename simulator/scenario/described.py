"""Descriptions that scenario files give, where ``--set`` has put another demand in the place of what they tell."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.scenario.yaml_file import Document

_SAID = {
    "en": "Changed: the demand is another one than described (demand.kind: {kind}).",
    "de": "Geändert: Die Nachfrage ist eine andere als beschrieben (demand.kind: {kind}).",
}


def with_other_demand_told(before: Document, after: Document) -> Document:
    """Return a scenario whose description says that its kind of demand has changed, where it has.

    before: as its files have it; a description that has changed as well tells of the new demand itself.
    """
    old, new = before.data, after.data
    if not isinstance(old, Mapping) or not isinstance(new, dict):
        return after
    kind, told = _kind(new), new.get("description")
    if not told or told != old.get("description") or kind is None or _kind(old) in (None, kind):
        return after
    texts = told if isinstance(told, Mapping) else {"en": told}
    known = {code: f"{text} {_SAID[code].format(kind=kind)}" for code, text in texts.items() if code in _SAID}
    return Document({**new, "description": known}, after.positions)


def _kind(data: Mapping[str, object]) -> str | None:
    demand = data.get("demand")
    kind = demand.get("kind") if isinstance(demand, Mapping) else None
    return kind if isinstance(kind, str) else None
