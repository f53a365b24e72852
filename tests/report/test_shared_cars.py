"""Charts and figures of shared cars, against a day of two cars that is written down row by row."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from matplotlib.figure import Figure

from simulator.analysis.carsharing_tables import CarsharingTables
from simulator.analysis.run import RunData
from simulator.analysis.series.cars import bookings_by_hour, refusals, use_of_cars
from simulator.days import LocalClock
from simulator.errors import ResultError
from simulator.report.page import car_charts
from simulator.report.page.facts import scenario_rows
from simulator.report.page.language import Language
from simulator.report.plots import cars as plots
from simulator.report.plots.draw import draw_figures, left_out

EN, DE = Language("en"), Language("de")
HOUR, DAY = 3600, 86_400
# start, granted, reason, institution: at eight two are granted and three refused, at 22:30 one is granted.
ASKED = [
    (8 * HOUR, 100, None, ""), (8 * HOUR + 1800, 100, None, ""), (8 * HOUR + 10, None, "no_car", ""),
    (9 * HOUR - 1, None, "no_car", ""), (8 * HOUR, None, "no_station", ""), (22 * HOUR + 1800, 100, None, ""),
    (8 * HOUR, 0, None, "school"),
]  # fmt: skip
KPIS: dict[str, Any] = {
    "requests": 0, "vehicles": 0, "carsharing_cars": 2, "carsharing_bookings": 6, "carsharing_refused_no_car": 2,
    "carsharing_refused_no_station": 1,
}  # fmt: skip


def tables(asked: list[tuple[Any, ...]] = ASKED) -> CarsharingTables:
    bookings = pd.DataFrame(asked, columns=["start_s", "granted_s", "reason", "institution"])
    bookings["status"] = ["refused" if reason else "used" for reason in bookings["reason"]]
    cars = pd.DataFrame(
        {"car_id": ["idle", "busy"], "used_s": [0, 3 * HOUR], "used_share": [0.0, 0.125], "bookings": [0, 3],
         "driven_m": [0, 42_500]}
    )  # fmt: skip
    rentals = pd.DataFrame({"institution": ["", "school"], "began_s": [8 * HOUR] * 2, "ended_s": [10 * HOUR, 9 * HOUR]})
    return CarsharingTables(bookings, cars, pd.DataFrame(), rentals.iloc[: 2 * len(asked)], 1, (0, DAY))


def run_with(found: CarsharingTables | None, **changes: Any) -> RunData:
    return RunData("cars", {}, "", KPIS | changes, None, "", carsharing=found)  # type: ignore[arg-type]


def test_bookings_by_hour() -> None:
    found = bookings_by_hour(tables())
    assert found is not None
    assert {hour: int(count) for hour, count in enumerate(found.granted) if count} == {8: 2, 22: 1}
    assert {name: (int(count[8]), int(count.sum())) for name, count in found.refused.items()} == {
        "no_station": (1, 1), "no_car": (2, 2),
    }  # fmt: skip
    assert int(found.all.sum()) == 6  # without the institution
    assert bookings_by_hour(tables([])) is None


def test_hours_are_those_that_clocks_show() -> None:
    """Clocks are an hour ahead from the second hour on."""
    found = bookings_by_hour(tables(), LocalClock((2 * HOUR,), (0, HOUR)))
    assert found is not None and {hour for hour, count in enumerate(found.granted) if count} == {9, 23}


def test_reasons_and_use() -> None:
    assert [(row.words, row.requests, row.share) for row in refusals(KPIS)] == [
        ("no car free", 2, 2 / 6), ("no car or station in walking distance", 1, 1 / 6),
    ]  # fmt: skip
    assert use_of_cars(tables()).to_numpy().tolist() == [["busy", 3, 0.125, 3, 42.5], ["idle", 0, 0, 0, 0]]


def test_chart_of_bookings() -> None:
    chart = car_charts.booking_chart(run_with(tables()), EN)
    assert chart is not None
    assert [trace["name"] for trace in chart.traces] == [
        "granted",
        "no car or station in walking distance",
        "no car free",
    ]
    assert chart.description == "Most bookings were to begin at 08:00–09:00: 2 granted, 3 refused."
    assert chart.rows == [["08:00–09:00", "2", "1", "2"], ["22:00–23:00", "1", "0", "0"]]
    german = car_charts.booking_chart(run_with(tables()), DE)
    assert german is not None
    said = "Die meisten Buchungen sollten in der Stunde 08:00–09:00 beginnen: 2 zugesagt, 3 abgelehnt."
    assert german.description == said


def test_charts_of_reasons_and_cars() -> None:
    run = run_with(tables())
    reasons, out, use = (
        make(run, EN) for make in (car_charts.refusal_chart, car_charts.cars_in_use_chart, car_charts.car_use_chart)
    )
    assert reasons is not None and out is not None and use is not None
    assert reasons.description == "The most frequent reason: no car free, 2 (33%) of all bookings."
    assert out.description == "At most 2 of 2 cars were in use at once."
    assert out.rows[8] == ["08:00", "1", "1"] and out.rows[9] == ["09:00", "1", "0"]
    assert use.description == "The car used longest was in use for 12% of the time: busy. One car was never rented."
    assert use.rows == [["busy", "3.0", "12%", "3", "42"], ["idle", "0.0", "0%", "0", "0"]]


def test_reasons_that_are_as_frequent_are_told_together() -> None:
    run, places = run_with(tables(), carsharing_refused_no_station=2), "no car or station in walking distance"
    english, german = (car_charts.refusal_chart(run, words) for words in (EN, DE))
    assert english is not None
    assert german is not None
    assert english.description == f"The most frequent reasons: no car free and {places}, each 2 (33%) of all bookings."
    assert german.description.startswith("Die häufigsten Gründe: kein Auto frei und ")
    assert german.description.endswith(" aller Buchungen.")


def test_a_car_still_out_from_the_warm_up_has_hours_but_is_not_rented() -> None:
    found = tables()
    cars = found.cars.assign(used_s=[HOUR, 3 * HOUR])
    use = car_charts.car_use_chart(run_with(replace(found, cars=cars)), EN)
    assert use is not None
    assert use.description.endswith("One car was never rented.")
    assert use.rows[1][:4] == ["idle", "1.0", "0%", "0"]


def test_charts_of_nothing_say_so() -> None:
    nothing = run_with(tables([]), carsharing_refused_no_car=0, carsharing_refused_no_station=0)
    assert nothing.cars is not None
    said = [
        make(nothing, EN) for make in (car_charts.booking_chart, car_charts.refusal_chart, car_charts.cars_in_use_chart)
    ]
    assert [(chart.description, chart.traces) for chart in said if chart is not None] == [
        ("Nobody asked for a shared car in this run.", []), ("No booking was refused.", []),
        ("No shared car was used in this run.", []),
    ]  # fmt: skip
    assert car_charts.booking_chart(run_with(None), EN) is car_charts.car_use_chart(run_with(None), EN) is None


@pytest.mark.parametrize("found", [tables(), tables([])])
def test_figures_show_the_same(found: CarsharingTables) -> None:
    run = run_with(found)
    data = {name: getattr(plots, name)(run, Figure()) for name in ("bookings", "why_refused", "cars_in_use", "car_use")}
    assert data["car_use"].to_numpy().tolist() == use_of_cars(found).to_numpy().tolist()
    assert data["why_refused"].to_numpy().tolist() == [
        ["no car free", 2], ["no car or station in walking distance", 1],
    ]  # fmt: skip
    if len(found.bookings):
        assert data["bookings"][["granted", "no_station", "no_car"]].sum().tolist() == [3, 1, 2]
        assert data["cars_in_use"].max().tolist()[1:] == [1, 1]


def test_what_does_not_apply_is_left_out_and_told(tmp_path) -> None:
    assert set(left_out(run_with(tables()))) >= {"demand", "waits", "map"}
    assert set(left_out(run_with(None, requests=1))) == {"bookings", "refusals", "cars_in_use", "car_use"}
    assert left_out(run_with(tables(), requests=1)) == {}
    with pytest.raises(ResultError, match='"waits" does not apply: the run has no rides, only shared cars'):
        draw_figures(run_with(tables()), ["waits"], tmp_path / "none")
    names = {path.name for path in draw_figures(run_with(tables()), [], tmp_path / "all")}
    assert names == {
        f"{name}.{kind}"
        for name in ("bookings", "refusals", "cars_in_use", "car_use")
        for kind in ("svg", "png", "csv")
    }


def test_the_scenario_in_short_tells_of_cars() -> None:
    stations = SimpleNamespace(stations=[1, 2, 3])
    scenario = {"calendar": {"days": 7}, "seed": 5, "services": {"cars": {"kind": "carsharing", "mode": "round_trip"}}}
    run = RunData("cars", scenario, "", KPIS, None, "", car_inputs=stations)  # type: ignore[arg-type]
    assert scenario_rows(run, DE) == [
        ("Carsharing", "Hin- und Rückfahrten: Ein Auto kommt an seine Station zurück"), ("Tage", "7"),
        ("Stationen", "3"), ("Geteilte Autos", "2"), ("Buchungen geteilter Autos", "6"),
        ("Startwert der Zufallszahlen", "5"),
    ]  # fmt: skip
