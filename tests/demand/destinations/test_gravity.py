"""Where all else is done: against brute force, as far as the survey has it, and each person by himself."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simulator.demand.destinations.anchors import Anchors, anchors
from simulator.demand.destinations.gravity import balanced, places_of
from simulator.demand.destinations.lengths import PURPOSES, band_of, road_m, shares_by_purpose, wanted_shares
from simulator.demand.destinations.reach import Reach, distances_of
from simulator.demand.destinations.sites import Sites
from simulator.demand.population.tables import Population
from simulator.demand.tours.tables import NOBODY
from simulator.scenario.demand_parts import MID_BANDS
from tests.demand.destinations.worlds import OUTSIDE, config_of, county, day_of, villagers, wide_county

CONFIG = config_of()


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Sites:
    return county(tmp_path_factory.mktemp("county"))


@pytest.fixture(scope="module")
def people(sites: Sites) -> Population:
    return villagers(sites, 4000)


@pytest.fixture(scope="module")
def known(sites: Sites, people: Population) -> Anchors:
    return balanced(anchors(people, sites, CONFIG, 1), day_of(people, 0), people, sites, CONFIG, 1)


def test_lengths_and_bands_by_hand() -> None:
    north = road_m(np.array([[12.0, 53.0]]), np.array([[12.0, 53.01]]))
    assert north == pytest.approx([1.3 * 1113.2], rel=2e-3)
    east = road_m(np.array([[12.0, 53.0]]), np.array([[12.01, 53.0]]))
    assert east == pytest.approx(north * np.cos(np.radians(53.0)))
    assert band_of(np.array([0.0, 999.0, 1000.0, 19_999.0, 20_000.0, 9e5]), MID_BANDS).tolist() == [0, 0, 1, 4, 5, 5]


def test_published_lengths_become_shares_of_bands() -> None:
    shares = shares_by_purpose(MID_BANDS)
    assert shares.sum(axis=1) == pytest.approx(1.0)
    work = shares[PURPOSES.index("work")]
    assert work[:3].sum() < 0.5 < work[:4].sum()  # the median, 8.1 km, is in the fourth
    assert shares[PURPOSES.index("shopping"), :2].sum() == pytest.approx(0.5)  # the median is 2.0 km


def test_probabilities_are_those_of_the_formula(sites: Sites) -> None:
    factor = np.random.default_rng(2).random((len(PURPOSES), len(MID_BANDS) + 1))
    reach = Reach(distances_of(sites, MID_BANDS), factor)
    for purpose in ("shopping", "leisure"):
        row = PURPOSES.index(purpose)
        found = reach.probabilities(row)
        for origin in (0, 4, 8):
            weights, beyond = [], []
            for site in range(len(sites.table)):
                metres = road_m(sites.lonlat[origin], sites.lonlat[site])
                band = int(band_of(np.array([metres]), MID_BANDS)[0])
                weight = sites.table[purpose][site] * (1 if sites.gateway[site] < 0 else 0)
                weights.append(weight * factor[row, band] * np.exp(-metres / 10_000))
                beyond.append({-1: 0.0, 0: 0.75, 1: 0.25}[int(sites.gateway[site])])  # weights 3 and 1
            stays = (1 - factor[row, -1]) * np.array(weights) / sum(weights)
            assert found[origin] == pytest.approx(stays + factor[row, -1] * np.array(beyond))


def test_weights_of_places_outside_are_in_units_of_their_own(people: Population, tmp_path: Path) -> None:
    """Told as numbers of commuters or as shares: as many leave."""
    day, gone = day_of(people, 0), []
    for times in (0.001, 1000.0):
        names, places = OUTSIDE
        sites = county(tmp_path, (names, replace(places, weight=places.weight * times)))
        fixed = anchors(people, sites, CONFIG, 1)
        found = places_of(day, people, fixed, sites, CONFIG, 1, 0)
        gone.append((found.gateway >= 0)[~day["purpose"].isin(["work", "school"])].mean())
    assert gone[0] == gone[1] == pytest.approx(CONFIG.trips_out, abs=0.01)


def test_sites_are_drawn_with_their_probabilities(sites: Sites) -> None:
    reach = Reach(distances_of(sites, MID_BANDS), np.full((len(PURPOSES), len(MID_BANDS) + 1), 0.3))
    row = PURPOSES.index("leisure")
    chance = (np.arange(100_000) + 0.5) / 100_000  # evenly, so that shares are exact
    drawn = reach.drawn(np.full(100_000, 3), row, chance)
    shares = np.bincount(drawn, minlength=len(sites.table)) / 100_000
    assert shares == pytest.approx(reach.probabilities(row)[3], abs=2e-5)


def test_work_school_and_who_is_escorted_are_where_they_are(sites: Sites, people: Population, known: Anchors) -> None:
    day = day_of(people, 1)
    pupil = np.flatnonzero(known.school >= 0)[0]
    escorts = day.index[day["purpose"] == "escort"][:5]
    day = day.assign(companion=NOBODY, party=2, party_on=1, to_school=False)
    day.loc[escorts, ["companion", "to_school"]] = pupil, True
    driven = day.index[day["purpose"] == "escort"][5:10]  # to something else: who drives waits there
    day.loc[driven, ["companion", "party_on"]] = pupil, 2
    places = places_of(day, people, known, sites, CONFIG, 1, 0)
    at, person = np.column_stack([places.lon, places.lat]), day["person"].to_numpy()
    works, learns = ((day["purpose"] == name).to_numpy() for name in ("work", "school"))
    assert np.array_equal(at[works], np.column_stack([known.work_lon, known.work_lat])[person[works]])
    assert np.array_equal(places.gateway[works], known.work_gateway[person[works]])
    assert np.array_equal(at[learns], sites.lonlat[known.school[person[learns]]])
    assert (at[escorts] == sites.lonlat[known.school[pupil]]).all()
    assert not (at[driven] == sites.lonlat[known.school[pupil]]).all(axis=1).all()


def test_who_is_brought_somewhere_is_fetched_there(sites: Sites, people: Population, known: Anchors) -> None:
    """Also on the way home from work, and on a tour of its own; the next one brought goes elsewhere."""
    person = np.flatnonzero(known.work_gateway < 0)[:40]
    rows = {"person": np.repeat(person, 6), "position": np.tile([1, 2, 3, 1, 1, 1], len(person))}
    rows["purpose"] = np.tile(["escort", "work", "escort", "escort", "escort", "leisure"], len(person))
    rows |= {"party": np.tile([2, 1, 1, 2, 1, 1], len(person)), "party_on": np.tile([1, 1, 2, 1, 2, 1], len(person))}
    child = np.where(rows["purpose"] == "escort", np.tile([7, 7, 7, 8, 8, 8], len(person)), NOBODY)
    day = pd.DataFrame(rows | {"companion": child, "to_school": False})
    places = places_of(day, people, known, sites, CONFIG, 1, 0)
    at = np.column_stack([places.lon, places.lat]).reshape(-1, 6, 2)
    assert np.array_equal(at[:, 0], at[:, 2])
    assert np.array_equal(at[:, 3], at[:, 4])
    assert (at[:, 0] != at[:, 3]).any()


def test_the_second_stop_is_near_the_first_one(sites: Sites, people: Population, known: Anchors) -> None:
    """Who works in the village of Hill and goes on from there is nearer to it than who comes from home in town."""
    near = known.balance._replace(factor=np.tile([1, 0.3, 0.1, 0.05, 0.02, 0.01, 0], (len(PURPOSES), 1)))
    person = np.flatnonzero((known.work_gateway >= 0) & (people.homes[:, 0] < 12.02))
    at_hill = {
        name: np.full(len(people.persons), lon)
        for name, lon in zip(("work_lon", "work_lat"), (12.08, 53.0), strict=True)
    }
    known = known._replace(balance=near, work_gateway=np.full(len(people.persons), -1), **at_hill)
    rows = {"person": np.repeat(person, 2), "position": np.tile([1, 2], len(person))}
    chains = pd.DataFrame(rows | {"purpose": np.tile(["work", "leisure"], len(person))})
    after = places_of(chains, people, known, sites, CONFIG, 1, 0)
    alone = places_of(
        pd.DataFrame({"person": person, "position": 1, "purpose": "leisure"}), people, known, sites, CONFIG, 1, 0
    )
    assert len(person) > 100
    assert (after.lon[1::2] > 12.05).mean() > (alone.lon > 12.05).mean() + 0.2


def test_who_is_outside_looks_for_the_next_from_home(sites: Sites, people: Population, known: Anchors) -> None:
    person = np.flatnonzero(known.work_gateway >= 0)
    rows = {"person": np.repeat(person, 2), "position": np.tile([1, 2], len(person))}
    chains = pd.DataFrame(rows | {"purpose": np.tile(["work", "shopping"], len(person))})
    after = places_of(chains, people, known, sites, CONFIG, 1, 0)
    alone = places_of(
        pd.DataFrame({"person": person, "position": 1, "purpose": "shopping"}), people, known, sites, CONFIG, 1, 0
    )
    assert np.array_equal(after.lon[1::2], alone.lon) and (after.gateway[::2] >= 0).all()


def test_ways_are_as_long_as_asked_for_and_some_lead_outside(tmp_path: Path) -> None:
    """On another day than the one that was balanced, with chains and ways home."""
    sites = wide_county(tmp_path)
    people = villagers(sites, 8000)
    begun = anchors(people, sites, CONFIG, 1)
    known, day = balanced(begun, day_of(people, 0), people, sites, CONFIG, 1), day_of(people, 2)
    places = places_of(day, people, known, sites, CONFIG, 1, 2)
    at, first = np.column_stack([places.lon, places.lat]), (day["position"] == 1).to_numpy()
    homes, last = people.homes[day["person"]], np.append(first[1:], True)
    before = np.where(first[:, None], homes, np.roll(at, 1, axis=0))
    band = band_of(np.concatenate([road_m(before, at), road_m(at[last], homes[last])]), MID_BANDS)
    assert known.notes == () and np.abs(np.bincount(band) / len(band) - wanted_shares(MID_BANDS)).max() < 0.01
    free = (~day["purpose"].isin(["work", "school"])).to_numpy()
    out = places.gateway[free] >= 0
    assert out.mean() == pytest.approx(0.02, abs=0.006)
    assert (places.gateway[free][out] == 0).mean() == pytest.approx(0.75, abs=0.12)
    assert np.array_equal(at[free][out], sites.lonlat[-2:][places.gateway[free][out]])


def test_a_county_where_ways_cannot_be_so_long_says_so(sites: Sites, known: Anchors) -> None:
    assert [note.rule for note in known.notes] == ["lengths-of-ways"]


def test_each_person_goes_where_he_would_whatever_others_do(sites: Sites, people: Population, known: Anchors) -> None:
    """Byte for byte: 5 % move house, and do something else."""
    day = day_of(people, 3)
    before = places_of(day, people, known, sites, CONFIG, 1, 3)
    changed = np.random.default_rng(4).random(len(people.persons)) < 0.05
    households = people.households.assign(lon=np.where(changed, 12.08, people.households["lon"]))
    touched = changed[day["person"]]
    other = day[~touched | (day["position"] == 1)].reset_index(drop=True)
    other.loc[changed[other["person"]], "purpose"] = "leisure"
    after = places_of(other, Population(people.persons, households), known, sites, CONFIG, 1, 3)
    kept = ~changed[other["person"]]
    assert 0.9 < kept.mean() < 0.99
    for name in ("lon", "lat", "gateway"):
        assert getattr(before, name)[~touched].tobytes() == getattr(after, name)[kept].tobytes()


def test_a_person_who_gives_up_one_thing_does_the_others_where_he_did(
    sites: Sites, people: Population, known: Anchors
) -> None:
    day = day_of(people, 3)
    rest = day[(day["purpose"] != "errands") & ~day["person"].isin(day.loc[day["position"] > 1, "person"])]
    before, after = (places_of(one, people, known, sites, CONFIG, 1, 3) for one in (day, rest.reset_index(drop=True)))
    assert len(rest) < len(day) and np.array_equal(before.lon[rest.index], after.lon)


def test_seeds_and_days_differ(sites: Sites, people: Population, known: Anchors) -> None:
    day = day_of(people, 3)
    one, other, again = (places_of(day, people, known, sites, CONFIG, *which).lon for which in ((1, 3), (1, 4), (1, 3)))
    assert one.tobytes() == again.tobytes() and (one != other).mean() > 0.1


def test_on_a_day_on_which_nobody_goes_anywhere_there_are_no_places(
    sites: Sites, people: Population, known: Anchors
) -> None:
    nobody = day_of(people, 3).iloc[:0]
    for its in (known, known._replace(balance=None)):
        assert [len(column) for column in places_of(nobody, people, its, sites, CONFIG, 1, 0)] == [0, 0, 0]


def test_an_unknown_purpose_is_refused(sites: Sites, people: Population, known: Anchors) -> None:
    day = pd.DataFrame({"person": [0], "position": [1], "purpose": ["golf"]})
    with pytest.raises(ValueError, match="activities for golf; expected work, school"):
        places_of(day, people, known, sites, CONFIG, 1, 0)
