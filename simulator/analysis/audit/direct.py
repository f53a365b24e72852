"""Direct times as they are told, against the roads as they were known."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.analysis.audit.drives import Drives


def told_direct(wish: Mapping[str, int], drives: Drives) -> list[str]:
    """Compare a direct time with the roads; who asks late was measured by plans and news of before."""
    wished_s, asked_s, told_s = (wish[name] for name in ("earliest_departure_s", "submitted_s", "met_direct_s"))
    departure_s = max(wished_s, asked_s)  # who is answered late may have wanted to leave before
    if asked_s == departure_s and drives.walk is not None:
        return []
    known_s = [asked_s, *(news_s - 1 for news_s in drives.news_s if news_s <= asked_s)]
    ends = wish["pickup_node"], wish["dropoff_node"]
    direct_s = [drives.direct_s(*ends, departure_s, moment_s) for moment_s in known_s]
    return [] if told_s in direct_s else [f"direct time is {told_s} s, the drive takes {direct_s[0]} s"]
