"""Scenario files: units, inheritance, overrides, the resolved text, the schema."""

from __future__ import annotations

import json
from importlib import import_module
from inspect import Parameter, isfunction, signature
from pathlib import Path
from pkgutil import walk_packages

import jsonschema
import pytest
from pydantic import ValidationError
from ruamel.yaml import YAML

import simulator
from simulator.errors import ScenarioError
from simulator.scenario.catalogue import bundled_folder, bundled_scenarios
from simulator.scenario.dump import scenario_to_yaml
from simulator.scenario.loader import load_scenario
from simulator.scenario.schema import scenario_schema, schema_text

ALL = [entry.name for entry in bundled_scenarios()]


@pytest.fixture(scope="module")
def fits() -> jsonschema.Draft202012Validator:
    """What says whether data fit the schema, which is itself checked once."""
    schema = scenario_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the tiny example to build on."""
    for source in (bundled_folder() / "tiny").rglob("*"):
        if source.is_file():
            target = tmp_path / source.relative_to(bundled_folder() / "tiny")
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(source.read_bytes())
    return tmp_path


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ALL)
def test_bundled_scenarios_load_and_have_a_title(name) -> None:
    assert load_scenario(name).title


def test_another_kind_of_demand_drops_what_goes_with_the_one_before(folder) -> None:
    changes = "demand: {kind: poisson, per_hour: 2}\n"
    child = write(folder / "child.yaml", f"extends: line.yaml\n{changes}")
    assert load_scenario(child).demand.per_hour == 2
    again = write(folder / "again.yaml", "extends: child.yaml\ndemand: {kind: file, requests_file: requests.csv}\n")
    assert load_scenario(again).demand.as_file.requests_file.name == "requests.csv"
    told = ("demand.kind=poisson", "demand.per_hour=3")
    assert load_scenario(folder / "line.yaml", told).demand.per_hour == 3
    assert load_scenario("prignitz/rufbus", told).demand.per_hour == 3  # with an assumption on a default of before
    for text in ("demand: {kind: poisson, per_hour: 2, requests_file: x.csv}", "demand: {kind: poisson, per_our: 2}"):
        with pytest.raises(ScenarioError, match="unknown key"):
            load_scenario(write(folder / "child.yaml", f"extends: line.yaml\n{text}\n"))
    typo = "extends: line.yaml\ndemand: {kind: none, requests_fil: x.csv}\n"
    with pytest.raises(ScenarioError, match="requests_fil: unknown key"):
        load_scenario(write(folder / "child.yaml", typo))


def test_quantities_in_every_spelling(folder) -> None:
    texts = ("max_wait: 15 min", "max_wait: 0.25 h", "max_wait: 900 s", "max_wait_s: 900")
    for number, text in enumerate(texts):
        child = f"extends: line.yaml\nservices: {{line: {{limits: {{default: {{{text}}}}}}}}}\n"
        scenario = load_scenario(write(folder / f"{number}.yaml", child))
        assert scenario.services["line"].limits["default"].max_wait_s == 900


def test_a_child_changes_its_parent_and_keeps_the_rest(folder) -> None:
    write(folder / "middle.yaml", "extends: line.yaml\nseed: 5\nservices: {line: {fleet: {minibus: {count: 3}}}}\n")
    child = write(folder / "child.yaml", "extends: middle.yaml\nname: child\nservices: {line: {fares: null}}\n")
    scenario = load_scenario(child)
    assert (scenario.name, scenario.seed, scenario.services["line"].fleet["minibus"].count) == ("child", 5, 3)
    assert scenario.services["line"].fleet["minibus"].seats == 8
    assert scenario.services["line"].fares.per_rider_eur is None


def test_errors_name_the_file_in_which_the_value_stands(folder) -> None:
    write(folder / "middle.yaml", "extends: line.yaml\nseed: -5\n")
    child = write(folder / "child.yaml", "extends: middle.yaml\nservices: {line: {fleet: {minibus: {count: -3}}}}\n")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(child)
    found = {(Path(p.file).name, p.line, p.key) for p in caught.value.problems}
    assert found == {("middle.yaml", 2, "seed"), ("child.yaml", 2, "services.line.fleet.minibus.count")}


def test_files_are_found_beside_the_file_that_names_them(folder) -> None:
    (folder / "deeper").mkdir()
    (folder / ".elbe-drt-root").touch()
    child = write(folder / "deeper" / "child.yaml", "extends: ../line.yaml\n")
    assert load_scenario(child).services["line"].stops_file == (folder / "stops.csv").resolve()


def test_outside_files_need_permission(folder, tmp_path_factory) -> None:
    elsewhere = write(tmp_path_factory.mktemp("elsewhere") / "stops.csv", "stop_id,lon,lat\nA,12,53\n")
    child = write(folder / "child.yaml", f"extends: line.yaml\nservices: {{line: {{stops_file: {elsewhere}}}}}\n")
    with pytest.raises(ScenarioError, match="--allow-outside-paths"):
        load_scenario(child)
    assert load_scenario(child, allow_outside_paths=True).services["line"].stops_file == elsewhere.resolve()


def test_overrides_replace_single_values() -> None:
    overrides = ["fleet.minibus.count=3", "services.line.dwell=90 s", "hours=[06:00, 25:00]", "title=a: b"]
    with pytest.raises(ScenarioError):
        load_scenario("tiny/line", overrides)
    scenario = load_scenario("tiny/line", [*overrides[:3], "title='a: b'"])
    assert scenario.services["line"].fleet["minibus"].count == 3
    assert scenario.services["line"].dwell_s == 90
    assert scenario.services["line"].hours == (21_600, 90_000)
    assert scenario.title == "a: b"


def test_a_quantity_replaces_itself_in_either_spelling(folder) -> None:
    write(folder / "parent.yaml", "extends: line.yaml\nservices: {line: {limits: {default: {max_wait: 15 min}}}}\n")
    expected = {"max_wait_s: 600": 600, "max_wait: 5 min": 300, "max_wait_s: null": 1200}
    for number, (text, seconds) in enumerate(expected.items()):
        child = f"extends: parent.yaml\nservices: {{line: {{limits: {{default: {{{text}}}}}}}}}\n"
        scenario = load_scenario(write(folder / f"{number}.yaml", child))
        assert scenario.services["line"].limits["default"].max_wait_s == seconds
    service = load_scenario("prignitz/rufbus", ["limits.default.max_wait_s=900", "dwell_s=90"]).services["rufbus"]
    assert (service.limits["default"].max_wait_s, service.dwell_s) == (900, 90)
    with pytest.raises(ScenarioError, match="given twice"):
        load_scenario(
            write(folder / "both.yaml", "extends: line.yaml\nservices: {line: {dwell: 1 min, dwell_s: 60}}\n")
        )


def test_who_makes_a_section_contradict_itself_is_named(folder) -> None:
    """And no file that was in order by itself."""
    write(folder / "parent.yaml", "extends: line.yaml\nservices: {line: {fares: {per_rider: 3 EUR, minimum: 2 EUR}}}\n")
    child = write(folder / "child.yaml", "extends: parent.yaml\n\nservices: {line: {fares: {maximum: 1 EUR}}}\n")
    message = "services.line.fares: minimum: 2 EUR is more than maximum: 1 EUR"
    with pytest.raises(ScenarioError, match=f"child.yaml:3:27: {message}"):
        load_scenario(child)
    with pytest.raises(ScenarioError, match=f"^--set services.line.fares.maximum=1 EUR: {message}"):
        load_scenario(folder / "parent.yaml", ["services.line.fares.maximum=1 EUR"])


def test_sections_whose_names_look_like_units_stay_apart(folder) -> None:
    sets = "services: {line: {limits: {default: {}, night: {hard: false}}}}\n"
    write(folder / "parent.yaml", f"extends: line.yaml\n{sets}")
    child = write(folder / "child.yaml", "extends: parent.yaml\nservices: {line: {limits: {night_s: {notice: 1 h}}}}\n")
    assert set(load_scenario(child).services["line"].limits) == {"default", "night", "night_s"}


def test_hours_and_fractions_are_exact(folder) -> None:
    child = write(
        folder / "child.yaml", "extends: line.yaml\nservices: {line: {limits: {default: {max_wait: 0.55 h}}}}\n"
    )
    assert load_scenario(child).services["line"].limits["default"].max_wait_s == 1980


def test_words_of_older_yaml_do_not_turn_into_their_opposite(folder) -> None:
    child = write(folder / "child.yaml", "%YAML 1.1\n---\nextends: line.yaml\nservices: {line: {pooling: yes}}\n")
    assert load_scenario(child).services["line"].pooling is True


def test_many_mistakes_are_counted_not_poured_out(folder) -> None:
    text = "extends: line.yaml\n" + "".join(f"wrong{number}: 1\n" for number in range(500))
    with pytest.raises(ScenarioError, match="and 450 more problems") as caught:
        load_scenario(write(folder / "child.yaml", text))
    assert len(caught.value.problems) == 51


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (f"purposes: {{work: {{share: 1, departures: {[1] * 5 + [0] * 19}}}}}", "nobody sets off"),
        ("distance_bands: [{to_km: 5, share: 0.5, drt_share: 1}, {to_km: 5, share: 0.2, drt_share: 1},"
         " {to_km: null, share: 0.3, drt_share: 1}]", "must rise"),
    ],
)  # fmt: skip
def test_a_synthetic_day_that_cannot_be_drawn(folder, change, says) -> None:
    demand = f"demand: {{kind: synthetic, requests_file: null, localities: stops.csv, {change}}}\n"
    with pytest.raises(ScenarioError, match=says):
        load_scenario(write(folder / "child.yaml", "extends: line.yaml\n" + demand))


def test_a_scenario_is_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        load_scenario("tiny/line").seed = 2


@pytest.mark.parametrize("name", ALL)
def test_the_resolved_text_says_the_same_and_names_no_machine(name, tmp_path) -> None:
    scenario = load_scenario(name)
    text = scenario_to_yaml(scenario)
    assert str(bundled_folder()) not in text
    (tmp_path / "scenario.yaml").write_text(text, encoding="utf-8")
    again = load_scenario(tmp_path / "scenario.yaml", base=bundled_folder())
    assert again == scenario
    assert scenario_to_yaml(again) == text


def test_the_resolved_text_says_the_same_beside_the_scenarios() -> None:
    scenario = load_scenario("prignitz/integrated")
    copy = bundled_folder() / ".resolved.yaml"
    try:
        copy.write_text(scenario_to_yaml(scenario), encoding="utf-8")
        assert load_scenario(copy) == scenario
    finally:
        copy.unlink()


def test_the_schema_beside_the_scenarios_is_current() -> None:
    """Renew with: elbe-drt schema > scenarios/scenario.schema.json."""
    assert (bundled_folder() / "scenario.schema.json").read_text(encoding="utf-8") == schema_text()


@pytest.mark.parametrize("name", ALL)
def test_bundled_scenarios_fit_the_schema_and_refer_to_it(fits, name) -> None:
    path = bundled_folder() / f"{name}.yaml"
    fits.validate(json.loads(json.dumps(YAML(typ="safe", pure=True).load(path), default=str)))
    reference = path.read_text(encoding="utf-8").splitlines()[0].partition("$schema=")[2]
    assert (path.parent / reference).resolve() == (bundled_folder() / "scenario.schema.json").resolve()


def test_the_schema_refuses_what_the_loader_refuses(fits) -> None:
    with pytest.raises(jsonschema.ValidationError):
        fits.validate({"services": {"line": {"fleet": {"minibus": {"saets": 8}}}}})
    with pytest.raises(jsonschema.ValidationError):
        fits.validate({"services": {"line": {"dwell": "60 km"}}})


def test_no_way_in_lets_paths_out_unasked() -> None:
    """Whatever takes a scenario from somebody refuses paths that leave its folder, unless it is told to allow them."""
    found = {}
    for module in walk_packages(simulator.__path__, "simulator."):
        if module.name.endswith("__main__") or module.name.startswith("simulator.bundled"):
            continue
        for name, function in vars(import_module(module.name)).items():
            if isfunction(function) and "allow_outside_paths" in (known := signature(function).parameters):
                found[f"{function.__module__}.{name}"] = known["allow_outside_paths"].default
    assert len(found) > 5
    assert {name for name, default in found.items() if default not in (False, Parameter.empty)} == set()
