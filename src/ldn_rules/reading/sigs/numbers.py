"""Numbers of a sig: ``six and a half``, ``twenty-five``, ``1-1/2``, ``one (1)``, ``two to three``."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from ldn_rules.reading.amounts import FRACTION_SIGNS, meaning_at, number_at
from ldn_rules.rulebook.words import Word

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ldn_rules.rulebook.vocabulary import Vocabulary

Value = tuple[Fraction, int]
"""A number and the place after it."""

Range = tuple[Fraction, Fraction, int]
"""A number or range of numbers, and the place after it."""

_ARTICLE: Final = 2
_TEN: Final = 10
_TWENTY: Final = 20
_HUNDRED: Final = 100
_ARROW: Final = "→"
_SHAFTS: Final = frozenset("-=–")
_HYPHENS: Final = ("-", "‐", "‑")
_STROKE: Final = "/"
_CROSS: Final = "x"
_TIMED: Final = frozenset(("frequencies", "times-of-day"))


def normalised(found: Sequence[Word], vocabulary: Vocabulary) -> list[Word]:
    """The words without what only says a number again or joins its parts: the ``and`` of ``1 and 1/2``, the hyphen
    of ``1-1/2``, the ``(1)`` of ``one (1)``; an arrow of two signs is one.
    """
    found = _unglued(found, vocabulary)
    kept: list[Word] = []
    last: Value | None = None
    place = 0
    while place < len(found):
        again = _times_again(found, place, last, vocabulary)
        if again is not None:
            place = again
            continue
        if found[place].text == ">" and kept and kept[-1].text in _SHAFTS and kept[-1].end == found[place].start:
            kept[-1] = Word(_ARROW, kept[-1].start, found[place].end, "sign")
            place += 1
            continue
        value = value_at(found, place, vocabulary)
        if value is None:
            kept.append(found[place])
            place += 1
            continue
        last = value
        kept.extend(found[place : value[1]])
        place = _after_repeat(found, value, _after_joint(found, place, value, kept, vocabulary), vocabulary)
    return kept


def _unglued(found: Sequence[Word], vocabulary: Vocabulary) -> list[Word]:
    """The words with the ``x`` of ``qhsx14 days`` as one of its own."""
    cut: list[Word] = []
    for place, word in enumerate(found):
        following = found[place + 1] if place + 1 < len(found) else None
        glued = following is not None and following.kind == "number" and following.start == word.end
        phrase = vocabulary.sig.table.phrases.find(word.text[:-1]) if glued and word.text.endswith(_CROSS) else None
        if phrase is not None and any(kind in _TIMED for kind, _ in phrase.meanings):
            cut += [
                Word(word.text[:-1], word.start, word.end - 1, "word"),
                Word(_CROSS, word.end - 1, word.end, "word"),
            ]
        else:
            cut.append(word)
    return cut


def _times_again(found: Sequence[Word], place: int, last: Value | None, vocabulary: Vocabulary) -> int | None:
    """The place after the ``(3x)`` of ``three times (3x) a day``, which says a number again."""
    if last is None or found[place].text != "(" or meaning_at(found, last[1], "times-words", vocabulary)[1] != place:
        return None
    again = value_at(found, place + 1, vocabulary)
    if again is None or again[0] != last[0]:
        return None
    _, end = meaning_at(found, again[1], "times-words", vocabulary)
    return end + 1 if end < len(found) and found[end].text == ")" else None


def _after_joint(found: Sequence[Word], place: int, value: Value, kept: list[Word], vocabulary: Vocabulary) -> int:
    """The place after a number and the fraction that is joined to it; the fraction is kept as its sign."""
    half = _joined_fraction(found, place, value, vocabulary)
    if half is None:
        return value[1]
    sign, start, after = half
    kept.append(Word(sign, found[start].start, found[after - 1].end, "sign"))
    return after


def _joined_fraction(
    found: Sequence[Word], place: int, value: Value, vocabulary: Vocabulary
) -> tuple[str, int, int] | None:
    """``and a half``, ``and 1/2``, ``-1/2`` after a whole number: its sign, where it starts, the place after it."""
    number, after = value
    if number.denominator != 1 or number < 1 or is_article(found, place, after):
        return None
    joint = _is_and(found, after, vocabulary) or _is_tight_hyphen(found, after)
    half = _part_at(found, after + 1, vocabulary) if joint else None
    if half is not None and _is_tight_hyphen(found, half[1]):
        return None  # a row of doses (``1-½-1``)
    sign = FRACTION_SIGNS.get(half[0]) if half is not None else None
    return (sign, after + 1, half[1]) if half is not None and sign is not None else None


def _part_at(found: Sequence[Word], place: int, vocabulary: Vocabulary) -> Value | None:
    """A number below one."""
    value = number_at(found, place) or _word_at(found, place, vocabulary)
    return value if value is not None and 0 < value[0] < 1 else None


def _is_and(found: Sequence[Word], place: int, vocabulary: Vocabulary) -> bool:
    return (
        place < len(found) and found[place].text != "," and meaning_at(found, place, "and", vocabulary)[0] is not None
    )


def _is_tight_hyphen(found: Sequence[Word], place: int) -> bool:
    if not 0 < place < len(found) - 1 or found[place].text not in _HYPHENS:
        return False
    return found[place - 1].end == found[place].start and found[place].end == found[place + 1].start


def _after_repeat(found: Sequence[Word], value: Value, place: int, vocabulary: Vocabulary) -> int:
    """The place after ``(1)`` where it says the number before it again."""
    if place != value[1] or place >= len(found) or found[place].text not in ("(", "["):
        return place
    again = value_at(found, place + 1, vocabulary)
    if again is None or again[0] != value[0] or again[1] >= len(found) or found[again[1]].text not in (")", "]"):
        return place
    return again[1] + 1


def value_at(found: Sequence[Word], place: int, vocabulary: Vocabulary) -> Value | None:
    """The number at a place, in digits or in words."""
    return number_at(found, place) or numeral_at(found, place, vocabulary)


def numeral_at(found: Sequence[Word], place: int, vocabulary: Vocabulary) -> Value | None:
    """A number in words: ``six``, ``twenty-five``, ``two hundred``, ``six`` with a fraction sign."""
    value = _word_at(found, place, vocabulary)
    while value is not None:
        more = _more(found, value, vocabulary)
        if more is None:
            return value
        value = more
    return None


def _more(found: Sequence[Word], value: Value, vocabulary: Vocabulary) -> Value | None:
    """The number with the next word that belongs to it."""
    number, after = value
    if number.denominator != 1 or number < 1 or after >= len(found):
        return None
    if found[after].kind == "sign" and number_at(found, after) is not None:
        half, end = number_at(found, after) or (Fraction(0), after)
        return number + half, end
    start = after + 1 if _is_tight_hyphen(found, after) else after
    following = _word_at(found, start, vocabulary)
    if following is None or is_article(found, start, following[1]) or following[0].denominator != 1:
        return None
    return _composed(number, following)


def _composed(number: Fraction, following: Value) -> Value | None:
    """``twenty`` and ``five``, ``two`` and ``hundred``, ``two hundred`` and ``fifty``."""
    more, after = following
    if more == _HUNDRED and number < _HUNDRED:
        return number * more, after
    tens = _TWENTY <= number < _HUNDRED and number % _TEN == 0 and 1 <= more < _TEN
    hundreds = number >= _HUNDRED and number % _HUNDRED == 0 and more < _HUNDRED
    return (number + more, after) if tens or hundreds else None


def _word_at(found: Sequence[Word], place: int, vocabulary: Vocabulary) -> Value | None:
    key, after = meaning_at(found, place, "numerals", vocabulary)
    return (Fraction(vocabulary.sig.numerals[key]), after) if key is not None else None


def is_article(found: Sequence[Word], place: int, after: int) -> bool:
    """Whether the number is an article or a roman numeral, which may be something else."""
    return after == place + 1 and found[place].kind == "word" and len(found[place].text) <= _ARTICLE


def _worded_second(found: Sequence[Word], place: int, after: int, vocabulary: Vocabulary) -> Value | None:
    """The ``two`` of ``one/two``; digits with a stroke are a fraction."""
    if found[place].kind != "word" or after + 1 >= len(found) or found[after].text != _STROKE:
        return None
    return numeral_at(found, after + 1, vocabulary) if found[after + 1].kind == "word" else None


def range_at(found: Sequence[Word], place: int, vocabulary: Vocabulary) -> Range | None:
    """``4``, ``4-6``, ``4 to 6``, ``1/2``, ``six``, ``two or three``."""
    first = value_at(found, place, vocabulary)
    if first is None:
        return None
    value, after = first
    joint, start = meaning_at(found, after, "range", vocabulary)
    second = (
        value_at(found, start, vocabulary) if joint is not None else _worded_second(found, place, after, vocabulary)
    )
    if (
        second is None
        or second[0] <= value
        or (is_article(found, second[1] - 1, second[1]) and not _is_tally(found, place, second[1] - 1))
    ):
        return value, value, after
    return value, second[0], second[1]


def _is_tally(found: Sequence[Word], first: int, second: int) -> bool:
    """``i-ii``, ``T-TT``: the same stroke, more of them."""
    return found[first].kind == "word" and set(found[first].text) == set(found[second].text)
