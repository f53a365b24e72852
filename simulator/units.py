"""Units and what they are made of: the one place for their factors."""

from __future__ import annotations

MINUTE_S = 60
HOUR_S = 3600
DAY_S = 86_400
METRES_PER_KM = 1000
