"""What vehicles do in which territory: by hand on a line, and sums on days of all kinds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulator.analysis.counted import EVER, Window
from simulator.analysis.territories import MEASURES, rides_between, territory_table
from simulator.analysis.vehicles.states import DRIVING_STATES
from simulator.experiments.audit_territories import audit_by_territory
from simulator.experiments.end_areas import with_end_areas
from simulator.experiments.run import RunResult
from simulator.experiments.territories import by_territory, territories_input
from simulator.simulation.simulate import simulate
from simulator.tables import no_rows
from tests.world.test_places import bands
from tests.worlds import line_network, world_of

NETWORK = line_network(10)  # nodes 1 km apart, a minute each
HOUR_S = 3600


def result_of(folder: Path, requests: list[dict[str, Any]], **changes: Any) -> RunResult:
    south = bands(folder / "counties.geojson", South=(-1, 2.5), North=(2.5, 7.25))
    world = world_of(NETWORK, requests, places={"territories": {"file": south}}, **changes)
    return RunResult(world, simulate(world, debug=True))


def way(origin: int, destination: int, at_s: int = HOUR_S, **more: Any) -> dict[str, Any]:
    return {"submitted_s": at_s, "origin_node": origin, "destination_node": destination, **more}


def test_a_ride_over_two_borders_by_hand(tmp_path: Path) -> None:
    """From the depot at node 0 empty to 1, with three riders to 9, and back: borders are at 2.5 km and 7.25 km."""
    told = by_territory(result_of(tmp_path, [way(1, 9, party_size=3)], service={"dwell": "60 s"}))
    rows = told.set_index("territory")[list(MEASURES)]
    assert rows.index.tolist() == ["South", "North", ""]
    assert rows["driven_m"].tolist() == [2500 + 2500, 2 * 4750, 2 * 1750]
    assert rows["loaded_m"].tolist() == [1500, 4750, 1750]
    assert rows["rider_m"].tolist() == [4500, 14_250, 5250]
    assert rows["driving_s"].tolist() == [300, 570, 210]
    # an hour in the depot and a minute at node 1; where riders got off it stands until it has to be home at midnight
    assert rows["standing_s"].tolist() == [3660, 0, 86_400 - 3660 - 1080]


def test_a_drive_over_midnight_by_hand(tmp_path: Path) -> None:
    """Two minutes of the eight to node 9 lie before it: 22.5, 71.25 and 26.25 s; its metres belong to the next day."""
    result = result_of(tmp_path, [way(1, 9, party_size=3)], service={"dwell": "60 s"})
    midnight_s = HOUR_S + 60 + 60 + 120
    days = {0: Window(EVER.from_s, midnight_s), 1: Window(midnight_s, EVER.until_s)}
    territories = result.world.territories
    assert territories is not None
    told = territory_table(result.tables, territories, NETWORK, days, None)
    first, second = (told[told["day"] == day].set_index("territory") for day in days)
    assert first["driven_m"].to_dict() == {"South": 1000, "North": 0, "": 0}
    assert first["driving_s"].to_dict() == {"South": 60 + 23, "North": 71, "": 26}
    assert first["standing_s"].to_dict() == {"South": 3660, "North": 0, "": 0}
    assert second["driven_m"].to_dict() == {"South": 4000, "North": 9500, "": 3500}
    assert second["driving_s"].sum() == 360 + 540
    ending = {0: Window(EVER.from_s, midnight_s + 360), 1: Window(midnight_s + 360, EVER.until_s)}
    told = territory_table(result.tables, territories, NETWORK, ending, None)
    assert told[told["day"] == 0]["driven_m"].sum() == 1000  # what ends at midnight belongs to the next day


def sums_are_those_of_vehicles(result: RunResult) -> None:
    vehicles = result.vehicles
    told = by_territory(result).groupby("vehicle")[list(MEASURES)].sum()
    told = told.reindex(vehicles["vehicle"], fill_value=0)
    driving = [f"{state}_s" for state in DRIVING_STATES]
    expected = {
        "driven_m": vehicles["driven_m"],
        "loaded_m": vehicles["with_riders_m"],
        "driving_s": vehicles[driving].sum(axis=1),
        "standing_s": vehicles["in_service_s"] - vehicles[driving].sum(axis=1),
        "rider_m": vehicles["rider_m"],
    }
    for name, values in expected.items():
        assert told[name].tolist() == values.tolist(), name


def test_sums_are_those_of_the_vehicles(tmp_path: Path) -> None:
    random = np.random.default_rng(3)
    times_s = np.sort(random.integers(0, 80_000, 40)).tolist()
    ends = [random.choice(10, 2, replace=False).tolist() for _ in times_s]
    requests = [way(one, other, at_s) for [one, other], at_s in zip(ends, times_s, strict=True)]
    result = result_of(tmp_path, requests)
    sums_are_those_of_vehicles(result)
    told = by_territory(result)
    assert list(audit_by_territory(told, result.events, result.world)) == []
    for column in MEASURES:
        off = told.assign(**{column: told[column] + (np.arange(len(told)) == 1)})
        (line,) = audit_by_territory(off, result.events, result.world)
        assert f"{column} in all territories is" in line
    elsewhere = told.assign(territory=told["territory"].replace({"South": "North", "North": "South"}))
    north, south = sorted(audit_by_territory(elsewhere, result.events, result.world))
    assert 'territory "North"' in north and 'territory "South"' in south and "the ways lead over" in south


def test_requests_tell_where_they_begin_and_end(tmp_path: Path) -> None:
    result = result_of(tmp_path, [way(1, 6), way(6, 1, 2 * HOUR_S), way(1, 2, 3 * HOUR_S), way(9, 1, 4 * HOUR_S)])
    for table in (result.requests, result.journeys, result.requests_input):
        assert table["origin_territory"].tolist() == ["South", "North", "South", ""]
        assert table["destination_territory"].tolist() == ["North", "South", "South", "South"]
    assert "origin_zone" not in result.requests
    rentals = with_end_areas(pd.DataFrame({"request": [0, 4, -1]}), result.world)  # 4 is a rental of its own
    assert rentals["origin_territory"].tolist() == ["South", "", ""]
    between = rides_between(result.requests)
    assert between[["origin", "destination", "served"]].to_numpy().tolist() == [
        ["", "South", 1], ["North", "South", 1], ["South", "North", 1], ["South", "South", 1],
    ]  # fmt: skip
    figures = result.kpis_by_group
    here = figures[(figures["grouping"] == "territory") & (figures["figure"] == "requests")]
    assert dict(zip(here["group_name"], here["value"], strict=True)) == {"North": 1, "South": 2, "outside": 1}


def test_inhabitants_are_those_of_the_localities_within(tmp_path: Path) -> None:
    world = result_of(tmp_path, [way(1, 2)]).world
    assert world.territories is not None
    lat = NETWORK.lat[[0, 2, 3, 9]]
    places = pd.DataFrame({"name": list("abcd"), "lon": 12.0, "lat": lat, "inhabitants": [10.0, 5.0, 7.0, 9.0]})
    table = territories_input(world.territories, places)
    assert table["inhabitants"].tolist() == [15, 7]
    assert territories_input(world.territories, None)["inhabitants"].isna().all()


def test_who_has_no_territories_has_no_columns() -> None:
    world = world_of(NETWORK, [way(1, 2)])
    table = no_rows({"request": "int32"})
    assert with_end_areas(table, world) is table
    assert "origin_territory" not in RunResult(world, simulate(world)).requests


@pytest.mark.parametrize("column", MEASURES)
def test_every_measure_has_a_meaning(column: str) -> None:
    from simulator.results.catalogue import CATALOGUE

    assert column in CATALOGUE["by_territory"].definitions
