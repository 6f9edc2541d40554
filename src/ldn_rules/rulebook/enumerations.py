"""Closed lists of names; the integer of a name in a fact is its place here."""

from __future__ import annotations

from typing import Final


def places(names: tuple[str, ...]) -> dict[str, int]:
    """The integer of each name, for those that are asked for at every fact."""
    return {name: place for place, name in enumerate(names)}


SEVERITIES: Final = ("info", "minor", "moderate", "major", "contraindicated")
"""Ascending; the integer of a severity is its place here."""

WASHOUTS: Final = (
    "none",
    "gastrointestinal",
    "perioperative",
    "short-acting",
    "long-acting",
    "neuraxial",
    "depot-weekly",
    "depot-monthly",
    "depot-sublocade",
    "implant",
)
"""Interval classes (docs/guide/semantics.md "Interval classes"), ordered so that usual lists are neighbours."""

DOUBTS: Final = (
    "none",
    "partial-date",
    "no-start",
    "ends-disagree",
    "supply-over",
    "dropped-date",
    "reversed",
    "no-end",
    "no-dates",
    "not-confirmed-stopped",
    "still-listed",
    "leftover",
)
"""Why a fact is another reading of an exposure's dates (docs/guide/semantics.md "Last use", 1 to 6).

The main reading of every exposure has ``none``. A case that matches another reading
reports only where that reading leads to a different result than the main one.
"""

SINGLE_DAY: Final = "single-day"
"""The doubt about a month or a year of which one day decides; no fact has it, a whole list is read so."""

FAULTS: Final = ("none", "unit-gram", "too-small", "too-large", "no-concentration", "no-unit", "bare-number")
"""What makes a written naltrexone dose implausible (LDN303)."""

STOPS: Final = ("none", "no-effect", "other", "not-given", "not-read")
"""Why low-dose treatment was stopped (LDN401): it was not, or ended as ordered; it did not help; another reason; no
reason is given; one is given and not understood."""

DATE_ORDERS: Final = ("mdy", "dmy", "ymd")
"""The orders of month, day and year that may be stated of the dates of a list."""
