"""What reading hands on: each entry with what was understood, and what was not.

Doses are integer nanograms, as a closed range (a single value has low == high).
Days are proleptic ordinals (``datetime.date.toordinal``).
"""

from __future__ import annotations

from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ldn_rules.intake.model import Entry, Item, Problem, Record, Unreadable
    from ldn_rules.reading.sigs.model import SigReading


class Strength(Struct, frozen=True):
    """One ingredient's strength: ``low`` to ``high`` nanograms per ``per`` (unit, mL, hour or actuation)."""

    ingredient: str | None
    low: int
    high: int
    per: str


class DrugReading(Struct, frozen=True):
    """What a drug text and its codes were understood as (shape of ``drugs read``).

    ``outcome`` is recognised, irrelevant, review or unrecognised. ``ingredients`` is the
    full set (irrelevant partners too), ``classes`` holds every ancestor class,
    ``washout`` the interval class of the opioid in it (``none`` if there is none), ``ceiling`` the
    severity if active together with naltrexone. ``ingredient`` is the one the rules
    speak of. ``near`` marks a reading by the guard of near names.
    """

    input: str
    outcome: str
    ingredients: tuple[str, ...] = ()
    ingredient: str | None = None
    classes: frozenset[str] = frozenset()
    release: str | None = None
    form: str | None = None
    route: str | None = None
    strengths: tuple[Strength, ...] = ()
    washout: str = "none"
    ceiling: str = "info"
    wear_days: int = 0
    near: bool = False
    veterinary: bool = False
    says_low_dose: bool = False
    high_dose: HighDose | None = None
    read_as: str | None = None
    why: str = ""
    code_fault: str = ""
    """Why a code was not looked up in the code index, if it was to be."""
    remarks: tuple[str, ...] = ()
    """What is said of the decimals of its text (``reading.decimals``)."""

    @property
    def irrelevant(self) -> bool:
        """A known drug the rules do not speak of: nothing more of its entry is needed."""
        return self.outcome == "irrelevant"


class HighDose(Struct, frozen=True):
    """Above ``more_than`` nanograms a day the drug counts as ``washout`` with ``ceiling``."""

    more_than: int
    washout: str
    ceiling: str


class Amount(Struct, frozen=True):
    """A closed range in nanograms; exact when low == high."""

    low: int
    high: int


class PlannedDose(Struct, frozen=True):
    """One step of a dose that changes by its directions: the daily dose (None where it is not known), and after how
    many days at the least and at the most (None: not known) the next step follows.
    """

    daily: Amount | None
    least: int
    most: int | None


class Schedule(Struct, frozen=True):
    """How an entry is taken: ``times_of_day`` as vocabulary keys, ``doses`` from how many to how many on a day when it
    is taken, ``interval`` the days from one such day to the next (1 = every day), both None where not known;
    ``dissolved``: the directions say how a liquid is made first.
    """

    times_of_day: tuple[str, ...] = ()
    doses: tuple[int, int] | None = None
    interval: tuple[int, int] | None = None
    dissolved: bool = False


class DoseReading(Struct, frozen=True):
    """The dose of one entry.

    ``single`` is one administration, ``daily`` the dose of a day when it is taken (rounded up to whole
    nanograms; ``every_days`` says that there are days between), ``unit_strength`` one tablet or capsule.
    ``fault`` is one of ``rulebook.enumerations.FAULTS``; ``missing`` names the missing
    or unread fields (dose, strength, frequency, unit); ``disagreement`` says which sources
    of the dose contradict each other. ``prn``: some of it is as needed; ``only_prn``: all of it. ``plan`` holds the
    steps of a dose that changes with time, in order; ``single`` and ``daily`` are then the range over all of them.
    """

    single: Amount | None = None
    daily: Amount | None = None
    unit_strength: Amount | None = None
    fault: str = "none"
    fault_text: str = ""
    missing: tuple[str, ...] = ()
    disagreement: str | None = None
    prn: bool = False
    only_prn: bool = False
    not_understood: tuple[str, ...] = ()
    """The parts of the sig that were not understood, as written; long ones are cut."""
    unread_amount: bool = False
    """A mass or volume stands in the sig and was not understood."""
    in_parts: bool = False
    """A part of a unit stands in the name."""
    scheduled: bool = False
    every_days: int | None = None
    derived: str = ""
    plan: tuple[PlannedDose, ...] = ()
    remarks: tuple[str, ...] = ()
    """What is said of the decimals in the name and the sig."""
    schedule: Schedule = Schedule()


SUPPOSED: Final = "supposed"
"""How a date is read that is a month or a year, and is taken as one of its days."""


class DateReading(Struct, frozen=True):
    """A date as the closed interval of days it can mean.

    ``minute`` of the day and ``offset`` of its clock from UTC, in minutes, where they are stated. ``how`` it was read
    is one of iso, compact, year-first, one-meaning, stated-order, month-name, month-and-year, serial, or ``SUPPOSED``.
    """

    first: int
    last: int
    minute: int | None
    text: str
    offset: int | None = None
    how: str = "iso"

    @property
    def said(self) -> str:
        """One day in ISO 8601; a month or a year as written."""
        return date.fromordinal(self.first).isoformat() if self.first == self.last else self.text


class NoDate:
    """Why a text was not read as a date, in words that follow it.

    No Struct: to ask whether a value is of the class of a Struct takes five times as long, and each date is asked.
    """

    __slots__ = ("why",)

    def __init__(self, why: str) -> None:
        self.why = why


class SummedDose(Struct, frozen=True):
    """The daily dose of an ingredient that rules sum over all entries, with its classes; None where not known."""

    ingredient: str
    classes: frozenset[str]
    daily: Amount | None


class TextsReading(Struct, frozen=True):
    """What the texts of an entry alone decide; the same object for entries of equal texts. ``unread`` holds problem
    code, field and message; ``sig`` is None too of a drug no rule speaks of. ``stopped_for`` is what the reason for
    stopping says: none (there is no reason), no-effect, other, or not-read.
    """

    drug: DrugReading
    dose: DoseReading
    status: str
    indication: str
    unread: tuple[tuple[str, str, str], ...]
    sig: SigReading | None = None
    stopped_for: str = "none"
    summed: tuple[SummedDose, ...] = ()


class EntryReading(Struct, frozen=True):
    """One medication entry, read. A date or number that is present but unreadable stands in ``problems``
    and its name in ``unread``.

    ``indication`` (from the entry's own reason) is none, low-dose-use or full-dose-use.
    ``status`` is one of active, on-hold, unknown, stopped, completed, planned, not-given, entered-in-error.
    """

    entry: Entry
    texts: TextsReading
    drug: DrugReading
    dose: DoseReading
    status: str
    start: DateReading | None = None
    end: DateReading | None = None
    last_taken: DateReading | None = None
    last_filled: DateReading | None = None
    days_supply: int | None = None
    refills: int | None = None
    fill_number: int | None = None
    indication: str = "none"
    unread: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


class ItemReading(Struct, frozen=True):
    """A condition, observation, procedure, allergy or device, read.

    ``concepts`` are the entries of the vocabulary that it is; none: the rules do not speak of it. ``state`` is void
    (not so, or never happened), over, planned, done, or empty (so, as far as the list says); ``past``: in remission, or
    a history of it. ``days`` are its dates by name, ``unread`` the names of those that are none. ``opioid`` is what is
    stated of a procedure, ``intolerance``: a reaction that is a side effect.
    """

    item: Item
    concepts: tuple[str, ...] = ()
    state: str = ""
    past: bool = False
    days: Mapping[str, DateReading] = MappingProxyType({})
    unread: tuple[str, ...] = ()
    opioid: str | None = None
    intolerance: bool = False


class ListReading(Struct, frozen=True):
    """A whole record, read. ``as_of`` is the day number 0 as an ordinal; ``history_from``, ``birth`` and
    ``list_date`` are dates or None.
    """

    record: Record
    as_of: int
    as_of_basis: str
    entries: tuple[EntryReading, ...]
    unread: tuple[Unreadable, ...]
    history_from: DateReading | None
    birth: DateReading | None
    list_date: DateReading | None
    problems: tuple[Problem, ...]
    items: tuple[ItemReading, ...] = ()
    devices: tuple[EntryReading, ...] = ()
    """Devices that give a drug the rules speak of, read as entries are; what cannot be read of the others is no gap."""
