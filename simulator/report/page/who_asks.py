"""Who a run tells of: all trips of all people, bookings of a file, or requests that a scenario assumes."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from simulator.analysis.people import EVERYBODY
from simulator.analysis.run import RunData
from simulator.report.page.language import Language
from simulator.report.page.modal_split import SAID
from simulator.tables import OWN_MEANS

_OF_SERVICES = ("on_demand", "feeder", "timetable", "car_sharing")
_OWN = ("car", "bike", "walk")


def people_headline(run: RunData, words: Language) -> list[str]:
    """Say how many people there are, how many trips they make and by which means; nothing where none are drawn."""
    if run.people is None:
        return []
    _, whole = words._, _of_everybody(run.people.by_class)
    its = _of_everybody_by_means(run.people.split)
    told = _(
        "All %(people)s people are looked at, with all their trips: %(trips)s a head and day.",
        people=words.whole(whole["persons"]),
        trips=words.decimal(whole["trips_per_day"], 2),
    )
    by_services, own = _listed(its, _OF_SERVICES, words), _listed(its, _OWN, words)
    parts = [_("with services %(parts)s", parts=by_services) if by_services else _("with no service")]
    if own:
        parts.append(_("by own means, which are no service, %(parts)s", parts=own))
    if rest := _listed(its, [name for name in SAID if name not in _OF_SERVICES + _OWN], words):
        parts.append(_("the rest %(parts)s", parts=rest))
    return [told, _("Of these trips are made: %(parts)s.", parts="; ".join(parts))]


def caution(run: RunData, words: Language) -> str:
    """Say what the number of requests rests on."""
    _ = words._
    if run.people is not None:
        whole = _of_everybody(run.people.by_class)
        return _(
            "A simulation compares what if; it does not foretell. All trips of all %(people)s people are looked at, "
            "%(trips)s a head and day; people and trips are drawn, and who would rather take a service is reckoned "
            "from assumptions of the scenario.",
            people=words.whole(whole["persons"]),
            trips=words.decimal(whole["trips_per_day"], 2),
        )
    demand = run.scenario.get("demand")
    if isinstance(demand, Mapping) and demand.get("kind") == "file":
        return _(
            "A simulation compares what if; it does not foretell. Who asks, and when, stands in a file of requests; "
            "that the same people would ask of what is simulated here is an assumption."
        )
    return _(
        "A simulation compares what if; it does not foretell. How many people would ask for a ride is an assumption of "
        "the scenario."
    )


def own_means_went(run: RunData) -> bool:
    """Return whether anybody reached their destination by own means, which are no service."""
    return any(run.kpis.get(f"{its.name}.carried") for its in run.services if its.kind == OWN_MEANS)


def own_cars_km(run: RunData) -> float:
    """Return how far people went in own cars [person-km], as far as that is told; 0 where none did."""
    told = run.scenario.get("services")
    parts = told if isinstance(told, Mapping) else {}
    names = [its.name for its in run.services if its.kind == OWN_MEANS]
    cars = [name for name in names if isinstance(part := parts.get(name), Mapping) and part.get("by") == "car"]
    return sum(float(run.kpis.get(f"{name}.trip_person_km") or 0) for name in cars)


def _of_everybody(by_class: pd.DataFrame) -> Mapping[str, float]:
    """Return the row of all classes together."""
    row = by_class[by_class["traveller_class"] == EVERYBODY].iloc[0]
    return {name: float(row[name]) for name in ("persons", "trips_per_day")}


def _of_everybody_by_means(split: pd.DataFrame) -> dict[str, float]:
    """Return the share of all trips by means."""
    its = split[split["traveller_class"] == EVERYBODY]
    return dict(zip(its["means"].tolist(), its["share"].tolist(), strict=True))


def _listed(shares: Mapping[str, float], names: tuple[str, ...] | list[str], words: Language) -> str:
    """Return the shares of some means, the largest first; those that nobody took are left out."""
    found = sorted(((shares.get(name) or 0.0, name) for name in names), key=lambda pair: -pair[0])
    return words.listing([f"{words.percent(share)} {words._(SAID[name])}" for share, name in found if share > 0])
