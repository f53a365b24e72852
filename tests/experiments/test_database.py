"""Questions in SQL: they see the results and nothing else, and change nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from simulator.errors import ResultError
from simulator.experiments.database import query


def written(path: Path, **columns: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    pd.DataFrame(columns).to_parquet(path)
    return path


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """An experiment of two runs, and a run alone."""
    folder = tmp_path / "it's results"
    experiment = folder / "fleet"
    variants = ["count=1", "count=2"]
    written(
        experiment / "kpis.parquet", variant=variants, run=["runs/a-seed-1", "runs/b-seed-1"], seed=1, served=[3, 4]
    )
    written(experiment / "summary.parquet", variant=variants, metric="served", mean=[3.0, 4.0])
    written(experiment / "runs" / "a-seed-1" / "requests.parquet", request_id=["x", "y", "z"])
    (experiment / "runs" / "a-seed-1" / "kpis.json").write_text("{}")
    (experiment / "experiment.yaml").write_text("name: fleet\n")
    alone = folder / "tiny-line" / "seed-7-abc"
    written(alone / "requests.parquet", request_id=["r0", "r1"])
    (alone / "kpis.json").write_text(json.dumps({"served": 2, "cost_eur": None}))
    (alone / "manifest.json").write_text(json.dumps({"scenario": "tiny-line", "seed": 7}))
    written(folder / "fleet" / "runs" / ".unfinished-1" / "requests.parquet", request_id=["half"])
    (tmp_path / "secret.csv").write_text("a,b\n1,2\n")
    return folder


def test_key_figures_of_experiments_and_of_runs_alone_are_in_one_view(results: Path) -> None:
    answer = query(results, "select experiment, variant, scenario, run, seed, served from kpis order by run")
    assert answer["run"].tolist() == ["fleet/runs/a-seed-1", "fleet/runs/b-seed-1", "tiny-line/seed-7-abc"]
    assert answer["served"].tolist() == [3, 4, 2]
    assert answer["seed"].tolist() == [1, 1, 7]
    assert answer["experiment"].isna().tolist() == [False, False, True]
    assert answer["scenario"].dropna().tolist() == ["tiny-line"]


def test_key_figures_and_tables_of_a_run_go_together(results: Path) -> None:
    sql = "select run, served, count(*) as n from kpis join requests using (run) group by all order by run"
    answer = query(results, sql)
    assert answer.to_numpy().tolist() == [["fleet/runs/a-seed-1", 3.0, 3], ["tiny-line/seed-7-abc", 2.0, 2]]


def test_a_run_alone_is_enough(results: Path, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (results / "tiny-line").rename(tmp_path / "new" / "tiny-line")
    assert query(tmp_path / "new", "select scenario, cost_eur from kpis").isna().to_numpy().tolist() == [[False, True]]
    with pytest.raises(ResultError, match="cannot be answered"):
        query(tmp_path / "new", "select * from summary")


@pytest.mark.parametrize("sql", ["", "  ", ";", "-- nothing", "/* nothing */ ;"])
def test_an_empty_query_is_answered_in_a_sentence(results: Path, sql: str) -> None:
    with pytest.raises(ResultError, match=r"the query is empty; ask for example .*views are kpis, summary, requests"):
        query(results, sql)


@pytest.mark.parametrize(
    "sql",
    [
        "select * from read_csv('{outside}/secret.csv')",
        "select * from '{outside}/secret.csv'",
        "select * from read_text('/etc/passwd')",
        "select * from glob('{outside}/*')",
        "select * from sniff_csv('{outside}/secret.csv')",
        "select * from read_json('http://127.0.0.1:9/x')",
        "select * from duckdb_secrets()",
        "select * from sql",
        "select * from read_text('{results}/fleet/experiment.yaml')",
        "copy kpis to '{outside}/new.csv'",
        "copy (select 1) to '{results}/fleet/summary.parquet' (use_tmp_file false)",
        "explain analyze copy (select 1) to '{results}/fleet/summary.parquet' (use_tmp_file false)",
        "select 1; copy (select 1) to '{results}/fleet/summary.parquet' (use_tmp_file false)",
        "export database '{outside}/all'",
        "attach '{outside}/new.db'",
        "install httpfs",
        "load httpfs",
        "set enable_external_access = true",
        "reset enable_external_access",
        "pragma enable_profiling",
        "create table new as select 1",
        "drop view kpis",
        "checkpoint",
        "select 1; select 2",
        "select nothing from kpis",
        "selct",
        "select '\udcff'",
    ],
)
def test_nothing_else_is_read_and_nothing_written(results: Path, sql: str) -> None:
    def state() -> dict[Path, bytes | None]:
        return {path: path.read_bytes() if path.is_file() else None for path in results.parent.rglob("*")}

    before = state()
    asked = sql
    for name, path in (("{outside}", results.parent), ("{results}", results)):
        asked = asked.replace(name, str(path).replace("'", "''"))
    with pytest.raises(ResultError, match="the query"):
        query(results, asked)
    assert state() == before


@pytest.mark.parametrize(
    "sql",
    [
        "from kpis",
        "with k as (select * from kpis) select avg(served) from k",
        "describe requests",
        "summarize kpis",
        "show tables",
        "select * from (pivot summary on variant in ('count=1', 'count=2') using max(mean))",
    ],
)
def test_questions_of_many_kinds_are_answered(results: Path, sql: str) -> None:
    assert len(query(results, sql))


def test_broken_files_are_told(results: Path) -> None:
    (results / "tiny-line" / "seed-7-abc" / "kpis.json").write_text("{")
    with pytest.raises(ResultError, match=r"seed-7-abc: kpis.json or manifest.json is missing or broken"):
        query(results, "from kpis")
    (results / "tiny-line" / "seed-7-abc" / "kpis.json").write_text("{}")
    (results / "tiny-line" / "seed-7-abc" / "requests.parquet").write_bytes(b"PAR1 nonsense")
    with pytest.raises(ResultError, match="cannot be answered"):
        query(results, "from requests")


def test_no_results_are_told(tmp_path: Path) -> None:
    with pytest.raises(ResultError, match="no results of runs or experiments here"):
        query(tmp_path, "select 1")
    with pytest.raises(ResultError, match="no such folder"):
        query(tmp_path / "nowhere", "select 1")
