"""Plans of MATSim: trips of the selected plan by the modes asked for, with times, places and tours as they stand."""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyproj
import pytest

from simulator.analysis.matsim_plans import PREFIX, write_plans
from simulator.demand.importing import own_columns
from simulator.demand.importing.chains import purpose_of, tours_of
from simulator.demand.importing.imported import Asked, Imported
from simulator.demand.importing.matsim import import_matsim
from simulator.demand.importing.matsim_xml import parse_time
from simulator.demand.importing.requests_of import DEFAULTS, requests_of_trips
from simulator.demand.importing.requests_text import requests_csv
from simulator.demand.requests_file import read_requests
from simulator.errors import ElbeDrtError
from simulator.tables import DEMAND_DTYPES, TOUR_DTYPES
from tests.worlds import line_network

V6 = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE population SYSTEM "http://www.matsim.org/files/dtd/population_v6.dtd">
<population desc="three people">
 <attributes><attribute name="coordinateReferenceSystem" class="java.lang.String">EPSG:25833</attribute></attributes>
 <person id="anna">
  <attributes>
   <attribute name="age" class="java.lang.Integer">71</attribute>
   <attribute name="carAvail" class="java.lang.String">always</attribute>
  </attributes>
  <plan score="1.0" selected="no"><activity type="home" x="0" y="0" end_time="01:00:00"/><leg mode="drt"/>
   <activity type="work" x="1" y="1"/></plan>
  <plan score="2.0" selected="yes">
   <attributes><attribute name="x" class="java.lang.String">y</attribute></attributes>
   <activity type="home_43200.0" x="300000" y="5880000" end_time="08:00:00">
    <attributes><attribute name="orig_duration" class="java.lang.Integer">77</attribute></attributes>
   </activity>
   <leg mode="walk" dep_time="08:00:00" trav_time="00:01:00">
    <attributes><attribute name="routingMode" class="java.lang.String">drt</attribute></attributes></leg>
   <activity type="drt interaction" link="7" x="300100" y="5880000" max_dur="00:00:00"/>
   <leg mode="drt" dep_time="08:01:00" trav_time="00:10:00">
    <attributes><attribute name="routingMode" class="java.lang.String">drt</attribute></attributes>
    <route type="drt" start_link="7" end_link="8">600.0 false</route></leg>
   <activity type="drt interaction" link="8" x="304000" y="5880000" max_dur="00:00:00"/>
   <leg mode="walk" trav_time="00:01:00">
    <attributes><attribute name="routingMode" class="java.lang.String">drt</attribute></attributes></leg>
   <activity type="shop_daily_1800.0" x="304000" y="5881000" max_dur="00:30:00"/>
   <leg mode="pt" trav_time="undefined"><route type="generic" trav_time="00:20:00"/></leg>
   <activity type="home_43200.0" x="300000" y="5880000" end_time="26:15:00"/>
   <leg mode="car"/>
   <activity type="leisure" x="305000" y="5880000" end_time="49:00:00"/>
   <leg mode="drt"/>
   <activity type="home" x="300000" y="5880000"/>
  </plan>
 </person>
 <person id="bert">
  <plan><activity type="home" link="7" end_time="09:00"/><leg mode="drt"/><activity type="work" facility="f" />
   <leg mode="drt"/><activity type="home" link="7"/></plan>
 </person>
 <person id="carl"><plan selected="yes"><activity type="home" x="1" y="1"/></plan></person>
</population>
"""
V4 = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE plans SYSTEM "http://www.matsim.org/files/dtd/plans_v4.dtd">
<plans>
 <person id="1" sex="f" age="30" car_avail="never">
  <plan><act type="h" x="300000" y="5880000" link="1" end_time="07:35" /><leg num="0" mode="pt" dep_time="07:35"/>
   <act type="w" x="304000" y="5880000" link="2" dur="00:10" /><leg num="1" mode="drt" dep_time="07:50:30"/>
   <act type="e10" x="304000" y="5884000"/></plan>
 </person>
</plans>
"""


def imported(folder: Path, text: str, name: str = "plans.xml", **settings: Any) -> Imported:
    path = folder / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return import_matsim(Asked((path,), settings={key: str(value) for key, value in settings.items()}))


@pytest.mark.parametrize("name", ["plans.xml", "plans.xml.gz"])
def test_trips_of_the_selected_plan(tmp_path: Path, name: str) -> None:
    found = imported(tmp_path, V6, name)
    table = found.requests
    assert list(table) == [*DEMAND_DTYPES, *TOUR_DTYPES]
    assert table["request_id"].tolist() == ["p0-1", "p0-2"]
    # The shop is reached at 8:12 and left half an hour later.
    assert table["earliest_departure_s"].tolist() == [8 * 3600, 8 * 3600 + 12 * 60 + 1800]
    assert table["purpose"].tolist() == ["shopping", "home"]
    assert table["tour"].tolist() == [0, 0] and table["tour_position"].tolist() == [1, 2]
    assert table["own_car"].all() and (table["person"] == 0).all()
    there = pyproj.Transformer.from_crs("EPSG:4326", "EPSG:25833", always_xy=True)
    x, y = there.transform(table["origin_lon"], table["origin_lat"])
    assert x == pytest.approx([300_000, 304_000], abs=0.1) and y == pytest.approx([5_880_000, 5_881_000], abs=0.1)
    assert table["origin_lon"].iloc[0] == table["destination_lon"].iloc[1]
    assert found.rows == 6 and not found.personal
    assert found.dropped["reason"].value_counts().to_dict() == {
        "another_mode": 1, "too_late": 1, "place_missing": 2,
    }  # fmt: skip
    line = V6.splitlines().index('   <leg mode="car"/>') + 1
    assert found.dropped.loc[found.dropped["reason"] == "another_mode", "line"].tolist() == [line]
    assert "People: 3. Their trips: 6, by mode: drt 4, car 1, pt 1." in found.notes[0].english


def test_modes_links_and_facilities(tmp_path: Path) -> None:
    network, facilities = tmp_path / "network.xml", tmp_path / "facilities.xml"
    network.write_text(
        '<network><nodes><node id="a" x="300000" y="5880000"/><node id="b" x="300200" y="5880000"/></nodes>'
        '<links><link id="7" from="a" to="b"/></links></network>'
    )
    facilities.write_text('<facilities><facility id="f" x="301000" y="5880000"/></facilities>')
    found = imported(tmp_path, V6, modes="all", network=network, facilities=facilities)
    assert found.requests["request_id"].tolist() == ["p0-1", "p0-2", "p1-1", "p0-3"]
    bert = found.requests.iloc[2]
    assert bert["origin_lon"] == pytest.approx(found.requests["origin_lon"].iloc[0] + 100 * 1.4925e-5, abs=2e-5)
    assert bert["earliest_departure_s"] == 9 * 3600 and not bert["own_car"] and bert["tour"] == 2
    assert sorted(found.dropped["reason"]) == ["time_missing", "too_late"]
    only = imported(tmp_path, V6, modes="car").requests
    assert only["request_id"].tolist() == ["p0-3"] and only["earliest_departure_s"].tolist() == [26 * 3600 + 900]
    broken = tmp_path / "broken.xml"
    broken.write_text('<network><node id="a" x="0" y="0"/><link id="7" from="a" to="b"/></network>')
    with pytest.raises(ElbeDrtError, match=r"broken\.xml:1: link: an end of it is no node of the file"):
        imported(tmp_path, V6, network=broken)
    with pytest.raises(ElbeDrtError, match=r"network\.xml: holds no facilities of MATSim"):
        imported(tmp_path, V6, facilities=network)


def test_plans_of_version_4(tmp_path: Path) -> None:
    with pytest.raises(ElbeDrtError, match="names no coordinate system; say --set crs=EPSG"):
        imported(tmp_path, V4)
    table = imported(tmp_path, V4, crs="EPSG:25833", lead_time=30).requests
    assert table["earliest_departure_s"].tolist() == [27300, 28230]
    assert (table["earliest_departure_s"] - table["submitted_s"]).tolist() == [1800, 1800]
    assert table["purpose"].tolist() == ["work", "e10"] and not table["own_car"].any()
    assert table["tour"].tolist() == [0, 0]
    with pytest.raises(ElbeDrtError, match='crs "EPSG:1": is no coordinate system'):
        imported(tmp_path, V4, crs="EPSG:1")
    assert imported(tmp_path, V4, crs="EPSG:4326").dropped["reason"].tolist() == ["place_nowhere"] * 2


def test_requests_can_be_read_by_scenarios(tmp_path: Path) -> None:
    """Trips of a person stand in the order of time, as tours have to."""
    text = V6.replace('end_time="26:15:00"', 'end_time="07:00:00"')
    found = imported(tmp_path, text, modes="all")
    assert sorted(found.dropped["reason"]) == ["out_of_order", "place_missing", "place_missing", "too_late"]
    (tmp_path / "requests.csv").write_text(requests_csv(found.requests, None))
    back = read_requests(tmp_path / "requests.csv")
    columns = [name for name in found.requests if name != "traveller_class"]
    pd.testing.assert_frame_equal(back[columns], found.requests[columns])


def test_classes_are_told_by_age_work_and_car(tmp_path: Path) -> None:
    for own, told in (
        ('age="5"', "child"), ('age="16"', "pupil"), ('age="16" employed="yes"', "worker"), ('age="70"', "senior"),
        ('age="70" car_avail="never"', "carless"), ('age="40" license="no"', "carless"), ('age="40"', "adult"),
        ("", ""),
    ):  # fmt: skip
        text = V4.replace('age="30" car_avail="never"', own)
        table = imported(tmp_path, text, crs="EPSG:25833", classes="people").requests
        assert set(table["traveller_class"]) == {told}, own


def test_places_away_from_the_roads_are_outside(tmp_path: Path) -> None:
    network = line_network(2)  # from 53 degrees north, a kilometre up
    text = V4.replace('x="300000" y="5880000"', 'x="12.001" y="53.001"').replace('y="5880000"', 'y="53.008"')
    for away, reasons in (("12.01", []), ("12.02", ["place_outside", "place_outside"])):
        path = tmp_path / "plans.xml"
        path.write_text(text.replace('x="304000"', f'x="{away}"').replace('y="5884000"', 'y="53.004"'))
        found = import_matsim(Asked((path,), network, settings={"crs": "EPSG:4326"}))
        assert found.dropped["reason"].tolist() == reasons and len(found.requests) == 2 - len(reasons)


def test_times() -> None:
    told = ["08:00", "08:00:30", "30600", "26:15:00", "-00:10:00", "07:00:30.5", "undefined", "", None]
    assert [parse_time(text) for text in told] == [28800, 28830, 30600, 94500, -600, 25230.5, None, None, None]
    for text in ("8h", "08:60", "08:00:99", "1e5", "nan"):
        with pytest.raises(ValueError, match="is no time; expected HH:MM:SS"):
            parse_time(text)


def test_purposes() -> None:
    told = [
        "home_43200.0",
        "h",
        "work",
        "w",
        "educ_higher_7200",
        "shop_other",
        "leisure",
        "errands",
        "accompany",
        "Kur",
    ]
    assert [purpose_of(kind) for kind in told] == [
        "home", "home", "work", "work", "school", "shopping", "leisure", "errands", "escort", "kur",
    ]  # fmt: skip


def test_tours_begin_at_home_and_count_what_is_taken() -> None:
    person = np.array([0, 0, 0, 0, 0, 1, 1])
    leaves_home = np.array([True, False, True, False, False, False, True])
    taken = np.array([True, True, False, True, True, False, True])
    tour, position = tours_of(person, leaves_home, taken)
    assert tour.tolist() == [0, 0, -1, 1, 1, -1, 2] and position.tolist() == [1, 2, 0, 1, 2, 0, 1]
    assert tours_of(person[:0], leaves_home[:0], taken[:0])[0].size == 0


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('x="300000" y="5880000" end_time="08:00:00"', 'x="foobar" y="1"', 'plans.xml:14: x: "foobar" is no number'),
        ('end_time="08:00:00"', 'end_time="8 o\'clock"', 'plans.xml:14: end_time: "8 o\'clock" is no time'),
        ('selected="no"', 'selected="maybe"', 'plans.xml:10: selected: "maybe"; expected yes or no'),
        ('<person id="bert">', "<person>", "plans.xml:35: person: has no id"),
        ('type="leisure"', 'kind="leisure"', "plans.xml:30: type: is missing"),
        ("<population desc", "<network desc", "plans.xml:3: holds <network>, expected <plans> or <population>"),
        ("</plan></person>\n</pop", "</person>\n</pop", "is no valid XML: mismatched tag"),
        ("EPSG:25833", "Atlantis", 'crs "Atlantis": is no coordinate system that is known'),
        ('v6.dtd">', 'v6.dtd" [<!ENTITY three "x">]>', "XML entities; that is not allowed"),
    ],
)
def test_bad_plans_are_told(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in V6
    with pytest.raises(ElbeDrtError) as error:
        imported(
            tmp_path,
            V6.replace(old, new).replace("</population>", "</network>" if "network" in new else "</population>"),
        )
    assert message in str(error.value)


def requests_of_people() -> pd.DataFrame:
    """Two ways of one person on one tour, from where another place is than the first ended, and one of nobody."""
    rows = [
        {"request_id": "b & <1>", "submitted_s": -600, "earliest_departure_s": 90_000, "purpose": "", "party_size": 3,
         "wheelchairs": 1, "traveller_class": "senior", "latest_arrival_s": 99_000},
        {"request_id": "a2", "submitted_s": 50, "earliest_departure_s": 60_000, "purpose": "home", "parcels": 2},
        {"request_id": "a1", "submitted_s": 100, "earliest_departure_s": 30_000, "purpose": "work"},
    ]  # fmt: skip
    table = pd.DataFrame(rows)
    table = table.assign(**{name: table[name].fillna(DEFAULTS[name]) for name in DEFAULTS if name in table})
    lon = np.array([12.1, 12.234567, 12.3])
    return requests_of_trips(
        table.assign(origin_lon=lon, origin_lat=53.1, destination_lon=lon + 1, destination_lat=53.0)
    )


def test_round_trip_of_our_own_export(tmp_path: Path) -> None:
    table = (
        requests_of_people()
        .drop(columns=["origin_node", "destination_node"])
        .assign(origin_node=-1, destination_node=-1)
    )
    toured = table.assign(person=[-1, 4, 4], tour=[-1, 0, 0], tour_position=[0, 1, 2], own_car=[False, True, True])
    for given in (table, toured):
        path = write_plans(given, tmp_path)
        first = path.read_bytes()
        found = import_matsim(Asked((path,)))
        assert write_plans(given, tmp_path).read_bytes() == first
        columns = [name for name in DEMAND_DTYPES | TOUR_DTYPES if name in given]
        back = found.requests.set_index("request_id").loc[given["request_id"]].reset_index()
        pd.testing.assert_frame_equal(back[columns], given[columns].reset_index(drop=True), check_dtype=False)
        assert list(found.requests) == columns_in_order(columns)
    assert found.dropped["reason"].tolist() == ["another_mode"]  # from where a1 ends to where a2 begins
    assert own_columns.PREFIX == PREFIX
    real = import_matsim(Asked((path,), settings={"people": "real"}))
    assert real.personal and set(real.requests["request_id"]) == {"p0-1", "p1-1", "p1-3"}


def columns_in_order(columns: list[str]) -> list[str]:
    return [name for name in DEMAND_DTYPES | TOUR_DTYPES if name in columns]


def test_values_of_our_own_export_are_checked(tmp_path: Path) -> None:
    path = write_plans(requests_of_people(), tmp_path)
    text = gzip.decompress(path.read_bytes()).decode().replace(">3</attribute>", ">33333333333</attribute>")
    with pytest.raises(ElbeDrtError, match='elbe_drt:party_size: "33333333333" is no value of this column'):
        imported(tmp_path, text)


PERSON = """ <person id="{n}"><attributes><attribute name="age" class="java.lang.Integer">40</attribute></attributes>
  <plan score="1" selected="no"><activity type="home" x="300000" y="5880000" end_time="08:00:00"/><leg mode="car">
   <route type="links" start_link="1" end_link="2">{route}</route></leg><activity type="work" x="1" y="2"/></plan>
  <plan score="2" selected="yes"><activity type="home" x="300000" y="5880000" end_time="08:00:00"/><leg mode="{mode}">
   <route type="links" start_link="1" end_link="2">{route}</route></leg>
   <activity type="work" x="30{n:04d}" y="5885000"/></plan></person>
"""
READ = """
import resource, sys
from pathlib import Path
from simulator.demand.importing.imported import Asked
from simulator.demand.importing.matsim import import_matsim
found = import_matsim(Asked((Path(sys.argv[1]),), settings={"crs": "EPSG:25833"}))
print(found.rows, len(found.requests), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def plans_of(path: Path, persons: int) -> None:
    route = " ".join(str(link) for link in range(400))
    with path.open("w") as file:
        file.write('<!DOCTYPE population SYSTEM "http://www.matsim.org/files/dtd/population_v6.dtd">\n<population>\n')
        for n in range(persons):
            file.write(PERSON.format(n=n, route=route, mode="drt" if n % 10 == 0 else "car"))
        file.write("</population>\n")


@pytest.mark.slow
def test_plans_are_streamed_in_bounded_memory(tmp_path: Path) -> None:
    """A hundred megabytes take hardly more memory than one does."""
    peaks = []
    for persons in (300, 28_500):
        plans_of(tmp_path / "plans.xml", persons)
        command = [sys.executable, "-c", READ, str(tmp_path / "plans.xml")]
        rows, requests, peak = map(int, subprocess.run(command, capture_output=True, check=True).stdout.split())
        assert rows == persons and requests == -(-persons // 10)
        peaks.append(peak)
    assert (tmp_path / "plans.xml").stat().st_size > 100e6
    assert peaks[1] - peaks[0] < 40_000  # KiB
