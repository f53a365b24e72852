"""Who lives with whom: people who live alone, couples, parents with children, and relatives.

Sizes are those of the margin. Minors live with an adult; who else is the third or fourth of a household is drawn by how
many of his age live with their parents. Children come to parents of whom they may be.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from simulator.demand.population.chance import Chance
from simulator.demand.population.figures import AGES, of_germany, parameter, single_ages
from simulator.demand.population.fit import ADULT, FEMALE, LARGEST, MALE, MunicipalityFit
from simulator.demand.population.people import People
from simulator.demand.rounding import first_by_weight
from simulator.errors import ElbeDrtError

ELDERLY, MOVED_IN = 75, 0.02  # some of these live with their children; assumption
OTHERS_WITH_PARENTS = 0.004  # of any other age; assumption
BETWEEN_SIBLINGS, BETWEEN_FAMILIES = 2.5, 3.0  # years; assumption
TWO_CHILDREN = 0.3  # of lone parents; assumption
SIZES = np.arange(1, LARGEST + 1)


class Plan(NamedTuple):
    """Households of 1, 2, ... people, and how many of them have one adult, with others to look after.

    sizes, lone: int64 (LARGEST,).
    """

    sizes: NDArray[np.int64]
    lone: NDArray[np.int64]

    @property
    def couples(self) -> NDArray[np.int64]:
        """Return how many households of each size are those of couples, int64 (LARGEST,)."""
        return np.asarray(np.where(SIZES > 1, self.sizes - self.lone, 0))

    @property
    def dependants(self) -> int:
        """Return how many people live with a couple or a lone parent."""
        return int(((SIZES - 1) * self.lone + np.maximum(SIZES - 2, 0) * self.couples).sum())


def household_plan(fit: MunicipalityFit, children: int, chance: Chance) -> Plan:
    """Return how many households of which size there are, with room for all children.

    Raises ElbeDrtError where sizes leave none.
    """
    people = int(fit.sexes.sum())
    marks = np.floor(np.cumsum(fit.households[:0:-1]) + chance.one("household sizes"))  # from the largest on
    larger = np.diff(marks, prepend=0.0)[::-1].astype(np.int64)  # of 2, 3, ... people
    alone = people - int((SIZES[1:] * larger).sum())
    while alone < 0:
        size = int(np.flatnonzero(larger)[0])
        larger[size], alone = larger[size] - 1, alone + size + 2
    sizes = np.append(alone, larger)
    families = int(sizes[2:].sum())
    lone = np.zeros(LARGEST, dtype=np.int64)
    share = parameter("lone_parents")
    wanted = share * families / (1 - (1 - TWO_CHILDREN) * share)
    lone[1] = min(round(wanted * (1 - TWO_CHILDREN)), sizes[1])
    lone[2] = min(round(wanted * TWO_CHILDREN), sizes[2])
    return _with_room(Plan(sizes, lone), children, fit.ags)


def _with_room(plan: Plan, children: int, ags: str) -> Plan:
    """Return a plan in which more parents are alone, each with one child more, where there are too many children."""
    lone = plan.lone.copy()
    missing = children - plan.dependants
    for size in range(1, LARGEST):
        more = int(np.clip(missing, 0, plan.sizes[size] - lone[size]))
        lone[size], missing = lone[size] + more, missing - more
    if missing > 0:
        room = int(((SIZES - 1) * plan.sizes).sum())
        message = f"{ags}: {children:,} minors, but beside one adult each households have room for {room:,}"
        raise ElbeDrtError(f"{message}; the sizes of households contradict the ages")
    return Plan(plan.sizes, lone)


class Grouped(NamedTuple):
    """People by household. person: int64, places of people, those of a household together, its adults first.

    household: int64, of each of them, dense. dependant: bool, of each of them: lives with a couple or a lone parent.
    """

    person: NDArray[np.int64]
    household: NDArray[np.int64]
    dependant: NDArray[np.bool_]


def group_people(people: People, fit: MunicipalityFit, chance: Chance) -> Grouped:
    """Return who lives with whom. Raises ElbeDrtError where sizes of households leave no room for children."""
    plan = household_plan(fit, int((people.age < ADULT).sum()), chance)
    dependants = _dependants(people, plan.dependants, chance)
    adults = np.setdiff1d(np.arange(len(people.age)), dependants)
    couples, single = pair(people, adults, int(plan.couples.sum()), chance)
    need = _parents_needed(people.age[dependants])
    lone, alone = _lone_parents(people, single, need, int(plan.lone.sum()), chance)
    couples = _families_last(people, couples, need, int(plan.couples[2:].sum()), chance)
    adults_first = np.concatenate([alone, couples.ravel(), lone])
    counts = np.repeat([1, 2, 1], [len(alone), len(couples), len(lone)])
    home = np.repeat(np.arange(len(counts)), counts)
    slots = _slots(plan, len(alone), chance)
    parent = people.age[adults_first[np.searchsorted(home, slots)]]  # the first adult: in couples the woman
    ordered = _matched(people, dependants, slots, parent, chance)
    person, household = np.append(adults_first, ordered), np.append(home, slots)
    dependant = np.arange(len(person)) >= len(home)
    order = np.lexsort((-people.age[person], dependant, household))
    return Grouped(person[order], household[order], dependant[order])


def _dependants(people: People, count: int, chance: Chance) -> NDArray[np.int64]:
    """Return who lives with parents, or with children of his own: all minors, and others as is usual at their age."""
    usual = np.full((2, AGES), OTHERS_WITH_PARENTS)
    table = of_germany("with_parents")
    for sex, name in enumerate("fm"):
        known = table[table["sex"] == name]
        ages = np.arange(ADULT, int(known["age"].max()) + 1)
        usual[sex, ages] = np.interp(ages, known["age"], known["share"])
    usual[:, ELDERLY:] = MOVED_IN
    share = usual[people.sex, people.age]
    weights = np.where(people.age < ADULT, np.inf, share / (1 - share))
    order = first_by_weight(np.minimum(weights, 1e12), len(weights), chance.each("dependants", len(weights)))
    return np.sort(order[:count])


def pair(
    people: People, adults: NDArray[np.int64], count: int, chance: Chance
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return couples, int64 (count, 2), the woman first, and who is left, int64.

    Who lives alone is drawn by age and sex; others are paired by age. Where one sex has too few, others of a sex live
    together.
    """
    shares = single_ages(of_germany("living_alone"), "share")[people.sex, people.age].clip(0.01, 0.99)
    odds = shares / (1 - shares)
    uniform = chance.each("living alone", len(people.age))
    of_sex = [adults[people.sex[adults] == sex] for sex in (FEMALE, MALE)]
    single = len(adults) - 2 * count
    men = int(np.clip(len(of_sex[MALE]) - count, max(0, single - len(of_sex[FEMALE])), single))
    left = [
        those[first_by_weight(odds[those], number, uniform[those])]
        for those, number in zip(of_sex, (single - men, men), strict=True)
    ]
    women, husbands = (
        _by_noisy_age(people, np.setdiff1d(those, gone), chance) for those, gone in zip(of_sex, left, strict=True)
    )
    mixed = min(len(women), len(husbands))
    longer = women if len(women) > mixed else husbands
    same = np.linspace(0, len(longer) - 1, len(longer) - mixed).round().astype(np.int64)  # of all ages
    rest = longer[same]
    women, husbands = (those if those is not longer else np.delete(longer, same) for those in (women, husbands))
    return np.concatenate([np.column_stack([women, husbands]), rest.reshape(-1, 2)]), np.sort(np.concatenate(left))


def _by_noisy_age(people: People, those: NDArray[np.int64], chance: Chance) -> NDArray[np.int64]:
    """Return people of one sex in the order in which they are paired."""
    noise = chance.normal("couples", len(people.age))[those] * parameter("couple_age_spread") / np.sqrt(2)
    return those[np.argsort(people.age[those] + noise, kind="stable")]


def _parents_needed(ages: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return at which age there have to be how many parents of people of these ages, float64 (AGES,)."""
    children = np.bincount(ages, minlength=AGES)
    apart = np.arange(AGES)[:, None] - np.arange(AGES)[None, :] - parameter("parent_age")
    likely = np.exp(-0.5 * (apart / parameter("parent_age_spread")) ** 2)
    return np.asarray(likely @ children + 1e-3)


def _lone_parents(
    people: People, single: NDArray[np.int64], need: NDArray[np.float64], count: int, chance: Chance
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return who is a lone parent, and who lives alone."""
    mothers = parameter("lone_mothers")
    by_sex = np.where(people.sex[single] == FEMALE, mothers, 1 - mothers)
    weights = by_sex * need[people.age[single]] / np.bincount(people.age[single], minlength=AGES)[people.age[single]]
    first = first_by_weight(weights, count, chance.each("lone parents", len(people.age))[single])
    return single[first], np.delete(single, first)


def _families_last(
    people: People, couples: NDArray[np.int64], need: NDArray[np.float64], count: int, chance: Chance
) -> NDArray[np.int64]:
    """Return couples with those last who live with others: by how many of their age have to be parents."""
    age = people.age[couples[:, 0]]
    weights = need[age] / np.bincount(age, minlength=AGES)[age]
    families = first_by_weight(weights, count, chance.each("families", len(people.age))[couples[:, 0]])
    rest = np.setdiff1d(np.arange(len(couples)), families)
    return couples[np.append(rest, families)]


def _slots(plan: Plan, alone: int, chance: Chance) -> NDArray[np.int64]:
    """Return the household of each place for a dependant, in order; households are in that of ``group_people``."""
    couples = int(plan.couples.sum())
    sizes = np.repeat(np.maximum(SIZES - 2, 0), plan.couples), np.repeat(SIZES - 1, plan.lone)
    several = int(plan.couples[2:].sum())
    numbers = []
    of_couples = sizes[0][len(sizes[0]) - several :]
    kinds = (("couples", of_couples, alone + couples - several), ("lone", sizes[1], alone + couples))
    for name, number, first in kinds:
        shuffled = number[np.argsort(chance.each(f"sizes of {name}", len(number)), kind="stable")]
        numbers.append(np.repeat(first + np.arange(len(number)), shuffled))
    return np.concatenate(numbers)


def _matched(
    people: People,
    dependants: NDArray[np.int64],
    slots: NDArray[np.int64],
    parent: NDArray[np.int64],
    chance: Chance,
) -> NDArray[np.int64]:
    """Return who has each place: the younger the parents, the younger the children; siblings are of like age."""
    first = np.flatnonzero(np.diff(slots, prepend=-1))
    sibling = np.arange(len(slots)) - np.repeat(first, np.diff(np.append(first, len(slots))))
    of_family = chance.normal("children", len(slots))[np.searchsorted(slots, slots)]
    wanted = parent + BETWEEN_FAMILIES * of_family - BETWEEN_SIBLINGS * sibling
    result = np.empty(len(slots), dtype=np.int64)
    result[np.argsort(wanted, kind="stable")] = dependants[np.argsort(people.age[dependants], kind="stable")]
    return result
