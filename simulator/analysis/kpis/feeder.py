"""Key figures of services that offer journeys of several rides, each by the name of the service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from simulator.analysis.chained_rides import JOINED, chained_rides, changes_of
from simulator.analysis.door_to_door import door_to_door_s, later_s
from simulator.analysis.journey_legs import MISSED_NAMES, RIDDEN
from simulator.analysis.kpis.timetable import TIMETABLE_KPIS
from simulator.analysis.missing import Bools, Floats
from simulator.analysis.ratios import DIGITS, Number, mean, quantile, ratio
from simulator.analysis.request_table import SERVED, STRANDED
from simulator.analysis.tables import ResultTables
from simulator.event_kinds import Event
from simulator.fares.tariff import in_cents
from simulator.reasons import MISSED_WORDS
from simulator.results.entry import Definition
from simulator.tables import CARS, FEEDER, OWN_MEANS, RIDES, ServiceName
from simulator.units import METRES_PER_KM

_D = Definition
_T, _P, _S = "trips", "persons", "s"
_DIRECT = "trips made of which a direct drive on demand is known"
_CHANGES = "1,000 changes made or missed"
RAIL = "rail"
OTHERWISE = "chain_otherwise"
# Order of means, all buses and trains as one -> key figure.
_TIMETABLE = "timetable"
CHAINS = {
    (RIDES,): "chain_all_the_way",
    (RIDES, _TIMETABLE): "chain_to_timetable",
    (_TIMETABLE, RIDES): "chain_from_timetable",
    (RIDES, _TIMETABLE, RIDES): "chain_both_ends",
    (_TIMETABLE,): "chain_on_foot",
    (OWN_MEANS, _TIMETABLE): "chain_by_bike_to_timetable",
    (OWN_MEANS, _TIMETABLE, RIDES): "chain_by_bike_and_on_demand",
    (CARS, _TIMETABLE): "chain_by_car_to_timetable",
    (CARS, _TIMETABLE, RIDES): "chain_by_car_and_on_demand",
}
TOGETHER = tuple(figure for means, figure in CHAINS.items() if {RIDES, _TIMETABLE} <= {*means})

FEEDER_KPIS: dict[str, Definition] = {
    "chain_all_the_way": _D("Trips with one ride on demand, all the way.", _T),
    "chain_to_timetable": _D("Trips with a ride on demand to a bus or train, and on foot from the last of these.", _T),
    "chain_from_timetable": _D(
        "Trips on foot to a bus or train, and with a ride on demand from the last of these.", _T
    ),
    "chain_both_ends": _D("Trips with rides on demand to and from buses or trains.", _T),
    "chain_on_foot": _D("Trips with buses or trains alone, on foot at both ends.", _T),
    "chain_by_bike_to_timetable": _D(
        "Trips by one's own bike to a bus or train, and on foot from the last of these.", _T
    ),
    "chain_by_bike_and_on_demand": _D(
        "Trips by one's own bike to a bus or train, and with a ride on demand from the last of these.", _T
    ),
    "chain_by_car_to_timetable": _D("Trips in a shared car to a bus or train, and on foot from the last of these.", _T),
    "chain_by_car_and_on_demand": _D(
        "Trips in a shared car to a bus or train, and with a ride on demand from the last of these.", _T
    ),
    OTHERWISE: _D("Trips with other means, or in another order, as after a missed connection.", _T),
    "changes_made": _D("Changes from one vehicle to another; staying seated is none.", "changes"),
    "transfer_wait_median_s": _D(
        "Time at a change that half of them take at most: from getting off one vehicle to getting on the next, the way "
        "between them included.",
        _S,
        "changes made",
    ),
    "transfer_wait_p95_s": _D("Time that 95 % of the changes take at most, likewise.", _S, "changes made"),
    "connections_missed": _D("Changes that were missed; what was taken instead is another change.", "changes"),
    "missed_per_1000": _D("Changes missed.", "changes", _CHANGES),
    **{
        f"missed_{cause.name.lower()}_per_1000": _D(f"Changes missed as {words}.", "changes", _CHANGES)
        for cause, words in MISSED_WORDS.items()
    },
    "vehicles_held": _D("Rides on demand for which the vehicle was to wait, as the bus or train came late.", "rides"),
    "mended": _D("Trips made although a connection was missed.", _T),
    "left_behind": _D("Requests that began and could not be brought on, as nothing ran any more.", "requests"),
    "rail_riders_brought": _D("People on trips with trains and a ride on demand to them, from them, or both.", _P),
    "rail_riders_without_other": _D(
        "Those of them who had no journey by timetable with walks alone; null: not known.", _P
    ),
    "door_to_door_mean_s": _D(
        "Time from the wished departure to being at the destination; from leaving on for who left before, or had to "
        "arrive by a time.",
        _S,
        "trips",
    ),
    "later_than_wished_mean_s": TIMETABLE_KPIS["later_than_wished_mean_s"],
    "by_car_mean_s": _D(
        "Time that the same people would drive directly, without walks to and from the car.",
        _S,
        "trips whose direct drive is known",
    ),
    "trips_with_other": _D(
        "Trips of people who had a journey by timetable with walks alone, too, by the rules of that service, were "
        "everything on time and nothing full.",
        _T,
    ),
    "with_other_mean_s": _D("How long these trips took, as door_to_door_mean_s counts it.", _S, "trips_with_other"),
    "other_mean_s": _D("How long these other journeys would have taken, counted likewise.", _S, "trips_with_other"),
    "trips_without_other": _D("Trips of people who had no such journey.", _T),
    "without_other_mean_s": _D("How long these trips took, counted likewise.", _S, "trips_without_other"),
    "direct_km_all_the_way": _D(
        "Direct drives on demand of these trips all the way, from the stop nearest to the origin to that nearest to "
        "the destination, each party once.",
        "km",
        _DIRECT,
    ),
    "direct_km_on_demand": _D(
        "Direct drives of the rides on demand that these trips were made with, each party once.", "km", _DIRECT
    ),
    "direct_km_saved": _D(
        "direct_km_all_the_way minus direct_km_on_demand: direct drives, not kilometres of vehicles, which share rides "
        "and drive empty, too.",
        "km",
        _DIRECT,
    ),
    "journeys_on_demand": _D(
        "Journeys with the service on demand: requests of its own that it served, and trips made here with a ride in "
        "it.",
        "journeys",
    ),
    "subsidy_per_journey_eur": _D(
        "Cost of the service on demand minus the fares of all rides in it, those on journeys of several rides too; of "
        "buses and trains neither costs nor fares are in it.",
        "EUR",
        "journeys_on_demand",
    ),
}


class Chained(NamedTuple):
    """Journeys of several rides that count.

    trips, legs: of the catalogue. changes: of ``chained_rides.changes_of``. missed: rows of the log. other: what else
    these people could have done, of the catalogue; None: not known.
    """

    trips: pd.DataFrame
    legs: pd.DataFrame
    changes: pd.DataFrame
    missed: pd.DataFrame
    other: pd.DataFrame | None

    @classmethod
    def of(cls, tables: ResultTables, services: Sequence[ServiceName], other: pd.DataFrame | None) -> Chained:
        """Return those of a run, or of a part of it."""
        events, legs = tables.events, tables.journey_legs
        changes = changes_of(chained_rides(events, services, pd.DataFrame(columns=["vehicle", "route_type"])))
        missed = events[events["kind"] == Event.CONNECTION_MISSED]
        changes, missed = (rows[rows["ride"].isin(legs["ride"])] for rows in (changes, missed))
        return cls(tables.trips, legs, changes, missed, other)

    def of_service(self, service: ServiceName) -> Chained:
        """Return those of one service."""
        trips, legs = (table[table["service"] == service.name] for table in (self.trips, self.legs))
        changes, missed = (rows[rows["ride"].isin(legs["ride"])] for rows in (self.changes, self.missed))
        other = None if self.other is None else self.other[self.other["service"] == service.name]
        return Chained(trips, legs, changes, missed, other)


def feeder_kpis(chained: Chained, services: Sequence[ServiceName], kpis: Mapping[str, Number]) -> dict[str, Number]:
    """Compute the key figures of services by their names, as ``NAME.figure``. kpis: those of services on demand."""
    return {
        f"{service.name}.{figure}": value
        for service in services
        if service.kind == FEEDER
        for figure, value in _of_service(chained.of_service(service), kpis).items()
    }


def _of_service(its: Chained, kpis: Mapping[str, Number]) -> dict[str, Number]:
    made = its.trips[its.trips["status"] == SERVED]
    late_s = later_s(made)
    return {
        **_chains(made),
        **_changes(its, made),
        "left_behind": int((its.trips["status"] == STRANDED).sum()),
        "later_than_wished_mean_s": mean(late_s[late_s >= 0]),
        **_beside_others(made, its.other),
        **_direct(its.legs, made, its.other),
        **_money(its.legs, made, kpis),
    }


def kind_of_chain(chain: str) -> str:
    """Return the key figure that counts a chain of means."""
    means = [one if one in (RIDES, CARS, OWN_MEANS) else _TIMETABLE for one in chain.split(JOINED)]
    order = [one for place, one in enumerate(means) if place == 0 or one != means[place - 1] or one != _TIMETABLE]
    return CHAINS.get(tuple(order), OTHERWISE)


def _chains(made: pd.DataFrame) -> dict[str, Number]:
    counts = made["chain"].dropna().map(kind_of_chain).value_counts()
    return {name: int(counts.get(name, 0)) for name in (*CHAINS.values(), OTHERWISE)}


def _changes(its: Chained, made: pd.DataFrame) -> dict[str, Number]:
    took_s, missed = its.changes["change_s"].to_numpy(np.int64), len(its.missed)
    by_cause = its.missed["value"].value_counts()
    tried = len(took_s) + missed
    return {
        "changes_made": len(took_s),
        "transfer_wait_median_s": quantile(took_s, 0.5),
        "transfer_wait_p95_s": quantile(took_s, 0.95),
        "connections_missed": missed,
        "missed_per_1000": ratio(1000 * missed, tried),
        **{
            f"missed_{name}_per_1000": ratio(1000 * int(by_cause.get(cause, 0)), tried)
            for cause, name in MISSED_NAMES.items()
        },
        "vehicles_held": int(its.legs["held_until_s"].notna().sum()),
        "mended": int(made["request"].isin(its.missed["request"]).sum()),
    }


def took_of(made: pd.DataFrame) -> Floats:
    """Return how long trips took from door to door [s], float64 (trips,)."""
    left_s, there_s = (made[name].to_numpy(np.float64, na_value=np.nan) for name in ("departure_s", "arrival_s"))
    return door_to_door_s(made, left_s, there_s)


def _beside_others(made: pd.DataFrame, other: pd.DataFrame | None) -> dict[str, Number]:
    """Set trips beside the direct drive, and the best journey by timetable with walks alone."""
    took_s, persons = took_of(made), made["party_size"].to_numpy(np.int64)
    chain = made["chain"].fillna("").str.split(JOINED, regex=False)
    brought: Bools = np.array([RAIL in means and RIDES in means for means in chain], dtype=np.bool_)
    found: dict[str, Number] = {
        "rail_riders_brought": int(persons[brought].sum()),
        "door_to_door_mean_s": mean(took_s),
    }
    if other is None:
        return found | dict.fromkeys(_BESIDE)
    known = other.set_index("request").reindex(made["request"])
    arrival_s, departure_s, car_s = (
        known[name].to_numpy(np.float64, na_value=np.nan)
        for name in ("timetable_arrival_s", "timetable_departure_s", "car_s")
    )
    has: Bools = ~np.isnan(arrival_s)
    return found | {
        "rail_riders_without_other": int(persons[brought & ~has].sum()),
        "by_car_mean_s": mean(car_s[~np.isnan(car_s)]),
        "trips_with_other": int(has.sum()),
        "with_other_mean_s": mean(took_s[has]),
        "other_mean_s": mean(door_to_door_s(made, departure_s, arrival_s)[has]),
        "trips_without_other": int((~has).sum()),
        "without_other_mean_s": mean(took_s[~has]),
    }


_BESIDE = (
    "rail_riders_without_other", "by_car_mean_s", "trips_with_other", "with_other_mean_s", "other_mean_s",
    "trips_without_other", "without_other_mean_s",
)  # fmt: skip


def _direct(legs: pd.DataFrame, made: pd.DataFrame, other: pd.DataFrame | None) -> dict[str, Number]:
    """Set the direct drives of rides on demand beside those of the same trips all the way."""
    found: dict[str, Number] = dict.fromkeys(("direct_km_all_the_way", "direct_km_on_demand", "direct_km_saved"))
    if other is None:
        return found
    whole_m = other.set_index("request")["ride_m"].reindex(made["request"]).dropna()
    ridden = legs[(legs["mode"] == RIDES) & (legs["end"] == RIDDEN) & legs["request"].isin(whole_m.index)]
    if ridden["direct_m"].isna().any():
        return found
    km = int(whole_m.sum()) / METRES_PER_KM, int(ridden["direct_m"].sum()) / METRES_PER_KM
    return dict(zip(found, (*km, round(km[0] - km[1], DIGITS)), strict=True))


def _money(legs: pd.DataFrame, made: pd.DataFrame, kpis: Mapping[str, Number]) -> dict[str, Number]:
    """Divide what is left to pay for the service on demand by all journeys with it."""
    carriers = legs.loc[legs["mode"] == RIDES, "carrier"].unique().tolist()
    if not carriers:
        return {"journeys_on_demand": None, "subsidy_per_journey_eur": None}
    of = f"{carriers[0]}." if f"{carriers[0]}.served" in kpis else ""
    chains = made["chain"].fillna("").str.contains(RIDES, regex=False)
    journeys = int(kpis[f"{of}served"] or 0) + int(chains.sum())
    each = ratio(kpis[f"{of}subsidy_eur"], journeys)
    return {"journeys_on_demand": journeys, "subsidy_per_journey_eur": None if each is None else in_cents(each)}
