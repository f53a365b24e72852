"""The scorecard of a run: which key figure tells of which of the three sustainabilities, and which way it is better.

No weights and no total: what a gain in one pillar is worth in another is for those to say who decide.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from simulator.analysis.ratios import Number

SCORECARD = "scorecard"  # its name in kpis.json
ECONOMY, ECOLOGY, SOCIAL = PILLARS = ("economy", "ecology", "social")
MORE, LESS = "more", "less"
OF_SEVERAL = "common_requests"  # of a run with several services, told in every such run
OF_ALL = ("all_", "common_")  # figures of several services: where there are some, no narrower one stands for them


@dataclass(frozen=True)
class Topic:
    """What a row of the scorecard is about.

    figures: key figures that tell of it, the widest first: the first that a run tells counts. better: more or less of
    it; none where only a study of its own tells it. whom: who feels it. needs: what a run lacks that does not tell it.
    """

    pillar: str
    name: str
    figures: tuple[str, ...]
    better: str
    whom: str
    needs: str

    def figure(self, kpis: Mapping[str, Number]) -> str | None:
        """Return the key figure of a run that tells of it; None where none does."""
        several = kpis.get(OF_SEVERAL) is not None
        told = (name for name in self.figures if kpis.get(name) is not None or (several and name.startswith(OF_ALL)))
        return next(told, None)


def _eur(name: str) -> tuple[str, ...]:
    """Return a sum of money of all public transport, of all services, of the one that there is."""
    return f"transport_{name}_eur", f"all_{name}_eur", f"{name}_eur", f"carsharing_{name}_eur"


COST = Topic(ECONOMY, "cost", _eur("cost"), LESS, "budget", "costs")
SUBSIDY = Topic(ECONOMY, "subsidy", _eur("subsidy"), LESS, "budget", "fares")
TOPICS = (
    COST,
    SUBSIDY,
    Topic(ECONOMY, "subsidy_per_rider", ("all_subsidy_per_person_eur", "subsidy_per_rider_eur"), LESS, "budget",
          "fares"),
    Topic(ECONOMY, "riders_per_vehicle_hour", ("riders_per_vehicle_hour",), MORE, "operator", "rides"),
    Topic(ECOLOGY, "co2", ("all_co2_kg", "co2_kg", "carsharing_co2_kg"), LESS, "climate", "consumption"),
    Topic(ECOLOGY, "co2_per_km", ("co2_g_per_direct_rider_km",), LESS, "climate", "both"),
    Topic(ECOLOGY, "driving", ("fleet_km_per_direct_km",), LESS, "roads", "rides"),
    Topic(ECOLOGY, "co2_saved", ("co2_kg_saved",), MORE, "climate", "ecology"),
    Topic(ECOLOGY, "car_km_saved", ("car_km_saved",), MORE, "roads", "ecology"),
    Topic(SOCIAL, "riders", ("all_people_moved", "carsharing_used", "riders_served"), MORE, "riders", "requests"),
    Topic(SOCIAL, "served", ("common_service_rate", "service_rate", "carsharing_grant_rate"), MORE, "riders",
          "requests"),
    Topic(SOCIAL, "worst_place", ("equity_served_share_worst_place",), MORE, "worst_place", "places"),
    Topic(SOCIAL, "left_behind", ("equity_served_share_poverty",), LESS, "worst_place", "places"),
    Topic(SOCIAL, "wait", ("wait_p95_s",), LESS, "riders", "rides"),
    Topic(SOCIAL, "punctual", ("told_within_5_min_share",), MORE, "riders", "rides"),
    Topic(SOCIAL, "guarantee", (), MORE, "without_car", "access"),
    Topic(SOCIAL, "unmet", ("unmet_needs_with_ride_share", "unmet_needs_share"), LESS, "without_car", "population"),
)  # fmt: skip


def with_scorecard(kpis: Mapping[str, Number]) -> dict[str, Any]:
    """Return the key figures as kpis.json has them: with the scorecard under its name."""
    return {**kpis, SCORECARD: scorecard(kpis)}


def scorecard(kpis: Mapping[str, Number]) -> dict[str, Any]:
    """Return the rows of each pillar that a run tells, and by ``not_told`` what it lacks for the others.

    One run says nothing of how sure its figures are: there is no half width.
    """
    rows: dict[str, Any] = {pillar: [] for pillar in PILLARS}
    missing = []
    for topic in TOPICS:
        figure = topic.figure(kpis)
        value = None if figure is None else kpis.get(figure)
        if value is None:
            missing.append({"pillar": topic.pillar, "row": topic.name, "needs": topic.needs})
            continue
        row = {"row": topic.name, "figure": figure, "value": value, "better": topic.better, "for_whom": topic.whom}
        rows[topic.pillar].append(row)
    return {**rows, "not_told": missing}
