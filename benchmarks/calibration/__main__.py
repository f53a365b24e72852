"""Tell how calibration does on made bookings: python -m benchmarks.calibration > docs/calibration-recovery.md."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import pandas as pd

from benchmarks.calibration.likelihood import widths
from benchmarks.calibration.page import page
from benchmarks.calibration.recovery import errors_out_of_sample, recoveries
from benchmarks.calibration.tolerances import RECOVERIES


def main() -> None:
    """Print the page of results; what goes on, to the other stream."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recoveries", type=int, default=RECOVERIES)
    parser.add_argument("--tests", type=int, default=10, help="of them tested on other days")
    parser.add_argument("--cases", type=int, default=10, help="of which the likelihood is known")
    parser.add_argument("--kept", type=Path, help="CSV of recoveries that are done, which grows: to go on with it")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        kept = options.kept or folder / "recoveries.csv"
        done = pd.read_csv(kept)["recovery"].nunique() if kept.exists() else 0
        for rows in recoveries(folder, range(done, options.recoveries)):
            rows.to_csv(kept, mode="a", header=not kept.exists(), index=False)
            print(f"{rows['recovery'].iloc[0]}: {rows['covered'].sum()} of {len(rows)}", file=sys.stderr, flush=True)
        recovered = pd.read_csv(kept)
        errors = errors_out_of_sample(folder, recovered[recovered["recovery"] < options.tests])
        known_likelihood = widths(folder, options.cases)
    print(page(recovered, errors, known_likelihood), end="")


if __name__ == "__main__":
    main()
