"""Tables as text: CSV, and JSON on lines of their own, the same on every machine."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Sequence
from typing import Any


def csv_text(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Return a table as CSV."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    return text.getvalue()


def json_text(content: Any) -> str:
    """Return JSON as text."""
    return json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
