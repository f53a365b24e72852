"""One file of HTML: everything inlined, every value escaped, and no way onto the network."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.cache_folder import default_cache_folder

if TYPE_CHECKING:
    from jinja2 import Environment

HERE = Path(__file__).parent
LARGEST_PAGE_BYTES = 8 * 1024 * 1024
PLOTLY = "plotly-basic.min.js"


@cache
def environment() -> Environment:
    """Return the templates; whatever is filled in is escaped.

    What they are made into is kept with what else can be made again: making it takes an eighth of a page's time.
    """
    from jinja2 import Environment as NewEnvironment
    from jinja2 import FileSystemBytecodeCache, FileSystemLoader, StrictUndefined

    class Kept(FileSystemBytecodeCache):
        def dump_bytecode(self, bucket: Any) -> None:
            with suppress(OSError):  # a page needs no room here
                super().dump_bytecode(bucket)

    kept = default_cache_folder() / f"templates-of-jinja-{version('jinja2')}"
    with suppress(OSError):
        kept.mkdir(parents=True, exist_ok=True)
    return NewEnvironment(
        loader=FileSystemLoader(HERE / "templates"),
        bytecode_cache=Kept(str(kept)) if kept.is_dir() else None,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def asset(name: str) -> str:
    """Return the text of a script or style sheet."""
    return (HERE / "assets" / name).read_text(encoding="utf-8")


def script_json(value: object) -> str:
    """Write data for a script element: nothing in it can end the element or begin a comment."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"), sort_keys=True)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def content_policy(scripts: Sequence[str]) -> str:
    """Allow these scripts and nothing else: no network, no other script, no form, no frame.

    Style elements are allowed inline because plotly writes its own.
    """
    hashes = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in scripts)
    allowed = " ".join(f"'sha256-{digest}'" for digest in hashes)
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )


def render_page(
    mains: Mapping[str, str], titles: Mapping[str, str], scripts: Sequence[str], data: Mapping[str, object]
) -> str:
    """Put a page together.

    mains: per language, the HTML of its main part. titles: per language. scripts: names of assets. data: per name, what
    a script finds under that id as JSON.
    """
    from markupsafe import Markup

    texts = [asset(name) for name in scripts]
    return (
        environment()
        .get_template("page.html")
        .render(
            mains={language: Markup(main) for language, main in mains.items()},
            titles=titles,
            policy=content_policy(texts),
            style=Markup(asset("page.css")),
            scripts=[Markup(text) for text in texts],
            data={name: Markup(script_json(value)) for name, value in data.items()},
        )
    )


def render_main(template: str, **values: Any) -> str:
    """Render the main part of a page in one language; ``words`` is that language."""
    words = values["words"]
    return environment().get_template(template).render(_=words._, plural=words.plural, lang=words.code, **values)
