"""File names in scenarios: relative to the file they stand in, and inside the scenario's folder."""

from __future__ import annotations

from pathlib import Path

ROOT_MARK = ".elbe-drt-root"


def scenario_root(file: Path) -> Path:
    """Return the folder a scenario may read from: the nearest one above with a root mark, else the file's own."""
    folder = file.resolve().parent
    for candidate in (folder, *folder.parents):
        if (candidate / ROOT_MARK).is_file():
            return candidate
    return folder


def resolve_inside(name: str, file: Path, root: Path | None) -> Path:
    """Return the file or folder a scenario names; ``root`` None lets it be anywhere.

    Raises ValueError with the reason: outside of the root once links are followed, or not there.
    """
    if "\0" in name or not name.strip():
        raise ValueError("is no file name")
    try:
        path = (file.resolve().parent / name).resolve()
        exists = path.exists()
    except (OSError, RuntimeError) as error:
        raise ValueError(f'"{name[:80]}" cannot be opened') from error
    if root is not None and not path.is_relative_to(root):
        raise ValueError(f'"{name}" leads out of the scenario\'s folder; allow it with --allow-outside-paths')
    if not exists:
        raise ValueError(f'"{name}" does not exist')
    return path
