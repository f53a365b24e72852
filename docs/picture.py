"""Make the picture of the README: ``uv run python docs/picture.py`` (needs Chromium with its driver)."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from simulator import load_scenario, run  # noqa: E402
from simulator.experiments.publish import write_run  # noqa: E402
from tests.browser.chromium import open_browser  # noqa: E402

PICTURE = ROOT / "docs" / "images" / "replay.png"
FOLLOWED = 1  # vehicle
CHOSEN = 3  # of the riders listed below the map


def main() -> None:
    """Run the bundled day with much demand, open its page and keep what the replay shows around noon."""
    with tempfile.TemporaryDirectory() as folder, open_browser(1200, 1250) as driver:
        page = write_run(run(load_scenario("prignitz/rufbus-high")), Path(folder), {}, figures=False, report=True)
        driver.get(f"file://{page / 'report.html'}?lang=en")
        replay = driver.find_element("css selector", "main:not([hidden]) [data-replay]")
        driver.execute_script(
            "replay.time = 12.5 * 3600; replay.followed = arguments[1];"
            "arguments[0].closest('main').dispatchEvent(new CustomEvent('shown'));",
            replay,
            FOLLOWED,
        )
        choice = "main:not([hidden]) [data-lists] button"
        driver.execute_script(f"document.querySelectorAll('{choice}')[{CHOSEN}].click()")
        driver.execute_async_script("setTimeout(arguments[0], 500)")
        replay.screenshot(str(PICTURE))


if __name__ == "__main__":
    main()
