"""Numbers with their units: ``10 mg``, ``5/325``, ``0.5-5 mg``, ``25 mg/5 mL``, ``25 mcg/hr``, ``1/2 tab``.

One grammar for names and sigs. Numbers are exact decimals; a number of absurd length is
left unread.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from ldn_rules.reading.phrases import longest_at

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ldn_rules.rulebook.phrases import Phrase, PhraseTable
    from ldn_rules.rulebook.vocabulary import Vocabulary
    from ldn_rules.rulebook.words import Word

_DIGITS: Final = 15
_MOST_VALUES: Final = 6
_PLACES: Final = 18
_THOUSANDS: Final = 4

TOTAL: Final = "total"
"""Key of the words that say that the amount before them is the whole dose."""

DISPENSED: Final = "dispensed"
"""Key of the words beside a number that was dispensed, and is no dose."""

_TIMES: Final = ("times-of-day", "frequencies")
NO_UNITS: Final = (TOTAL, DISPENSED)
"""Keys of words that only say what a number is for."""


class Amount(Struct, frozen=True):
    """``values`` (several where written ``5/325`` or as a range), how they are joined (``/``, ``-`` or empty),
    the unit as a vocabulary key, and what it is per: ``per_value`` of unit or time unit ``per``.

    ``words`` is the run of words it was read from. ``numeral`` says that the number was a word.
    """

    values: tuple[Fraction, ...]
    joined: str
    unit: str | None
    per_value: Fraction | None = None
    per: str | None = None
    first: int = 0
    after: int = 0
    numeral: bool = False

    @property
    def low(self) -> Fraction:
        """The least value."""
        return min(self.values)

    @property
    def high(self) -> Fraction:
        """The greatest value."""
        return max(self.values)


def number_at(found: Sequence[Word], place: int) -> tuple[Fraction, int] | None:
    """A number, a fraction (``1/2``, ``1 1/2``, ``½``) or a number with a fraction sign, and the place after it."""
    if place >= len(found):
        return None
    sign = _fraction_sign(found[place])
    if sign is not None:
        return sign, place + 1
    plain = _number(found[place])
    if plain is None:
        return None
    slashed = _slash_fraction(found, place)
    if slashed is not None:
        return slashed
    extra = _slash_fraction(found, place + 1) if place + 1 < len(found) else None
    if extra is not None and plain.denominator == 1 and extra[0] < 1:
        return plain + extra[0], extra[1]
    half = _fraction_sign(found[place + 1]) if place + 1 < len(found) else None
    return (plain + half, place + 2) if half is not None else (plain, place + 1)


def _slash_fraction(found: Sequence[Word], place: int) -> tuple[Fraction, int] | None:
    """``1/2``: small whole numbers, the first less than the second, written without spaces."""
    if place + 2 >= len(found) or found[place + 1].text not in ("/", "⁄"):
        return None
    if found[place].end != found[place + 1].start or found[place + 1].end != found[place + 2].start:
        return None
    above, below = found[place].text, found[place + 2].text
    if not (above.isdecimal() and below.isdecimal() and len(above) == 1 and len(below) <= 2):
        return None
    if not 0 < int(above) < int(below) or (above != "1" and len(below) > 1):
        return None
    return Fraction(int(above), int(below)), place + 3


def _fraction_sign(word: Word) -> Fraction | None:
    if word.kind != "sign" or word.text.isascii():
        return None
    value = _NUMERIC.get(word.text)
    return Fraction(value) if value else None


_NUMERIC: Final = {"½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3", "⅕": "1/5", "⅒": "1/10", "⅛": "1/8"}

FRACTION_SIGNS: Final = {Fraction(text): sign for sign, text in _NUMERIC.items()}
"""The sign of each fraction that has one."""


def _number(word: Word) -> Fraction | None:
    """A decimal with point or comma; ``1,000`` is a thousand, ``0,5``, ``4,5`` and ``,5`` have a decimal comma."""
    if word.kind != "number" or len(word.text) > _DIGITS:
        return None
    text = word.text
    head, comma, tail = text.rpartition(",")
    if comma:
        grouped = len(tail) == _THOUSANDS - 1 and text[0] not in "0," and "," not in head
        text = text.replace(",", "") if grouped or "." in tail else text.replace(",", ".", 1)
    if text.count(".") > 1 or "," in text:
        return None
    return Fraction(Decimal(text))


def amount_at(found: Sequence[Word], place: int, vocabulary: Vocabulary) -> Amount | None:
    """The amount that starts at a number, with its unit where one follows."""
    read = number_at(found, place)
    if read is None:
        return None
    values, joined, after, unit = [read[0]], "", read[1], None
    while True:
        unit, after = _unit_at(found, after, vocabulary)
        more = _joined(found, after, joined, unit, vocabulary)
        if more is None or len(values) == _MOST_VALUES:
            break
        joined, value, after = more
        values.append(value)
    per_value, per, end = _per_at(found, after, vocabulary) if unit else (None, None, after)
    return Amount(tuple(values), joined, unit, per_value, per, place, end)


def _joined(
    found: Sequence[Word], place: int, joined: str, unit: str | None, vocabulary: Vocabulary
) -> tuple[str, Fraction, int] | None:
    """``-325`` or ``/325`` or ``to 5`` after a number: the joint and the next number. After a unit only a range that
    repeats the unit is joined.
    """
    if place + 1 >= len(found):
        return None
    joint = _joint(found[place], vocabulary)
    if joint is None or (joined and joint != joined) or (unit and joint != "-"):
        return None
    read = number_at(found, place + 1)
    if read is None or (unit and _unit_at(found, read[1], vocabulary)[0] != unit):
        return None
    return joint, read[0], read[1]


def _joint(word: Word, vocabulary: Vocabulary) -> str | None:
    if word.text in ("/", "-"):
        return word.text
    phrase = vocabulary.sig.table.phrases.find(word.text)
    return "-" if phrase is not None and ("range", "range") in phrase.meanings else None


def _unit_at(found: Sequence[Word], place: int, vocabulary: Vocabulary) -> tuple[str | None, int]:
    """The unit at a place, over a hyphen (``10-mg``), and the place after it; (None, place) if there is none."""
    start = place
    if start + 1 < len(found) and found[start].text == "-" and found[start + 1].kind == "word":
        start += 1
    key, after = unit_at(found, start, vocabulary)
    return (key, after) if key else (None, place)


def unit_at(found: Sequence[Word], place: int, vocabulary: Vocabulary) -> tuple[str | None, int]:
    """The unit at a place, and the place after it; a word that only says what a number is for is none."""
    hit = longest_at(found, place, vocabulary.sig.table) if 0 <= place < len(found) else None
    return (None, place) if hit is None else unit_of(hit, found, place, vocabulary.sig.table)


def unit_of(hit: tuple[Phrase, int], found: Sequence[Word], place: int, table: PhraseTable) -> tuple[str | None, int]:
    """The unit among the meanings of the longest run of words at a place, or of its first word alone; not of a longer
    run that is a time (``each morning``).
    """
    key, after = meaning_of(hit, found, place, "unit", table)
    part_of_time = after < hit[1] and any(kind in _TIMES for kind, _ in hit[0].meanings)
    return (None, place) if key in NO_UNITS or part_of_time else (key, after)


def meaning_at(found: Sequence[Word], place: int, kind: str, vocabulary: Vocabulary) -> tuple[str | None, int]:
    """The key of the sig word of that kind at a place, and the place after it; (None, place) if there is none."""
    if not 0 <= place < len(found):
        return None, place
    hit = longest_at(found, place, vocabulary.sig.table)
    return (None, place) if hit is None else meaning_of(hit, found, place, kind, vocabulary.sig.table)


def meaning_of(
    hit: tuple[Phrase, int], found: Sequence[Word], place: int, kind: str, table: PhraseTable
) -> tuple[str | None, int]:
    """The key of that kind among the meanings of the longest run of words at a place, or of its first word alone."""
    key = _key_of(hit[0], kind)
    if key is not None:
        return key, hit[1]
    single = table.phrases.find(found[place].text)
    key = _key_of(single, kind) if single else None
    return (key, place + 1) if key else (None, place)


def _key_of(phrase: Phrase, kind: str) -> str | None:
    for what, key in phrase.meanings:
        if what == kind:
            return key
    return None


def _per_at(found: Sequence[Word], place: int, vocabulary: Vocabulary) -> tuple[Fraction | None, str | None, int]:
    """``/5 mL``, ``per mL``, ``/hr``, ``pro Stunde``, ``/actuat`` after an amount."""
    if place + 1 >= len(found) or not _says_per(found[place], vocabulary):
        return None, None, place
    read = number_at(found, place + 1)
    value, after = read if read is not None else (Fraction(1), place + 1)
    for kind in ("unit", "time-units") if read is not None else ("unit", "time-units", "time-units-per"):
        key, end = meaning_at(found, after, kind, vocabulary)
        if key is not None and key not in NO_UNITS and not (kind == "unit" and vocabulary.units[key].nanograms):
            return value, key, end
    return None, None, place


def _says_per(word: Word, vocabulary: Vocabulary) -> bool:
    phrase = vocabulary.sig.table.phrases.find(word.text)
    return phrase is not None and ("amount-per", "amount-per") in phrase.meanings


def exact(value: Decimal) -> Fraction | None:
    """A decimal of the input as a fraction; None if it is no number, or of absurd size."""
    if (
        not value.is_finite()
        or not -_PLACES <= value.adjusted() <= _PLACES
        or len(value.as_tuple().digits) > 2 * _PLACES
    ):
        return None
    return Fraction(value)


def ceil(value: Fraction) -> int:
    """The least whole number not below the value."""
    return -(-value.numerator // value.denominator)


def decimal(value: Fraction) -> str:
    """A fraction as a decimal, if it has one, else as a fraction."""
    below = value.denominator
    for prime in (2, 5):
        while below % prime == 0:
            below //= prime
    if below != 1:
        return f"{value.numerator}/{value.denominator}"
    if value.denominator == 1:
        return str(value.numerator)
    places = next(n for n in range(1, 60) if 10**n % value.denominator == 0)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    return f"{'-' if value < 0 else ''}{digits[:-places]}.{digits[-places:]}"
