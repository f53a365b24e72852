"""How far people go, kept on disk: the same as found anew, and found anew where anything is another."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from simulator.demand.destinations import kept_balance as module
from simulator.demand.destinations.anchors import anchors
from simulator.demand.destinations.balance import balance_of
from simulator.demand.destinations.chain import Chain, chain_of
from simulator.demand.destinations.kept_balance import balance_once
from tests.demand.destinations.worlds import config_of, county, day_of, villagers

CONFIG = config_of()


@pytest.fixture
def chain(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Chain:
    monkeypatch.setenv("ELBE_DRT_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(module, "WORTH_KEEPING", 1)
    sites = county(tmp_path)
    people = villagers(sites, 200)
    return chain_of(day_of(people, 0), people, anchors(people, sites, CONFIG, 1), sites, CONFIG.scatter_m, (1, 0))


def files(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "cache" / "lengths").glob("*"))


def same(one: module.Balance, other: module.Balance) -> bool:
    return all(np.array_equal(*columns) for columns in zip(one, other, strict=True))


def test_what_is_kept_is_what_is_found_and_is_not_looked_for_again(
    chain: Chain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    anew = balance_of(chain, CONFIG)
    assert same(balance_once(chain, CONFIG), anew)
    monkeypatch.delattr(module, "balance_of")
    assert same(balance_once(replace(chain), CONFIG), anew)
    assert len(files(tmp_path)) == 1


def test_it_is_found_anew_where_anything_is_another_or_cannot_be_read(chain: Chain, tmp_path: Path) -> None:
    anew = balance_once(chain, CONFIG)
    later = replace(chain, chance=1 - chain.chance)
    assert same(balance_once(later, CONFIG), balance_of(later, CONFIG))
    closed = chain.sites.table.assign(leisure=chain.sites.table["leisure"].to_numpy()[::-1])
    elsewhere = replace(chain, sites=replace(chain.sites, table=closed))
    assert same(balance_once(elsewhere, CONFIG), balance_of(elsewhere, CONFIG))
    assert len(files(tmp_path)) == 3
    for path in files(tmp_path):
        path.write_bytes(path.read_bytes()[:700])
    assert same(balance_once(chain, CONFIG), anew)


def test_only_the_latest_are_kept(chain: Chain, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_FILES", 2)
    for number in range(3):
        balance_once(replace(chain, scatter_m=float(number)), CONFIG)
    assert len(files(tmp_path)) == 2
