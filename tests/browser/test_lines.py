"""The replay of buses and trains, and boards, of a small day in a real browser; see ``test_replay_of_lines``."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from simulator.experiments.publish import write_run
from simulator.report.page.board_page import write_board_page
from tests.browser.chromium import complaints, keep, open_browser, serious_violations, set_size, wait_for_charts
from tests.browser.test_shared_cars import SHOW_AT
from tests.report.test_replay_of_chains import write_chain
from tests.report.test_replay_of_lines import EIGHT, RIDES
from tests.timetable.days import result_of

PLACE_OF = """
const lines = roadData.get().lines_of_timetable;
const { y } = lines.locate(arguments[0], arguments[1]);
const { halt_y } = roadData.get().arrays;
return y - halt_y[lines.names.halts.indexOf("A-Dorf")];
"""


@pytest.fixture(scope="module")
def driver() -> Iterator[Any]:
    with open_browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder: Path = tmp_path_factory.mktemp("day")
    out = write_run(result_of(folder, RIDES), folder / "out", {}, figures=False, report=True)
    return f"file://{out / 'report.html'}"


@pytest.mark.parametrize("width", [1280, 390])
def test_it_opens_without_complaints_and_is_accessible(driver: Any, page: str, width: int) -> None:
    set_size(driver, width, 900)
    driver.get(f"{page}?lang=de")
    wait_for_charts(driver, width)
    driver.execute_async_script(SHOW_AT, EIGHT + 300)
    assert driver.execute_script("return document.documentElement.scrollWidth") <= width
    assert complaints(driver) == []
    assert serious_violations(driver) == []
    keep(driver, f"lines-{width}-de")


def test_who_is_where_is_told(driver: Any, page: str) -> None:
    driver.get(f"{page}?lang=en")
    tell = partial(driver.execute_async_script, SHOW_AT)
    for time_s, running, riders, changing in (
        (EIGHT + 300, 1, 2, 0),
        (EIGHT + 600, 1, 0, 0),
        (EIGHT + 1020, 2, 3, 0),
        (EIGHT + 3600, 1, 1, 0),
        (EIGHT + 4920, 0, 0, 1),
        (EIGHT + 5100, 1, 1, 0),
    ):
        said = f"under way: {running} · riders in them: {riders} · waiting for them: 0 · changing: {changing}"
        assert said in tell(time_s)


def test_they_move_straight_from_call_to_call(driver: Any, page: str) -> None:
    driver.get(f"{page}?lang=en")
    driver.execute_async_script(SHOW_AT, EIGHT)
    for run, time_s, metres in ((0, 0, 0), (0, 150, 1250), (0, 900, 7500), (1, 900, 5000), (1, 1110, 10_200)):
        assert driver.execute_script(PLACE_OF, run, EIGHT + time_s) == pytest.approx(metres, abs=3)


def test_a_journey_is_shown_and_its_bus_followed_by_keys_alone(driver: Any, page: str) -> None:
    set_size(driver, 1280, 900)
    driver.get(f"{page}?lang=en")
    driver.execute_async_script(SHOW_AT, EIGHT + 4920)
    person = driver.find_element("css selector", "main:not([hidden]) [data-key^=person]")
    driver.execute_script("arguments[0].focus()", person)
    person.send_keys("\n")
    card = driver.find_element("css selector", "main:not([hidden]) .journey")
    assert "09:25–09:36" in card.text and "from C-Dorf to E-Dorf; waited 5 min" in card.text
    second = card.find_elements("css selector", "button")[1]
    assert second.text == "2 to E-Dorf"
    driver.execute_script("arguments[0].focus()", second)
    second.send_keys("\n")
    driver.execute_async_script(SHOW_AT, EIGHT + 5160)
    told = driver.find_element("css selector", "main:not([hidden]) [data-lists] > div").text
    assert "next: D-Dorf, 09:35" in told and "on board: 1" in told
    assert complaints(driver) == []


def test_the_board_shows_the_station_that_keys_choose(driver: Any, page: str) -> None:
    set_size(driver, 1280, 900)
    driver.get(f"{page}?lang=en")
    part = driver.find_element("css selector", "main:not([hidden]) [data-board]")
    assert "C-Dorf: 3 departures; riders of this run who get on: 1, off: 1." in part.text
    assert "09:20: 1 from line 1" in part.text
    station = part.find_element("css selector", "[data-station]")
    station.send_keys("B")
    rows = [row.text for row in part.find_elements("css selector", "tbody tr")]
    assert rows == ["08:10 1 C-Dorf 2", "08:15 3 E-Dorf 3", "09:10 1 C-Dorf"]
    part.find_element("css selector", "[data-only]").send_keys(" ")
    assert len(part.find_elements("css selector", "tbody tr")) == 2
    driver.find_element("css selector", "[data-language=de]").click()
    part = driver.find_element("css selector", "main:not([hidden]) [data-board]")
    assert "B-Dorf: 3 Abfahrten" in part.text  # the same as in the other language
    assert len(part.find_elements("css selector", "tbody tr")) == 2
    assert complaints(driver) == []


def test_a_board_alone_is_a_page(driver: Any, page: str) -> None:
    alone = write_board_page(Path(page.removeprefix("file://")).parent, ["E-Dorf"])
    for width in (1280, 390):
        set_size(driver, width, 900)
        driver.get(f"file://{alone}?lang=de")
        assert "endet hier" in driver.find_element("css selector", "main:not([hidden]) tbody").text
        assert driver.execute_script("return document.documentElement.scrollWidth") <= width
        assert complaints(driver) == []
        assert serious_violations(driver) == []
        keep(driver, f"board-{width}-de")


def test_who_changes_to_a_train_is_seen_on_the_way(driver: Any, tmp_path: Path) -> None:
    driver.get(f"file://{write_chain(tmp_path) / 'report.html'}?lang=en")
    tell = partial(driver.execute_async_script, SHOW_AT)
    moments = ((2, 1, 0, 0), (10, 0, 0, 1), (16, 0, 1, 0), (25, 1, 0, 0))
    for minutes, on_board, in_lines, changing in moments:
        told = tell(EIGHT + 60 * minutes)
        assert f"on board: {on_board} · waiting: 0" in told
        assert f"riders in them: {in_lines} · waiting for them: 0 · changing: {changing}" in told
    tell(EIGHT + 600)
    person = driver.find_element("css selector", "main:not([hidden]) [data-key^=person]")
    driver.execute_script("arguments[0].click()", person)
    card = driver.find_element("css selector", "main:not([hidden]) .journey").text
    assert (
        "3 to E-Dorf" in card
        and "from E-Dorf to a place without a name" in card
        and "from B-Dorf to E-Dorf; waited 9 min" in card
    )
    assert complaints(driver) == []
