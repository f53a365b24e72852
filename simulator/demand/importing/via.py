"""Exports of Via, of 2021 and since 2022: the columns that the analyses of Kelheim read (matsim-kelheim).

Known is of the status that a ride that was made is "Completed". All other words are the program's guess, and so is the
column of the vehicle; unknown words are told and have to be said with `status.WORD`.
"""

from __future__ import annotations

from simulator.demand.importing.booking_profile import BookingProfile
from simulator.demand.importing.bookings import SETTINGS as SETTINGS
from simulator.demand.importing.bookings import read_bookings
from simulator.demand.importing.imported import Asked, Imported

PROFILE = BookingProfile(
    name="via",
    columns={
        "booking": ("Request ID", "Anfrage ID"),
        "submitted": ("Request Creation Time", "Ride request time", "Erstellungszeit der Anfrage"),
        "status": ("Request Status", "Status", "Anfragestatus"),
        "departure": ("Requested Pickup Time", "Requested PU time", "Angefragte Abholzeit"),
        "arrival": ("Requested Dropoff Time", "Requested DO time", "Angefragte Ankunftszeit"),
        "pickup": ("Actual Pickup Time", "Actual PU time", "Tatsächliche Abholzeit"),
        "dropoff": ("Actual Dropoff Time", "Actual DO time", "Tatsächliche Ankunftszeit"),
        "cancelled": ("Cancellation Time", "Stornierungszeit"),
        "no_show": ("No Show Time", "No-Show-Zeit"),
        "vehicle": ("Vehicle ID", "Fahrzeug ID"),
        "party_size": ("Number of Passengers", "Anzahl der Fahrgäste"),
        "purpose": ("Reason For Travel", "Fahrtzweck"),
        "origin_lon": ("Origin Lng", "Origin Longitude"),
        "origin_lat": ("Origin Lat", "Origin Latitude"),
        "destination_lon": ("Destination Lng", "Destination Longitude"),
        "destination_lat": ("Destination Lat", "Destination Latitude"),
    },
    status={
        "completed": "served",
        "abgeschlossen": "served",
        "cancel": "cancelled",
        "canceled": "cancelled",
        "cancelled": "cancelled",
        "rider canceled": "cancelled",
        "rider cancelled": "cancelled",
        "storniert": "cancelled",
        "no show": "no_show",
        "nicht erschienen": "no_show",
        "unaccepted proposal": "cancelled",
        "unfulfilled": "rejected",
        "seat unavailable": "rejected",
        "rejected": "rejected",
        "abgelehnt": "rejected",
    },
)


def read_via(asked: Asked) -> Imported:
    """Read exports of Via. Raises RequestFileError."""
    return read_bookings(asked, PROFILE)
