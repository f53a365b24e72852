"""Keep texts, and tell where others differ from them: small ones line by line, of large ones a digest of each line."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from pathlib import Path

KEPT = Path(__file__).with_name("kept")
SMALL = 4000  # characters that are kept as they are
DIGITS = 4  # of the digest of a line
_LONG_NUMBER = re.compile(r"-?\d+\.\d{7,}(?:[eE][-+]?\d+)?")
Kept = dict[str, list[str] | str]


def plain(text: str) -> str:
    """Return a text with nine digits of its numbers: the last ones are the mathematical library's own."""
    return _LONG_NUMBER.sub(lambda found: format(float(found[0]), ".9g"), text)


def differences(case: str, texts: Mapping[str, str]) -> list[str]:
    """List the files of a case that are not as they were kept, with the first line that differs."""
    file = KEPT / f"{case}.json"
    if not file.is_file():
        return [f"{case}: nothing is kept; python -m tests.stored stores it"]
    kept: Kept = json.loads(file.read_text("utf-8"))
    found = [f"{case}/{name}: gone" for name in sorted(kept.keys() - texts.keys())]
    return found + [line for name, text in sorted(texts.items()) for line in _difference(case, name, text, kept)]


def keep(case: str, texts: Mapping[str, str]) -> None:
    """Keep the texts of a case, and no others."""
    KEPT.mkdir(exist_ok=True)
    kept = {name: _kept(text) for name, text in sorted(texts.items())}
    (KEPT / f"{case}.json").write_text(json.dumps(kept, indent=0, ensure_ascii=False) + "\n", "utf-8")


def _kept(text: str) -> list[str] | str:
    return text.split("\n") if len(text) <= SMALL else "".join(map(_digest, text.split("\n")))


def _digest(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()[:DIGITS]


def _difference(case: str, name: str, text: str, kept: Kept) -> Iterator[str]:
    if name not in kept:
        yield f"{case}/{name}: new"
        return
    before, lines = kept[name], text.split("\n")
    if before == _kept(text):
        return
    if isinstance(before, str):
        whole, before = None, [before[at : at + DIGITS] for at in range(0, len(before), DIGITS)]
        now = [_digest(line) for line in lines]
    else:
        whole, now = before, lines
    number = next(number for number, (old, new) in enumerate(zip_longest(before, now)) if old != new)
    told = lines[number : number + 1] or ["nothing"]
    was = "" if whole is None else f", it was: {''.join(whole[number : number + 1]) or 'nothing'}"
    yield f"{case}/{name}: line {number + 1} is: {told[0][:300]}{was[:300]}"
