"""What is wrong with disruptions of drivers, reserve vehicles, power and fuel is told with what was expected."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from simulator.errors import ElbeDrtError
from simulator.scenario.loader import load_scenario
from tests.worlds import line_network, sections_of

SITE = {"name": "yard", "lon": 12.0, "lat": 53.0, "plugs": 1, "power_kw": 22}
RESERVE = {"kind": "reserve", "service": "test", "type": "minibus", "vehicles": 1}
WRONG: list[tuple[dict[str, Any], str]] = [
    ({"kind": "drivers", "absent": 0.5, "service": "tset"}, 'unknown service "tset"; did you mean "test"?'),
    ({"kind": "drivers", "absent": 1.5}, "disruptions[0].absent"),
    ({"kind": "drivers", "absent": 0.5, "strike": True}, "expected either absent or strike"),
    ({**RESERVE, "service": "cars"}, '"cars" has no fleet; expected test'),
    ({**RESERVE, "type": "minbus"}, 'test has no vehicle type "minbus"; did you mean "minibus"?'),
    ({**RESERVE, "vehicles": 0}, "disruptions[0].vehicles"),
    ({"kind": "power", "sites": ["yrad"]}, 'disruptions[0].sites: unknown site "yrad"; did you mean "yard"?'),
    ({"kind": "power", "share": 1.01}, "disruptions[0].share"),
    ({"kind": "power", "announced": "09:00"}, "who stands there notices at once"),
    ({"kind": "fuel", "of": "hydrogen", "sites": ["yard"]}, 'unknown site "yard"'),
    ({"kind": "fuel", "of": "petrol"}, "disruptions[0].of"),
]  # fmt: skip


def written(folder: Path, **disruption: Any) -> Path:
    wrong = {"name": "wrong", "from": "08:00", "until": "10:00", **disruption}
    cars = {"mode": "round_trip", "car_types": {"small": {"seats": 4}}, "stations": [
        {"id": "s", "lon": 12.0, "lat": 53.0, "capacity": 2, "cars": 1}]}  # fmt: skip
    data = sections_of(line_network(3), cars=cars, energy={"sites": [SITE]}, disruptions=[wrong])
    data["services"]["test"]["hours"] = ["06:00", "22:00"]
    data["demand"] = {"kind": "none"}
    path = folder / "day.yaml"
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


@pytest.mark.parametrize(("disruption", "message"), WRONG)
def test_what_is_wrong_is_told(disruption: dict[str, Any], message: str, tmp_path: Path) -> None:
    with pytest.raises(ElbeDrtError) as error:
        load_scenario(written(tmp_path, **disruption))
    assert message in str(error.value)


def test_what_is_right_is_read(tmp_path: Path) -> None:
    assert load_scenario(written(tmp_path, **RESERVE)).disruptions[0].kind == "reserve"
    assert load_scenario(written(tmp_path, kind="power", sites=["yard", "s"])).disruptions[0].kind == "power"
