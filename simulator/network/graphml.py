"""Read a graph in GraphML, as OSMnx and networkx save it: what its edges and nodes say, not believed yet."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from simulator.errors import NetworkError
from simulator.network.safe_xml import read_xml

LONGEST_LIST = 10_000  # characters


@dataclass
class Item:
    """A node (id) or an edge (source, target) with its attributes as texts; ``line`` is where it stands."""

    line: int
    ends: tuple[str, ...]
    directed: bool = True
    attributes: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        what = f"edge {self.ends[0]:.40} -> {self.ends[1]:.40}" if len(self.ends) > 1 else f"node {self.ends[0]:.40}"
        return f"{what} in line {self.line}"


@dataclass
class GraphFile:
    """What stands in a GraphML file: nodes by id, edges in order, attributes of the graph."""

    nodes: dict[str, Item] = field(default_factory=dict)
    edges: list[Item] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)
    directed: bool = True


def read_graph_file(path: Path) -> GraphFile:
    """Return what stands in a GraphML file.

    Raises
    ------
    NetworkError
        The file is no GraphML, holds nothing, or its edges lead to nodes that are not there.
    """
    reader = _Reader(path)
    read_xml(path, reader.start, text=reader.text, end=reader.end)
    graph = reader.graph
    if not reader.opened:
        raise NetworkError(f"{path}: holds no graph; expected GraphML as OSMnx saves it")
    if not graph.nodes or not graph.edges:
        raise NetworkError(f"{path}: holds {len(graph.nodes)} nodes and {len(graph.edges)} edges; expected roads")
    lost = [edge for edge in graph.edges if not all(end in graph.nodes for end in edge.ends)]
    if lost:
        more = f" and {len(lost) - 3} more" if len(lost) > 3 else ""
        named = ", ".join(str(edge) for edge in lost[:3])
        raise NetworkError(f"{path}: edges lead to nodes that are not there: {named}{more}")
    return graph


def list_of(text: str) -> str | list[str]:
    """Return the values of several streets that were merged, where a text is a list of them; else the text."""
    if not (text.startswith("[") and text.endswith("]") and len(text) <= LONGEST_LIST):
        return text
    try:
        values = ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return text
    return [str(value) for value in values] or text


class _Reader:
    """Handlers of the XML parser; keeps where in the file it is."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.graph = GraphFile()
        self.opened = False
        self._names: dict[str, str] = {}
        self._defaults: dict[str, dict[str, str]] = {"node": {}, "edge": {}, "graph": {}}
        self._key: dict[str, str] = {}
        self._data: str | None = None
        self._text = ""
        self._inside: list[dict[str, str]] = []

    def start(self, tag: str, attributes: dict[str, str], line: int) -> None:
        name = tag.rpartition(":")[2]
        self._text = ""
        if name == "key":
            self._key = attributes
            self._names[attributes.get("id", "")] = attributes.get("attr.name", attributes.get("id", ""))
        elif name == "graph":
            if self.opened:
                raise NetworkError(f"{self.path}:{line}: holds a second or nested graph; expected one")
            self.opened = True
            self.graph.directed = attributes.get("edgedefault", "directed") != "undirected"
            self.graph.attributes.update(self._defaults["graph"])
            self._inside.append(self.graph.attributes)
        elif name == "node":
            self._open_node(attributes, line)
        elif name == "edge":
            self._open_edge(attributes, line)
        elif name == "hyperedge":
            raise NetworkError(f"{self.path}:{line}: holds hyperedges, which are no streets")
        elif name == "data":
            self._data = attributes.get("key", "")

    def text(self, text: str) -> None:
        self._text += text

    def end(self, tag: str) -> None:
        name = tag.rpartition(":")[2]
        if name == "data" and self._data is not None:
            if self._inside:
                self._inside[-1][self._names.get(self._data, self._data)] = self._text.strip()
            self._data = None
        elif name == "default":
            for what in self._defaults if self._key.get("for") in (None, "all") else (self._key["for"],):
                self._defaults.setdefault(what, {})[self._names[self._key.get("id", "")]] = self._text.strip()
        elif name in ("graph", "node", "edge") and self._inside:
            self._inside.pop()

    def _open_node(self, attributes: dict[str, str], line: int) -> None:
        node = Item(line, (self._given(attributes, "id", line),), attributes=dict(self._defaults["node"]))
        if node.ends[0] in self.graph.nodes:
            raise NetworkError(f"{self.path}:{line}: {node}: stands twice")
        self.graph.nodes[node.ends[0]] = node
        self._inside.append(node.attributes)

    def _open_edge(self, attributes: dict[str, str], line: int) -> None:
        ends = (self._given(attributes, "source", line), self._given(attributes, "target", line))
        directed = attributes.get("directed", str(self.graph.directed)).lower() == "true"
        edge = Item(line, ends, directed, dict(self._defaults["edge"]))
        self.graph.edges.append(edge)
        self._inside.append(edge.attributes)

    def _given(self, attributes: dict[str, str], key: str, line: int) -> str:
        if key not in attributes:
            raise NetworkError(f"{self.path}:{line}: {key} is missing")
        return attributes[key]


def ids_in_order(ids: list[str]) -> list[str]:
    """Return ids sorted, as numbers if all of them are."""
    key: Any = _as_number if all(_is_number(text) for text in ids) else str
    return sorted(ids, key=key)


def _is_number(text: str) -> bool:
    return text.removeprefix("-").isdecimal() and text.isascii() and len(text) < 20


def _as_number(text: str) -> tuple[int, str]:
    return int(text), text
