"""Key figures of who is left behind, place by place: always the mean beside an index."""

from __future__ import annotations

from simulator.analysis.equity.compared import Equity
from simulator.analysis.equity.groups import PLACE
from simulator.analysis.equity.measures import SERVED_SHARE, WAIT
from simulator.analysis.ratios import Number
from simulator.results.entry import Definition

_D = Definition
_PLACES = "places with ten requests or more, smaller ones together as one"
_PEOPLE = f"people of {_PLACES}"
_BY = f"of {_PLACES}, each counted as often as it has people"
EQUITY_KPIS: dict[str, Definition] = {
    "equity_places": _D(f"Number of {_PLACES}, where people live or else start.", "places"),
    "equity_served_share": _D(
        "People who were served, of those served, rejected, stranded or cancelled by the operator.", "share", _PEOPLE
    ),
    "equity_served_share_gini": _D(f"Gini index of the served shares {_BY}.", "index"),
    "equity_served_share_gini_by_luck": _D("That to expect if all places had the same chance.", "index"),
    "equity_served_share_worst_decile": _D(
        "Served share of the tenth of the people whose places are worst off, by that of all.", "ratio", "served share"
    ),
    "equity_served_share_worst_place": _D("Served share of the place that is worst off.", "share", "its people"),
    "equity_served_share_poverty": _D("People of places where fewer than 90 of 100 are served.", "share", _PEOPLE),
    "equity_wait_mean_s": _D("Mean wait of people who were carried, by any service.", "s", _PEOPLE),
    "equity_wait_gini": _D(f"Gini index of the mean waits {_BY}.", "index"),
    "equity_wait_gini_by_luck": _D("That to expect if all places had the same chance.", "index"),
    "equity_wait_worst_decile": _D(
        "Mean wait of the tenth of the people whose places are worst off, by that of all.", "ratio", "mean wait"
    ),
    "equity_wait_worst_place_s": _D("Mean wait of the place that is worst off.", "s", "its people"),
    "equity_wait_poverty": _D("People of places where the mean wait is longer than 15 minutes.", "share", _PEOPLE),
}
_OF_ROW = {
    SERVED_SHARE: {
        "equity_places": "groups",
        "equity_served_share": "mean",
        "equity_served_share_gini": "gini",
        "equity_served_share_gini_by_luck": "gini_by_luck",
        "equity_served_share_worst_decile": "worst_decile",
        "equity_served_share_worst_place": "worst_value",
        "equity_served_share_poverty": "poverty",
    },
    WAIT: {
        "equity_wait_mean_s": "mean",
        "equity_wait_gini": "gini",
        "equity_wait_gini_by_luck": "gini_by_luck",
        "equity_wait_worst_decile": "worst_decile",
        "equity_wait_worst_place_s": "worst_value",
        "equity_wait_poverty": "poverty",
    },
}


def equity_kpis(equity: Equity) -> dict[str, Number]:
    """Return the figures; None where there are not two places to compare."""
    found: dict[str, Number] = {}
    for measure, columns in _OF_ROW.items():
        row = equity.row(PLACE, measure) or {}
        values = {name: row.get(column) for name, column in columns.items()}
        found |= {name: None if value is None or value != value else value for name, value in values.items()}
    return found
