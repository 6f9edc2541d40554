"""The closed world a rule may speak of: fact kinds, their fields and types.

The facts stage fills exactly these fields, the loader refuses any other, the
compiler encodes them as integers. Day numbers are relative to ``as_of`` (day 0),
intervals are closed, doses are nanograms. A *nullable* field may be unknown and is
then an interval of what it can be (three-valued reading); every other field is one
integer in every fact.
"""

from __future__ import annotations

from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from ldn_rules.rulebook.enumerations import DOUBTS, FAULTS, SEVERITIES, WASHOUTS

if TYPE_CHECKING:
    from collections.abc import Mapping

NEVER: Final = 1_000_000
"""Day number of "has not happened": an open end, or nothing before."""

NEVER_MINUTE: Final = NEVER * 1440
"""The same for fields counted in minutes."""

UNKNOWN: Final = 10**15
"""An unknown value is the interval [-UNKNOWN, +UNKNOWN]."""

UNKNOWN_DAY: Final = "an unknown day"
"""A day that nobody knows, in words."""


class FieldType(Enum):
    """How a field's constants are written in YAML and stored as integers."""

    DAY = "day"
    """Day number relative to as_of; differences are written ``7 days``."""
    MINUTE = "minute"
    """Minute number relative to as_of 00:00; differences are written ``7 days``."""
    DAYS = "days"
    """A count of days, written ``14 days``; ``never`` = none before."""
    DOSE = "dose"
    """Nanograms (per dose or per day), written ``4.5 mg``; a rise may be negative."""
    COUNT = "count"
    """A bare whole number."""
    YEARS = "years"
    """Whole years, written ``18 years``."""
    RATIO = "ratio"
    """Thousandths, written ``3 x`` (times a reference limit)."""
    FLAG = "flag"
    """true or false (1 or 0)."""
    ENUM = "enum"
    """One of the listed names; the integer is its place in the list."""


class Field(Struct, frozen=True):
    """One field of a fact kind."""

    name: str
    type: FieldType
    says: str
    values: tuple[str, ...] = ()
    nullable: bool = False


class Kind(Struct, frozen=True):
    """A kind of fact: what it stands for, its integer fields and its texts for messages."""

    name: str
    says: str
    fields: Mapping[str, Field]
    texts: Mapping[str, str]

    def field(self, name: str) -> Field:
        """The field of that name; KeyError if the kind has none."""
        return self.fields[name]


def _fields(*fields: Field) -> Mapping[str, Field]:
    return MappingProxyType({field.name: field for field in fields})


def _kind(name: str, says: str, *fields: Field, texts: Mapping[str, str] | None = None) -> Kind:
    return Kind(name, says, _fields(*fields), MappingProxyType(dict(texts or {})))


_D, _M, _N = FieldType.DAY, FieldType.MINUTE, FieldType.DAYS
_DOSE, _COUNT, _FLAG, _ENUM = FieldType.DOSE, FieldType.COUNT, FieldType.FLAG, FieldType.ENUM


_BESIDE = ("full-dose", "depot", "combination", "topical", "other-form")

NOT_FILLED: Final = " No list fills this kind yet: a rule on it cannot report."

KINDS: Final[Mapping[str, Kind]] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            _kind(
                "course",
                "One exposure to one drug: entries of one ingredient and interval class that overlap or adjoin.",
                Field("n", _COUNT, "Place of the fact, for ordering pairs."),
                Field("start", _D, "First day of exposure (earliest it can be)."),
                Field("last", _D, "Last day of exposure (latest it can be); never = open."),
                Field("last-use", _M, "Last use to the minute, for washout intervals; never = open."),
                Field("washout", _ENUM, "Interval class.", WASHOUTS),
                Field("ceiling", _ENUM, "Severity if active together with naltrexone.", SEVERITIES),
                Field("dose", _DOSE, "Largest single dose.", nullable=True),
                Field("total", _DOSE, "Largest daily dose.", nullable=True),
                Field("prn", _FLAG, "Taken as needed."),
                Field("scheduled", _FLAG, "Has a regular frequency, and is not as needed."),
                Field("veterinary", _FLAG, "Sold for animals."),
                Field("high-dose", _FLAG, "Above the vocabulary's high-dose limit of the drug."),
                Field("fault", _ENUM, "Why the written dose cannot be trusted.", FAULTS),
                Field("incomplete", _FLAG, "Dose, strength or frequency is missing (oral naltrexone alone)."),
                Field("odd-decimal", _FLAG, "A trailing zero or naked decimal is written (oral naltrexone alone)."),
                Field("full-dose", _FLAG, 'Full-dose naltrexone (docs/guide/semantics.md "Low dose or full dose").'),
                Field("doubt", _ENUM, "Why this is another reading of the dates; none = the main reading.", DOUBTS),
                Field(
                    "declared-ultra-low",
                    _FLAG,
                    "purpose: ultra-low-dose and specialist: true are both given (oral naltrexone alone).",
                ),
                texts={
                    "drug": "Name of the drug as read.",
                    "ingredient": "Ingredient of the exposure.",
                    "names": "The entries' own names.",
                    "start": "First day, as a date.",
                    "last": "Last day, as a date, or 'no end'.",
                    "derived": "How start and end were derived.",
                    "doubt": "What is uncertain about the dates, naming the field.",
                    "missing": "Missing fields of the dose.",
                    "dose": "Single dose with unit.",
                    "total": "Daily dose with unit.",
                    "fault": "What is wrong with the written dose.",
                    "odd-decimal": "The trailing zeros and naked decimals, and what they were read as.",
                },
            ),
            _kind(
                "episode",
                "A spell of systemic naltrexone (low dose, full dose, combination, depot) without a break of 7 days.",
                Field("n", _COUNT, "Place of the fact."),
                Field("start", _D, "L0, first day."),
                Field("last", _D, "L1, last day; never = open."),
                Field("first-use", _M, "L0 to the minute, for washout intervals."),
                Field("total", _DOSE, "Largest daily dose in the spell.", nullable=True),
                Field("declared-ultra-low", _FLAG, "Every entry gives purpose: ultra-low-dose and specialist: true."),
                Field("doubt", _ENUM, "Why this is another reading of the dates; none = the main reading.", DOUBTS),
                texts={
                    "drug": "The naltrexone entries, as read.",
                    "start": "L0, as a date.",
                    "last": "L1, as a date, or 'no end'.",
                    "derived": "How L0 and L1 were derived.",
                    "doubt": "What is uncertain about the dates, naming the field.",
                    "total": "Largest daily dose with unit.",
                },
            ),
            _kind(
                "low-dose-episode",
                "An episode of low-dose, oral, naltrexone-only treatment.",
                Field("n", _COUNT, "Place of the fact."),
                Field("start", _D, "First day."),
                Field("last", _D, "Last day; never = open."),
                Field("first-total", _DOSE, "Daily dose on the first day.", nullable=True),
                Field("days-without", _N, "Days without low-dose naltrexone before it; never = none recorded before."),
                Field("lookback", _N, "Days of recorded history before the first low-dose record."),
                Field("old-entry", _N, "Days from the end of the oldest ended entry to the first low-dose record."),
                Field("refill", _FLAG, "The first record is a stated refill or fill_number >= 1."),
                Field("doubt", _ENUM, "Why this is another reading of the dates; none = the main reading.", DOUBTS),
                texts={
                    "start": "First day, as a date.",
                    "last": "Last day, as a date, or 'no end'.",
                    "first-total": "Daily dose on the first day.",
                    "derived": "How the dates were derived.",
                    "previous": "Last day of the episode before.",
                    "doubt": "What is uncertain about the start, naming the field.",
                },
            ),
            _kind(
                "segment",
                "A span of constant total daily dose of oral naltrexone-only items.",
                Field("n", _COUNT, "Place of the fact."),
                Field("start", _D, "First day."),
                Field("last", _D, "Last day; never = open."),
                Field("total", _DOSE, "Total daily dose.", nullable=True),
                Field("dose", _DOSE, "Largest single dose.", nullable=True),
                Field("factor", _COUNT, "Total over that of the span before, where it is a whole number; else 0."),
                Field("divisor", _COUNT, "Total of the span before over this one, where it is a whole number; else 0."),
                Field("full-dose", _FLAG, 'Full-dose entries (docs/guide/semantics.md "Low dose or full dose").'),
                texts={
                    "start": "First day, as a date.",
                    "last": "Last day, as a date, or 'no end'.",
                    "total": "Total daily dose with unit.",
                    "dose": "Largest single dose with unit.",
                    "before": "Total daily dose of the span before.",
                    "items": "The items that make up the total.",
                },
            ),
            _kind(
                "step",
                "A change of daily dose inside a low-dose episode.",
                Field("n", _COUNT, "Place of the fact."),
                Field("day", _D, "Day of the change."),
                Field("rise", _DOSE, "New minus old daily dose.", nullable=True),
                Field("since-change", _N, "Days since the last change (or the start).", nullable=True),
                Field("without", _N, "Days from the last day of the old dose to the change."),
                texts={
                    "day": "Day of the change, as a date.",
                    "from": "Daily dose before.",
                    "to": "Daily dose after.",
                    "rise": "The change, with unit.",
                    "doubt": "What is uncertain about its day, naming the field.",
                },
            ),
            _kind(
                "pair",
                "Two open or overlapping naltrexone-only oral entries that are left after fills are joined.",
                Field("n", _COUNT, "Place of the fact."),
                Field("last", _D, "Last day both ran."),
                Field("shared-days", _N, "Days on which both ran."),
                Field("fills", _FLAG, "Same strength and daily dose: fills of one course."),
                Field("two-prescribers", _FLAG, "The two entries have different prescribers."),
                texts={"items": "The two entries.", "total": "The summed daily dose.", "last": "Last day both ran."},
            ),
            _kind(
                "low-dose-item",
                "One oral low-dose naltrexone entry: how it is taken, and how it is made.",
                Field("n", _COUNT, "Place of the fact."),
                Field("start", _D, "First day."),
                Field("last", _D, "Last day, before the next entry takes over; never = open."),
                Field("incomplete", _FLAG, "Dose, strength, frequency or some of the directions is missing or unread."),
                Field("prn", _FLAG, "Some of it is as needed."),
                Field("doses", _COUNT, "Doses on a day when it is taken.", nullable=True),
                Field("every", _N, "Days from one day when it is taken to the next; 1 = every day.", nullable=True),
                Field("time-of-day", _ENUM, "When it is taken.", ("not-said", "bedtime", "morning", "other")),
                Field("extended", _FLAG, "Extended release."),
                Field("unit-strength", _DOSE, "Strength of one tablet or capsule.", nullable=True),
                Field("split", _FLAG, "One dose is a part of a tablet or capsule."),
                Field("dissolved", _FLAG, "The directions say how a liquid is made of it first."),
                Field(
                    "liquid-age",
                    _N,
                    "Days since a liquid in use was filled last, or begun; 0 = no liquid, or not known.",
                ),
                texts={
                    "names": "The entry's own name.",
                    "sig": "Its directions.",
                    "times": "How often it is taken.",
                    "made": "Day on which a liquid was filled last, or begun.",
                },
            ),
            _kind(
                "daily-sum",
                "A span of days with the same entries of an ingredient whose daily doses are summed.",
                Field("n", _COUNT, "Place of the fact."),
                Field("start", _D, "First day."),
                Field("last", _D, "Last day; never = open."),
                Field("total", _DOSE, "The most that all directions together allow in a day.", nullable=True),
                texts={
                    "ingredient": "The ingredient.",
                    "names": "The entries' own names.",
                    "total": "The sum with unit.",
                    "start": "First day, as a date.",
                    "last": "Last day, as a date, or 'no end'.",
                },
            ),
            _kind(
                "duplicate",
                "Two entries of naltrexone of different kinds that share a day.",
                Field("n", _COUNT, "Place of the fact."),
                Field("last", _D, "Last day of both; never = both are open."),
                Field(
                    "what", _ENUM, "What stands beside the other one, which is a low dose or a combination.", _BESIDE
                ),
                Field("sure", _FLAG, "Start and end of both are known well enough that they share a day."),
                texts={"items": "The two entries.", "last": "Last day of both, as a date, or 'no end'."},
            ),
            _kind(
                "gap",
                "Something on the list that could not be read, or is missing.",
                Field("n", _COUNT, "Place of the fact."),
                Field(
                    "what",
                    _ENUM,
                    "What it is.",
                    (
                        "unrecognised",
                        "unreadable",
                        "near-name",
                        "empty-list",
                        "no-medicines",
                        "unknown-code",
                        "unread-day",
                    ),
                ),
                texts={
                    "text": "The text as written.",
                    "read-as": "What it was read as.",
                    "reading": "Both, as a clause.",
                },
            ),
            _kind(
                "event",
                "A procedure, injection or implant." + NOT_FILLED,
                Field("n", _COUNT, "Place of the fact."),
                Field("day", _D, "The day it happens.", nullable=True),
                Field("opioid", _ENUM, "Whether an opioid is to be expected.", ("not-expected", "unstated", "likely")),
                texts={"name": "The procedure.", "day": "Its date."},
            ),
            _kind(
                "condition",
                "A problem-list entry." + NOT_FILLED,
                Field("n", _COUNT, "Place of the fact."),
                Field("active", _FLAG, "Active or recurring.", nullable=True),
                Field("start", _D, "Onset."),
                Field("last", _D, "Abatement; never = still there."),
                texts={"name": "The condition."},
            ),
            _kind(
                "observation",
                "A measurement or test result." + NOT_FILLED,
                Field("n", _COUNT, "Place of the fact."),
                Field("day", _D, "Day of the result.", nullable=True),
                Field("ratio", FieldType.RATIO, "Value over the reference limit.", nullable=True),
                Field("latest", _FLAG, "The latest of its kind."),
                texts={"name": "The observation.", "value": "Its value.", "day": "Its date."},
            ),
            _kind(
                "patient",
                "The person." + NOT_FILLED,
                Field("n", _COUNT, "Place of the fact."),
                Field("age", FieldType.YEARS, "Whole years at as_of.", nullable=True),
                texts={"age": "Age in years."},
            ),
        )
    }
)
"""Every kind by name."""
