"""Purposes of matrices in our words: English or German, in any case."""

from __future__ import annotations

_WORDS = {
    "work": ("arbeit", "arbeiten", "arbeitsplatz", "arbeitsweg", "beruf", "dienstlich", "geschäftlich", "business"),
    "school": ("schule", "ausbildung", "bildung", "hochschule", "kita", "studium", "education"),
    "shopping": ("einkauf", "einkaufen", "einkäufe", "shop"),
    "errands": ("erledigung", "erledigungen", "private erledigung", "private erledigungen", "arzt", "errand"),
    "leisure": ("freizeit", "besuch", "besuche"),
    "escort": ("begleitung", "begleiten", "bringen", "holen", "bringen und holen", "bringen/holen"),
    "home": ("wohnen", "wohnung", "zuhause", "zu hause", "nach hause", "heimweg", "rückweg", "nachhauseweg"),
}
_OURS = {word: ours for ours, words in _WORDS.items() for word in (ours, *words)}


def our_purpose(word: str) -> str:
    """Return our word for a purpose; the word itself where there is none."""
    return _OURS.get(word.strip().casefold(), word)
