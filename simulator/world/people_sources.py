"""Where everything comes from that all people of an area are drawn with: who they are, what they do, and where."""

from __future__ import annotations

from typing import Any

from simulator.demand.population.sources import sources_of
from simulator.scenario.models import Scenario
from simulator.world.population import residents_of

# As docs/tours.md and docs/destinations.md have it; the numbers stand in demand.tours.published and
# demand.destinations.lengths.
TOURS_AND_PLACES: tuple[dict[str, Any], ...] = (
    {
        "name": {
            "en": "tours: who leaves home, what for, when and how long, on weekdays",
            "de": "Wege: wer das Haus verlässt, wozu, wann und wie lange, an Werktagen",
        },
        "attribution": {
            "en": "SrV 2023 in Braunschweig and its region (TU Dresden), aggregates of TU Braunschweig, "
            "github.com/TUBS-IVS/eqasim-bs",
            "de": "SrV 2023 in Braunschweig und der Region (TU Dresden), zusammengefasst von der TU Braunschweig, "
            "github.com/TUBS-IVS/eqasim-bs",
        },
        "licence": {"en": "may be passed on", "de": "Weitergabe erlaubt"},
        "date": "2023",
    },
    {
        "name": {"en": "tours: how weekends differ", "de": "Wege: wie Wochenenden sich unterscheiden"},
        "attribution": {
            "en": 'emobpy 0.6.2, after "Mobilität in Tabellen" (MiD 2017)',
            "de": "emobpy 0.6.2, nach „Mobilität in Tabellen“ (MiD 2017)",
        },
        "licence": "MIT",
        "date": "2017",
    },
    {
        "name": {
            "en": "tours: who leaves home on Sundays, pupils who are driven to school",
            "de": "Wege: wer sonntags das Haus verlässt, wer zur Schule gefahren wird",
        },
        "attribution": {
            "en": "MiD 2017 (dw.com 46292839); ADAC-Stiftung (allgaeuer-zeitung.de 103559300); Forsa for DEKRA, "
            "November 2018 (dekra-roadsafety.com)",
            "de": "MiD 2017 (dw.com 46292839); ADAC-Stiftung (allgaeuer-zeitung.de 103559300); Forsa für DEKRA, "
            "November 2018 (dekra-roadsafety.com)",
        },
        "licence": {"en": "single facts", "de": "einzelne Tatsachen"},
        "date": "",
    },
    {
        "name": {
            "en": "tours: kindergarten in holidays, hours at work, who takes whom along, and more",
            "de": "Wege: Kindergarten in den Ferien, Arbeitszeiten, wer wen mitnimmt und anderes",
        },
        "attribution": "",
        "licence": {"en": "assumption, see docs/tours.md", "de": "Annahme, siehe docs/tours.md"},
        "date": "",
    },
    {
        "name": {"en": "places: lengths of ways by purpose", "de": "Ziele: Länge der Wege nach Zweck"},
        "attribution": {
            "en": "Mobilität in Deutschland 2017 (infas, DLR, IVT, infas 360 for the BMVI), as in OOH-Magazin 3/2018",
            "de": "Mobilität in Deutschland 2017 (infas, DLR, IVT, infas 360 für das BMVI), nach OOH-Magazin 3/2018",
        },
        "licence": {"en": "single facts", "de": "einzelne Tatsachen"},
        "date": "2017",
    },
    {
        "name": {
            "en": "places: what attracts people where no file says it, schools, bells",
            "de": "Ziele: was Menschen anzieht, wo keine Datei es sagt, Schulen, Schulzeiten",
        },
        "attribution": "",
        "licence": {"en": "assumption, see docs/destinations.md", "de": "Annahme, siehe docs/destinations.md"},
        "date": "",
    },
)


def sources_of_people(scenario: Scenario) -> list[dict[str, Any]]:
    """Return name, attribution, licence and date of each source; empty where the demand is of no population."""
    residents = residents_of(scenario)
    return [] if residents is None else [*sources_of(residents.population.basis), *map(dict, TOURS_AND_PLACES)]
