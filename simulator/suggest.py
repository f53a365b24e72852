"""The word that was probably meant."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

CUTOFF = 0.6

# Words for the two ends of something: the first of each is ours, the others are what people write for it. Whoever
# writes one end is never told the other, however alike the rest of the words is.
ENDS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("origin", "from", "orig", "start", "pickup"), ("destination", "to", "dest", "end", "dropoff", "ziel")),
    (("lon", "lng", "long", "longitude", "laenge", "länge", "x"), ("lat", "latitude", "breite", "y")),
    (("earliest", "first", "before", "min", "low", "smallest"), ("latest", "last", "after", "max", "high", "largest")),
    (("ac",), ("dc",)),
    (("open", "opens"), ("close", "closes", "closed")),
    (("arrival", "arrive"), ("departure", "depart")),
)
_PARTS = re.compile(r"[A-ZÄÖÜ]?[a-zäöüß]+|[A-ZÄÖÜ]+|[0-9]+")
_END_OF = {
    word: (pair, side, ends[side][0]) for pair, ends in enumerate(ENDS) for side in (0, 1) for word in ends[side]
}


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that is most like a misspelt one, or nothing when none is near."""
    sides, plain = _sides(word), _plain(word)
    best, most = "", CUTOFF
    for candidate in known:
        if any(sides.get(pair, side) != side for pair, side in _sides(candidate).items()):
            continue
        like = max(_likeness(word.casefold(), candidate.casefold()), _likeness(plain, _plain(candidate)))
        if like >= most and (like > most or not best):
            best, most = candidate, like
    return best


def suggest(word: str, known: Iterable[str]) -> str:
    """Return ``did you mean "..."?``, or nothing when no known word is near."""
    near = nearest(word, known)
    return f'did you mean "{near}"?' if near else ""


def _likeness(one: str, other: str) -> float:
    matcher = difflib.SequenceMatcher(None, one, other)
    if matcher.real_quick_ratio() < CUTOFF or matcher.quick_ratio() < CUTOFF:  # saves time with thousands of words
        return 0.0
    return matcher.ratio()


def _sides(word: str) -> dict[int, int]:
    """Return on which side a word stands of each pair of ends it names; not those of which it names both."""
    named = {_END_OF[part][:2] for part in _parts(word) if part in _END_OF}
    return {pair: side for pair, side in named if (pair, 1 - side) not in named}


def _plain(word: str) -> str:
    """Return a word with our names of its ends."""
    return " ".join(_END_OF[part][2] if part in _END_OF else part for part in _parts(word))


def _parts(word: str) -> list[str]:
    return [part.casefold() for part in _PARTS.findall(word)]
