"""Charging sites: queue, shared power, opening hours, and the waiting times of queueing theory."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

import numpy as np
import pandas as pd
import pytest
import simpy
from scipy import stats

from benchmarks.reproduce.queues.closed_forms import wait_of_exponential
from simulator.energy.account import Account
from simulator.energy.store import Store
from simulator.engine.log import EventLog
from simulator.event_kinds import Event
from simulator.services.charging import ChargingSites, Session
from simulator.tables import SITE_DTYPES
from simulator.units import MWH_PER_KWH
from simulator.world.sites import site_table
from tests.worlds import line_network, scenario_of

KWH = MWH_PER_KWH
STORE = Store("battery", 50 * KWH, 5 * KWH, 0.2, ac_w=11_000, curve=((0.0, 50_000), (0.8, 10_000)), efficiency=0.9)


class Yard:
    """One site, and vehicles that come with some energy and leave when they have what they want."""

    def __init__(self, **site: object) -> None:
        self.env = simpy.Environment()
        self.log = EventLog()
        values = {
            "site": 0, "name": "yard", "lon": 11.8, "lat": 53.0, "node": 7, "energy": "electricity", "plugs": 2,
            "power_w": 20_000, "direct_current": True, "grid_w": 10**6, "open_s": 0, "close_s": 86_400, **site,
        }  # fmt: skip
        self.sites = ChargingSites(self.env, pd.DataFrame([values]).astype(SITE_DTYPES))
        self.left_s: dict[int, int] = {}

    def vehicle(self, number: int, at_s: int, level_kwh: float, target_kwh: float = 50, store: Store = STORE) -> None:
        self.env.process(self._visit(number, at_s, round(level_kwh * KWH), round(target_kwh * KWH), store))

    def _visit(
        self, number: int, at_s: int, level: int, target: int, store: Store
    ) -> Generator[simpy.Event, Any, None]:
        yield self.env.timeout(at_s)
        account = Account(number, store, level)
        session = self.sites.plug_in(0, account, self.log.of(0), target)
        yield session.done
        session.end()
        assert account.level_mwh(int(self.env.now)) == target
        self.left_s[number] = int(self.env.now)

    def run(self) -> pd.DataFrame:
        self.env.run()
        return self.log.to_frame()


def test_power_is_what_the_plug_gives_less_the_losses_and_falls_with_the_curve() -> None:
    yard = Yard()
    yard.vehicle(0, 0, 31, 41)
    yard.run()
    assert yard.left_s == {0: 1800 + 360}  # 9 kWh at 18 kW, 1 kWh at 10 kW


def test_a_grid_connection_is_shared_and_what_one_leaves_the_other_takes() -> None:
    yard = Yard(grid_w=20_000)
    yard.vehicle(0, 0, 10, 19)
    yard.vehicle(1, 0, 10, 28)
    events = yard.run()
    assert yard.left_s == {0: 3600, 1: 5400}  # both at 9 kW, then one at 18 kW
    power = events[events["kind"] == Event.POWER]
    drawn: dict[int, int] = {}
    for row in power.itertuples():
        drawn[row.vehicle] = row.value
        assert row.time_s in (0, 3600, 5400)
    assert drawn == {0: 0, 1: 0}


def test_who_comes_third_to_two_plugs_waits_and_who_leaves_the_queue_is_forgotten() -> None:
    yard = Yard()
    yard.vehicle(0, 0, 10, 28)
    yard.vehicle(1, 0, 10, 28)
    impatient: list[Session] = []

    def joins_and_leaves() -> Generator[simpy.Event, Any, None]:
        yield yard.env.timeout(10)
        impatient.append(yard.sites.plug_in(0, Account(2, STORE, 20 * KWH), yard.log.of(0), 50 * KWH))
        yield yard.env.timeout(10)
        impatient[0].end()
        assert impatient[0].account.stored_mwh == 20 * KWH

    yard.env.process(joins_and_leaves())
    yard.vehicle(3, 30, 10, 28)
    yard.run()
    assert yard.left_s == {0: 3600, 1: 3600, 3: 7200}


def test_no_power_flows_while_the_site_is_closed() -> None:
    yard = Yard(open_s=3600, close_s=7200)
    yard.vehicle(0, 0, 10, 37)  # 27 kWh: an hour and a half at 18 kW
    yard.run()
    assert yard.left_s == {0: 86_400 + 3600 + 1800}


def test_what_is_charged_is_power_times_time_less_the_losses() -> None:
    yard = Yard(plugs=5, grid_w=37_000)
    for number in range(12):
        yard.vehicle(number, 700 * number, 6 + number, 45)
    events = yard.run()
    power = events[events["kind"] == Event.POWER]
    charged = events[events["kind"] == Event.CHARGED].set_index("vehicle")["value"]
    for vehicle, rows in power.groupby("vehicle"):
        seconds = np.diff(rows["time_s"], append=rows["time_s"].iloc[-1])
        drawn = (rows["value"] * seconds).sum() / 3.6
        assert charged[vehicle] == pytest.approx(0.9 * drawn, rel=3e-4)
        assert charged[vehicle] == (45 - 6 - vehicle) * KWH
    total = power.pivot_table(index="time_s", columns="vehicle", values="value", aggfunc="last").ffill().fillna(0)
    assert total.sum(axis=1).max() <= 37_000


@pytest.mark.slow(0.5)
def test_the_queue_waits_as_in_m_m_c() -> None:
    """Poisson arrivals, exponential charging times, 3 plugs: the mean wait of Erlang's C formula."""
    servers, per_hour, mean_h = 3, 2.4, 1.0
    expected_s = 3600 * mean_h * wait_of_exponential(servers, per_hour * mean_h)
    store = Store("battery", 2000 * KWH, 0, 0.2, curve=((0.0, 10_000),))
    means = []
    for seed in range(20):
        random = np.random.default_rng(seed)
        yard = Yard(plugs=servers, power_w=10_000)
        arrivals_s = np.cumsum(random.exponential(3600 / per_hour, 3000))
        for number, (at_s, hours) in enumerate(zip(arrivals_s, random.exponential(mean_h, 3000), strict=True)):
            yard.vehicle(number, round(at_s), 1, 1 + 10 * hours, store)
        events = yard.run()
        plugged = events[events["kind"] == Event.PLUGGED_IN].set_index("vehicle")["time_s"].sort_index()
        means.append((plugged.to_numpy() - np.round(arrivals_s))[300:].mean())
    half = stats.t.ppf(0.975, 19) * stats.sem(means)
    assert abs(np.mean(means) - expected_s) < half


def test_a_grid_connection_gives_what_all_plugs_take_unless_it_is_told() -> None:
    line = line_network(2)
    place = {"lon": 12.0, "lat": 53.0, "plugs": 3, "power_kw": 22}
    sites = [{"name": "usual", **place}, {"name": "weak", **place, "grid_kw": 40}]
    table = site_table(scenario_of(line, energy={"sites": sites}), line)
    assert table["power_w"].tolist() == [22_000, 22_000]
    assert table["grid_w"].tolist() == [66_000, 40_000]
