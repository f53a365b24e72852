"""A search for duties on a line of stops: need by hand, the answer runs, and it says what the scenario file says."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from simulator.errors import ScenarioError
from simulator.experiments.duties.kinds import Span
from simulator.experiments.duties.need import Need, need_of
from simulator.experiments.duties.study import Search, Wanted, find_duties
from simulator.experiments.duties.tables import write_duties
from simulator.experiments.executors import ThisProcess
from simulator.experiments.fleet_size import Goal
from simulator.experiments.identity import scenario_digest
from simulator.experiments.run import run
from simulator.experiments.variants import Variant
from simulator.scenario.catalogue import bundled_folder
from simulator.scenario.loader import load_scenario
from simulator.units import HOUR_S

SERVED = Goal("service_rate", 0.5, at_most=False)


def copied(name: str, folder: Path) -> Path:
    """Return a folder of bundled scenarios in which tests may write."""
    return Path(shutil.copytree(bundled_folder() / name, folder / name))


def test_need_is_rounded_up_and_ends_with_the_hours() -> None:
    need = Need(np.array([0, 1800, 3600, 5400]), np.array([0.2, 1.0, 2.1]), np.array([1.0, 2.0, 1.0]), (1.0,))
    assert need.whole(100, Span(0, 5400)).tolist() == [1, 1, 3]
    assert need.whole(200, Span(1800, 5400)).tolist() == [0, 2, 5]
    assert need.asked_within(Span(1800, 5400)) == 0.75


def test_need_of_the_line_by_hand() -> None:
    # From 08:00:00 to 08:13:00 the minibus carries anna, bert and a friend or stands at their stops, then from 09:00:00
    # to 09:12:00 for dora; all want to begin at A, the only depot.
    need = need_of([run(load_scenario("tiny/line"))], "line", load_scenario("tiny/line").depots)
    assert need.edges_s.tolist() == [28_800, 30_600, 32_400, 34_200]
    assert need.vehicles == pytest.approx([780 / 1800, 0, 720 / 1800])
    assert need.asked.tolist() == [3, 0, 1]
    assert need.shares == (1.0,)


def search_of(folder: Path, scenario: Path, **wanted: object) -> Search:
    return Search(Variant(str(scenario)), Wanted((SERVED,), 0.95, 2, **wanted), folder, ThisProcess(), lambda *_: None)  # type: ignore[arg-type]


def test_the_cheapest_duty_of_the_line_is_the_shortest_and_runs_as_its_file_says(tmp_path: Path) -> None:
    line = copied("tiny", tmp_path) / "line.yaml"
    search = search_of(tmp_path / "runs", line)
    (tmp_path / "runs").mkdir()
    found = find_duties(search, lambda _: None)
    assert found.best is not None
    assert [[span.hours for span in its] for its in found.best.vehicles] == [[4]]
    tables = write_duties(tmp_path, load_scenario(str(line)), search.wanted, found)
    assert tables["duties"]["hours"].tolist() == [4.0]
    assert tables["need"]["covered"].tolist() == [1, 0, 1]
    assert tables["options"]["best"].sum() == 1
    assert found.variant is not None
    written = line.parent / "line-duties.yaml"
    (tmp_path / "line-duties.yaml").rename(written)
    of_file, of_variant = load_scenario(str(written)), found.variant.load()
    assert scenario_digest(of_file.model_copy(update={"name": of_variant.name})) == scenario_digest(of_variant)
    # 40 EUR for each of 4 h instead of 2.5 h: 60 EUR more, the same rides and kilometres.
    assert found.against["cost_eur"].value == pytest.approx(60)
    assert found.against["service_rate"].value == 0


def test_shorter_duties_may_be_had_where_they_are_enough(tmp_path: Path) -> None:
    # The need is from 08:00 to 08:30 and from 09:00 to 09:30: an hour and a half, 60 EUR, covers both.
    search = search_of(tmp_path, copied("tiny", tmp_path) / "line.yaml", shortest_s=HOUR_S, hours=True)
    found = find_duties(search, lambda _: None)
    assert found.best is not None
    assert [[span.hours for span in its] for its in found.best.vehicles] == [[1.5]]
    assert all(option.hours.end_s - option.hours.start_s >= HOUR_S and option.tested for option in found.options)


def test_a_depot_that_is_given_up_is_saved(tmp_path: Path) -> None:
    line = copied("tiny", tmp_path) / "line.yaml"
    line.write_text(line.read_text().replace("lat: 53.0}", "lat: 53.0}\n          - {name: C, lon: 12.0, lat: 53.09}"))
    found = find_duties(search_of(tmp_path, line, depots=True, depot_year_eur=36_500.0), lambda _: None)
    assert found.best is not None and len(found.best.depots) == 1
    assert found.against["cost_eur"].value == pytest.approx(60 - 100)  # an hour and a half more, a depot less


def test_what_has_no_price_has_no_cheapest(tmp_path: Path) -> None:
    line = copied("tiny", tmp_path) / "line.yaml"
    line.write_text(line.read_text().replace("per_vehicle_hour: 40 EUR", ""))
    with pytest.raises(ScenarioError, match="per_driver_hour"):
        search_of(tmp_path, line)
