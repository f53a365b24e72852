"""Key figures of results of earlier versions, by hand: what a version did not know is not known, the rest as told."""

from __future__ import annotations

from simulator.analysis.kpis.earlier import with_all_known


def test_figures_of_groups_that_are_there_are_filled_in() -> None:
    told = {"served": 3, "common_requests": 4, "lines.trips": 2, "a.b.carried": 0}
    found = with_all_known(told)
    assert {name: found[name] for name in told} == told
    more = ("common_rejected_feeder_offered", "riders_served", "lines.trip_requests", "a.b.carried_share")
    assert [found[name] for name in more] == [None] * len(more)
    absent = ("carsharing_cars", "outside_requests", "lines.carried", "lines.served", "a.b.trips", "trips", "carried")
    assert [name for name in absent if name in found] == []


def test_nothing_is_added_to_what_is_whole() -> None:
    whole = with_all_known({"served": 1, "common_served": 1, "feeder.trips": 1})
    assert with_all_known(whole) == whole
