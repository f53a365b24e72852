"""Numbers as people say them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Number = float | int | None
MANY = 100  # of fewer a rate by the thousand would look more certain than it is


def any_rides(kpis: Mapping[str, Number]) -> bool:
    """Return whether a run has anything to say of rides; there may be shared cars alone."""
    return bool(kpis["requests"] or kpis["vehicles"])


def trips_alone(kpis: Mapping[str, Number]) -> list[str]:
    """Return the services whose trips are told as a whole, as those by timetable, where there are no others."""
    if any_rides(kpis) or kpis.get("carsharing_cars"):
        return []
    return [name.removesuffix(".trip_requests") for name in kpis if name.endswith(".trip_requests")]


def shows_rides(kpis: Mapping[str, Number]) -> bool:
    """Return whether pages and pictures tell of rides, as all do but those of car-sharing alone."""
    return any_rides(kpis) or not kpis.get("carsharing_cars")


def only_parts(kpis: Mapping[str, Number]) -> bool:
    """Return whether all rides of the fleet were parts of journeys that another service offers: nobody asked itself."""
    return not kpis["requests"] and bool(kpis.get("part_rides"))


def part_rides_of(name: str, kpis: Mapping[str, Number]) -> Number:
    """Return how many rides of a ridepooling service were parts of journeys, of which each may be the only one."""
    return kpis.get(f"{name}.part_rides", kpis.get("part_rides"))


def tells_of_all(kpis: Mapping[str, Number]) -> bool:
    """Return whether all services together have something to say that the figures of rides do not say."""
    if not kpis.get("common_requests"):
        return False
    return (kpis["common_requests"], kpis["common_served"]) != (kpis["requests"], kpis["served"])


def others_carried(kpis: Mapping[str, Number]) -> bool:
    """Return whether anybody went with a service whose money and CO2 are in no sum: by timetable, or own means."""
    return any(value for name, value in kpis.items() if name.endswith(".trips"))


def tells_rate(changes: int) -> bool:
    """Return whether so many changes, made or missed, are enough to say how many of 1,000 were missed."""
    return changes >= MANY


def percent(share: Number) -> str:
    """Give a share in percent; what is not quite all or not quite nothing does not look like it."""
    if share is None:
        return ""
    if 0 < share < 0.01:
        return "under 1 %"
    if 0.99 < share < 1:
        return "over 99 %"
    return f"{share * 100:.0f} %"


def percent_of(part: Number, total: Number, words: str) -> str:
    """Give a part in percent of all of something."""
    return f"{percent(part / total)} of all {words}" if part and total else ""


def minutes(seconds: Number) -> str:
    """Give seconds below a minute, else minutes."""
    if seconds is None:
        return ""
    return f"{seconds:.0f} s" if seconds < 60 else f"{seconds / 60:.0f} min"


def whole(value: Number) -> str:
    """Give a whole number."""
    return "" if value is None else f"{value:,.0f}"


def decimal(value: Number) -> str:
    """Give two digits of what is small, none of what is large."""
    return "" if value is None else f"{value:,.2f}" if abs(value) < 100 else f"{value:,.0f}"


def unit(value: Number, name: str) -> str:
    """Give a whole number with its unit."""
    return "" if value is None else f"{whole(value)} {name}"


def kilos(value: Number) -> str:
    """Give kilograms."""
    return unit(value, "kg")


def euro(value: Number, digits: int) -> str:
    """Give an amount of money."""
    return "" if value is None else f"{value:,.{digits}f} EUR"


def if_known(value: Number, words: str, spell: Callable[[Number], str]) -> str:
    """Give words and a value, or nothing when it is not known."""
    return "" if value is None else words + spell(value)
