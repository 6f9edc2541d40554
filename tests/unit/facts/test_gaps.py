"""What stands on a list and could not be read, or is missing from it."""

from __future__ import annotations

from typing import Any

import pytest

from ldn_rules.rulebook.kinds import KINDS
from support.lists import List, facts, item, ldn, messages, said

WHAT = KINDS["gap"].fields["what"].values
RXNORM = "http://www.nlm.nih.gov/research/umls/rxnorm"
UNKNOWN_CODE = {"id": "code", "status": "active", "codes": [{"system": RXNORM, "code": "99999999"}]}
UNREADABLE = {"id": "odd", "name": "oxycodone", "colour": "white"}


def gaps(medications: List | str, **more: Any) -> list[tuple[str, tuple[str, ...]]]:
    """Kind and entries of each gap, as written in the facts."""
    found = facts(medications, **more).facts
    return [
        (WHAT[one.values["what"]], one.entries)  # type: ignore[index]
        for one in found
        if one.kind == "gap"
    ]


@pytest.mark.parametrize(
    ("entry", "what"),
    [
        (item("zorbanex forte"), "unrecognised"),
        (item("oxycodne 5 mg tablet"), "near-name"),
        (UNKNOWN_CODE, "unknown-code"),
        (UNREADABLE, "unreadable"),
    ],
)
def test_what_is_not_understood_is_a_gap(entry: dict[str, Any], what: str) -> None:
    """Each item that is not understood is one gap that names its entry."""
    assert gaps([ldn(), entry]) == [(what, (entry["id"],))]


def test_what_is_understood_or_void_is_none() -> None:
    """Known names and entries in error are no gaps."""
    assert gaps([ldn(), item("vitamin D"), item("zorbanex forte", status="entered-in-error")]) == []


def test_an_empty_list_and_no_medicines() -> None:
    """An empty list is a gap, and so is a statement that there are no medicines, which says who made it and when."""
    assert gaps([]) == [("empty-list", ())]
    assert gaps("none", source="interview", list_date=-3) == [("no-medicines", ())]
    assert "interview, 2026-01-12" in messages("none", source="interview", list_date=-3)


def test_a_list_without_naltrexone_keeps_few_gaps() -> None:
    """Without naltrexone only an unknown code, an unreadable entry and an empty list are asked about."""
    assert gaps([item("zorbanex forte"), item("oxycodne 5 mg tablet"), UNKNOWN_CODE, UNREADABLE]) == [
        ("unreadable", ("odd",)),
        ("unknown-code", ("code",)),
    ]


def test_the_text_of_an_unknown_code_is_the_code() -> None:
    """An entry that has only a code is named by it."""
    assert "99999999" in messages([ldn(), UNKNOWN_CODE])


def test_several_items_stand_in_a_fixed_order() -> None:
    """The message of all unmapped items does not depend on the order of the list."""
    entries = [ldn(), item("zorbanex forte"), item("plimitrol")]
    assert said(entries) == ["LDN120 cannot-assess moderate"]
    assert messages(entries) == messages(entries[::-1])
