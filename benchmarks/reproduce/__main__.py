"""``python -m benchmarks.reproduce NAME``: do again what a study has published, and compare."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd

from benchmarks.reproduce.compare import verdict
from benchmarks.reproduce.page import fails, write
from benchmarks.reproduce.picture import draw
from benchmarks.reproduce.running import run_cases, study_of
from benchmarks.reproduce.study import Case, Study

HERE = Path(__file__).parent
DOCS = HERE.parents[1] / "docs"


def main(arguments: list[str]) -> int:
    """Run a study and write its results, or its page from results that are there; return 1 when a case fails."""
    options = _parse(arguments)
    study = study_of(options.name)
    out = options.out or HERE / options.name
    if options.page:
        return _write_page(study, out)
    small = options.smoke or options.small
    cases = [case for case in study.cases if _wanted(study, case, options)]
    began, rows, spent = time.process_time(), [], 0.0
    for row, cpu_s in run_cases(study.name, [case.name for case in cases], small=small, workers=options.workers):
        rows.append(row)
        spent += cpu_s
        sys.stderr.write(f"{row['panel']}, {row['group']}, {row['x']:g}: {row['off_percent']:+.2f} %\n")
    table = pd.DataFrame(rows)
    sys.stdout.write(f"{table.to_string(index=False)}\n{verdict(table)}\n")
    whole = len(cases) == len(study.cases) and not small
    if whole or options.out is not None:
        command = f"python -m benchmarks.reproduce {study.name}{' --small' * small}"
        run = {"command": command, "commit": _commit(), "cpu_s": round(spent + time.process_time() - began, 1)}
        out.mkdir(parents=True, exist_ok=True)
        table.to_csv(out / "results.csv", index=False, lineterminator="\n")
        (out / "run.json").write_text(json.dumps(run, indent=1) + "\n", encoding="utf-8")
    return int(fails(table))


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reproduce", description=__doc__)
    known = sorted(path.parent.name for path in HERE.glob("*/study.py"))
    parser.add_argument("name", choices=known, help="of the study")
    parser.add_argument("--smoke", action="store_true", help="few cases, with small runs that come less near")
    parser.add_argument("--small", action="store_true", help="small runs of all cases")
    parser.add_argument("--case", default="", help="only cases whose name holds this text")
    parser.add_argument("--page", action="store_true", help="only write page and picture, from results that are there")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--out", type=Path, help="folder of results; without it only a whole study is kept")
    return parser.parse_args(arguments)


def _wanted(study: Study, case: Case, options: argparse.Namespace) -> bool:
    return options.case in case.name and (not options.smoke or case.name in study.smoke)


def _write_page(study: Study, folder: Path) -> int:
    """Write page and picture of results that are there. Raises FileNotFoundError where there are none."""
    table = pd.read_csv(folder / "results.csv", keep_default_na=False, na_values=[""])
    run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    write(study, table, run, DOCS)
    draw(study, table, DOCS / "images" / f"reproduce-{study.name}.png")
    return int(fails(table))


def _commit() -> str:
    git = ["git", "-C", str(HERE), "rev-parse", "HEAD"]
    return subprocess.run(git, capture_output=True, text=True, check=False).stdout.strip() or "unknown"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
