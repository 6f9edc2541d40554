"""The section of dates of the vocabulary: names of months, words that stand in place of a date, limits of numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ldn_rules.rulebook.vocabulary import DateWords
from ldn_rules.rulebook.words import fold, words

if TYPE_CHECKING:
    from collections.abc import Mapping

MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
"""The keys of ``months``, in the order of the year."""

REASONS: Final = ("not-known", "about", "relative")
"""Groups of words for which a text is no date, the one that says most first."""

KEYS: Final = (
    *("years", "two-digit-years", "serials", "months", "ordinals", "of", "before-noon", "after-noon", "universal"),
    *REASONS,
)
"""Everything that the section holds."""


def date_words(dates: Mapping[str, Any]) -> DateWords:
    """The section as typed values; what is absent is empty, and nothing is read by it."""
    years, serials = dates.get("years") or {}, dates.get("serials") or {}
    months = dates.get("months") or {}
    return DateWords(
        months={fold(word): place for place, key in enumerate(MONTHS, 1) for word in months.get(key) or ()},
        years=(years.get("from", 1), years.get("to", 0)),
        two_digit_from=(dates.get("two-digit-years") or {}).get("from", 0),
        serials=(serials.get("from", 1), serials.get("to", 0)),
        ordinals=_folded(dates, "ordinals"),
        of=_folded(dates, "of"),
        before_noon=_folded(dates, "before-noon"),
        after_noon=_folded(dates, "after-noon"),
        universal=_folded(dates, "universal"),
        reasons={group: tuple(told(word) for word in dates.get(group) or ()) for group in REASONS},
    )


def told(text: str) -> str:
    """The words, numbers and signs of a text, single-spaced: how words in place of a date are looked for."""
    return " ".join(word.text for word in words(text))


def _folded(dates: Mapping[str, Any], group: str) -> tuple[str, ...]:
    return tuple(fold(word) for word in dates.get(group) or ())
