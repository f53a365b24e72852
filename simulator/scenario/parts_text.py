"""YAML text to parts and back: what is not changed stays as it is written, and comments go where their keys go."""

from __future__ import annotations

import json
import re
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from simulator.errors import Problem, ScenarioError
from simulator.scenario.parts import Part
from simulator.scenario.yaml_file import parse_yaml

STEP = 2  # columns that a section stands further in
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_. -]*(?<! )|[0-9.]+ [A-Za-z/]+")
_NO_TEXTS = {"null", "true", "false", "yes", "no", "on", "off"}


def parts_of(text: str, shown: str) -> tuple[Part, list[str], list[str]]:
    """Return the parts of a file that is a mapping, and the lines above and below them. Raises ScenarioError."""
    data = parse_yaml(text, shown).data
    node = YAML(typ="safe", pure=True).compose(text)
    if not isinstance(data, dict) or not isinstance(node, MappingNode):
        raise ScenarioError([Problem(shown, 0, 0, "", "a scenario is a mapping of keys to values")])
    reader = _TextReader(text, shown)
    if node.flow_style:
        root = Part()
        reader.flow(root, node, data)
        root.body = ["{"]
        first, last = node.start_mark.line, node.end_mark.line
        return root, reader.lines[:first], reader.lines[last + 1 :]
    root = Part()
    last = reader.last_line(0, len(reader.lines), 0)
    reader.block(root, node, data, last)
    return root, reader.lines[: node.value[0][0].start_mark.line], reader.lines[last:]


def text_of(root: Part, head: list[str], tail: list[str], like: str) -> str:
    """Return the text of parts; like: the text they were read from, whose line ends it has."""
    end = "\r\n" if "\r\n" in like else "\n"
    inner = [_in_braces(root)] if root.flow or not root.inner else _lines_of_all(root, 0)
    lines = [*head, *inner, *tail]
    return end.join(lines) + (end if like.endswith(("\n", "\r")) else "")


class _TextReader:
    """Cuts the lines of a file into parts."""

    def __init__(self, text: str, shown: str) -> None:
        self.text, self.shown = text, shown
        self.lines = re.split(r"\r\n|\r|\n", text.removesuffix("\n").removesuffix("\r"))

    def last_line(self, first: int, end: int, column: int) -> int:
        """Return where the comments and blank lines begin that stand above the key in line ``end`` at a column."""
        while end > first + 1:
            line = self.lines[end - 1]
            indent = len(line) - len(line.lstrip())
            if line.strip() and not (line.lstrip().startswith("#") and indent <= column):
                break
            end -= 1
        return end

    def block(self, owner: Part, node: MappingNode, data: dict[str, Any], end: int) -> None:
        """Read a mapping that is written in lines, up to line ``end``."""
        owner.inner = {}
        above: list[str] = []
        for number, (key, value) in enumerate(node.value):
            first, column = key.start_mark.line, key.start_mark.column
            following = node.value[number + 1][0].start_mark.line if number + 1 < len(node.value) else end
            last = self.last_line(first, following, column) if following < end else end
            part = self._part(key, above, first, last, column)
            name = str(key.value)
            self._open(part, value, data[name], first, last)
            owner.inner[name] = part
            above = [_outdented(line, column) for line in self.lines[last:following]]

    def _part(self, key: Node, above: list[str], first: int, last: int, column: int) -> Part:
        """Return the part of a key that stands in a line of its own."""
        rest = self.lines[first][key.end_mark.column :]
        if not isinstance(key, ScalarNode) or key.end_mark.line != first or not rest.lstrip().startswith(":"):
            message = "a key that is written so cannot be moved; write it as key: value"
            raise ScenarioError([Problem(self.shown, first + 1, column + 1, str(key.value)[:80], message)])
        body = [rest.lstrip()[1:], *(_outdented(line, column) for line in self.lines[first + 1 : last])]
        return Part(self.lines[first][column : key.end_mark.column], above=above, body=body)

    def _open(self, part: Part, value: Node, data: Any, first: int, last: int) -> None:
        """Read what stands inside of a part; what an alias stands for remains plain data."""
        part.data = data
        inside = first <= value.start_mark.line < last
        if not (inside and isinstance(value, MappingNode) and isinstance(data, dict) and value.value):
            return
        if value.flow_style:
            self.flow(part, value, data)
            return
        below = value.value[0][0].start_mark.line
        if below == first:
            return
        assert part.body is not None
        comments = part.body[1 : below - first]
        part.body = part.body[:1]
        self.block(part, value, data, last)
        assert part.inner is not None
        next(iter(part.inner.values())).above = [line.strip() for line in comments]

    def flow(self, owner: Part, node: MappingNode, data: dict[str, Any]) -> None:
        """Read a mapping that is written in braces."""
        owner.inner, owner.flow = {}, True
        above: list[str] = []
        for number, (key, value) in enumerate(node.value):
            written = value.start_mark.index >= key.end_mark.index  # else an alias, or nothing
            stop = value.end_mark.index if written else key.end_mark.index
            if number + 1 < len(node.value):
                between = self.text[stop : node.value[number + 1][0].start_mark.index]
            else:
                between = self.text[stop : node.end_mark.index - 1]
            raw = self.text[key.end_mark.index : stop]
            body = [line.strip() for line in re.split(r"\r\n|\r|\n", raw.lstrip()[1:])] if raw.strip() else [""]
            comment, *later = [line.strip() for line in between.replace(",", "", 1).split("\n")] or [""]
            body = [f" {body[0]}", *(f"  {line}" for line in body[1:])]
            body[-1] += f" {comment}" if comment.startswith("#") else ""
            part = Part(self.text[key.start_mark.index : key.end_mark.index], data[str(key.value)], above=above)
            part.body = body
            above = [line for line in later if line.startswith("#")]
            if written and isinstance(value, MappingNode) and value.flow_style and value.value:
                self.flow(part, value, part.data)
            owner.inner[str(key.value)] = part
        closing = self.lines[node.end_mark.line][node.end_mark.column :]
        owner.closing = closing if closing.lstrip().startswith("#") else ""
        owner.flow = node.start_mark.line == node.end_mark.line


def _outdented(line: str, column: int) -> str:
    indent = len(line) - len(line.lstrip(" "))
    return line[min(column, indent) :]


def _lines_of_all(owner: Part, indent: int) -> list[str]:
    return [line for part in (owner.inner or {}).values() for line in _lines_of(part, indent)]


def _lines_of(part: Part, indent: int) -> list[str]:
    space = " " * indent
    above = [space + line if line else line for line in part.above]
    untouched = part.body is not None and not part.touched
    if part.inner is None or (untouched and len(part.body or ()) and _is_in_braces(part)):
        body = part.body if part.body is not None else [f" {value_text(part.data)}"]
        later = [space + line if line else line for line in body[1:]]
        return [*above, f"{space}{part.key}:{body[0]}", *later]
    if part.flow or not part.inner:
        return [*above, f"{space}{part.key}: {_in_braces(part)}{_closing(part)}"]
    if _is_in_braces(part):  # it was, but is in lines now
        above += [space + part.closing.strip()] if part.closing else []
        head = ""
    else:
        head = (part.body or [""])[0]
    return [*above, f"{space}{part.key}:{head}", *_lines_of_all(part, indent + STEP)]


def _is_in_braces(part: Part) -> bool:
    return bool(part.body) and (part.body or [""])[0].lstrip().startswith("{")


def _closing(part: Part) -> str:
    return part.closing or ("" if _is_in_braces(part) else (part.body or [""])[0])


def _in_braces(part: Part) -> str:
    inner = (part.inner or {}).values()
    return "{" + ", ".join(f"{one.key}: {_value_in_braces(one)}" for one in inner) + "}"


def _value_in_braces(part: Part) -> str:
    if part.inner is not None and (part.touched or part.body is None):
        return _in_braces(part)
    return value_text(part.data) if part.body is None else " ".join(line.strip() for line in part.body)


def value_text(value: Any) -> str:
    """Return a plain value as it is written in YAML, in one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{value_text(key)}: {value_text(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(value_text(inner) for inner in value)}]"
    if isinstance(value, str) and _PLAIN.fullmatch(value) and value.lower() not in _NO_TEXTS:
        return value
    return json.dumps(value, ensure_ascii=False)
