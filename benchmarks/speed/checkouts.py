"""Earlier versions of the program to compare with: which commits, each in a worktree and an environment of its own."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What counts as the last release as long as there is none: the last commit of the first edition.
BEFORE_THE_FIRST_TAG = "8f145dbcf64fd1f3d457be01fd64bbea5c8a22f0"


def bases(root: Path = ROOT) -> dict[str, str]:
    """Return commit -> what it is: where this change began, and the last release.

    The change began at the merge base with the branch it goes to, or, where that is this very commit, at its parent.
    Empty outside a git repository. Raises LookupError when the clone does not hold the last release.
    """
    head = _git(root, "rev-parse", "HEAD")
    if head is None:
        return {}
    found: dict[str, str] = {}
    target = os.environ.get("GITHUB_BASE_REF") or "main"
    begun = _git(root, "merge-base", "HEAD", f"origin/{target}")
    if begun is None or begun == head:
        begun = _git(root, "rev-parse", "--verify", "-q", "HEAD^1")
    if begun is not None:
        found[begun] = "where this change began"
    tags = (_git(root, "tag", "--merged", "HEAD^", "--sort=-creatordate") or "").split()
    tag = tags[0] if tags else ""
    release = _git(root, "rev-parse", "--verify", "-q", f"{tag or BEFORE_THE_FIRST_TAG}^{{commit}}")
    if release is None:
        raise LookupError(f"{tag or BEFORE_THE_FIRST_TAG} is not in this clone; fetch the whole history")
    if release != head:
        what = f"the release {tag}" if tag else "the last commit before there were releases"
        found[release] = f"{found[release]}, {what}" if release in found else what
    return found


@contextlib.contextmanager
def checkout(commit: str, root: Path = ROOT) -> Iterator[tuple[Path, Path]]:
    """Yield a worktree of a commit and the Python of its environment, as its lock file says; both go at the end.

    A commit that cannot measure itself yet gets the benchmarks of this checkout.
    """
    with tempfile.TemporaryDirectory(prefix="elbe-drt-speed-") as folder:
        tree = Path(folder) / "tree"
        _run(root, "git", "worktree", "add", "--quiet", "--detach", str(tree), commit)
        try:
            if not (tree / "benchmarks" / "speed" / "side.py").is_file():
                shutil.rmtree(tree / "benchmarks")
                shutil.copytree(root / "benchmarks", tree / "benchmarks", ignore=shutil.ignore_patterns("__pycache__"))
            _run(tree, "uv", "sync", "--quiet", "--frozen", "--no-dev", "--no-compile-bytecode")
            yield tree, tree / ".venv" / "bin" / "python"
        finally:
            _run(root, "git", "worktree", "remove", "--force", str(tree))


def _git(root: Path, *words: str) -> str | None:
    try:
        done = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=False)
    except OSError:
        return None
    return done.stdout.strip() or None if done.returncode == 0 else None


def _run(folder: Path, *words: str) -> None:
    """Run a command in a folder, outside of the environment this process runs in; its errors are shown."""
    around = {
        name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "UV_PROJECT_ENVIRONMENT")
    }
    subprocess.run(words, cwd=folder, env=around, check=True)
