"""Whether the requests of a scenario are an import of bookings, as the manifest beside their file tells."""

from __future__ import annotations

from typing import Any

from simulator.demand.importing.folder import import_manifest
from simulator.scenario.models import Scenario

TOLD = ("profile", "personal", "coarsened", "single_places_shown", "first_day", "requests_sha256")


def import_of(scenario: Scenario) -> dict[str, Any] | None:
    """Return what the manifest of an import says of the requests of a scenario; None where they are none.

    unchanged: whether their file is what was imported. Raises RequestFileError for a manifest nobody can read: it may
    say that they are personal.
    """
    file = scenario.demand.as_file
    if file is None:
        return None
    manifest = import_manifest(file.requests_file)
    if manifest is None:
        return None
    return {name: manifest.get(name) for name in (*TOLD, "unchanged")}
