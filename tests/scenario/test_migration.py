"""Files of before become files of today that say the same, comments and all, alone and on top of each other."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from simulator.cli.main import app
from simulator.errors import ScenarioError
from simulator.scenario.merge import on_top
from simulator.scenario.migration import migrated, today
from simulator.scenario.moved_keys import service_names
from simulator.scenario.parts_text import value_text
from simulator.scenario.rewrite import rewrite
from simulator.scenario.yaml_file import parse_yaml

OLD = """\
# yaml-language-server: $schema=../scenario.schema.json
name: before

demand:
  # drawn
  synthetic:
    requests_per_day: 5 # a few
    localities: towns.csv

# the bus
service:
  name: rufbus # its name
  mode: door_to_door
  hours: [05:00, 22:00]

constraint_sets: # what they may expect
  default: {max_wait: 20 min}
traveller_classes:
  adult: {share: 3, constraint_set: default} # most
  driver: {service: carsharing, on_rejection: {action: other_service}} # may drive
fleet: {bus: {count: 2, seats: 8}}
charging: {rule: {policy: overnight}, start_level: 0.4}
carsharing:
  days: 2 # two of them
  car_types: {small: {seats: 4}}
  tariff: {per_hour: 1.00 EUR, cost_per_km: 0.07 EUR} # assumption
economics: # invented
  # of the driver
  cost_per_vehicle_hour: 42 EUR
  fare_per_rider: 3 EUR # as the bus
# the end
"""
NEW = """\
# yaml-language-server: $schema=../scenario.schema.json
name: before

demand:
  kind: synthetic
  # drawn
  requests_per_day: 5 # a few
  localities: towns.csv

calendar:
  days: 2 # two of them

# the bus
services:
  rufbus:
    kind: ridepooling
    # its name
    mode: door_to_door
    hours: [05:00, 22:00]

    limits: # what they may expect
      default: {max_wait: 20 min}
    fleet: {bus: {count: 2, seats: 8}}
    charging: {policy: overnight, start_level: 0.4}
    # invented
    # of the driver
    costs:
      per_vehicle_hour: 42 EUR
    fares:
      per_rider: 3 EUR # as the bus
  cars:
    kind: carsharing
    car_types: {small: {seats: 4}}
    fares: {per_hour: 1.00 EUR} # assumption
    costs:
      per_km: 0.07 EUR
    start_level: 0.4
people:
  classes:
    adult: {share: 3, limits: default} # most
    driver: {asks: [cars, rufbus]} # may drive
# the end
"""
EXPERIMENT = """\
name: fleet-and-notice
base: base.yaml # beside this one
overrides: [demand.synthetic.requests_per_day=400, carsharing=null] # fewer
factors:
  fleet.bus.count: [8, 10] # vehicles
  constraint_sets.default.max_wait: [10 min, 20 min]
  carsharing.tariff.cost_per_km_eur: {low: 0.1, high: 0.2}
"""


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_comments_and_order_stay(tmp_path: Path) -> None:
    file = write(tmp_path / "before.yaml", OLD)
    assert rewrite(file).text == NEW
    again = rewrite(write(file, NEW))
    assert (again.text, again.told) == (NEW, [])


def test_what_moved_is_told_under_the_keys_of_before(tmp_path: Path) -> None:
    told = rewrite(write(tmp_path / "before.yaml", OLD)).told
    assert "carsharing.tariff.cost_per_km -> services.cars.costs.per_km" in told
    assert "carsharing.days -> calendar.days" in told
    assert "traveller_classes.driver.service -> people.classes.driver.asks" in told
    assert "demand.synthetic -> demand" in told


# What a child says -> what it has become, on top of OLD.
CHILDREN = {
    "fleet: {bus: {count: 8}}": {"services": {"rufbus": {"fleet": {"bus": {"count": 8}}}}},
    "service: {virtual_stops: null}": {"services": {"rufbus": {"virtual_stops": None}}},
    "carsharing: {tariff: null}": {"services": {"cars": {"fares": None, "costs": None}}},
    "economics: null": {"services": {"rufbus": {"fares": None, "costs": None}}},
    "economics: {fare_per_rider_eur: 4}": {"services": {"rufbus": {"fares": {"per_rider_eur": 4}}}},
    "traveller_classes: {driver: {service: ridepooling}}": {
        "people": {"classes": {"driver": {"asks": ["rufbus", "cars"]}}}
    },
    "traveller_classes: {driver: {on_rejection: {action: retry}}}": {
        "people": {"classes": {"driver": {"on_rejection": {"action": "retry"}, "asks": ["cars"]}}}
    },
    "traveller_classes: {adult: {on_rejection: {action: other_service}}}": {
        "people": {"classes": {"adult": {"asks": ["rufbus", "cars"]}}}
    },
    "demand: {synthetic: null, requests_file: r.csv}": {
        "demand": {"kind": "file", "requests_file": "r.csv", "requests_per_day": None, "localities": None}
    },
    "demand: {synthetic: {requests_per_day: 7}}": {"demand": {"requests_per_day": 7}},
    "charging: {start_level: 0.5}": {
        "services": {"rufbus": {"charging": {"start_level": 0.5}}, "cars": {"start_level": 0.5}}
    },
    "weather: {temperature_c: -7}": {"energy": {"weather": {"temperature_c": -7}}},
}  # fmt: skip


@pytest.mark.parametrize("of_today", [False, True])
@pytest.mark.parametrize("text", list(CHILDREN))
def test_a_child_says_it_below_the_service_of_its_parent(tmp_path: Path, text: str, of_today: bool) -> None:
    write(tmp_path / "parent.yaml", NEW if of_today else OLD)
    child = write(tmp_path / "child.yaml", f"extends: parent.yaml # that one\n{text}\n")
    found = parse_yaml(rewrite(child).text, "child.yaml").data
    assert found == {"extends": "parent.yaml", **CHILDREN[text]}


def test_a_child_without_cars_has_their_days_no_more(tmp_path: Path) -> None:
    write(tmp_path / "parent.yaml", OLD)
    child = write(tmp_path / "child.yaml", "extends: parent.yaml\ncarsharing: null\n")
    found = parse_yaml(rewrite(child).text, "child.yaml").data
    assert (found["services"], found["calendar"]) == ({"cars": None}, None)


def test_a_child_with_another_name_keeps_that_of_its_parent_and_hears_so(tmp_path: Path) -> None:
    write(tmp_path / "parent.yaml", OLD)
    child = write(tmp_path / "child.yaml", "extends: parent.yaml\nservice: {name: taxi, pooling: false}\n")
    new = rewrite(child)
    assert parse_yaml(new.text, "").data["services"] == {"rufbus": {"pooling": False}}
    assert 'the service "taxi" is now called "rufbus"' in new.told


def test_cars_get_a_name_nobody_has() -> None:
    found = migrated({"service": {"name": "cars"}, "fleet": {}, "carsharing": {"mode": "one_way"}})
    assert found["services"] == {
        "cars": {"kind": "ridepooling", "fleet": {}},
        "cars-2": {"kind": "carsharing", "mode": "one_way"},
    }


def test_cars_alone_leave_out_what_belongs_to_rides() -> None:
    data = {"carsharing": {"tariff": {}}, "dispatch": {"policy": "insertion"}, "economics": {"fare_per_rider": None}}
    assert migrated(data) == {"services": {"cars": {"kind": "carsharing", "fares": {}}}}


def test_the_weekday_is_that_of_the_date(tmp_path: Path) -> None:
    text = "calendar: {first_day: 2026-03-03}\ncarsharing: {first_weekday: we}\n"
    new = rewrite(write(tmp_path / "before.yaml", text))
    assert parse_yaml(new.text, "").data["calendar"] == {"first_day": "2026-03-03"}
    assert new.told[-1] == "the weekday of shared cars is that of 2026-03-03 now: tu, not we"


def test_json_stays_json(tmp_path: Path) -> None:
    file = write(tmp_path / "before.json", '{\n "name": "x",\n "weather": {"temperature_c": 3}\n}')
    assert rewrite(file).text == '{\n "name": "x",\n "energy": {\n  "weather": {\n   "temperature_c": 3\n  }\n }\n}'


def test_an_experiment_names_the_new_paths(tmp_path: Path) -> None:
    write(tmp_path / "base.yaml", OLD)
    new = rewrite(write(tmp_path / "experiment.yaml", EXPERIMENT))
    assert new.text == EXPERIMENT.replace("demand.synthetic.req", "demand.req").replace(
        "carsharing=n", "services.cars=n"
    ).replace("fleet.bus", "services.rufbus.fleet.bus").replace("constraint_sets", "services.rufbus.limits").replace(
        "carsharing.tariff.cost_per_km", "services.cars.costs.per_km"
    )
    assert rewrite(write(tmp_path / "experiment.yaml", new.text)).told == []


def test_a_factor_that_became_two_is_left_to_the_user(tmp_path: Path) -> None:
    write(tmp_path / "base.yaml", OLD)
    file = write(
        tmp_path / "experiment.yaml", "name: x\nbase: base.yaml\nfactors: {charging.start_level: [0.3, 0.5]}\n"
    )
    with pytest.raises(
        ScenarioError, match=r"factors.charging.start_level: has become services.cars.start_level, services"
    ):
        rewrite(file)


def test_a_value_from_outside() -> None:
    above = migrated({"service": {"name": "rufbus"}, "fleet": {}, "carsharing": {"mode": "one_way"}})
    assert today("service.dwell", "30 s", above) == [("services.rufbus.dwell", "30 s")]
    assert today("demand.nobody", True, above) == [("demand.kind", "none")]
    assert today("traveller_classes.a.service", "carsharing", above) == [("people.classes.a.asks", ["cars"])]
    assert today("seed", 3, above) == [("seed", 3)]


POOL: dict[str, list[Any]] = {
    "name": ["x"],
    "network": [{"file": "network"}],
    "calendar": [{"first_day": "2026-03-02"}],
    "demand": [
        {"requests_file": "r.csv", "impossible": "reject", "synthetic": None},
        {"synthetic": {"localities": "l.csv", "columns": {"name": "n"}}, "requests_file": None},
    ],
    "service": [{"name": "bus", "mode": "door_to_door", "hours": ["05:00", "22:00"]}, {"pooling": True, "walk": None}],
    "fleet": [{"bus": {"count": 3, "energy": None}}, {"taxi": {"count": 1}}],
    "vehicles_file": ["v.csv", None],
    "dispatch": [{"policy": "insertion", "idle": {"policy": "stay"}}, {"answer": None}, None],
    "constraint_sets": [{"default": {"max_wait": "3 min"}}, {"tight": {"max_wait_s": 4}, "default": None}],
    "traveller_classes": [
        {name: kind, "adult": {"share": 2, "constraint_set": "tight"}}
        for name in ("driver", "flexible")
        for kind in (
            {"service": "carsharing"}, {"service": "ridepooling"}, {"on_rejection": {"action": "retry"}},
            {"on_rejection": {"action": "other_service", "retry_after": "3 min"}},
        )
    ],
    "charging": [
        {"sites": [{"name": "a", "plugs": 2}], "rule": {"below": 0.4}, "start_level": 0.5}, {"start_level": 0.3},
        {"rule": {"until": 0.9}}, None, {}, {"rule": None},
    ],
    "weather": [{"temperature_c": 3}, None],
    "economics": [{"cost_per_vehicle_hour": "3 EUR", "fare_per_rider_eur": 4}, {"fare_per_rider": "2 EUR"}, None],
    "carsharing": [
        {"mode": "one_way", "days": 3, "tariff": {"per_hour": "1 EUR", "cost_per_km": "2 EUR"}}, {"warm_up": 2},
        {"tariff": None}, {"tariff": {"cost_per_km_eur": 3}}, {"tariff": {}}, None, {"first_weekday": "mo"},
    ],
}  # fmt: skip


def _drawn(draw: random.Random) -> dict[str, Any]:
    keys = draw.sample(list(POOL), draw.randint(3, len(POOL)))
    return {key: draw.choice(POOL[key]) for key in keys}


def _text(data: Any, indent: int = 0) -> str:
    lines = []
    for key, value in data.items():
        inner = isinstance(value, dict) and bool(value) and indent < 3
        lines.append(f"{'  ' * indent}{key}:{'' if inner else ' ' + value_text(value)} # {indent}")
        lines += [_text(value, indent + 1)] if inner else []
    return "\n".join(lines)


def _without_nulls(data: Any) -> Any:
    return {k: _without_nulls(v) for k, v in data.items() if v is not None} if isinstance(data, dict) else data


@pytest.mark.parametrize("seed", range(60))
def test_files_on_top_of_each_other_say_what_they_said(seed: int, tmp_path: Path) -> None:
    draw = random.Random(seed)
    old, files = {}, []
    for number in range(3):
        data = _drawn(draw)
        old = on_top(old, data)
        files.append(
            write(tmp_path / f"{number}.yaml", _text({"extends": f"{number - 1}.yaml", **data} if number else data))
        )
    texts = [rewrite(file).text for file in files]
    new: dict[str, Any] = {}
    for file, text in zip(files, texts, strict=True):
        write(file, text)
        new = on_top(new, {key: value for key, value in parse_yaml(text, "").data.items() if key != "extends"})
    wanted = migrated(old, service_names({}, new)) if "services" in new else migrated(old)
    assert _without_nulls(new) == _without_nulls(wanted)
    assert [rewrite(file).told for file in files] == [[], [], []]


@pytest.mark.parametrize("seed", range(150))
def test_no_text_breaks_it(seed: int, tmp_path: Path) -> None:
    draw = random.Random(seed)
    text = OLD if seed % 3 else EXPERIMENT.replace("base.yaml", "tiny/line")
    for _ in range(draw.randint(1, 4)):
        at, to = sorted(draw.sample(range(len(text)), 2))
        piece = draw.choice(
            ["", "null", "[", "{", ": ", "\n", "&a ", "*a", "- ", "'", "\t", "? ", "|\n", "5", text[at:to]]
        )
        text = text[:at] + piece + text[draw.choice([at, min(at + 9, to)]) :]
    file = write(tmp_path / "broken.yaml", text)
    try:
        new = rewrite(file)
    except ScenarioError:
        return
    assert rewrite(write(file, new.text)).told == []


BROKEN = {
    "": "the file is empty",
    "- 1": "a scenario is a mapping of keys to values",
    "? fleet\n: {bus: {count: 1}}": "a key that is written so cannot be moved",
    "service: &s {name: a}\ncarsharing: *s\nfleet: {b: *s}": "cannot be rewritten with its anchors",
    "extends: nowhere.yaml\nfleet: {}": "does not exist",
    "base: nowhere.yaml\nfactors: {fleet.bus.count: [1]}": "no such file",
    "base: 5": "expected the name of a scenario file",
}


@pytest.mark.parametrize("text", list(BROKEN))
def test_what_cannot_be_rewritten_is_told_and_stays(text: str, tmp_path: Path) -> None:
    file = write(tmp_path / "broken.yaml", text)
    result = CliRunner().invoke(app, ["migrate", str(file)])
    assert (result.exit_code, file.read_text()) == (2, text)
    assert BROKEN[text] in result.output


def test_the_command(tmp_path: Path) -> None:
    file, child = (
        write(tmp_path / "a.yaml", OLD),
        write(tmp_path / "b.yaml", "extends: a.yaml\nfleet: {bus: {count: 3}}\n"),
    )
    call = CliRunner().invoke
    told = call(app, ["migrate", "--check", str(file), str(child)])
    assert (told.exit_code, file.read_text()) == (3, OLD)
    assert f"{child}: would be rewritten\n  fleet -> services.rufbus.fleet\n" in told.output
    assert call(app, ["migrate", str(file), str(child)]).exit_code == 0
    assert (file.read_text(), child.read_text()) == (
        NEW, "extends: a.yaml\nservices:\n  rufbus:\n    fleet: {bus: {count: 3}}\n"
    )  # fmt: skip
    again = call(app, ["migrate", "--check", str(file)])
    assert (again.exit_code, again.output) == (0, f"{file}: is in the form of today already\n")
    assert call(app, ["migrate", str(tmp_path / "nowhere.yaml")]).exit_code == 2
