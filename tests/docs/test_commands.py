"""Every command in README and docs runs as printed, in a folder with what its reader would have."""

from __future__ import annotations

import io
import os
import re
import shlex
import shutil
import subprocess
import sys
import sysconfig
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from unittest import mock

import pytest

from simulator.cli.main import main
from tests.cli.test_least_scenarios import Here
from tests.demand.importing.made_exports import write_exports
from tests.demand.importing.models import write_models
from tests.docs.texts import GUIDES, ROOT, commands, fenced, name_of
from tests.experiments.calibration.small import write_small
from tests.network.test_osm import write_village
from tests.report.small_access import write_study
from tests.solver.instances import write_darp

FEW = 15  # requests in the day that stands for RUN
FORMATS = ("matsim", "matsim-plans", "geojson", "geopackage", "kepler", "simwrapper", "events", "gtfs-flex")
CARS_RUN = "results/prignitz-carsharing/RUN"
DAY_RUN = "results/prignitz-rufbus/RUN"
BRANCH = "results/prignitz-rufbus/BRANCH"
BUSES_RUN = "results/prignitz-instead-of-buses/RUN"
# What a reader puts in for words in capitals: the first row whose beginning fits. In paths RUN is a folder's name here.
PLACEHOLDERS: tuple[tuple[str, dict[str, str]], ...] = (
    ("elbe-drt export RUN OUT --format gbfs", {"RUN": CARS_RUN, "OUT": "out"}),
    ("elbe-drt export RUN OUT", {"RUN": DAY_RUN, "OUT": "out"}),
    ("elbe-drt branch RUN", {"RUN": DAY_RUN}),
    ("elbe-drt compare BRANCH", {"BRANCH": BRANCH}),
    ("elbe-drt report RUN --sensitivity", {"RUN": DAY_RUN}),
    ("elbe-drt report STUDY --page access", {"STUDY": "access"}),
    ("elbe-drt report EXPERIMENT", {"EXPERIMENT": "results/two-fleets"}),
    ("elbe-drt validate FILE", {"FILE": "scenarios/tiny/line.yaml"}),
    ("elbe-drt migrate FILE", {"FILE": "scenarios/tiny/line.yaml"}),
    ("elbe-drt network build SOURCE FOLDER", {"SOURCE": "extract.osm.pbf", "FOLDER": "new-county"}),
    ("elbe-drt service import GBFS", {"GBFS": "gbfs", "FOLDER": "scenarios/prignitz/network"}),
    ("elbe-drt service", {"FEED": "flex/gtfs-flex.zip", "FOLDER": "scenarios/prignitz/network"}),
    ("elbe-drt network", {"FOLDER": "scenarios/tiny/network"}),
    ("elbe-drt demand import BOOKINGS", {"BOOKINGS": "bookings/ioki.csv", "FOLDER": "scenarios/prignitz/network"}),
    ("elbe-drt demand import EXPORT", {"EXPORT": "bookings/via.csv"}),
    ("elbe-drt demand import TABLE", {"TABLE": "bookings/table.csv", "COLUMNS": "bookings/columns.yaml"}),
    ("elbe-drt demand observed-day IMPORT", {"IMPORT": "import", "SHIFTS": "bookings/shifts.csv"}),
    ("elbe-drt calibrate SCENARIO", {"SCENARIO": "calibration/small.yaml", "BOOKINGS": "calibration/bookings"}),
    ("elbe-drt demand build COUNTY", {"COUNTY": "scenarios/prignitz/population/county.yaml"}),
    ("elbe-drt demand import MATRIX", {"MATRIX": "models/matrix.csv", "ZONES": "models/zones.geojson"}),
    ("elbe-drt demand import PLANS", {"PLANS": "models/plans.xml", "EPSG": "EPSG"}),
    ("elbe-drt demand import TRIPS", {"TRIPS": "models/ile_de_france_trips.csv"}),
    ("elbe-drt timetable", {"FEED": "scenarios/prignitz/timetable.zip", "FOLDER": "scenarios/prignitz/network"}),
)
# Many days of a region take minutes: fewer days and sizes, as CONTRIBUTING.md says. Nothing else is changed.
REDUCED = {
    "elbe-drt compare prignitz": " --replications 2",
    "elbe-drt sensitivity prignitz": " --replications 1 --only demand.prebooked_share",
    # half of the people of the county: still more trips than 16 bits number
    "elbe-drt run prignitz/population": " --set 'people.knobs.forecast=[{from_age: 0, to_age: 125, factor: 0.5}]'",
    "elbe-drt run prignitz/ecology": f" --set demand.requests_per_day={FEW}",
    "elbe-drt warm-up": " tiny/line",
    "elbe-drt calibrate SCENARIO": " --replications 1 --parameters demand",
    "elbe-drt links prignitz": " --days 2 --top 1 --replications 2",
    "elbe-drt budget prignitz": " --replications 2 --no-tornado --years 2",
    "elbe-drt stress prignitz": " --replications 2 --only one-vehicle-out --no-measures",
    "elbe-drt size tiny": " --replications 2",
    "elbe-drt payers elbe-valley": " --replications 2",
    "elbe-drt border elbe-valley": " --replications 2",
    "elbe-drt access prignitz": " --replications 1 --set 'accessibility.cells.grid=20 km'",
    "elbe-drt size": " --replications 2 --smallest 15 --largest 17",
    "elbe-drt demand build COUNTY": " --populations 2",
    "elbe-drt day-to-day prignitz": " --days 1 --replications 2 --start optimistic --no-elasticities"
    f" --set demand.requests_per_day={FEW}",
}
SLOW = (*REDUCED, "elbe-drt demand observed-day", "elbe-drt gap", "elbe-drt run prignitz", "elbe-drt solve")
# One of each that has workers, which begin where it was started; and one to see that there is such a command. To start
# a process takes longer than what most others do.
IN_A_SHELL = (
    "elbe-drt",
    "elbe-drt compare my-experiment.yaml",
    f"elbe-drt size prignitz/rufbus --serve 0.9{REDUCED['elbe-drt size']}",
)
# What the sentence beside a command promises to be written.
WRITTEN = {
    "elbe-drt calibrate SCENARIO --to BOOKINGS --out": ("my-calibration/calibrated.yaml", "my-calibration/fit.csv"),
    "elbe-drt demand import BOOKINGS": ("my-bookings/requests.csv", "my-bookings/quality.html"),
    "elbe-drt demand observed-day": ("tuesday/observed-day.html", "tuesday/replanned.yaml"),
    "elbe-drt demand build scenarios": ("prignitz-people/persons.parquet", "prignitz-people/population.html"),
    "elbe-drt demand build COUNTY": ("my-people/spread.csv", "my-people/seed-8/households.parquet"),
    "elbe-drt network build SOURCE": ("new-county/nodes.parquet", "new-county/edges.parquet"),
    "elbe-drt network build extract": ("my-county/nodes.parquet", "my-county/edges.parquet"),
    "elbe-drt network plot": ("MAP.png",),
    "elbe-drt solve a4-48.txt --best-known": ("a4-48.solution.json",),
    "elbe-drt export results": ("out/drt_customer_stats_drt.csv",),
    "elbe-drt export RUN OUT --format gbfs": ("out/gbfs.json",),
    "elbe-drt timetable build FEED --out county.zip": ("county.zip",),
    "elbe-drt timetable build FEED --out county --box": ("county/stop_times.txt",),
    "elbe-drt export RUN OUT --format gtfs-flex": ("out/gtfs-flex.zip",),
    "elbe-drt service import FEED --network FOLDER --out": ("my-rufbus/scenario.yaml", "my-rufbus/repairs.csv"),
    "elbe-drt service import GBFS": ("my-cars/scenario.yaml", "my-cars/stations.csv"),
    "elbe-drt plot results/prignitz-rufbus/RUN --figure waits --out .": ("waits.svg", "waits.png", "waits.csv"),
    "elbe-drt report STUDY --page access": ("access/access.html", "access/access_times.png"),
    "elbe-drt report EXPERIMENT": ("results/two-fleets/compare.html",),
    "elbe-drt day-to-day prignitz": ("my-days/days.csv", "my-days/expectations.csv", "my-days/day-to-day.html"),
}
BOOKINGS = """\
id,created,wanted,state,people,from_x,from_y,to_x,to_y
1,2022-05-17 06:00,2022-05-17 08:00,done,2,11.80,53.05,11.86,53.08
2,2022-05-17 06:10,2022-05-17 09:00,no car,1,11.86,53.08,11.80,53.05
"""
EXPERIMENT = """
name: {name}
base: tiny/line
factors: {{fleet.minibus.count: [1, 2]}}
replications: 2
"""


def write_bookings(folder: Path) -> None:
    """Write exports of bookings, and a table beside the profile that the docs show."""
    folder.mkdir()
    write_exports(folder)
    (profile,) = fenced((ROOT / "docs" / "import.md").read_text(encoding="utf-8"), "yaml")
    (folder / "columns.yaml").write_text(profile, encoding="utf-8")
    (folder / "table.csv").write_text(BOOKINGS)
    (folder / "shifts.csv").write_text("vehicle,begin,end,seats\n1,06:00,14:00,\n2,13:30,22:00,5\n")


def printed() -> list[tuple[str, str]]:
    """Return page and command; each command once."""
    found: dict[str, str] = {}
    for page in GUIDES:
        for command in commands(page.read_text(encoding="utf-8")):
            for format_ in FORMATS if "FORMAT" in command else ("",):
                found.setdefault(command.replace("FORMAT", format_), name_of(page))
    return [(page, command) for command, page in found.items()]


def filled_in(command: str) -> str:
    """Return a command as a reader types it."""
    words = next((words for start, words in PLACEHOLDERS if command.startswith(start)), {})
    command = re.sub(r"(?<![/\w])[A-Z]{3,}\b(?!\.)", lambda match: words[match[0]], command)
    return command + next((extra for start, extra in REDUCED.items() if command.startswith(start)), "")


def typed_in(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Do what a reader types there: in a shell where it matters, else in this process, runs of experiments too."""
    if command in IN_A_SHELL:
        return shell(command, folder)
    out, errors, code = io.StringIO(), io.StringIO(), 0
    with (
        chdir(folder),
        redirect_stdout(out),
        redirect_stderr(errors),
        mock.patch.object(sys, "argv", shlex.split(command)),
        mock.patch("simulator.experiments.executors.LocalPool", Here),
    ):
        try:
            main()
        except SystemExit as stop:
            code = int(stop.code or 0)
    return subprocess.CompletedProcess(command, code, out.getvalue(), errors.getvalue())


def shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join((sysconfig.get_path("scripts"), os.environ["PATH"]))
    return bash(command, folder, {**os.environ, "PATH": path})


def bash(script: str, folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    words = ["bash", "-c", script]
    return subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def done_well(command: str, folder: Path) -> str:
    done = typed_in(command, folder)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def prepared(tmp_path_factory) -> Path:
    """Make a folder with runs, an experiment, and the files that are a reader's own."""
    import osmium

    folder: Path = tmp_path_factory.mktemp("reader")
    (folder / "scenarios").symlink_to(ROOT / "scenarios")
    for run, command in (
        (DAY_RUN, f"elbe-drt run prignitz/rufbus --set demand.requests_per_day={FEW}"),
        (BUSES_RUN, f"elbe-drt run prignitz/instead-of-buses --set demand.requests_per_day={FEW}"),
        (CARS_RUN, "elbe-drt run prignitz/carsharing --set calendar.days=2 --set calendar.warm_up=0"),
    ):
        (folder / done_well(f"{command} -q --no-figures", folder).strip()).rename(folder / run)
    branched = f'elbe-drt branch {DAY_RUN} --at 10:00 --set "services.rufbus.hours=[05:00, 18:00]" -q'
    (folder / done_well(f"{branched} --no-figures --no-report", folder).strip()).rename(folder / BRANCH)
    done_well(f"elbe-drt export {DAY_RUN} flex --format gtfs-flex", folder)
    done_well(f"elbe-drt export {CARS_RUN} gbfs --format gbfs --at 00:00", folder)
    (folder / "two-fleets.yaml").write_text(EXPERIMENT.format(name="two-fleets"), encoding="utf-8")
    done_well("elbe-drt compare two-fleets.yaml -q --workers 1", folder)
    few = f"--replications 1 --only demand.prebooked_share --set demand.requests_per_day={FEW}"
    done_well(f"elbe-drt sensitivity prignitz/rufbus {few} -q --workers 1", folder)
    (folder / "my-experiment.yaml").write_text(EXPERIMENT.format(name="my-experiment"), encoding="utf-8")
    village = write_village(folder / "village.osm")
    with osmium.SimpleWriter(str(folder / "extract.osm.pbf")) as writer:
        for entity in osmium.FileProcessor(str(village)):
            writer.add(entity)
    write_models(folder / "models")
    write_bookings(folder / "bookings")
    done_well("elbe-drt demand import bookings/table.csv --profile bookings/columns.yaml --out import", folder)
    (folder / "calibration").mkdir()
    write_small(folder / "calibration")
    (folder / "access").mkdir()
    write_study(folder / "access")
    write_darp(folder, 8, 3, 1).rename(folder / "a4-48.txt")
    done_well("elbe-drt solve a4-48.txt --iterations 100 --out mine.json", folder)
    return folder


@pytest.fixture
def place(prepared, tmp_path) -> Path:
    """Return a copy of the reader's folder, for one command."""
    return Path(shutil.copytree(prepared, tmp_path / "reader", symlinks=True))


@pytest.mark.parametrize(
    ("page", "command"),
    [
        pytest.param(*case, id=case[1], marks=[pytest.mark.slow] if case[1].startswith(SLOW) else [])
        for case in printed()
    ],
)
def test_a_command_runs_as_printed(place, page, command) -> None:
    done = typed_in(filled_in(command), place)
    told = f"{page}: {command}\n{done.stdout}\n{done.stderr}"
    assert done.returncode == 0, told
    assert "Traceback" not in told, told
    for start, files in WRITTEN.items():
        if command.startswith(start):
            assert [name for name in files if not (place / name).is_file()] == [], told


def test_no_entry_of_the_tables_is_left_over() -> None:
    everything = [command for _, command in printed()]
    for start in (*REDUCED, *WRITTEN, *SLOW, *(start for start, _ in PLACEHOLDERS)):
        assert any(command.startswith(start) for command in everything), start
    assert set(IN_A_SHELL) <= {filled_in(command) for command in everything}
    assert len(everything) > 30


def test_the_commands_of_the_readme_are_on_the_path_it_sets_up(tmp_path) -> None:
    if not (Path(sys.prefix) / "bin" / "activate").is_file():
        pytest.skip("the tests do not run in an environment made by venv")
    (tmp_path / ".venv").symlink_to(sys.prefix)
    more = next(block for block in fenced((ROOT / "README.md").read_text(encoding="utf-8"), "sh") if "network" in block)
    first = more.splitlines()[0]
    assert not first.startswith("elbe-drt")
    done = bash(f"{first}\ncommand -v elbe-drt", tmp_path, {"PATH": "/usr/bin:/bin"})
    assert Path(done.stdout.strip()).resolve() == (Path(sys.prefix) / "bin" / "elbe-drt").resolve()


def test_the_example_in_python_runs(place, monkeypatch) -> None:
    monkeypatch.chdir(place)
    (block,) = fenced((ROOT / "README.md").read_text(encoding="utf-8"), "python")
    names: dict[str, object] = {}
    exec(block, names)
    assert names["result"].kpis["requests"] > 0
