"""The disruptions of a run with what each touched, and a word about those that touched nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from simulator.analysis.disruptions.touched import Facts, Happened, Touched, touched
from simulator.analysis.request_table import CANCELLED_BY_OPERATOR, STRANDED
from simulator.notes import N_, Note
from simulator.results.disruption_definitions import DISRUPTION_DTYPES
from simulator.tables import table_of


def disruption_table(happened: Sequence[Happened], facts: Facts) -> pd.DataFrame:
    """Return one row per disruption, ``DISRUPTION_DTYPES``."""
    return table_of([_row(its, touched(facts, its), facts) for its in happened], DISRUPTION_DTYPES)


def untouching_notes(table: pd.DataFrame) -> Iterator[Note]:
    """Tell the disruptions that touched nobody: then they are hardly meant so."""
    for number, name, vehicles, requests in table[["disruption", "name", "vehicles", "requests"]].to_numpy(object):
        if vehicles is not pd.NA and not vehicles and not requests:
            text = N_('The disruption "%(name)s" touches nothing: no vehicle, no ride and no request.')
            yield Note("touches-nothing", f"disruptions[{number}]", text, {"name": name})


def people_on(journeys: pd.DataFrame, requests: frozenset[int]) -> int:
    """Return how many people are on some requests, of those that count."""
    return int(journeys.loc[journeys["request"].isin(requests), "party_size"].sum())


def _row(its: Happened, found: Touched | None, facts: Facts) -> dict[str, object]:
    fallen = int((facts.promises["disruption"] == its.number).sum())
    first = int((facts.journeys["promise_broken_by"] == its.name).sum())
    told = dict(zip(("disruption", *Happened._fields[1:]), its, strict=True))
    told |= {"promises_broken": fallen, "broke_first": first}
    if found is None:
        return dict.fromkeys(DISRUPTION_DTYPES) | told
    ends = facts.journeys.loc[facts.journeys["request"].isin(found.requests), "end"]
    return told | {
        "edges": found.edges,
        "km": found.km,
        "roads": found.roads,
        "vehicles": len(found.vehicles),
        "rides": len(found.rides),
        "requests": len(found.requests),
        "people": people_on(facts.journeys, found.requests),
        "refused": len(found.refused),
        "stranded": int((ends == STRANDED).sum()),
        "cancelled_by_operator": int((ends == CANCELLED_BY_OPERATOR).sum()),
    }
