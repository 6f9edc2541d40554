"""The closed world a rule may speak of: fact kinds, their fields and types.

The facts stage fills exactly these fields, the loader refuses any other, the
compiler encodes them as integers. Day numbers are relative to ``as_of`` (day 0),
intervals are closed, doses are nanograms. A *nullable* field may be unknown and is
then an interval of what it can be (three-valued reading); every other field is one
integer in every fact.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from ldn_rules.rulebook.context_kinds import CONTEXT_KINDS
from ldn_rules.rulebook.enumerations import DOUBTS, FAULTS, SEVERITIES, STOPS, WASHOUTS
from ldn_rules.rulebook.field_types import NEVER, NEVER_MINUTE, UNKNOWN, UNKNOWN_DAY, Field, FieldType, Kind
from ldn_rules.rulebook.field_types import kind_of as _kind

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["KINDS", "NEVER", "NEVER_MINUTE", "UNKNOWN", "UNKNOWN_DAY", "Field", "FieldType", "Kind"]

_D, _M, _N = FieldType.DAY, FieldType.MINUTE, FieldType.DAYS
_DOSE, _COUNT, _FLAG, _ENUM = FieldType.DOSE, FieldType.COUNT, FieldType.FLAG, FieldType.ENUM


_BESIDE = ("full-dose", "depot", "combination", "topical", "other-form")


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
                Field("use-recorded", _FLAG, "The last use of every entry is recorded (last_taken), and counts."),
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
                Field("start", _D, "First day of the spell (L0)."),
                Field("last", _D, "Last day of the spell (L1); never = open."),
                Field("first-use", _M, "The first day (L0) to the minute, for washout intervals."),
                Field("total", _DOSE, "Largest daily dose in the spell.", nullable=True),
                Field("full-dose", _FLAG, "Nothing in it is low-dose use: full dose or depot alone."),
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
                Field("stop", _ENUM, "Why it was stopped; none = it was not, or ended as ordered.", STOPS),
                Field("days-at-highest", _N, "Days at the highest daily dose; never = goes on.", nullable=True),
                Field("doubt", _ENUM, "Why this is another reading of the dates; none = the main reading.", DOUBTS),
                texts={
                    "start": "First day, as a date.",
                    "last": "Last day, as a date, or 'no end'.",
                    "first-total": "Daily dose on the first day.",
                    "derived": "How the dates were derived.",
                    "previous": "Last day of the episode before.",
                    "stop": "The reason for stopping, as written.",
                    "highest": "Highest daily dose.",
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
            *CONTEXT_KINDS,
        )
    }
)
"""Every kind by name."""
