"""Units on the page, in figures and on the terminal, from the busy day whose key figures are worked out by hand."""

from __future__ import annotations

import pytest
from matplotlib.figure import Figure

from simulator.analysis.kpis.all import compute_kpis
from simulator.analysis.run import RunData
from simulator.analysis.tables import build_tables
from simulator.report.compare.metrics import METRICS, Metric
from simulator.report.page.facts import cost_rows, energy_rows
from simulator.report.page.fleet_charts import occupancy_chart
from simulator.report.page.language import Language
from simulator.report.page.rider_charts import wait_chart
from simulator.report.plots.riders import waits, waits_by_hour
from simulator.report.summary import all_sections
from tests.analysis import busy_day
from tests.analysis.test_key_figures import CAR_G_PER_KM, PRICES

EN = Language("en")


@pytest.fixture(scope="module")
def run() -> RunData:
    day = busy_day.events(), busy_day.requests_input(), busy_day.vehicles_input(), busy_day.facilities()
    tables = build_tables(*day)
    return RunData("busy", {}, "", compute_kpis(tables, PRICES, CAR_G_PER_KM), tables, "")


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


def test_waits_on_the_page_are_minutes(run: RunData) -> None:
    # 180, 190, 420, 600, 890 and 900 s
    chart = wait_chart(run, EN)
    assert chart.description == "95 of 100 waited at most 15 minutes."
    assert [mark["x0"] for mark in chart.layout["shapes"]] == pytest.approx([897.5 / 60])
    bars = dict(zip(chart.traces[0]["x"], chart.traces[0]["y"], strict=True))
    assert {x: round(y) for x, y in bars.items() if y} == {3.5: 33, 7.5: 17, 10.5: 17, 14.5: 17, 15.5: 17}
    assert ["3–4", "33%"] in chart.rows


def test_waits_in_figures_are_minutes(run: RunData) -> None:
    data = waits(run, Figure())
    assert data["wait_min"].tolist() == pytest.approx([3, 19 / 6, 7, 10, 89 / 6, 15])
    assert data["share"].tolist() == pytest.approx([n / 6 for n in range(1, 7)])
    by_hour = waits_by_hour(run, Figure())  # 180, 890, 900 s, then 190, 420, 600 s
    assert by_hour["from_s"].tolist() == [0, 3600]
    assert by_hour["median_min"].tolist() == pytest.approx([89 / 6, 7])
    assert by_hour["p95_min"].tolist() == pytest.approx([899 / 60, 9.7])


def test_energy_on_the_page_has_its_unit(run: RunData) -> None:
    rows = {label: (plain(value), plain(remark)) for label, value, remark in energy_rows(run, EN)}
    assert rows["Energy for driving"] == ("56 kWh", "74.3 kWh per 100 km")  # 56.2 kWh, 75.6 km
    assert rows["Charging sessions"] == ("3", "longest wait for a plug: 4 min")  # 260 s
    assert rows["Least energy left in any vehicle"][0] == "5%"
    assert rows["CO₂ of the same trips by private car"][0] == "3 kg"  # 21 km at 150 g


def test_costs_on_the_page_are_euros_of_hours_kilometres_and_energy(run: RunData) -> None:
    rows = {label: (plain(value), plain(remark)) for label, value, remark in cost_rows(run, EN)}
    assert rows["Hours in service"] == ("€224.00", "6 h")  # 20,160 s at 40 EUR an hour
    assert rows["Kilometres"] == ("€37.80", "76 km")
    assert rows["Energy bought"] == ("€4.93", "")
    assert rows["Cost"][0] == "€266.73"


def test_costs_on_the_terminal_are_the_same_parts(run: RunData) -> None:
    rows = {label: value for _, part in all_sections(run.kpis) for label, value, _ in part}
    said = [rows[f"Cost of {part}"] for part in ("hours in service", "kilometres", "energy bought")]
    assert (said, rows["Cost"]) == (["224.00 EUR", "37.80 EUR", "4.93 EUR"], "266.73 EUR")


def test_the_table_of_riders_on_board_is_by_the_hour(run: RunData) -> None:
    rows = occupancy_chart(run, EN).rows
    assert [row[0] for row in rows] == ["00:00–01:00", "01:00–02:00"]


def test_queues_on_the_terminal_are_minutes(run: RunData) -> None:
    rows = {label: (value, remark) for _, part in all_sections(run.kpis) for label, value, remark in part}
    assert rows["Wait for a plug"] == ("2 min", "mean; longest 4 min")  # 115 s, 260 s
    assert rows["Typical wait, booked at once"] == ("7 min", "at most, half of the 4 % served")
    assert rows["Typical wait, booked ahead"] == ("10 min", "at most, half of the 25 % served")
    assert rows["Long wait"][0] == "15 min"
    assert rows["Picked up at the time told"] == ("50 %", "to 5 min; to 10: 83 %")
    assert rows["Picked up as promised"] == ("40 %", "in a window of 6 min, mean")


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_what_a_comparison_draws_is_scaled_to_the_unit_of_its_axis(metric: Metric) -> None:
    scale = 1 / 60 if metric.axis == "minutes" else 100 if metric.axis.startswith("%") else 1
    assert metric.scale == scale
    assert (metric.axis == "minutes") == metric.name.endswith("_s")
    assert (metric.axis == "euros") == metric.name.endswith("_eur")
    assert (metric.axis == "km") == (metric.name == "vehicle_km")
    assert (metric.axis == "grams") == ("_g_per_" in metric.name)


def test_differences_of_waits_are_minutes() -> None:
    wait = next(metric for metric in METRICS if metric.name == "wait_p95_s")
    assert wait.change(EN, 90.0) == "1.5 min"
