"""Tariffs by hand, against fractions, and what no tariff may do."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from simulator.days import DayType
from simulator.fares.ride_tariff import ANYWHERE, Concession, Group, Rides, Step, Tariff, paid_across, paid_by
from simulator.fares.tariff import party_fares_eur
from simulator.scenario.fare_models import RideFares
from simulator.services.ridepooling.audit_fares import _both, _Ride
from simulator.services.ridepooling.rates import ride_rates, tariff_of


def rides(direct_m: Any, riders: Any = 1, **more: Any) -> Rides:
    """Return rides of adults without a season ticket, on a school day, in one zone, from stop to stop."""
    metres = np.atleast_1d(np.asarray(direct_m, dtype=np.int64))
    count = len(metres)
    given_ = {"holds": False, "kinds": 0, "zones": 0, "on_request": False} | more
    classes = given_.pop("classes", ["adult"] * count)
    columns = {name: np.resize(np.asarray(value), count) for name, value in given_.items()}
    return Rides(np.resize(np.asarray(riders, dtype=np.int64), count), metres, classes=classes, **columns)


def told(tariff: Tariff, asked: Rides) -> list[int]:
    return paid_by(tariff, asked).cents.tolist()


def test_a_ride_a_kilometre_and_a_zone() -> None:
    tariff = Tariff(2.5, 0.4, per_zone_eur=1)
    assert told(tariff, rides([0, 12_345, 1000], [1, 1, 3], zones=[0, 2, 1])) == [250, 250 + 494 + 200, 3 * 390]


def test_each_rider_pays_whole_cents_halves_rounded_up() -> None:
    assert told(Tariff(None, 0.125), rides([1000, 1000, 999], [1, 3, 1])) == [13, 39, 12]  # 12.5, 12.5, 12.4875


def test_steps_end_at_their_length() -> None:
    tariff = Tariff(steps=(Step(5000, 2), Step(10_000, 3.2), Step(None, 9)))
    assert told(tariff, rides([0, 5000, 5001, 10_000, 10_001])) == [200, 200, 320, 320, 900]
    assert told(replace(tariff, steps=tariff.steps[:2]), rides(70_000)) == [320]  # refused before, but for parts


def test_a_least_and_a_most_before_concessions() -> None:
    tariff = Tariff(
        1, 0.5, least_eur=2, most_eur=6, concessions={"child": Concession(0.5), "senior": Concession(eur=3)}
    )
    asked = rides([1000, 4000, 40_000] * 3, classes=["adult"] * 3 + ["child"] * 3 + ["senior"] * 3)
    assert told(tariff, asked) == [200, 300, 600, 100, 150, 300, 200, 300, 300]
    assert told(replace(tariff, concessions={"adult": Concession(0)}), rides(4000)) == [0]


def test_large_parties_pay_a_share() -> None:
    tariff = Tariff(3, groups=(Group(3, 0.8), Group(5, 0.5)))
    assert told(tariff, rides([0] * 5, [1, 2, 3, 4, 5])) == [300, 600, 720, 960, 750]


def test_surcharges_are_of_everybody() -> None:
    tariff = Tariff(3, surcharge_eur=(1.0, 1.0, 0.5, 0.0), on_request_eur=1, concessions={"child": Concession(0)})
    asked = rides(
        [0] * 4, 2, kinds=[0, 2, 3, 0], on_request=[False, True, False, True], classes=["adult"] * 3 + ["child"]
    )
    assert told(tariff, asked) == [800, 900, 600, 400]
    held = replace(asked, holds=np.ones(4, dtype=np.bool_))
    assert told(tariff, held) == [200, 300, 0, 400]
    assert paid_by(tariff, held).without_ticket.tolist() == [800, 900, 600, 400]
    assert told(replace(tariff, season_ticket=False), held) == [800, 900, 600, 400]


OWN, SOUTH, NORTH = Tariff(9), Tariff(2, 0.1), Tariff(3, per_zone_eur=1)


@pytest.mark.parametrize(
    ("at_border", "across"),
    [("origin", [210, 500]), ("destination", [500, 210]), ("higher", [500, 500]), ("through", [900, 900]),
     ("sum", [206 + 300 + 100, 206 + 300 + 100])],
)  # fmt: skip
def test_agreements_at_a_border(at_border: str, across: list[int]) -> None:
    """1001 m, 2 zones; two ways across, then within each, then outside, and from outside."""
    ends = np.array([0, 1, 0, 1, ANYWHERE, ANYWHERE]), np.array([1, 0, 0, 1, ANYWHERE, 0])
    paid = paid_across([OWN, SOUTH, NORTH], at_border, rides([1001] * 6, zones=2), ends).cents.tolist()
    if at_border == "sum":  # 501 m cost 5.01 cents, 500 m cost 5
        assert paid[:2] == [205 + 400, 400 + 205]
    else:
        assert paid[:2] == across
    assert paid[2:5] == [210, 500, 900]
    assert paid[5] == {"origin": 900, "destination": 210, "higher": 900, "through": 900, "sum": 900 + 205}[at_border]


def test_odd_metres_and_zones_are_of_the_first_ticket() -> None:
    first, second = Tariff(None, 1), Tariff(None, None, per_zone_eur=1)
    ends = np.array([0, 1]), np.array([1, 0])
    paid = paid_across([OWN, first, second], "sum", rides([2010, 2010], zones=3), ends)
    assert paid.cents.tolist() == [101 + 100, 200 + 101]  # 1005 m are 100.5 cents; 1 zone, then 2


EUR = st.integers(0, 30_000).map(lambda tenths: tenths / 1000)
SHARES = st.integers(0, 1000).map(lambda parts: parts / 1000)
CLASSES = ["adult", "child", "senior"]


@st.composite
def tariffs(draw: st.DrawFn) -> dict[str, Any]:
    """Draw the keys of a tariff."""
    keys: dict[str, Any] = {"season_ticket": draw(st.booleans())}
    if draw(st.booleans()):
        ends = sorted(draw(st.sets(st.integers(1, 40_000), min_size=1, max_size=4)))
        keys["steps"] = [{"up_to_m": end, "price_eur": draw(EUR)} for end in ends] + [{"price_eur": draw(EUR)}]
        keys["steps"] = [
            step | {"price_eur": max(its["price_eur"] for its in keys["steps"][: row + 1])}
            for row, step in enumerate(keys["steps"])
        ]
    else:
        keys["per_rider_eur"] = draw(st.one_of(EUR, st.fixed_dictionaries(dict.fromkeys(
            ("weekday", "saturday", "sunday"), EUR
        ))))  # fmt: skip
        keys["per_km_eur"] = draw(st.one_of(st.none(), EUR))
    least, most = sorted([draw(EUR), draw(EUR)])
    others = {
        "per_zone_eur": draw(EUR), "minimum_eur": least, "maximum_eur": most, "surcharge_eur": draw(EUR),
        "on_request_eur": draw(EUR), "concessions": {"child": draw(SHARES), "senior": {"price_eur": draw(EUR)}},
        "groups": [{"riders": 3, "share": draw(SHARES)}, {"riders": 5, "share": draw(SHARES)}],
    }  # fmt: skip
    return keys | {name: value for name, value in others.items() if draw(st.booleans())}


@given(
    tariffs(), st.integers(0, 60_000), st.integers(1, 8), st.sampled_from(CLASSES), st.integers(0, 3),
    st.sampled_from(list(DayType)), st.booleans(), st.booleans(),
)  # fmt: skip
@settings(max_examples=150, deadline=None)
def test_to_the_cent_as_fractions_have_it(
    keys: dict[str, Any],
    direct_m: int,
    riders: int,
    name: str,
    zones: int,
    kind: DayType,
    holds: bool,
    on_request: bool,
) -> None:
    """And a longer ride, or one more zone, costs no less; nobody pays more than the most and the surcharges."""
    fares = RideFares.model_validate(keys)
    tariff = tariff_of(fares)
    more = {"holds": holds, "kinds": int(kind), "on_request": on_request, "classes": [name] * 3}
    asked = rides([direct_m, direct_m + 1500, direct_m], riders, zones=[zones, zones, zones + 1], **more)
    paid = paid_by(tariff, asked)
    each = _both(fares, _Ride(riders, direct_m, holds, kind, name, zones, on_request))  # type: ignore[arg-type]
    cents, waived = riders * (each.fare + each.on_top), riders * each.waived
    assert (paid.cents[0], (paid.without_ticket - paid.cents)[0]) == (cents, waived)
    assert (paid.cents[1:] >= paid.cents[0]).all()
    if fares.maximum_eur is not None:
        alone = paid_by(replace(tariff, surcharge_eur=0.0, on_request_eur=0.0), asked).without_ticket
        assert (alone <= riders * np.floor(100 * fares.maximum_eur + 0.5 + 1e-9)).all()


@given(st.integers(0, 3000), st.integers(0, 300), st.integers(0, 60_000))
@settings(max_examples=40, deadline=None)
def test_plain_prices_are_the_same_by_either_rule(cents: int, per_km: int, direct_m: int) -> None:
    """But for fractions of a cent, which parties are told together, and riders by tariffs each."""
    fares = RideFares.model_validate({"per_rider_eur": cents / 100, "per_km_eur": per_km / 100})
    asked = rides([direct_m] * 2, [1, 3])
    plain = party_fares_eur(ride_rates(fares), asked.riders, asked.direct_m, asked.holds)
    exact = paid_by(tariff_of(fares), asked).cents
    assert abs(round(100 * (plain[0] or 0)) - exact[0]) <= 1
    assert abs(round(100 * (plain[1] or 0)) - exact[1]) <= 2


@pytest.mark.parametrize(
    ("fares", "message"),
    [
        ({"steps": [{"up_to": "3 km", "price": "2 EUR"}], "per_km": "1 EUR"}, "the whole fare, and so does per_km"),
        ({"steps": [{"price": "2 EUR"}, {"up_to": "3 km", "price": "2 EUR"}]}, "in the order of their up_to"),
        ({"steps": [{"up_to": "3 km", "price": "-2 EUR"}]}, "greater than or equal to 0"),
        ({"per_rider": 2, "minimum": "3 EUR", "maximum": "2 EUR"}, "minimum: 3 EUR is more than maximum: 2 EUR"),
        ({"per_rider": 2, "concessions": {"child": 1.5}}, "less than or equal to 1"),
        ({"per_rider": 2, "concessions": {"child": {}}}, "expected a share"),
        ({"per_rider": 2, "groups": [{"riders": 5, "share": 1}, {"riders": 5, "share": 0.5}]}, "in the order of their"),
        ({"maximum": "2 EUR"}, "maximum: goes with a fare"),
        ({"per_rider": 2, "at_border": "sum"}, "goes with by_territory"),
        ({"per_rider": 2, "by_territory": {"South": {"surcharge": "1 EUR"}}}, "surcharge: goes with a fare"),
        ({"per_rider": 2, "by_territory": {"South": {}}}, "no fare is told: South"),
        ({"by_territory": {"South": {"per_rider": 2}}}, "no fare is told: beside by_territory"),
        ({"preset": "vlp"}, "on_request: goes with a fare"),
        ({"preset": "kelheim"}, "moobil-plus"),
    ],
)  # fmt: skip
def test_keys_that_do_not_go_together(fares: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        RideFares.model_validate(
            {"per_rider_eur" if key == "per_rider" else key: value for key, value in fares.items()}
        )


def test_what_is_told_beside_a_preset_counts_more() -> None:
    fares = RideFares.model_validate({"preset": "kexi", "per_km_eur": 0.5})
    assert (fares.per_rider_eur, fares.per_km_eur, fares.is_plain) == (2.5, 0.5, True)
    assert told(tariff_of(RideFares.model_validate({"preset": "moobil-plus"})), rides(0, zones=2)) == [400]
    vlp = RideFares.model_validate({"preset": "vlp", "per_rider": "2 EUR"})
    assert told(tariff_of(vlp), rides([0, 0], on_request=[False, True])) == [200, 300]
