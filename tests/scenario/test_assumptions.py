"""The ledger of assumptions: what every number of a scenario rests on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from simulator.errors import ScenarioError
from simulator.experiments.assumptions import assumptions_table
from simulator.experiments.identity import scenario_digest
from simulator.report.page.key_names import name_of_key
from simulator.report.page.language import Language
from simulator.scenario.catalogue import bundled_folder, bundled_scenarios
from simulator.scenario.dump import scenario_to_yaml
from simulator.scenario.emission_factors import source_of
from simulator.scenario.ledger import LedgerRow, ledger
from simulator.scenario.loader import load_scenario
from simulator.tables import ASSUMPTION_DTYPES

EN, DE = Language("en"), Language("de")
HEAD = """
name: base
network: {file: network}
demand: {kind: file, requests_file: requests.csv}
services:
  line:
    kind: ridepooling
    mode: stop_based
    hours: [07:30, 10:00]
    stops_file: stops.csv
    dwell: 60 s
    limits: {default: {max_wait: 20 min}}
    fleet: {minibus: {count: 1, seats: 8, depots: [{name: A, lon: 12.0, lat: 53.0}]}}
    costs: {per_vehicle_hour: 40 EUR, per_vehicle_km: 0.5 EUR}
"""

# The ledger of tiny/line: what its file says, and all that it leaves to the program.
TINY = """
network.speed_factor = 1
network.junctions.built_up = 0 s
network.junctions.outside = 0 s
network.max_snap = 1 km
people.classes.adult.share = 1
people.classes.adult.season_ticket = 0
people.classes.adult.on_rejection.retry_after = 10 min
people.classes.adult.on_rejection.max_retries = 1
people.classes.adult.choice.constant = 0
people.classes.adult.choice.per_wait_min = 0
people.classes.adult.choice.per_ride_min = 0
people.classes.adult.choice.per_walk_min = 0
people.classes.adult.choice.per_shift_min = 0
people.classes.adult.choice.per_change = 0
people.classes.adult.choice.per_eur = 0
people.classes.adult.choice.staying = 0
people.classes.adult.cancellation = 0
people.classes.adult.no_show = 0
services.line.hours = 07:30-10:00, invented
services.line.walk.limit = 800 m
services.line.walk.speed = 4.5 km/h
services.line.walk.detour_factor = 1.3
services.line.dwell = 1 min, invented, 30 s to 90 s
services.line.dwell_per_rider = 0 s
services.line.dwell_per_wheelchair = 2 min
services.line.offers.most = 1
services.line.offers.step = 30 min
services.line.offers.steps = 2
services.line.limits.default.max_wait = 20 min
services.line.limits.default.max_ride_alpha = 1.5
services.line.limits.default.max_ride_beta = 20 min
services.line.limits.default.notice = 0 s
services.line.fleet.minibus.energy_at = 60 km/h
services.line.fleet.minibus.drag_share = 0
services.line.fleet.minibus.rider_share = 0
services.line.fleet.minibus.climate_w_per_k = 0
services.line.fleet.minibus.cold_share_per_k = 0
services.line.fleet.minibus.health = 1
services.line.fleet.minibus.charge_curve = 0, 1
services.line.fleet.minibus.charging_efficiency = 1
services.line.fleet.minibus.count = 1, invented
services.line.fleet.minibus.seats = 8, invented
services.line.fleet.minibus.wheelchairs = 0
services.line.fleet.minibus.parcels = 0
services.line.dispatch.weights.vehicle_time = 1
services.line.dispatch.weights.wait = 1
services.line.dispatch.weights.ride = 0.5
services.line.dispatch.weights.walk = 1
services.line.dispatch.idle.after = 0 s
services.line.dispatch.idle.every = 30 min
services.line.dispatch.idle.zone = 10 km
services.line.dispatch.idle.worth = 60 min
services.line.dispatch.replan.iterations = 300
services.line.dispatch.replan.vehicles = 12
services.line.dispatch.answer.lead = 60 min
services.line.dispatch.answer.at = 20:00
services.line.charging.below = 0.35
services.line.charging.until = 0.8
services.line.charging.available_from = 0.5
services.line.charging.after = 15 min
services.line.charging.detour = 15 min
services.line.charging.start_level = 1
services.line.fares.per_rider = 3 EUR, invented
services.line.costs.per_vehicle_hour = 40 EUR, invented
services.line.costs.per_vehicle_km = 0.5 EUR, invented
energy.weather.temperature_c = 20
energy.climate.electricity = 427 g/kWh
energy.climate.diesel = 325.3 g/kWh
energy.climate.hydrogen = 338 g/kWh
energy.climate.car = 230 g/km
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(bundled_folder() / "tiny", tmp_path, dirs_exist_ok=True)
    return tmp_path


def rows_of(folder: Path, entries: str, *overrides: str, child: str = "") -> dict[str, LedgerRow]:
    """Return the ledger of a scenario with some entries by key, or that of one that builds on it."""
    (folder / "base.yaml").write_text(f"{HEAD}assumptions:\n{entries}\n", encoding="utf-8")
    (folder / "child.yaml").write_text(f"extends: base.yaml\nname: child\n{child}\n", encoding="utf-8")
    file = folder / ("child.yaml" if child else "base.yaml")
    return {row.key: row for row in ledger(load_scenario(file, overrides))}


def refused(folder: Path, entries: str, *overrides: str, child: str = "") -> str:
    with pytest.raises(ScenarioError) as error:
        rows_of(folder, entries, *overrides, child=child)
    return str(error.value).replace(f"{folder}/", "")


def told(row: LedgerRow) -> str:
    ends = f", {row.low} to {row.high}" if row.low else ""
    return f"{row.key} = {row.text}{', ' if row.assumption else ''}{row.assumption}{ends}"


def test_the_ledger_of_three_places_on_a_line() -> None:
    rows = ledger(load_scenario("tiny/line"))
    assert [told(row) for row in rows] == TINY.split("\n")[1:-1]
    assert {row.basis for row in rows if "invented" in told(row)} == {"assumption"}
    assert {row.basis for row in rows if "invented" not in told(row)} == {"default"}
    dwell = next(row for row in rows if row.key == "services.line.dwell")
    assert dwell == LedgerRow(
        key="services.line.dwell", text="1 min", number=1.0, unit="min", basis="assumption", assumption="invented",
        assumption_de="invented", entry="services.line.dwell", low="30 s", high="90 s",
    )  # fmt: skip


@pytest.mark.parametrize("name", [entry.name for entry in bundled_scenarios()])
def test_every_number_of_the_bundled_scenarios_has_an_entry_and_names(name) -> None:
    rows = ledger(load_scenario(name))
    assert [row.key for row in rows if row.basis == "no source"] == []
    assert [row.key for row in rows if row.basis == "source" and not row.source] == []
    german = [row.key for row in rows if row.entry and row.assumption and row.assumption_de == row.assumption]
    assert name in ("tiny/line", "prignitz/kexi") or german == []
    names = {row.key: (name_of_key(row.key, EN), name_of_key(row.key, DE)) for row in rows}
    assert [key for key, (english, in_german) in names.items() if not english or not in_german] == []
    assert {english for english, in_german in names.values() if english == in_german} <= {"depots"}


def test_what_values_rest_on(folder) -> None:
    rows = rows_of(folder, """
  services.line.dwell_s: {source: published, assumption: "not for this place"}
  services.line.limits: {source: "KEXI, 2023"}
  services.line.*: {assumption: true}
  services.line.costs.per_vehicle_km: {source: a bill}
""")  # fmt: skip
    found = {key: (row.basis, row.source, row.assumption, row.entry) for key, row in rows.items()}
    assert found["services.line.dwell"] == ("assumption", "published", "not for this place", "services.line.dwell_s")
    assert found["services.line.limits.default.max_wait"] == ("source", "KEXI, 2023", "", "services.line.limits")
    # nobody published what the program fills in
    assert found["services.line.limits.default.max_ride_beta"] == ("default", "", "", "")
    assert found["services.line.costs.per_vehicle_km"][0] == "source"
    assert found["services.line.costs.per_vehicle_hour"] == ("assumption", "", "", "services.line.*")
    assert found["network.speed_factor"][0] == "default"


def test_a_number_without_an_entry_is_an_assumption_without_a_source(folder) -> None:
    rows = rows_of(folder, "  network: {assumption: true}")
    unsourced = [key for key, row in rows.items() if row.basis == "no source"]
    ends = ("hours", "fleet.minibus.count", "fleet.minibus.seats", "costs.per_vehicle_hour", "costs.per_vehicle_km")
    assert unsourced == [f"services.line.{end}" for end in ends]


def test_an_entry_for_what_nobody_wrote_is_about_the_default(folder) -> None:
    rows = rows_of(
        folder, "  services.line.walk: {source: a survey}\n  services.line.fleet.*.depots: {assumption: one}"
    )
    assert {rows[f"services.line.walk.{key}"].basis for key in ("limit", "speed", "detour_factor")} == {"source"}
    assert not any("depots" in key for key in rows)  # there is no number; a name with * does not name it
    rows = rows_of(folder, "  services.line.fleet.minibus.depots: {assumption: only one}")
    row = rows["services.line.fleet.minibus.depots"]
    assert (row.text, row.number, row.basis, row.assumption) == ("A", None, "assumption", "only one")


@pytest.mark.parametrize(
    ("change", "basis"),
    [
        ("services.line.dwell=45 s", "no source"),
        ("services.line.dwell_s=45", "no source"),
        ("services.line.dwell=60 s", "source"),  # the same
        ("services.line.dwell=null", "default"),
        ("seed=2", "source"),
    ],
)
def test_a_source_says_nothing_about_another_value(folder, change, basis) -> None:
    entries = "  services.line.dwell: {source: KEXI, low: 30 s}"
    row = rows_of(folder, entries, change)["services.line.dwell"]
    assert (row.basis, row.source, row.low) == ((basis, "KEXI", "30 s") if basis == "source" else (basis, "", ""))


def test_a_younger_file_inherits_entries_and_changes_them(folder) -> None:
    entries = "  services.line.dwell: {source: KEXI, low: 30 s}\n  services.line.costs: {source: a bill}"
    key = "services.line.costs.per_vehicle_km"
    same = rows_of(folder, entries, child="seed: 2")
    assert (same["services.line.dwell"].source, same[key].source) == ("KEXI", "a bill")
    other = rows_of(folder, entries, child="services: {line: {costs: {per_vehicle_km: 0.6 EUR}}}")
    assert (other[key].basis, other["services.line.costs.per_vehicle_hour"].source) == ("no source", "a bill")
    own = "services: {line: {dwell: 40 s}}\nassumptions: {services.line.dwell: {assumption: a guess}}"
    row = rows_of(folder, entries, child=own)["services.line.dwell"]
    assert (row.basis, row.source, row.assumption, row.low) == ("assumption", "", "a guess", "")
    wider = rows_of(folder, entries, child="assumptions: {services.line.dwell: {high: 3 min}}")["services.line.dwell"]
    assert (wider.basis, wider.source, wider.low, wider.high) == ("source", "KEXI", "30 s", "3 min")
    broader = (
        f'services: {{line: {{costs: {{per_vehicle_km: 0.6 EUR}}}}}}\nassumptions: {{"{key[:-3]}*": {{source: b}}}}'
    )
    assert rows_of(folder, entries, child=broader)[key].source == "b"
    gone = rows_of(folder, entries, child="assumptions: {services.line.dwell: null}")
    assert gone["services.line.dwell"].basis == "default"  # 60 s is what the program has, too


def test_an_inherited_entry_may_name_what_a_younger_file_has_not(folder) -> None:
    entries = "  services.line.costs.per_vehicle_km: {source: a bill, low: 0.4 EUR}"
    assert "services.line.costs.per_vehicle_km" not in rows_of(folder, entries, child="services: {line: {costs: null}}")
    assert "services.line.costs.per_vehicle_km" not in rows_of(folder, entries, "services.line.costs=null")


def test_vehicle_models_bring_sources_of_their_own(folder) -> None:
    model = "services: {line: {fleet: {minibus: {model: e-minibus, energy: 0.3 kWh/km}}}}\n"
    model += "energy: {sites: [{name: A, place: depots, plugs: 1, power: 11 kW}]}"
    rows = rows_of(folder, "  services.line.fleet: {assumption: ours}", child=model)
    row = rows["services.line.fleet.minibus.charging_efficiency"]
    assert (row.text, row.basis, row.source) == ("0.9", "vehicle model", "emobpy 0.6.2, battery_charging_eff")
    assert rows["services.line.fleet.minibus.energy"].basis == "no source"  # written after the entry
    assert rows["services.line.fleet.minibus.count"].assumption == "ours"


def test_emission_factors_bring_the_sources_of_their_table(folder) -> None:
    changed = "energy.climate.car=200 g/km", "energy.climate.boundary=direct"
    rows = rows_of(folder, "  services.line: {assumption: ours}", *changed)
    electricity, diesel, car = (rows[f"energy.climate.{key}"] for key in ("electricity", "diesel", "car"))
    assert (electricity.text, electricity.basis) == ("0 g/kWh", "default")
    assert diesel.source == source_of("diesel", "direct") != ""
    assert (
        diesel.source_de
        == source_of("diesel", "direct", "de")
        == diesel.source.replace("0.266", "0,266").replace("2.65", "2,65").replace(" and ", " und ")
    )
    assert (car.text, car.basis, car.source) == ("200 g/km", "no source", "")


def test_texts_are_in_two_languages_where_the_scenario_has_both(folder) -> None:
    entry = "{source: {en: a bill, de: eine Rechnung}, assumption: {de: geschätzt}}"
    row = rows_of(folder, f"  services.line.dwell: {entry}")["services.line.dwell"]
    assert (row.source, row.source_de, row.assumption, row.assumption_de) == (
        "a bill", "eine Rechnung", "geschätzt", "geschätzt",
    )  # fmt: skip
    assert row.basis == "assumption"


def test_lists_that_are_the_programs_are_one_row() -> None:
    rows = {row.key: row for row in ledger(load_scenario("prignitz/rufbus"))}
    bands = rows["demand.distance_bands"]
    assert bands.text.startswith("1, 0.252, 0.206; 2, 0.111, 0.569; ")
    assert rows["demand.party_sizes"].text == "1: 0.92, 2: 0.065, 3: 0.01, 4: 0.005"
    sites = [row.key for row in ledger(load_scenario("prignitz/electric")) if row.key.startswith("energy.sites[1]")]
    assert sites == [f"energy.sites[1].{key}" for key in ("plugs", "power", "hours", "eur_per_kwh")]


@pytest.mark.parametrize(
    ("hours", "text"),
    [("[22:00, 06:00]", "22:00-06:00"), ("[22:00, 30:00]", "22:00-06:00"), ("[00:00, 24:00]", "00:00-24:00")],
)
def test_hours_are_told_as_clocks_show_them(folder, hours, text) -> None:
    rows = rows_of(folder, "  services.line: {assumption: ours}", f"services.line.hours={hours}")
    assert rows["services.line.hours"].text == text


def test_a_resolved_scenario_has_the_same_ledger(folder) -> None:
    entries = "  services.line.limits: {source: KEXI}\n  services.line.dwell: {source: KEXI}"
    rows_of(folder, entries)
    scenario = load_scenario(folder / "base.yaml", ["services.line.dwell=45 s"])
    (folder / "resolved.yaml").write_text(scenario_to_yaml(scenario), encoding="utf-8")
    again = load_scenario(folder / "resolved.yaml", base=folder)
    assert ledger(again) == ledger(scenario)
    assert scenario_to_yaml(again) == scenario_to_yaml(scenario)


def test_what_is_said_about_values_changes_no_run(folder) -> None:
    rows_of(folder, "  services.line.dwell: {source: KEXI}")
    one = scenario_digest(load_scenario(folder / "base.yaml"))
    rows_of(folder, "  services.line.dwell: {assumption: true}")
    assert scenario_digest(load_scenario(folder / "base.yaml")) == one
    assert scenario_digest(load_scenario(folder / "base.yaml", ["services.line.dwell=45 s"])) != one


def test_mistakes_are_told_at_their_lines(folder) -> None:
    said = refused(folder, """
  services.line.dwel: {source: KEXI}
  services.line.dwell: {sorce: KEXI}
  services.line.walk.speed: {assumption: false}
  services.line.walk.limit: {source: x, low: 1, high: yes}
  services.line.hours: {source: x, low: x0.8}
  services.line.fleet.minibus.seats: {source: x, low: 2.5, high: 900}
  services.line.costs: {source: x, low: 30 EURO, sets: {services.line.nothing: {low: 1}}}
""")  # fmt: skip
    assert said.split("\n") == [
        'base.yaml:18:25: assumptions.services.line.dwell.sorce: unknown key; did you mean "source"?',
        "base.yaml:19:3: assumptions.services.line.walk.speed: "
        "expected a source, or assumption: true or why it is assumed so",
    ]
    said = refused(folder, """
  services.line.dwel: {source: KEXI}
  services.line.walk.limit: {source: x, low: 1, high: yes}
  services.line.hours: {source: x, low: x0.8}
  services.line.fleet.minibus.seats: {source: x, low: 2.5, high: 900}
  services.line.costs: {source: x, low: 30 EURO, sets: {services.line.nothing: {low: 1}}}
""")  # fmt: skip
    assert said.split("\n") == [
        "base.yaml:17:3: assumptions.services.line.dwel: no value of the scenario is called so; did you mean "
        '"services.line.dwell"?',
        'base.yaml:18:41: assumptions.services.line.walk.limit.low: 1 has no unit; write "1 m"',
        'base.yaml:18:49: assumptions.services.line.walk.limit.high: "yes": expected a number with a unit, like '
        "20 m or 20 km, or a factor like x0.8",
        "base.yaml:19:36: assumptions.services.line.hours.low: services.line.hours is no single number; low and high "
        "go with one, or with those in a section",
        "base.yaml:20:50: assumptions.services.line.fleet.minibus.seats.low: services.line.fleet.minibus.seats: 2.5: "
        "expected a whole number",
        "base.yaml:20:60: assumptions.services.line.fleet.minibus.seats.high: services.line.fleet.minibus.seats: 900 "
        "is out of its bounds, 0 to 500",
        'base.yaml:21:36: assumptions.services.line.costs.low: "30 EURO": expected a number with a unit, like 20 EUR, '
        "or a factor like x0.8",
        "base.yaml:21:81: assumptions.services.line.costs.sets.services.line.nothing.low: "
        "there is no number to be moved",
    ]


def test_texts_of_a_scenario_cannot_steer_a_terminal(folder) -> None:
    rows = rows_of(folder, '  services.line.dwell: {source: "\\e[31m[bold]\\n"}')
    assert rows["services.line.dwell"].source == "\\x1b[31m[bold]\\n"


def test_the_table_has_the_types_of_the_catalogue() -> None:
    table = assumptions_table(load_scenario("prignitz/electric"))
    assert {name: str(dtype) for name, dtype in table.dtypes.items()} == ASSUMPTION_DTYPES
    assert table["key"].is_unique
    assert table["number"].isna().any()
