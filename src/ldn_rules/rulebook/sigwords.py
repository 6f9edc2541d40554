"""The ``sig`` section of the vocabulary to :class:`SigWords`: each word with its group and what it stands for."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from ldn_rules.rulebook.phrase_tables import phrase_table
from ldn_rules.rulebook.vocabulary import ClockSpan, FrequencyWord, SigWords
from ldn_rules.rulebook.words import spell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_LISTS: Final = (
    "cautions",
    "before-number",
    "preparing",
    "taking",
    "times-words",
    "crossed",
    "times-a-day",
    "ordinal-endings",
    "every",
    "per",
    "amount-per",
    "prn",
    "as-directed",
    "then",
    "optional",
    "conditions",
    "beginning",
    "onwards",
    "after",
    "after-another",
    "stop",
    "duration",
    "clock-at",
    "beside-time",
    "headings",
    "notes",
    "sig-heads",
    "reason",
    "increase",
    "decrease",
    "up-to",
    "maximum",
    "maximum-daily",
    "warnings",
    "complaints",
    "range",
    "and",
)
_GROUPS: Final = ("frequencies", "time-units", "times-of-day")


def sig_words(sig: Mapping[str, Any], data: Mapping[str, Any]) -> SigWords:
    """The sig words, with the units and routes of the other sections among them."""
    return SigWords(
        table=phrase_table(_all_words(sig, data), cut=False),
        frequencies={key: _frequency(entry) for key, entry in (sig.get("frequencies") or {}).items()},
        numerals={spell(word): str(number) for word, number in (sig.get("numerals") or {}).items()},
        times={spell(word): int(number) for word, number in (sig.get("times") or {}).items()},
        lengths={spell(word): int(days) for word, days in (sig.get("lengths") or {}).items()},
        ordinals={spell(word): int(number) for word, number in (sig.get("ordinals") or {}).items()},
        time_units={key: _ratio(entry["days"]) for key, entry in (sig.get("time-units") or {}).items()},
        clock=tuple(ClockSpan(key, e["from"], e["to"]) for key, e in (sig.get("clock") or {}).items()),
        often_hours=(sig.get("often") or {}).get("hours"),
        durations_over={key: str(unit) for key, unit in (sig.get("duration-over") or {}).items()},
        schemes={int(key): tuple(times) for key, times in (sig.get("scheme") or {}).items()},
        routes_beside={key: frozenset(entry.get("beside") or ()) for key, entry in (data.get("routes") or {}).items()},
        ingredients_apart=(sig.get("ingredients-apart") or {}).get("times", 0),
        ingredients_apart_in_names=(sig.get("ingredients-apart") or {}).get("times-in-a-name", 0),
        label_volumes=tuple(sig.get("label-volumes") or ()),
        weekday_groups={spell(key): tuple(days) for key, days in (sig.get("weekday-groups") or {}).items()},
    )


def _all_words(sig: Mapping[str, Any], data: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for section, kind in (("units", "unit"), ("routes", "route")):
        for key, entry in (data.get(section) or {}).items():
            yield from ((word, kind, key) for word in entry.get("words") or ())
    for key, entry in (data.get("routes") or {}).items():
        yield from ((word, "route-letters", key) for word in entry.get("in-directions") or ())
    for group in _GROUPS:
        for key, entry in (sig.get(group) or {}).items():
            yield from ((word, group, key) for word in entry.get("words") or ())
    for key, entry in (sig.get("time-units") or {}).items():
        yield from ((word, "time-units-per", key) for word in entry.get("after-per") or ())
    for key, listed in (sig.get("weekdays") or {}).items():
        yield from ((word, "weekdays", key) for word in listed)
    for group in ("numerals", "times", "lengths", "ordinals", "weekday-groups"):
        yield from ((word, group, spell(word)) for word in sig.get(group) or {})
    for group in _LISTS:
        yield from ((word, group, group) for word in sig.get(group) or ())
    yield from ((word, "ignored", "ignored") for word in (sig.get("ignored") or {}).get("words") or ())


def _frequency(entry: Mapping[str, Any]) -> FrequencyWord:
    return FrequencyWord(int(entry["times"]), int(entry["per"]), entry["unit"])


def _ratio(days: object) -> tuple[int, int]:
    ratio = Fraction(str(days))
    return ratio.numerator, ratio.denominator
