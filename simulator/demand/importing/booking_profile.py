"""What an export of bookings calls its columns, and what its words for the end of a booking mean."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

# What is read of a booking; everything else in an export is never looked at.
MOMENTS = (
    "submitted",  # the wish was told
    "departure",  # wanted
    "arrival",  # wanted
    "told_pickup",  # what the rider was told
    "told_dropoff",
    "vehicle_there",  # the vehicle stands at the pickup
    "pickup",  # what happened
    "dropoff",
    "cancelled",
    "no_show",
)
PLACES = ("origin_lon", "origin_lat", "destination_lon", "destination_lat")
WORDS = ("booking", "status", "reason", "person", "vehicle", "traveller_class", "purpose")
COUNTS = ("party_size", "wheelchairs")
PRICE = "price"  # that the party paid, EUR
FIELDS = (*MOMENTS, *PLACES, *WORDS, *COUNTS, PRICE)
WANTED = ("departure", "arrival", "told_pickup", "pickup")  # one of these at least tells when
STATUSES = ("served", "cancelled", "no_show", "rejected", "declined", "unknown", "dropped")


@dataclass(frozen=True)
class BookingProfile:
    """One kind of export.

    columns: field -> what it may be called, any spelling `plain` takes for the same; the first that is there counts.
    status: plain word of the column status or reason -> one of STATUSES. dates: whether the day or the month comes
    first where dates are written with numbers alone; None: as the file shows. zone: of times that name none; "": local
    time. stands_for_status: whether words of the column reason decide where there is no status.
    """

    name: str
    columns: Mapping[str, tuple[str, ...]]
    status: Mapping[str, str] = field(default_factory=dict)
    dates: str | None = None
    zone: str = ""

    def found(self, header: Sequence[str]) -> dict[str, int]:
        """Return the place of each field's column in a header; only of those that are there."""
        names = [plain(name) for name in header]
        places = {}
        for field_, spellings in self.columns.items():
            place = next((names.index(plain(one)) for one in spellings if plain(one) in names), None)
            if place is not None:
                places[field_] = place
        return places

    def is_header(self, row: Sequence[str]) -> bool:
        """Whether a row names all places and one of the columns that tell when."""
        found = self.found(row)
        return all(place in found for place in PLACES) and any(moment in found for moment in WANTED)

    def expected(self) -> str:
        """Say what a header has to have."""
        names = [f'"{self.columns[place][0]}"' for place in PLACES if place in self.columns]
        when = [f'"{self.columns[moment][0]}"' for moment in WANTED if moment in self.columns]
        return f"the columns {', '.join(names)} and one of {', '.join(when)} (profile {self.name})"


def plain(name: str) -> str:
    """Return a name without what programs change in it: case, and all signs between its words.

    R writes "Kalkulierter Abfahrtsort (lon)" as "Kalkulierter.Abfahrtsort..lon.".
    """
    return re.sub(r"[\W_]+", " ", name).strip().casefold()
