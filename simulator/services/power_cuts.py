"""Charging sites give less for some time, to vehicles of all services."""

from __future__ import annotations

from simulator.engine.log import ServiceLog
from simulator.event_kinds import Event
from simulator.services.charging import ChargingSites
from simulator.services.disrupted import Disrupted, Phase
from simulator.world.disruptions import Disruption
from simulator.world.short_supply import KINDS, shortages

ALL = 1000  # thousandths


class PowerCuts:
    """Limits sites as disruptions begin and end; of several at a site the smallest share counts. log: of no service."""

    def __init__(self, log: ServiceLog, sites: ChargingSites, disrupted: Disrupted) -> None:
        self._log, self._sites = log, sites
        self._all = shortages(disrupted.disruptions, sites.table)
        self._now: set[int] = set()
        if self._all:
            for kind in KINDS:
                disrupted.tell(kind, self._hear)

    def _hear(self, its: Disruption, phase: Phase, now_s: int) -> None:
        if phase == Phase.BEGINS:
            self._now.add(its.number)
        elif phase == Phase.ENDS:
            self._now.discard(its.number)
        else:
            return
        for number in [one.site for one in self._all if one.number == its.number]:
            short = [one.share for one in self._all if one.number in self._now and one.site == number]
            share = round(ALL * min(short, default=1.0))
            site = self._sites.sites[number]
            self._log.add(now_s, Event.SITE_LIMITED, node=site.node, value=number)
            self._log.add(now_s, Event.SITE_SHARE, node=site.node, value=share)
            site.limit(share, ALL)
