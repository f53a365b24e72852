"""``elbe-drt compare``, ``size`` and ``query``: many runs, and what they say with which certainty."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simulator.cli import interrupt
from simulator.errors import Problem, ScenarioError

if TYPE_CHECKING:
    from simulator.experiments.executors import Executor
    from simulator.experiments.plan import Experiment

Workers = Annotated[int | None, typer.Option(help="Worker processes; all cores by default.", min=1)]
Where = Annotated[str, typer.Option("--executor", help="local or dask.")]
Scheduler = Annotated[str | None, typer.Option(help="A Dask scheduler that runs, e.g. tcp://host:8786.")]
Out = Annotated[Path, typer.Option(help="Folder for results.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print only the results folder.")]
Outside = Annotated[bool, typer.Option(help="Let the scenario name files outside its own folders.")]


def compare(
    what: Annotated[str, typer.Argument(metavar="SCENARIO|EXPERIMENT", help="A scenario, or an experiment file.")],
    vary: Annotated[
        list[str] | None, typer.Option("--vary", metavar="PATH=V,V,...", help="Values to compare; several: a grid.")
    ] = None,
    set_: Annotated[list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="For all variants.")] = None,
    replications: Annotated[int | None, typer.Option(help="Days per variant, the same for all.")] = None,
    metric: Annotated[list[str] | None, typer.Option(help="Key figures to look at; see docs/columns.md.")] = None,
    stop: Annotated[
        str | None,
        typer.Option(metavar="METRIC=SHARE", help="Replicate until its half-width is that share of the mean."),
    ] = None,
    at_most: Annotated[int, typer.Option(help="Replications, with --stop.")] = 100,
    level: Annotated[float, typer.Option(help="Of the confidence intervals.")] = 0.95,
    workers: Workers = None,
    executor: Where = "local",
    scheduler: Scheduler = None,
    out: Out = Path("results"),
    quiet: Quiet = False,
    allow_outside_paths: Outside = False,
) -> None:
    """Compare variants of a scenario over many days; the same command again goes on where it was stopped."""
    experiment, beside = _experiment(
        what, vary or [], set_ or [], replications, metric or [], stop, at_most, level, outside=allow_outside_paths
    )
    from simulator.cli.progress import RunProgress
    from simulator.experiments.compare import carry_out_and_paint
    from simulator.experiments.experiment import prepare
    from simulator.report.comparison import print_comparison

    with _executor(executor, workers, scheduler) as executing:
        work = prepare(experiment, beside, out, allow_outside_paths=allow_outside_paths)
        with RunProgress(quiet=quiet) as shown:
            try:
                found = carry_out_and_paint(work, executing, shown)
            except KeyboardInterrupt:
                interrupt.tell("stopped; the same command goes on from here")
                raise
    if quiet:
        typer.echo(str(found.folder))
        return
    title = experiment.title or experiment.name
    print_comparison(found.summary, found.differences, title=title, folder=str(found.folder))


def size(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="A scenario file or a bundled name.")],
    serve: Annotated[
        float | None, typer.Option(help="Served share that is wanted at least, e.g. 0.9.", min=0, max=1)
    ] = None,
    wait_p95: Annotated[float | None, typer.Option(help="95 % wait that is wanted at most, in seconds.", min=0)] = None,
    cost: Annotated[float | None, typer.Option(help="Cost a day that is wanted at most, in EUR.", min=0)] = None,
    vary: Annotated[
        str | None, typer.Option(metavar="PATH", help="The size; the only vehicle type's count if not given.")
    ] = None,
    smallest: Annotated[int, typer.Option(help="Size to begin with.", min=0)] = 1,
    largest: Annotated[int, typer.Option(help="Size to end with.", min=1)] = 64,
    replications: Annotated[int, typer.Option(help="Days per size.", min=2)] = 20,
    level: Annotated[float, typer.Option(help="Confidence of the answer.", min=0.5, max=0.999)] = 0.95,
    workers: Workers = None,
    executor: Where = "local",
    scheduler: Scheduler = None,
    out: Out = Path("results"),
    quiet: Quiet = False,
    allow_outside_paths: Outside = False,
) -> None:
    """Find the smallest fleet that meets goals, at a stated confidence."""
    from simulator.cli.size import find_size

    wanted = {"serve": serve, "wait_p95": wait_p95, "cost": cost}
    with _executor(executor, workers, scheduler) as executing:
        find_size(
            scenario, wanted, vary, (smallest, largest), replications, level, executing, out, quiet=quiet,
            outside=allow_outside_paths,
        )  # fmt: skip


def query(
    sql: Annotated[
        str, typer.Argument(metavar="SQL", help='E.g. "select variant, avg(service_rate) from kpis group by 1".')
    ],
    results: Annotated[Path, typer.Option(help="Folder of results.")] = Path("results"),
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
) -> None:
    """Ask all results of a folder in SQL (DuckDB)."""
    from simulator.experiments.database import query as ask

    table = ask(results, sql)
    typer.echo(table.to_csv(index=False, lineterminator="\n") if csv else table.to_string(index=False), nl=not csv)


def _experiment(
    what: str, vary: list[str], overrides: list[str], replications: int | None, metrics: list[str], stop: str | None,
    at_most: int, level: float, *, outside: bool,
) -> tuple[Experiment, Path]:  # fmt: skip
    """Return the experiment of a file, or of the options, and the folder its file names are relative to."""
    from simulator.experiments.compare import experiment_of
    from simulator.experiments.plan import make_experiment, parse_factor, read_experiment
    from simulator.scenario.loader import find_scenario
    from simulator.scenario.yaml_file import Document, read_yaml

    file = find_scenario(what)
    content = read_yaml(file, str(file)).data
    if not isinstance(content, dict):
        message = "expected a mapping of keys to values: a scenario, or an experiment with base and factors"
        raise ScenarioError([Problem(str(file), 1, 1, "", message)])
    is_experiment = "base" in content
    if is_experiment:
        if vary or overrides:
            raise ScenarioError(
                [Problem(str(file), 0, 0, "", "is an experiment file; --vary and --set are for scenarios")]
            )
        experiment = read_experiment(file)
        changes: dict[str, Any] = {"replications": replications, "metrics": tuple(metrics) or None}
    else:
        if not vary:
            raise ScenarioError(
                [Problem(str(file), 0, 0, "", "nothing to compare; say --vary fleet.minibus.count=8,10,12")]
            )
        factors = dict(parse_factor(text) for text in vary)
        experiment = experiment_of(what, factors, overrides=overrides, allow_outside_paths=outside, level=level)
        changes = {"replications": replications, "metrics": tuple(metrics) or None}
    if stop is not None:
        key, _, share = stop.partition("=")
        changes["stop"] = {"metric": key, "half_width": share, "at_most": at_most}
    given = {key: value for key, value in changes.items() if value is not None}
    data = {**experiment.model_dump(), **given}
    return make_experiment(Document(data)), file.parent if is_experiment else Path()


@contextmanager
def _executor(kind: str, workers: int | None, scheduler: str | None) -> Iterator[Executor]:
    """Give the executor for all batches of a command; a scheduler that does not answer is told before any run."""
    from simulator.experiments.executors import DaskCluster, ExecutorError, LocalPool

    count = workers or os.cpu_count() or 1
    if kind not in ("local", "dask"):
        raise ExecutorError(f'--executor {kind}: expected "local" or "dask"')
    is_dask = scheduler is not None or kind == "dask"
    executor: Executor = DaskCluster(count, scheduler) if is_dask else LocalPool(count)
    try:
        yield executor
    finally:
        executor.close()
