"""Fares of published services of the region, and of some elsewhere; sources and dates: docs/fares.md."""

from __future__ import annotations

from typing import Any

PRESETS: dict[str, dict[str, Any]] = {
    "kexi": {"per_rider": "2.50 EUR", "per_km": "0.40 EUR"},  # Landkreis Kelheim, 10/2023
    "moobil-plus": {"per_rider": "2 EUR", "per_zone": "1 EUR"},  # Landkreis Vechta, 2021; zones: municipalities
    # These tell what comes on top of an ordinary fare, which has to be told beside them.
    "prignitzbus": {"surcharge": "1 EUR"},  # Landkreis Prignitz, 2016
    "stendalbus": {"surcharge": "1.50 EUR"},  # Landkreis Stendal, 2019
    "vlp": {"on_request": "1 EUR"},  # Landkreis Ludwigslust-Parchim, 6/2024
    # Landkreis Lüchow-Dannenberg, 2024: a day ticket of the county, and 1 EUR for each ride.
    "wendland-ondemand": {"per_rider": "5 EUR", "surcharge": "1 EUR", "max_per_day": "5 EUR"},
}
