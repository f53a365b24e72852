"""Every choice of a day once more, from the files of its results folder alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml

from simulator.demand.luck import luck
from simulator.experiments.publish import write_run
from simulator.results.reader import read_table
from tests.timetable.days import LINES, Settings, result_of
from tests.timetable.test_parallel_service import rufbus

OFFERS = {"most": 3, "step": "10 min", "steps": 1}
SERVICES: Settings = {
    "rufbus": rufbus(None, fares={"per_rider": "3 EUR", "surcharge": "1 EUR"}, offers=OFFERS),
    "lines": LINES,
    "walk": {"kind": "own_means", "by": "walk"},
    "car": {"kind": "own_means", "by": "car", "costs": {"per_km": "0.3 EUR"}, "available": 0.7},
}
NAMES = list(SERVICES)
IN_ORDER = ["rufbus", "walk", "car", "lines"]  # of their kinds, as random parts are numbered
MOST = {"rufbus": 3}  # offers of a service, one of all others
LOGIT = {
    "model": "logit", "per_wait_min": -0.05, "per_walk_min": -0.1, "per_ride_min": -0.03, "per_eur": -0.2,
    "per_change": -0.5, "per_shift_min": -0.05, "staying": -2,
}  # fmt: skip
NESTED = LOGIT | {
    "model": "nested_logit", "per_change_wait_min": -0.1, "nests": {"drives": {"of": ["rufbus", "car"], "scale": 0.5}},
    "of": {"lines": {"constant": 1}, "own_means": {"constant": -1}, "car": {"constant": 0.5, "per_ride_min": -0.02}},
}  # fmt: skip
CHOICES = {"adult": NESTED, "pupil": LOGIT, "guest": {"model": "threshold", "max_wait": "10 min"}}
KINDS = {"rufbus": "ridepooling", "lines": "timetable", "walk": "own_means", "car": "own_means"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The results of a day on which many choose."""
    random, rides = np.random.default_rng(5), []
    for number in range(60):
        start, end = random.choice([0, 1000, 5000, 10_000, 15_000], 2, replace=False).tolist()
        kind = list(CHOICES)[number % 3]
        rides.append(
            {"from": start, "to": end, "at": f"{7 + number // 20:02d}:{random.integers(60):02d}", "class": kind}
        )
    classes = {
        name: {"asks": [NAMES], "choice": choice, "season_ticket": 0.3, "on_rejection": {"action": "stay"}}
        for name, choice in CHOICES.items()
    }
    base = tmp_path_factory.mktemp("choices")
    result = result_of(base / "day", rides, services=SERVICES, people={"classes": classes})
    return write_run(result, base / "out", {}, figures=False)


def utility(choice: dict[str, Any], row: Any) -> float:
    """Return what a row of the table is worth, by the parameters of the scenario; as docs/choice.md tells."""
    if pd.isna(row.service):
        return float(choice["staying"])
    told = dict(choice)
    for name in (KINDS[row.service], row.service):  # own means are called as the means here
        told |= {key: value for key, value in choice["of"].get(name, {}).items() if value is not None}
    per_change_wait = told["per_wait_min"] if told["per_change_wait_min"] is None else told["per_change_wait_min"]
    minutes = {name: getattr(row, f"{name}_s") / 60 for name in ("wait", "change_wait", "ride", "walk", "shift")}
    return float(
        told["constant"]
        + told["per_wait_min"] * (minutes["wait"] - minutes["change_wait"])
        + per_change_wait * minutes["change_wait"]
        + told["per_ride_min"] * minutes["ride"]
        + told["per_walk_min"] * minutes["walk"]
        + told["per_shift_min"] * abs(minutes["shift"])
        + told["per_change"] * row.changes
        + told["per_eur"] * (0 if pd.isna(row.fare_eur) else row.fare_eur)
    )


def lucks(seed: int, choice: dict[str, Any], rows: Sequence[Any]) -> list[float]:
    """Return the random parts of what somebody chose from: drawn by name, alike within nests."""
    first = dict(zip(IN_ORDER, np.cumsum([1, *(MOST.get(name, 1) for name in IN_ORDER)]).tolist(), strict=False))
    own = -np.log(-np.log(luck(seed, "choice", [rows[0].request_id], 10)[0]))
    nest_of = {its: (name, nest) for name, nest in choice.get("nests", {}).items() for its in nest["of"]}
    found = []
    for row in rows:
        drawn = own[0] if pd.isna(row.service) else own[first[row.service] + row.place]
        if row.service in nest_of:
            name, nest = nest_of[row.service]
            angle, size = luck(seed, f"nest {name}", [row.request_id], 2)[0]
            k, turned = nest["scale"], np.pi * angle
            stable = np.sin(k * turned) / np.sin(turned) ** (1 / k)  # Kanter (1975)
            stable *= (np.sin((1 - k) * turned) / -np.log(size)) ** ((1 - k) / k)
            drawn = k * drawn + k * np.log(stable)
        found.append(float(drawn))
    return found


def test_every_choice_of_a_day_comes_out_the_same_again(folder: Path) -> None:
    scenario = yaml.safe_load((folder / "scenario.yaml").read_text(encoding="utf-8"))
    classes, table = scenario["people"]["classes"], read_table(folder, "choices")
    made = {"staying": 0} | dict.fromkeys(NAMES, 0)
    for _, part in table.groupby("choice"):
        rows = list(part.itertuples(index=False))
        choice = classes[rows[0].traveller_class]["choice"]
        taken = [bool(row.taken) for row in rows]
        assert sum(taken) == 1
        made["staying" if taken[0] else rows[taken.index(True)].service] += 1
        if choice["model"] == "threshold":
            good = [row.arrival_s for row in rows[1:] if row.wait_s <= 600]
            assert taken[0] == (not good)
            assert not good or rows[taken.index(True)].arrival_s == min(good)
            assert part["utility"].isna().all()
            continue
        worth, errors = [utility(choice, row) for row in rows], lucks(scenario["seed"], choice, rows)
        assert part["utility"].tolist() == pytest.approx(worth, abs=1e-9)
        assert part["luck"].tolist() == pytest.approx(errors, abs=1e-9)
        assert taken.index(True) == int(np.argmax(np.add(worth, errors)))
    assert min(made.values()) >= 3, made
    assert table["place"].max() == 1


def test_what_is_taken_is_what_people_went_by(folder: Path) -> None:
    """And every decision has its rows once: declining, and what was offered."""
    table, journeys = read_table(folder, "choices"), read_table(folder, "journeys").set_index("request")
    last = table[table["taken"]].drop_duplicates("request", keep="last").set_index("request")
    assert set(last.index) == set(journeys.index[journeys["end"].isin(["served", "declined"])])
    went = journeys.loc[last.index, "means"].where(journeys["end"] == "served")
    assert went.fillna("").tolist() == last["service"].fillna("").tolist()
    offered = read_table(folder, "events").query("kind == 17")
    assert len(offered) == table["service"].notna().sum()
    holders = read_table(folder, "requests").set_index("request")["season_ticket"]
    rides = table[table["service"] == "rufbus"]
    assert rides["fare_eur"].tolist() == [1 if holders[request] else 4 for request in rides["request"]]
    assert set(rides["fare_eur"]) == {1, 4}


def test_nobody_chooses_no_file(tmp_path: Path) -> None:
    result = result_of(tmp_path / "day", [{"from": 0, "to": 10_000}], services=SERVICES, asks=["lines"])
    assert not (write_run(result, tmp_path / "out", {}, figures=False) / "choices.parquet").exists()
