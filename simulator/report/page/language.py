"""Words, numbers and dates in the reader's language; translations are gettext catalogues."""

from __future__ import annotations

import datetime
import gettext
import io
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from simulator.clock import format_clock
from simulator.days import NO_CHANGE, LocalClock
from simulator.notes import N_ as N_
from simulator.notes import digits_of
from simulator.units import DAY_S, HOUR_S

LANGUAGES = ("de", "en")  # the first is shown until a script asks the browser
SOURCE_LANGUAGE = "en"
LOCALE_FOLDER = Path(__file__).parent / "locale"
NARROW_SPACE = "\u202f"
MISSING = "–"
_MARKS = {"en": {}, "de": str.maketrans(",.", ".,")}


def catalogue_file(language: str) -> Path:
    """Return the catalogue with the translations into a language."""
    return LOCALE_FOLDER / language / "LC_MESSAGES" / "report.po"


@cache
def translations(language: str) -> gettext.NullTranslations:
    """Read a catalogue; the source language needs none."""
    if language == SOURCE_LANGUAGE:
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with catalogue_file(language).open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@dataclass(frozen=True)
class Language:
    """How one language says things. Values that are None become a dash.

    local: what clocks show during the run. first_day: date of the first of its days that count, if it has one.
    """

    code: str
    local: LocalClock = NO_CHANGE
    first_day: datetime.date | None = None
    days: int = 1

    @cached_property
    def _translations(self) -> gettext.NullTranslations:
        return translations(self.code)

    @cached_property
    def locale(self) -> str:
        """Return the locale that numbers follow: British for English, because days here have 24 hours."""
        return "en_GB" if self.code == "en" else self.code

    def _(self, message: str, **values: object) -> str:
        """Translate a text and fill in its values."""
        text = self._translations.gettext(message)
        return text % values if values else text

    def filled(self, message: str, values: Mapping[str, str | int | float]) -> str:
        """Translate a text and fill in its values, numbers as this language writes them."""
        return self._(message, **{name: self._value(value) for name, value in values.items()})

    def _value(self, value: str | int | float) -> str:
        if isinstance(value, str):
            return value
        return self.decimal(value, digits_of(value))

    def plural(self, one: str, many: str, count: int, **values: object) -> str:
        """Translate a text that depends on a number, which it may show as %(count)s."""
        text = self._translations.ngettext(one, many, count)
        return text % {"count": self.whole(count), **values}

    def whole(self, value: float | None) -> str:
        """Write a whole number."""
        return MISSING if value is None else self.decimal(round(value), 0)

    def decimal(self, value: float | None, digits: int) -> str:
        """Write a number with so many digits after the point."""
        if value is None:
            return MISSING
        return f"{Decimal(str(value)):,.{digits}f}".translate(_MARKS[self.code])

    def begun(self, sentence: str) -> str:
        """Write a sentence that begins with a filled-in value with a capital letter."""
        return sentence[:1].upper() + sentence[1:]

    def percent(self, share: float | None) -> str:
        """Write a share in percent; what is not quite all or not quite nothing does not look like it."""
        if share is None:
            return MISSING
        unit = f"{NARROW_SPACE}%" if self.code == "de" else "%"
        if 0 < share < 0.01:
            return self._("under 1%(percent)s", percent=unit)
        if 0.99 < share < 1:
            return self._("over 99%(percent)s", percent=unit)
        return f"{self.decimal(share * 100, 0)}{unit}"

    def minutes(self, seconds: float | None) -> str:
        """Write a duration in minutes, in seconds when it is shorter than one, in hours when longer than two."""
        if seconds is None:
            return MISSING
        if abs(seconds) < 60:
            return self.plural("%(count)s second", "%(count)s seconds", round(seconds))
        if abs(seconds) < 7200:
            return self.plural("%(count)s minute", "%(count)s minutes", round(seconds / 60))
        return self._("%(number)s hours", number=self.decimal(seconds / HOUR_S, 1))

    def short_minutes(self, seconds: float | None) -> str:
        """Write a duration in few letters."""
        if seconds is None:
            return MISSING
        if abs(seconds) < 60:
            return self.unit(round(seconds), "s")
        return self._("%(count)s min", count=self.whole(round(seconds / 60)))

    def euro(self, value: float | None, digits: int = 0) -> str:
        """Write an amount of money."""
        if value is None:
            return MISSING
        number = self.decimal(value, digits)
        return f"{number}{NARROW_SPACE}€" if self.code == "de" else f"€{number}".replace("€-", "-€")

    def unit(self, value: float | None, unit: str, digits: int = 0) -> str:
        """Write a number with its unit."""
        return MISSING if value is None else f"{self.decimal(value, digits)}{NARROW_SPACE}{unit}"

    def moment(self, true_s: float) -> str:
        """Write what clocks show at a time of the run, and its date where that is not plain."""
        local_s = self.local.local(int(true_s))
        date = self.date_at(local_s)
        return self.clock(local_s) if date is None else f"{date}, {self.clock(local_s % DAY_S)}"

    def date_at(self, local_s: int) -> str | None:
        """Return the date of a moment; None where the calendar has none, and on the day of a run that has only one."""
        day = local_s // DAY_S
        if self.first_day is None or (self.days == 1 and day == 0):
            return None
        return self.date(self.first_day + datetime.timedelta(days=day))

    def clock(self, seconds: float | None) -> str:
        """Write a time of day, of local seconds; days after the first are numbered."""
        if seconds is None:
            return MISSING
        day, rest = divmod(int(seconds), DAY_S)
        time = format_clock(rest)[:5]
        if day == -1:
            return self._("%(time)s the day before", time=time)
        return time if day == 0 else self._("%(time)s (day %(day)s)", time=time, day=self.whole(day + 1))

    def date(self, value: datetime.date) -> str:
        """Write a date with its weekday, in few letters."""
        from babel.dates import format_skeleton

        return str(format_skeleton("MMMEd", value, locale=self.locale))

    def listing(self, items: list[Any]) -> str:
        """Write a list: "a, b and c"."""
        from babel.lists import format_list

        return format_list([str(item) for item in items], locale=self.locale) if items else MISSING
