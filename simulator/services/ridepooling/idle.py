"""What vehicles do that have nothing to do, as long as a scenario wants it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from simulator.dispatch.idle import GoWhereSent, IdlePolicy, Surroundings
from simulator.services.ridepooling.crew import Crew
from simulator.services.ridepooling.roster import Roster
from simulator.services.ridepooling.world import RidepoolingWorld
from simulator.world.outages import Outages

if TYPE_CHECKING:
    from simulator.services.ridepooling.rebalancing import Rebalancing


class Idle:
    """Lets idle vehicles follow a policy, and sends them where that wants it. outages: when nobody does."""

    def __init__(self, crew: Crew, roster: Roster, outages: Outages = ()) -> None:
        self._crew, self._roster, self._outages = crew, roster, outages
        self._sends: Rebalancing | None = None

    def begin(self, policy: IdlePolicy, world: RidepoolingWorld) -> None:
        """Send vehicles from now on, if the policy is to go where they are sent."""
        if isinstance(policy, GoWhereSent) and world.forecast is not None:
            from simulator.services.ridepooling.rebalancing import Rebalancing  # slow to import

            worth_s = world.config.dispatch.idle.worth_s
            self._sends = Rebalancing(self._crew.fleet, self._roster, world.forecast, policy, worth_s, self._outages)

    def change(self, world: RidepoolingWorld) -> None:
        """Let all follow another policy from now on."""
        if self._sends is not None:
            self._sends.is_over = True
        policy = idle_policy(world)
        self._crew.change(replace(self._crew.rules, idle=policy))
        self.begin(policy, world)


def idle_policy(world: RidepoolingWorld) -> IdlePolicy:
    """Return what vehicles do that have nothing to do."""
    rule, roads = world.config.dispatch.idle, world.roads
    places = tuple(roads.location[world.waiting_nodes].tolist())
    policy: IdlePolicy = rule.make(Surroundings(rule.after_s, places, roads.drive_s))
    return policy
