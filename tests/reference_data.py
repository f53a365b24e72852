"""Where the regional reference data lies, which tests compare with and which is not part of the project."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

DEFAULT = Path(__file__).resolve().parents[2] / "shared" / "data"


def reference_data(*parts: str) -> Path:
    """Return a path in the reference data; skip the calling test where it is absent."""
    path = Path(os.environ.get("ELBE_DRT_REFERENCE_DATA", DEFAULT)).joinpath(*parts)
    if not path.exists():
        pytest.skip(f"no regional reference data at {path}; set ELBE_DRT_REFERENCE_DATA")
    return path
