"""The key figures of a run in plain words, for the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.analysis.groups import AHEAD, AT_ONCE
from simulator.analysis.kpis.by_group import half
from simulator.reasons import UNSERVED_WORDS
from simulator.report.carsharing_summary import carsharing_headline, carsharing_sections
from simulator.report.chains_summary import chains_sections
from simulator.report.changes_summary import changes_sections
from simulator.report.cost_words import cost_rows
from simulator.report.disruption_summary import disruption_sections
from simulator.report.gateway_summary import gateway_sections
from simulator.report.page.against_cars import climate_sentence, driving_sentence
from simulator.report.page.cost_parts import OF_RIDES, ON_TOP
from simulator.report.page.halves import halves_sentence
from simulator.report.page.language import Language
from simulator.report.page.otherwise import cars_otherwise, rides_otherwise
from simulator.report.plain_words import (
    any_rides,
    decimal,
    euro,
    if_known,
    kilos,
    minutes,
    percent,
    percent_of,
    trips_alone,
    unit,
    whole,
)
from simulator.report.together_summary import together_headlines, together_sections
from simulator.report.tour_summary import tour_sections

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rich.console import Console

    from simulator.notes import Note

Number = float | int | None
EACH_SERVICE = "Service by service"


def print_summary(
    kpis: Mapping[str, Number],
    *,
    title: str = "",
    folder: str = "",
    notes: Sequence[Note] = (),
    console: Console | None = None,
) -> None:
    """Print what a run says to riders, operator and budget; folder is where more stands; notes: on the scenario."""
    from rich.console import Console as NewConsole
    from rich.table import Table
    from rich.text import Text

    console = console or NewConsole()
    console.print()
    if title:
        console.print(Text(title, style="bold"))
    for sentence in headlines(kpis):
        console.print(Text(sentence))
    for heading, rows in all_sections(kpis):
        table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)  # a grid cuts off what is just too long
        table.add_column(min_width=33)
        table.add_column(justify="right", no_wrap=True, min_width=10)
        table.add_column(style="dim")
        for label, value, remark in rows:
            table.add_row(Text(f"  {label}"), Text(value), Text(remark))
        console.print()
        console.print(Text(heading, style="bold"))
        console.print(table)
    if notes:
        console.print()
        console.print(Text("Look at this once more", style="bold"))
        for note in notes:
            console.print(Text(f"  {note.key}: {note.english}"))
    if folder:
        console.print()
        console.print(Text(f"Results: {folder}"), soft_wrap=True)


def headlines(kpis: Mapping[str, Number]) -> list[str]:
    """Say in one sentence for each service how many it served, and what the rides come to beside private cars."""
    english = Language("en")
    shared = [carsharing_headline(kpis), *cars_otherwise(kpis, english)] if "carsharing_cars" in kpis else []
    if shared and not any_rides(kpis):
        return [*together_headlines(kpis), *shared]
    of_all = together_headlines(kpis)
    alone = "Ridepooling alone: " if of_all else ""
    rides = [headline(kpis), *rides_otherwise(kpis, english), *halves_sentence(kpis, english)]
    beside_cars = [*climate_sentence(kpis, english), *driving_sentence(kpis, english)]
    return [*of_all, *(alone + said for said in [*rides, *beside_cars]), *shared]


def all_sections(kpis: Mapping[str, Number]) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Lines of the summary of all services by heading."""
    shared = carsharing_sections(kpis) if "carsharing_cars" in kpis else []
    of_all, rides = together_sections(kpis), sections(kpis) if any_rides(kpis) or not shared else []
    if of_all:
        rides = [(_of_rides_alone(heading), rows) for heading, rows in rides]
    of_lines = [*chains_sections(kpis), *changes_sections(kpis), *gateway_sections(kpis), *tour_sections(kpis)]
    return [*of_all, *disruption_sections(kpis), *of_lines, *rides, *shared]


def _of_rides_alone(heading: str) -> str:
    return heading if heading == EACH_SERVICE else f"Ridepooling alone: {heading[0].lower()}{heading[1:]}"


def headline(kpis: Mapping[str, Number]) -> str:
    """Say in one sentence how many were served."""
    requests, served = kpis["requests"] or 0, kpis["served"] or 0
    trips = trips_alone(kpis)
    if trips:
        counts = ((name, kpis[f"{name}.trips"], kpis[f"{name}.trip_requests"]) for name in trips)
        return " ".join(f"{went:,} of {asked:,} requests went with {name}." for name, went, asked in counts)
    if not requests:
        parts = ""
        if kpis.get("part_rides"):
            rides, riders = whole(kpis["part_rides"]), whole(kpis["part_riders"])
            parts = f" alone; {rides} rides with {riders} riders were parts of journeys"
        return f"Nobody asked for a ride{parts}."
    if not served:
        return f"None of {requests:,} requests {'was' if requests == 1 else 'were'} served."
    people = f"{kpis['riders_served']:,} {'person' if kpis['riders_served'] == 1 else 'people'}"
    return f"{served:,} of {requests:,} requests were served ({percent(kpis['service_rate'])}), {people} in all."


def sections(kpis: Mapping[str, Number]) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Lines of the summary by heading: label, value, remark. What was not measured is left out."""
    parts = [
        ("Not served, because", list(_rejection_rows(kpis))),
        (EACH_SERVICE, list(_service_rows(kpis))),
        ("For riders", list(_rider_rows(kpis))),
        ("For the operator", list(_operator_rows(kpis))),
        ("For drivers", list(_driver_rows(kpis))),
        ("For energy and chargers", list(_energy_rows(kpis))),
        ("For budget and climate", list(_budget_rows(kpis))),
    ]
    return [(heading, [row for row in rows if row[1]]) for heading, rows in parts if any(row[1] for row in rows)]


def _rejection_rows(kpis: Mapping[str, Number]) -> Iterator[tuple[str, str, str]]:
    for name, words in UNSERVED_WORDS.items():
        if kpis[name]:
            yield words, f"{kpis[name]:,}", percent_of(kpis[name], kpis["requests"], "requests")


def _service_rows(kpis: Mapping[str, Number]) -> Iterator[tuple[str, str, str]]:
    """Tell of each of several ridepooling services by its name, and of those whose trips are told as a whole."""
    for name in (figure.removesuffix(".service_rate") for figure in kpis if figure.endswith(".service_rate")):
        served, requests = kpis[f"{name}.served"], kpis[f"{name}.requests"]
        yield name, percent(kpis[f"{name}.service_rate"]), f"{served:,} of {requests:,} requests served"
    for name in (figure.removesuffix(".trip_share") for figure in kpis if figure.endswith(".trip_share")):
        trips, requests = kpis[f"{name}.trips"], kpis[f"{name}.trip_requests"]
        mean_s = if_known(kpis[f"{name}.trip_mean_s"], ", mean ", minutes)
        yield name, percent(kpis[f"{name}.trip_share"]), f"{trips:,} of {requests:,} who asked went{mean_s}"


def _rider_rows(kpis: Mapping[str, Number]) -> Iterator[tuple[str, str, str]]:
    served = f"of the {percent(kpis['service_rate'])} served"
    if halves_sentence(kpis, Language("en")):
        for name, group in (("at once", AT_ONCE), ("ahead", AHEAD)):
            of_half = f"at most, half of the {percent(kpis[half('service_rate', group)])} served"
            yield f"Typical wait, booked {name}", minutes(kpis[half("wait_median_s", group)]), of_half
    else:
        yield "Typical wait", minutes(kpis["wait_median_s"]), f"at most, half {served}"
    yield "Long wait", minutes(kpis["wait_p95_s"]), f"at most, 95 of 100 {served}"
    yield "Wait below 10 minutes", percent(kpis["wait_below_10_min_share"]), "of the served requests"
    if kpis["agreed_to_other_departure"]:
        off = if_known(kpis["agreed_shift_mean_s"], "", minutes)
        yield "Left at another time than wished", f"{kpis['agreed_to_other_departure']:,}", f"{off} off, mean; no wait"
    ten = if_known(kpis["told_within_10_min_share"], "to 5 min; to 10: ", percent)
    yield "Picked up at the time told", percent(kpis["told_within_5_min_share"]), ten
    width = if_known(kpis["promise_width_mean_s"], "in a window of ", minutes)
    yield "Picked up as promised", percent(kpis["on_time_share"]), f"{width}, mean"
    yield "Ride", minutes(kpis["ride_mean_s"]), if_known(kpis["direct_mean_s"], "mean; direct drive ", minutes)
    yield "Detour factor", decimal(kpis["detour_factor_mean"]), "ride time / direct drive, mean"
    yield "Whole journey", minutes(kpis["journey_mean_s"]), "mean, with walks and wait"


def _operator_rows(kpis: Mapping[str, Number]) -> Iterator[tuple[str, str, str]]:
    if trips_alone(kpis):
        return
    yield "Vehicles", f"{kpis['vehicles']:,}", f"{kpis['vehicles_used']:,} of them carried riders"
    if not kpis["vehicles"]:
        return
    if kpis.get("part_rides"):
        yield "Rides as parts of journeys", whole(kpis["part_rides"]), f"{whole(kpis['part_riders'])} people"
    yield "Hours in service", decimal(kpis["vehicle_hours"]), f"driving or at stops: {percent(kpis['utilisation'])}"
    yield "Kilometres driven", whole(kpis["vehicle_km"]), if_known(kpis["empty_share"], "of them empty: ", percent)
    yield "Kilometres per served request", decimal(kpis["vehicle_km_per_served_request"]), ""
    yield "Riders per vehicle hour", decimal(kpis["riders_per_vehicle_hour"]), ""
    yield "Riders on board while driving", decimal(kpis["mean_occupancy"]), "mean, empty kilometres too"
    yield "Shared rides", percent(kpis["pooled_share"]), "shared a part of the way"
    yield "Driven for each km by car", decimal(kpis["fleet_km_per_direct_km"]), "below 1: less driving than by car"
    yield "Load", decimal(kpis["load"]), "direct rider-hours asked for, per vehicle hour"


def _budget_rows(kpis: Mapping[str, Number]) -> Iterator[tuple[str, str, str]]:
    yield from cost_rows(OF_RIDES + ON_TOP, kpis)
    yield "Cost", euro(kpis["cost_eur"], 2), ""
    yield "Fares", euro(kpis["fare_revenue_eur"], 2), if_known(kpis["fare_cover_share"], "they cover ", percent)
    if kpis.get("compensation_eur"):
        yield "Paid for season tickets", euro(kpis["compensation_eur"], 2), "by others than the riders"
    yield "Subsidy", euro(kpis["subsidy_eur"], 2), ""
    of_rider = "Subsidy per rider and ride" if kpis.get("part_rides") else "Subsidy per rider"
    twice = "who has two rides on a journey counts twice" if kpis.get("part_rides") else ""
    yield of_rider, euro(kpis["subsidy_per_rider_eur"], 2), twice
    if kpis["hydrogen_kg"]:
        yield "Hydrogen", unit(kpis["hydrogen_kg"], "kg"), ""
    if kpis["diesel_l"]:
        yield "Diesel", unit(kpis["diesel_l"], "l"), ""
    yield "Energy", unit(kpis["energy_kwh"], "kWh"), if_known(kpis["energy_kwh_per_vehicle_km"], "per km ", decimal)
    yield "CO2", unit(kpis["co2_kg"], "kg"), if_known(kpis["car_co2_kg"], "same trips by private car: ", kilos)
    each, car = kpis["co2_g_per_direct_rider_km"], kpis["car_co2_g_per_direct_rider_km"]
    yield "CO2 per direct rider-km", unit(each, "g"), if_known(car, "by private car: ", lambda grams: unit(grams, "g"))


def _energy_rows(kpis: Mapping[str, Number]) -> Iterator[tuple[str, str, str]]:
    if kpis["charging_visits"]:
        yield "Charging sessions", whole(kpis["charging_sessions"]), unit(kpis["charged_kwh"], "kWh charged")
        queue = "longest " + minutes(kpis["charging_queue_max_s"])
        yield "Wait for a plug", minutes(kpis["charging_queue_mean_s"]), f"mean; {queue}"
        yield "Peak power at one site", unit(kpis["peak_site_kw"], "kW"), "all its plugs together"
        yield "Least energy left", percent(kpis["least_level_share"]), "of the store, any vehicle, any time"
    if kpis["stranded_vehicles"]:
        yield "Stranded vehicles", whole(kpis["stranded_vehicles"]), "below their reserve, or not home"


def _driver_rows(kpis: Mapping[str, Number]) -> Iterator[tuple[str, str, str]]:
    if kpis["duties"]:
        yield (
            "Duties",
            whole(kpis["duties"]),
            if_known(kpis["driving_hours_per_duty"], "hours driven in each: ", decimal),
        )
        yield "Breaks taken", whole(kpis["breaks_taken"]), "each within its corridor"
        yield "Longest time without a break", minutes(kpis["longest_stretch_s"]), ""
        yield "Overtime", decimal(kpis["overtime_hours"]), "hours, all duties together"
