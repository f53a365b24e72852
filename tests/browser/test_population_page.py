"""population.html in a real browser: charts and tables fit, and nothing complains."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from simulator.cli.main import app
from simulator.scenario.catalogue import bundled_folder
from tests.browser.chromium import complaints, keep, open_browser, serious_violations, wait_for_charts


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    county = bundled_folder() / "prignitz" / "population" / "county.yaml"
    out: Path = tmp_path_factory.mktemp("people") / "out"
    result = CliRunner().invoke(app, ["demand", "build", str(county), "--out", str(out), "--populations", "2"])
    assert result.exit_code == 0, result.output
    return f"file://{out / 'population.html'}"


@pytest.mark.slow
@pytest.mark.parametrize(("language", "width"), [("de", 1280), ("en", 390)])
def test_it_opens_without_complaints_and_is_accessible(page: str, width: int, language: str) -> None:
    with open_browser(width) as driver:
        driver.get(f"{page}?lang={language}")
        for folded in driver.find_elements("css selector", "main:not([hidden]) details"):
            driver.execute_script("arguments[0].open = true", folded)
        wait_for_charts(driver, width)
        assert driver.execute_script("return document.documentElement.scrollWidth") <= width
        assert complaints(driver) == []
        assert serious_violations(driver) == []
        keep(driver, f"population-{width}-{language}")
