"""What people did before there were rides on demand, for drawn days: as they choose without these, or by shares."""

from __future__ import annotations

from typing import Any

Settings = dict[str, Any]


def write_ecology(draw: Any, settings: Settings) -> None:
    """Let some days tell what is saved; where everybody asks something else, too, mostly as they choose without it."""
    if not draw.coin(0.6):
        return
    services = settings["services"]
    rides = {name for name, its in services.items() if its["kind"] == "ridepooling"}
    joined = {name for name, its in services.items() if its.get("on_demand") in rides}
    asks = [kind.get("asks", []) for kind in settings["people"]["classes"].values()]
    names = [{name for turn in its for name in ([turn] if isinstance(turn, str) else turn)} for its in asks]
    if all(its - rides - joined for its in names) and draw.coin(0.95):
        settings["ecology"] = {"lift_share": draw.one_of(0, 0.25)}
    else:
        settings["ecology"] = {"former_means": {"car": 0.3, "lift": 0.1, "timetable": 0.4, "not_going": 0.2}}
