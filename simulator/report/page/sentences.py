"""What a run says in plain words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from simulator.analysis.ratios import Number
from simulator.report.page.against_cars import climate_sentence, driving_sentence
from simulator.report.page.halves import halves_sentence, told_sentences
from simulator.report.page.language import Language
from simulator.report.page.names import named
from simulator.report.page.otherwise import cars_otherwise, rides_otherwise
from simulator.report.plain_words import any_rides, trips_alone

Kpis = Mapping[str, Number]


def headlines(kpis: Kpis, words: Language) -> list[str]:
    """Say in one sentence for each service how many it served, and what the rides emitted beside private cars."""
    shared = [_car_headline(kpis, words), *cars_otherwise(kpis, words)] if has_cars(kpis) else []
    if shared and not any_rides(kpis):
        return shared
    rides = [_ride_headline(kpis, words), *rides_otherwise(kpis, words), *halves_sentence(kpis, words)]
    return [*rides, *shared, *climate_sentence(kpis, words)]


def sentences_by_kind(kpis: Kpis, words: Language) -> list[tuple[str, list[str]]]:
    """Return all that is said of ridepooling alone, and of car-sharing alone, each below its heading."""
    of_rides = {**kpis, "carsharing_cars": None}
    of_cars = {**kpis, "requests": None, "vehicles": None}
    parts = [
        (words._("Ridepooling alone"), of_rides if any_rides(kpis) else None),
        (words._("Car-sharing alone"), of_cars if has_cars(kpis) else None),
    ]
    return [(title, [*headlines(its, words), *more_sentences(its, words)]) for title, its in parts if its is not None]


def has_cars(kpis: Kpis) -> bool:
    """Return whether a run has shared cars."""
    return bool(kpis.get("carsharing_cars"))


def _car_headline(kpis: Kpis, words: Language) -> str:
    """Say how many bookings were granted."""
    asked, granted = int(kpis["carsharing_bookings"] or 0), kpis["carsharing_granted"]
    if not asked:
        return words._("Nobody asked for a shared car.")
    if not granted:
        return words.plural(
            "The only booking of a shared car was refused.",
            "None of the %(count)s bookings of a shared car was granted.",
            asked,
        )
    if granted == 1 and asked > 1:
        return words._("Of %(count)s bookings of a shared car one was granted.", count=words.whole(asked))
    return words.plural(
        "The only booking of a shared car was granted.",
        "Of %(count)s bookings of a shared car %(granted)s were granted.",
        asked,
        granted=words.whole(granted),
    )


def _ride_headline(kpis: Kpis, words: Language) -> str:
    """Say in one sentence how many were served, and how long they waited."""
    _ = words._
    requests, served = int(kpis["requests"] or 0), int(kpis["served"] or 0)
    trips = trips_alone(kpis)
    if trips:
        return " ".join(
            _(
                "Of %(count)s requests %(trips)s went with %(service)s.",
                count=words.whole(kpis[f"{name}.trip_requests"]),
                trips=words.whole(kpis[f"{name}.trips"]),
                service=named(name, words),
            )
            for name in trips
        )
    if not requests and kpis.get("part_rides"):
        return _(
            "Nobody asked for a ride alone; %(rides)s rides with %(riders)s riders were parts of journeys with buses "
            "or trains, or instead of such.",
            rides=words.whole(kpis["part_rides"]),
            riders=words.whole(kpis["part_riders"]),
        )
    if not requests:
        return _("Nobody asked for a ride.")
    if not served:
        return words.plural("The only request was not served.", "None of the %(count)s requests was served.", requests)
    said = (
        words._("Of %(count)s requests one was served", count=words.whole(requests))
        if served == 1 < requests
        else words.plural(
            "The only request was served",
            "Of %(count)s requests %(served)s were served",
            requests,
            served=words.whole(served),
        )
    )
    if halves_sentence(kpis, words):  # each half has a wait of its own: a mean of both would hide it
        return f"{said}."
    if served == 1:
        wait = _("the wait was %(time)s", time=words.minutes(kpis["wait_median_s"]))
    else:
        wait = _("half waited at most %(time)s", time=words.minutes(kpis["wait_median_s"]))
    return f"{said}; {wait}."


def more_sentences(kpis: Kpis, words: Language) -> list[str]:
    """Say what riders, operator and budget should know; only what was measured."""
    rides = [*_riders(kpis, words), *_operator(kpis, words)] if any_rides(kpis) else []
    return [*rides, *_cars(kpis, words), *_budget(kpis, words)]


def one_run_sentence(days: int, words: Language) -> str:
    """Tell that other days differ from those simulated, and which command says by how much. days: that count."""
    return words.plural(
        "One day was simulated: other days differ, small differences as that to private cars even in their sign; "
        "%(command)s tells intervals.",
        "%(count)s days were simulated in one run: other days differ, small differences as that to private cars even "
        "in their sign; %(command)s tells intervals.",
        days,
        command="elbe-drt compare SCENARIO --vary KEY=VALUE --replications 20",
    )


def warm_up_sentence(days: int, words: Language) -> str:
    """Tell that days before the first one were simulated, and are left out; empty where there were none."""
    if not days:
        return ""
    return words.plural(
        "A day of warm-up was simulated before the first day; no figure, table, chart, map or replay shows it.",
        "%(count)s days of warm-up were simulated before the first day; no figure, table, chart, map or replay shows "
        "them.",
        days,
    )


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
    yield from told_sentences(kpis, words)


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
    yield from driving_sentence(kpis, words)
    if kpis["pooled_share"] is not None:
        yield words.begun(
            _(
                "%(share)s of the rides were shared with somebody else for at least a part of the way.",
                share=words.percent(kpis["pooled_share"]),
            )
        )


def _cars(kpis: Kpis, words: Language) -> Iterator[str]:
    if not has_cars(kpis) or not kpis["carsharing_used"]:
        return
    yield words.plural(
        "One of %(cars)s shared cars was used; each car drove %(distance)s a day on average.",
        "%(count)s of %(cars)s shared cars were used; each car drove %(distance)s a day on average.",
        int(kpis["carsharing_cars_used"] or 0),
        cars=words.whole(kpis["carsharing_cars"]),
        distance=words.unit(kpis["carsharing_km_per_car_day"], "km"),
    )


def _budget(kpis: Kpis, words: Language) -> Iterator[str]:
    """Say what each service costs; where there are two, which one is meant."""
    _ = words._
    both = any_rides(kpis) and has_cars(kpis)
    if any_rides(kpis):
        paid = (kpis[name] for name in ("cost_eur", "fare_revenue_eur", "subsidy_eur"))
        yield from _balance(words, _("Ridepooling") if both else _("The service"), *paid)
    if has_cars(kpis):
        paid = (kpis[f"carsharing_{name}_eur"] for name in ("cost", "revenue", "subsidy"))
        yield from _balance(words, _("Car-sharing"), *paid)


def _balance(words: Language, service: str, cost: Number, fares: Number, subsidy: Number) -> Iterator[str]:
    _ = words._
    if cost is None:
        if fares:
            yield _(
                "%(service)s brought in %(fares)s; its cost is not known.", service=service, fares=words.euro(fares)
            )
        return
    known = {"service": service, "cost": words.euro(cost)}
    if fares is None or subsidy is None:
        yield _("%(service)s cost %(cost)s.", **known)
    elif subsidy >= 0:
        yield _(
            "%(service)s cost %(cost)s; fares brought in %(fares)s, so %(subsidy)s were left to pay.",
            fares=words.euro(fares),
            subsidy=words.euro(subsidy),
            **known,
        )
    else:
        yield _(
            "%(service)s cost %(cost)s; fares brought in more than that: %(fares)s.", fares=words.euro(fares), **known
        )
