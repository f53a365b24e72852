"""What is saved against what the same people did before: by hand, in closed form, and to the gram in territories."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from simulator.analysis.ecology import Before, Fleet, ecology_by_territory, ecology_table
from simulator.analysis.kpis.ecology import ECOLOGY_KPIS, Driven, Emitted, ecology_kpis
from simulator.analysis.kpis.rates import Extent
from simulator.analysis.ratios import Number
from simulator.results.ecology_definitions import ECOLOGY_DTYPES, FORMER_DTYPES
from simulator.results.table_dtypes import JOURNEYS
from simulator.tables import no_rows, typed
from tests.analysis.test_territories import NETWORK, result_of

# name, people, rides on demand, now, before, direct [m], by car before and now [m]
ROWS = (
    ("ann", 2, True, "on_demand", "car", 10_000, 10_000, 0),
    ("ben", 1, True, "feeder", "walk", 5000, 0, 0),
    ("cem", 1, True, "on_demand", "not_going", 4000, 0, 0),
    ("eve", 1, True, "on_demand", "timetable", None, 0, 0),
    ("dan", 3, False, "car", "car", 1000, 1000, 3000),
)
COLUMNS = ("request_id", "party_size", "rider", "means", "former_means", "direct_m", "former_car_m", "car_m")
EXPECTED: dict[str, Number] = {
    **dict.fromkeys((name for name in ECOLOGY_KPIS if name.startswith("former_")), 0),
    "new_riders": 5,
    "former_car_share": 0.4,
    "former_walk_share": 0.2,
    "former_timetable_share": 0.2,
    "former_not_going_share": 0.2,
    "car_km_before": 11,
    "car_km_now": 3,
    "car_km_saved": 8,
    "car_km_saved_by_riders": 10,
    "car_km_saved_share": 10 / 19,
    "service_km_per_car_km_saved": 20 / 8,
    "car_co2_kg_saved": 1.6,
    "service_co2_kg": 2,
    "service_co2_kg_empty": 0.5,
    "shared_cars_co2_kg_more": 0.1,
    "co2_kg_saved": -0.5,
    "co2_g_saved_per_rider_km": -500 / 29,
    "co2_kg_saved_per_1000_inhabitants_day": -0.5 / 12,
    "break_even_car_share": 2100 / (19 * 200),
    "co2_kg_saved_by_making": 0.03,
}
DRIVEN, EMITTED = Driven(20_000, 5000), Emitted(2000, 100, 200, 30)


def told(rows: tuple[tuple[Any, ...], ...] = ROWS) -> pd.DataFrame:
    table = pd.DataFrame(list(rows), columns=list(COLUMNS))
    return typed(table.assign(traveller_class="adult", origin_node=0, destination_node=9), ECOLOGY_DTYPES)


def test_figures_of_five_parties_by_hand() -> None:
    found = ecology_kpis(told(), None, DRIVEN, EMITTED, Extent(3, 4000))
    assert found == pytest.approx(EXPECTED, abs=1e-6)
    assert found.keys() == ECOLOGY_KPIS.keys()


def test_what_is_not_known_makes_no_sum() -> None:
    for emitted in (EMITTED._replace(service=None), EMITTED._replace(more_by_shared_cars=None)):
        found = ecology_kpis(told(), None, DRIVEN, emitted)
        assert found["co2_kg_saved"] is found["break_even_car_share"] is None and found["car_co2_kg_saved"] == 1.6
    assert ecology_kpis(told(), None, DRIVEN, EMITTED._replace(car=None))["car_co2_kg_saved"] is None
    nobody = ecology_kpis(no_rows(ECOLOGY_DTYPES), None, Driven(0, 0), Emitted(0.0, 0.0, 200))
    known = {name: value for name, value in nobody.items() if value is not None}
    assert known and not any(known.values()) and "co2_kg_saved" in known


def test_more_driving_than_before_has_no_ratio() -> None:
    found = ecology_kpis(told(ROWS[1:]), None, DRIVEN, EMITTED)
    assert (found["car_km_saved"], found["service_km_per_car_km_saved"]) == (-2, None)
    assert found["co2_kg_saved"] == -0.4 - 2.1


def journeys(*rows: dict[str, Any]) -> pd.DataFrame:
    """Return journeys of somebody each, served from node 0 to 9."""
    common = {"party_size": 1, "end": "served", "traveller_class": "adult", "origin_node": 0, "destination_node": 9}
    numbers = {"request": 0, "attempts": 1, "rejections": 0, "legs": 1}
    return typed(pd.DataFrame([common | numbers | row for row in rows]).reindex(columns=[*JOURNEYS]), JOURNEYS)


NOW = journeys(
    {"request_id": "ann", "service": "bus", "means": "bus", "mode": "ridepooling", "direct_m": 8000},
    {"request_id": "ben", "service": "taxi", "means": "taxi", "mode": "ridepooling", "direct_m": 8000},
    {"request_id": "cem", "service": "both", "means": "both", "mode": "feeder", "chain": "rail + ridepooling"},
    {"request_id": "dan", "service": "both", "means": "both", "mode": "feeder", "chain": "own_means + rail"},
    {"request_id": "eve", "service": "car", "means": "car", "mode": "car", "ride_m": 7001, "direct_m": 7000},
    {"request_id": "fay", "service": "bus", "end": "stranded", "means": "bus", "mode": "ridepooling", "direct_m": 8000},
)


def test_shares_are_expected_of_riders_alone() -> None:
    """A lift drives the way twice; who leaves the area, with no direct way by road, is taken for no car."""
    table = ecology_table(NOW, None, Before(("bus", "both"), {"car": 0.5, "lift": 0.25, "walk": 0.25}))
    rows = table.set_index("request_id")
    assert rows["rider"].tolist() == [True, False, True, False, False, False]
    assert rows["former_car_m"].tolist() == [8000, 0, 0, 0, 7001, 0]
    assert rows["car_m"].tolist() == [0, 0, 0, 0, 7001, 0]
    assert rows["means"].tolist() == ["on_demand", "on_demand", "feeder", "feeder", "car", "not_going"]


def test_who_chooses_is_compared_with_the_day_before() -> None:
    """On 30 % of the way by car somebody comes back without them; gus goes on none of both days but this one."""
    then = journeys(
        {"request_id": "gus", "means": "car", "mode": "car", "ride_m": 1000, "party_size": 2},
        {"request_id": "ann", "means": "car", "mode": "car", "ride_m": 8100},
        {"request_id": "eve", "means": "bike", "mode": "bike", "ride_m": 6000},
        {"request_id": "ben", "end": "declined", "means": "other_mode"},
    )[list(FORMER_DTYPES)]
    rows = ecology_table(NOW, then, Before(("bus",), lift_share=0.3)).set_index("request_id")
    assert rows["former_car_m"].to_dict() == {
        "ann": 10_530,
        "ben": 0,
        "cem": 0,
        "dan": 0,
        "eve": 0,
        "fay": 0,
        "gus": 1300,
    }
    assert rows["car_m"].to_dict() == {"ann": 0, "ben": 0, "cem": 0, "dan": 0, "eve": 9101, "fay": 0, "gus": 0}
    assert rows["former_means"].tolist() == ["car", "other", *["not_going"] * 2, "bike", "not_going", "car"]
    assert rows.loc["gus", ["means", "party_size", "rider"]].to_list() == ["not_going", 2, False]


def figures(shares: dict[str, float], car_g: float = 200.0, service_g: float = 2000.0) -> dict[str, Number]:
    table = ecology_table(NOW.iloc[:1], None, Before(("bus",), shares))
    return ecology_kpis(table, shares, Driven(10_000, 2000), Emitted(service_g, 0.0, car_g))


def test_oracles_in_closed_form() -> None:
    """Nobody by car: net is what is emitted. All, with what a car emits: empty drives. At break-even: nothing."""
    none = figures({"walk": 1.0})
    assert (none["car_km_saved"], none["co2_kg_saved"], none["former_walk_share"]) == (0, -2.0, 1)
    alike = figures({"car": 1.0})
    assert alike["co2_kg_saved"] == -0.4 == -alike["service_co2_kg_empty"]  # type: ignore[operator]
    at = figures({"car": 1.0}, service_g=900)["break_even_car_share"]
    assert at == 900 / 1600
    assert figures({"car": at, "bike": 1 - at}, service_g=900)["co2_kg_saved"] == 0


def test_all_in_cars_of_their_own_have_as_many_lifts_as_before() -> None:
    """Ann came 10 of 19 km by car, a quarter of it with somebody who drove back alone: 12.5 of 23.75 km."""
    rows = [(*row[:6], round(1.25 * row[6]), row[7]) for row in ROWS[:4]]
    found = ecology_kpis(told(tuple(rows)), None, DRIVEN, Emitted(2400, 100, 200), lift_share=0.25)
    assert (found["car_km_saved_share"], found["co2_kg_saved"]) == (round(12.5 / 23.75, 6), 0)
    assert found["break_even_car_share"] == found["car_km_saved_share"]


def test_parts_add_up_to_the_gram(tmp_path: Path) -> None:
    """Borders at 2.5 and 7.25 km of the nine from node 0; one vehicle drives in two territories, one in the third."""
    places = result_of(tmp_path, []).world.territories
    assert places is not None
    fleet = Fleet(np.array([[1000, 2000, 0], [0, 0, 7000], [0, 0, 0]]), np.array([301.0, 700.4, np.nan]))
    rows = ecology_by_territory(told(), fleet, 199.9, places, NETWORK).set_index("territory")
    assert rows.index.tolist() == ["South", "North", ""]
    # ten kilometres of ann and one of dan are nine on the map
    assert rows["former_car_m"].tolist() == pytest.approx(
        [11_000 * 2.5 / 9, 11_000 * 4.75 / 9, 11_000 * 1.75 / 9], abs=1
    )
    assert rows[["former_car_m", "car_m", "service_m"]].sum().tolist() == [11_000, 3000, 10_000]
    assert rows["service_m"].tolist() == [1000, 2000, 7000]
    assert rows["service_co2_g"].tolist() == [100, 201, 700]
    assert rows["car_co2_saved_g"].sum() == round(11 * 199.9) - round(3 * 199.9)
    assert (rows["co2_saved_g"] == rows["car_co2_saved_g"] - rows["service_co2_g"]).all()
    unknown = ecology_by_territory(told(), fleet._replace(co2_g=None), None, places, NETWORK)
    assert unknown[["car_co2_saved_g", "service_co2_g", "co2_saved_g"]].isna().all(axis=None)


def test_who_leaves_the_area_drives_where_the_way_begins(tmp_path: Path) -> None:
    places = result_of(tmp_path, []).world.territories
    assert places is not None
    away = told(ROWS[:1]).assign(destination_node=-1)
    fleet = Fleet(np.zeros((0, 3), dtype=np.int64), np.zeros(0))
    for table in (away, away.assign(origin_node=-1, destination_node=0)):
        rows = ecology_by_territory(table, fleet, 200, places, NETWORK)
        assert rows[["territory", "former_car_m", "co2_saved_g"]].to_numpy().tolist() == [["South", 10_000, 2000]]
    nowhere = ecology_by_territory(away.assign(origin_node=-1), fleet, 200, places, NETWORK)
    assert nowhere[["territory", "former_car_m"]].to_numpy().tolist() == [["", 10_000]]
