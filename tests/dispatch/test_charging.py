"""What the charging policies propose, on both sides of every threshold."""

from __future__ import annotations

import pytest

from simulator import registry
from simulator.dispatch.charging import (
    QUEUE_S,
    Levels,
    SiteView,
    VehicleView,
    Visit,
    soonest,
)

LEVELS = Levels(below=0.4, until=0.8, available_from=0.5, after_s=900, detour_s=600)
NEEDED = Visit(0, 0.8, 0.5)  # until the usual level, no requests below the other one
TOPPED_UP = Visit(0, 0.8, 0.0)
AT_NIGHT = Visit(0, 0.4, 0.4)


def site(
    number: int = 0, drive_s: int = 300, free: int = 1, waiting: int = 0, price: float = 0.3, *, cheap: bool = True
) -> SiteView:
    return SiteView(number, drive_s, free, waiting, price, cheap)


def proposed(policy: str, level: float, *sites: SiteView, reserve: float = 0.1, idle_s: int = 0) -> Visit | None:
    return registry.find("charging", policy)(LEVELS)(VehicleView(level, reserve, idle_s), sites)


def test_all_policies_are_looked_at() -> None:
    assert set(registry.names("charging")) >= {"opportunity", "overnight", "price_aware", "threshold"}


@pytest.mark.parametrize(
    ("sites", "number"),
    [
        ([site(0, 601), site(1, 600)], 1),
        ([site(1, 600), site(0, 600)], 0),  # the first of equals
        ([site(0, 0, free=0), site(1, QUEUE_S - 1)], 1),  # it waits for one of those at the plugs
        ([site(0, 0, free=0), site(1, QUEUE_S + 1)], 0),
        ([site(0, 0, free=0, waiting=1), site(1, 2 * QUEUE_S - 1)], 1),
        ([site(0, 0, free=0, waiting=1), site(1, 2 * QUEUE_S + 1)], 0),
    ],
)
def test_the_soonest_site_counts_the_drive_and_the_queue(sites: list[SiteView], number: int) -> None:
    found = soonest(sites)
    assert found is not None and found.site == number


@pytest.mark.parametrize(
    ("policy", "level", "expected"),
    [
        ("threshold", 0.39, NEEDED),
        ("threshold", 0.4, None),  # only those with less go
        ("opportunity", 0.39, NEEDED),
        ("overnight", 0.19, AT_NIGHT),
        ("overnight", 0.2, None),
        ("price_aware", 0.39, NEEDED),
        ("price_aware", 0.4, None),
    ],
)
def test_who_is_below_the_threshold_charges(policy: str, level: float, expected: Visit | None) -> None:
    assert proposed(policy, level, site()) == expected
    assert proposed(policy, level) is None  # where there is no site, nobody goes


def test_overnight_nobody_goes_below_the_reserve() -> None:
    assert proposed("overnight", 0.29, site(), reserve=0.3) == AT_NIGHT
    assert proposed("overnight", 0.3, site(), reserve=0.3) is None


@pytest.mark.parametrize(
    ("level", "idle_s", "at", "expected"),
    [
        (0.79, 0, site(drive_s=0), TOPPED_UP),  # where it stands, at once
        (0.8, 10_000, site(drive_s=0), None),
        (0.79, 0, site(drive_s=0, free=0), None),
        (0.79, 899, site(drive_s=600), None),  # elsewhere after a while
        (0.79, 900, site(drive_s=600), TOPPED_UP),
        (0.79, 900, site(drive_s=601), None),
        (0.79, 900, site(drive_s=600, free=0), None),
        (0.39, 0, site(drive_s=601, free=0), NEEDED),  # who has to goes anywhere
    ],
)
def test_an_opportunity_is_a_free_plug_near_by(level: float, idle_s: int, at: SiteView, expected: Visit | None) -> None:
    assert proposed("opportunity", level, at, idle_s=idle_s) == expected


def test_the_price_decides_while_energy_is_cheap_somewhere() -> None:
    near, far, dear = site(0, 100, price=0.3), site(1, 500, price=0.2), site(2, 50, price=0.1, cheap=False)
    assert proposed("price_aware", 0.39, near, far, dear) == Visit(1, 0.8, 0.5)
    assert proposed("price_aware", 0.39, dear) is None  # it can wait until energy is cheap
    assert proposed("price_aware", 0.19, dear) == Visit(2, 0.4, 0.4)
