"""What one vehicle has stored: drives take from it, plugs give to it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulator.energy.store import Store, seconds_for
from simulator.kernels import stores as b


@dataclass(slots=True, eq=False)
class Account:
    """The energy of one vehicle: what it had stored at ``since_s``, and what flows into it since then.

    most_w: power that no drive exceeds [W], 0 where nobody asks. site: the charging site where it is plugged in or
    queues, None elsewhere. drawn_w, flow_w: from the plug and, less the losses, into the store. target_mwh: where the
    flow ends. locked_mwh: below it the vehicle takes no requests while it charges. book: int64 (fields,), see
    ``kernels.stores``: the same for compiled code, None where none reads it.
    """

    vehicle: int
    store: Store
    stored_mwh: int
    most_w: int = 0
    book: NDArray[np.int64] | None = None
    site: int | None = None
    since_s: int = 0
    drawn_w: int = 0
    flow_w: int = 0
    target_mwh: int = 0
    locked_mwh: int = 0

    def __post_init__(self) -> None:
        if self.book is not None:
            self.book[b.LEVEL], self.book[b.RESERVE] = self.stored_mwh, self.store.reserve_mwh
            self.book[b.MOST_W] = self.most_w

    def level_mwh(self, now_s: int) -> int:
        """Return the energy stored at a time [mWh]."""
        if not self.flow_w:
            return self.stored_mwh
        return int(b.level_at(self.stored_mwh, self.flow_w, self.since_s, self.target_mwh, now_s))

    def range_s(self, now_s: int) -> int:
        """Return for how long the vehicle can surely drive then [s]."""
        return self.store.range_s(self.level_mwh(now_s), self.most_w)

    def use(self, mwh: int) -> None:
        """Take what a drive has used; the vehicle is at no plug."""
        self.stored_mwh -= mwh
        if self.book is not None:
            self.book[b.LEVEL] = self.stored_mwh

    def arrive(self, site: int, target_mwh: int, locked_mwh: int, now_s: int) -> None:
        """Come to a charging site; nothing flows yet."""
        self.site, self.since_s = site, now_s
        self.target_mwh, self.locked_mwh = min(target_mwh, self.store.capacity_mwh), locked_mwh
        if self.book is not None:
            self.book[b.PLUGGED], self.book[b.LOCKED] = 1, locked_mwh
        self.draw(0)

    def draw(self, watts: int) -> None:
        """Let so much power be drawn from now on [W]; what has flowed until now is settled already."""
        self.drawn_w, self.flow_w = watts, round(watts * self.store.efficiency)
        if self.book is not None:
            self.book[b.LEVEL], self.book[b.WATTS] = self.stored_mwh, self.flow_w
            self.book[b.SINCE], self.book[b.TARGET] = self.since_s, self.target_mwh

    def settle(self, now_s: int) -> None:
        """Add what has flowed until now to what is stored."""
        self.stored_mwh = self.level_mwh(now_s)
        self.since_s = now_s

    def leave(self) -> None:
        """Leave the charging site; nothing flows any more."""
        self.site, self.locked_mwh = None, 0
        if self.book is not None:
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
