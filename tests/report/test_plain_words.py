"""Numbers as people say them, at the limits where they are said in another way."""

from __future__ import annotations

import pytest

from simulator.report.plain_words import any_rides, decimal, euro, if_known, kilos, minutes, percent, percent_of, whole


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ([percent(x) for x in (0, 0.001, 0.01, 0.5, 0.99, 0.991, 1)],
         ["0 %", "under 1 %", "1 %", "50 %", "99 %", "over 99 %", "100 %"]),
        ([percent_of(*parts, "trips") for parts in ((1, 4), (0, 4), (1, 0), (None, 4))],
         ["25 % of all trips", "", "", ""]),
        ([minutes(x) for x in (0, 59, 60, 119, 120)], ["0 s", "59 s", "1 min", "2 min", "2 min"]),
        ([decimal(x) for x in (0.5, 99.99, 100, -99.99, -100, 1234)],
         ["0.50", "99.99", "100", "-99.99", "-100", "1,234"]),
        ([whole(1234.5), kilos(1000), euro(1234.5, 2), if_known(3, "of ", whole)],
         ["1,234", "1,000 kg", "1,234.50 EUR", "of 3"]),
        ([percent(None), minutes(None), decimal(None), whole(None), kilos(None), euro(None, 2),
          if_known(None, "of ", whole)], [""] * 7),
    ],
)  # fmt: skip
def test_what_is_said(said: list[str], expected: list[str]) -> None:
    assert said == expected


@pytest.mark.parametrize(("requests", "vehicles", "any_"), [(0, 0, False), (1, 0, True), (0, 1, True)])
def test_there_is_something_to_say_of_rides_when_somebody_asks_or_could_be_driven(requests, vehicles, any_) -> None:
    assert any_rides({"requests": requests, "vehicles": vehicles}) is any_
