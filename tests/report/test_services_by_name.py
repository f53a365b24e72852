"""Pages and summaries tell of each of several services by its name."""

from __future__ import annotations

import io
from dataclasses import replace

from rich.console import Console

from simulator.analysis.kpis.all import compute_kpis_of_services
from simulator.analysis.run import RunData
from simulator.analysis.tables import tables_of_all_services, tables_of_each_service
from simulator.report.page.facts import scenario_rows, service_rows
from simulator.report.page.language import Language
from simulator.report.summary import print_summary
from simulator.tables import CARS, ServiceName
from tests.analysis import busy_day, tiny_day
from tests.analysis.test_services import day_of
from tests.analysis.two_services import SERVICES, together

CARS_TOO = (*SERVICES, ServiceName(2, "autos", CARS))
OF_CARS = {"carsharing_granted": 3, "carsharing_bookings": 4, "carsharing_grant_rate": 0.75}


def two_services() -> RunData:
    days = day_of(tiny_day), day_of(busy_day)
    counts = [len(day.requests) for day in days]
    both = together(days, (range(counts[0]), range(counts[0], sum(counts))))
    tables, parts = tables_of_all_services(both, SERVICES), tables_of_each_service(both, SERVICES)
    return RunData("both", {}, "", compute_kpis_of_services(tables, parts, {}), tables, "", services=tuple(SERVICES))


def test_the_page_has_a_row_for_each_service() -> None:
    run = two_services()
    red, blue = service_rows(run, Language("en"))
    assert red == ("red (ridepooling)", "83%", "5 of 6 requests for rides served")
    assert blue[0] == "blue.bus (ridepooling)"
    assert blue[2] == f"6 of {run.kpis['blue.bus.requests']} requests for rides served"
    cars = RunData("both", {}, "", {**run.kpis, **OF_CARS}, run.tables, "", services=CARS_TOO)
    assert service_rows(cars, Language("de"))[2] == (
        "autos (Carsharing)",
        "75\u202f%",
        "3 von 4 Autobuchungen zugesagt",
    )


def test_one_service_alone_has_no_rows() -> None:
    run = two_services()
    alone = RunData("one", {}, "", run.kpis, run.tables, "", services=tuple(SERVICES[:1]))
    assert service_rows(alone, Language("en")) == []


def test_the_summary_has_a_line_for_each_service() -> None:
    console = Console(file=io.StringIO(), width=100, color_system=None)
    print_summary(two_services().kpis, console=console)
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert "Service by service" in text
    assert "5 of 6 requests served" in text


def test_vehicles_that_are_never_full_are_told_in_words() -> None:
    fleet = {"red.bus": {"seats": "unlimited"}}
    scenario = {"services": {"red": {"kind": "ridepooling", "fleet": fleet}}}
    run = replace(two_services(), scenario=scenario)
    told = [dict(scenario_rows(run, Language(language))) for language in ("en", "de")]
    assert told[0]["Vehicles"].endswith("with any number of seats each")
    assert told[1]["Fahrzeuge"].endswith("mit je beliebig vielen Plätzen")
