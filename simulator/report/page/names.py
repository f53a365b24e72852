"""Names that scenarios give to services, vehicles, travellers and sites, in the reader's language where they are usual.

Other names stay as somebody has chosen them; in English all do.
"""

from __future__ import annotations

import re

from simulator.report.page.language import N_, SOURCE_LANGUAGE, Language

_USUAL = {
    "rufbus": N_("rufbus"),
    "cars": N_("cars"),
    "lines": N_("buses and trains"),
    "feeder": N_("rides to and from trains"),
    "minibus": N_("minibus"),
    "small": N_("small"),
    "adult": N_("adult"),
    "member": N_("member"),
    "child": N_("child"),
    "pupil": N_("pupil"),
    "senior": N_("senior"),
    "worker": N_("worker"),
    "carless": N_("carless"),
    "flexible": N_("flexible"),
    "driver": N_("driver"),
    "default": N_("default"),
    "public": N_("public"),
    "depot": N_("depot"),
    "car-sharing": N_("car-sharing"),
}
# Of people's own means: alone, and as one says how somebody went.
_OWN = {
    "car": (N_("own car"), N_("in their own car")),
    "bike": (N_("own bike"), N_("by their own bike")),
    "walk": (N_("on foot"), N_("on foot")),
}
_KIND_OF_SITE = re.compile(r"(?<=[:,] )(?:public|depot|car-sharing)$")  # "Perleberg, public"; "Perleberg: depot"


def named(name: str, words: Language) -> str:
    """Return a name in a language."""
    return words._(_USUAL[name]) if name in _USUAL and words.code != SOURCE_LANGUAGE else name


def named_own(name: str, words: Language) -> tuple[str, str] | None:
    """Return the name of own means in a language, and how somebody goes with it; None: as it stands."""
    if name not in _OWN or words.code == SOURCE_LANGUAGE:
        return None
    alone, going = _OWN[name]
    return words._(alone), words._(going)


def named_site(name: str, words: Language) -> str:
    """Return the name of a charging site, with what kind of site it is in a language."""
    return _KIND_OF_SITE.sub(lambda kind: named(kind[0], words), name)
