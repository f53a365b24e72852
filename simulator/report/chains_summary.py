"""What the terminal says of journeys with several services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.analysis.kpis.feeder import TOGETHER
from simulator.report.plain_words import decimal, euro, if_known, minutes, tells_rate, whole

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from simulator.report.carsharing_summary import Number, Row

_ASKED = ".chain_both_ends"


def chains_sections(kpis: Mapping[str, Number]) -> list[tuple[str, list[Row]]]:
    """Lines about each service with such journeys by heading: label, value, remark; none of what was not measured."""
    names = [figure.removesuffix(_ASKED) for figure in kpis if figure.endswith(_ASKED)]
    parts = [(f"Rides, buses and trains together: {name}", list(_rows(name, kpis))) for name in names]
    return [(heading, [row for row in rows if row[1]]) for heading, rows in parts if rows]


def _rows(name: str, all_kpis: Mapping[str, Number]) -> Iterator[Row]:
    kpis = {figure.removeprefix(f"{name}."): value for figure, value in all_kpis.items()}
    if not kpis["trips"]:
        return
    together, by_bike = sum(int(kpis[figure] or 0) for figure in TOGETHER), kpis["chain_by_bike_to_timetable"]
    alone = f"all the way on demand {whole(kpis['chain_all_the_way'])}, by timetable {whole(kpis['chain_on_foot'])}"
    alone += f", by bike and timetable {whole(by_bike)}" if by_bike else ""
    yield "Both on one journey", whole(together), f"of {whole(kpis['trips'])}; {alone}"
    others = if_known(kpis["rail_riders_without_other"], "no journey by timetable on foot: ", whole)
    yield "Riders brought to or from trains", whole(kpis["rail_riders_brought"]), others
    if kpis["changes_made"]:
        most = if_known(kpis["transfer_wait_p95_s"], "at most, half of them; 95 of 100: ", minutes)
        yield "Time at a change", minutes(kpis["transfer_wait_median_s"]), most
        tried = int(kpis["changes_made"]) + int(kpis["connections_missed"] or 0)
        rate = f" ({decimal(kpis['missed_per_1000'])} of 1,000)" if tells_rate(tried) else ""
        missed = f"of {whole(tried)}{rate}; left behind: {whole(kpis['left_behind'])}"
        yield "Changes missed", whole(kpis["connections_missed"]), missed
    car = if_known(kpis["by_car_mean_s"], "mean, from the wish on; direct drive ", minutes)
    yield "Whole journey", minutes(kpis["door_to_door_mean_s"]), car
    if kpis["later_than_wished_mean_s"] is not None:
        yield "Left later than wished", minutes(kpis["later_than_wished_mean_s"]), "mean"
    if kpis["trips_with_other"]:
        beside = f"by timetable on foot {minutes(kpis['other_mean_s'])}; {whole(kpis['trips_with_other'])} had that"
        yield "With another by timetable", minutes(kpis["with_other_mean_s"]), beside
    if kpis["trips_without_other"]:
        yield "With no other", minutes(kpis["without_other_mean_s"]), f"{whole(kpis['trips_without_other'])} journeys"
    each = f"{whole(kpis['journeys_on_demand'])} requests had rides on demand; buses, trains not counted"
    yield "Subsidy per journey", euro(kpis["subsidy_per_journey_eur"], 2), each
