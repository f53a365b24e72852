"""Exports of ioki: the columns that the analyses of Kelheim read (matsim-kelheim, scripts of 2020 to 2022).

Known is of the column "Stornierungsgrund" that a ride that was made has "ride_completed" there. All other words are
the program's guess, and so is the column of the vehicle; unknown words are told and have to be said with `status.WORD`.
"""

from __future__ import annotations

from simulator.demand.importing.booking_profile import BookingProfile
from simulator.demand.importing.bookings import SETTINGS as SETTINGS
from simulator.demand.importing.bookings import read_bookings
from simulator.demand.importing.imported import Asked, Imported

PROFILE = BookingProfile(
    name="ioki",
    columns={
        "booking": ("Fahrt ID", "Ride ID"),
        "submitted": ("Fahrtwunsch erstellt", "Ride request created"),
        "departure": ("Angefragte Fahrtzeit", "Requested ride time"),
        "told_pickup": ("Kalkulierte Abfahrtszeit", "Calculated departure time"),
        "told_dropoff": ("Kalkulierte Ankunftszeit", "Calculated arrival time"),
        "pickup": ("Abfahrtszeit", "Departure time"),
        "dropoff": ("Ankunftszeit", "Arrival time"),
        "cancelled": ("Stornierungszeit", "Cancellation time"),
        "reason": ("Stornierungsgrund", "Cancellation reason"),
        "vehicle": ("Fahrzeug ID", "Vehicle ID"),
        "party_size": ("Passagieranzahl", "Number of passengers"),
        "origin_lon": ("Kalkulierter Abfahrtsort (lon)", "Calculated departure location (lon)"),
        "origin_lat": ("Kalkulierter Abfahrtsort (lat)", "Calculated departure location (lat)"),
        "destination_lon": ("Kalkulierter Ankunftsort (lon)", "Calculated arrival location (lon)"),
        "destination_lat": ("Kalkulierter Ankunftsort (lat)", "Calculated arrival location (lat)"),
    },
    status={
        "ride completed": "served",
        "cancelled by user": "cancelled",
        "user cancelled": "cancelled",
        "storniert": "cancelled",
        "cancelled by operator": "rejected",
        "no show": "no_show",
        "passenger no show": "no_show",
        "no vehicle available": "rejected",
        "no offer": "rejected",
        "rejected": "rejected",
        "abgelehnt": "rejected",
    },
    dates="day_first",
)


def read_ioki(asked: Asked) -> Imported:
    """Read exports of ioki. Raises RequestFileError."""
    return read_bookings(asked, PROFILE)
