"""What those who book at once, and those who book ahead, get: two services that one mean would hide."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.analysis.groups import AHEAD, AT_ONCE
from simulator.analysis.kpis.by_group import half
from simulator.analysis.ratios import Number
from simulator.report.page.language import Language
from simulator.units import MINUTE_S

Kpis = Mapping[str, Number]


def halves_sentence(kpis: Kpis, words: Language) -> list[str]:
    """Say of both halves how many were served and how long half of them waited; empty where there is but one."""
    if not all(kpis.get(half("requests", group)) for group in (AT_ONCE, AHEAD)):
        return []
    at_once, ahead = (_half(kpis, group, words) for group in (AT_ONCE, AHEAD))
    return [words._("Booked at once: %(at_once)s; booked ahead: %(ahead)s.", at_once=at_once, ahead=ahead)]


def told_sentences(kpis: Kpis, words: Language) -> list[str]:
    """Say how boardings kept to the time told, and to the window promised, with its width; empty when none was."""
    _, said = words._, []
    if kpis.get("told_within_5_min_share") is not None:
        said.append(
            words.begun(
                _(
                    "%(five)s got on within 5 minutes of the time they had been told, %(ten)s within 10.",
                    five=words.percent(kpis["told_within_5_min_share"]),
                    ten=words.percent(kpis["told_within_10_min_share"]),
                )
            )
        )
    if kpis.get("agreed_to_other_departure"):
        said.append(
            words.plural(
                "One request took a departure at another time than wished for, %(shift)s off; no wait counts that.",
                "%(count)s requests took a departure at another time than wished for, %(shift)s off on average; no "
                "wait counts that.",
                int(kpis["agreed_to_other_departure"] or 0),
                shift=words.minutes(kpis.get("agreed_shift_mean_s")),
            )
        )
    if kpis.get("on_time_share") is not None:
        said.append(
            words.begun(
                _(
                    "%(share)s got on within the window they had been promised, %(width)s wide on average.",
                    share=words.percent(kpis["on_time_share"]),
                    width=words.minutes(kpis.get("promise_width_mean_s")),
                )
            )
        )
    return said


def _half(kpis: Kpis, group: str, words: Language) -> str:
    requests, served, share, wait_s = (
        kpis[half(figure, group)] for figure in ("requests", "served", "service_rate", "wait_median_s")
    )
    known = {"served": words.whole(served), "requests": words.whole(requests), "share": words.percent(share)}
    if wait_s is None:
        return words._("%(served)s of %(requests)s served (%(share)s)", **known)
    if wait_s < MINUTE_S:
        return words._("%(served)s of %(requests)s served (%(share)s), half of them waited less than a minute", **known)
    return words._(
        "%(served)s of %(requests)s served (%(share)s), half of them waited at most %(time)s",
        time=words.minutes(wait_s),
        **known,
    )
