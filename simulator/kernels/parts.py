"""Parts of ways that are asked about together, and which of them may make a whole."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.bundle import Address, Bundle, dimensions, opener
from simulator.kernels.gaps import open_search
from simulator.kernels.jit import jit_in_place
from simulator.kernels.layout import COST, NO_COST, REQ_PICKUPS
from simulator.kernels.question import Question, Shared

# pairs[pair, field]
FIRST_PART = 0
SECOND_PART = 1  # NO_PART: the first is all there is
EXTRA = 2  # what else the whole way costs, in thousandths as the insertions
ARRIVES = 3  # at the end of the whole way [s]; LAST_RIDE: where the last ride ends, after its walk
CHANGES = 4
PAIR_FIELDS = 5
NO_PART = -1
LAST_RIDE = -1

# terms[part, field]: those of ``acceptance.Terms``, in their order, and then
DROPOFF_AFTER = 4  # alighting at most so much later than planned; FOREVER: nothing is promised
TERMS_FIELDS = 5

# found[field]: the best pair
TOTAL = 0
PAIR = 1
FIRST_PLACE = 2  # an Insertion
SECOND_PLACE = 8  # another one, in the plans that the first one leaves
FOUND_FIELDS = 14

UNKNOWN = -2  # instead of a vehicle: it has not been asked for yet
NOWHERE = NO_COST // 4  # a cost of what cannot be; such costs can be added


class Parts(Bundle):
    """Parts, each a request as for ``search.best_insertion``, and the pairs of them to choose from.

    at: of ``shared``. one: the same with room for the plan of one vehicle and two requests more. The options of a part
    are the rows from its first to that of the next; reach has the same rows, or none where the table knows all drives.
    All from ``own`` on, ``one`` and the scratch of ``shared`` are changed.
    """

    at: int
    shared: Shared
    one: Shared
    requests: NDArray[np.int64] = dimensions(2)  # (parts, fields)
    options: NDArray[np.int32] = dimensions(2)  # (options, fields)
    first_option: NDArray[np.int64]  # (parts + 1,)
    reach: NDArray[np.int64] = dimensions(2)  # (options, vehicles)
    terms: NDArray[np.int64] = dimensions(2)  # (parts, TERMS_FIELDS)
    pairs: NDArray[np.int64] = dimensions(2)  # (pairs, PAIR_FIELDS)
    own: NDArray[np.int64]  # (parts,), the least that ride and walks cost
    alone: NDArray[np.int64] = dimensions(2)  # (parts, 6), the best Insertion of each, as it is needed
    searched: NDArray[np.int64]  # (parts,), up to which cost that has been searched for
    least: NDArray[np.int64] = dimensions(2)  # (parts, vehicles), see ``least``; so is this
    reach_of_one: NDArray[np.int64] = dimensions(2)  # (options, 1)
    tried: NDArray[np.int64]  # (FOUND_FIELDS,)
    mine: NDArray[np.int64]  # (FOUND_FIELDS,), the best of the pair at hand
    found: NDArray[np.int64]  # (FOUND_FIELDS,)


parts_at = opener(Parts)


@jit_in_place
def question_of(parts: Parts, part: int, now: int) -> Question:
    """Return what is asked about one part."""
    first, last = parts.first_option[part], parts.first_option[part + 1]
    reach = parts.reach[first:last]
    return Question(parts.shared, reach, parts.requests[part], parts.options[first:last], now)


@jit_in_place
def open_parts(at: Address, now: int) -> None:
    """Note what each part costs by itself, whatever vehicles do, and that nothing else is known yet. O(options)."""
    parts = parts_at(at)
    for part in range(len(parts.requests)):
        question, own = question_of(parts, part, now), np.int64(NOWHERE)
        for option in range(question.request[REQ_PICKUPS]):
            own = min(own, open_search(question, option).least_detour)
        parts.own[part] = own
        parts.alone[part, 1] = parts.least[part, 0] = UNKNOWN
    parts.found[:] = -1
    parts.found[COST] = NOWHERE
