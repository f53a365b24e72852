"""What scenario files say about energy and drivers, and what is refused with file, line and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.errors import ScenarioError
from simulator.scenario.driver_models import DriverRules, Drivers, breaks_needed
from simulator.scenario.loader import load_scenario
from simulator.scenario.vehicle_models import models_markdown

HEAD = """\
name: test
network: {{bbox: [11, 52, 13, 54]}}
demand: {{kind: synthetic, localities: places.csv}}
services:
  test:
    kind: ridepooling
    mode: door_to_door
    fleet:
      minibus:
        count: 1
        seats: 8
        depots: [{{name: home, lon: 12, lat: 53}}]
{fleet}
{rest}
"""
SITE = "energy:\n  sites:\n    - {name: home, place: depots, plugs: 1, power: 11 kW}\n"


def problems(tmp_path: Path, fleet: str = "", rest: str = "") -> str:
    """Load a scenario that must be refused; return the message."""
    (tmp_path / "places.csv").write_text("locality,lon,lat,population\nA,12,53,10\n")
    file = tmp_path / "test.yaml"
    file.write_text(HEAD.format(fleet=fleet, rest=rest))
    with pytest.raises(ScenarioError) as error:
        load_scenario(file)
    return str(error.value)


def test_a_battery_smaller_than_its_reserve(tmp_path: Path) -> None:
    text = problems(tmp_path, "        model: e-minibus\n        reserve: 95 kWh", SITE)
    assert (
        "test.yaml:14:9: services.test.fleet.minibus.reserve: a battery of 90 kWh is smaller than its reserve of 95 kWh"
        in text
    )


def test_a_charger_without_power(tmp_path: Path) -> None:
    rest = "energy:\n  sites:\n    - {name: home, place: depots, plugs: 1, power: 0 kW}\n"
    text = problems(tmp_path, "        model: e-minibus", rest)
    assert "test.yaml:16:45: energy.sites[0].power" in text
    assert "greater than 0" in text


def test_a_battery_that_can_be_charged_nowhere(tmp_path: Path) -> None:
    assert "fleet.minibus.model: its store can nowhere be filled" in problems(tmp_path, "        model: e-minibus")


def test_an_unknown_model_gets_the_nearest_word(tmp_path: Path) -> None:
    assert 'unknown "e-minbus"; did you mean "e-minibus"?' in problems(tmp_path, "        model: e-minbus", SITE)


def test_a_site_is_either_somewhere_or_at_the_depots(tmp_path: Path) -> None:
    rest = "energy:\n  sites:\n    - {name: home, plugs: 1, power: 11 kW}\n"
    assert "energy.sites[0]: expected either lon and lat, or place: depots" in problems(tmp_path, "", rest)


@pytest.mark.parametrize(
    ("shifts", "reason"),
    [
        (
            '[{start: ["06:00", "06:00"], end: ["06:20", "12:30"]}]',
            "shifts[0]: a shift of 0.333333 h is shorter than its break of 30 min",
        ),
        ('[{start: ["04:00", "04:00"], end: ["16:00", "16:00"]}]', "at most 10 h are allowed"),
        ('[{start: ["04:00", "04:00"], end: ["12:00", "11:00"]}]', "up to 26.5 h of work"),
        (
            '[{start: ["04:00", "04:00"], end: ["12:00", "12:00"]}, {start: ["03:00", "03:00"], end: ["11:00", "11:00"]}]',  # noqa: E501
            "shifts must follow each other",
        ),
    ],
)
def test_shifts_that_nobody_may_work(tmp_path: Path, shifts: str, reason: str) -> None:
    text = problems(tmp_path, f"        drivers:\n          shifts: {shifts}")
    assert "test.yaml:14:" in text or "test.yaml:13:" in text
    assert reason in text


def test_a_night_shift_ends_in_the_morning_and_the_next_one_begins_there() -> None:
    night = {"start": ("21:30", "22:00"), "end": ("05:30", "06:00")}
    early = {"start": ("05:45", "05:45"), "end": ("12:00", "12:00")}
    shifts = Drivers.model_validate({"shifts": [night, early]}).shifts
    assert [(shift.start[0] / 3600, shift.end[1] / 3600) for shift in shifts] == [(21.5, 30), (29.75, 36)]
    around_midnight = {"start": ("23:30", "00:30"), "end": ("07:30", "08:00")}
    (shift,) = Drivers.model_validate({"shifts": [around_midnight]}).shifts
    assert (shift.start, shift.end) == ((84_600, 88_200), (113_400, 115_200))


def test_prices_change_on_the_hour_and_hold_for_a_day_at_most(tmp_path: Path) -> None:
    site = "energy:\n  sites:\n    - {name: home, place: depots, plugs: 1, power: 11 kW, "
    text = problems(tmp_path, "", site + 'prices: [{hours: ["22:30", "06:00"], eur_per_kwh: 1}]}')
    assert "energy.sites[0].prices[0].hours: [22:30, 06:00]: the hours of a price begin and end on the hour" in text
    text = problems(tmp_path, "", site + 'hours: ["06:00", "30:01"]}')
    assert "energy.sites[0].hours: [06:00, 30:01]: the hours hold each day; expected 24 h at most" in text


def test_nobody_begins_below_the_reserve(tmp_path: Path) -> None:
    charging = "    charging: {start_level: 0.05}\n"
    text = problems(tmp_path, "        model: e-minibus", charging + SITE)
    assert "test.yaml:14:16: services.test.charging.start_level: 0.05: fleet.minibus never uses its reserve" in text
    assert "reserve of 9 kWh; expected at least 0.1" in text
    cars = (
        "  cars:\n    kind: carsharing\n    stations: [{id: a, lon: 12, lat: 53, capacity: 1}]\n"
        "    car_types: {small: {model: small-e-car}}\n    start_level: 0.05\n"
    )
    text = problems(tmp_path, "", cars)
    assert "services.cars.start_level: 0.05: car_types.small never uses its reserve" in text


def test_the_german_breaks() -> None:
    rules = DriverRules()
    assert breaks_needed(rules, 4 * 3600) == (0, 1800)
    assert breaks_needed(rules, 8 * 3600) == (1, 1800)  # 30 min within 8 h
    assert breaks_needed(rules, 34_200) == (1, 1800)  # 9 h of work and 30 min
    assert breaks_needed(rules, 34_260) == (1, 2700)  # more than 9 h of work: 45 min


def test_the_sum_of_work_and_rest_is_a_day() -> None:
    with pytest.raises(ValueError, match="11 h of rest"):
        Drivers.model_validate(
            {"shifts": [{"start": (0, 0), "end": (14 * 3600, 14 * 3600)}], "rules": {"most_work": "20 h"}}
        )


def test_the_page_of_vehicle_models_is_current() -> None:
    written = (Path(__file__).resolve().parents[2] / "docs" / "vehicle-models.md").read_text(encoding="utf-8")
    assert written == models_markdown() + "\n", (
        "run: python -m simulator.scenario.vehicle_models > docs/vehicle-models.md"
    )
