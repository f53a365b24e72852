"""Exports of bookings with all their dirt: nothing is lost, nothing personal is kept, and what is told is right."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest

from simulator.demand.importing.booking_profile import BookingProfile
from simulator.demand.importing.column_map import profile_of, read_by_columns
from simulator.demand.importing.folder import check_out, write_import
from simulator.demand.importing.imported import Asked, Imported
from simulator.demand.importing.ioki import PROFILE as IOKI_PROFILE
from simulator.demand.importing.ioki import read_ioki
from simulator.demand.importing.requests_text import clock_of
from simulator.demand.importing.via import read_via
from simulator.demand.requests_file import read_requests
from simulator.errors import InputError, RequestFileError
from simulator.input_table import Reading
from simulator.network.files import read_network
from simulator.scenario.catalogue import bundled_folder
from simulator.tables import DEMAND_DTYPES, NO_TIME
from tests.demand.importing.made_exports import (
    FIRST,
    IOKI,
    Known,
    as_csv,
    bookings,
    dirty_ioki,
    ioki_dirt,
    ioki_rows,
    via_rows,
    write_exports,
)
from tests.draws import first
from tests.reference_data import reference_data

PRICES = (("2,50", "ok"), ("3", "ok"), ("free", "ok"), ("-1", "ok"), ("", "no"))
FEW = Known(days=3, per_day=20)
COLUMNS = """
columns:
  departure: when
  origin_lon: x
  origin_lat: y
  destination_lon: to_x
  destination_lat: to_y
"""


@pytest.fixture(scope="module")
def exports(tmp_path_factory) -> tuple[Path, Path, Path]:
    return write_exports(tmp_path_factory.mktemp("exports"))


def text_of(imported: Imported, folder: Path, asked: Asked) -> bytes:
    """Return all bytes of the folder of an import."""
    write_import(imported, asked, {}, folder, lambda _draft: None)
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


def test_words_for_ends_that_no_column_has_are_refused(tmp_path) -> None:
    path = tmp_path / "ioki.csv"
    rows = ioki_rows(bookings(FEW, 1))
    path.write_text(as_csv([{name: cell for name, cell in row.items() if name != "Stornierungsgrund"} for row in rows]))
    assert len(read_ioki(Asked((path,))).requests)
    with pytest.raises(RequestFileError) as error:
        read_ioki(Asked((path,), settings={"status": "foo:rejected"}))
    assert str(error.value).count("--set: status: no file has a column") == 1
    assert 'looked for "Stornierungsgrund", "Cancellation reason" (profile ioki)' in str(error.value)
    path.write_text(as_csv(rows))
    assert len(read_ioki(Asked((path,), settings={"status": "foo:rejected"})).requests)  # a word that no row has


def test_every_row_of_a_dirty_export_is_a_request_or_dropped_with_its_reason(exports, tmp_path) -> None:
    asked = Asked(exports[:1])
    imported = read_ioki(asked)
    assert imported.dropped["reason"].value_counts().to_dict() == ioki_dirt()
    assert imported.rows == len(imported.requests) + len(imported.dropped)
    clean = bookings(Known(), 1)
    without, backwards = 1, 1  # of their times: wishes all the same
    assert len(imported.requests) == len(clean) + without + backwards
    notes = {note.rule: note.values.get("count") for note in imported.notes}
    assert notes == {"above": 1, "no_pickup": 1, "backwards": 1}
    assert imported.not_read == ("Fahrgast", "Telefon")
    assert (imported.observed["status"] == "rejected").sum() == sum(one.status == "rejected" for one in clean)
    written = text_of(imported, tmp_path / "out", asked)
    for secret in (b"Name ", b"0170 ", b"R90000"):
        assert secret not in written


def test_the_same_export_in_another_order_of_rows_is_the_same(tmp_path) -> None:
    """Also where a booking is there twice with other cells: that is left which tells more."""
    rows = ioki_rows(bookings(FEW, 1))
    less = [{name: "" if name == "Stornierungsgrund" else cell for name, cell in row.items()} for row in rows[:20]]
    found = []
    for number, order in enumerate(
        ([*rows, *rows[:3], *less], [*less, *rows, *rows[:3]], [*less, *rows, *rows[:3]][::-1])
    ):
        path = tmp_path / f"ioki{number}.csv"
        path.write_text(as_csv(order))
        found.append(read_ioki(Asked((path,))))
    for other in found[1:]:
        assert other.requests.equals(found[0].requests)
        assert other.observed.equals(found[0].observed)
    assert set(found[0].dropped["reason"]) == {"duplicate", "number_again"}


def test_both_column_sets_of_via_say_the_same(exports) -> None:
    new, old, both = (read_via(Asked(files)) for files in (exports[1:2], exports[2:], exports[1:]))
    assert new.requests.equals(old.requests)
    assert new.observed.equals(both.observed)
    assert set(both.dropped["reason"]) == {"duplicate"}
    assert len(both.dropped) == len(new.requests)
    assert set(new.requests["purpose"]) == {"shopping", ""}  # of their own words only what five have said


def test_dots_of_r_and_every_spelling_of_a_header() -> None:
    dotted = ["Kalkulierter.Abfahrtsort..lon.", "KALKULIERTER_ABFAHRTSORT_LAT", "Kalkulierter.Ankunftsort..lon."]
    assert set(IOKI_PROFILE.found(dotted)) == {"origin_lon", "origin_lat", "destination_lon"}
    assert not IOKI_PROFILE.is_header(dotted)
    assert IOKI_PROFILE.is_header([*dotted, "Kalkulierter.Ankunftsort..lat.", "Angefragte.Fahrtzeit"])


def ioki_of(tmp_path: Path, *rows: dict[str, str]) -> Imported:
    path = tmp_path / "x.csv"
    path.write_text(as_csv(list(rows), ";"), encoding="utf-8")
    return read_ioki(Asked((path,)))


@pytest.fixture
def one() -> dict[str, str]:
    """Return a ride as ioki tells it: asked at 7:00, wanted at 8:00, from 8:05 to 8:20."""
    row = ioki_rows(bookings(Known(days=1, per_day=30, varies=0, rejected=0, cancelled=0, no_show=0), 3))[0]
    times = {"Fahrtwunsch erstellt": "07:00", "Angefragte Fahrtzeit": "08:00", "Abfahrtszeit": "08:05"}
    return row | {name: f"17.05.2022 {text}:00" for name, text in {**times, "Ankunftszeit": "08:20"}.items()}


def test_vehicles_are_numbers_in_the_order_in_which_they_come(tmp_path, one) -> None:
    rides = [("06:40", "PR-X 12"), ("06:50", ""), ("07:00", "PR-X 7"), ("07:10", "PR-X 12")]
    rows = [
        {**one, "Fahrt ID": asked, "Fahrtwunsch erstellt": f"17.05.2022 {asked}:00", "Fahrzeug ID": plate}
        for asked, plate in rides
    ]
    assert ioki_of(tmp_path, *rows).observed["vehicle"].tolist() == [0, -1, 1, 0]


def test_a_request_by_hand(tmp_path, one) -> None:
    imported = ioki_of(tmp_path, one)
    (request,) = imported.requests.itertuples()
    assert imported.first_day == date(2022, 5, 17)
    assert (request.submitted_s, request.earliest_departure_s, request.latest_arrival_s) == (25200, 28800, NO_TIME)
    (observed,) = imported.observed.itertuples()
    assert (observed.status, observed.pickup_s, observed.dropoff_s, observed.person) == ("served", 29100, 30000, -1)
    assert (observed.told_dropoff_s, observed.cancelled_s) == (NO_TIME, NO_TIME)


@pytest.mark.parametrize(
    ("change", "submitted_s", "departure_s", "rule"),
    [
        ({"Fahrtwunsch erstellt": "17.05.2022 08:20:00"}, 30000, 30000, "asked_late"),
        ({"Fahrtwunsch erstellt": ""}, 28800, 28800, "no_submission"),
        ({"Fahrtwunsch erstellt": "16.05.2022 08:00:00"}, 28800 - 86400, 28800, None),
        ({"Angefragte Fahrtzeit": "", "Kalkulierte Abfahrtszeit": "17.05.2022 08:02:00"}, 25200, 28920, "told_time"),
        ({"Angefragte Fahrtzeit": "", "Kalkulierte Abfahrtszeit": ""}, 25200, 29100, "ride_time"),
        ({"Passagieranzahl": ""}, 25200, 28800, "no_party"),
        ({"Stornierungsgrund": ""}, 25200, 28800, "no_status"),
    ],
)
def test_what_is_made_of_gaps(tmp_path, one, change, submitted_s, departure_s, rule) -> None:
    imported = ioki_of(tmp_path, one | change)
    (request,) = imported.requests.itertuples()
    assert (request.submitted_s, request.earliest_departure_s, request.party_size) == (
        submitted_s, departure_s, int(change.get("Passagieranzahl", one["Passagieranzahl"]) or 1)
    )  # fmt: skip
    assert rule is None or rule in {note.rule for note in imported.notes}


def test_all_of_a_booking_is_in_the_second_of_two_hours_where_it_was_asked_for_then(tmp_path, one) -> None:
    """On 30 October 2022 clocks show 2 to 3 twice; asked for at 2:50 the first time, 2:10 is the second time."""
    hours = {"Fahrtwunsch erstellt": "02:50", "Angefragte Fahrtzeit": "02:05", "Kalkulierte Abfahrtszeit": "02:10"}
    hours |= {"Kalkulierte Ankunftszeit": "02:25", "Abfahrtszeit": "02:10", "Ankunftszeit": "02:30"}
    imported = ioki_of(tmp_path, one | {name: f"30.10.2022 {clock}:00" for name, clock in hours.items()})
    (observed,) = imported.observed.itertuples()
    assert (observed.told_pickup_s, observed.told_dropoff_s) == (3 * 3600 + 600, 3 * 3600 + 1500)
    assert (observed.pickup_s, observed.dropoff_s) == (3 * 3600 + 600, 3 * 3600 + 1800)


@pytest.mark.parametrize("day", ["2022-10-30", "2021-10-31"])
def test_the_second_of_two_hours_is_handed_on_as_that(tmp_path, day) -> None:
    """01:30 of Greenwich is 02:30 for the second time: 12,600 s after midnight, and so it is read again."""
    profile, table = tmp_path / "columns.yaml", tmp_path / "x.csv"
    profile.write_text(COLUMNS)
    rows = [f"{day} 0{hour}:30Z,11.8,53.0,11.9,53.1" for hour in range(3)]
    table.write_text("\n".join(["when,x,y,to_x,to_y", *rows]))
    asked = Asked((table,), profile=profile)
    imported = read_by_columns(asked)
    assert imported.requests["earliest_departure_s"].tolist() == [9000, 12600, 16200]
    text_of(imported, tmp_path / "out", asked)
    written = (tmp_path / "out/requests.csv").read_text()
    assert f"{day} 02:30:00,{day} 02:30:00," in written
    assert f"{day} 02:30:00+01:00,{day} 02:30:00+01:00," in written
    reading = Reading(first_day=imported.first_day, clock=clock_of(imported.first_day), days=range(1))
    again = read_requests(tmp_path / "out/requests.csv", ("",), reading)
    assert again["earliest_departure_s"].tolist() == [9000, 12600, 16200]


def test_rides_that_were_made_tell_no_refusals(tmp_path, one) -> None:
    """Without any word for how they ended: all have a pickup and a dropoff."""
    empty = dict.fromkeys(("Stornierungsgrund", "Angefragte Fahrtzeit", "Kalkulierte Abfahrtszeit"), "")
    imported = ioki_of(tmp_path, *(one | empty | {"Fahrt ID": f"R{number}"} for number in range(9)))
    assert {"completed_only", "wish_unknown"} <= {note.rule for note in imported.notes}
    keys = set(imported.estimates["key"])
    assert not any(key.startswith(("people.", "demand.lead", "demand.prebooked")) for key in keys)


def test_a_wanted_arrival_leaves_time_for_the_ride(tmp_path) -> None:
    """From 53.0 to 53.1 N: 11.1 km by beeline, 14.5 km at 40 km/h are 1,301 s; twice that, and 20 minutes."""
    row = {**via_rows(bookings(FEW, 4))[0], "Requested Pickup Time": "", "Requested Dropoff Time": "2022-05-17 12:00",
           "Origin Lat": "53.0", "Origin Lng": "11.8", "Destination Lat": "53.1", "Destination Lng": "11.8",
           "Request Creation Time": "2022-05-17 06:00"}  # fmt: skip
    path = tmp_path / "x.csv"
    path.write_text(as_csv([row]))
    (request,) = read_via(Asked((path,))).requests.itertuples()
    assert request.latest_arrival_s == 43200
    assert request.earliest_departure_s == 43200 - 1200 - 2 * 1301


def test_unknown_words_for_the_end_are_refused_until_they_are_said(tmp_path, one) -> None:
    rows = [one | {"Fahrt ID": f"R{number}", "Stornierungsgrund": word} for number, word in enumerate("aab")]
    with pytest.raises(RequestFileError, match=r'"a" \(2 rows\), "b" \(1 rows\)'):
        ioki_of(tmp_path, *rows)
    path = tmp_path / "x.csv"
    imported = read_ioki(Asked((path,), settings={"status": "a:rejected, B:dropped"}))
    assert imported.observed["status"].tolist() == ["rejected"] * 2
    assert imported.dropped["reason"].tolist() == ["dropped"]


@pytest.mark.slow
def test_swapped_places_are_put_right_and_places_far_away_dropped(tmp_path, one) -> None:
    network = read_network(bundled_folder() / "prignitz" / "network")
    x, y = IOKI[12:14]
    rows = [one, one | {"Fahrt ID": "R2", x: one[y], y: one[x]}, one | {"Fahrt ID": "R3", x: "13,4", y: "52,5"}]
    path = tmp_path / "x.csv"
    path.write_text(as_csv(rows, ";"), encoding="utf-8")
    imported = read_ioki(Asked((path,), network))
    assert imported.requests["origin_lon"].nunique() == 1
    assert len(imported.requests) == 2
    assert imported.dropped["reason"].tolist() == ["place_outside"]
    assert [note.rule for note in imported.notes] == ["completed_only", "swapped"]


def test_an_export_without_any_date_is_refused(tmp_path, one) -> None:
    clocks = {name: text[-8:] if text[2:3] == "." else text for name, text in one.items()}
    with pytest.raises(RequestFileError, match="no row has a date with a time") as error:
        ioki_of(tmp_path, clocks | {"Fahrtwunsch erstellt": ""})
    assert '"08:00:00"' in str(error.value)
    with pytest.raises(RequestFileError, match="no row is left: 1 is of nobody"):
        ioki_of(tmp_path, one | {"Passagieranzahl": "0"})


@pytest.mark.parametrize("begin", [datetime(2022, 10, 29), datetime(2022, 3, 26)])
def test_what_is_written_is_read_as_the_same_requests(tmp_path, begin) -> None:
    """Over a change of the clock."""
    path = tmp_path / "x.csv"
    path.write_text(as_csv(ioki_rows(bookings(Known(days=4, per_day=20), 5, begin)), ";"))
    asked = Asked((path,))
    imported = read_ioki(asked)
    text_of(imported, tmp_path / "out", asked)
    day = imported.first_day
    reading = Reading(first_day=day, clock=clock_of(day), days=range(4))
    again = read_requests(tmp_path / "out" / "requests.csv", ("",), reading)
    kept = imported.requests
    for name in DEMAND_DTYPES:
        assert (again[name].fillna(-9) == kept[name].fillna(-9)).all(), name


def test_chosen_days_are_written_and_all_are_estimated(exports) -> None:
    whole = read_via(Asked(exports[1:2]))
    some = read_via(Asked(exports[1:2], settings={"first": "2022-05-03", "last": "2022-05-04"}))
    assert some.first_day == date(2022, 5, 3)
    assert len(some.requests) + some.of_other_days == len(whole.requests)
    assert some.requests["earliest_departure_s"].between(0, 2 * 86400 - 1).all()
    assert some.estimates.equals(whole.estimates)
    rows = whole.requests["request_id"].isin(some.requests["request_id"])
    moved = whole.requests.loc[rows, "submitted_s"].reset_index(drop=True) - 86400
    assert some.requests["submitted_s"].equals(moved)
    with pytest.raises(RequestFileError, match="2022-05-02 to 2022-05-29"):
        read_via(Asked(exports[1:2], settings={"first": "2023-05-03"}))


@pytest.mark.slow
def test_intervals_cover_what_bookings_are_made_of(tmp_path) -> None:
    """Of 100 exports, each interval is right in 90 at least; figures of all hours and sizes at once."""
    known, hits = Known(days=21, per_day=25), dict[str, list[bool]]()
    lead = np.exp(np.log(known.lead_median_s) + known.lead_sigma * np.random.default_rng(0).standard_normal(10**6))
    for seed in range(100):
        path = tmp_path / "x.csv"
        path.write_text(as_csv(via_rows(bookings(known, 100 + seed))))
        told = read_via(Asked((path,))).estimates.set_index(["figure", "part"])
        for figure, part, true in (
            ("requests_per_day", "", known.per_day), ("requests_per_hour", "12:00", known.per_day / 16),
            ("requests_per_day", "Tuesday", known.per_day), ("rejected_share", "", known.rejected),
            ("cancelled_share", "", known.cancelled), ("no_show_share", "", known.no_show),
            ("prebooked_share", "", known.prebooked), ("party_size", "2", known.two), ("growth_over_all_days", "", 1.0),
            ("lead_time", "50%", 900 + known.lead_median_s), ("lead_time", "90%", 900 + np.quantile(lead, 0.9)),
            ("wait", "50%", 449.5),
        ):  # fmt: skip
            row = told.loc[(figure, part)]
            hits.setdefault(f"{figure} {part}", []).append(row["low"] <= true <= row["high"])
    covered = {name: sum(found) for name, found in hits.items()}
    assert min(covered.values()) >= 90, covered


def test_estimates_find_what_the_export_is_made_of(exports) -> None:
    known, told = Known(), read_via(Asked(exports[1:2])).estimates.set_index(["figure", "part"])
    for figure, true in (
        ("requests_per_day", known.per_day), ("rejected_share", known.rejected), ("no_show_share", known.no_show),
        ("cancelled_share", known.cancelled), ("prebooked_share", known.prebooked), ("variation_of_days", known.varies),
    ):  # fmt: skip
        row = told.loc[(figure, "")]
        assert row["low"] <= true <= row["high"], figure
    assert told.loc[("party_size", "2"), "low"] <= known.two <= told.loc[("party_size", "2"), "high"]
    assert told["of"].min() >= 5


def test_files_of_one_name_are_told_apart_and_nothing_else_is_replaced(tmp_path, exports) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "via.csv").write_bytes(exports[1].read_bytes())
    asked = Asked((tmp_path / "a" / "via.csv", tmp_path / "b" / "via.csv"))
    imported = read_via(asked)
    assert set(imported.dropped["file"]) == {str(tmp_path / "b" / "via.csv")}
    out = tmp_path / "out"
    text_of(imported, out, asked)
    assert len(json.loads((out / "manifest.json").read_text())["inputs_sha256"]) == 2
    check_out(out, force=True)
    with pytest.raises(RequestFileError, match="--force puts the new import in its place"):
        check_out(out, force=False)
    (out / "run.yaml").touch()
    with pytest.raises(RequestFileError, match=r"holds more than an import \(run.yaml\)"):
        check_out(out, force=True)


def test_months_between_two_exports_are_no_days_without_demand(tmp_path) -> None:
    """Two weeks of 10 requests a day, in May and, with 20, in July."""
    files, known = [], Known(days=14, per_day=10, varies=0)
    for number, begin in enumerate((datetime(2022, 5, 2), datetime(2022, 7, 4))):
        rows = via_rows(bookings(replace(known, per_day=10 + 10 * number), number, begin))
        files.append(tmp_path / f"{number}.csv")
        files[-1].write_text(as_csv([row | {"Request ID": f"{number}-{row['Request ID']}"} for row in rows]))
    imported = read_via(Asked(tuple(files)))
    assert not len(imported.dropped)
    notes = {note.rule: note.values for note in imported.notes}
    assert notes["silent"] == {"count": 49, "days": 14}
    assert notes["growth"]["low"] > 1
    mean = imported.estimates.iloc[0]
    assert mean["value"] == pytest.approx(len(imported.requests) / 28)
    assert mean["low"] < 15 < mean["high"]


def test_a_table_of_ones_own(tmp_path) -> None:
    profile, table = tmp_path / "columns.yaml", tmp_path / "x.csv"
    profile.write_text(COLUMNS + "zone: UTC\n")
    table.write_text("when,x,y,to_x,to_y,name\n2022-05-17 06:00,11.8,53.0,11.9,53.1,Anna\n")
    imported = read_by_columns(Asked((table,), profile=profile))
    assert imported.requests["earliest_departure_s"].tolist() == [28800]
    assert imported.not_read == ("name",)
    assert imported.observed["status"].tolist() == ["unknown"]


def test_accounts_become_numbers_in_the_order_of_booking(tmp_path) -> None:
    profile, table = tmp_path / "columns.yaml", tmp_path / "x.csv"
    profile.write_text(COLUMNS + "  person: account\n")
    rows = [
        f"2022-05-17 0{hour}:00,11.8,53.0,11.9,53.1,{name}"
        for hour, name in ((9, "zoe"), (7, "bob"), (8, "zoe"), (6, ""))
    ]
    table.write_text("\n".join(["when,x,y,to_x,to_y,account", *rows]))
    asked = Asked((table,), profile=profile)
    imported = read_by_columns(asked)
    assert imported.observed["person"].tolist() == [-1, 0, 1, 1]  # nobody, bob, zoe, zoe
    assert b"zoe" not in text_of(imported, tmp_path / "out", asked)


def test_a_column_that_is_there_twice(tmp_path, one) -> None:
    path = tmp_path / "x.csv"
    header, row = ";".join(one), ";".join(one.values())
    path.write_text(f"{header};;Passagieranzahl\n{row};;{one['Passagieranzahl']}\n")
    assert read_ioki(Asked((path,))).not_read[-2:] == ("(column 17, without a name)", "Passagieranzahl")
    path.write_text(f"{header};Passagieranzahl\n{row};9\n")
    with pytest.raises(RequestFileError, match="Passagieranzahl: stands twice in the header, with different content"):
        read_ioki(Asked((path,)))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("x\n", "[]\n"), r"columns.yaml:4: origin_lon: expected the name of a column"),
        (("origin_lon", "orign_lon"), r'columns.yaml:4: orign_lon: is no field of bookings; did you mean "origin_lon"'),
        (("columns:", "column:"), "expected a part columns"),
        (("columns:", "zone: Berlin\ncolumns:"), r"columns.yaml:2: zone: .*is no time zone"),
        (("columns:", "status: {x: lost}\ncolumns:"), r'columns.yaml:2: x: "lost" is none of'),
        (("columns:", "columns: {"), "is no YAML"),
        (("departure", "dropoff"), "one of departure, arrival, told_pickup, pickup is missing"),
    ],
)
def test_a_profile_that_cannot_be_used(tmp_path, change, message) -> None:
    profile = tmp_path / "columns.yaml"
    profile.write_text(COLUMNS.replace(*change, 1))
    with pytest.raises(RequestFileError, match=message):
        profile_of(profile)


@pytest.mark.slow
def test_taxi_rides_of_new_york(tmp_path) -> None:
    table = reference_data("region", "demand", "requests_fallback_nyc_20k.csv")
    profile = tmp_path / "columns.yaml"
    profile.write_text(
        "columns: {booking: request_id, departure: departure_time, origin_lon: o_lon, origin_lat: o_lat, "
        "destination_lon: d_lon, destination_lat: d_lat, party_size: passengers}\n"
    )
    imported = read_by_columns(Asked((table,), profile=profile))
    assert imported.rows == len(table.read_text().splitlines()) - 1
    assert len(imported.requests) + len(imported.dropped) == imported.rows
    assert len(imported.requests) > 19_000


PIECES = (b";", b"\n", b'"', b"\0", b"9", b"-", b",", b"", b"\xff", b"2022", b"\r")


@pytest.mark.parametrize("seed", first(3, 60))
def test_mutated_files_end_in_requests_or_in_a_message(tmp_path, seed) -> None:
    random = np.random.default_rng(seed)
    content = bytearray(dirty_ioki(bookings(FEW, 6)).encode("cp1252"))
    for _ in range(random.integers(1, 12)):
        place = random.integers(0, len(content))
        content[place : place + random.integers(0, 3 if seed % 2 else 40)] = PIECES[random.integers(len(PIECES))]
    path = tmp_path / "x.csv"
    path.write_bytes(bytes(content))
    try:
        imported = read_ioki(Asked((path,)))
    except InputError as error:
        assert "x.csv" in str(error)
    else:
        assert imported.rows == len(imported.requests) + len(imported.dropped)
        text_of(imported, tmp_path / "out", Asked((path,)))


def test_a_profile_says_what_a_header_needs() -> None:
    profile = BookingProfile("x", {"origin_lon": ("a",), "pickup": ("b",)})
    assert profile.expected() == 'the columns "a" and one of "b" (profile x)'
    assert FIRST.weekday() == 0


def test_a_table_may_tell_prices_and_who_declined(tmp_path) -> None:
    """2,50 EUR with a decimal comma; a price that cannot be read, and one below 0, are none."""
    profile, table = tmp_path / "columns.yaml", tmp_path / "x.csv"
    profile.write_text(COLUMNS + "  price: fare\n  status: end\nstatus: {ok: served, no: declined}\n")
    rows = [f"2022-05-17 08:0{n};11,8;53,0;11,9;53,1;{fare};{end}" for n, (fare, end) in enumerate(PRICES)]
    table.write_text("\n".join(["when;x;y;to_x;to_y;fare;end", *rows]))
    imported = read_by_columns(Asked((table,), profile=profile))
    assert imported.observed["price_eur"].fillna(-9).tolist() == [2.5, 3, -9, -9, -9]
    assert imported.observed["status"].tolist() == ["served"] * 4 + ["declined"]
    assert {note.rule: note.values.get("count") for note in imported.notes}["outcome_unreadable"] == 2
