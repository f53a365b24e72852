"""What is said of scenarios that are not right: each value of the small days, changed in one of many ways."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from pydantic import ValidationError

from simulator.errors import ElbeDrtError
from simulator.scenario.models import Scenario
from tests.stored.days import DAYS, Settings
from tests.stored.told import Texts

GONE = object()
INSTEAD = (GONE, None, -1, 0, 1, 0.5, 1e9, "word", [], {}, "0 s", "25:00", "10 EUR", ["08:00", "08:00"], True)
_KNOWN = re.compile(r"known are [\w, ]+")  # other tests may have registered more in the same process
Path_ = tuple[Any, ...]


def refusals(day: str, *sections: str) -> Texts:
    """Return what is said of a day with one value changed, by its path; sections: of which alone, all by default."""
    settings = {"name": day, "network": {"file": "network"}, **deepcopy(DAYS[day].settings)}
    if DAYS[day].requests is not None:
        settings["demand"] = {"kind": "file", "requests_file": "requests.csv"}
    said: dict[str, list[str]] = {}
    for path in _paths(settings):
        name = ".".join(map(str, path))
        if name.startswith(sections or ""):
            said.setdefault(".".join(map(str, path[:2])), []).extend(
                f"{name}: {line}" for line in _said(settings, path)
            )
    return {section: "\n".join(lines) for section, lines in said.items()}


def _paths(data: Any, above: Path_ = ()) -> Iterator[Path_]:
    if above:
        yield above
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in inner:
        yield from _paths(value, (*above, key))


def _said(settings: Settings, path: Path_) -> Iterator[str]:
    *above, last = path
    for value in INSTEAD:
        changed = deepcopy(settings)
        holder = changed
        for key in above:
            holder = holder[key]
        if value is GONE:
            del holder[last]
        else:
            holder[last] = value
        yield f"{'gone' if value is GONE else json.dumps(value)}: {_problem(changed)}"


def _problem(settings: Settings) -> str:
    try:
        Scenario.model_validate(settings)
    except ValidationError as error:
        told = (f"{'.'.join(map(str, line['loc']))} {line['type']} {line['msg']}" for line in error.errors())
        return _KNOWN.sub("known are ...", "; ".join(told))
    except ElbeDrtError as error:
        return f"{type(error).__name__}: {error}"
    return "taken"
