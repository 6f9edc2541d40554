"""The reading stage over the shipped vocabulary, with entries made in one line."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ldn_rules.intake.model import Coding, Entry, Frequency, Quantity, Record
from ldn_rules.reading.drugs import DrugReader
from ldn_rules.reading.plausibility import PlausibilityLimits
from ldn_rules.reading.reader import Reader
from ldn_rules.reading.shapes import drug_shape, sig_shape
from ldn_rules.reading.sigs.grammar import read_sig
from ldn_rules.rulebook.load import load_folder
from ldn_rules.rulebook.vocabulary_compile import compile_vocabulary

if TYPE_CHECKING:
    from ldn_rules.reading.model import DoseReading, DrugReading, EntryReading, ListReading
    from ldn_rules.rulebook.vocabulary import Vocabulary

RULES = Path(__file__).resolve().parents[2] / "rules"
LIMITS = PlausibilityLimits(100_000, 450_000_000, 100_000, 9_000_000)
TODAY = 739_000
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
MG = 1_000_000


@cache
def vocabulary() -> Vocabulary:
    """The shipped vocabulary, compiled."""
    return compile_vocabulary(load_folder(RULES).vocabulary)


@cache
def reader() -> Reader:
    """A reader over it."""
    return Reader(vocabulary(), LIMITS)


@cache
def _drugs() -> DrugReader:
    return DrugReader(vocabulary())


def drug(
    text: str | None, *codes: tuple[str | None, str | None, str | None] | tuple[str | None, str], **said: Any
) -> DrugReading:
    """One drug, read."""
    return _drugs().read(text, [Coding(*code) for code in codes], **said).drug


def quantity(text: str) -> Quantity:
    """``4.5 mg`` as a quantity; without a unit if there is none."""
    number, _, unit = text.partition(" ")
    return Quantity(Decimal(number), unit or None)


def frequency(times: str, per: str, unit: str, **more: Any) -> Frequency:
    """So many times per so many units."""
    return Frequency(Decimal(times), Decimal(per), unit, **more)


def entry(name: str | None = None, **said: Any) -> Entry:
    """A medication entry; dose, strength and quantity as texts."""
    for field in ("dose", "strength", "quantity"):
        if isinstance(said.get(field), str):
            said[field] = quantity(said[field])
    for field in ("days_supply", "refills", "fill_number"):
        if field in said:
            said[field] = Decimal(said[field])
    return Entry("m1", 0, name, **said)


def read(*entries: Entry, **record: Any) -> ListReading:
    """A list, read today."""
    return reader().read(Record(1, entries=entries, **record), None, TODAY)


def read_entry(name: str | None = None, **said: Any) -> EntryReading:
    """One entry, read."""
    return read(entry(name, **said)).entries[0]


def dose(name: str | None = None, **said: Any) -> DoseReading:
    """The dose of one entry."""
    return read_entry(name, **said).dose


def mg(amount: Any) -> Any:
    """An amount in milligrams: one number, or low and high; None stays None."""
    if amount is None:
        return None
    return amount.low / MG if amount.low == amount.high else (amount.low / MG, amount.high / MG)


def drugs_read(text: str) -> dict[str, Any]:
    """One drug name in the shape of ``drugs read``."""
    return drug_shape(_drugs().read(text).drug)


def sigs_read(text: str) -> dict[str, Any]:
    """One sig in the shape of ``sigs read``."""
    return sig_shape(read_sig(text, vocabulary()))
