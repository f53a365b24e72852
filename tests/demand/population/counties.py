"""A county of three municipalities, small enough to be drawn in a moment."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

REGISTER = """ags,name,inhabitants,male
12070001,Adorf,420,200
12070002,Bestadt,900,460
12070003,Cehof,0,0
"""
SETTLEMENTS = """locality,ags,lon,lat,inhabitants
Adorf,12070001,11.80,53.10,300
Adorf Ausbau,12070001,11.84,53.12,100
Bestadt,12070002,11.95,53.05,800
Bestadt Nord,12070002,11.96,53.08,100
"""
ORIGIN = {"year": 2022, "source": "made up", "licence": ""}


def write_county(folder: Path, tables: dict[str, str] | None = None, **changes: Any) -> Path:
    """Write a county file with its tables and return it. tables: further ones, or others. changes: of its keys."""
    texts = {"register.csv": REGISTER, "settlements.csv": SETTLEMENTS} | (tables or {})
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    data = {
        "name": "county",
        "municipalities": {"table": "register.csv", **ORIGIN},
        "settlements": {"table": "settlements.csv", **ORIGIN},
    } | changes
    path = folder / "county.yaml"
    with path.open("w", encoding="utf-8") as file:
        YAML().dump({key: value for key, value in data.items() if value is not None}, file)
    return path


def margin(table: str, level: str = "county") -> dict[str, Any]:
    """Return a margin of a file."""
    return {"table": table, "level": level, **ORIGIN}
