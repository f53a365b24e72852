"""What a page says of all services together: who was moved by any of them, by which, why not, and at what cost."""

from __future__ import annotations

from collections.abc import Iterator

from simulator.analysis.run import RunData
from simulator.reasons import UNSERVED_BY_ALL_WORDS, WENT_OTHERWISE
from simulator.report.page.language import N_, Language
from simulator.report.page.names import named, named_own
from simulator.report.page.rows import Row, Table, left_to_pay, money
from simulator.report.page.sentences import Kpis
from simulator.report.page.who_asks import own_cars_km, own_means_went
from simulator.report.plain_words import others_carried, part_rides_of, tells_of_all
from simulator.tables import CARS, OWN_MEANS, RIDES, ServiceName

KINDS = {
    RIDES: N_("ridepooling"),
    CARS: N_("car-sharing"),
    "own_means": N_("own means"),
    "timetable": N_("by timetable"),
    "feeder": N_("rides, buses and trains together"),
}


def service_label(service: ServiceName, words: Language) -> str:
    """Return the name of a service, and what it is; one of a package has its name alone."""
    own = _own(service, words)
    if own is not None:
        return own[0]
    name = named(service.name, words)
    return f"{name} ({words._(KINDS[service.kind])})" if service.kind in KINDS else name


def _own(service: ServiceName, words: Language) -> tuple[str, str] | None:
    return named_own(service.name, words) if service.kind == "own_means" else None


def _went(carried: str, service: ServiceName, words: Language) -> str:
    own = _own(service, words)
    if own is not None:
        return f"{carried} {own[1]}"
    return words._("%(count)s with %(service)s", count=carried, service=service_label(service, words))


OTHERS = N_("Buses and trains by timetable and own means are not counted in that, nor the people who took them.")


def together_headlines(run: RunData, words: Language) -> list[str]:
    """Say in one sentence how many were served by any service; none where the services' own sentences say it."""
    kpis = run.kpis
    if not tells_of_all(kpis):
        return []
    requests, served = int(kpis["common_requests"] or 0), int(kpis["common_served"] or 0)
    if not served:
        return [
            words.plural("The only request was not served.", "None of the %(count)s requests was served.", requests)
        ]
    if own_means_went(run):
        return [_reached(run, requests, served, words)]
    said = (
        words._("Of %(count)s requests one was served by one of the services", count=words.whole(requests))
        if served == 1 < requests
        else words.plural(
            "The only request was served by one of the services",
            "Of %(count)s requests %(served)s were served by one of the services",
            requests,
            served=words.whole(served),
        )
    )
    return [f"{said}: {words.listing(_carried_by(run, words))}."]


def _carried_by(run: RunData, words: Language, *, own: bool | None = None) -> list[str]:
    """Say how many each service carried. own: only own means, or none of them."""
    return [
        _went(words.whole(carried), service, words)
        for service in run.services
        if (carried := run.kpis[f"{service.name}.carried"]) and own in (None, service.kind == OWN_MEANS)
    ]


def _reached(run: RunData, requests: int, served: int, words: Language) -> str:
    """Say how many reached their destination with services, and how many by own means."""
    said = words.plural(
        "The only request reached its destination",
        "Of %(count)s requests %(served)s reached their destination",
        requests,
        served=words.whole(served),
    )
    by_services, own = (_carried_by(run, words, own=its) for its in (False, True))
    by_own = words._("by own means, which are no service: %(parts)s", parts=words.listing(own))
    if not by_services:
        return f"{said}, {by_own}."
    with_them = words._("with services: %(parts)s", parts=words.listing(by_services))
    return f"{said}, {with_them}; {by_own}."


def together_sentences(run: RunData, words: Language) -> Iterator[str]:
    """Say what all services cost and emit together, where that is known."""
    _, kpis = words._, run.kpis
    if not tells_of_all(kpis):
        return
    others = f" {_(OTHERS)}" if others_carried(kpis) else ""
    each = kpis["all_subsidy_per_person_eur"]
    if each is not None:
        said = _(
            "All services together cost %(cost)s and brought in %(fares)s: for each person moved that leaves "
            "%(each)s to pay.",
            cost=words.euro(kpis["all_cost_eur"]),
            fares=words.euro(kpis["all_revenue_eur"]),
            each=words.euro(each, 2),
        )
        yield f"{said}{others}"
    co2, by_car = kpis["all_co2_kg"], kpis["all_car_co2_kg"]
    if co2 is not None and by_car:
        said = _(
            "All services together emitted %(co2)s of CO₂; the same trips by private car would have emitted "
            "%(by_car)s.",
            co2=words.unit(co2, "kg"),
            by_car=words.unit(by_car, "kg"),
        )
        own_km = own_cars_km(run)
        left_out = _("In own cars people went %(km)s person-km.", km=words.whole(own_km)) if own_km else ""
        yield f"{said}{others} {left_out}".rstrip()


def together_tables(run: RunData, words: Language) -> list[Table]:
    """Return who was served by which service, why others were not, and money and CO2; empty for a single service."""
    _, kpis = words._, run.kpis
    if not tells_of_all(kpis):
        return []
    tables = [
        (_("Served by"), list(_carried(run, words))),
        (_("Not served, because"), list(_why_not(kpis, words))),
        (_("Budget and climate"), [row for row in _sums(kpis, words) if row is not None]),
    ]
    return [(title, rows) for title, rows in tables if rows]


def _carried(run: RunData, words: Language) -> Iterator[Row]:
    kpis = run.kpis
    for service in run.services:
        carried, share = kpis[f"{service.name}.carried"], kpis[f"{service.name}.carried_share"]
        remark = "; ".join([_of_all(share, words), *parts_told(service, kpis, words)])
        yield service_label(service, words), words.whole(carried), remark
    of_all = words._("all services and own means") if own_means_went(run) else words._("all services")
    yield of_all, words.whole(kpis["common_served"]), _of_all(kpis["common_service_rate"], words)
    yield words._("People moved"), words.whole(kpis["people_moved"]), ""
    if kpis["common_journey_mean_s"] is not None:
        remark = words._("mean, with walks and wait; without shared cars")
        yield words._("Whole journey"), words.minutes(kpis["common_journey_mean_s"]), remark


def parts_told(service: ServiceName, kpis: Kpis, words: Language) -> list[str]:
    """Say how many rides of a service were parts of journeys that another one offers; empty where none was."""
    rides = part_rides_of(service.name, kpis) if service.kind == RIDES else None
    return [words._("rides as parts of journeys: %(count)s", count=words.whole(rides))] if rides else []


def _why_not(kpis: Kpis, words: Language) -> Iterator[Row]:
    """Give the reasons that occurred, the most frequent first."""
    found = [(int(kpis[name] or 0), said) for name, said in UNSERVED_BY_ALL_WORDS.items() if kpis[name]]
    requests = int(kpis["common_requests"] or 0)
    for count, said in sorted(found, key=lambda row: -row[0]):
        yield words._(said), words.whole(count), _of_all(count / requests, words)
    otherwise = requests - int(kpis["common_served"] or 0) - sum(count for count, _said in found)
    if otherwise > 0:
        yield words._(WENT_OTHERWISE), words.whole(otherwise), _of_all(otherwise / requests, words)


def _sums(kpis: Kpis, words: Language) -> Iterator[Row | None]:
    _ = words._
    others = _("without buses, trains and own means") if others_carried(kpis) else ""
    yield money(words, _("Cost"), kpis["all_cost_eur"], others)
    yield money(words, _("Fares and rental prices"), kpis["all_revenue_eur"], "")
    yield left_to_pay(words, kpis["all_subsidy_eur"])
    yield money(words, _("Cost per person moved"), kpis["all_cost_per_person_eur"], others, 2)
    yield money(words, _("Subsidy per person moved"), kpis["all_subsidy_per_person_eur"], others, 2)
    if kpis["all_co2_kg"] is not None:
        yield _("CO₂"), words.unit(kpis["all_co2_kg"], "kg"), others
    if kpis["all_car_co2_kg"] is not None:
        yield _("CO₂ of the same trips by private car"), words.unit(kpis["all_car_co2_kg"], "kg"), others


def _of_all(share: float | None, words: Language) -> str:
    return words._("%(share)s of all requests", share=words.percent(share))
