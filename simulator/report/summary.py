"""The key figures of a run in plain words, for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from rich.console import Console

Number = float | int | None

REASONS = {
    "rejected_no_vehicle": "no vehicle could come in time",
    "rejected_party_too_large": "party too large for any vehicle",
    "rejected_outside_service_hours": "outside the service hours",
    "rejected_short_notice": "booked too late",
    "rejected_no_stop_in_walking_range": "no stop in walking distance",
    "rejected_walk_instead": "pickup and dropoff at one stop",
    "rejected_latest_arrival_impossible": "cannot arrive in time",
    "rejected_no_road": "no open road leads there",
    "rejected_too_early": "booked too far ahead",
    "declined": "declined what was offered",
    "cancelled": "cancelled",
    "no_shows": "did not come to the pickup",
}


def print_summary(
    kpis: Mapping[str, Number], *, title: str = "", folder: str = "", console: Console | None = None
) -> None:
    """Print what a run says to riders, operator and budget; folder is where more stands."""
    from rich.console import Console as NewConsole
    from rich.table import Table
    from rich.text import Text

    console = console or NewConsole()
    console.print()
    if title:
        console.print(Text(title, style="bold"))
    console.print(Text(headline(kpis)))
    for heading, rows in sections(kpis):
        table = Table.grid(padding=(0, 2))
        table.add_column(min_width=33)
        table.add_column(justify="right", no_wrap=True, min_width=10)
        table.add_column(style="dim")
        for label, value, remark in rows:
            table.add_row(Text(f"  {label}"), Text(value), Text(remark))
        console.print()
        console.print(Text(heading, style="bold"))
        console.print(table)
    if folder:
        console.print()
        console.print(Text(f"Results: {folder}"), soft_wrap=True)


def headline(kpis: Mapping[str, Number]) -> str:
    """Say in one sentence how many were served."""
    requests, served = kpis["requests"] or 0, kpis["served"] or 0
    if not requests:
        return "Nobody asked for a ride."
    if not served:
        return f"None of {requests:,} requests {'was' if requests == 1 else 'were'} served."
    people = f"{kpis['riders_served']:,} {'person' if kpis['riders_served'] == 1 else 'people'}"
    return f"{served:,} of {requests:,} requests were served ({_percent(kpis['service_rate'])}), {people} in all."


def sections(kpis: Mapping[str, Number]) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Lines of the summary by heading: label, value, remark. What was not measured is left out."""
    parts = [
        ("Not served, because", list(_rejection_rows(kpis))),
        ("For riders", list(_rider_rows(kpis))),
        ("For the operator", list(_operator_rows(kpis))),
        ("For budget and climate", list(_budget_rows(kpis))),
    ]
    return [(heading, [row for row in rows if row[1]]) for heading, rows in parts if any(row[1] for row in rows)]


def _rejection_rows(kpis: Mapping[str, Number]) -> Iterator[tuple[str, str, str]]:
    for name, words in REASONS.items():
        if kpis[name]:
            yield words, f"{kpis[name]:,}", _percent_of(kpis[name], kpis["requests"], "requests")


def _rider_rows(kpis: Mapping[str, Number]) -> Iterator[tuple[str, str, str]]:
    yield "Typical wait", _minutes(kpis["wait_median_s"]), "half wait less"
    yield "Long wait", _minutes(kpis["wait_p95_s"]), "95 of 100 wait less"
    yield "Wait below 10 minutes", _percent(kpis["wait_below_10_min_share"]), "of the served requests"
    yield "Picked up as promised", _percent(kpis["on_time_share"]), "in the window they were told"
    yield "Ride", _minutes(kpis["ride_mean_s"]), _if(kpis["direct_mean_s"], "mean; direct drive ", _minutes)
    yield "Detour factor", _decimal(kpis["detour_factor_mean"]), "ride time / direct drive, mean"
    yield "Whole journey", _minutes(kpis["journey_mean_s"]), "mean, with walks and wait"


def _operator_rows(kpis: Mapping[str, Number]) -> Iterator[tuple[str, str, str]]:
    yield "Vehicles", f"{kpis['vehicles']:,}", f"{kpis['vehicles_used']:,} of them carried riders"
    if not kpis["vehicles"]:
        return
    yield "Hours in service", _decimal(kpis["vehicle_hours"]), f"{_percent(kpis['utilisation'])} of it not idle"
    yield "Kilometres driven", _whole(kpis["vehicle_km"]), _if(kpis["empty_share"], "of them empty: ", _percent)
    yield "Kilometres per served request", _decimal(kpis["vehicle_km_per_served_request"]), ""
    yield "Riders per vehicle hour", _decimal(kpis["riders_per_vehicle_hour"]), ""
    yield "Riders on board while driving", _decimal(kpis["mean_occupancy"]), "mean, empty kilometres too"
    yield "Shared rides", _percent(kpis["pooled_share"]), "shared a part of the way"
    yield (
        "Direct rider-km per vehicle-km",
        _decimal(kpis["rider_km_direct_per_vehicle_km"]),
        "above 1: less driving than by car",
    )


def _budget_rows(kpis: Mapping[str, Number]) -> Iterator[tuple[str, str, str]]:
    yield "Cost", _euro(kpis["cost_eur"], 0), "hours and kilometres"
    yield "Fares", _euro(kpis["fare_revenue_eur"], 0), _if(kpis["fare_cover_share"], "they cover ", _percent)
    yield "Subsidy", _euro(kpis["subsidy_eur"], 0), ""
    yield "Subsidy per rider", _euro(kpis["subsidy_per_rider_eur"], 2), ""
    yield "Energy", _unit(kpis["energy_kwh"], "kWh"), ""
    yield "CO2", _unit(kpis["co2_kg"], "kg"), ""


def _percent(share: Number) -> str:
    """Give a share in percent; what is not quite all or not quite nothing does not look like it."""
    if share is None:
        return ""
    if 0 < share < 0.01:
        return "under 1 %"
    if 0.99 < share < 1:
        return "over 99 %"
    return f"{share * 100:.0f} %"


def _percent_of(part: Number, whole: Number, words: str) -> str:
    return f"{_percent(part / whole)} of all {words}" if part and whole else ""


def _minutes(seconds: Number) -> str:
    if seconds is None:
        return ""
    return f"{seconds:.0f} s" if seconds < 60 else f"{seconds / 60:.0f} min"


def _whole(value: Number) -> str:
    return "" if value is None else f"{value:,.0f}"


def _decimal(value: Number) -> str:
    return "" if value is None else f"{value:,.2f}" if abs(value) < 100 else f"{value:,.0f}"


def _unit(value: Number, unit: str) -> str:
    return "" if value is None else f"{_whole(value)} {unit}"


def _euro(value: Number, digits: int) -> str:
    return "" if value is None else f"{value:,.{digits}f} EUR"


def _if(value: Number, words: str, spell: Callable[[Number], str]) -> str:
    return "" if value is None else words + spell(value)
