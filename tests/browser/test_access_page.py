"""access.html in a real browser: map, charts and tables fit, choices change the map, and nothing complains."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.report.page.access_page import write_access_page
from tests.browser.chromium import complaints, keep, open_browser, serious_violations, wait_for_charts
from tests.report.small_access import write_study

CHOOSE = """
const its = document.querySelector(`main:not([hidden]) [data-choice="${arguments[0]}"]`);
its.value = arguments[1];
its.dispatchEvent(new Event("change", { bubbles: true }));
"""
TOLD = "return document.querySelector('main:not([hidden]) [data-access-told]').textContent"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder: Path = tmp_path_factory.mktemp("access")
    return f"file://{write_access_page(write_study(folder))}"


@pytest.mark.slow
@pytest.mark.parametrize(("language", "width"), [("de", 390), ("en", 1280)])
def test_it_opens_without_complaints_and_is_accessible(page: str, width: int, language: str) -> None:
    with open_browser(width) as driver:
        driver.get(f"{page}?lang={language}")
        wait_for_charts(driver, width)
        assert driver.execute_script("return document.documentElement.scrollWidth") <= width
        assert serious_violations(driver) == []
        keep(driver, f"access-{width}-{language}")
        if language == "en":
            told = []
            for name, value in (("means", "on_demand"), ("hour", "9"), ("centre", "Town"), ("show", "offered")):
                driver.execute_script(CHOOSE, name, value)
                told.append(driver.execute_script(TOLD))
            assert told[0].startswith("Of 100 people 60 live within 15 minutes, 90 live within 30 minutes")
            assert told[1].startswith("Of 100 people 60 live within 15 minutes, 60 live within 30 minutes, 90 live")
            assert told[2].startswith("90 of 100 people have it as the nearest. Of 100 people 60 live")
            assert told[3] == "On average over people: 83 %."  # of those who live where Town is reached first
        assert complaints(driver) == []
