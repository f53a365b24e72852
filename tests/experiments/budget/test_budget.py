"""A budget of the line, where a hand can follow each euro; its workbook works out to the same."""

from __future__ import annotations

import io
import json
import shutil
from dataclasses import replace
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest

from simulator.analysis.budget.lines import Side
from simulator.errors import ScenarioError
from simulator.experiments.budget.days import days_of_year, knows_day_types
from simulator.experiments.budget.lines_of import lines_of
from simulator.experiments.budget.study import Budget, Chosen, budget
from simulator.experiments.budget.written import told_of, write_budget
from simulator.experiments.executors import ThisProcess
from simulator.experiments.variants import Variant
from simulator.report.budget.page import write_budget_page
from simulator.report.budget.sheets import sheets_of
from simulator.report.budget.terminal import budget_lines
from simulator.report.budget.told import BudgetTold
from simulator.report.budget.workbook import workbook_bytes, write_workbooks
from simulator.report.page.language import Language
from simulator.scenario.loader import load_scenario
from tests.experiments.budget.formulas import evaluated

TINY = Path(__file__).parents[3] / "scenarios" / "tiny"
QUIET = (lambda _text: None, lambda _done, _total: None)
YEAR = {
    "years": 3, "start_up": [0.5], "price_rise": 0.02, "discount_rate": 0.03, "inhabitants": 1000, "car_share": 0.4,
    "elasticity": {"low": -0.6, "base": -0.4, "high": -0.2},
    "fund": {"paid_in_eur": [50_000, 20_000], "public_share": 0.9, "pays_share": 0.8},
}  # fmt: skip
COSTS = {
    "per_vehicle_hour_eur": 40, "per_vehicle_km_eur": 0.5, "overhead": 0.1, "platform_per_month_eur": 100,
    "calls": {"share": 0.5, "length_s": 60, "per_minute_eur": 0.8},
}  # fmt: skip


def line(year: dict[str, Any] | None = None, *overrides: str) -> Variant:
    """Return the line with all kinds of costs, and a year."""
    said = Variant("tiny/line", overrides).having("services.line.costs", COSTS)
    return said.having("money", {"year": YEAR if year is None else year})


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("budget")


@pytest.fixture(scope="module")
def found(folder: Path) -> Budget:
    return budget(line(), Chosen(2), folder, ThisProcess(), QUIET)


@pytest.fixture(scope="module")
def told(found: Budget) -> BudgetTold:
    return told_of(found)


def test_a_year_of_the_line_by_hand(found: Budget, told: BudgetTold) -> None:
    """One bus from 07:30 to 10:00 and until it is home; four ask, three pay 3 EUR; every day of 365 is the same."""
    hours, km = (float(found.now.counted(name)[0]) for name in ("vehicle_hours", "vehicle_km"))
    eur = found.now.eur
    assert eur["cost_time_eur"] == pytest.approx(40 * hours, abs=0.01 * 365)
    assert eur["cost_distance_eur"] == pytest.approx(0.5 * km, abs=0.01 * 365)
    assert eur["cost_calls_eur"] == pytest.approx(365 * 4 * 0.5 * 0.8)
    assert eur["cost_platform_eur"] == 1200
    plain = sum(eur[name] for name in eur if name.startswith("cost_") and name != "cost_overhead_eur")
    assert eur["cost_overhead_eur"] == pytest.approx(0.1 * plain, abs=0.006)
    assert eur["fare_revenue_eur"] == 365 * 3 * found.now.counted("riders")[0] / 365
    cost = round(sum(eur[one.figure] for one in found.now.lines if one.side is Side.COST), 2)
    assert found.now.money.cost == cost
    assert found.now.subsidy == round(cost - eur["fare_revenue_eur"], 2)
    assert told.figure("cost_eur")["value"] == cost
    assert told.figure("subsidy_per_inhabitant_eur")["value"] == pytest.approx(found.now.subsidy / 1000)
    assert told.figure("cost_per_vehicle_hour_eur")["value"] == pytest.approx(cost / hours, rel=1e-3)
    direct_km = found.now.counted("direct_km")[0]
    assert told.figure("public_per_car_km_eur")["value"] == pytest.approx(found.now.subsidy / (0.4 * direct_km))
    assert told.figure("cover_share")["value"] == pytest.approx(eur["fare_revenue_eur"] / cost)
    even = told.break_even["inelastic"]
    assert even is not None
    assert even.value == ceil(100 * cost / found.now.counted("riders")[0]) / 100
    assert found.today.by_riders == pytest.approx(eur["cost_calls_eur"] * 1.1)  # with the overhead on it
    assert found.days.basis == "alike"


def test_runs_at_other_fares_are_refused_where_they_tell_nothing(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="nobody in this scenario chooses by the fare"):
        budget(line(), Chosen(2, moves=False, fares=(2.0,)), tmp_path, ThisProcess(), QUIET)


def test_half_of_the_demand_pays_and_telephones_half(found: Budget) -> None:
    """Its requests come from a file: nothing can be drawn anew, and that is told."""
    assert not found.simulated
    half, whole = found.by_share[0.5].eur, found.by_share[1.0].eur
    assert half["fare_revenue_eur"] == whole["fare_revenue_eur"] / 2
    assert half["cost_calls_eur"] == whole["cost_calls_eur"] / 2
    assert half["cost_time_eur"] == whole["cost_time_eur"]
    assert [row["share"] for row in found.plan] == [0.5, 1, 1]


def test_the_workbook_works_out_to_the_same_cents(found: Budget, told: BudgetTold, folder: Path) -> None:
    paths = write_workbooks(folder, told)
    for path, code in zip(paths, ("de", "en"), strict=True):
        values = worked_out(openpyxl.load_workbook(path))
        names = [sheet.name for sheet in sheets_of(told, Language(code))]
        assert list(values) == names
        check_year(values[names[2]], told, code)
        check_plan(values[names[3]], values[names[4]], told)
        assert values[names[5]]["B4"] == told.break_even["inelastic"].value  # type: ignore[union-attr]
        last = max(int(cell[1:]) for cell in values[names[5]] if cell.startswith("F"))
        for row in range(7, last + 1):
            fare, left = (values[names[5]][f"{column}{row}"] for column in "AF")
            assert left == pytest.approx(float(found.today.subsidy_at(np.array([fare]), -0.4)[0]), abs=0.02)


def worked_out(book: openpyxl.Workbook, changed: dict[tuple[str, str], float] | None = None) -> dict[str, Any]:
    cells = {
        sheet.title: {
            cell.coordinate: cell.value for row in sheet.iter_rows() for cell in row if cell.value is not None
        }
        for sheet in book
    }
    for (name, cell), value in (changed or {}).items():
        cells[name][cell] = value
    return evaluated(cells)


def check_year(year: dict[str, Any], told: BudgetTold, code: str) -> None:
    labels = {cell[1:]: value for cell, value in year.items() if cell.startswith("A")}
    for column, share in (("B", 1.0), ("C", 0.5)):
        its = {labels[row]: year[f"{column}{row}"] for row in labels if f"{column}{row}" in year}
        got = [value for value in its.values() if isinstance(value, int | float)]
        assert [value in got for value in told.by_share[share].eur.values()] == [True] * len(told.lines)
    left = next(row for row, label in labels.items() if label.startswith({"de": "Zuschuss:", "en": "Subsidy:"}[code]))
    assert year[f"B{left}"] == told.figure("subsidy_eur")["value"]


def check_plan(start: dict[str, Any], fund: dict[str, Any], told: BudgetTold) -> None:
    keys = dict(zip("CDEFG", ("cost", "fares", "compensation", "subsidy", "subsidy_today"), strict=True))
    of_fund = ("subsidy", "fund_before", "fund_in", "fund_in_public", "fund_pays", "fund_left", "others_pay", "public")
    for row, its in enumerate(told.plan, start=2):
        assert {key: start[f"{column}{row}"] for column, key in keys.items()} == {
            key: its[key] for key in keys.values()
        }
        assert {key: fund[f"{column}{row}"] for column, key in zip("BCDEFGHI", of_fund, strict=True)} == pytest.approx(
            {key: its[key] for key in of_fund}, abs=1e-9
        )


def test_another_rate_in_the_workbook_is_another_year_as_if_it_had_run(
    found: Budget, told: BudgetTold, folder: Path
) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(sheets_of(told, Language("en")))))
    keys = {cell.value: cell.row for cell in book["Assumptions"]["H"]}
    values = worked_out(book, {("Assumptions", f"B{keys['services.line.costs.per_vehicle_hour_eur']}"): 50.0})
    dearer = line(YEAR, "services.line.costs.per_vehicle_hour_eur=50").having(
        "services.line.costs", {**COSTS, "per_vehicle_hour_eur": 50}
    )
    run = budget(dearer, Chosen(2, moves=False), folder, ThisProcess(), QUIET)
    labels = {value: cell[1:] for cell, value in values["Year"].items() if cell.startswith("A")}
    assert values["Year"][f"B{labels['Subsidy: what is left to pay']}"] == run.now.subsidy
    assert values["Start-up"]["F4"] == run.plan[2]["subsidy"]


def test_files_are_the_same_bytes_every_time(found: Budget, told: BudgetTold, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_budget(found, told, tmp_path / name)
        write_workbooks(tmp_path / name, told)
        write_budget_page(tmp_path / name, told)
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert {"budget.json", "budget-de.xlsx", "budget.html", "costs.parquet", "plan.parquet"} <= set(names)
    assert all((tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes() for name in names)
    said = json.loads((tmp_path / "one" / "budget.json").read_text(encoding="utf-8"))
    assert said["days"] == {"every_day": 365}
    assert said["figures"]["subsidy_eur"]["value"] == found.now.subsidy
    assert said["fund_short_in_year"] == next(row["year"] for row in found.plan if row["fund_left"] == 0)
    page = (tmp_path / "one" / "budget.html").read_text(encoding="utf-8")
    assert "Der Haushalt eines Jahres" in page
    assert "What the subsidy hangs on" not in page  # nothing about money is assumed here
    assert any("days of one type only" in text for text in budget_lines(told))


def test_rates_move_the_subsidy_without_a_run_as_runs_do(found: Budget, folder: Path) -> None:
    ranges = {
        "services.line.costs.per_vehicle_hour": {"assumption": True, "low": "35 EUR", "high": "50 EUR"},
        "services.line.fares.per_rider": {"assumption": True, "low": "0 EUR", "high": "6 EUR"},
        "services.line.costs.overhead": {"assumption": True, "low": 0.0, "high": 0.2},
        "services.line.dwell": {"assumption": "=1/0", "low": "30 s", "high": "90 s"},
    }
    said = {"extends": "line.yaml", "name": "assumed", "services": {"line": {"costs": COSTS}}, "assumptions": ranges}
    shutil.copytree(TINY, folder / "tiny")
    file = folder / "tiny" / "assumed.yaml"
    file.write_text(json.dumps(said))
    base = Variant(str(file)).having("money", {"year": YEAR})
    assumed = budget(base, Chosen(2), folder, ThisProcess(), QUIET)
    moved = assumed.tornado
    assert isinstance(moved, pd.DataFrame)
    written = [
        cell for sheet in sheets_of(told_of(assumed), Language("en")) for row in sheet.rows for cell in row.cells
    ]
    assert " =1/0" in written  # what somebody wrote is no formula
    assert sorted(set(moved["assumption"])) == sorted([*ranges][:3])  # how long a stop takes is about neither
    ends = {(str(row["assumption"]), str(row["end"])): row for row in moved.to_dict("records")}
    for key, end, value in (("costs.per_vehicle_hour", "high", 50), ("costs.overhead", "low", 0)):
        field = {"costs.per_vehicle_hour": "per_vehicle_hour_eur", "costs.overhead": "overhead"}[key]
        again = line().having("services.line.costs", {**COSTS, field: value})
        run = budget(again, Chosen(2, moves=False), folder, ThisProcess(), QUIET)
        row = ends[f"services.line.{key}", end]
        assert row["base"] + row["difference"] == pytest.approx(
            run.now.subsidy, abs=4
        )  # runs round each day to the cent
    assert ends["services.line.fares.per_rider", "low"]["difference"] == found.now.eur["fare_revenue_eur"]


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        (None, {"school_day": 190, "holiday_weekday": 66, "saturday": 50, "sunday": 59}),
        ({"school_day": 200, "holiday_weekday": 60, "saturday": 52, "sunday": 54},) * 2,
    ],
)
def test_days_are_counted_by_the_calendar_or_said(said: dict[str, int] | None, counts: dict[str, int]) -> None:
    scenario = load_scenario("prignitz/week")
    year = {} if said is None else {"days": said}
    its = days_of_year(Variant("prignitz/week").having("money", {"year": year}).load())
    assert knows_day_types(scenario)
    assert {kind.name: kind.days for kind in its.kinds} == counts
    assert its.days in (365, 366)
    for kind in its.kinds:
        day = kind.of(Variant("prignitz/week")).load()
        assert day.calendar.days == 1
        assert str(day.calendar.first_day) == kind.date


def test_the_days_of_2026_are_counted_by_its_school_holidays() -> None:
    """By hand: 52 Saturdays, three of them public holidays (3 and 31 October, 26 December), 52 Sundays, 7 others."""
    its = days_of_year(load_scenario("prignitz/year"))
    assert (its.basis, its.year, its.days) == ("counted", 2026, 365)
    assert {kind.name: (kind.days, kind.date) for kind in its.kinds} == {
        "school_day": (190, "2026-05-06"),
        "holiday_weekday": (64, "2026-05-15"),
        "saturday": (49, "2026-05-09"),
        "sunday": (62, "2026-05-03"),
    }


def test_days_of_types_without_a_date_have_to_be_said() -> None:
    by_type = 'services.line.fares.per_rider={"weekday":"3 EUR","saturday":"2 EUR","sunday":"2 EUR"}'
    with pytest.raises(ScenarioError, match=r"money.year.days.*without a date"):
        days_of_year(Variant("tiny/line", (by_type,)).load())
    said = {"days": {"school_day": 250, "holiday_weekday": 0, "saturday": 52, "sunday": 64}}
    kinds = days_of_year(Variant("tiny/line", (by_type,)).having("money", {"year": said}).load()).kinds
    assert [(kind.name, kind.days) for kind in kinds] == [("school_day", 250), ("saturday", 52), ("sunday", 64)]


def test_days_of_types_are_paid_for_as_such(folder: Path) -> None:
    """3 EUR on weekdays, 1 EUR on Saturdays, nothing on Sundays; a leap year."""
    said = {"days": {"school_day": 250, "holiday_weekday": 0, "saturday": 52, "sunday": 64}}
    base = line(said).having(
        "services.line.fares", {"per_rider": {"weekday": "3 EUR", "saturday": "1 EUR", "sunday": "0 EUR"}}
    )
    its = budget(base, Chosen(2, moves=False), folder, ThisProcess(), QUIET).now
    riders = its.counted("riders")[0] / 366
    assert its.eur["fare_revenue_eur"] == riders * (250 * 3 + 52 * 1)
    assert its.eur["cost_platform_eur"] == 1200  # a year has twelve months, however many days
    assert its.eur["cost_calls_eur"] == pytest.approx(366 * 4 * 0.5 * 0.8)


ELECTRICITY = "energy.prices.electricity_eur_per_kwh"


@pytest.mark.parametrize(
    ("name", "rate"), [("rufbus", (ELECTRICITY, 0.25)), ("electric", ("", 1.0)), ("diesel", ("", 1.0))]
)
def test_energy_has_one_rate_where_all_of_it_is_bought_at_one_price(name: str, rate: tuple[str, float]) -> None:
    scenario = load_scenario(f"prignitz/{name}")
    lines = lines_of(scenario, {"cost_eur": 9.0, "cost_time_eur": 5.0, "cost_energy_eur": 4.0, "fare_revenue_eur": 3.0})
    found = {line.kind: (line.rate_key, line.rate) for line in lines}
    assert found["cost_energy_eur"] == rate
    assert found["cost_time_eur"][0] == "services.rufbus.costs.per_vehicle_hour_eur"


def test_each_service_has_its_own_lines() -> None:
    """Shared cars by the day, rides by the hour; and what a timetable costs, where somebody says it."""
    told: dict[str, float | None] = {
        "cost_eur": 5.0, "cost_time_eur": 5.0, "carsharing_cost_eur": 4.0, "carsharing_cost_cars_eur": 4.0,
        "carsharing_revenue_eur": 2.0, "fare_revenue_eur": None,
    }  # fmt: skip
    bus = next(name for name, its in load_scenario("prignitz/ecosystem").services.items() if its.kind == "timetable")
    fares = {f"{bus}.line_fare_revenue_eur": 2.0}
    unpaid = lines_of(load_scenario("prignitz/ecosystem"), told | fares)
    assert bus not in {line.service for line in unpaid}  # nobody says what it costs
    told |= fares | {f"{bus}.line_cost_hours_eur": 7.0}
    lines = lines_of(load_scenario("prignitz/ecosystem"), told)
    sides = {(line.service, line.kind): line.side for line in lines}
    rides = next(
        name for name, its in load_scenario("prignitz/ecosystem").services.items() if its.kind == "ridepooling"
    )
    assert sides[rides, "cost_time_eur"] is Side.COST
    assert [sides[bus, f"line_{kind}_eur"] for kind in ("cost_hours", "fare_revenue")] == [Side.COST, Side.FARES]
    cars = next(line for line in lines if line.kind == "carsharing_cost_cars_eur")
    assert (cars.driver, cars.rate, cars.rate_key) == ("vehicles", 13, f"services.{cars.service}.costs.per_car_day_eur")
    assert sides[cars.service, "carsharing_revenue_eur"] is Side.FARES
    assert "fare_revenue_eur" not in {kind for _service, kind in sides}


def test_days_of_a_longer_run_are_a_mean_day(found: Budget, folder: Path) -> None:
    """All requests are on the first of two days."""
    its = budget(line(None, "calendar.days=2"), Chosen(2, moves=False), folder, ThisProcess(), QUIET).now
    assert its.eur["fare_revenue_eur"] == found.now.eur["fare_revenue_eur"] / 2
    assert its.eur["cost_platform_eur"] == pytest.approx(found.now.eur["cost_platform_eur"], abs=4)
    assert its.counted("riders")[0] == found.now.counted("riders")[0] / 2
    assert its.inhabitants == found.now.inhabitants


def test_a_service_that_does_not_say_what_it_costs_has_no_budget(folder: Path) -> None:
    with pytest.raises(ScenarioError, match=r"services\.line\.costs"):
        budget(
            Variant("tiny/line", ("services.line.costs.per_vehicle_km=null",)), Chosen(2), folder, ThisProcess(), QUIET
        )


def test_runs_at_other_fares_say_which_pays_all(folder: Path) -> None:
    """Who pays 8 EUR at most rides at 2 EUR and not at 9; nobody who pays little pays all."""
    base = line({"inhabitants": 1}).having("people.classes.adult.choice", {"model": "threshold", "max_fare": "8 EUR"})
    found = budget(base, Chosen(2, moves=False, fares=(2.0, 9.0)), folder, ThisProcess(), QUIET)
    assert found.by_fare
    assert [run.fare for run in found.fares] == [2, 9]
    assert [run.year.counted("riders")[0] > 0 for run in found.fares] == [True, False]
    told = told_of(found)
    assert told.fares["subsidy_eur"].tolist() == [run.year.subsidy for run in found.fares]
    assert told.simulated_fare is None
    assert any("simulated" in text for text in budget_lines(told))
    with pytest.raises(ScenarioError, match="a fare is at least 0"):
        budget(base, replace(Chosen(2, moves=False), fares=(-1.0,)), folder, ThisProcess(), QUIET)
