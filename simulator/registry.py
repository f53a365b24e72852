"""What a name in a scenario or a command stands for, built in or from an installed package.

Each thing is named where it is, ``module:object``, and imported when it is needed. A kind of service is a whole folder
of modules, one for each `aspect` of it. A package names its own in a function of the registry, the one its entry point
in the group ``elbe_drt.plugins`` refers to; a script may call `register`, for its own process.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

from simulator.builtin import BUILTIN
from simulator.errors import ElbeDrtError
from simulator.suggest import suggest

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

ENTRY_POINTS = "elbe_drt.plugins"
GROUPS = tuple(BUILTIN)
FOLDERS = ("service",)  # groups whose names stand for a folder of modules
OWN = "elbe-drt"  # as which package the program's own things count
SCRIPT = "a script"


class RegistryError(ElbeDrtError):
    """A thing that cannot be registered or is not there, or a package that cannot be loaded."""


class Entry(NamedTuple):
    """What a name stands for. target, parameters: ``module:object``, or the object itself where a script says so."""

    package: str
    target: object
    parameters: object = None


class Package:
    """What a package hands in: its entry point gets this, and calls `register`."""

    def __init__(self, name: str, version: str = "") -> None:
        self.name, self.version = name, version
        self.entries: dict[str, dict[str, Entry]] = {group: {} for group in GROUPS}

    def register(self, group: str, name: str, target: object, parameters: object = None) -> None:
        """Make something available by its name.

        target: what the group wants, see CONTRIBUTING.md, as ``module:object``. parameters: the section with what a
        scenario may say beside the name, likewise. Raises RegistryError when the package has that name twice.
        """
        if group not in GROUPS:
            hint = suggest(group, GROUPS) or f"there are {', '.join(GROUPS)}"
            raise RegistryError(f'{self.name}: there is no group "{group}" to register "{name}" in; {hint}')
        if name in self.entries[group]:
            raise RegistryError(f'{self.name}: registers the {group} "{name}" twice')
        self.entries[group][name] = Entry(self.name, target, parameters)


def register(group: str, name: str, target: object, parameters: object = None) -> None:
    """Make something available by its name in this process; see `Package.register`."""
    _check_new(_registered(), group, name, SCRIPT)
    _script.register(group, name, target, parameters)
    _clear()


def names(group: str) -> list[str]:
    """Return the names of a group: the program's own, those of packages by the packages' names, those of a script.

    Within each as they were registered: charts have an order that is meant, and services begin in theirs.
    """
    return list(_registered()[group])


def find(group: str, name: str) -> Any:
    """Return what a name stands for. Raises KeyError when nothing does, and RegistryError when it is not there."""
    return _found(group, name, "target")


def parameters(group: str, name: str) -> Any:
    """Return the section of the parameters that belong to a name, None when there are none. Raises as `find`."""
    if group in FOLDERS:
        schema = aspect(group, name, "schema")
        return None if schema is None else schema.Config
    return _found(group, name, "parameters")


@cache
def aspect(group: str, name: str, what: str) -> ModuleType | None:
    """Return the module of a folder that tells one aspect of it, None where the folder has none.

    what: name of the module, such as schema, world, service. Raises KeyError for unknown names, and RegistryError for a
    folder that is not there.
    """
    entry = _registered()[group][name]
    try:
        return import_module(f"{entry.target}.{what}") if find_spec(f"{entry.target}.{what}") else None
    except ImportError as error:
        if entry.package == OWN:
            raise
        raise RegistryError(f'{entry.package}: the {group} "{name}" is not at {entry.target}: {error}') from error


def package_of(group: str, name: str) -> str:
    """Return the package a name is from. Raises KeyError when there is no such name."""
    return _registered()[group][name].package


def packages() -> tuple[tuple[str, str], ...]:
    """Return names and versions of the packages that have registered something, by name."""
    return tuple((package.name, package.version) for package in _packages())


def check_packages(wanted: tuple[tuple[str, str], ...]) -> None:
    """Raise RegistryError when these are not the packages of this process: results would be others."""
    here, there = dict(packages()), dict(wanted)
    for name in sorted(here.keys() | there.keys()):
        has, needs = here.get(name), there.get(name)
        if has != needs:
            found = f"is {has}" if has else "is not installed"
            expected = f"expected {needs}" if needs else "expected none"
            raise RegistryError(f"the package {name} {found} where this run was to be done; {expected}")


_script = Package(SCRIPT)


@cache
def _found(group: str, name: str, part: str) -> Any:
    entry = _registered()[group][name]
    said = getattr(entry, part)
    if not isinstance(said, str):
        return said
    module, _, path = said.partition(":")
    try:
        found = import_module(module)
        return getattr(found, path) if path else found
    except (ImportError, AttributeError) as error:
        if entry.package == OWN:
            raise
        raise RegistryError(f'{entry.package}: the {group} "{name}" is not at {said}: {error}') from error


@cache
def _registered() -> Mapping[str, Mapping[str, Entry]]:
    """Return everything there is, by group and name. Raises RegistryError for a name that stands for two things."""
    everything: dict[str, dict[str, Entry]] = {
        group: {name: Entry(OWN, *(said if isinstance(said, tuple) else (said,))) for name, said in own.items()}
        for group, own in BUILTIN.items()
    }
    for package in (*_packages(), _script):
        for group, entries in package.entries.items():
            for name, entry in entries.items():
                _check_new(everything, group, name, package.name)
                everything[group][name] = entry
    return everything


def _check_new(everything: Mapping[str, Mapping[str, Entry]], group: str, name: str, package: str) -> None:
    known = everything.get(group, {}).get(name)
    if known is not None:
        raise RegistryError(f'{package}: registers the {group} "{name}", which {known.package} has registered already')


@cache
def _packages() -> tuple[Package, ...]:
    """Load the packages that are installed, by name; once in a process."""
    from importlib.metadata import entry_points  # slow to import, and nothing to a command that only prints

    found = {(_distribution(point)[0], point.name): point for point in entry_points(group=ENTRY_POINTS)}
    loaded: dict[str, Package] = {}
    for (name, _), point in sorted(found.items()):
        package = loaded.setdefault(name, Package(*_distribution(point)))
        try:
            point.load()(package)
        except RegistryError:
            raise
        except Exception as error:
            what = f"{type(error).__name__}: {error}"
            raise RegistryError(f"the package {name} {package.version} cannot be loaded: {what}") from error
    return tuple(loaded.values())


def _distribution(point: EntryPoint) -> tuple[str, str]:
    """Return name and version of the package an entry point is from."""
    return ("", "") if point.dist is None else (point.dist.name, point.dist.version)


def _clear() -> None:
    for known in (_found, _registered, aspect):
        known.cache_clear()
