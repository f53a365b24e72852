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
demand: {{synthetic: {{localities: places.csv}}}}
service: {{name: test, mode: door_to_door}}
fleet:
  minibus:
    count: 1
    seats: 8
    depots: [{{name: home, lon: 12, lat: 53}}]
{fleet}
{rest}
"""
SITE = "charging:\n  sites:\n    - {name: home, place: depots, plugs: 1, power: 11 kW}\n"


def problems(tmp_path: Path, fleet: str = "", rest: str = "") -> str:
    """Load a scenario that must be refused; return the message."""
    (tmp_path / "places.csv").write_text("locality,lon,lat,population\nA,12,53,10\n")
    file = tmp_path / "test.yaml"
    file.write_text(HEAD.format(fleet=fleet, rest=rest))
    with pytest.raises(ScenarioError) as error:
        load_scenario(file)
    return str(error.value)


def test_a_battery_smaller_than_its_reserve(tmp_path: Path) -> None:
    text = problems(tmp_path, "    model: e-minibus\n    reserve: 95 kWh", SITE)
    assert "test.yaml:11:5: fleet.minibus.reserve: a battery of 90 kWh is smaller than its reserve of 95 kWh" in text


def test_a_charger_without_power(tmp_path: Path) -> None:
    rest = "charging:\n  sites:\n    - {name: home, place: depots, plugs: 1, power: 0 kW}\n"
    text = problems(tmp_path, "    model: e-minibus", rest)
    assert "test.yaml:13:45: charging.sites[0].power" in text
    assert "greater than 0" in text


def test_a_battery_that_can_be_charged_nowhere(tmp_path: Path) -> None:
    assert "fleet.minibus.model: its store can nowhere be filled" in problems(tmp_path, "    model: e-minibus")


def test_an_unknown_model_gets_the_nearest_word(tmp_path: Path) -> None:
    assert 'unknown "e-minbus"; did you mean "e-minibus"?' in problems(tmp_path, "    model: e-minbus", SITE)


def test_a_site_is_either_somewhere_or_at_the_depots(tmp_path: Path) -> None:
    rest = "charging:\n  sites:\n    - {name: home, plugs: 1, power: 11 kW}\n"
    assert "charging.sites[0]: expected either lon and lat, or place: depots" in problems(tmp_path, "", rest)


@pytest.mark.parametrize(
    ("shifts", "reason"),
    [
        (
            '[{start: ["06:00", "06:00"], end: ["06:20", "12:30"]}]',
            "shifts[0]: a shift of 0.333333 h is shorter than its break of 30 min",
        ),
        ('[{start: ["04:00", "04:00"], end: ["16:00", "16:00"]}]', "at most 10 h are allowed"),
        ('[{start: ["04:00", "04:00"], end: ["12:00", "11:00"]}]', "end: the second time must not be earlier"),
        (
            '[{start: ["04:00", "04:00"], end: ["12:00", "12:00"]}, {start: ["03:00", "03:00"], end: ["11:00", "11:00"]}]',  # noqa: E501
            "shifts must follow each other",
        ),
    ],
)
def test_shifts_that_nobody_may_work(tmp_path: Path, shifts: str, reason: str) -> None:
    text = problems(tmp_path, f"    drivers:\n      shifts: {shifts}")
    assert "test.yaml:11:" in text or "test.yaml:10:" in text
    assert reason in text


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
