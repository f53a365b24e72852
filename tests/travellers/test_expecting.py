"""Who asks a service on demand: those who expect more of it than of all they have without asking."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from simulator.errors import RequestFileError
from simulator.experiments.audit import audit_run
from simulator.experiments.audit_asking import audit_asking
from simulator.experiments.publish import write_run
from simulator.experiments.run import RunResult
from simulator.scenario.choice_models import Choice
from simulator.travellers.expecting import worth_of_expecting
from tests.screened import is_about_asking, same_journeys
from tests.timetable.days import result_of
from tests.travellers.test_choices_again import LOGIT, NAMES, NESTED, SERVICES

CLASSES = {"adult": NESTED, "pupil": LOGIT, "guest": {"model": "threshold", "max_wait": "10 min"}}


def day(folder: Path, expectations: dict[str, Any] | None, requests: int = 60) -> RunResult:
    random, rides = np.random.default_rng(5), []
    for number in range(requests):
        start, end = random.choice([0, 1000, 5000, 10_000, 15_000], 2, replace=False).tolist()
        kind = list(CLASSES)[number % 3]
        at = f"{7 + 3 * number // requests:02d}:{random.integers(60):02d}"
        rides.append({"from": start, "to": end, "at": at, "class": kind})
    classes = {
        name: {"asks": [NAMES], "choice": choice, "season_ticket": 0.3, "on_rejection": {"action": "stay"}}
        for name, choice in CLASSES.items()
    }
    people = {"classes": classes} | ({} if expectations is None else {"expectations": expectations})
    return result_of(folder, rides, services=SERVICES, people=people)


def test_who_expects_the_best_does_as_if_everybody_asked(tmp_path: Path) -> None:
    everybody, hopeful = day(tmp_path / "all", None), day(tmp_path / "best", {"wait": "0 min"})
    same_journeys(everybody, hopeful)
    differ = {name for name, value in everybody.kpis.items() if value != hopeful.kpis[name]}
    assert {name for name in differ if not is_about_asking(name)} == set()
    assert 0 < hopeful.asking["asks"].sum() < len(hopeful.asking) == 40  # all but guests, who know no utilities


def to_the_car(folder: Path, expectations: dict[str, Any], count: int, **choice: Any) -> RunResult:
    """People on one way who have a car, and may ask a bus that takes all of them at once."""
    rides = [{"from": 0, "to": 10_000, "at": f"{8 + k // 60:02d}:{k % 60:02d}", "class": "adult"} for k in range(count)]
    services = {name: SERVICES[name] for name in ("rufbus", "car")}
    services["car"] = services["car"] | {"available": 1}
    model = {"model": "logit", "per_wait_min": -0.05, "per_ride_min": -0.03, "per_eur": -0.2, "staying": -50} | choice
    people = {"classes": {"adult": {"asks": [["rufbus", "car"]], "choice": model}}, "expectations": expectations}
    return result_of(folder, rides, services=services, people=people)


def test_share_of_who_asks_is_the_logit_share(tmp_path: Path) -> None:
    expects = {"wait": "12 min", "rejected": 0.25, "rejection_as_wait": "45 min"}
    found = to_the_car(tmp_path, expects, 240, of={"rufbus": {"constant": 0.8}})
    row = found.asking.iloc[0]
    bus = 0.8 - 0.03 * row["ride_s"] / 60 - 0.2 * row["fare_eur"]
    assert row["utility"] == pytest.approx(bus)
    alone = found.choices[(found.choices["service"] == "car")].iloc[0]["utility"]
    asked = bus - 0.05 * 12 - 0.05 * 45 * 0.25 / 0.75
    luck = found.asking["luck"].mean()  # of Gumbel numbers, one of three offers: 0.5772 + log 3
    assert luck == pytest.approx(0.5772 + np.log(3), abs=0.25)
    share = 3 * np.exp(asked) / (3 * np.exp(asked) + np.exp(alone))  # the best of three offers alike
    assert 0.3 < share < 0.7
    assert found.asking["asks"].mean() == pytest.approx(share, abs=3 * np.sqrt(share * (1 - share) / 240))


def test_who_is_worth_just_enough_asks_and_a_minute_more_is_too_long(tmp_path: Path) -> None:
    best = to_the_car(tmp_path / "best", {}, 8, constant=2).asking.set_index("request_id")
    gain = (best["utility"] + best["luck"] - best["others"]).max()
    assert gain > 0
    who, longest_min = best.index[(best["utility"] + best["luck"] - best["others"]).argmax()], gain / 0.05
    for wait_min, asks in ((longest_min - 1, True), (longest_min + 1, False)):
        one = to_the_car(tmp_path / str(asks), {"wait_s": int(60 * wait_min)}, 8, constant=2).asking.set_index(
            "request_id"
        )
        assert one.loc[who, "asks"] == asks
        assert (one.loc[one.index != who, "asks"] <= best.loc[best.index != who, "asks"]).all()


def test_worth_of_what_is_expected_by_hand() -> None:
    choice = Choice(model="logit", per_wait_min=-0.1, of={"bus": {"per_wait_min": -0.2}}).for_services([("bus",)])
    assert worth_of_expecting(choice, 0, 600, 0, 30) == pytest.approx(-2)  # 10 min at the worth of the service
    assert worth_of_expecting(choice, 0, 0, 0.5, 30) == pytest.approx(-3)  # odds 1, at the worth of the class
    assert worth_of_expecting(choice, 0, 600, 0.2, 30) == pytest.approx(-2 - 0.25 * 3)
    assert worth_of_expecting(choice, 0, 0, 1, 30) == -np.inf


def test_who_expects_to_be_rejected_stays_and_is_told_of(tmp_path: Path) -> None:
    choice = {"model": "logit", "per_wait_min": -0.05, "constant": 20}
    people = {"classes": {"adult": {"asks": [["rufbus"]], "choice": choice, "on_rejection": {"action": "stay"}}}}
    rides = [{"from": 0, "to": 10_000, "at": "08:00"}, {"from": 1000, "to": 10_000, "at": "09:00"}]
    (tmp_path / "day").mkdir()
    (tmp_path / "day" / "cells.csv").write_text(
        "service,zone,hour,wait_min,rejected\nrufbus,*,8,5,1\n", encoding="utf-8"
    )
    people["expectations"] = {"cells_file": "cells.csv", "wait": "3 min"}
    found = result_of(tmp_path / "day", rides, services={"rufbus": SERVICES["rufbus"]}, people=people)
    told = found.asking.set_index("hour")
    assert told["asks"].to_dict() == {8: False, 9: True}
    assert told["wait_s"].to_dict() == {8: 300, 9: 180}
    assert found.other_means["means"].tolist() == ["none"]
    assert found.other_means["utility"].tolist() == told.loc[[8], "others"].tolist()
    folder = write_run(found, tmp_path / "out", {}, figures=False)
    assert audit_run(folder, scenarios=tmp_path / "day") == []


def test_who_asks_nobody_first_asks_who_is_next(tmp_path: Path) -> None:
    choice = {"model": "logit", "per_wait_min": -0.05, "constant": 20}
    people = {"classes": {"adult": {"asks": [["rufbus"], ["walk", "car"]], "choice": choice}}}
    rides = [{"from": 0, "to": 10_000, "at": "08:00"}]
    services = {name: SERVICES[name] for name in ("rufbus", "walk", "car")}
    services["car"] = services["car"] | {"available": 1}
    people["expectations"] = {"rejected": 1}
    found = result_of(tmp_path, rides, services=services, people=people)
    assert found.asking["asks"].tolist() == [False]
    assert found.journeys["means"].tolist() != ["rufbus"]
    assert found.journeys["end"].tolist() == ["served"]


def test_the_auditor_finds_decisions_that_do_not_follow(tmp_path: Path) -> None:
    found = to_the_car(tmp_path, {"wait": "12 min"}, 30, of={"rufbus": {"constant": 1.5}})
    given = found.events, found.world.scenario, found.services
    table = found.asking
    assert audit_asking(table, *given) == []
    for name, values, told in (
        ("asks", ~table["asks"], "decided otherwise"),
        ("utility", table["utility"] + 0.1, "another worth"),
        ("wait_s", table["wait_s"] + 1, "another wait"),
        ("rejected", 0.1, "another chance"),
        ("others", table["others"] - 20, "does not ask, though that is worth more"),
        ("others", table["others"] + 20, "asks, though all else is worth more"),
    ):
        assert any(told in line for line in audit_asking(table.assign(**{name: values}), *given)), told
    twice = audit_asking(table.iloc[[0, 0]], *given)
    assert [line for line in twice if "twice" in line] != []


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("rufbuss,*,8,5,0", 'no ridepooling service "rufbuss"; did you mean "rufbus"?'),
        ("rufbus,*,24,5,0", "hour"),
        ("rufbus,*,8,-5,0", "wait_min"),
        ("rufbus,*,8,5,1.5", "rejected"),
        ("rufbus,*,7,5,0", "stand above already"),
    ],
)
def test_tables_that_cannot_be_used(row: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "day").mkdir()
    file = tmp_path / "day" / "cells.csv"
    file.write_text(f"service,zone,hour,wait_min,rejected\nrufbus,*,7,5,0\n{row}\n", encoding="utf-8")
    with pytest.raises(RequestFileError, match=r"cells\.csv:3") as error:
        to_the_car(tmp_path / "day", {"cells_file": "cells.csv"}, 1)
    assert told in str(error.value)
