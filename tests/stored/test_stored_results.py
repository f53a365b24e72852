"""The same scenario and seed give the same bytes, on every machine, and after changes that are not meant to alter them.

What small days come to is kept beside this file: logs, tables and key figures as written, pages, what is drawn into
figures, files for other tools, what the auditor says of spoilt logs, what is said of scenarios that are not right,
and experiments. A test that fails names the file and the first line that differs. Where that is what was meant,
``python -m tests.stored`` stores what is there now, to be looked at in the difference of the commit.

Not compared: the manifest, which tells times and versions; the bytes of Parquet files, pictures and GeoPackages, which
are those of the libraries (tables are compared as text, pictures by what was drawn); digits beyond the ninth, which are
those of the mathematical library; styles and programs inside of pages.
"""

from __future__ import annotations

import pytest

from tests.stored.cases import CASES, QUICK
from tests.stored.keeping import differences


@pytest.mark.parametrize(
    "case", [pytest.param(case, marks=[] if case.startswith(QUICK) else [pytest.mark.slow]) for case in CASES]
)
def test_is_as_it_was_stored(case: str) -> None:
    assert differences(case, CASES[case]()) == []
