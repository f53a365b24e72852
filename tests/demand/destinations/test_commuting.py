"""Who works where: sums that are exact, flows as a file has them, and who stays where others change."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulator.demand.destinations.commuter_flows import Workers, flows_between
from simulator.demand.destinations.commuting import shared_out, work_sites
from simulator.demand.destinations.sites import Sites
from simulator.errors import RequestFileError
from tests.demand.destinations.worlds import config_of, county, villagers, written

FLOWS = "home,work,commuters"


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Sites:
    return county(tmp_path_factory.mktemp("county"))


def counted(sites: Sites, config: object, live: tuple[int, int, int]) -> list[list[int]]:
    zone = np.repeat(np.arange(3), live)
    return flows_between(sites, config, Workers(zone, np.array([0, 3, 4])[zone])).counts.tolist()


def test_workers_and_jobs_have_exact_sums_without_a_file(sites: Sites) -> None:
    flows = np.array(counted(sites, config_of(), (700, 40, 30)))
    assert flows.sum(axis=1).tolist() == [700, 40, 30]
    leave = 192  # of 0.25 * 770 = 192.5
    assert flows[:, 3:].sum(axis=0).tolist() == [144, 48]  # 3 to 1, as their weights
    weight = sites.table["work"][:12].groupby(sites.table["municipality"][:12]).sum()
    assert np.abs(flows[:, :3].sum(axis=0) - (770 - leave) * weight.to_numpy()).max() < 1
    assert flows[1, 1] / 40 > 3 * flows[0, 1] / 700  # work near home attracts more


def test_who_is_left_works_at_home_where_the_file_does_not_say(sites: Sites, tmp_path: Path) -> None:
    rows = [("Town", "02", 60), ("01", "North", 90), ("01", "outside", 40), ("Hill", "01", 50), ("North", "01", 200)]
    flows = flows_between(
        sites,
        config_of(flows=written(tmp_path, "flows.csv", FLOWS, rows)),
        Workers(np.repeat([0, 1, 2], [700, 40, 30]), np.zeros(770, dtype=int)),
    )
    assert flows.counts[0].tolist() == [700 - 190, 60, 0, 120, 10]
    assert flows.counts[1].tolist() == [40, 0, 0, 0, 0]  # 50 commuters of 40 workers: scaled
    assert flows.counts[2].sum() == 30
    told = [note.english for note in flows.notes]
    assert told == [
        "Municipalities whose commuter flows are scaled to the workers who live there: 1, to 80 to 80 %.",
        "Commuters of the flows who live outside and are left out, as only those travel who live here: 200.",
    ]


def test_flows_with_those_who_stay_are_scaled_to_the_workers(sites: Sites, tmp_path: Path) -> None:
    rows = [("01", "01", 300), ("01", "02", 100), ("02", "02", 20), ("02", "01", 20), ("03", "03", 30)]
    config = config_of(flows=written(tmp_path, "flows.csv", FLOWS, rows))
    assert counted(sites, config, (700, 40, 30)) == [[525, 175, 0, 0, 0], [20, 20, 0, 0, 0], [0, 0, 30, 0, 0]]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("Towm", "02", 1), 'flows.csv:2: home: unknown place "Towm"; did you mean "Town"?'),
        (("01", "11000", 1), 'flows.csv:2: work: unknown place "11000"; '),
        (("01", "02", -1), "flows.csv:2: commuters: -1 is not between 0 and inf"),
        (("01", "02", "many"), 'flows.csv:2: commuters: "many" is not a number'),
    ],
)
def test_a_wrong_flow_is_told(sites: Sites, tmp_path: Path, row: tuple[object, ...], expected: str) -> None:
    with pytest.raises(RequestFileError) as caught:
        counted(sites, config_of(flows=written(tmp_path, "flows.csv", FLOWS, [row])), (7, 4, 3))
    assert expected in str(caught.value)


def test_a_flow_that_stands_twice_is_told(sites: Sites, tmp_path: Path) -> None:
    path = written(tmp_path, "flows.csv", FLOWS, [("01", "02", 5), ("Town", "Hill", 6)])
    with pytest.raises(RequestFileError, match=r"flows\.csv:3: home: this flow stands here a second time"):
        counted(sites, config_of(flows=path), (7, 4, 3))


def test_nobody_goes_outside_where_no_place_is_there(tmp_path: Path) -> None:
    inside = county(tmp_path, None)
    assert np.array(counted(inside, config_of(), (700, 40, 30))).shape == (3, 3)
    with pytest.raises(RequestFileError, match='work: unknown place "outside"'):
        counted(inside, config_of(flows=written(tmp_path, "f.csv", FLOWS, [("01", "outside", 5)])), (7, 4, 3))


def test_flows_come_out_exactly_person_by_person(sites: Sites) -> None:
    people, config = villagers(sites, 3000), config_of()
    work, _ = work_sites(people, sites, config, 1)
    works = (people.persons["employment"] != "none").to_numpy()
    assert (work[~works] == -1).all() and (work[works] >= 0).all()
    keys = sites.municipality_keys
    home = np.array([keys.index(key) for key in people.persons["municipality"][works]])
    places = [*keys, "North", "South"]
    there = np.where(sites.gateway < 0, sites.table["municipality"].to_numpy(dtype=object), sites.table["name"])[
        work[works]
    ]
    found = np.zeros((3, 5), dtype=int)
    np.add.at(found, (home, [places.index(place) for place in there]), 1)
    expected = flows_between(sites, config, Workers(home, sites.nearest(people.homes[works])))
    assert found.tolist() == expected.counts.tolist()


def test_within_a_municipality_jobs_and_distance_decide(sites: Sites) -> None:
    """Against the formula: of those of one home who stay in the town, site by site."""
    people = villagers(sites, 40_000)
    work, _ = work_sites(people, sites, config_of(), 1)
    persons = people.persons
    some = (persons["employment"] != "none").to_numpy() & (people.homes[:, 0] == 12.0) & (people.homes[:, 1] == 53.0)
    town = np.flatnonzero(sites.table["municipality"] == "01")
    metres = sites.metres[sites.nearest(np.array([[12.0, 53.0]]))[0], town]
    weight = sites.table["work"].to_numpy()[town] / (1 + metres / 2000) ** 2
    found = np.array([(work[some] == site).sum() for site in town])
    assert found / found.sum() == pytest.approx(weight / weight.sum(), abs=0.01)


def test_few_change_their_work_where_few_others_change() -> None:
    random = np.random.default_rng(5)
    home, chance = np.repeat([0, 1], [4000, 1000]), random.random(5000)
    before = shared_out(np.array([[3000, 600, 400], [300, 600, 100]]), home, chance)
    stays = random.random(5000) > 0.05
    counts = np.bincount(home[stays])
    shares = np.array([[0.75, 0.15, 0.1], [0.3, 0.6, 0.1]])
    after = shared_out(_whole(shares * counts[:, None], counts), home[stays], chance[stays])
    assert np.bincount(before[home == 0]).tolist() == [3000, 600, 400]
    assert (before[stays] != after).mean() < 0.01


def _whole(table: np.ndarray, sums: np.ndarray) -> np.ndarray:
    found = np.floor(table).astype(int)
    found[:, 0] += sums - found.sum(axis=1)
    return found
