"""YAML 1.2 files as plain data that knows where everything stands.

Nothing in a file is executed: only mappings, lists, texts, numbers, booleans and null exist. Files are bounded in size,
depth and number of values, also after aliases are followed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer, ComposerError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from simulator.errors import Problem, ScenarioError
from simulator.kept import Kept, state_of

_FILES = Kept(64)  # a scenario and all that it extends, and those of its neighbours

MAX_BYTES = 1_000_000
MAX_VALUES = 20_000
MAX_DEPTH = 30
MAX_DIGITS = 18
MAX_KEY = 200

Path_ = tuple[str | int, ...]
_PLAIN_TAGS = ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")
_INT = re.compile(r"[-+]?[0-9]+")


@dataclass(frozen=True)
class Position:
    """Where a value stands; line and column count from 1, 0 for a value that stands in no file."""

    file: str
    line: int
    column: int

    def problem(self, key: str, message: str) -> Problem:
        """Return a problem at this position."""
        return Problem(self.file, self.line, self.column, printable(key)[:MAX_KEY], printable(message))


def nearest_position(positions: Mapping[Path_, Position], path: Path_) -> Position:
    """Return the position of a value, or of the nearest part around it."""
    for length in range(len(path), -1, -1):
        if path[:length] in positions:
            return positions[path[:length]]
    return Position("scenario", 0, 0)


@dataclass
class Document:
    """Plain data, and the position of every key or list item by its path."""

    data: Any
    positions: dict[Path_, Position] = field(default_factory=dict)


def printable(text: str) -> str:
    """Return a text that stays on one line and cannot steer a terminal."""
    return text if text.isprintable() else "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def dotted(path: Path_) -> str:
    """Return a path as people write it: ``fleet.minibus.depots[0].lon``."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def undotted(key: str) -> Path_:
    """Return the path that ``dotted`` writes so; names with dots in them are not told apart."""
    return tuple(int(index) if index else name for name, index in re.findall(r"([^.\[\]]+)(?!\])|\[(\d+)\]", key))


def read_yaml(path: Path, shown: str) -> Document:
    """Read a file; ``shown`` is its name in messages. Raises ScenarioError with all problems found."""
    kept: Document = _FILES.get((state_of(path), shown), lambda: parse_yaml(read_text(path, shown), shown))
    return Document(deepcopy(kept.data), dict(kept.positions))


def read_text(path: Path, shown: str) -> str:
    """Return the text of a file that is not too large; ``shown`` is its name in messages. Raises ScenarioError."""
    start = Position(shown, 0, 0)
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise ScenarioError([start.problem("", f"{size:,} bytes; a scenario has at most {MAX_BYTES:,}")])
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise ScenarioError([start.problem("", f"cannot be read: {error.strerror}")]) from error
    except UnicodeDecodeError as error:
        message = f"no text file: byte {error.start} is not UTF-8"
        raise ScenarioError([start.problem("", message)]) from error


def parse_yaml(text: str, shown: str) -> Document:
    """Turn YAML text into data with positions. Raises ScenarioError."""
    try:
        yaml = YAML(typ="safe", pure=True)
        yaml.Composer = _BoundedComposer
        node = yaml.compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        reason = (error.problem or str(error)).splitlines()[0]
        raise ScenarioError([Problem(shown, line, column, "", f"no valid YAML: {reason}")]) from error
    except (YAMLError, ValueError, RecursionError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else str(error).splitlines()[0]
        raise ScenarioError([Problem(shown, 0, 0, "", f"no valid YAML: {reason}")]) from error
    if node is None:
        raise ScenarioError([Problem(shown, 0, 0, "", "the file is empty")])
    reader = _Reader(shown)
    document = Document(reader.value(node, ()), reader.positions)
    if reader.problems:
        raise ScenarioError(reader.problems)
    return document


class _BoundedComposer(Composer):
    """Stops in the middle of a file that holds too much, instead of reading a million brackets to the end."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.nodes = 0
        self.warn_double_anchors = False

    def compose_node(self, parent: Any, index: Any) -> Any:
        self.nodes += 1
        if self.nodes > 2 * MAX_VALUES:  # keys count here too
            mark = self.parser.peek_event().start_mark
            raise ComposerError(None, None, f"more than {MAX_VALUES:,} values", mark)
        return super().compose_node(parent, index)


class _Reader:
    """Walks composed nodes and collects problems instead of stopping at the first."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.positions: dict[Path_, Position] = {}
        self.problems: list[Problem] = []
        self.values = 0

    def at(self, node: Node) -> Position:
        return Position(self.shown, node.start_mark.line + 1, node.start_mark.column + 1)

    def complain(self, node: Node, path: Path_, message: str) -> None:
        self.problems.append(self.at(node).problem(dotted(path), message))

    def value(self, node: Node, path: Path_) -> Any:
        self.values += 1
        if self.values > MAX_VALUES or len(path) > MAX_DEPTH:
            limit = (
                f"more than {MAX_VALUES:,} values" if self.values > MAX_VALUES else f"deeper than {MAX_DEPTH} levels"
            )
            raise ScenarioError([*self.problems, self.at(node).problem(dotted(path[:3]), f"{limit}, aliases followed")])
        self.positions.setdefault(path, self.at(node))
        if isinstance(node, MappingNode | SequenceNode) and str(node.tag) not in _PLAIN_TAGS:
            self.complain(node, path, f"tag {node.tag} is not allowed; only plain values are")
            return None
        if isinstance(node, MappingNode):
            return self.mapping(node, path)
        if isinstance(node, SequenceNode):
            return [self.value(item, (*path, number)) for number, item in enumerate(node.value)]
        return self.scalar(node, path)

    def mapping(self, node: MappingNode, path: Path_) -> dict[Any, Any]:
        result: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = self.scalar(key_node, path) if isinstance(key_node, ScalarNode) else None
            if isinstance(key, bool) or not isinstance(key, str | int):
                self.complain(key_node, path, "a key must be a plain word")
                continue
            name = str(key)
            if name == "<<":
                self.complain(key_node, path, "merge keys (<<) are not supported; use extends")
            elif name in result:
                first = self.positions[(*path, name)]
                self.complain(key_node, (*path, name), f"stands here a second time; first in line {first.line}")
            else:
                self.positions[(*path, name)] = self.at(key_node)
                result[name] = self.value(value_node, (*path, name))
        return result

    def scalar(self, node: Node, path: Path_) -> Any:
        kind = str(node.tag).removeprefix("tag:yaml.org,2002:")
        text = str(node.value)
        if kind in ("str", "merge"):
            return text
        if kind == "null":
            return None
        if kind == "bool" and text.lower() in ("true", "false"):
            return text.lower() == "true"
        if kind == "int" and _INT.fullmatch(text):
            if len(text) > MAX_DIGITS:
                self.complain(node, path, f"{text[:20]}... has {len(text)} digits; at most {MAX_DIGITS} are allowed")
                return 0
            return int(text)
        if kind == "float":
            try:
                return float(text)
            except ValueError:
                return text
        if kind in ("bool", "int", "timestamp"):  # spelt as in YAML 1.1, e.g. yes, 0x10 or 22:30
            return text
        self.complain(node, path, f"tag {node.tag} is not allowed; only plain values are")
        return None
