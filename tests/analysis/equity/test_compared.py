"""Two villages and three hamlets by hand: who is served, who waits, and what that comes to."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulator.analysis.audit.equity import audit_equity
from simulator.analysis.equity.compared import LEAST, Coded, Equity, means_of_groups
from simulator.analysis.equity.groups import AGES, Groups, Residents
from simulator.analysis.equity.measures import asked_for, people_on, values_of
from simulator.analysis.groups import Grouped
from simulator.analysis.kpis.equity import EQUITY_KPIS, equity_kpis
from simulator.people_tables import HOUSEHOLD_DTYPES, PERSON_DTYPES
from simulator.results.table_dtypes import JOURNEYS
from simulator.tables import typed

# village: requests, people on each, served, waits of these in turn [s]
VILLAGES = {
    "Anger": (20, 1, 18, (290, 310)),
    "Buch": (20, 2, 10, (1200,)),
    "Cumlosen": (6, 1, 6, (600,)),
    "Dorf": (6, 1, 6, (600,)),
    "Ende": (8, 1, 8, (600,)),
}
# of 80 people, 40 of them from Buch; 18, 20 and 20 are served
SHARES, PEOPLE = (0.9, 0.5, 1.0), (20, 40, 20)
WAITS_S, SERVED = (300, 1200, 600), (18, 20, 20)
MEAN, MEAN_S = 58 / 80, 41_400 / 58
# squares of how far people are from the mean of their village; means of so many requests vary by a part of it
VARIANCE = (18 * 0.1**2 + 2 * 0.9**2 + 40 * 0.5**2) / 80 * 60 / (60 - 3)
VARIANCE_S2 = 18 * 10**2 / 58 * 48 / (48 - 3)


def luck(people: tuple[int, ...], parts: tuple[float, ...], variance: float, mean: float) -> float:
    """Return the Gini index that luck makes, pair by pair. parts: of the variance, that of each mean."""
    pairs = [(0, 1), (0, 2), (1, 2)]
    apart = sum(people[a] * people[b] * (2 / np.pi * variance * (parts[a] + parts[b])) ** 0.5 for a, b in pairs)
    return float(apart / (mean * sum(people) ** 2))


EXPECTED = {
    "equity_places": 3,
    "equity_served_share": MEAN,
    "equity_served_share_gini": (20 * 40 * 0.4 + 20 * 20 * 0.1 + 40 * 20 * 0.5) / (MEAN * 80**2),
    "equity_served_share_gini_by_luck": luck(PEOPLE, (1 / 20,) * 3, VARIANCE, MEAN),
    "equity_served_share_worst_decile": 0.5 / MEAN,
    "equity_served_share_worst_place": 0.5,
    "equity_served_share_poverty": 40 / 80,
    "equity_wait_mean_s": MEAN_S,
    "equity_wait_gini": (18 * 20 * 900 + 18 * 20 * 300 + 20 * 20 * 600) / (MEAN_S * 58**2),
    "equity_wait_gini_by_luck": luck(SERVED, (1 / 18, 10 * 4 / 400, 1 / 20), VARIANCE_S2, MEAN_S),
    "equity_wait_worst_decile": 1200 / MEAN_S,
    "equity_wait_worst_place_s": 1200,
    "equity_wait_poverty": 20 / 58,
}


def journeys() -> pd.DataFrame:
    """Return the journeys of all, class of the traveller is the village; then some that do not count."""
    rows = [
        {"origin_stop": village, "traveller_class": village, "party_size": size, "end": "served", "mode": "ridepooling",
         "wait_s": waits[number % len(waits)], "walk_s": 60, "journey_s": 1500, "legs": 1, "direct_s": 600}
        if number < served else
        {"origin_stop": village, "traveller_class": village, "party_size": size, "end": "rejected", "direct_s": 600}
        for village, (requests, size, served, waits) in VILLAGES.items()
        for number in range(requests)
    ]  # fmt: skip
    rows += [{"traveller_class": "Anger", "party_size": 5, "end": end} for end in ("declined", "cancelled", "no_show")]
    table = pd.DataFrame(rows).reindex(columns=list(JOURNEYS))
    table = table.assign(request=range(len(table)), attempts=1, rejections=0, legs=table["legs"].fillna(0))
    return typed(table, JOURNEYS)


def equity(table: pd.DataFrame | None = None, fares_eur: float = 6.0) -> Equity:
    asked = asked_for(journeys() if table is None else table)
    villages = asked["origin_stop"].to_numpy(dtype=object)
    values = values_of(asked, lambda: np.full(len(asked), fares_eur))
    return Equity(
        people_on(asked),
        np.zeros(len(asked), dtype=np.int64),
        values,
        {**Groups(asked, Grouped()).names(), "place": lambda: villages},
    )


def test_key_figures_by_hand() -> None:
    found = equity_kpis(equity())
    assert found == pytest.approx(EXPECTED, abs=1e-6)
    assert set(found) == set(EQUITY_KPIS)


def test_what_else_is_told_by_hand() -> None:
    tables = equity().tables()
    rows = tables["inequality"].set_index(["by", "measure"]).loc["place"]
    assert rows["people"].to_dict() == {"served_share": 80, "wait_s": 58, "walk_s": 58, "cost_min": 80, "fare_eur": 58}
    assert rows["people_without"].tolist() == [0, 22, 22, 0, 22]
    assert rows["people_pooled"].tolist() == [20] * 5
    assert rows["worst_group"].tolist()[:2] == ["Buch", "Buch"]
    assert rows["worst_group"].isna().tolist() == [False, False, True, False, False]  # all walk as far
    assert rows.loc["walk_s", "worst_value"] == pytest.approx(rows.loc["walk_s", "mean"])
    shares, waits = rows.loc["served_share"], rows.loc["wait_s"]
    assert shares["theil"] + shares["theil_within"] == pytest.approx(np.log(1 / MEAN), abs=1e-5)  # of served or not
    assert shares["palma"] == pytest.approx(1.0 / 0.5)  # a tenth is 8 people, four tenths are 32
    assert shares["poverty_depth"] == pytest.approx(0.5 * 0.4 / 0.9, abs=1e-6)
    assert shares["poverty_severity"] == pytest.approx(0.5 * (0.4 / 0.9) ** 2, abs=1e-6)
    assert waits["poverty_depth"] == pytest.approx(0.25 * 20 / 58, abs=1e-6)  # 15 of 20 minutes
    assert waits["poverty_severity"] == pytest.approx(0.25**2 * 20 / 58, abs=1e-6)
    parts = [size / 80 * (share / MEAN) ** 0.5 for size, share in zip(PEOPLE, SHARES, strict=True)]
    assert shares["atkinson"] == pytest.approx(1 - sum(parts) ** 2, abs=1e-6)
    parts = [size / 58 * (wait / MEAN_S) ** 1.5 for size, wait in zip(SERVED, WAITS_S, strict=True)]
    assert waits["atkinson"] == pytest.approx(sum(parts) ** (2 / 3) - 1, abs=1e-6)
    of_groups = tables["equity"].set_index(["by", "measure", "group_name"])["value"].sort_index()
    assert of_groups["place", "served_share"].to_dict() == {"Anger": 0.9, "Buch": 0.5, "": 1.0}
    assert of_groups["place", "fare_eur"].to_dict() == {"Anger": 6, "Buch": 3, "": 6}
    # 25 minutes door to door and the wait once more, a minute of walk too; who is not served waits two hours
    cost = of_groups["place", "cost_min"].to_dict()
    assert cost[""] == pytest.approx(25 + 10 + 1)
    assert cost["Buch"] == pytest.approx((25 + 20 + 1 + 240 + 10) / 2)


def test_small_groups_are_one_together_or_left_out() -> None:
    names = np.array(["big"] * LEAST + ["small"] * (LEAST - 1) + [""] * 2, dtype=object)
    values, people = np.ones(len(names)), np.full(len(names), 2.0)
    alone = means_of_groups(values, people, Coded.of(names), np.zeros(len(names), dtype=np.int64))
    assert (alone.names, alone.requests.tolist()) == (["big"], [LEAST])
    assert (alone.people_left_out, alone.people_pooled) == (2 * (LEAST - 1 + 2), 0)
    names[-1] = "tiny"
    both = means_of_groups(values, people, Coded.of(names), np.zeros(len(names), dtype=np.int64))
    assert (both.names, both.requests.tolist()) == (["big", ""], [LEAST, LEAST])
    assert (both.people_left_out, both.people_pooled) == (2, 2 * LEAST)
    none = means_of_groups(
        np.full(3, np.nan), np.ones(3), Coded.of(np.array(["a", "b", "c"], dtype=object)), np.zeros(3, dtype=np.int64)
    )
    assert none.names == []


def test_hamlets_are_never_the_worst_place_and_some_are_left_out() -> None:
    table = journeys()
    served = table["end"] == "served"
    hamlets = ~table["origin_stop"].isin(["Anger", "Buch"])
    let_down = table.assign(end=table["end"].mask(served & hamlets, "stranded"))
    row = equity(let_down).row("place", "served_share")
    assert row is not None
    assert (row["mean"], row["worst_group"], row["worst_value"]) == (pytest.approx(38 / 80), "Buch", 0.5)
    cancelled = table.assign(end=table["end"].mask(served & hamlets, "cancelled_by_operator"))
    again = equity(cancelled).row("place", "served_share")
    assert again is not None
    assert (again["mean"], again["people"]) == (row["mean"], 80)
    few = table[~table["origin_stop"].isin(["Cumlosen", "Dorf"])]
    row = equity(few).row("place", "wait_s")
    assert row is not None
    assert [row[name] for name in ("groups", "people", "people_left_out", "people_pooled", "people_without")] == [
        2, 38, 8, 0, 22,
    ]  # fmt: skip


def test_nothing_is_compared_where_there_is_one_place() -> None:
    one = journeys().assign(origin_stop="Anger", traveller_class="adult")
    assert equity(one).tables() == {}
    assert equity_kpis(equity(one)) == dict.fromkeys(EQUITY_KPIS)
    assert equity(journeys().head(2 * LEAST - 1)).tables() == {}


def test_own_means_get_people_there_but_are_no_wait() -> None:
    table = journeys()
    of_car = table["traveller_class"].eq("Cumlosen")
    rows = equity(table.assign(mode=table["mode"].mask(of_car, "car"))).tables()["inequality"]
    by_place = rows[rows["by"] == "place"].set_index("measure")
    assert by_place["people"].tolist() == [80, 52, 52, 80, 52]


def test_of_residents_by_home_age_and_car() -> None:
    """The children of Buch ask, and an old man there; who has moved away has left a gap in the numbers."""
    person = {"person": [3, 5, 9], "household": [1, 1, 4], "age": [17, 65, 80], "car": ["none", "own", "shared"]}
    home = {"household": [1, 4], "locality": ["Buch", ""], "municipality": ["12070001", "12070002"]}
    persons = pd.DataFrame(person).reindex(columns=list(PERSON_DTYPES))
    households = pd.DataFrame(home).reindex(columns=list(HOUSEHOLD_DTYPES))
    asked = pd.DataFrame({"request": [7, 1, 2, 0], "traveller_class": ["a", "b", "b", "c"]})
    its = Residents(pd.Series([9, 3, 5], index=[7, 1, 2]), persons, households, None)
    names = {by: gives().tolist() for by, gives in Groups(asked, Grouped(), its).names().items()}
    assert names == {
        "class": ["a", "b", "b", "c"],
        "place": ["", "Buch", "Buch", ""],
        "municipality": ["12070002", "12070001", "12070001", ""],
        "age": ["80_and_over", "under_18", "65_to_79", ""],
        "car": ["shared", "none", "own", ""],
    }
    assert list(AGES.values()) == sorted(AGES.values())


def test_by_the_nearest_place_and_its_municipality() -> None:
    places = pd.DataFrame({"name": ["A", "B", "C"], "municipality": ["M", "M", ""], "lon": [11, 12, 13], "lat": 53.0})
    asked = journeys().head(4).assign(origin_lon=[12.1, 10.9, 13.4, np.nan], origin_lat=53.0)
    asked = asked.assign(origin_territory=["North", "", "South", ""])
    names = {by: gives().tolist() for by, gives in Groups(asked, Grouped(places=places)).names().items()}
    assert names["place"] == ["B", "A", "C", ""]
    assert names["municipality"] == ["M", "M", "", ""]
    assert names["territory"] == ["North", "outside", "South", "outside"]


def told(**changes: Any) -> list[str]:
    """Return what the auditor says of tables of which some cells of the first row by class are changed."""
    tables = equity().tables()
    for name, table in tables.items():
        row = table.index[table["by"] == "class"][0]
        for column, value in changes.items():
            if column in table:
                table.loc[row, column] = value
        tables[name] = table
    return list(audit_equity(tables["equity"], tables["inequality"], journeys()))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, None),
        ({"value": 0.8}, 'class "Anger": served_share of 20 people is 0.8, the journeys tell 18.0 of 20'),
        ({"group_name": "Else"}, "served_share by class: groups with enough requests are Anger, Buch"),
        ({"people": 30}, "people are told apart, and 80 asked"),
        ({"people_without": 3}, "served_share by class: 80 people are told apart, and 80 asked"),
        *(({name: 0.7777}, f"served_share by class: {name} is 0.7777") for name in (
            "mean", "gini", "theil", "worst_decile", "poverty", "poverty_depth", "poverty_severity")),
    ],
)  # fmt: skip
def test_the_auditor_finds_what_is_told_wrongly(changes: dict[str, Any], said: str | None) -> None:
    found = told(**changes)
    assert found == [] if said is None else any(said in line for line in found)
