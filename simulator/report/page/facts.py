"""The tables of the page: costs, energy, the scenario in short, sources, how to do it again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.analysis.ratios import Number
from simulator.analysis.run import RunData
from simulator.analysis.series.fleet import vehicles_by_type
from simulator.clock import format_clock, parse_clock
from simulator.report.page.again import in_a_checkout
from simulator.report.page.cards import SUBSIDY_EACH, SUBSIDY_EACH_RIDE
from simulator.report.page.cost_parts import OF_RIDES, ON_TOP, part_rows
from simulator.report.page.language import MISSING, N_, Language
from simulator.report.page.names import named
from simulator.report.page.rows import Row, left_to_pay, money
from simulator.report.page.sentences import has_cars
from simulator.report.page.together import parts_told, service_label
from simulator.report.plain_words import any_rides
from simulator.tables import CARS, RIDES, ServiceName
from simulator.texts import text_in
from simulator.units import DAY_S

_POLICIES = {
    "stop_based": N_("from stop to stop"),
    "door_to_door": N_("from door to door"),
}
_BOUNDARIES = {
    "well_to_wheel": N_("well to wheel: making and delivering the energy, and what leaves the vehicle"),
    "direct": N_("direct emissions only: what leaves the vehicle"),
}

_CAR_MODES = {
    "round_trip": N_("round trips: a car comes back to its station"),
    "one_way": N_("one way: from station to station"),
    "free_floating": N_("free-floating: left anywhere in its zone"),
}


def cost_rows(run: RunData, words: Language) -> list[Row]:
    """Return what the day costs and brings in: label, amount, remark; empty when no price is known."""
    _, kpis = words._, run.kpis
    if all(kpis.get(name) is None for name in (*(part.figure for part in OF_RIDES), "fare_revenue_eur")):
        return []
    cover, parts = kpis["fare_cover_share"], kpis.get("part_rides")
    twice = _("who has two rides on one journey counts twice") if parts else ""
    rows: list[Row | None] = [
        *part_rows(OF_RIDES + ON_TOP, kpis, words),
        money(words, _("Cost"), kpis["cost_eur"], "", 2),
        money(
            words,
            _("Fares"),
            kpis["fare_revenue_eur"],
            "" if cover is None else _("they cover %(share)s of the cost", share=words.percent(cover)),
            2,
        ),
        money(
            words,
            _("Not paid by holders of season tickets"),
            kpis.get("fares_waived_eur") or None,
            _("what the tickets cost them is in no sum"),
            2,
        ),
        money(words, _("Paid for season tickets by others"), kpis.get("compensation_eur"), "", 2),
        left_to_pay(words, kpis["subsidy_eur"], 2),
        money(words, _(SUBSIDY_EACH_RIDE if parts else SUBSIDY_EACH), kpis["subsidy_per_rider_eur"], twice, 2),
        money(words, _("Cost per served request"), kpis["cost_per_served_request_eur"], "", 2),
    ]
    return [row for row in rows if row is not None]


def energy_rows(run: RunData, words: Language) -> list[Row]:
    """Return energy and CO2; empty when the scenario does not say what the vehicles use."""
    _, kpis = words._, run.kpis
    rows = []
    if kpis.get("energy_kwh") is not None:
        per_km = kpis["energy_kwh_per_vehicle_km"]
        remark = "" if per_km is None else _("%(value)s kWh per 100 km", value=words.decimal(100 * per_km, 1))
        rows.append((_("Energy for driving"), words.unit(kpis["energy_kwh"], "kWh"), remark))
    if kpis.get("co2_kg") is not None:
        rows += _climate_rows(run, words)
    for key, name, unit in (("hydrogen_kg", _("Hydrogen"), "kg"), ("diesel_l", _("Diesel"), "l")):
        if kpis.get(key):
            rows.append((name, words.unit(kpis[key], unit), ""))
    if kpis.get("charging_sessions"):
        queue = _("longest wait for a plug: %(time)s", time=words.short_minutes(kpis["charging_queue_max_s"]))
        rows.append((_("Charging sessions"), words.whole(kpis["charging_sessions"]), queue))
        if kpis["least_level_share"] is not None:
            rows.append((_("Least energy left in any vehicle"), words.percent(kpis["least_level_share"]), ""))
    return rows


def _climate_rows(run: RunData, words: Language) -> list[Row]:
    """Return CO2 beside that of private cars, and what both count."""
    _, kpis = words._, run.kpis

    def row(name: str, total: str, each: str) -> Row:
        grams = kpis.get(each)
        remark = "" if grams is None else _("%(grams)s g for each rider and direct km", grams=words.decimal(grams, 0))
        return name, words.unit(kpis[total], "kg"), remark

    rows = [row(_("CO₂"), "co2_kg", "co2_g_per_direct_rider_km")]
    if kpis.get("car_co2_kg"):
        name = _("CO₂ of the same trips by private car")
        rows.append(row(name, "car_co2_kg", "car_co2_g_per_direct_rider_km"))
    boundary = _section(_section(run.scenario, "energy"), "climate").get("boundary")
    if boundary in _BOUNDARIES:
        rows.append((_("CO₂ counts"), "", _(_BOUNDARIES[boundary])))
    return rows


def service_rows(run: RunData, words: Language) -> list[Row]:
    """Return how many each of several services served, by its name; empty where all is told elsewhere."""
    rows = [_service_row(service, run.kpis, words) for service in run.services]
    return rows if len(rows) > 1 or any(service.kind not in (RIDES, CARS) for service in run.services) else []


def _service_row(service: ServiceName, kpis: Mapping[str, Number], words: Language) -> Row:
    _ = words._
    if service.kind == CARS:
        alone = f"{service.name}." if f"{service.name}.carsharing_bookings" in kpis else ""
        granted, asked = (words.whole(kpis[f"{alone}carsharing_{figure}"]) for figure in ("granted", "bookings"))
        remark = _("%(granted)s of %(count)s bookings of cars granted", granted=granted, count=asked)
        return service_label(service, words), words.percent(kpis[f"{alone}carsharing_grant_rate"]), remark
    if service.kind != RIDES:
        trips, asked = (words.whole(kpis[f"{service.name}.{figure}"]) for figure in ("trips", "trip_requests"))
        remark = _("%(trips)s of %(requests)s who asked went with it", trips=trips, requests=asked)
        return service_label(service, words), words.percent(kpis[f"{service.name}.trip_share"]), remark
    alone = f"{service.name}." if f"{service.name}.requests" in kpis else ""
    served, requests = (words.whole(kpis[f"{alone}{figure}"]) for figure in ("served", "requests"))
    remark = _("%(served)s of %(requests)s requests for rides served", served=served, requests=requests)
    remark = "; ".join([remark, *parts_told(service, kpis, words)])
    return service_label(service, words), words.percent(kpis[f"{alone}service_rate"]), remark


def scenario_rows(run: RunData, words: Language) -> list[tuple[str, str]]:
    """Return the scenario in short: what is offered, with which vehicles, to whom."""
    _, scenario = words._, run.scenario
    rows = _ride_rows(run, words) if any_rides(run.kpis) else []
    if has_cars(run.kpis):
        mode = str(_part_of_kind(scenario, CARS).get("mode", ""))
        if mode in _CAR_MODES:
            rows.append((_("Car-sharing"), _(_CAR_MODES[mode])))
        if run.calendar.days > 1:
            rows.append((_("Days"), words.whole(run.calendar.days)))
        if run.car_inputs is not None and len(run.car_inputs.stations):
            rows.append((_("Stations"), words.whole(len(run.car_inputs.stations))))
        rows.append((_("Shared cars"), words.whole(run.kpis["carsharing_cars"])))
        rows.append((_("Bookings of shared cars"), words.whole(run.kpis["carsharing_bookings"])))
    changes = _section(scenario, "network").get("changes") or []
    if changes:
        names = [_change_in_words(change) for change in changes if isinstance(change, Mapping)]
        rows.append((_("Changed roads"), "; ".join(names)))
    rows.append((_("Seed of the random numbers"), str(scenario.get("seed", MISSING))))
    return rows


def _change_in_words(change: Mapping[str, Any]) -> str:
    """Return the name of a change of the roads, and when it is in force, if that is not always."""
    ends = change.get("hours") or (change.get("from"), change.get("until"))
    return f"{change.get('name', '')} ({ends[0]} – {ends[1]})" if ends[0] else str(change.get("name", ""))


def _ride_rows(run: RunData, words: Language) -> list[tuple[str, str]]:
    _, service = words._, _ridepooling(run.scenario)
    rows = []
    mode = str(service.get("mode", ""))
    if mode:
        names = [part.name for part in run.services if part.kind == RIDES]
        rows.append(
            (
                _("Service"),
                ": ".join(
                    [*(named(name, words) for name in names[:1]), _(_POLICIES[mode]) if mode in _POLICIES else mode]
                ),
            )
        )
    hours = service.get("hours")
    if isinstance(hours, list) and len(hours) == 2:
        begin, end = (_hour(parse_clock(str(hour)), words) for hour in hours)
        rows.append((_("Service hours"), f"{begin}–{end}"))
    rows.append((_("Vehicles"), words.listing(_fleet(run, words))))
    rows.append((_("Requests"), words.whole(run.kpis.get("common_requests") or run.kpis["requests"])))
    limits = [limit for limit in _section(service, "limits").values() if isinstance(limit, Mapping)]
    waits = sorted({float(limit["max_wait_s"]) for limit in limits if isinstance(limit.get("max_wait_s"), int | float)})
    if waits:
        rows.append((_("Longest wait allowed"), words.listing([words.minutes(wait) for wait in waits])))
    return rows


def _hour(seconds: int, words: Language) -> str:
    """Write the begin or end of service hours; midnight at the end of the day is 24:00."""
    return words.clock(seconds) if seconds > DAY_S else format_clock(seconds)[:5]


def _fleet(run: RunData, words: Language) -> list[str]:
    counts = vehicles_by_type(run.tables.vehicles)
    return [
        words.plural(
            "one %(name)s with %(seats)s seats",
            "%(count)s × %(name)s with %(seats)s seats each",
            counts.get(name, 0),
            name=named(name, words),
            seats=_seats(kind.get("seats", MISSING), words),
        )
        for name, kind in _section(_ridepooling(run.scenario), "fleet").items()
        if isinstance(kind, Mapping)
    ]


def _seats(told: object, words: Language) -> object:
    return words._("any number of") if told == "unlimited" else told


def note_rows(run: RunData, words: Language) -> list[tuple[str, str]]:
    """Return what somebody should look at once more: key of the scenario, and what is odd there."""
    return [(note.key, words.filled(note.text, note.values)) for note in run.plausibility]


def source_rows(run: RunData, words: Language) -> list[tuple[str, str, str, str]]:
    """Return where roads and demand come from: name, holder, licence, date; each source once."""
    keys = ("name", "attribution", "licence", "date")
    rows = (tuple(text_in(source.get(key), words.code) for key in keys) for source in run.sources)
    return [(name, holder, licence, date) for name, holder, licence, date in dict.fromkeys(rows)]


def commands(run: RunData, name: str) -> list[str]:
    """Return what makes this run again in a checkout; name: of its results folder, which says nothing of the place."""
    folder = f"results/{run.scenario.get('name') or run.name}/{name}"
    return in_a_checkout(f"elbe-drt run {folder}/scenario.yaml --scenarios scenarios")


def _ridepooling(scenario: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the part of a scenario about its ridepooling service; empty when there is none."""
    return _part_of_kind(scenario, RIDES)


def _part_of_kind(scenario: Mapping[str, Any], kind: str) -> Mapping[str, Any]:
    """Return the part of a scenario about its first service of a kind; empty when there is none."""
    services = (part for part in _section(scenario, "services").values() if isinstance(part, Mapping))
    return next((part for part in services if part.get("kind") == kind), {})


def _section(scenario: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = scenario.get(key)
    return value if isinstance(value, Mapping) else {}
