"""A day of bookings once more: exactly, where the simulator has made them itself, and as far as it goes elsewhere."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simulator.cli.main import main
from simulator.demand.importing.folder import import_manifest
from simulator.errors import RequestFileError
from simulator.experiments.observed_day import beside
from simulator.experiments.observed_day.shifts import Shift, hours_of, least_km, read_shifts, shifts_of_stops
from simulator.experiments.observed_day.sides import BESIDE_DTYPES, Side
from simulator.scenario.fleet_models import VehicleType
from simulator.tables import typed
from tests.demand.importing.made_exports import write_exports
from tests.experiments.observed_day.known_days import PLACES, known_day

FLEET = {
    "van": VehicleType(
        seats=8, depots=({"name": "A", "lon": 12.0, "lat": 53.0}, {"name": "C", "lon": 12.0, "lat": 53.09})
    ),
    "car": VehicleType(seats=4, depots="nodes"),
}
DAY = date(2022, 5, 3)
CHOICE = ("end", "wait_s", "ride_s", "later_s", "party", "direct_m")


@pytest.fixture
def call(monkeypatch, tmp_path, capsys):
    """Run a command in an empty folder; return its exit code and what it said."""
    monkeypatch.chdir(tmp_path)

    def called(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["elbe-drt", *words])
        capsys.readouterr()
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        said = capsys.readouterr()
        return code, said.out + said.err

    return called


def replayed(call, *words: str) -> pd.DataFrame:
    """Import the export of a known day, replay it, and return all sides."""
    assert call("demand", "import", "ioki.csv", "--profile", "ioki", "--out", "import", "--personal")[0] == 0
    day = ("--date", "2022-05-03", "--scenario", "known.yaml", "--out", "day", *words)
    code, said = call("demand", "observed-day", "import", *day)
    assert (code, "Traceback" in said) == (0, False), said
    return pd.read_parquet("day/sides.parquet")


def is_exact(sides: pd.DataFrame, known: pd.DataFrame) -> None:
    """Request by request, observed and replayed are the same, and those of the run that was exported."""
    observed, again = (
        sides[sides["side"] == side].set_index("request_id").sort_index()[list(CHOICE)]
        for side in ("observed", "replayed")
    )
    pd.testing.assert_frame_equal(observed, again)
    assert again["end"].tolist() == known["status"].tolist()  # numbers of the import are in the order of submission
    assert {"served", "rejected", "cancelled", "no_show"} <= set(again["end"])
    assert (again["wait_s"] > 0).any()
    assert (again["later_s"] > 0).any()


def test_a_day_of_ones_own_comes_out_as_it_was(call, tmp_path) -> None:
    """Bookings of half of the day, with cancellations, people who do not come, two vehicles and their shifts."""
    known = known_day(tmp_path, 40, 1).tables.requests
    sides = replayed(call, "--shifts", "shifts.csv")
    is_exact(sides, known)
    assert sides["side"].unique().tolist() == ["observed", "replayed", "on_rejection", "every_request"]
    told = import_manifest(tmp_path / "day" / "requests.csv")
    assert told is not None
    assert (told["unchanged"], told["personal"], told["first_day"]) == (True, True, "2022-05-03")
    figures = pd.read_csv("day/figures.csv").set_index(["figure", "side"])["value"]
    assert figures["vehicle_hours", "observed"] == figures["vehicle_hours", "replayed"] == 18.5
    assert 0.5 * figures["vehicle_km", "replayed"] < figures["vehicle_km_at_least", "observed"]
    assert figures["vehicle_km_at_least", "observed"] <= figures["vehicle_km", "replayed"]
    assert "PR-X" not in "".join(path.read_text() for path in (tmp_path / "day").iterdir() if path.suffix != ".parquet")
    code, said = call(
        "demand", "observed-day", "import", "--date", "2022-05-04", "--scenario", "known.yaml", "--out", "o"
    )
    assert code == 2
    assert "--date: nobody wanted to leave on 2022-05-04; the import tells of 2022-05-03 to 2022-05-03" in said


@pytest.mark.slow(0.2)
@pytest.mark.parametrize(("seed", "replan"), [(2, "never"), (3, "on_rejection"), (4, "every_request")])
def test_busy_days_come_out_as_they_were_whatever_the_way_to_re_plan(call, tmp_path, seed: int, replan: str) -> None:
    known = known_day(tmp_path, 120, seed, replan).tables.requests
    sides = replayed(call, "--shifts", "shifts.csv")
    is_exact(sides, known)
    served = sides[sides["end"] == "served"].groupby("side").size()
    if replan == "never":
        assert served["on_rejection"] > served["replayed"]


def made_side(name: str, ends: list[str], waits: list[float], km: float = np.nan) -> Side:
    table = pd.DataFrame({"request_id": [f"b{n}" for n in range(len(ends))], "end": ends, "wait_s": waits})
    filled = table.assign(side=name, ride_s=600.0, later_s=np.nan, party=1, direct_m=10_000.0, reason="")
    if name == "replayed":
        filled.loc[filled["end"] == "rejected", "reason"] = "no_vehicle"
    return Side(name, typed(filled, BESIDE_DTYPES), km, 8.0)


def test_who_fared_otherwise_by_hand() -> None:
    """Of eight six were served, and seven are: two who were refused, and all others but one."""
    nan = np.nan
    was = made_side("observed", ["served"] * 6 + ["rejected"] * 2, [60, 60, 60, 60, 60, 60, nan, nan])
    now = made_side("replayed", ["rejected"] + ["served"] * 7, [nan, 60, 60, 120, 180, 60, 0, 0], 42.0)
    sides = [was, now]
    changes = beside.changes(sides, single=True)
    found = {(row.end, row.other_end): row.requests for row in changes.itertuples()}
    assert found == {("served", "served"): 5, ("served", "rejected"): 1, ("rejected", "served"): 2}
    guarded = beside.changes(sides, single=False)
    assert guarded["requests"].isna().tolist() == [False, True, True]
    (wait, ride) = beside.same_requests(sides, single=False).itertuples()
    assert (wait.figure, wait.median, wait.p90, wait.requests) == ("wait_s", 0.0, pytest.approx(96.0), 5)
    assert pd.isna(wait.as_much)  # three of five: two others are too few
    assert (ride.figure, ride.median, ride.as_much) == ("ride_s", 0.0, 5)
    figures = beside.figures(sides, single=False).set_index(["figure", "side"])
    assert figures.loc[("served_share", "observed"), "value"] == 0.75
    assert figures.loc[("direct_km", "replayed"), "value"] == 70.0
    assert figures.loc[("vehicle_km", "replayed"), "value"] == 42.0
    assert figures.loc[("rejected", "observed"), ["value", "of", "hidden"]].isna().tolist() == [True, True, False]
    assert figures.loc[("rejected", "observed"), "hidden"]
    assert not figures.loc[("declined", "observed"), "hidden"]
    assert figures.loc[("rejected: no_vehicle", "replayed"), "hidden"]
    assert ("rejected: no_vehicle", "observed") not in figures.index
    assert figures.loc[("declined", "observed"), "value"] == 0


def test_shifts_from_stops_begin_and_end_with_the_way_from_and_to_the_nearest_depot() -> None:
    """From B to C and back at 8:00 to 9:03. The depots A and C are as near; A, 5 km off, is 9.7 minutes by way."""
    _, b, c = PLACES
    stops = pd.DataFrame(
        {"vehicle": [4, 4, 4], "time_s": [28_800, 30_000, 32_580], "lon": 12.0, "lat": [b[1], c[1], b[1]]}
    )
    (shift,) = shifts_of_stops(stops, lambda true_s: true_s + 60, FLEET)
    assert shift == Shift(4, 28_200, 33_300, "van", 0, "A")
    (own,) = shifts_of_stops(stops.iloc[:2], int, {"car": FLEET["car"]})
    assert own == Shift(4, 28_800, 30_600, "car", 0, "", (12.0, b[1]))
    assert hours_of([shift, own]) == pytest.approx((5100 + 1800) / 3600)
    assert least_km(stops) == pytest.approx(10.0, abs=0.05)
    assert least_km(stops.assign(vehicle=[1, 1, 2])) == pytest.approx(5.0, abs=0.03)
    assert np.isnan(least_km(stops.iloc[:0]))


def test_a_table_of_shifts_with_everything_wrong_tells_all(tmp_path) -> None:
    path = tmp_path / "shifts.csv"
    head = "vehicle,begin,end,type,seats,depot,lon,lat\n"
    path.write_text(head + "v,22:00,06:00,,,,,\nw,2022-05-03 06:00,12:00,car,3,,12,53\nw,12:00,14:00,car,,,12,53\n")
    night, morning, noon = read_shifts(path, DAY, FLEET)
    assert night == Shift(0, 22 * 3600, 30 * 3600, "van")
    assert (morning.vehicle, morning.begin_s, morning.seats, morning.place) == (1, 6 * 3600, 3, (12.0, 53.0))
    assert (noon.vehicle, noon.end_s) == (1, 14 * 3600)
    path.write_text(
        head
        + "a,06:00,12:00,vann,,,,\nf,06:00,12:00,van,,D,,\nf,11:00,13:00,van,,,,\nb,25:00,26:00,van,,A,,\n"
        + "c,06:00,12:00,car,,,,\nd,06:00,12:00,van,,A,12,53\ne,06:00,12:00,van,,,12,\n"
    )
    with pytest.raises(RequestFileError) as caught:
        read_shifts(path, DAY, FLEET)
    said = [str(problem).removeprefix(str(path)) for problem in caught.value.problems]
    assert said == [
        ':2: type: unknown type "vann"; did you mean "van"?',
        ':3: depot: unknown depot "D"; van has A, C',
        ":4: begin: is before the end of another shift of this vehicle",
        ":5: begin: expected a shift that begins on the day and ends within 24 hours",
        ":6: lon: neither a place nor a depot is given, and car has no depots",
        ":7: depot: stands beside a place; give one of them",
        ":8: lat: is empty; a place needs both",
    ]


@pytest.mark.slow(0.2)
def test_a_day_of_an_export_with_dirt_is_guarded_and_tells_what_differs(call, tmp_path) -> None:
    """Places far from A, B and C have no ride; what was observed stays, no door and no small count is shown."""
    known_day(tmp_path, 5, 1)
    _, via, _ = write_exports(tmp_path)
    assert call("demand", "import", via.name, "--profile", "via", "--out", "import")[0] == 0
    words = ("demand", "observed-day", "import", "--date", "2022-05-10", "--scenario", "known.yaml", "--out", "day")
    code, said = call(*words)
    assert (code, "Traceback" in said) == (0, False), said
    assert "under 5" in said
    sides = pd.read_parquet("day/sides.parquet")
    assert len(set(sides.groupby("side").size())) == 1
    page = (tmp_path / "day" / "observed-day.html").read_text()
    for text in ("under 5", "unter 5", "squares of 500 m", "Fleet and shifts are those of the scenario"):
        assert text in page
    exact = pd.read_csv(via)["Origin Lng"].astype(str)
    assert not any(door in page for door in exact)
    assert not any(f"b{number:06d}" in page for number in range(1, 2000))
    assert call(*words)[0] == 2  # exists
    assert call(*words, "--force")[0] == 0
    assert call("run", "day/day.yaml", "--allow-outside-paths", "-q", "--no-figures", "--no-report")[0] == 0
    (run,) = Path("results").glob("*/*")
    assert call("export", str(run), "out")[0] == 2
