"""Shared cars on pages in a real browser: beside rides, and alone."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from simulator.experiments.publish import write_run
from tests.browser.chromium import complaints, keep, open_browser, serious_violations, set_size, wait_for_charts
from tests.bundled import bundled

DAYS = ("prignitz/integrated", "prignitz/carsharing")
SHOW_AT = """
const slider = document.querySelector("main:not([hidden]) [data-time]");
const done = arguments[arguments.length - 1];
slider.value = arguments[0];
slider.dispatchEvent(new Event("input"));
requestAnimationFrame(() => requestAnimationFrame(() =>
  done(document.querySelector("main:not([hidden]) [data-replay] [data-told]").textContent)));
"""


@pytest.fixture(scope="module")
def driver() -> Iterator[Any]:
    with open_browser() as opened:
        yield opened


@pytest.fixture(scope="module", params=DAYS)
def name(request) -> str:
    return request.param


@pytest.fixture(scope="module")
def page(name, tmp_path_factory) -> str:
    folder: Path = write_run(bundled(name), tmp_path_factory.mktemp("run"), {}, figures=False, report=True)
    return f"file://{folder / 'report.html'}"


@pytest.mark.parametrize("width", [1280, 390])
def test_it_opens_without_complaints_and_is_accessible(driver, page, name, width) -> None:
    set_size(driver, width, 900)
    driver.get(f"{page}?lang=de")
    wait_for_charts(driver, width)
    assert driver.execute_script("return document.documentElement.scrollWidth") <= width
    assert complaints(driver) == []
    assert serious_violations(driver) == []
    keep(driver, f"{name.rpartition('/')[2]}-{width}-de")


def test_as_many_cars_are_in_use_as_the_tables_tell(driver, page, name) -> None:
    rentals = bundled(name).carsharing.rentals
    driver.get(f"{page}?lang=en")
    tell = partial(driver.execute_async_script, SHOW_AT)
    for time_s in (36_000, 50_400, 64_800):
        out = int(((rentals["began_s"] <= time_s) & (rentals["ended_s"] > time_s)).sum())
        assert f"shared cars in use: {out}" in tell(time_s)
    assert complaints(driver) == []
