"""Why people travel on a weekday, and when they set off.

Source: departures by half hour and purpose of German car drivers, Monday to Friday, mean of workers and others, from
emobpy 0.6.2 (MIT; from "Mobilität in Tabellen", MiD). Summed to hours, in thousandths of all departures. Assumption: it
holds for riders too, and who rides out rides home again: ways home get half of the day, where car drivers, who go from
one errand to the next, have 39 %. Trips to school are not in the source; in the region school buses carry them.
"""

from __future__ import annotations

# purpose -> departures in each hour of the day; "home" are the ways back
WEEKDAY: dict[str, tuple[float, ...]] = {
    "errands": (0, 0, 0, 0, 0, 0, 2, 2, 2, 14, 14, 13, 13, 13, 10, 10, 10, 7, 7, 7, 1, 1, 1, 0),
    "escort": (0, 0, 0, 0, 0, 0, 3, 3, 3, 4, 4, 2, 2, 2, 5, 5, 5, 3, 3, 3, 1, 1, 1, 0),
    "home": (3, 3, 3, 3, 3, 3, 2, 2, 2, 15, 15, 29, 29, 29, 30, 30, 30, 38, 38, 38, 16, 16, 16, 3),
    "leisure": (1, 1, 1, 1, 1, 1, 2, 2, 2, 11, 11, 13, 13, 13, 17, 17, 17, 15, 15, 15, 6, 6, 6, 1),
    "shopping": (0, 0, 0, 0, 0, 0, 2, 2, 2, 19, 19, 16, 16, 16, 10, 10, 10, 9, 9, 9, 1, 1, 1, 0),
    "work": (1, 1, 1, 1, 1, 1, 18, 18, 18, 8, 8, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1),
}
HOMEBOUND = "home"
OUTBOUND = "work"  # of those who leave the area
