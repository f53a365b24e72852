"""What a scenario says of access: what is possible, what is told of what is not, and that others do not change."""

from __future__ import annotations

import pytest

from simulator.errors import ScenarioError
from simulator.results.accessibility_definitions import ACCESS_FIGURES, OF_PEOPLE, TABLES
from simulator.scenario.accessibility_models import RIN
from simulator.scenario.dump import resolved
from simulator.scenario.loader import load_scenario
from simulator.scenario.models import Scenario
from simulator.units import DAY_S, HOUR_S, MINUTE_S

CENTRES = 'accessibility.centres={"basic":["Putlitz"],"middle":["Perleberg","Wittenberge"]}'


def said(*values: str) -> Scenario:
    return load_scenario("prignitz/rufbus", [CENTRES, *(f"accessibility.{value}" for value in values)])


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ('centres.middle=["Perleberg","Perleberg"]', 'a middle centre before it is called "Perleberg", too'),
        ('centres.middle=[{"lon":11.8}]', "expected lon and lat, or none of them"),
        ('centres.middle=[{"lon":11.8,"lat":53.0}]', "expected a name"),
        ('centres.middle=[{"name":"Schwerin","stop":"Schwerin","beyond":"10 min"}]', "beyond goes with lon and lat"),
        ('centres.middle=[{"stations_of":"rufbus"}]', 'unknown service by timetable "rufbus"; there is none'),
        ('centres.middle=[{"stations_of":"rufbus","name":"x"}]', "stations_of stands alone"),
        ('thresholds={"midle":{"car":"30 min","public":"45 min"}}', 'did you mean "middle"?'),
        ('services=["rufbuss"]', 'did you mean "rufbus"?'),
        ("traveller_class=adullt", 'did you mean "adult"?'),
        ('hours=["05:00","25:00"]', "hours end after the day; expected 24:00 at most"),
        ('guarantee.peak=[["06:00","09:00"],["22:00","26:00"]]', "guarantee.peak[1] end after the day"),
        ('feeder_times=["08:00","08:05"]', "feeder_times[1] is no wished departure"),
        ('feeder_times=["04:00"]', "feeder_times[0] is no wished departure"),
        ("every=7 min", "every has to fit into an hour"),
        ("cells.layer=x", "layer goes with file"),
        ('centres.my-kind=["Perleberg"]', "expected a name of small letters, digits and _"),
        ("cells.grid=10 m", "expected greater than or equal to 250"),
    ],
)
def test_what_cannot_be_is_told(value: str, told: str) -> None:
    with pytest.raises(ScenarioError, match="accessibility") as error:
        said(value)
    assert told in str(error.value)


def test_who_asks_has_to_ask_the_service() -> None:
    with pytest.raises(ScenarioError, match=r'"cars" is not asked by the class "adult"; see people\.classes\.adult'):
        load_scenario("prignitz/ecosystem", [CENTRES, 'accessibility.services=["rufbus","cars"]'])


def test_what_is_not_said() -> None:
    assert "accessibility" not in resolved(load_scenario("prignitz/rufbus"))
    config = said('thresholds={"middle":{"car":"20 min","public":"40 min"}}').accessibility
    assert config is not None
    assert (config.hours, config.every_s, config.guarantee.within_s) == ((5 * HOUR_S, DAY_S), 15 * MINUTE_S, HOUR_S)
    assert config.kept_within["basic"] == RIN["basic"]
    assert config.kept_within["middle"].public_s == 40 * MINUTE_S
    assert "upper" not in config.kept_within, "nobody names any"
    assert config.of_kind("basic") == (("basic", 0), ("middle", 0), ("middle", 1))
    assert config.of_kind("middle") == (("middle", 0), ("middle", 1))


def test_every_column_has_a_meaning() -> None:
    for name, (dtypes, definitions) in TABLES.items():
        assert set(dtypes) == set(definitions), name
    assert all(figure in ACCESS_FIGURES["figure"].definition or "reached" in figure for figure in OF_PEOPLE)
