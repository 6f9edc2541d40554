"""Facts in words: dates, doses and how they were derived."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Final

from ldn_rules.facts.days import day_text
from ldn_rules.facts.windows import NO_START, UNREAD_START
from ldn_rules.rulebook.kinds import UNKNOWN, UNKNOWN_DAY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ldn_rules.facts.spells import Spell
    from ldn_rules.reading.model import Amount, EntryReading

NANOGRAMS_PER_MG: Final = 1_000_000
NANOGRAMS_PER_MCG: Final = 1_000


def dose_text(nanograms: int) -> str:
    """Nanograms in the unit people use: mg from 0.1 mg on, else mcg (exact decimals)."""
    sign = "-" if nanograms < 0 else ""
    size = abs(nanograms)
    if size * 10 >= NANOGRAMS_PER_MG or size == 0:
        return f"{sign}{_decimal(size, NANOGRAMS_PER_MG)} mg"
    return f"{sign}{_decimal(size, NANOGRAMS_PER_MCG)} mcg"


def _decimal(size: int, unit: int) -> str:
    whole, rest = divmod(size, unit)
    if not rest:
        return str(whole)
    digits = str(rest).rjust(len(str(unit)) - 1, "0").rstrip("0")
    return f"{whole}.{digits}"


def amount_text(amount: Amount | tuple[int, int] | None) -> str:
    """A dose range in words; "unknown" where nothing bounds it."""
    if amount is None:
        return "unknown"
    low, high = amount if isinstance(amount, tuple) else (amount.low, amount.high)
    if low <= -UNKNOWN or high >= UNKNOWN:
        return "unknown" if low <= 0 else f"at least {dose_text(low)}"
    return dose_text(low) if low == high else f"{dose_text(low)} to {dose_text(high)}"


def names_text(spell: Spell) -> str:
    """The entries of a spell as they were written, each once."""
    return "; ".join(dict.fromkeys(entry_name(member.dated.entry) for member in spell.members))


def drug_text(spell: Spell) -> str:
    """The same; of names that differ in some words alone, such as a strength, what they share is said once."""
    names = list(dict.fromkeys(entry_name(member.dated.entry) for member in spell.members))
    words = [name.split() for name in names]
    ahead = _shared(words)
    behind = _shared([each[ahead:][::-1] for each in words])
    middles = [" ".join(each[ahead : len(each) - behind]) for each in words]
    if len(names) == 1 or not ahead or not all(middles):
        return "; ".join(names)
    return " ".join([*words[0][:ahead], ", ".join(middles), *words[0][len(words[0]) - behind :]])


def _shared(rows: Sequence[Sequence[str]]) -> int:
    """How many words all rows begin with."""
    return sum(1 for _ in takewhile(lambda column: len(set(column)) == 1, zip(*rows, strict=False)))


def entry_name(read: EntryReading) -> str:
    """An entry's own name, else its codes as they were written."""
    codes = (f"code {one.code} ({one.display})" if one.display else f"code {one.code}" for one in read.entry.codes)
    return read.entry.name or ", ".join(dict.fromkeys(codes))


def start_text(as_of: int, spell: Spell) -> str:
    """First day of a spell as an ISO date, said to be assumed where no day was read, or that nobody knows it."""
    day = _first_day(as_of, spell)
    stated = spell.opening().dated.entry.start is not None or day == UNKNOWN_DAY
    return day if stated else f"assumed {day}, start not known"


def _first_day(as_of: int, spell: Spell) -> str:
    known = spell.opening().window.start_basis not in (NO_START, UNREAD_START)
    return day_text(as_of, spell.start) if known else UNKNOWN_DAY


def derivation_text(as_of: int, spell: Spell) -> str:
    """First and last day of a spell, and how they were derived."""
    opening, closing = spell.opening().window, spell.closing().window
    days = f"{_first_day(as_of, spell)} to {day_text(as_of, spell.end)}"
    if (opening.start_basis, closing.end_basis) == ("start as stated", "end as stated"):
        return f"{days}, as stated"
    return f"{days}; {opening.start_basis}, {closing.end_basis}"
