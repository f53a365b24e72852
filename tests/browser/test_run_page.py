"""report.html in a real browser, opened from a file, with the network switched off."""

from __future__ import annotations

import time
from functools import partial

import pytest

from simulator import load_scenario, run
from simulator.experiments.publish import write_run
from tests.browser.chromium import SEEN, complaints, keep, open_browser, serious_violations, set_size, wait_for_charts
from tests.bundled import bundled

SLOWEST_MEAN_FRAME_MS = 8


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> str:
    folder = write_run(bundled("prignitz/rufbus"), tmp_path_factory.mktemp("run"), {}, figures=False, report=True)
    return f"file://{folder / 'report.html'}"


@pytest.fixture(scope="module")
def driver():
    with open_browser() as started:
        yield started


@pytest.mark.parametrize(("language", "width"), SEEN)
def test_it_opens_without_complaints_and_is_accessible(driver, page, width, language) -> None:
    set_size(driver, width, 900)
    driver.get(f"{page}?lang={language}")
    wait_for_charts(driver, width)
    assert driver.execute_script("return document.documentElement.scrollWidth") <= width
    assert driver.execute_script("return document.documentElement.lang") == language
    assert complaints(driver) == []
    assert serious_violations(driver) == []
    keep(driver, f"report-{width}-{language}")


def test_the_language_can_be_switched(driver, page) -> None:
    set_size(driver, 1280, 900)
    driver.get(f"{page}?lang=de")
    assert "wurden 157 bedient" in driver.find_element("css selector", "main:not([hidden]) .headline").text
    driver.find_element("css selector", "[data-language=en]").click()
    assert "157 were served" in driver.find_element("css selector", "main:not([hidden]) .headline").text
    assert driver.title.endswith("Report")


def test_the_replay_moves_on_and_is_quick(driver, page) -> None:
    driver.get(f"{page}?lang=en")
    before = driver.execute_script("return replay.time")
    button = driver.find_element("css selector", "main:not([hidden]) [data-play]")
    driver.execute_script("arguments[0].scrollIntoView()", button)
    button.click()
    time.sleep(2)
    told = driver.execute_script("return [replay.time, replay.frames, replay.spentMs]")
    button.click()
    assert told[0] > before + 100
    assert told[1] > 10
    assert told[2] / told[1] < SLOWEST_MEAN_FRAME_MS
    stopped = driver.execute_script("return replay.time")
    time.sleep(0.3)
    assert driver.execute_script("return replay.time") == stopped
    assert complaints(driver) == []


def test_a_rider_shows_the_journey_and_a_vehicle_is_followed(driver, page) -> None:
    driver.get(f"{page}?lang=en")
    driver.find_element("css selector", "main:not([hidden]) [data-lists] button").click()
    card = driver.find_element("css selector", "main:not([hidden]) .journey")
    assert "promised pickup" in card.text and "as promised" in card.text
    card.find_element("css selector", "button").click()
    assert driver.execute_script("return replay.followed") >= 0
    driver.find_element("css selector", "[data-language=de]").click()
    assert "zugesagte Abholung" in driver.find_element("css selector", "main:not([hidden]) .journey").text


def test_the_map_answers_to_keys(driver, page) -> None:
    driver.get(f"{page}?lang=en")
    canvas = driver.find_element("css selector", "main:not([hidden]) [data-replay] canvas")
    driver.execute_script("arguments[0].focus()", canvas)
    canvas.send_keys(" ")
    assert driver.execute_script("return replay.playing") is True
    canvas.send_keys(" ")
    assert driver.execute_script("return replay.playing") is False


CLOSED_AT_TIMES = """
const slider = document.querySelector("main:not([hidden]) [data-time]");
const canvas = document.querySelector("main:not([hidden]) [data-replay] canvas");
const done = arguments[arguments.length - 1];
slider.value = arguments[0];
slider.dispatchEvent(new Event("input"));
requestAnimationFrame(() => requestAnimationFrame(() => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let pixels = 0;
  for (let i = 0; i < data.length; i += 4) pixels += data[i] === 179 && data[i + 1] === 71 && data[i + 2] === 0;
  done(pixels);
}));
"""


def test_a_street_is_drawn_as_closed_only_while_it_is(driver, tmp_path) -> None:
    """Closed from 08:30 to 09:30; crosses of who was refused have the same colour, but are small."""
    works = '[{"name": "works", "kind": ["road", "synthetic"], "closed": true, "from": "08:30", "until": "09:30"}]'
    closed = load_scenario("tiny/line", (f"network.changes={works}",))
    folder = write_run(run(closed), tmp_path / "run", {}, figures=False, report=True)
    driver.get(f"file://{folder / 'report.html'}?lang=en")
    times = [30_000, 31_200, 33_600, 34_800]
    assert complaints(driver) == []  # later it complains that the test reads its canvas
    pixels = [driver.execute_async_script(CLOSED_AT_TIMES, time_s) for time_s in times]
    assert [count > 100 for count in pixels] == [False, True, True, False]


def test_times_are_what_clocks_show_on_their_day(driver, page) -> None:
    """Clocks are put back at 03:00 of the second of three days, which has 25 hours."""
    driver.get(f"{page}?lang=en")
    said = """
        const words = page.data("labels").en;
        const own = page.calendar;
        page.calendar = { days: arguments[1], first_day: arguments[2], at_s: [27 * 3600], ahead_s: [0, -3600] };
        const said = arguments[0].map((hour) => page.moment(hour * 3600, words));
        page.calendar = own;
        return said;
    """
    tell = partial(driver.execute_script, said)
    assert tell([26.5, 27, 49], 3, "2021-10-30") == ["Sun 31 Oct, 02:30", "Sun 31 Oct, 02:00", "Mon 1 Nov, 00:00"]
    assert tell([-1, 1, 49], 3, None) == ["Day 0, 23:00", "Day 1, 01:00", "Day 3, 00:00"]
    assert tell([-1, 1, 25], 1, "2021-10-30") == ["23:00 the day before", "01:00", "01:00"]
