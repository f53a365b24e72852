"""Names that scenarios take, out of any text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

LONGEST = 40
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})


def slug(text: str, taken: Collection[str] = (), otherwise: str = "service") -> str:
    """Return a text as a name of small letters, digits and hyphens that is not taken yet."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_GERMAN)).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST].rstrip("-") or otherwise
    number, unique = 2, name
    while unique in taken:
        number, unique = number + 1, f"{name}-{number}"
    return unique
