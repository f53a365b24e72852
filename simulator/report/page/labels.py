"""The words that the scripts of the pages write themselves."""

from __future__ import annotations

from simulator.report.page.fleet_charts import STATE_LOOKS
from simulator.report.page.language import N_, Language

_LABELS = {
    "play": N_("Play"),
    "pause": N_("Pause"),
    "waiting": N_("%(count)s waiting"),
    "on_board": N_("%(count)s on board"),
    "driving": N_("%(count)s vehicles driving"),
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
    "boardings": N_("%(name)s: %(count)s boardings"),
    "unserved": N_("not served: %(count)s"),
    "charger": N_("charger"),
    "station": N_("station"),
    "depot": N_("depot"),
}


def script_labels(words: Language) -> dict[str, str]:
    """Return the words in one language, and the names of the states of vehicles."""
    labels = {name: words._(text) for name, text in _LABELS.items()}
    labels["separators"] = ",." if words.code == "de" else ".,"
    return labels | {f"state_{state}": words._(look[2]) for state, look in STATE_LOOKS.items()}
