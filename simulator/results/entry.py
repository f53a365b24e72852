"""What the catalogue says about one file of the results folder."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Definition:
    """The meaning of one column or key figure.

    ``unit`` is empty for names and codes; ``denominator`` is empty unless the figure is a share, ratio or mean.
    """

    definition: str
    unit: str = ""
    denominator: str = ""


class Kind(enum.StrEnum):
    """Where a file comes from. Tables and pictures can be computed again from the log and the inputs."""

    INPUT = "input"  # what the run was given
    LOG = "log"
    TABLE = "table"  # computed from log and inputs
    DOCUMENT = "document"
    PICTURE = "picture"


@dataclass(frozen=True)
class Entry:
    """A file, or a folder, of the results folder. says: what it holds, for people.

    dtypes: of the columns every run has; also: of columns that only some runs have; definitions: of them all, empty
    where columns are those of another format. key: columns that tell rows apart. optional: only some runs have it.
    later: columns that folders of earlier versions lack; they are filled in. owner: the kind of service it is about;
    empty: all.
    """

    name: str
    kind: Kind
    says: str
    dtypes: Mapping[str, Any] = field(default_factory=dict)
    definitions: Mapping[str, Definition] = field(default_factory=dict)
    key: tuple[str, ...] = ()
    also: Mapping[str, Any] = field(default_factory=dict)
    optional: bool = False
    later: tuple[str, ...] = ()
    owner: str = ""
    ending: str = ".parquet"

    @property
    def file(self) -> str:
        """Return the name in the results folder."""
        return self.name + self.ending
