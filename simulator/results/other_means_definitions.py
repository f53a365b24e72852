"""Who asks no service as none could win them, and what they do: columns of that file, and their meaning."""

from __future__ import annotations

from simulator.results.entry import Definition
from simulator.results.input_definitions import REQUESTS_INPUT
from simulator.tables import PEOPLE_DTYPES

_D = Definition
_STAYS = "null: they do not go"

OTHER_MEANS_DTYPES: dict[str, str] = {
    "request": "int32",
    **PEOPLE_DTYPES,
    "means": "string",
    "mode": "string",
    "answered_s": "int32",
    **dict.fromkeys(("departure_s", "arrival_s", "ride_s", "length_m"), "Int64"),
    "price_eur": "float64",
    "utility": "float64",
}

OTHER_MEANS: dict[str, Definition] = {
    "request": _D("Number of the request, behind those of all who asked."),
    **{name: REQUESTS_INPUT[name] for name in PEOPLE_DTYPES},
    "means": _D("Name of the service of what they have and go by; other_mode or none (they stay): they decline all."),
    "mode": _D(f"walk, bike or car; {_STAYS}."),
    "answered_s": _D("When they would have been told all offers, had they asked.", "s"),
    "departure_s": _D(f"When they leave the origin; {_STAYS}.", "s"),
    "arrival_s": _D(f"When they are at the destination; {_STAYS}.", "s"),
    "ride_s": _D(f"Time by bike or car without the ways to it and from it, 0 on foot; {_STAYS}.", "s"),
    "length_m": _D(f"Distance ridden, or walked all the way; {_STAYS}.", "m"),
    "price_eur": _D(f"What the trip costs those who make it; {_STAYS}.", "EUR"),
    "utility": _D(
        "What it is worth to them, luck included: more than anything that a service could offer; null: they had no "
        "choice, as they go on by what they have with them."
    ),
}
