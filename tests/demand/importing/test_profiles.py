"""Profiles by their names, and what may be set for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.demand.importing.booking_settings import checked
from simulator.demand.importing.ioki import PROFILE as IOKI
from simulator.demand.importing.ioki import read_ioki
from simulator.demand.importing.profiles import importer, settings_of
from simulator.demand.importing.via import PROFILE as VIA
from simulator.errors import RequestFileError


def test_a_file_is_a_profile_of_its_own() -> None:
    assert importer("ioki") == (read_ioki, None)
    assert importer("my/columns.yaml")[1] == Path("my/columns.yaml")
    assert settings_of("columns.yml", ["zone=UTC"]) == {"zone": "UTC"}


@pytest.mark.parametrize(
    ("profile", "told", "message"),
    [
        ("ioky", [], '--profile: unknown "ioky"; did you mean "ioki"?'),
        ("columns", [], 'unknown "columns"'),  # it needs its file
        ("via", ["zne=UTC"], '--set: zne: unknown; did you mean "zone"?'),
        ("via", ["zone"], "--set: zone: expected KEY=VALUE"),
    ],
)
def test_what_is_no_profile_or_setting(profile, told, message) -> None:
    with pytest.raises(RequestFileError) as error:
        settings_of(profile, told)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("zone", "Berlin", "is no time zone"),
        ("dates", "year", "expected day_first or month_first"),
        ("status", "x:lost", "expected WORD:MEANING"),
        ("shortest_ride", "-1", "expected 0 to 60 minutes"),
        ("shortest_ride", "two", "expected a number of minutes"),
        ("first", "17.05.2022", "expected a date like 2022-05-17"),
        ("holidays", "Brandenburg", "expected one of BB"),
    ],
)
def test_what_cannot_be_set(key, value, message) -> None:
    with pytest.raises(RequestFileError, match=f'--set: {key}: "{value}": {message}'):
        checked({key: value})


def test_what_is_set() -> None:
    settings = checked({"status": "Seat Unavailable:rejected, a:b:dropped", "shortest_ride": "1,5", "holidays": "BB"})
    assert settings.status == {"seat unavailable": "rejected", "a b": "dropped"}
    assert (settings.shortest_ride_s, settings.holidays) == (90, "BB")


def test_the_docs_name_all_columns_that_are_read() -> None:
    text = (Path(__file__).parents[3] / "docs" / "import.md").read_text(encoding="utf-8")
    for field in {**IOKI.columns, **VIA.columns}:
        cells = ["; ".join(one.columns.get(field, ())) or "–" for one in (IOKI, VIA)]
        assert f"| `{field}` | {cells[0]} | {cells[1]} |" in text
