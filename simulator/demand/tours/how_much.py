"""By how much a day brings more or less of what can be put off: by chance, and by season and weather where told."""

from __future__ import annotations

from simulator.demand.streams import stream
from simulator.demand.tours.tables import TourConfig


def day_factor(config: TourConfig, day: int, seed: int) -> float:
    """Return what errands, shopping and leisure of a day are multiplied with.

    What is drawn is gamma distributed around 1, as for requests without people behind them (``demand.volume``).
    """
    told = config.day_factors.get(day, 1.0)
    if config.volume.fixed or config.volume.varies == 0:
        return told
    size = config.volume.varies**-2
    return told * float(stream(seed, f"tours volume {day}").gamma(size, 1 / size))
