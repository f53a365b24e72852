"""Commands that make results again: in a checkout, as nobody has published a package to install."""

from __future__ import annotations

_INSTALL = "python3 -m venv .venv && .venv/bin/pip install -q uv"
_RUN = ".venv/bin/uv run --frozen --no-dev"


def in_a_checkout(command: str) -> list[str]:
    """Return the lines that set up a fresh checkout, with the libraries it names, and run a command in it."""
    return [_INSTALL, f"{_RUN} {command}"]
