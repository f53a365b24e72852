"""What a run says in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from simulator.analysis.ratios import Number
from simulator.report.page.language import Language

Kpis = Mapping[str, Number]


def headline(kpis: Kpis, words: Language) -> str:
    """Say in one sentence how many were served, and how long they waited."""
    _ = words._
    requests, served = int(kpis["requests"] or 0), int(kpis["served"] or 0)
    if not requests:
        return _("Nobody asked for a ride.")
    if not served:
        return words.plural("The only request was not served.", "None of the %(count)s requests was served.", requests)
    said = words.plural(
        "The only request was served",
        "Of %(count)s requests %(served)s were served",
        requests,
        served=words.whole(served),
    )
    if served == 1:
        wait = _("the wait was %(time)s", time=words.minutes(kpis["wait_median_s"]))
    else:
        wait = _("half waited at most %(time)s", time=words.minutes(kpis["wait_median_s"]))
    return f"{said}; {wait}."


def more_sentences(kpis: Kpis, words: Language) -> list[str]:
    """Say what riders, operator and budget should know; only what was measured."""
    return [*_riders(kpis, words), *_operator(kpis, words), *_budget(kpis, words)]


def _riders(kpis: Kpis, words: Language) -> Iterator[str]:
    _ = words._
    if not kpis["served"]:
        return
    yield (
        words.plural("One person travelled.", "%(count)s people travelled.", int(kpis["riders_served"] or 0))
        + " "
        + _("95 of 100 waited no longer than %(time)s.", time=words.minutes(kpis["wait_p95_s"]))
    )
    if kpis["ride_mean_s"] is not None and kpis["direct_mean_s"] is not None:
        yield _(
            "A ride took %(ride)s on average; driving straight there would have taken %(direct)s.",
            ride=words.minutes(kpis["ride_mean_s"]),
            direct=words.minutes(kpis["direct_mean_s"]),
        )
    if kpis["on_time_share"] is not None:
        yield _(
            "%(share)s of the riders were picked up within the time they had been promised.",
            share=words.percent(kpis["on_time_share"]),
        )


def _operator(kpis: Kpis, words: Language) -> Iterator[str]:
    _ = words._
    if not kpis["vehicle_km"]:
        return
    vehicles = words.plural("One vehicle", "%(count)s vehicles", int(kpis["vehicles"] or 0))
    yield _(
        "%(vehicles)s drove %(distance)s, %(empty)s of it empty.",
        vehicles=vehicles,
        distance=words.unit(kpis["vehicle_km"], "km"),
        empty=words.percent(kpis["empty_share"]),
    )
    if kpis["pooled_share"] is not None:
        yield _(
            "%(share)s of the rides were shared with somebody else for at least a part of the way.",
            share=words.percent(kpis["pooled_share"]),
        )


def _budget(kpis: Kpis, words: Language) -> Iterator[str]:
    _ = words._
    cost, fares, subsidy = kpis["cost_eur"], kpis["fare_revenue_eur"], kpis["subsidy_eur"]
    if cost is None:
        return
    if fares is None or subsidy is None:
        yield _("The service cost %(cost)s.", cost=words.euro(cost))
    elif subsidy >= 0:
        yield _(
            "The service cost %(cost)s; fares brought in %(fares)s, so %(subsidy)s were left to pay.",
            cost=words.euro(cost),
            fares=words.euro(fares),
            subsidy=words.euro(subsidy),
        )
    else:
        yield _(
            "The service cost %(cost)s; fares brought in more than that: %(fares)s.",
            cost=words.euro(cost),
            fares=words.euro(fares),
        )
