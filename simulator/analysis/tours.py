"""What became of tours: which later trips were never asked for, and who came home as they had planned."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from simulator.analysis.other_means import stays_beside
from simulator.analysis.request_table import OTHER_MEANS, SERVED
from simulator.event_kinds import Event
from simulator.reasons import Fallback, Unasked
from simulator.results.table_dtypes import JOURNEYS
from simulator.results.tour_definitions import TOUR_END_DTYPES, TOUR_REQUEST_DTYPES
from simulator.tables import NO_TIME, NO_TOUR, TOUR_DTYPES, no_rows, typed

NOT_MADE = "not_made"
IN_RENTAL = "in_rental"
NO_TRIPS = (NOT_MADE, IN_RENTAL)  # ends of journeys that are no trips of their own
FINISHED, NOT_BEGUN, OTHER_MODE, HOME_OTHERWISE = "finished", "not_begun", "other_mode", "home_otherwise"
_ENDS = {Unasked.OTHER_MODE: OTHER_MEANS, Unasked.IN_RENTAL: IN_RENTAL}


def tour_requests(demand: pd.DataFrame) -> pd.DataFrame:
    """Return the requests of tours, ``TOUR_REQUEST_DTYPES``. demand: of all people, as they wished, numbered by row."""
    if not set(TOUR_DTYPES) <= set(demand.columns):
        return no_rows(TOUR_REQUEST_DTYPES)
    rows = np.flatnonzero(demand["tour"].to_numpy() != NO_TOUR)
    return typed(demand.iloc[rows].assign(request=rows).reset_index(drop=True), TOUR_REQUEST_DTYPES)


def others_beside(
    people: pd.DataFrame, demand: pd.DataFrame, told: Sequence[pd.DataFrame], events: pd.DataFrame
) -> pd.DataFrame:
    """Return the rows of journeys of those of whom neither rides nor trips tell, ``JOURNEYS``, by request.

    people: who asked nobody as no service could win them, ``OTHER_MEANS_DTYPES``. demand: of all people, numbered by
    row. told: tables with those who asked for rides or trips. Where the demand has tours they are also later trips that
    asked nobody, and those who only asked for a car, of which its booking tells what they got.
    """
    stays = stays_beside(people)
    if "tour" not in demand:
        return stays
    left = ~np.isin(np.arange(len(demand)), np.concatenate([table["request"] for table in (*told, people)]))
    rows = np.flatnonzero(left)
    why = events[events["kind"] == Event.NOT_ASKED].set_index("request")["value"].reindex(rows)
    latest_s = demand["latest_arrival_s"].iloc[rows].astype("Int64")
    table = demand.iloc[rows].assign(
        request=rows,
        end=why.map(_ENDS).mask(why.isna(), OTHER_MEANS).fillna(NOT_MADE).to_numpy(object),
        fallback=why.map({Unasked.OTHER_MODE: Fallback.OTHER_MODE.name.lower()}).to_numpy(object),
        latest_arrival_s=latest_s.where(latest_s != NO_TIME),
        desired_departure_s=demand[["submitted_s", "earliest_departure_s"]].iloc[rows].max(axis="columns"),
        attempts=0,
        rejections=0,
        legs=0,
        sent_to_timetable=None,
    )
    for end in ("origin_node", "destination_node"):
        table[end] = table[end].astype("Int64").where(table[end] >= 0)
    found = table.reindex(columns=[*JOURNEYS]).set_index("request", drop=False)
    return pd.concat([found, stays]) if len(stays) else found


def trips_of_demand(journeys: pd.DataFrame) -> pd.DataFrame:
    """Return the journeys of requests of the common demand, without trips that nobody wants to make any more."""
    return journeys[journeys["party_size"].notna() & ~journeys["end"].isin(NO_TRIPS)]


def tour_ends(journeys: pd.DataFrame, requests: pd.DataFrame) -> pd.DataFrame:
    """Return what became of each tour, ``TOUR_END_DTYPES``.

    journeys: of all people, those that count; a tour counts whose first trip does. requests: ``TOUR_REQUEST_DTYPES``.
    """
    columns = ["request", "traveller_class", "party_size", "end", "means"]
    told = requests.merge(journeys[columns].astype({"request": "int32"}), on="request", how="left")
    told = told.sort_values(["tour", "tour_position"])
    first = told.drop_duplicates("tour").set_index("tour")
    first = first[first["end"].notna()]
    served = (told["end"] == SERVED).fillna(value=False)
    broken = (
        told[~served & (told["end"] != IN_RENTAL).fillna(value=True)].drop_duplicates("tour").set_index("tour")["end"]
    )
    ends = broken.reindex(first.index)
    left_home = (first["end"] == SERVED) | (first["tour_position"] > 1)
    outcome = np.select(
        [ends.isna(), left_home, (first["means"] == OTHER_MODE).fillna(value=False)],
        [FINISHED, HOME_OTHERWISE, OTHER_MODE],
        NOT_BEGUN,
    )
    counts = told.assign(trips=1, served=served.astype("int64")).groupby("tour")[["trips", "served"]].sum()
    found = first.join(counts).assign(outcome=outcome.astype(object), broken_by=ends).reset_index()
    return typed(found, TOUR_END_DTYPES)
