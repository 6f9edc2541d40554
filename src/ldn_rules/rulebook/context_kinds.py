"""Kinds of facts of what is no medicine: procedures, conditions, results, allergies, devices, the person."""

from __future__ import annotations

from typing import Final

from ldn_rules.rulebook.enumerations import WASHOUTS
from ldn_rules.rulebook.field_types import Field, FieldType, kind_of

_D, _COUNT, _FLAG, _ENUM = FieldType.DAY, FieldType.COUNT, FieldType.FLAG, FieldType.ENUM

CONTEXT_KINDS: Final = (
    kind_of(
        "event",
        "A procedure of the list, or a review.",
        Field("n", _COUNT, "Place of the fact."),
        Field("day", _D, "The day it happens, or happened.", nullable=True),
        Field("ahead", _FLAG, "Planned: it has not happened yet."),
        Field("opioid", _ENUM, "Whether an opioid is to be expected.", ("not-expected", "unstated", "likely")),
        Field(
            "washout", _ENUM, "Interval class of the opioid to be expected; none = none is, or not stated.", WASHOUTS
        ),
        texts={"name": "The procedure.", "day": "Its date."},
    ),
    kind_of(
        "condition",
        "A condition of the problem list, or a symptom.",
        Field("n", _COUNT, "Place of the fact."),
        Field("remission", _FLAG, "In remission, or a history of it."),
        Field("start", _D, "Onset (the earliest it can be)."),
        Field("last", _D, "Abatement (the latest it can be); never = still there."),
        Field("onset", _D, "Onset, for intervals to it.", nullable=True),
        texts={"name": "The condition.", "onset": "Its onset, as a date.", "status": "Its status, as read."},
    ),
    kind_of(
        "observation",
        "A measurement or test result.",
        Field("n", _COUNT, "Place of the fact."),
        Field("day", _D, "Day of the result.", nullable=True),
        Field("ratio", FieldType.RATIO, "Value over its own upper limit.", nullable=True),
        Field("compared", _FLAG, "The value and its own upper limit were read."),
        Field("usual", FieldType.RATIO, "Value over the upper limit of most laboratories.", nullable=True),
        Field("level", FieldType.LEVEL, "Value in the usual unit.", nullable=True),
        Field("positive", _FLAG, "Positive, or a challenge failed.", nullable=True),
        Field("latest", _FLAG, "The latest of its kind (one without a date may be)."),
        texts={
            "name": "The observation.",
            "value": "Its value, with unit.",
            "limit": "Its own upper limit.",
            "day": "Its date.",
            "missing": "What of it is missing or could not be read.",
        },
    ),
    kind_of(
        "allergy",
        "An allergy or intolerance.",
        Field("n", _COUNT, "Place of the fact."),
        Field("intolerance", _FLAG, "The reaction is a side effect, and no allergy."),
        texts={"name": "What it is against.", "reaction": "The reaction, as written."},
    ),
    kind_of(
        "device",
        "A pump or an implant.",
        Field("n", _COUNT, "Place of the fact."),
        Field("start", _D, "First day (the earliest it can be)."),
        Field("last", _D, "Last day (the latest it can be); never = in place."),
        texts={"name": "The device.", "start": "First day, as a date.", "last": "Last day, as a date, or 'no end'."},
    ),
    kind_of(
        "patient",
        "The person.",
        Field("n", _COUNT, "Place of the fact."),
        Field("age", FieldType.YEARS, "Whole years at as_of.", nullable=True),
        texts={"age": "Age in years."},
    ),
)
"""In the order of the reference."""
