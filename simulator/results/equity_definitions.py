"""Columns of the tables about who is left behind, and what they mean."""

from __future__ import annotations

from simulator.results.entry import Definition

_D = Definition
_TEXT, _INT, _FLOAT = "string", "int64", "float64"
_OF_MEASURE = "that of the measure"
_BY = _D(
    "What people are grouped by: place (where they live, else the named place nearest to the origin), municipality, "
    "territory, class (of traveller), and of a population age and car (whether they may use one)."
)
_MEASURE = _D(
    "served_share, wait_s, walk_s, cost_min (generalised cost, who is not served goes two hours later) or fare_eur "
    "(what each person pays). All but the first and cost_min are of who was served."
)

EQUITY_DTYPES = {
    "by": _TEXT, "group_name": _TEXT, "measure": _TEXT, "requests": _INT, "people": _INT, "value": _FLOAT,
}  # fmt: skip
EQUITY: dict[str, Definition] = {
    "by": _BY,
    "group_name": _D("The group; empty: all groups with fewer than ten requests together."),
    "measure": _MEASURE,
    "requests": _D("Requests that the value is of; ten at least.", "requests"),
    "people": _D("People on them.", "people"),
    "value": _D("Mean over these people.", _OF_MEASURE, "people"),
}

INEQUALITY_DTYPES = {
    "by": _TEXT, "measure": _TEXT, "groups": _INT, "requests": _INT, "people": _INT, "people_left_out": _INT,
    "people_pooled": _INT, "people_without": _INT, "mean": _FLOAT, "mean_half_width": _FLOAT, "worst_group": _TEXT,
    **dict.fromkeys(
        (
            "worst_value", "worst_decile", "worst_decile_half_width", "gini", "gini_half_width", "gini_by_luck",
            "theil", "theil_within", "palma", "atkinson", "line", "poverty", "poverty_depth", "poverty_severity",
        ),
        _FLOAT,
    ),
}  # fmt: skip
_HALF = "Half of the width of its 95 % interval over days, groups as they are; null: fewer than five days."
_POORER = "worse off than the line"
INEQUALITY: dict[str, Definition] = {
    "by": _BY,
    "measure": _MEASURE,
    "groups": _D("Groups that are compared, each with ten requests at least.", "groups"),
    "requests": _D("Requests in them.", "requests"),
    "people": _D("People in them; each index counts a group as often as it has people.", "people"),
    "people_left_out": _D("People with a value, but in no group, or where all small groups together are too few."),
    "people_pooled": _D("Of the people, those in groups with fewer than ten requests, which are one group together."),
    "people_without": _D("People who asked and have no value, as they were not served, or nothing tells it.", "people"),
    "mean": _D("Mean over the people. An index falls when all get worse: read it beside this.", _OF_MEASURE, "people"),
    "mean_half_width": _D(_HALF, _OF_MEASURE, "days"),
    "worst_group": _D("The group that is worst off, the small ones together left out; null: all others have the same."),
    "worst_value": _D("Its mean.", _OF_MEASURE, "people"),
    "worst_decile": _D("Mean of the tenth of the people in the groups worst off, by the mean.", "ratio", "mean"),
    "worst_decile_half_width": _D(_HALF, "ratio", "days"),
    "gini": _D("Gini index of the means of groups.", "index"),
    "gini_half_width": _D(_HALF, "index", "days"),
    "gini_by_luck": _D("What it would be on average if all groups had the same chance, as few requests vary.", "index"),
    "theil": _D("Theil's index T of the means of groups: that between them.", "index"),
    "theil_within": _D("What people in the same group add to it.", "index"),
    "palma": _D(
        "Mean of the tenth of the people in groups with the greatest values by that of the four tenths with the least; "
        "sorted by the measure itself, not by income.", "ratio"),
    "atkinson": _D(
        "Atkinson's index of the means of groups, with an aversion of 0.5: by which share of the mean less would do as "
        "well if all had the same; of what is better if less, by which share more would be as bad.", "index"),
    "line": _D("From where on nobody is called poor in it; null: no line is drawn.", _OF_MEASURE),
    "poverty": _D(f"People in groups that are {_POORER} (Foster, Greer and Thorbecke, power 0).", "share", "people"),
    "poverty_depth": _D(
        "How far they fall short of the line, as a share of it, over all people (power 1); of what is better if less, "
        "1 - line / value.", "share", "people"),
    "poverty_severity": _D("The square of that (power 2).", "share", "people"),
}  # fmt: skip

ACCESS_INEQUALITY_DTYPES = {
    "kind": _TEXT, "means": _TEXT, "measure": _TEXT, "cells": _INT, "people": _INT, "mean": _FLOAT,
    "mean_half_width": _FLOAT, "worst_cell": _TEXT,
    **dict.fromkeys(
        (
            "worst_value", "worst_decile", "worst_decile_half_width", "gini", "gini_half_width", "theil",
            "theil_between", "palma", "atkinson", "line", "poverty", "poverty_depth", "poverty_severity",
        ),
        _FLOAT,
    ),
}  # fmt: skip
_NEVER = "empty where somebody never arrives"
ACCESS_INEQUALITY: dict[str, Definition] = {
    "kind": _D("Kind of centre, as in access_cells."),
    "means": _D("By which means, as in access_cells."),
    "measure": _D("offered_share, guarantee_share, threshold_share or time_median_s, as in access_cells."),
    "cells": _D("Places.", "places"),
    "people": _D("People who live there; where nobody knows, places.", "people"),
    "mean": _D(f"Mean over the people; {_NEVER}.", _OF_MEASURE, "people"),
    "mean_half_width": _D(
        "Half of the width of its 95 % interval over days, of times over the medians of days; empty: fewer than "
        "five days, or on one of them people never arrive.",
        _OF_MEASURE,
    ),
    "worst_cell": _D("The place that is worst off of those where people live; empty: all are alike."),
    "worst_value": _D("Its value; empty: never.", _OF_MEASURE),
    **{name: INEQUALITY[name] for name in ("worst_decile", "worst_decile_half_width", "gini", "gini_half_width")},
    "theil": _D(f"Theil's index T of all places; {_NEVER}.", "index"),
    "theil_between": _D("The part of it between territories; empty: there are not two.", "index"),
    **{name: INEQUALITY[name] for name in ("palma", "atkinson")},
    "line": _D("The threshold of times, as in access_cells; empty: there is none.", _OF_MEASURE),
    **{name: INEQUALITY[name] for name in ("poverty", "poverty_depth", "poverty_severity")},
}
