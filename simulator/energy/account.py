"""What one vehicle has stored: drives take from it, plugs give to it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simulator.energy.store import Store, seconds_for
from simulator.kernels import stores as b


class Account:
    """The energy of one vehicle: what it had stored at some time, and what flows into it since then.

    most_w: power that no drive exceeds [W], 0 where nobody asks. site: the charging site where it is plugged in or
    queues, None elsewhere. drawn_w, flow_w: from the plug and, less the losses, into the store. target_mwh: where the
    flow ends. locked_mwh: below it the vehicle takes no requests while it charges. book: int64 (fields,), see
    ``kernels.stores``: what is stored and what flows, where compiled code reads and writes it too.
    """

    __slots__ = ("book", "drawn_w", "flow_w", "locked_mwh", "most_w", "site", "store", "target_mwh", "vehicle")

    def __init__(
        self, vehicle: int, store: Store, level_mwh: int, most_w: int = 0, book: NDArray[np.int64] | None = None
    ) -> None:
        self.vehicle, self.store, self.most_w = vehicle, store, most_w
        self.book = np.zeros(b.STORE_FIELDS, dtype=np.int64) if book is None else book
        self.site: int | None = None
        self.drawn_w = self.flow_w = self.target_mwh = self.locked_mwh = 0
        self.book[b.LEVEL], self.book[b.RESERVE], self.book[b.MOST_W] = level_mwh, store.reserve_mwh, most_w

    @property
    def stored_mwh(self) -> int:
        """What was stored when the flow was settled last [mWh]."""
        return int(self.book[b.LEVEL])

    def level_mwh(self, now_s: int) -> int:
        """Return the energy stored at a time [mWh]."""
        if not self.flow_w:
            return self.stored_mwh
        since_s = int(self.book[b.SINCE])
        return int(b.level_at(self.stored_mwh, self.flow_w, since_s, self.target_mwh, now_s))

    def range_s(self, now_s: int) -> int:
        """Return for how long the vehicle can surely drive then [s]."""
        return self.store.range_s(self.level_mwh(now_s), self.most_w)

    def use(self, mwh: int) -> None:
        """Take what a drive has used; the vehicle is at no plug."""
        self.book[b.LEVEL] -= mwh

    def arrive(self, site: int, target_mwh: int, locked_mwh: int, now_s: int) -> None:
        """Come to a charging site; nothing flows yet."""
        self.site = site
        self.target_mwh, self.locked_mwh = min(target_mwh, self.store.capacity_mwh), locked_mwh
        self.book[b.PLUGGED], self.book[b.LOCKED], self.book[b.SINCE] = site + 1, locked_mwh, now_s
        self.book[b.TARGET] = self.target_mwh
        self.draw(0)

    def draw(self, watts: int) -> None:
        """Let so much power be drawn from now on [W]; what has flowed until now is settled already."""
        self.drawn_w, self.flow_w = watts, round(watts * self.store.efficiency)
        self.book[b.WATTS] = self.flow_w

    def settle(self, now_s: int) -> None:
        """Add what has flowed until now to what is stored."""
        self.book[b.LEVEL] = self.level_mwh(now_s)
        self.book[b.SINCE] = now_s

    def leave(self) -> None:
        """Leave the charging site; nothing flows any more."""
        self.site, self.locked_mwh = None, 0
        self.book[b.PLUGGED] = self.book[b.LOCKED] = 0

    def takes_w(self, plug_w: int, *, direct: bool) -> int:
        """Return the power the vehicle would draw at a plug as it stands in the account [W], 0 at its target."""
        if self.stored_mwh >= self.target_mwh:
            return 0
        intake_w = self.store.intake_w(self.stored_mwh, direct=direct)
        return min(plug_w, round(intake_w / self.store.efficiency))

    def next_change_s(self, *, direct: bool) -> int | None:
        """Return how long the flow stays as it is, if nobody comes or goes [s]; None: for good."""
        if self.flow_w <= 0 or self.stored_mwh >= self.target_mwh:
            return None
        step_mwh = self.store.next_step_mwh(self.stored_mwh) if direct else self.target_mwh
        return seconds_for(min(step_mwh, self.target_mwh) - self.stored_mwh, self.flow_w)
