"""Units and what they are made of: the one place for their factors."""

from __future__ import annotations

MINUTE_S = 60
HOUR_S = 3600
DAY_S = 24 * HOUR_S
DAYS_OF_A_YEAR = 365
MONTHS_OF_A_YEAR = 12
METRES_PER_KM = 1000
MWH_PER_KWH = 1_000_000  # mWh: thousandths of a watt-hour
KWH_PER_MWH = 1e-6
JOULES_PER_MWH = 3.6
JOULES_PER_KWH = 3.6e6
KWH_PER_WS = 1 / JOULES_PER_KWH
