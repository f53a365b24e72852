"""What the program itself brings, by group and name: ``module:object``."""

from __future__ import annotations

BUILTIN: dict[str, dict[str, str]] = {
    "service": {
        "ridepooling": "simulator.services.ridepooling.service:begin",
        "carsharing": "simulator.services.carsharing.service:begin",
    },
}
