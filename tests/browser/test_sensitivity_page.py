"""sensitivity.html in a real browser: charts and the ledger fit, and nothing complains."""

from __future__ import annotations

import pytest

from simulator.experiments.one_at_a_time import sensitivity
from tests.browser.chromium import SEEN, complaints, keep, open_browser, serious_violations, wait_for_charts


@pytest.fixture(scope="module")
def page(tmp_path_factory) -> str:
    folder = sensitivity("tiny/line", replications=1, out=tmp_path_factory.mktemp("results")).folder
    return f"file://{folder / 'sensitivity.html'}"


@pytest.mark.parametrize(("language", "width"), SEEN)
def test_it_opens_without_complaints_and_is_accessible(page, width, language) -> None:
    with open_browser(width) as driver:
        driver.get(f"{page}?lang={language}")
        for folded in driver.find_elements("css selector", "main:not([hidden]) details"):
            driver.execute_script("arguments[0].open = true", folded)
        wait_for_charts(driver, width)
        assert driver.execute_script("return document.documentElement.scrollWidth") <= width
        assert complaints(driver) == []
        assert serious_violations(driver) == []
        keep(driver, f"sensitivity-{width}-{language}")
