"""A word for each row of the scorecard that needs no explanation, and how its values are written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from simulator.analysis.scorecard import ECOLOGY, ECONOMY, LESS, PILLARS, SOCIAL, TOPICS
from simulator.report.compare.metrics import BY_NAME, Metric
from simulator.report.page.language import N_, Language

PILLAR_WORDS = {ECONOMY: N_("Economy"), ECOLOGY: N_("Ecology"), SOCIAL: N_("Social justice")}
WHOM = {
    "budget": N_("county and taxpayers"),
    "operator": N_("operator"),
    "climate": N_("climate"),
    "roads": N_("people along the roads"),
    "riders": N_("all who want a ride"),
    "worst_place": N_("places that are worst off"),
    "without_car": N_("people without a car"),
}
NEEDS = {
    "costs": N_("costs of the service"),
    "fares": N_("costs and fares of the service"),
    "rides": N_("ridepooling with riders"),
    "both": N_("ridepooling with riders, and a consumption"),
    "consumption": N_("vehicles with a consumption"),
    "requests": N_("requests"),
    "ecology": N_("the section ecology"),
    "access": N_("elbe-drt access"),
    "places": N_("two places with ten requests or more"),
    "population": N_("a population"),
}


def _like(figure: str, title: str = "") -> Metric:
    """Return a row that is written as a key figure of the comparison."""
    its = BY_NAME[figure]
    return replace(its, title=title or its.title)


def _kg(words: Language, value: float, digits: int) -> str:
    return words.unit(value, "kg", 0 if abs(value) >= 100 else digits)


def _people(words: Language, value: float, digits: int) -> str:
    return words.decimal(value, 0 if float(value).is_integer() else min(digits, 1))


ROWS = {
    "cost": _like("cost_eur", N_("What the service costs")),
    "subsidy": _like("cost_eur", N_("Public money, after fares")),
    "subsidy_per_rider": _like("subsidy_per_rider_eur", N_("Public money for each rider")),
    "riders_per_vehicle_hour": _like("riders_per_vehicle_hour", N_("Riders for each hour of a vehicle")),
    "co2": replace(_like("vehicle_km", N_("Greenhouse gases of the vehicles")), write=_kg, write_change=_kg),
    "co2_per_km": _like("co2_g_per_direct_rider_km", N_("Greenhouse gases for each rider and kilometre")),
    "driving": _like("fleet_km_per_direct_km"),
    "co2_saved": replace(
        _like("vehicle_km", N_("Greenhouse gases saved against what people did before")),
        better=1,
        write=_kg,
        write_change=_kg,
    ),
    "car_km_saved": replace(
        _like("vehicle_km", N_("Kilometres by private car saved against what people did before")), better=1
    ),
    "riders": replace(_like("riders_per_vehicle_hour", N_("People carried")), write=_people, write_change=_people),
    "served": _like("service_rate", N_("Wishes to travel that were met")),
    "worst_place": _like("service_rate", N_("Served where it is worst")),
    "left_behind": replace(
        _like("service_rate", N_("People of places where fewer than 90 of 100 are served")), better=-1
    ),
    "wait": _like("wait_p95_s"),
    "punctual": _like("told_within_5_min_share"),
    "guarantee": _like("service_rate", N_("Hours of the day in which one gets away within an hour")),
    "unmet": replace(_like("service_rate", N_("What people cannot reach in time without a car")), better=-1),
}


def title(row: str, words: Language) -> str:
    """Say what a row is about."""
    return words._(ROWS[row].title)


def direction(better: str, words: Language) -> str:
    """Say which way is better."""
    return words._("less is better") if better == LESS else words._("more is better")


def not_told(rows: Iterable[str], words: Language) -> list[str]:
    """Say what a run or an experiment does not tell, pillar by pillar, and what it would need to. rows: it tells."""
    told, said = set(rows), []
    for pillar in PILLARS:
        lacking = [topic for topic in TOPICS if topic.pillar == pillar and topic.name not in told]
        needed = [words._("%(row)s (needs: %(what)s)", row=title(topic.name, words), what=words._(NEEDS[topic.needs]))
                  for topic in lacking]  # fmt: skip
        if needed:
            said.append(f"{words._(PILLAR_WORDS[pillar])}: {'; '.join(needed)}.")
    return said
