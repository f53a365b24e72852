"""What a run with a feeder writes: parts, what else people could have done, figures and the page."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from matplotlib.figure import Figure

from simulator.analysis.kpis.feeder import FEEDER_KPIS
from simulator.analysis.run_inputs import read_tables
from simulator.analysis.series.passengers import PASSENGERS
from simulator.analysis.series.places import unserved_journeys
from simulator.experiments.publish import write_run
from simulator.experiments.run import RunResult, run
from simulator.report.map import draw_map_on
from simulator.report.replay.boardings import count_boardings
from simulator.results.reader import read_table
from simulator.scenario.loader import load_scenario
from simulator.tables import no_rows
from tests.feeder.days import write_feeder_day
from tests.worlds import NO_CACHE

EIGHT = 8 * 3600


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> RunResult:
    """Two who stand where the train begins, and go where it ends; and one from kilometre 1 to 18.

    The one is driven to the train in five minutes, boarding included; all three share a ride from where it ends, at a
    junction at kilometre 15, where the two get off for a minute 400 m on.
    """
    rides = [{"from": 1000, "to": 18_000}, {"from": 5000, "to": 15_400, "party": 2, "asks": "07:00"}]
    path = write_feeder_day(tmp_path_factory.mktemp("results") / "day", rides, {"direct": False})
    return run(load_scenario(path), cache=NO_CACHE)


def test_what_else_people_could_have_done(day: RunResult) -> None:
    """A minute's drive a kilometre; the train at 08:15, in seven minutes; kilometre 18 is too far from any stop."""
    known = day.journey_alternatives.set_index("request").astype("float64", errors="ignore")
    two, one = (day.tables.trips.set_index("request_id").loc[name, "request"] for name in ("r1", "r0"))
    assert known.loc[[two, one], ["car_s", "car_m", "ride_m"]].to_numpy().tolist() == [
        [600, 10_000, 10_400], [1020, 17_000, 17_000],
    ]  # fmt: skip
    direct = {name: day.kpis[f"feeder.direct_km_{name}"] for name in ("all_the_way", "on_demand", "saved")}
    assert direct == {"all_the_way": 27.4, "on_demand": 7.4, "saved": 20}
    by_timetable = ["timetable_departure_s", "timetable_arrival_s", "timetable_changes"]
    assert known.loc[two, by_timetable].tolist() == [EIGHT + 900, EIGHT + 1320, 0]
    assert known.loc[one, by_timetable].isna().all()


def test_parts_come_to_the_whole(day: RunResult) -> None:
    trips, legs = day.tables.trips.set_index("request"), day.tables.journey_legs
    paid = legs.groupby("request")["fare_eur"].sum()
    assert paid.to_dict() == trips["price_eur"].to_dict()
    rides = legs.groupby("request")["rides"].sum()
    assert rides.to_dict() == trips["rides"].to_dict() == day.journeys.set_index("request")["legs"].to_dict()
    last = legs.drop_duplicates("request", keep="last").set_index("request")
    assert (trips["arrival_s"] >= last["arrived_s"]).all()
    one = trips[trips["request_id"] == "r0"].iloc[0]
    assert one[["walk_s", "wait_s", "ride_s", "chain"]].tolist() == [
        0,
        60 + 540 + 60,
        300 + 420 + 300,
        "ridepooling + rail + ridepooling",
    ]


def test_direct_drives_of_parts_are_told(day: RunResult) -> None:
    """From kilometre 1 to 5, and from 15 to 18; the two are driven 400 m on."""
    legs = day.tables.journey_legs.merge(day.tables.trips[["request", "request_id"]])
    of_one = legs[legs["request_id"] == "r0"].astype({"direct_m": "float64", "direct_s": "float64"})
    assert of_one["direct_m"].fillna(-1).tolist() == [4000, -1, 3000]
    assert of_one["direct_s"].fillna(-1).tolist() == [240, -1, 180]
    two = legs[legs["request_id"] == "r1"]
    assert two["direct_m"].dropna().tolist() == [400]
    assert day.kpis["rider_km_direct"] == pytest.approx(4 + 3 + 2 * 0.4)
    assert day.kpis["fleet_km_per_direct_km"] == pytest.approx(float(day.kpis["vehicle_km"] or 0) / (4 + 3 + 0.4))
    trains_m = 10_400
    assert day.tables.trips.set_index("request_id")["length_m"].to_dict() == {
        "r0": 4000 + trains_m + 3000, "r1": trains_m + 400,
    }  # fmt: skip


def test_the_fleet_counts_whom_it_carried(day: RunResult) -> None:
    kpis = day.kpis
    assert (kpis["requests"], kpis["part_rides"], kpis["part_riders"], kpis["vehicles_used"]) == (0, 3, 4, 2)
    assert kpis["fare_revenue_eur"] == 3 * 4
    assert kpis["vehicle_km_per_served_request"] == pytest.approx(float(kpis["vehicle_km"] or 0) / 3)
    assert (kpis["feeder.journeys_on_demand"], kpis["feeder.trips"]) == (2, 2)


def test_the_folder_tells_the_same(day: RunResult, tmp_path: Path) -> None:
    folder = write_run(day, tmp_path / "out", {}, figures=False, report=True)
    again = read_tables(folder)
    for name in ("trips", "journey_legs"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(day.tables, name))
    pd.testing.assert_frame_equal(read_table(folder, "journey_alternatives"), day.journey_alternatives)
    meanings = json.loads((folder / "columns.json").read_text(encoding="utf-8"))["kpis"]
    assert {f"feeder.{name}" for name in FEEDER_KPIS} <= set(meanings) & set(day.kpis)
    assert "Reisen mit Fahrten auf Abruf, Bus und Bahn" in (folder / "report.html").read_text(encoding="utf-8")


def test_maps_have_a_cross_for_whom_the_feeder_did_not_serve(tmp_path: Path) -> None:
    """Five do not fit into the minibus, from kilometre 1; one goes to the train from kilometre 2.

    Who asked for a ride alone, too, is told in the table of requests.
    """
    rides = [{"from": 1000, "to": 18_000, "party": 5}, {"from": 2000, "to": 18_000}]
    for asks, crosses in ((["feeder"], 1), (["feeder", "rufbus"], 0)):
        path = write_feeder_day(tmp_path / str(crosses), rides, {"direct": False}, asks=asks)
        result = run(load_scenario(path), cache=NO_CACHE)
        left = unserved_journeys(result.tables, result.services)
        assert left["request_id"].tolist() == ["r0"] * crosses
        network = result.world.network
        counted = pd.concat([result.requests, left])
        _, places = count_boardings(counted, no_rows(PASSENGERS), None, network)
        assert places["place_left"].tolist() == [1]
        assert abs(places["place_y"][0] - network.xy_m()[1, 1]) <= 1
        figure = Figure()
        draw_map_on(figure, result.tables, network, None, result.services)
        assert figure.axes[0].get_title() == "Pickups of 0 requests served, and 1 request not served"
