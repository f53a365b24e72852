"""What the docs say of a scenario with all people of a county: every key, and an example that runs."""

from __future__ import annotations

from pathlib import Path

from simulator import load_scenario
from simulator.scenario.population_models import PopulationDemand
from simulator.world.build import build_world
from tests.docs.texts import ROOT, fenced, spans
from tests.world.test_population_demand import written

SECTION = (ROOT / "docs" / "demand.md").read_text("utf-8").split("## All people of a county\n")[1].split("\n## ")[0]


def test_every_key_is_explained() -> None:
    keys = {name.removesuffix("_m").removesuffix("_s") for name in PopulationDemand.model_fields}
    assert keys - set(spans(SECTION)) == set()


def test_the_example_makes_requests(tmp_path: Path) -> None:
    written(tmp_path)
    (tmp_path / "people").rename(tmp_path / "my-people")
    (tmp_path / "places.csv").rename(tmp_path / "localities.csv")
    (tmp_path / "my-county").symlink_to(load_scenario("tiny/line").network.file)
    (example,) = fenced(SECTION, "yaml")
    (tmp_path / "mine.yaml").write_text(example)
    demand = build_world(load_scenario(tmp_path / "mine.yaml", allow_outside_paths=True)).demand
    assert set(demand["traveller_class"]) <= {"adult", "worker", "carless", "pupil"}
    assert len(demand) > 12
