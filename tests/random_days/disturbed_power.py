"""Random days on which charging sites give less power, or none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from simulator.clock import format_clock
from simulator.event_kinds import Event
from simulator.experiments.run import RunResult

HOUR_S = 3600


def draw(draw: Any, _where: Any, settings: dict[str, Any], _folder: Path) -> None:
    """Let power be short wherever there are sites, and at the chargers of car-sharing."""
    sites = [site["name"] for site in settings.get("energy", {}).get("sites", ())]
    begins_s = draw.whole(5 * HOUR_S, 18 * HOUR_S)
    cut = {"name": "power", "kind": "power", "from": format_clock(begins_s), "lasts": f"{draw.whole(1, 6)} h"}
    cut |= {"share": draw.one_of(0, 0, 0, 0.3), "length_varies": draw.one_of(0, 0.5)}
    if draw.coin(0.5):
        cut["announced"] = format_clock(max(0, begins_s - draw.whole(0, 5) * HOUR_S))
    if sites and draw.coin(0.4):
        cut["sites"] = [draw.one_of(*sites)]
    if sites or "cars" in settings["services"]:
        settings["disruptions"].append(cut)


def _limited(day: RunResult) -> bool:
    return bool((day.events["kind"] == Event.SITE_LIMITED).any())


def _cut_short(day: RunResult) -> bool:
    """Return whether power that flowed was less all at once, as a site began to give less."""
    kinds = day.events["kind"].to_numpy()
    after = (kinds[:-1] == Event.SITE_SHARE) & (kinds[1:] == Event.POWER)
    return bool(after.any())


FEATURES = {"a site with less power": _limited, "charging with less power all at once": _cut_short}
