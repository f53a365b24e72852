"""How what vehicles do is drawn, from the bottom up, the same in figures and pages."""

from __future__ import annotations

from simulator.analysis.vehicles.states import State
from simulator.report.style import BLACK, BLUE, GREEN, GREY, ORANGE, PALE, PURPLE, SKY, VERMILION, YELLOW

# Colour and pattern; plotly takes the sign as it is, matplotlib draws one that is repeated more densely.
STATE_LOOKS: dict[State, tuple[str, str]] = {
    State.DRIVING_WITH_RIDERS: (BLUE, ""),
    State.AT_STOP: (SKY, ""),
    State.WAITING_WITH_RIDERS: (GREEN, "-"),
    State.DRIVING_TO_PICKUP: (ORANGE, "/"),
    State.REBALANCING: (PURPLE, "."),
    State.DRIVING_TO_DEPOT: (YELLOW, "\\"),
    State.DRIVING_TO_CHARGE: (BLACK, "x"),
    State.CHARGING: (VERMILION, "+"),
    State.ON_BREAK: (GREY, "\\"),
    State.IDLE: (PALE, ""),
}

# Of refused bookings, by reason, in the order of reasons; beyond the last the first comes again.
REFUSAL_LOOKS = ((ORANGE, "/"), (VERMILION, "x"), (YELLOW, "\\"), (PURPLE, "."), (GREY, "-"), (GREEN, "+"))

# Of driving vehicles: nobody on board, one rider, two, three, more.
RIDER_COLOURS = ("#d9d9d9", "#9ecae1", "#4a98c9", "#1764ab", "#08306b")


def hatch(pattern: str) -> str:
    """Return a pattern as matplotlib draws it."""
    return pattern * 3
