"""What is defined is used: a function that nothing names any more is dead, though its own test keeps it warm."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCES = {path: path.read_text(encoding="utf-8") for path in sorted((ROOT / "simulator").rglob("*.py"))}


CALLED_BY_NUMBA = "kernels/compiler.py"  # nearly all of it overrides what numba calls and reads


def test_every_function_is_named_somewhere_else() -> None:
    """Decorated ones are registered where they stand; overrides and special methods are called by others."""
    words: Counter[str] = Counter()
    for text in (*SOURCES.values(), *(path.read_text("utf-8") for path in (ROOT / "benchmarks").rglob("*.py"))):
        words.update(re.findall(r"\w+", text))
    dead = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path, text in SOURCES.items()
        if not str(path).endswith(CALLED_BY_NUMBA)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and words[node.name] == 1
        if not node.decorator_list and not node.name.startswith("__")
    ]
    assert not dead, dead


def test_every_attribute_that_is_set_is_read() -> None:
    """Another library's switches apart, which are set on what is not ours."""
    words: Counter[str] = Counter()
    for text in SOURCES.values():
        words.update(re.findall(r"\w+", text))
    unread = [
        f"{path.relative_to(ROOT)} {name}"
        for path, text in SOURCES.items()
        if not str(path).endswith(CALLED_BY_NUMBA)
        for name in set(re.findall(r"self\.(\w+)(?:: [^=\n]+)? = ", text))
        if words[name] == 1
    ]
    assert unread == ["simulator/scenario/yaml_file.py warn_double_anchors"]
