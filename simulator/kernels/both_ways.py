"""Shortest ways along streets that are open in both directions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.kernels.heap import pop, push
from simulator.kernels.jit import jit

NODE_BITS = 31
MM_PER_M = 1000


@jit
def shortest_ways(
    offsets: NDArray[np.int64],
    head: NDArray[np.int32],
    length_m: NDArray[np.float64],
    start: NDArray[np.int32],
    first: NDArray[np.int64],
    to: NDArray[np.int32],
) -> NDArray[np.float64]:
    """Return the length of the shortest way from each start to each of its places [m], float64 (places,), inf: none.

    offsets: int64 (nodes + 1,), by tail. head: int32 (arcs,); length_m: float64 (arcs,), above 0. Every arc is there in
    both directions, none twice. start: int32 (starts,), nodes. first: int64 (starts + 1,): start i goes to the nodes
    to[first[i]:first[i + 1]], int32 (places,). All read only. O(starts * (arcs + junctions log junctions)).

    Dijkstra's search, in which only junctions wait for their turn: through nodes with two neighbours it goes on at
    once, as far as that is shorter. Turns are by millimetres, so a junction may have several; lengths are summed from
    the start, which makes them the same to the last digit whatever the order of turns.
    """
    found = np.empty(len(to), dtype=np.float64)
    shortest_m = np.empty(len(offsets) - 1, dtype=np.float64)
    heap = np.empty(len(head) + 1, dtype=np.int64)
    for row in range(len(start)):
        shortest_m[:] = np.inf
        shortest_m[start[row]] = 0.0
        size = push(heap, 0, start[row])
        while size > 0:
            turn_mm = heap[0] >> NODE_BITS
            node = heap[0] & ((1 << NODE_BITS) - 1)
            size = pop(heap, size)
            if np.int64(shortest_m[node] * MM_PER_M) < turn_mm:
                continue
            for arc in range(offsets[node], offsets[node + 1]):
                before = node
                here = head[arc]
                metres = shortest_m[node] + length_m[arc]
                while metres < shortest_m[here]:
                    shortest_m[here] = metres
                    onward = offsets[here]
                    if offsets[here + 1] - onward != 2:
                        if size == len(heap):
                            larger = np.empty(2 * size, dtype=np.int64)
                            for place in range(size):
                                larger[place] = heap[place]
                            heap = larger
                        size = push(heap, size, np.int64(metres * MM_PER_M) << NODE_BITS | here)
                        break
                    if head[onward] == before:
                        onward += 1
                    before = here
                    here = head[onward]
                    metres += length_m[onward]
        for place in range(first[row], first[row + 1]):
            found[place] = shortest_m[to[place]]
    return found
