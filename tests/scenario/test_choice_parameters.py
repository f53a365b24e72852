"""Sets of parameters of choice: what they fill in, what of it is told where, and what they come to."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from simulator.scenario.choice_models import Choice
from simulator.scenario.choice_parameters import parameter_sets, parameters_markdown, parameters_of
from simulator.scenario.ledger import ledger
from simulator.services.protocol import Attempt, Offer
from simulator.travellers.choice import utility_of
from tests.worlds import line_network, scenario_of


def choice(**told: object) -> Choice:
    return Choice.model_validate({"model": "logit", "parameters": "lausitz", **told})


def test_utilities_by_the_set_of_the_lausitz() -> None:
    """By car 20 minutes, 5 to it and from it, 3.75 EUR; by bus 10 of wait, 30 of ride, 10 of walk, a change, 2 EUR."""
    known = choice().for_services([("own_means", "car", "fiat"), ("timetable", "timetable", "lines")])
    by_car = Offer(0, Attempt(0, 0, 0, 0), None, ride_s=1200, walk_s=300, fare_eur=3.75)
    by_bus = Offer(1, Attempt(0, 0, 0, 0), None, wait_s=600, ride_s=1800, walk_s=600, fare_eur=2, changes=1)
    assert utility_of(by_car, known.of_service(0)) == pytest.approx(-0.4907 - 2 - 0.5 - 3.75)
    assert utility_of(by_bus, known.of_service(1)) == pytest.approx(-2.1563 - 1 - 3 - 1 - 1 - 2)
    assert known.staying == -1000


def test_what_is_given_wins_value_by_value() -> None:
    told = choice(per_eur=-0.3, of={"car": {"per_ride_min": -0.2}, "rufbus": {"constant": 1}})
    assert (told.per_eur, told.per_change, told.of["rufbus"].constant) == (-0.3, -1, 1)
    assert (told.of["car"].constant, told.of["car"].per_ride_min) == (-0.4907, -0.2)
    assert told.of["bike"].constant == -4.4229
    assert Choice.model_validate(told.model_dump()) == told


@pytest.mark.parametrize("given", [{"parameters": "lausiz"}, {"of": 3}, {"of": {"car": 3}}])
def test_what_is_no_set_and_no_section_is_told(given: dict[str, object]) -> None:
    with pytest.raises(ValidationError) as found:
        choice(**given)
    assert ("did you mean" in str(found.value)) is ("parameters" in given)


def test_the_ledger_names_the_source_of_each_value() -> None:
    told = {"model": "logit", "parameters": "lausitz", "per_eur": -0.3}
    scenario = scenario_of(line_network(3), classes={"adult": {"choice": told}})
    rows = {row.key: row for row in ledger(scenario)}
    car = rows["people.classes.adult.choice.of.car.constant"]
    assert (car.number, car.source) == (-0.4907, parameters_of("lausitz")["of", "car", "constant"].source)
    assert rows["people.classes.adult.choice.per_change"].source_de.startswith("Vorgabe von MATSim")
    assert rows["people.classes.adult.choice.per_eur"].source == ""


def test_every_value_has_a_source_and_the_page_is_current() -> None:
    for name in parameter_sets():
        assert all(one.source and one.source_de for one in parameters_of(name).values())
    written = (Path(__file__).resolve().parents[2] / "docs" / "choice-parameters.md").read_text(encoding="utf-8")
    assert written == parameters_markdown() + "\n", "run: python -m simulator.scenario.choice_parameters"
