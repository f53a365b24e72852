"""``elbe-drt run``: simulate, show progress, write the results, sum them up."""

from __future__ import annotations

import time

from simulator.cli.options import Outputs
from simulator.cli.progress import RunProgress
from simulator.cli.startup import import_matplotlib
from simulator.experiments.publish import check_place, write_run
from simulator.experiments.run import run
from simulator.experiments.twin import run_beside_twin
from simulator.report.summary import print_summary
from simulator.scenario.loader import load_scenario
from simulator.scenario.text_models import words_in


def run_and_write(scenario_path: str, outputs: Outputs) -> None:
    """Run one scenario from the command line."""
    started = time.perf_counter()
    check_place(outputs.out)
    scenario = load_scenario(
        scenario_path, outputs.set_ or (), allow_outside_paths=outputs.allow_outside_paths, base=outputs.scenarios
    )
    with RunProgress(quiet=outputs.quiet) as shown:
        simulate = run_beside_twin if outputs.twin else run
        result = simulate(scenario, outputs.seed, debug=outputs.debug, report=shown.step, progress=shown.requests)
        simulated = time.perf_counter()
        shown.step("writing results")
        if outputs.figures:
            import_matplotlib()
        times_s = {"simulate_s": simulated - started}
        folder = write_run(result, outputs.out, times_s, figures=outputs.figures, report=outputs.report)
    if outputs.quiet:
        print(folder)
        return
    print_summary(result.kpis, title=words_in(scenario.title) or scenario.name, folder=str(folder), notes=result.notes)
