"""A shared car's reservations: where it will be when, with how much energy, and whether one more fits in."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from operator import attrgetter

from simulator.energy.store import Store
from simulator.reasons import Refusal

NO_DISRUPTION = -1
NEVER_S = -(2**31)  # long before any run begins
_START = attrgetter("start_s")


@dataclass(slots=True, eq=False)
class Reservation:
    """A time in which a car is not free. Places are stations, or nodes for free-floating cars; booking -1: staff.

    late_s, late_by: how much later it ends as the car broke down, and by which disruption.
    """

    booking: int
    start_s: int
    end_s: int
    origin: int
    destination: int
    energy_mwh: int
    institution: bool = False
    late_s: int = 0
    late_by: int = NO_DISRUPTION


@dataclass(frozen=True)
class Outlet:
    """What a car can count on at the charger of its place: power into the store [W]."""

    power_w: int
    direct: bool


@dataclass(slots=True, eq=False)
class Calendar:
    """The reservations of one car.

    ahead: by start; one whose start has passed waits for the car, or nobody came for it. current: in use now, or with
    the staff. place: where the car stands, or stood before ``current``. away: whether it has left that place; a car
    that staff is on the way to still stands there. outlets: by place. out_until_s: it is out of service until then [s].
    """

    number: int
    store: Store | None
    place: int
    buffer_s: int
    outlets: dict[int, Outlet]
    ahead: list[Reservation] = field(default_factory=list)
    current: Reservation | None = None
    away: bool = False
    out_until_s: int = NEVER_S

    def add(self, reservation: Reservation) -> None:
        """Add a reservation that fits."""
        self.ahead.insert(bisect_left(self.ahead, reservation.start_s, key=_START), reservation)

    def places_ahead(self) -> set[int]:
        """Return where the car is or will be parked by what is reserved."""
        places = {reservation.destination for reservation in self.ahead}
        places.add(self.place if self.current is None else self.current.destination)
        return places

    def refusal(self, new: Reservation, now_s: int, level_mwh: int) -> Refusal | None:
        """Return why a reservation does not fit, None when it does. level_mwh: stored now, or when it was taken."""
        if new.start_s < self.out_until_s:
            return Refusal.NO_CAR
        at = bisect_left(self.ahead, new.start_s, key=_START)
        before = self.ahead[at - 1] if at else self.current
        after = self.ahead[at] if at < len(self.ahead) else None
        if before is not None and max(before.end_s, now_s) + self.buffer_s > new.start_s:
            return Refusal.INSTITUTION if before.institution else Refusal.NO_CAR
        if (self.place if before is None else before.destination) != new.origin:
            return Refusal.NO_CAR
        if after is not None:
            if after.start_s <= new.start_s:
                return Refusal.INSTITUTION if after.institution else Refusal.NO_CAR
            if new.end_s + self.buffer_s > after.start_s or new.destination != after.origin:
                return Refusal.INSTITUTION if after.institution else Refusal.NEXT_BOOKING
        return (
            None
            if self._energy_lasts([*self.ahead[:at], new, *self.ahead[at:]], at, now_s, level_mwh)
            else Refusal.ENERGY
        )

    def gap_s(self, new: Reservation, now_s: int) -> int:
        """Return how long the car stands unused before a reservation that fits [s]."""
        at = bisect_left(self.ahead, new.start_s, key=_START)
        before = self.ahead[at - 1] if at else self.current
        return new.start_s - (now_s if before is None else max(before.end_s, now_s))

    def broken(self) -> Reservation | None:
        """Return the first reservation that starts where the car will not be, None when all is well."""
        place = self.place if self.current is None else self.current.destination
        for reservation in self.ahead:
            if reservation.origin != place:
                return reservation
            place = reservation.destination
        return None

    def _energy_lasts(self, plan: list[Reservation], new: int, now_s: int, level_mwh: int) -> bool:
        """Return whether the predicted energy covers all reservations and never touches the reserve.

        plan: with the new reservation, which is number ``new``. What was granted before held without it: as soon as
        the store is full again after it, all that follows holds too.
        """
        store = self.store
        if store is None:
            return True
        time_s, place = now_s, self.place
        if self.current is not None:
            level_mwh -= self.current.energy_mwh
            time_s, place = max(self.current.end_s, now_s), self.current.destination
        for number, reservation in enumerate(plan):
            outlet = self.outlets.get(place)
            if outlet is not None and reservation.start_s > time_s:
                standing_s = reservation.start_s - time_s
                level_mwh = store.level_after(level_mwh, standing_s, outlet.power_w, direct=outlet.direct)
                if number > new and level_mwh >= store.capacity_mwh:
                    return True
            level_mwh -= reservation.energy_mwh
            if level_mwh < store.reserve_mwh:
                return False
            time_s, place = max(reservation.end_s, now_s), reservation.destination
        return True
