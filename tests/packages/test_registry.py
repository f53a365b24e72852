"""Names that stand for code: who may register them, in which order they are, and what is told when one is wrong."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest

from simulator import registry
from simulator.analysis.kpis.all import KeyFigures, compute_kpis, kpi_definitions
from simulator.builtin import BUILTIN
from simulator.demand.requests_file import requests_of
from simulator.errors import RequestFileError, ScenarioError
from simulator.experiments.identity import scenario_digest
from simulator.experiments.task import Task, do
from simulator.registry import RegistryError
from simulator.scenario.dump import scenario_to_yaml
from simulator.scenario.file_keys import paths_inside
from simulator.scenario.loader import load_scenario
from simulator.scenario.schema import scenario_schema
from tests.analysis.conftest import tiny_tables as tiny_tables
from tests.packages.shuttle import install

TINY = Path(__file__).parents[2] / "scenarios" / "tiny"
Install = Callable[..., None]


def forget() -> None:
    for module in [name for name in sys.modules if name.split(".")[0] == "odd_one"]:
        del sys.modules[module]
    registry._packages.cache_clear()
    registry._clear()


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Install packages for one test."""
    count = 0

    def add(*about: object) -> None:
        nonlocal count
        count += 1
        monkeypatch.syspath_prepend(install(tmp_path / f"site-{count}", *about))
        forget()

    yield add
    monkeypatch.undo()
    forget()


def package(body: str, **modules: str) -> dict[str, str]:
    """Return the files of a package odd_one whose entry point does this; modules: further ones."""
    return {
        "odd_one/__init__.py": f"def register(registry):\n    {body}\n",
        **{f"odd_one/{name}.py": text for name, text in modules.items()},
    }


@pytest.fixture
def tiny(tmp_path: Path) -> Callable[[str], Path]:
    """Return a scenario file like tiny/line that says something more in line 43, about its service."""

    def make(said: str) -> Path:
        folder = tmp_path / "tiny"
        shutil.copytree(TINY, folder)
        file = folder / "line.yaml"
        text = file.read_text(encoding="utf-8")
        assert text.count("\n") == 42
        file.write_text(f"{text}    {said}\n", encoding="utf-8")
        return file

    return make


def told(path: Path, *overrides: str) -> str:
    with pytest.raises(ScenarioError) as error:
        load_scenario(path, overrides)
    return str(error.value)


@pytest.mark.parametrize("group", registry.GROUPS)
def test_everything_built_in_is_where_it_is_said_to_be(group: str) -> None:
    own = [name for name in registry.names(group) if registry.package_of(group, name) == registry.OWN]
    assert own == list(BUILTIN[group])
    for name in own:
        assert registry.find(group, name) is not None
        registry.parameters(group, name)


def test_the_programs_own_names_come_first_then_those_of_packages_by_their_names(installed: Install) -> None:
    own = list(BUILTIN["exporter"])
    body = 'registry.register("exporter", "b", "x:y"); registry.register("exporter", "a", "x:y")'
    files = {"odd_one/__init__.py": f"def register(registry):\n    {body}\n"}
    installed(files, "odd-one")
    installed()  # elbe-shuttle, before odd-one by its name
    assert registry.names("exporter") == [*own, "shuttle", "b", "a"]
    assert registry.packages() == (("elbe-shuttle", "1.2"), ("odd-one", "1.2"))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('registry.register("kpi", "fleet", "x:y")', 'odd-one: registers the kpi "fleet", which elbe-drt has'),
        ('[registry.register("kpi", "x", "x:y") for _ in range(2)]', 'odd-one: registers the kpi "x" twice'),
        ('registry.register("kpis", "x", "x:y")', 'there is no group "kpis" to register "x" in; did you mean "kpi"?'),
        ("1 / 0", "the package odd-one 1.2 cannot be loaded: ZeroDivisionError"),
    ],
)
def test_what_cannot_be_registered_is_told_with_its_package(installed: Install, body: str, said: str) -> None:
    installed(package(body), "odd-one")
    with pytest.raises(RegistryError) as error:
        registry.names("kpi")
    assert said in str(error.value)


def test_what_is_not_where_a_package_says_is_told(installed: Install) -> None:
    installed(package('registry.register("exporter", "gone", "odd_one:gone")'), "odd-one")
    with pytest.raises(RegistryError, match='odd-one: the exporter "gone" is not at odd_one:gone: '):
        registry.find("exporter", "gone")


def test_a_script_may_not_take_a_name_that_is_taken() -> None:
    with pytest.raises(RegistryError, match='a script: registers the dispatch "insertion", which elbe-drt has'):
        registry.register("dispatch", "insertion", print)
    assert registry.find("dispatch", "insertion") is not print


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("rest: 15", ':43:36: services.line.dispatch.rest: 15 has no unit; write "15 s", or rest_s: 15'),
        ("rets: 15 min", ':43:36: services.line.dispatch.rets: unknown key; did you mean "rest'),
        ("rest: 15 km", ":43:36: services.line.dispatch.rest: "),
        ("rest_s: -1", ":43:36: services.line.dispatch.rest_s: -1: expected greater than or equal to 0"),
        ("rides: 3", ":43:36: services.line.dispatch.rides: unknown key; "),
    ],
)
def test_mistakes_in_parameters_are_told_where_they_stand(
    installed: Install, tiny: Callable[[str], Path], said: str, expected: str
) -> None:
    installed()
    assert expected in told(tiny(f"dispatch: {{policy: late_riser, {said}}}"))


def test_parameters_go_with_their_policy_only(installed: Install) -> None:
    installed()
    assert "services.line.dispatch.rest: unknown key; it goes with policy: late_riser" in told(
        Path("tiny/line"), "dispatch.rest=1 h"
    )
    scenario = load_scenario("tiny/line", ("dispatch.policy=late_riser", "dispatch.rest=1 h"))
    assert "rest_s: 3600" in scenario_to_yaml(scenario)
    assert scenario.model_dump()["services"]["line"]["dispatch"]["rest_s"] == 3600


SHARED = """
from pydantic import Field
from simulator.scenario.section import Section


class Inner(Section):
    size: int = Field(1, description="Of it")


class A(Section):
    most: int = Field(1, description="Rides")
    inner: Inner = Inner()


class B(Section):
    most: float = Field(1, description="Hours")
"""


def test_the_schema_has_the_parameters_of_all_policies(installed: Install) -> None:
    both = "; ".join(
        f'registry.register("dispatch", "odd_{name}", "odd_one.sections:print", "odd_one.sections:{name.upper()}")'
        for name in "ab"
    )
    installed(package(both, sections=SHARED), "odd-one")
    parts = scenario_schema()["$defs"]
    properties = parts["DispatchConfig"]["properties"]
    assert [choice["type"] for choice in properties["most"]["anyOf"]] == ["integer", "number"]
    assert properties["most"]["description"] == "For odd_a: Rides. For odd_b: Hours"
    assert parts[properties["inner"]["$ref"].rpartition("/")[2]]["properties"]["size"]["description"] == "Of it"


def test_another_package_is_another_run(installed: Install) -> None:
    before = scenario_digest(load_scenario("tiny/line"))
    installed()
    assert scenario_digest(load_scenario("tiny/line")) != before


FILE = """
from pathlib import Path
from simulator.scenario.section import Section


class WithFile(Section):
    table: Path


class Inner(Section):
    places: dict[str, Path | None] = {}


class Inside(Section):
    tables: tuple[Path, ...] = ()
    more: Inner = Inner()


class Hidden(Section):
    tables: frozenset[Path] = frozenset()


class Own(Section):
    weights: int = 1
"""


def test_a_file_among_the_parameters_stays_in_the_folder(installed: Install, tiny: Callable[[str], Path]) -> None:
    body = 'registry.register("dispatch", "reads", "odd_one.sections:print", "odd_one.sections:WithFile")'
    installed(package(body, sections=FILE), "odd-one")
    file = tiny("dispatch: {policy: reads, table: stops.csv}")
    scenario = load_scenario(file)
    assert scenario.model_dump()["services"]["line"]["dispatch"]["table"] == file.parent / "stops.csv"
    digest = scenario_digest(scenario)
    (file.parent / "stops.csv").write_text((file.parent / "stops.csv").read_text() + "\n")
    from simulator.experiments.identity import _content

    _content.cache_clear()
    assert scenario_digest(load_scenario(file)) != digest
    assert "dispatch.table: " in told(file, "dispatch.table=../../outside.csv")
    assert 'dispatch.table: "nowhere.csv" does not exist' in told(file, "dispatch.table=nowhere.csv")


@pytest.mark.parametrize(
    ("said", "key"),
    [
        ("tables: [stops.csv, ../../outside.csv]", "tables[1]"),
        ("more: {places: {a: stops.csv, b: ../../outside.csv}}", "more.places.b"),
    ],
)
def test_files_inside_of_parameters_stay_in_the_folder(
    installed: Install, tiny: Callable[[str], Path], said: str, key: str
) -> None:
    body = 'registry.register("dispatch", "reads", "odd_one.sections:print", "odd_one.sections:Inside")'
    installed(package(body, sections=FILE), "odd-one")
    file = tiny(f"dispatch: {{policy: reads, {said}}}")
    assert f"services.line.dispatch.{key}: " in told(file)
    (file.parents[2] / "outside.csv").touch()
    assert "leads out of the scenario's folder" in told(file)
    file.write_text(file.read_text().replace("../../outside", "requests"))
    assert file.parent / "requests.csv" in paths_inside(load_scenario(file).model_dump())


def test_a_file_where_nobody_can_look_for_it_is_refused(installed: Install, tiny: Callable[[str], Path]) -> None:
    body = 'registry.register("dispatch", "reads", "odd_one.sections:print", "odd_one.sections:Hidden")'
    installed(package(body, sections=FILE), "odd-one")
    with pytest.raises(RegistryError, match=r"outside\.csv.*a file that parameters name inside of a value"):
        load_scenario(tiny("dispatch: {policy: reads, tables: [../../outside.csv]}"))


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ("Own", "have weights, which the scenario has there already"),
        ("Path", "are no Section"),
    ],
)
def test_parameters_that_cannot_be_are_told(installed: Install, section: str, said: str) -> None:
    name = f"odd_{section.lower()}"
    body = f'registry.register("dispatch", "{name}", "odd_one.sections:print", "odd_one.sections:{section}")'
    installed(package(body, sections=FILE), "odd-one")
    with pytest.raises(RegistryError) as error:
        load_scenario("tiny/line", (f"dispatch.policy={name}",))
    assert f'odd-one: the parameters of dispatch "{name}" {said}' in str(error.value)


@pytest.mark.parametrize(
    ("here", "there", "said"),
    [
        ((), (("p", "1"),), "p is not installed where this run was to be done; expected 1"),
        ((("p", "2"),), (("p", "1"),), "p is 2 where this run was to be done; expected 1"),
        ((("p", "2"),), (), "p is 2 where this run was to be done; expected none"),
    ],
)
def test_a_worker_with_other_packages_refuses(monkeypatch, tmp_path, here, there, said: str) -> None:
    monkeypatch.setattr(registry, "packages", lambda: here)
    with pytest.raises(RegistryError, match=said):
        do(Task("tiny/line", (), 1, str(tmp_path), "run", False, False, there))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ("{'other': 1}", 'the key figure "other" has no definition'),
        ("{'odd': float('nan')}", 'the key figure "odd" is nan; expected a number, or None'),
        ("{'odd': 'x'}", 'the key figure "odd" is x; expected a number, or None'),
    ],
)
def test_a_key_figure_of_a_package_is_a_defined_number(
    installed: Install, tiny_tables, figures: str, said: str
) -> None:
    results = f"""
from simulator.results.entry import Definition
from simulator.analysis.kpis.all import KeyFigures
FIGURES = KeyFigures(lambda tables: {figures}, {{"odd": Definition("Odd.", "m")}})
"""
    installed(package('registry.register("kpi", "odd", "odd_one.results:FIGURES")', results=results), "odd-one")
    with pytest.raises(RegistryError) as error:
        compute_kpis(tiny_tables)
    assert f"odd-one: {said}" in str(error.value)
    assert kpi_definitions()["odd"].unit == "m"


def test_groups_of_key_figures_define_what_they_compute(tiny_tables) -> None:
    for name in BUILTIN["kpi"]:
        group: KeyFigures = registry.find("kpi", name)
        assert set(group.compute(tiny_tables)) == set(group.definitions), name


RIDE = {"request_id": "a", "earliest_departure_s": 3600, "origin_node": 0, "destination_node": 1}


def test_requests_that_a_source_makes_are_completed_like_those_of_a_file() -> None:
    table = requests_of("demand x", pd.DataFrame([RIDE | {"submitted_s": None}]), ("adult",))
    row = table.iloc[0]
    assert (row["submitted_s"], row["party_size"], row["traveller_class"], row["purpose"]) == (3600, 1, "adult", "")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"party_size": 0}, "demand x:1: party_size: 0: no such value"),
        ({"party_size": 1.5}, "demand x:1: party_size: 1.5: no such value"),
        ({"earliest_departure_s": "soon"}, "demand x:1: earliest_departure: soon: no such value"),
        ({"submitted_s": 7200}, "demand x:1: submitted: 02:00:00 is later than earliest_departure"),
        ({"colour": "red"}, "demand x: colour: is no column of requests"),
        ({"traveller_class": "king"}, "demand x:1: traveller_class: king is no class of the scenario"),
        ({"origin_node": None}, "demand x:1: origin_lon: neither"),
    ],
)
def test_requests_that_cannot_be_are_told(values: dict[str, object], said: str) -> None:
    with pytest.raises(RequestFileError) as error:
        requests_of("demand x", pd.DataFrame([RIDE | values]), ("adult",))
    assert said in str(error.value)


def test_a_missing_column_is_told() -> None:
    with pytest.raises(RequestFileError, match="demand x: request_id: is missing"):
        requests_of("demand x", pd.DataFrame([RIDE]).drop(columns="request_id"), ("adult",))
