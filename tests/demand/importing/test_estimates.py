"""Estimates of bookings by hand: by zone, on holidays, of times at the pickup."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from simulator.demand.importing.estimates import Known, estimates
from simulator.tables import NO_TIME

ENDS = {"rejected_share", "cancelled_share", "no_show_share"}
FIRST = date(2022, 5, 25)  # a Wednesday; Ascension Day is the day after


def bookings(**columns: object) -> pd.DataFrame:
    """Return six bookings a day on Wednesday, Thursday and the Wednesday after, at 8 o'clock."""
    leave = [day * 86400 + 8 * 3600 for day in (0, 1, 7) for _ in range(6)]
    table = {
        "submitted_s": leave, "earliest_departure_s": leave, "origin_lon": [11.8, 11.9] * 9, "origin_lat": 53.0,
        "party_size": 1, "wheelchairs": 0, "status": "served", "beeline_m": 5000.0, "told_pickup_s": NO_TIME,
        "wished": True, "booked": True,
        "vehicle_there_s": NO_TIME, "pickup_s": [one + 60 for one in leave], "dropoff_s": [one + 660 for one in leave],
    }  # fmt: skip
    return pd.DataFrame(table | columns)


def told(table: pd.DataFrame, known: Known) -> pd.DataFrame:
    return estimates(table, FIRST, known)[0].set_index(["figure", "part"])


def test_holidays_are_days_of_their_own_where_they_are_known() -> None:
    plain, named = told(bookings(), Known()), told(bookings(), Known(holidays="BB"))
    assert plain.loc[("requests_per_day", "Thursday"), "value"] == 6
    assert named.loc[("requests_per_day", "public holiday"), "value"] == 6
    assert ("requests_per_day", "Thursday") not in named.index
    assert plain.loc[("requests_per_day", ""), "value"] == named.loc[("requests_per_day", ""), "value"] == 6
    assert named.loc[("requests_per_hour", "08:00"), "of"] == 18
    assert ("requests_per_hour", "09:00") not in named.index  # of none nothing is told


def test_zones_of_a_file_are_told_and_few_are_told_together(tmp_path: Path) -> None:
    def square(name: str, west: float) -> dict[str, object]:
        ring = [[west, 52.9], [west + 0.05, 52.9], [west + 0.05, 53.1], [west, 53.1], [west, 52.9]]
        return {"type": "Feature", "properties": {"name": name}, "geometry": {"type": "Polygon", "coordinates": [ring]}}

    features = [square("west", 11.78), square("nobody", 12.5)]
    (tmp_path / "zones.json").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    table = told(bookings(), Known(zones=tmp_path / "zones.json")).loc["requests_per_day_from"]
    assert table["value"].to_dict() == {"elsewhere": 3, "west": 3}
    lonely = bookings(origin_lon=[11.8] * 14 + [11.9] * 4)
    assert told(lonely, Known(zones=tmp_path / "zones.json")).loc["requests_per_day_from"].index.tolist() == ["west"]


def test_rides_by_hand() -> None:
    """600 s for 5 km are 30 km/h; the vehicle is there 20 s before they are ready, and waits 60 s from then on."""
    table = bookings()
    table["vehicle_there_s"] = table["earliest_departure_s"] - 20
    table["told_pickup_s"] = table["earliest_departure_s"] + 90
    found = told(table, Known())
    assert not ENDS & set(found.index.get_level_values("figure"))
    for figure, part, value in (
        ("speed_by_beeline", "50%", 30), ("ride_time_mean", "", 600), ("wait", "90%", 60), ("dwell_mean", "", 60),
        ("later_than_told", "50%", -30), ("prebooked_share", "", 0),
    ):  # fmt: skip
        assert found.loc[(figure, part), "value"] == pytest.approx(value), figure


def test_ends_are_counted_among_those_who_could_end_so() -> None:
    """Of 17 of whom it is known 6 are refused; of 11 who are not 5 cancel; nothing is told of fewer than five."""
    status = ["rejected"] * 6 + ["cancelled"] * 5 + ["no_show"] * 1 + ["served"] * 5 + ["unknown"]
    found = told(bookings(status=status), Known())
    shares = {figure: found.loc[(f"{figure}_share", ""), "value"] for figure in ("rejected", "cancelled")}
    assert shares == pytest.approx({"rejected": 6 / 17, "cancelled": 5 / 11})
    assert ("no_show_share", "") not in found.index
    more = told(bookings(status=["no_show"] * 5 + ["served"] * 7 + ["cancelled"] * 6), Known())
    assert more.loc[("no_show_share", ""), "value"] == pytest.approx(5 / 12)


def test_nothing_is_told_of_wishes_that_are_guessed() -> None:
    """Of 18 asked 20 minutes ahead 8 say when they wanted to go, and 6 of these when they asked: all of them ahead."""
    table = bookings(wished=[True] * 8 + [False] * 10, booked=[True] * 6 + [False] * 2 + [True] * 10)
    table["submitted_s"] -= 1200
    found = told(table, Known())
    assert found.loc[("prebooked_share", ""), ["value", "of"]].tolist() == [1, 6]
    assert found.loc[("lead_time_median", ""), ["value", "of"]].tolist() == [pytest.approx(1200), 6]
    assert found.loc[("wait", "50%"), ["value", "of"]].tolist() == [60, 8]
    figures = set(told(bookings(wished=False), Known()).index.get_level_values("figure"))
    assert not figures & {"prebooked_share", "lead_time_median", "lead_time_sigma", "lead_time", "wait", "dwell"}
    assert {"requests_per_day", "ride_time"} <= figures


@pytest.mark.parametrize(
    ("counts", "left"),
    [
        ({"rejected": 1, "cancelled": 1, "no_show": 1}, set()),
        ({"rejected": 1, "cancelled": 6, "no_show": 5}, {"no_show_share"}),  # the base of the cancelled would tell 1
        ({"rejected": 6, "cancelled": 6}, {"rejected_share", "cancelled_share"}),
    ],
)
def test_no_share_and_no_base_of_one_tells_of_fewer_than_five(counts, left) -> None:
    status = [end for end, count in counts.items() for _ in range(count)]
    status += ["served"] * (18 - len(status))
    assert {figure for figure, _part in told(bookings(status=status), Known()).index if figure in ENDS} == left


def test_a_share_of_nearly_all_is_none_either() -> None:
    assert ("party_size", "1") not in told(bookings(party_size=[1] * 16 + [2] * 2), Known()).index
    assert told(bookings(party_size=[1] * 13 + [2] * 5), Known()).loc[("party_size", "1"), "value"] == 13 / 18
