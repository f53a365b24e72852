"""Where files are kept that can be made again."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs


def default_cache_folder() -> Path:
    """Return the folder for files that can be made again: ``ELBE_DRT_CACHE`` or the user's cache folder."""
    chosen = os.environ.get("ELBE_DRT_CACHE")
    return Path(chosen) if chosen else Path(platformdirs.user_cache_dir("elbe-drt"))
