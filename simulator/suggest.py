"""The word that was probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that is most like a misspelt one, or nothing when none is near."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return near[0] if near else ""


def suggest(word: str, known: Iterable[str]) -> str:
    """Return ``did you mean "..."?``, or nothing when no known word is near."""
    near = nearest(word, known)
    return f'did you mean "{near}"?' if near else ""
