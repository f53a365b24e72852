"""Key figures of services by timetable, each by the name of the service."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from simulator.analysis.door_to_door import later_s
from simulator.analysis.ratios import DIGITS, Number, largest, mean, ratio
from simulator.analysis.request_table import SERVED
from simulator.fares.tariff import LineRates, line_cents
from simulator.results.entry import Definition

_D = Definition
_BEELINES = "by beelines from stop to stop"

TIMETABLE_KPIS: dict[str, Definition] = {
    "scheduled_trips": _D("Trips of buses and trains that ran on the days that count.", "trips"),
    "scheduled_km": _D(f"Kilometres they ran, {_BEELINES}.", "km"),
    "scheduled_person_km": _D(f"Kilometres ridden in them by each person, {_BEELINES}.", "km"),
    "boardings": _D("People getting on; who changes gets on again, who stays seated does not.", "persons"),
    "changes_mean": _D("Changes from one vehicle to another.", "changes", "trips made"),
    "change_wait_mean_s": _D("Wait at changes.", "s", "changes"),
    "in_vehicle_mean_s": _D("Time in vehicles, stops included.", "s", "trips made"),
    "later_than_wished_mean_s": _D(
        "How much later than wished people left, as nothing went sooner; of those who need not arrive by a time, and "
        "did not leave earlier.",
        "s",
        "trips made without a latest arrival, not begun before the wish",
    ),
    "left_earlier": _D("Trips begun before the wished time, as the service asks people to.", "trips"),
    "earlier_than_wished_mean_s": _D("How much earlier than wished these people left.", "s", "trips begun before"),
    "most_on_board": _D("Most people on board of one vehicle from one stop to the next.", "persons"),
    "most_loaded_share": _D("Greatest share of the places of one vehicle that were taken.", "share"),
    "season_ticket_persons": _D("People on trips made whose party held a season ticket.", "persons"),
    "line_fares_waived_eur": _D(
        "What they would have paid without it, where it is valid, and holders on parts of journeys with other "
        "services; null: no fare is known. What tickets cost their holders is in no sum.",
        "EUR",
    ),
    "turned_away": _D("People who would have taken a trip, but for lack of room in it.", "persons"),
}


def timetable_kpis(
    trips: pd.DataFrame, loads: pd.DataFrame, legs: pd.DataFrame, services: Mapping[str, LineRates | None]
) -> dict[str, Number]:
    """Compute the key figures of services by their names, as ``NAME.figure``.

    loads: by trip of the timetable. legs: parts of journeys with other services. services: their fares by their names,
    None where no fare is known.
    """
    return {
        f"{name}.{figure}": value
        for name, fares in services.items()
        for figure, value in _of_service(
            trips[(trips["service"] == name) & (trips["status"] == SERVED)],
            loads[(loads["service"] == name) & loads["counted"]],
            fares,
            float(legs.loc[(legs["carrier"] == name) & legs["journey_began"], "waived_eur"].sum()),
        ).items()
    }


def _of_service(
    made: pd.DataFrame, loads: pd.DataFrame, fares: LineRates | None, of_parts_eur: float
) -> dict[str, Number]:
    changes = int(made["rides"].sum()) - len(made)
    share = loads["most_on_board"].to_numpy(np.float64) / loads["capacity"].to_numpy(np.float64)
    late_s = later_s(made)
    return {
        "scheduled_trips": len(loads),
        "scheduled_km": round(float(loads["run_km"].sum()), 6),
        "scheduled_person_km": round(float(loads["person_km"].sum()), 6),
        "boardings": int(loads["boardings"].sum()),
        "changes_mean": ratio(changes, len(made)),
        "change_wait_mean_s": ratio(int(made["change_wait_s"].sum()), changes),
        "in_vehicle_mean_s": mean(made["ride_s"].to_numpy(np.float64)),
        "later_than_wished_mean_s": mean(late_s[late_s >= 0]),
        "left_earlier": int((late_s < 0).sum()),
        "earlier_than_wished_mean_s": mean(-late_s[late_s < 0]),
        "most_on_board": int(loads["most_on_board"].max()) if len(loads) else 0,
        "most_loaded_share": largest(np.round(share, DIGITS)),
        "season_ticket_persons": int(made.loc[made["season_ticket"], "party_size"].sum()),
        "line_fares_waived_eur": _waived_eur(made, fares, of_parts_eur),
        "turned_away": int(loads["turned_away"].sum()),
    }


def _waived_eur(made: pd.DataFrame, fares: LineRates | None, of_parts_eur: float) -> float | None:
    """Return what people did not pay as they held a season ticket [EUR]. of_parts_eur: for parts of other journeys."""
    if fares is None:
        return None
    size, holds = made["party_size"].to_numpy(np.int64), made["season_ticket"].to_numpy(np.bool_)
    without, told = (line_cents(fares, size, held) for held in (np.zeros_like(holds), holds))
    return (sum(cents or 0 for cents in without) - sum(cents or 0 for cents in told)) / 100 + of_parts_eur
