"""All that is kept, by what it is about."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from tests.stored.commands import said
from tests.stored.compared import EXPERIMENTS, compared
from tests.stored.days import DAYS
from tests.stored.refusals import refusals
from tests.stored.spoilt import spoilt
from tests.stored.told import Texts, exports, figures, page, results

DRAWN = ("pooling", "one-way", "electric", "nobody")  # days of which figures are kept; others would add little
WRITTEN = ("clubs",)  # of which files for other tools are kept
REFUSED = {  # days of which, or of which parts, every value is spoilt
    "pooling": (), "electric": ("energy", "services.rides.fleet", "services.rides.charging"), "drivers": (),
    "one-way": ("services.own", "people"), "clubs": ("services.club", "services.free"),
}  # fmt: skip
QUICK = (  # the others are slow
    "results-pooling", "results-drawn", "results-electric", "results-drivers", "results-one-way", "results-clubs",
    "page-clubs", "page-drivers", "spoilt-one-way", "spoilt-electric",
)  # fmt: skip

CASES: dict[str, Callable[[], Texts]] = {
    **{f"results-{day}": partial(results, day) for day in DAYS},
    **{f"page-{day}": partial(page, day) for day in DAYS},
    **{f"spoilt-{day}": partial(spoilt, day) for day in DAYS},
    **{f"figures-{day}": partial(figures, day) for day in DRAWN},
    **{f"exports-{day}": partial(exports, day) for day in WRITTEN},
    **{f"refusals-{day}": partial(refusals, day, *parts) for day, parts in REFUSED.items()},
    "commands": said,
    **{f"experiment-{name}": partial(compared, name) for name in EXPERIMENTS},
}
