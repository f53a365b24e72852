"""What an experiment is: a base scenario, what is varied, how often it is repeated, what is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from math import prod
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

import numpy as np
from pydantic import Field, TypeAdapter, ValidationError, WrapValidator, model_validator
from pydantic_core import PydanticCustomError

from simulator.errors import Problem, ScenarioError
from simulator.scenario.day_models import DAY_KEYS
from simulator.scenario.day_paths import is_of_day
from simulator.scenario.loader import load_scenario
from simulator.scenario.models import Scenario
from simulator.scenario.problems import problems_of
from simulator.scenario.quantities import same_quantity
from simulator.scenario.section import Name, Section
from simulator.scenario.shorthand import full_path
from simulator.scenario.text_models import Title
from simulator.scenario.yaml_file import Document, parse_yaml, read_yaml
from simulator.suggest import nearest, suggest

T = TypeVar("T")
Value = bool | int | float | str
RUNS = "runs"  # folder of an experiment


def _one_value(value: object, _otherwise: object) -> object:
    if isinstance(value, Value):
        return value
    text = "expected one number or text, true or false, as each of the values to vary; no list, no mapping, not null"
    raise PydanticCustomError("value", text)


OneValue = Annotated[Value, WrapValidator(_one_value)]
VariantName = Annotated[str, Field(min_length=1, max_length=200)]
_VALUES: TypeAdapter[Any] = TypeAdapter(Annotated[tuple[OneValue, ...], Field(min_length=1)])


def _factor(value: object, _otherwise: object) -> object:
    """Return an interval or values, told by what is given: of both, pydantic would tell what is wrong with each."""
    if isinstance(value, dict | Interval):
        return Interval.model_validate(value)
    if isinstance(value, list | tuple):
        return _VALUES.validate_python(value)
    raise PydanticCustomError("factor", "expected a list of values, or a mapping of low and high")


MOST_RUNS = 1_000_000
AS_IT_IS = "base"  # the first of variants by name: the scenario without any change


class Interval(Section):
    """A factor that takes any value between two."""

    low: float
    high: float
    whole: bool = Field(False, description="Whole numbers only")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.high <= self.low:
            raise PydanticCustomError("interval", "high must be larger than low")
        if self.whole and not (self.low.is_integer() and self.high.is_integer()):
            raise PydanticCustomError("interval", "whole: low and high must be whole numbers, too")
        return self


Factor = Annotated[tuple[Value, ...] | Interval, WrapValidator(_factor)]


class StopRule(Section):
    """Replicate until the mean of a metric is known well enough in every variant."""

    metric: str
    half_width: float = Field(gt=0, lt=1, description="Of its confidence interval, as a share of the mean")
    at_most: int = Field(100, ge=2, le=100_000, description="Replications")


class Experiment(Section):
    """An experiment file with everything filled in."""

    name: Name
    title: Title = Field("", description="For people; or {en: ..., de: ...}")
    base: str = Field(min_length=1, description="Scenario file, relative to this one, or a bundled name")
    overrides: tuple[str, ...] = Field((), description="As with --set, for all variants")
    factors: dict[str, Factor] = Field({}, description="Values by path, which vary as the design says")
    variants: dict[VariantName, Annotated[dict[str, OneValue], Field(min_length=1)]] = Field(
        {},
        max_length=10_000,
        description="Instead of factors: values by path for each variant, by its name, beside the base",
    )
    design: Literal["grid", "list", "latin_hypercube", "sobol"] = Field(
        "grid", description="grid: all combinations; list: first values together, second together, ..."
    )
    samples: int = Field(16, ge=1, le=100_000, description="For latin_hypercube and sobol")
    replications: int = Field(10, ge=1, le=100_000)
    first_seed: int = Field(1, ge=0, le=2**31)
    metrics: tuple[str, ...] = Field((), description="Key figures to look at; by default those of the services")
    level: float = Field(0.95, gt=0.5, lt=1)
    stop: StopRule | None = None
    keep: Literal["kpis", "all"] = Field("kpis", description="What is kept of every run: key figures, or all tables")

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if bool(self.factors) == bool(self.variants):
            raise PydanticCustomError("factors", "expected factors, or variants by their names, one of both")
        if self.variants and self.design != "grid":
            raise PydanticCustomError("design", "a design goes with factors; variants by name are as they are")
        if AS_IT_IS in self.variants:
            raise PydanticCustomError("variants", "{name}: is the scenario as it is; expected another name",
                                      {"name": AS_IT_IS})  # fmt: skip
        return self

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        intervals = [path for path, values in self.factors.items() if isinstance(values, Interval)]
        lists = {path: len(v) for path, v in self.factors.items() if not isinstance(v, Interval)}
        if self.design in ("grid", "list") and intervals:
            raise PydanticCustomError("design", "{path}: a {design} needs values, not low and high",
                                      {"path": intervals[0], "design": self.design})  # fmt: skip
        if self.design == "list" and len(set(lists.values())) > 1:
            raise PydanticCustomError("design", "a list needs as many values of each factor")
        if self.design == "sobol" and lists:
            raise PydanticCustomError("design", "{path}: sobol needs low and high", {"path": next(iter(lists))})
        if self.design == "sobol" and self.samples & (self.samples - 1):
            raise PydanticCustomError("design", "samples: sobol needs a power of two")
        days = self.stop.at_most if self.stop else self.replications
        if self._points() * days > MOST_RUNS:
            raise PydanticCustomError("design", "{runs} runs are too many; at most {most} can be done",
                                      {"runs": f"{self._points() * days:,}", "most": f"{MOST_RUNS:,}"})  # fmt: skip
        return self

    def _points(self) -> int:
        """Return how many points the design has."""
        if self.variants:
            return 1 + len(self.variants)
        if self.design == "latin_hypercube":
            return self.samples
        if self.design == "sobol":
            return self.samples * (len(self.factors) + 2)
        lengths = [len(values) for values in self.factors.values() if not isinstance(values, Interval)]
        return prod(lengths) if self.design == "grid" else lengths[0]


@dataclass(frozen=True)
class Variant:
    """One combination of values. label: as the tables name it. factors: what differs from the base."""

    label: str
    factors: dict[str, Value]

    @property
    def overrides(self) -> tuple[str, ...]:
        """Return the values as texts for ``--set``."""
        return tuple(f"{path}={_yaml(value)}" for path, value in self.factors.items())


def is_experiment(folder: Path) -> bool:
    """Return whether a folder is that of an experiment."""
    return (folder / "experiment.yaml").is_file() and (folder / RUNS).is_dir()


def read_experiment(path: Path) -> Experiment:
    """Read an experiment file. Raises ScenarioError with all its mistakes, by line and column."""
    document = read_yaml(path, str(path))
    return make_experiment(document)


def make_experiment(document: Document) -> Experiment:
    """Validate an experiment. Raises ScenarioError."""
    try:
        return Experiment.model_validate(document.data)
    except ValidationError as error:
        raise ScenarioError(problems_of(error, document, Experiment)) from None


def parse_factor(text: str) -> tuple[str, tuple[Value, ...]]:
    """Return path and values of ``fleet.minibus.count=6,8,10``. Raises ScenarioError."""
    path, equals, values = text.partition("=")
    shown = f"--vary {text}"
    if not equals or not path.strip() or not values.strip():
        raise ScenarioError([Problem(shown, 0, 0, "", "expected path=value,value,... e.g. fleet.minibus.count=8,10")])
    items = parse_yaml(f"[{values}]", shown).data
    return path.strip(), tuple(items)


def variants_of(experiment: Experiment) -> list[Variant]:
    """Return the distinct variants in the order of the design.

    Points of whole or listed factors may coincide; what they describe is one variant, whose days count once.
    """
    return list({point.label: point for point in design_points(experiment)}.values())


def design_points(experiment: Experiment) -> list[Variant]:
    """Return all points in the order of the design; some may be the same. Of variants by name the base comes first."""
    if experiment.variants:
        return [Variant(AS_IT_IS, {}), *(Variant(name, dict(told)) for name, told in experiment.variants.items())]
    paths = list(experiment.factors)
    rows: list[tuple[Value, ...]]
    if experiment.design == "grid":
        rows = list(product(*(_values(experiment, path) for path in paths)))
    elif experiment.design == "list":
        rows = list(zip(*(_values(experiment, path) for path in paths), strict=True))
    else:
        points = _hypercube(experiment) if experiment.design == "latin_hypercube" else sobol_points(experiment)
        rows = [tuple(_at(experiment.factors[path], x) for path, x in zip(paths, row, strict=True)) for row in points]
    return [Variant(_label(paths, row), dict(zip(paths, row, strict=True))) for row in rows]


@dataclass(frozen=True)
class LoadedBase:
    """An experiment with its factors in full, and its base. base: a file or a bundled name."""

    experiment: Experiment
    base: str
    scenario: Scenario
    allow_outside_paths: bool = False

    def with_values(self, variant: Variant) -> Scenario:
        """Return the scenario of a variant. Raises ScenarioError for values that do not fit."""
        overrides = (*self.experiment.overrides, *variant.overrides)
        return load_scenario(self.base, overrides, allow_outside_paths=self.allow_outside_paths)


def load_base(experiment: Experiment, folder: Path, *, allow_outside_paths: bool = False) -> LoadedBase:
    """Load what is varied. Raises ScenarioError for paths that do not fit."""
    base = base_of(experiment, folder)
    scenario = load_scenario(base, experiment.overrides, allow_outside_paths=allow_outside_paths)
    experiment = with_full_paths(experiment, scenario)
    check_paths(experiment, scenario)
    return LoadedBase(experiment, base, scenario, allow_outside_paths)


def with_full_paths(experiment: Experiment, scenario: Scenario) -> Experiment:
    """Return an experiment whose factors name the services they mean. Raises ScenarioError where several are meant."""
    data = scenario.model_dump()

    def in_full(values: Mapping[str, T]) -> dict[str, T]:
        full = {path: full_path(data, path, f"{experiment.name}: factors") for path in values}
        if len(set(full.values())) < len(full):
            raise ScenarioError([Problem(experiment.name, 0, 0, "factors", "two of them are the same value")])
        return {full[path]: value for path, value in values.items()}

    variants = {name: in_full(values) for name, values in experiment.variants.items()}
    return experiment.model_copy(update={"factors": in_full(experiment.factors), "variants": variants})


def base_of(experiment: Experiment, folder: Path) -> str:
    """Return the base scenario: a file beside the experiment, or as it is named."""
    beside = folder / experiment.base
    return str(beside) if beside.is_file() else experiment.base


def check_paths(experiment: Experiment, scenario: Scenario) -> None:
    """Raise ScenarioError for factors that are no value of the scenario."""
    data = scenario.model_dump(by_alias=True, exclude={"assumptions"})
    known = leaf_paths(data)
    problems = []
    for path in dict.fromkeys([*experiment.factors, *(path for one in experiment.variants.values() for path in one)]):
        if is_of_day(data, path.split(".")):
            continue
        parent, _, key = path.rpartition(".")
        beside = [other.rpartition(".")[2] for other in known if other.rpartition(".")[0] == parent]
        spelt = any(same_quantity(key, other) for other in beside)
        if path not in known and not spelt:
            days = [day for day in DAY_KEYS if is_of_day(data, [*parent.split("."), day])]
            near = [f"{parent}.{day}" for day in days if day == nearest(key, days)]
            hint = suggest(path, near or known) or "no value of the scenario is called so"
            problems.append(
                Problem(
                    experiment.name,
                    0,
                    0,
                    f"{'variants' if experiment.variants else 'factors'}.{path}",
                    f"unknown; {hint}",
                )
            )
    if problems:
        raise ScenarioError(problems)


def leaf_paths(data: dict[str, Any], above: str = "") -> list[str]:
    """Return the dotted paths of all values that are no sections."""
    found: list[str] = []
    for key, value in data.items():
        path = f"{above}.{key}" if above else str(key)
        found += leaf_paths(value, path) if isinstance(value, dict) and value else [path]
    return found


def sobol_problem(experiment: Experiment) -> dict[str, Any]:
    """Return the factors as SALib describes them."""
    count = len(experiment.factors)
    return {"num_vars": count, "names": list(experiment.factors), "bounds": [[0.0, 1.0]] * count}


def sobol_points(experiment: Experiment) -> np.ndarray:
    """Return Saltelli's points in the unit cube, float64 (samples * (factors + 2), factors)."""
    from SALib.sample import sobol

    points: np.ndarray = sobol.sample(
        sobol_problem(experiment), experiment.samples, calc_second_order=False, seed=experiment.first_seed
    )
    return points


def _hypercube(experiment: Experiment) -> np.ndarray:
    from scipy.stats import qmc

    sampler = qmc.LatinHypercube(len(experiment.factors), rng=np.random.default_rng(experiment.first_seed))
    points: np.ndarray = sampler.random(experiment.samples)
    return points


def _values(experiment: Experiment, path: str) -> tuple[Value, ...]:
    values = experiment.factors[path]
    assert not isinstance(values, Interval)
    return values


def _at(factor: tuple[Value, ...] | Interval, position: float) -> Value:
    """Return the value of a factor at a position between 0 and 1."""
    if not isinstance(factor, Interval):
        return factor[min(int(position * len(factor)), len(factor) - 1)]
    if factor.whole:
        return int(min(np.floor(factor.low + position * (factor.high - factor.low + 1)), factor.high))
    return round(float(factor.low + position * (factor.high - factor.low)), 9)


def _label(paths: list[str], row: tuple[Value, ...]) -> str:
    return " ".join(f"{path}={_yaml(value)}" for path, value in zip(paths, row, strict=True))


def _yaml(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
