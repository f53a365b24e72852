"""What attracts: homes and stops where nobody has said, what a file names, schools by the names of stops."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from simulator.demand.destinations.schools import ALL_AGES, PRIMARY, SECONDARY, kind_of_name
from simulator.demand.destinations.sites import SITE_DTYPES, SiteFiles, sites_of
from simulator.errors import RequestFileError
from tests.demand.destinations.worlds import county, written

PRIGNITZ = Path(__file__).parents[3] / "scenarios/prignitz"
KINDS = "name,lon,lat,kind,weight"


def test_homes_stops_and_places_outside_have_their_rows(tmp_path: Path) -> None:
    sites = county(tmp_path)
    assert sites.table.dtypes.astype(str).to_dict() == SITE_DTYPES
    assert sites.table["kind"].tolist() == ["locality"] * 7 + ["stop"] * 5 + ["gateway"] * 2
    assert sites.gateway.tolist() == [-1] * 12 + [0, 1] and sites.gateways == ("North", "South")
    assert sites.municipalities == {"01": "Town", "02": "Hill", "03": "Dale"}
    assert sites.table["municipality"].tolist() == ["01"] * 3 + ["02", "03", "01", "03"] + ["01"] * 3 + [
        "02",
        "03",
        "",
        "",
    ]


def test_shops_are_where_people_are_and_half_of_leisure_is_at_homes(tmp_path: Path) -> None:
    table = county(tmp_path).table
    near = np.array([12_000, 12_000, 12_000, 600, 400])  # people within 2 km of each stop
    central = (
        np.array([10 / 20, 8 / 20, 2 / 20, 1, 1]) * near**1.25
    )  # by the roots of their weights, if not alone there
    shops = central * (near >= 500)
    assert table["shopping"][7:12].to_numpy() == pytest.approx(shops / shops.sum())
    people = np.array([6000, 3000, 3000, 600, 400, 300, 300])
    assert table["leisure"][:7].to_numpy() == pytest.approx(0.5 * people / 13_600)
    assert table["leisure"][7:12].sum() == pytest.approx(0.5)
    assert table["work"][:12].sum() == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Berge (PR), Schule", PRIMARY),
        ("Kyritz, Goethe-Grundschule", PRIMARY),
        ("Pritzwalk, Gymnasium", SECONDARY),
        ("Glöwen, Oberschule", SECONDARY),
        ("Groß Pankow, Alte Schule", None),
        ("Sewekow, Schulstr.", None),
        ("Boberow", None),
        ("Bahnhof, Musikschule", None),
    ],
)
def test_schools_are_known_by_the_names_of_stops(name: str, kind: object) -> None:
    assert kind_of_name(name) == kind


def test_a_town_without_a_school_of_a_kind_gets_one(tmp_path: Path) -> None:
    schools = county(tmp_path).table.query("school > 0")
    ages = {row.name: (row.from_age, row.to_age) for row in schools.itertuples(index=False)}
    assert ages == {"Town, Gymnasium": (12, 18), "Hill, Schule": (6, 11), "Town, Market": (6, 11)}
    assert ((schools["ends_s"] - schools["begins_s"]) >= 5 * 3600).all()
    assert schools["begins_s"].isin([26_100, 27_000, 27_900, 28_800]).all()  # 7:15, 7:30, 7:45, 8:00


def test_a_file_replaces_what_is_guessed_of_its_purposes_only(tmp_path: Path) -> None:
    rows = [("Kaufhaus", 12.0, 53.0, "shop", 3), ("Big School", 12.03, 53.0, "school", 1)]
    given = county(tmp_path, given=written(tmp_path, "sites.csv", KINDS, rows)).table
    guessed = county(tmp_path).table
    assert given.query("shopping > 0 and kind != 'gateway'")["name"].tolist() == ["Kaufhaus"]
    assert given.query("school > 0")["name"].tolist() == ["Big School"]
    school = given[given["name"] == "Big School"].iloc[0]
    assert (school["from_age"], school["to_age"]) == (ALL_AGES.from_age, ALL_AGES.to_age)
    assert school["municipality"] == "01"
    for purpose in ("work", "leisure", "errands", "escort"):
        assert given[purpose][:12].tolist() == guessed[purpose][:12].tolist()


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("Shop", 12.0, 53.0, "schop", 1), r'sites.csv:2: kind: unknown "schop"; did you mean "shop"?'),
        (("Shop", 12.0, 53.0, "shop", -1), "sites.csv:2: weight: -1 is not between 0 and inf"),
        (("Shop", 12.0, 53.0, "", 1), "sites.csv:2: kind: attracts nobody; expected a kind"),
        (("Shop", 53.0, 12.0, "shop", 1), "lies "),
    ],
)
def test_a_wrong_row_is_told(tmp_path: Path, row: tuple[object, ...], expected: str) -> None:
    with pytest.raises(RequestFileError) as caught:
        county(tmp_path, given=written(tmp_path, "sites.csv", KINDS, [row]))
    assert expected in str(caught.value) and "sites.csv:2" in str(caught.value)


def test_a_school_that_ends_before_it_begins_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, "sites.csv", f"{KINDS},begins,ends", [("A", 12.0, 53.0, "school", 1, "08:00", "07:00")])
    with pytest.raises(RequestFileError, match=r"sites\.csv:2: ends: is not after begins"):
        county(tmp_path, given=path)


def test_the_guess_meets_the_schools_of_the_prignitz() -> None:
    """Of the 14 public primary schools outside of towns in its school plan of 2017 to 2022, Lanz has no such stop."""
    files = SiteFiles(PRIGNITZ / "localities.csv", PRIGNITZ / "stops.csv", {"county": ("12070",)})
    schools = sites_of(files).table.query("school > 0")
    villages = schools.loc[schools["from_age"] == 6, "name"].str.replace(r"[ ,(].*", "", regex=True)
    plan = {
        "Bad",
        "Berge",
        "Breese",
        "Demerthin",
        "Glöwen",
        "Groß",
        "Karstädt",
        "Kleinow",
        "Lenzen",
        "Meyenburg",
        "Putlitz",
    }
    assert plan <= set(villages)
    secondary = schools.loc[schools["from_age"] == 12, "municipality"]
    assert set(secondary) == {"12070296", "12070316", "12070424"}  # Perleberg, Pritzwalk, Wittenberge
