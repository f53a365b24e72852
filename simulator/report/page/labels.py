"""The words that the scripts of the pages write themselves."""

from __future__ import annotations

from simulator.analysis.vehicles.states import STATE_WORDS
from simulator.report.page.language import N_, Language

_LABELS = {
    "play": N_("Play"),
    "pause": N_("Pause"),
    "waiting": N_("waiting: %(count)s"),
    "on_board": N_("on board: %(count)s"),
    "driving": N_("vehicles driving: %(count)s"),
    "nobody_waits": N_("Nobody is waiting at the moment."),
    "nobody_on_board": N_("Nobody is on board."),
    "waiting_now": N_("Waiting now"),
    "on_board_now": N_("On board now"),
    "more": N_("and %(count)s more"),
    "request": N_("Request %(id)s"),
    "party": N_("%(count)s people"),
    "from_to": N_("from %(from)s to %(to)s"),
    "unnamed": N_("a place without a name"),
    "asked": N_("asked"),
    "before": N_("%(time)s the day before"),
    "day": N_("Day %(number)s"),
    "ready": N_("ready at the stop"),
    "promised": N_("promised pickup"),
    "boarded": N_("boarded"),
    "alighted": N_("arrived"),
    "wait": N_("wait"),
    "ride": N_("ride"),
    "direct": N_("direct drive"),
    "walks": N_("walks"),
    "vehicle": N_("vehicle"),
    "kept": N_("as promised"),
    "late": N_("%(time)s late"),
    "early": N_("%(time)s early"),
    "not_served": N_("This request was not served."),
    "minutes": N_("%(count)s min"),
    "follow": N_("Follow %(vehicle)s"),
    "close": N_("Close"),
    "boardings": N_("%(name)s – boardings: %(count)s"),
    "unserved": N_("not served: %(count)s"),
    "rentals": N_("%(name)s – bookings granted: %(count)s"),
    "refused": N_("refused: %(count)s"),
    "running": N_("buses and trains under way: %(count)s"),
    "in_lines": N_("riders in them: %(count)s"),
    "for_lines": N_("waiting for them: %(count)s"),
    "changing": N_("changing: %(count)s"),
    "line_to": N_("%(line)s to %(goal)s"),
    "waited": N_("waited %(count)s min"),
    "next_call": N_("next: %(name)s, %(time)s"),
    "not_running": N_("It is not under way at this time."),
    "lines_waiting_now": N_("Waiting for a bus or train, or changing"),
    "lines_with_riders": N_("Buses and trains with riders of this run"),
    "board_told": N_("%(name)s: %(count)s departures; riders of this run who get on: %(on)s, off: %(off)s."),
    "ends_here": N_("ends here"),
    "brought": N_("%(time)s: %(vehicle)s brings %(count)s"),
    "changed_from": N_("%(time)s: %(count)s from line %(vehicle)s"),
    "fetched": N_("%(time)s: %(vehicle)s fetches %(count)s"),
    "board_vehicle_late": N_("missed by %(count)s, as the vehicle on demand came too late"),
    "board_train_late": N_("%(count)s came too late for the vehicle on demand"),
    "board_change_missed": N_("%(count)s came too late for the next bus or train"),
    "board_full": N_("no room for %(count)s"),
    "left_behind": N_("Left behind: nothing took them on."),
    "missed_vehicle_late": N_("%(time)s: missed, as the vehicle on demand came too late."),
    "missed_train_late": N_("%(time)s: missed the vehicle on demand, as the bus or train was late."),
    "missed_change_missed": N_("%(time)s: missed at a change from bus or train to the next."),
    "missed_full": N_("%(time)s: not taken along, as all places were taken."),
    "cars_out": N_("shared cars in use: %(count)s"),
    "wrong_now": N_("wrong now: %(names)s"),
    "out_of_service": N_("vehicles out of service: %(count)s"),
    "set_down": N_("waiting for another vehicle: %(count)s"),
    "hit": N_("%(name)s – people affected: %(count)s"),
    "stranded": N_("requests stranded: %(count)s"),
    "charger": N_("charger"),
    "station": N_("station"),
    "depot": N_("depot"),
}


def script_labels(words: Language) -> dict[str, str]:
    """Return the words in one language, and the names of the states of vehicles."""
    labels = {name: words._(text) for name, text in _LABELS.items()}
    labels["separators"] = ",." if words.code == "de" else ".,"
    return labels | {f"state_{state}": words._(text) for state, text in STATE_WORDS.items()}


_COMPARISON_LABELS = {
    "answer": N_("The smallest variant that meets the goal: %(variant)s."),
    "no_answer": N_("No variant meets this goal."),
    "sure": N_("It meets the goal in all %(count)s runs, and also at the worse end of the uncertainty."),
    "partly": N_("It meets the goal on average, and in %(count)s of %(runs)s runs."),
    "nearest": N_("%(variant)s misses it by the least: %(wanted)s."),
    "misses_served": N_("%(value)s % are served"),
    "misses_wait": N_("95 of 100 wait up to %(value)s minutes"),
    "misses_budget": N_("it costs %(value)s euros"),
    "meets": N_("meets the goal"),
    "misses": N_("misses the goal"),
}


def comparison_labels(words: Language) -> dict[str, str]:
    """Return the words that the script of the comparison writes, in one language."""
    return {name: words._(text) for name, text in _COMPARISON_LABELS.items()} | {
        "separators": ",." if words.code == "de" else ".,"
    }
