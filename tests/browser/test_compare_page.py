"""compare.html in a real browser: moving a slider changes the answer."""

from __future__ import annotations

import pytest

from simulator.experiments.publish import write_run
from simulator.report.compare.page import write_comparison_page
from tests.browser.chromium import SEEN, complaints, keep, open_browser, serious_violations, set_size, wait_for_charts
from tests.bundled import bundled
from tests.report.small_experiment import write_small_experiment


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> str:
    folder = tmp_path_factory.mktemp("experiment")
    kept = write_run(bundled("tiny/line"), folder / "runs", {}, figures=False)
    return f"file://{write_comparison_page(write_small_experiment(folder / 'experiment', runs={8: str(kept)}))}"


@pytest.fixture(scope="module")
def driver():
    with open_browser() as started:
        yield started


def answer(driver) -> str:
    return driver.find_element("css selector", "main:not([hidden]) [data-answer]").text


@pytest.mark.parametrize(("language", "width"), SEEN)
def test_it_opens_without_complaints_and_is_accessible(driver, page, width, language) -> None:
    set_size(driver, width, 900)
    driver.get(f"{page}?lang={language}")
    wait_for_charts(driver, width)
    assert driver.execute_script("return document.documentElement.scrollWidth") <= width
    assert complaints(driver) == []
    assert serious_violations(driver) == []
    keep(driver, f"compare-{width}-{language}")


def test_a_dragged_slider_changes_the_answer(driver, page) -> None:
    from selenium.webdriver.common.action_chains import ActionChains

    set_size(driver, 1280, 900)
    driver.get(f"{page}?lang=en")
    assert "12 × minibus" in answer(driver)
    slider = driver.find_element("css selector", "main:not([hidden]) [data-slider=served]")
    slider_width = slider.rect["width"]
    at = (float(slider.get_attribute("value")) - 59) / (96 - 59) - 0.5
    chain = ActionChains(driver).move_to_element_with_offset(slider, round(at * (slider_width - 16)), 0)
    chain.click_and_hold().move_by_offset(round(slider_width * 0.25), 0).release().perform()
    assert "16 × minibus" in answer(driver)
    budget = driver.find_element("css selector", "main:not([hidden]) [data-slider=budget]")
    for _ in range(10):
        budget.send_keys("\ue012")  # arrow left
    assert "No variant meets this goal" in answer(driver)
    driver.find_element("css selector", "[data-language=de]").click()
    assert "Keine Variante erreicht dieses Ziel" in answer(driver)
    assert complaints(driver) == []
