"""A real browser without a screen, with the network switched off."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# As people see a page: the longer words where there is least room, and the shorter ones where there is most.
SEEN = [
    ("de", 390),
    ("en", 1280),
    pytest.param("de", 1280, marks=pytest.mark.slow),
    pytest.param("en", 390, marks=pytest.mark.slow),
]
AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"

SCREENSHOTS = os.environ.get("ELBE_DRT_SCREENSHOTS")


def need(found: object, what: str) -> None:
    """Skip a test where a tool is missing; the continuous integration must have it, or say that it cannot."""
    if not found:
        must = os.environ.get("CI") and not os.environ.get("ELBE_DRT_NO_BROWSER")
        (pytest.fail if must else pytest.skip)(f"{what} is not installed; see .ci/run")


@contextmanager
def open_browser(width: int = 1280, height: int = 900) -> Iterator[Any]:
    """Give a selenium driver of a headless Chromium that may not use the network."""
    from selenium import webdriver

    browser = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    driver = shutil.which("chromedriver")
    need(browser and driver, "a browser with its driver (Debian: chromium, chromium-driver)")
    options = webdriver.ChromeOptions()
    options.binary_location = browser
    for word in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars", "--disable-gpu"):
        options.add_argument(word)
    options.add_argument(f"--window-size={width},{height}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    started = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    try:
        started.execute_cdp_cmd("Network.enable", {})
        started.execute_cdp_cmd(
            "Network.emulateNetworkConditions",
            {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0},
        )
        set_size(started, width, height)
        yield started
    finally:
        started.quit()


def set_size(driver: Any, width: int, height: int) -> None:
    """Make the page exactly so many pixels wide, as on a phone."""
    driver.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600},
    )


def complaints(driver: Any) -> list[str]:
    """Return what the browser wrote to its console."""
    return [f"{entry['level']}: {entry['message']}" for entry in driver.get_log("browser")]


def serious_violations(driver: Any) -> list[str]:
    """Run axe-core; return violations that are serious or critical."""
    need(AXE.is_file(), "axe-core (npm ci in tests/browser)")
    driver.execute_script(AXE.read_text(encoding="utf-8"))
    found = driver.execute_async_script(
        "axe.run(document).then(arguments[0], error => arguments[0]({error: String(error)}))"
    )
    assert "violations" in found, found
    return [
        f"{violation['id']} ({violation['impact']}): {violation['help']}: {node['target']} {node.get('failureSummary')}"
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical")
        for node in violation["nodes"][:3]
    ]


def wait_for_charts(driver: Any, width: int) -> None:
    """Make the window as high as the page, so that every chart comes into view, and wait until all are drawn."""
    set_size(driver, width, driver.execute_script("return document.documentElement.scrollHeight"))
    empty = "return document.querySelectorAll('main:not([hidden]) [data-chart]:empty').length"
    deadline = time.monotonic() + 20
    while driver.execute_script(empty):
        assert time.monotonic() < deadline, "charts are still missing"
        time.sleep(0.1)


def keep(driver: Any, name: str) -> None:
    """Keep a screenshot for people to look at, where the continuous integration says so."""
    if SCREENSHOTS:
        Path(SCREENSHOTS).mkdir(parents=True, exist_ok=True)
        driver.save_screenshot(str(Path(SCREENSHOTS) / f"{name}.png"))
