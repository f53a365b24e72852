"""What hardly anybody means in the part of a service by timetable, or in its feed. One function each; see RULES."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from simulator.network.gtfs.feed import Feed
from simulator.network.gtfs.repairs import DROPPED
from simulator.notes import N_, Note
from simulator.scenario.models import ServicePart
from simulator.scenario.plausibility import walking_speed
from simulator.services.timetable.schema import Config


def walking(part: ServicePart[Config]) -> Iterator[Note]:
    """Tell walkers who run, or creep."""
    yield from walking_speed(part.key("walk.speed"), part.config.walk.speed_kph)


def notes_on_feed(part: ServicePart[Config], feed: Feed) -> Iterator[Note]:
    """Tell how much of a feed could not be read as it stands."""
    done = feed.repairs["done"]
    if len(done):
        text = N_(
            "Rows of the feed that cannot be used and are left out: %(dropped)s; rows of which something is read "
            'otherwise or not at all: %(mended)s. "elbe-drt timetable check" tells each.'
        )
        dropped = int((done == DROPPED).sum())
        yield Note("repaired-feed", part.key("feed"), text, {"dropped": dropped, "mended": len(done) - dropped})


RULES: tuple[Callable[[ServicePart[Config]], Iterator[Note]], ...] = (walking,)
