"""``elbe-drt run``: simulate, show progress, write the results, sum them up."""

from __future__ import annotations

import time
from pathlib import Path

from simulator.cli.progress import RunProgress
from simulator.experiments.publish import check_place, write_run
from simulator.experiments.run import run
from simulator.report.summary import print_summary
from simulator.scenario.loader import load_scenario


def run_and_write(
    scenario_path: str,
    *,
    overrides: tuple[str, ...],
    seed: int | None,
    out: Path,
    figures: bool,
    page: bool,
    quiet: bool,
    debug: bool,
    allow_outside_paths: bool,
    scenarios: Path | None,
) -> None:
    """Run one scenario from the command line; scenarios: the folder its file names are relative to, if not its own."""
    started = time.perf_counter()
    check_place(out)
    scenario = load_scenario(scenario_path, overrides, allow_outside_paths=allow_outside_paths, base=scenarios)
    with RunProgress(quiet=quiet) as shown:
        result = run(scenario, seed, debug=debug, report=shown.step, progress=shown.requests)
        simulated = time.perf_counter()
        shown.step("writing results")
        folder = write_run(result, out, {"simulate_s": simulated - started}, figures=figures, report=page)
    if quiet:
        print(folder)
        return
    print_summary(result.kpis, title=scenario.title or scenario.name, folder=str(folder), notes=result.world.notes)
