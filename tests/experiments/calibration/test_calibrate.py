"""Calibrating to an import: a folder written whole, a scenario that runs, clear words for what cannot be."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simulator.errors import ElbeDrtError
from simulator.experiments.calibration import calibrate as calibrating
from simulator.experiments.calibration.calibrate import Asked, Calibrated, calibrate
from simulator.experiments.calibration.fit import Fitted
from simulator.experiments.calibration.written import check_out, leads_out, write_calibration
from simulator.scenario.ledger import ledger
from simulator.scenario.loader import load_scenario
from tests.experiments.calibration.small import write_small


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    folder: Path = tmp_path_factory.mktemp("calibration")
    write_small(folder)
    return folder


@pytest.fixture(scope="module")
def asked(place) -> Asked:
    return Asked(str(place / "small.yaml"), place / "bookings", ("demand", "speed", "no_show"), replications=1)


@pytest.fixture(scope="module")
def found(asked, tmp_path_factory) -> Calibrated:
    """Return a calibration whose fit is said: twice the demand, a speed that nothing tells."""

    def fit(scenario, observed, parameters, replications, seed, side, report) -> Fitted:
        assert [one.kind.name for one in parameters] == ["demand", "speed"]
        rows = [
            {"name": one.name, "title": one.kind.title, "before": one.now, "value": value, "low": low, "high": high,
             "told": told, "at_bound": False, "told_by": one.kind.told_by, "apart_from": ""}
            for one, value, low, high, told in zip(
                parameters, (40.0, 1.0), (35.2, np.nan), (44.9, np.nan), (True, False), strict=True
            )
        ]  # fmt: skip
        values = {"demand.requests_per_day": 40}
        return Fitted(pd.DataFrame(rows), pd.DataFrame(), pd.DataFrame(), values, 7, 7)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(calibrating, "fit", fit)
        return calibrate(asked)


def test_days_and_seeds_are_those_that_are_told(found) -> None:
    """Two weeks have ten working days, three of them for testing; a run has seven."""
    assert (len(found.split.fitting), len(found.split.testing), len(found.split.left_out)) == (7, 3, 4)
    assert found.seeds == ((1, 1), (2, 3))
    assert found.too_few == ("people.classes.adult.no_show",)  # one to four did not come
    assert "no_show" not in set(found.beside["figure"])


def test_the_folder_holds_a_scenario_that_says_where_its_values_come_from(found, place, tmp_path) -> None:
    out = place / "out"
    check_out(out, force=False)
    write_calibration(found, out)
    names = {"calibrated.yaml", "calibration.html", "fit.csv", "manifest.json", "parameters.csv"}
    assert {path.name for path in out.iterdir()} == names
    scenario = load_scenario(out / "calibrated.yaml", allow_outside_paths=True)
    assert scenario.name == "small-calibrated"
    assert scenario.demand.as_synthetic.requests_per_day == 40
    assert leads_out(found, out)
    (row,) = [row for row in ledger(scenario) if row.key == "demand.requests_per_day"]
    requests = found.observed["day"].isin(found.split.fitting).sum()
    assert row.source.startswith(f"fitted to {requests} bookings of 7 days, 2022-05-02 to 2022-05-")
    assert row.source_de.startswith(f"an {requests} Buchungen von 7 Tagen")
    assert (row.low, row.high) == ("35", "45")
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["seeds"] == {"fit": [1, 1], "compared": [2, 3]}
    assert manifest["import"]["personal"] is True
    assert manifest["left_as_they_are"] == ["people.classes.adult.no_show", "network.speed_factor"]
    fit = pd.read_csv(out / "fit.csv")
    assert fit["beyond"].is_monotonic_decreasing
    assert not ((fit["figure"] == "requests") & fit["of"].between(1, 4)).any()
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    with pytest.raises(ElbeDrtError, match="--force puts the new calibration in its place"):
        check_out(out, force=False)
    check_out(out, force=True)
    write_calibration(found, out)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    (out / "mine.txt").write_text("")
    with pytest.raises(ElbeDrtError, match=r"holds more than a calibration \(mine.txt\)"):
        check_out(out, force=True)
    with pytest.raises(ElbeDrtError, match="exists and is no calibration of before"):
        check_out(place, force=True)
    shutil.rmtree(out)


def test_the_page_says_it_in_both_languages(found, place) -> None:
    write_calibration(found, place / "paged")
    page = (place / "paged" / "calibration.html").read_text(encoding="utf-8")
    shutil.rmtree(place / "paged")
    worst = page.index("What fits worst")
    assert worst < page.index("What was fitted") < page.index("Observed beside simulated")
    for text in (
        "Was am schlechtesten passt", "Drei Orte", "Three places", "the scenario was fitted to 7 of these days",
        "an 7 dieser Tage angepasst", "Speed (network.speed_factor): these bookings do not tell it.",
        "people.classes.adult.no_show wurde nicht angepasst", "35.2 to 44.9", "35,2 bis 44,9", "requests_per_day: 40",
    ):  # fmt: skip
        assert text in page, text
    assert "%(" not in page.partition("<script")[0]


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"only": ("sped",)}, r'--parameters: unknown "sped"; did you mean "speed"'),
        ({"only": ("price",)}, r"price: the scenario has no such value; expected one of demand, "),
        ({"service": "lin"}, r'no service "lin" that gives rides on demand; did you mean "line"'),
        ({"test_share": 0.05}, "10 days for fitting and 0 for testing are too few"),
        ({"scenario": "tiny/line"}, "demand.kind: file: nothing of it can be fitted to bookings; expected synthetic"),
        ({"folder": "elsewhere"}, "100% of the bookings begin or end more than 2 km from any road"),
        ({"only": ("no_show",)}, "nothing is left to be fitted to these bookings"),
    ],
)
def test_what_cannot_be_is_told(asked, place, said, message) -> None:
    folder = place / said.get("folder", "bookings")
    with pytest.raises(ElbeDrtError, match=message):
        calibrate(replace(asked, **(said | {"folder": folder})))
