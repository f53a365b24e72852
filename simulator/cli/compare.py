"""``elbe-drt compare``, ``size`` and ``query``: many runs, and what they say with which certainty."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from simulator.cli import interrupt
from simulator.cli.options import Duties, Execution, Goals, Sizes, Variants, grouped
from simulator.errors import Problem, ScenarioError

if TYPE_CHECKING:
    from simulator.experiments.executors import Executor
    from simulator.experiments.parts import Part
    from simulator.experiments.plan import Experiment


@grouped
def compare(
    what: Annotated[
        list[str],
        typer.Argument(metavar="SCENARIO|EXPERIMENT|RUN...", help="A scenario, an experiment file, or branches."),
    ],
    variants: Variants,
    execution: Execution,
    part: Annotated[
        str | None,
        typer.Option(metavar="I/N", help="Do one of N parts of the runs only, e.g. 3/40 in a job array."),
    ] = None,
) -> None:
    """Compare variants of a scenario over many runs; the same command again goes on where it was stopped.

    Or branches of finished runs with these.
    """
    if all(Path(one).is_dir() for one in what):
        _side_by_side([Path(one) for one in what], variants)
        return
    if len(what) > 1:
        raise ScenarioError([Problem(what[1], 0, 0, "", "expected one scenario or experiment, or folders alone")])
    share = None if part is None else _part(part)
    experiment, beside = _experiment(what[0], variants, outside=execution.allow_outside_paths)
    from simulator.cli.progress import RunProgress
    from simulator.experiments.compare import carry_out_and_paint
    from simulator.experiments.experiment import do_part, prepare
    from simulator.report.compare.sentences import climate_sentences
    from simulator.report.compare.tables import not_painted
    from simulator.report.comparison import print_comparison
    from simulator.report.page.language import Language
    from simulator.scenario.text_models import words_in

    with executor_of(execution) as executor:
        outside = execution.allow_outside_paths
        work = prepare(experiment, beside, execution.out, part=share, allow_outside_paths=outside)
        with RunProgress(quiet=execution.quiet) as shown:
            try:
                if share is not None:
                    _tell_part(share, work.folder, do_part(work, executor, shown), quiet=execution.quiet)
                    return
                found = carry_out_and_paint(work, executor, shown)
            except KeyboardInterrupt:
                interrupt.tell("stopped; the same command goes on from here")
                raise
    if execution.quiet:
        typer.echo(str(found.folder))
        return
    title = words_in(experiment.title) or experiment.name
    if (reason := not_painted(len(work.variants))) is not None:
        typer.echo(f"{title}: {reason}")
        typer.echo(f"Results: {found.folder}")
        return
    sentences = climate_sentences(found.runs, Language("en"), experiment.level)
    print_comparison(found.summary, found.differences, title=title, folder=str(found.folder), sentences=sentences)


def _side_by_side(folders: list[Path], variants: Variants) -> None:
    """Print what branches come to beside the runs they branched from."""
    from simulator.experiments.side_by_side import side_by_side
    from simulator.report.comparison import print_comparison

    found = side_by_side(folders, variants.metric or (), variants.level)
    title = "Branches beside the runs they branched from"
    print_comparison(found.summary, found.differences, title=title, folder=", ".join(str(folder) for folder in folders))


@grouped
def size(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="A scenario file or a bundled name.")],
    goals: Goals,
    sizes: Sizes,
    duties: Duties,
    execution: Execution,
) -> None:
    """Find the smallest fleet, or the cheapest duties of drivers, that meet goals, at a stated confidence."""
    from simulator.cli.duties import find_best_duties
    from simulator.cli.size import find_size

    with executor_of(execution) as executor:
        if duties.over:
            find_best_duties(scenario, goals, sizes, duties, execution, executor)
        else:
            find_size(scenario, goals, sizes, execution, executor)


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


def _part(text: str) -> Part:
    """Return the part that ``3/40`` means. Raises ScenarioError."""
    from simulator.experiments.parts import Part

    number, _, of = text.partition("/")
    if not (number.isdecimal() and of.isdecimal() and 1 <= int(number) <= int(of)):
        raise ScenarioError([Problem(f"--part {text}", 0, 0, "", "expected I/N with I from 1 to N, e.g. 3/40")])
    return Part(int(number), int(of))


def _tell_part(part: Part, folder: Path, runs: int, *, quiet: bool) -> None:
    if quiet:
        typer.echo(str(folder))
        return
    typer.echo(f"part {part.number} of {part.of} is done; runs in it: {runs:,}, in {folder}")
    typer.echo("when all parts are done, the same command without --part writes tables and pages")


def _experiment(what: str, variants: Variants, *, outside: bool) -> tuple[Experiment, Path]:
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
        if variants.vary or variants.set_:
            raise ScenarioError(
                [Problem(str(file), 0, 0, "", "is an experiment file; --vary and --set are for scenarios")]
            )
        experiment = read_experiment(file)
    else:
        if not variants.vary:
            raise ScenarioError(
                [Problem(str(file), 0, 0, "", "nothing to compare; say --vary fleet.minibus.count=8,10,12")]
            )
        factors = dict(parse_factor(text) for text in variants.vary)
        experiment = experiment_of(
            what, factors, overrides=variants.set_ or (), allow_outside_paths=outside, level=variants.level
        )
    changes: dict[str, Any] = {
        "replications": variants.replications, "metrics": tuple(variants.metric or ()) or None,
    }  # fmt: skip
    if variants.stop is not None:
        key, _, share = variants.stop.partition("=")
        changes["stop"] = {"metric": key, "half_width": share, "at_most": variants.at_most}
    given = {key: value for key, value in changes.items() if value is not None}
    data = {**experiment.model_dump(), **given}
    return make_experiment(Document(data)), file.parent if is_experiment else Path()


@contextmanager
def executor_of(execution: Execution) -> Iterator[Executor]:
    """Give the executor for all batches of a command; a scheduler that does not answer is told before any run."""
    from simulator.experiments.executors import DaskCluster, ExecutorError, LocalPool

    kind, scheduler, count = execution.executor, execution.scheduler, execution.workers or os.cpu_count() or 1
    if kind not in ("local", "dask"):
        raise ExecutorError(f'--executor {kind}: expected "local" or "dask"')
    is_dask = scheduler is not None or kind == "dask"
    executor: Executor = DaskCluster(count, scheduler) if is_dask else LocalPool(count)
    try:
        yield executor
    finally:
        executor.close()
