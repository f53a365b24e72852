"""By how much a day brings more or less of what can be put off: by chance, and by season and weather where told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from simulator.demand.streams import stream
from simulator.demand.tours.tables import TourConfig


def day_factor(config: TourConfig, day: int, seed: int) -> float:
    """Return what errands, shopping and leisure of a day are multiplied with.

    What is drawn is gamma distributed around 1, as for requests without people behind them (``demand.volume``).
    """
    told = config.day_factors[day] if 0 <= day < len(config.day_factors) else 1.0
    if config.volume.fixed or config.volume.varies == 0:
        return told
    size = config.volume.varies**-2
    return told * float(stream(seed, f"tours volume {day}").gamma(size, 1 / size))


def factors_of_days(
    dates: Sequence[date], by_month: Mapping[int, float], weather: Mapping[date, str], by_weather: Mapping[str, float]
) -> tuple[float, ...]:
    """Return the factor of each day: of its month, times that of its weather; 1 for what is not told."""
    return tuple(by_month.get(one.month, 1.0) * by_weather.get(weather.get(one, ""), 1.0) for one in dates)
