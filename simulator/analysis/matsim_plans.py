"""Export of requests as plans of MATSim: population_v6, a person with a chain of activities and legs by drt.

What the format has no place for stands in attributes of the leg, each a column of requests behind a prefix; importing
plans reads them back (`simulator.demand.importing.own_columns`). Positions are WGS84 degrees, as the file says.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import pandas as pd

from simulator.clock import format_clock
from simulator.tables import DEMAND_DTYPES, NO_NODE, NO_TIME, TOUR_DTYPES, typed

FILE = "plans.xml.gz"
MODE, BETWEEN = "drt", "unknown"  # BETWEEN: from where one request ends to where the next one begins
PREFIX = "elbe_drt:"
PLACES = ("origin_lon", "origin_lat", "destination_lon", "destination_lat", "origin_node", "destination_node")
TOLD = tuple(name for name in DEMAND_DTYPES | TOUR_DTYPES if name not in PLACES)
NOBODY = {"person": -1, "tour": -1, "tour_position": 0, "own_car": False}
HEAD = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE population SYSTEM "http://www.matsim.org/files/dtd/population_v6.dtd">
<population>
 <attributes>
  <attribute name="coordinateReferenceSystem" class="java.lang.String">EPSG:4326</attribute>
 </attributes>
"""

Row = dict[str, Any]


def demand_of_run(journeys: pd.DataFrame, asked: Sequence[pd.DataFrame], tours: pd.DataFrame | None) -> pd.DataFrame:
    """Return what all people of a run wished for, of whatever service, with the columns of ``write_plans``.

    asked: tables with ``request`` and ``earliest_arrival_s`` of those who asked services. tours: whose trips of which
    tours the requests are, and when they were to begin; None: the demand has none.
    """
    wished = (journeys["request"] >= 0) & journeys["party_size"].notna()  # not bookings of cars by themselves
    table = journeys[wished].set_index("request")
    told = pd.concat([rows.set_index("request")["earliest_arrival_s"] for rows in asked])
    arrival = told[~told.index.duplicated()].reindex(table.index)
    table = table.assign(earliest_arrival_s=arrival)
    if tours is not None:
        of_tours = tours.set_index("request").drop(columns="service", errors="ignore")
        table = of_tours.reindex(table.index).combine_first(table)
    missing = {**NOBODY, "earliest_arrival_s": NO_TIME, "latest_arrival_s": NO_TIME, "origin_node": NO_NODE,
               "destination_node": NO_NODE, "wheelchairs": 0, "parcels": 0}  # fmt: skip
    filled = table.assign(**{name: table[name].fillna(value) for name, value in missing.items() if name in table})
    dtypes = DEMAND_DTYPES | (TOUR_DTYPES if tours is not None else {})
    return typed(filled.reset_index(), dtypes)


def write_plans(requests: pd.DataFrame, folder: Path) -> Path:
    """Write requests (``tables.DEMAND_DTYPES``, with or without tours) as plans; return the file.

    People have one chain each, requests of nobody one person each. The same requests give the same bytes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FILE
    table = requests.assign(**{name: value for name, value in NOBODY.items() if name not in requests})
    with path.open("wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as file:
        file.write(HEAD.encode())
        for name, rows in _by_person(table):
            file.write(_person(name, rows).encode())
        file.write(b"</population>\n")
    return path


def _by_person(table: pd.DataFrame) -> Iterator[tuple[str, list[Row]]]:
    """Yield persons and their requests in the order of departures."""
    chains: dict[str, list[Row]] = {}
    for row in ({str(name): value for name, value in row.items()} for row in table.to_dict("records")):
        name = f"person {row['person']}" if row["person"] >= 0 else str(row["request_id"])
        chains.setdefault(name, []).append(row)
    for name, chain in chains.items():
        yield name, sorted(chain, key=lambda row: int(row["earliest_departure_s"]))


def _person(name: str, rows: list[Row]) -> str:
    parts = [f' <person id={quoteattr(name)}>\n  <plan selected="yes">\n']
    here: tuple[Any, ...] | None = None
    kind = "other" if rows[0]["purpose"] == "home" else "home"
    for row in rows:
        begins, ends = _place(row, "origin"), _place(row, "destination")
        if here is not None and here != begins:
            parts += [_activity(kind, here), f'   <leg mode="{BETWEEN}"/>\n']
            kind = "other"
        parts += [_activity(kind, begins, row["earliest_departure_s"]), _leg(row)]
        here, kind = ends, row["purpose"] or "other"
    return "".join([*parts, _activity(kind, here or ()), "  </plan>\n </person>\n"])


def _place(row: Row, end: str) -> tuple[Any, ...]:
    """Return lon, lat and node of an end: the node only where it has no coordinates."""
    lon, lat = row[f"{end}_lon"], row[f"{end}_lat"]
    return (lon, lat, None) if np.isfinite(lon) and np.isfinite(lat) else (None, None, row[f"{end}_node"])


def _activity(kind: str, place: tuple[Any, ...], ends_s: int | None = None) -> str:
    lon, lat, node = place
    at = f'link="{node}"' if lon is None else f'x="{lon!r}" y="{lat!r}"'
    until = "" if ends_s is None else f' end_time="{format_clock(int(ends_s))}"'
    return f"   <activity type={quoteattr(kind)} {at}{until}/>\n"


def _leg(row: Row) -> str:
    own = "".join(_attribute(PREFIX + name, row[name]) for name in TOLD)
    return f'   <leg mode="{MODE}">\n    <attributes>\n{own}    </attributes>\n   </leg>\n'


def _attribute(name: str, value: Any) -> str:
    is_flag = isinstance(value, bool | np.bool_)
    kind = "Boolean" if is_flag else "String" if isinstance(value, str) else "Integer"
    text = str(value).lower() if is_flag else escape(str(value))
    return f'     <attribute name="{name}" class="java.lang.{kind}">{text}</attribute>\n'
