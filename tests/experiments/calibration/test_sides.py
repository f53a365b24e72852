"""What became of requests, observed and simulated, is told by the same rules."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from simulator.demand.importing.imported import Asked
from simulator.demand.importing.ioki import read_ioki
from simulator.errors import RequestFileError
from simulator.experiments.calibration.observed import read_bookings_of
from simulator.experiments.calibration.sides import (
    SIDE_DTYPES,
    Telling,
    days_of,
    of_bookings,
    of_run,
    on_days,
    telling_of,
    together,
)
from simulator.experiments.run import RunResult, run
from simulator.scenario.loader import find_scenario, load_scenario
from tests.demand.importing.made_exports import Known, as_csv, bookings, ioki_rows
from tests.experiments.calibration.small import written_import

DAY = ("Fahrtwunsch erstellt", "Angefragte Fahrtzeit", "Abfahrtszeit", "Ankunftszeit")


def imported(folder: Path, rows: list[dict[str, str]]) -> Path:
    """Write rows of ioki as an import, and return its folder."""
    export = folder / "export.csv"
    export.write_text(as_csv(rows, ";"), encoding="utf-8")
    asked = Asked((export,))
    written_import(read_ioki(asked), asked, folder / "import", "ioki")
    return folder / "import"


def row_of(number: int, reason: str, *clocks: str) -> dict[str, str]:
    """Return a booking of 17 May 2022, a Tuesday, from 53.02 N to 53.12 N."""
    row = ioki_rows(bookings(Known(days=1, per_day=30), 3))[0] | dict.fromkeys(
        ("Stornierungszeit", "Kalkulierte Abfahrtszeit"), ""
    )
    times = {name: clock and f"17.05.2022 {clock}:00" for name, clock in zip(DAY, clocks, strict=True)}
    ends = {"Kalkulierter Abfahrtsort (lat)": "53,02", "Kalkulierter Ankunftsort (lat)": "53,12"}
    ends |= {f"Kalkulierter {end}ort (lon)": "11,80" for end in ("Abfahrts", "Ankunfts")}
    return row | {"Fahrt ID": f"R{number}", "Stornierungsgrund": reason, "Passagieranzahl": "2"} | times | ends


def test_bookings_by_hand(tmp_path) -> None:
    """Asked at 7:00 for 8:00, gone at 8:05, off at 8:20; another one for a week later is refused."""
    later = dict.fromkeys(DAY[:2], "24.05.2022 09:30:00")
    folder = imported(
        tmp_path,
        [row_of(1, "ride_completed", "07:00", "08:00", "08:05", "08:20"), row_of(2, "no_offer", *[""] * 4) | later],
    )
    table = of_bookings(folder)
    assert table.dtypes.astype(str).to_dict() == SIDE_DTYPES
    assert days_of(table) == [(0, 0), (7, 0)]  # the service runs on Tuesdays; both are school days without a state
    one, two = table.itertuples()
    assert (one.day, one.hour, one.party, one.end) == (0, 8, 2, "served")
    assert (one.lead_s, one.wait_s, one.ride_s) == (3600, 300, 900)
    assert one.direct_m == pytest.approx(1.3 * 11_119, rel=0.05)  # a tenth of a degree, between middles of squares
    assert one.direct_s == pytest.approx(one.direct_m / 40 * 3.6)
    assert np.isnan([one.dwell_s, one.price_eur, two.wait_s, two.ride_s]).all()
    assert (two.day, two.hour, two.end, two.lead_s) == (7, 9, "rejected", 0)
    assert days_of(on_days(table, [7])) == [(7, 0)]
    assert telling_of(read_bookings_of(folder)) == Telling(500.0, None, frozenset({"served", "rejected"}))


def test_folders_that_are_no_imports_are_refused(tmp_path) -> None:
    with pytest.raises(RequestFileError, match=r"is no folder; expected one that elbe-drt demand import"):
        of_bookings(tmp_path / "none")
    with pytest.raises(RequestFileError, match=r"is no import: expected requests.csv and manifest.json"):
        of_bookings(tmp_path)
    folder = imported(tmp_path, [row_of(1, "ride_completed", "07:00", "08:00", "08:05", "08:20")])
    (folder / "requests.csv").write_text((folder / "requests.csv").read_text() + "\n")
    with pytest.raises(RequestFileError, match="is not what was imported"):
        of_bookings(folder)
    (folder / "observed.parquet").unlink()
    with pytest.raises(RequestFileError, match=r"nothing of what became of requests \(profile ioki\)"):
        of_bookings(folder)
    assert json.loads((folder / "manifest.json").read_text())["kind"] == "demand import"


@pytest.fixture(scope="module")
def line() -> RunResult:
    return run(load_scenario(find_scenario("tiny/line")))


def test_a_run_by_hand(line) -> None:
    """As the head of tiny/line tells it: boarding takes 60 s, after which the vehicle leaves."""
    table = of_run(line)
    assert table.dtypes.astype(str).to_dict() == SIDE_DTYPES
    columns = ["hour", "lead_s", "party", "end", "wait_s", "ride_s", "dwell_s", "price_eur"]
    assert table[columns].fillna(-1).to_numpy().tolist() == [
        [9, 7200, 1, "served", 60, 600, 60, 3],  # dora
        [8, 0, 1, "served", 60, 660, 60, 3],  # anna: the vehicle stands there
        [8, 0, 2, "served", 300, 300, 60, 6],  # bert: from 8:02 until it leaves at 8:07, and five minutes to C
        [8, 0, 9, "rejected", -1, -1, -1, -1],
    ]
    assert days_of(table) == [(0, 0)]


def test_a_run_is_told_as_the_export_tells(line) -> None:
    """Who was refused is in no export of completed rides; the line is 10 km, in squares of 500 m about as much."""
    alike = of_run(line, Telling(500.0, None, frozenset({"served"})))
    assert alike["end"].tolist() == ["served"] * 3
    exact = of_run(line)["direct_m"]
    assert (abs(alike["direct_m"] - exact[:3]) < 1.3 * 500 * 2**0.5).all()
    assert (alike["direct_m"] != exact[:3]).all()


def test_runs_are_put_one_behind_the_other(line) -> None:
    both = together([of_run(line), of_run(line)])
    assert days_of(both) == [(0, 0), (1, 0)]
    assert both["day"].tolist() == [0] * 4 + [1] * 4
