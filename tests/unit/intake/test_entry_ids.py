"""Ids of entries: given ones stay, missing ones come from the content, no two are the same."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from ldn_rules.intake.model import Record


A, B = {"name": "a", "sig": "1"}, {"name": "b"}


def ids(record: Record) -> list[tuple[str | None, str]]:
    """Names with ids, unread entries too."""
    read = [(entry.name, entry.id) for entry in record.entries]
    return read + [(gap.text, gap.id) for gap in record.unread]


def test_ids_from_content_do_not_depend_on_the_order(only: Callable[..., Record]) -> None:
    """Shuffling a list changes no id."""
    entries = [A, B, {**A, "dose": {"value": 1}}, {"name": "u", "x": 1}, {"id": "k", "name": "c"}]
    expected = None
    for shuffled in itertools.permutations(entries):
        found = sorted(ids(only(json.dumps({"medications": shuffled}))))
        expected = expected or found
        assert found == expected


def test_identical_entries_are_counted(only: Callable[..., Record]) -> None:
    """Entries of equal content differ by a number."""
    first, second, third = (each for _, each in ids(only(json.dumps({"medications": [A, A, A]}))))
    assert (second, third) == (first + "#2", first + "#3")


def test_the_same_content_has_the_same_id_in_every_format(only: Callable[..., Record]) -> None:
    """JSON, spread or not, and CSV give one content one id."""
    line = only('{"medications": [{"name": "a", "days_supply": 30}]}')
    document = only('{\n"medications": [{"days_supply": 30, "name": "a"}]}')
    table = only("patient_id,name,days_supply\np,a,30\n")
    assert ids(line) == ids(document) == ids(table)


def test_repeated_ids_are_made_unique(only: Callable[..., Record], said: Callable[[Record], list[str]]) -> None:
    """The second entry of one id gets another and is named; the order of the list does not decide which."""
    entries = [{"id": "m", "name": "a"}, {"id": "m", "name": "b"}, {"id": "m#2", "name": "c"}]
    record = only(json.dumps({"medications": entries}))
    assert sorted(ids(record)) == [("a", "m"), ("b", "m#3"), ("c", "m#2")]
    assert said(record) == [
        'repeated-id medications[1] 1:None the id "m" stands more than once in this list; this entry is "m#3" here'
    ]
    turned = only(json.dumps({"medications": entries[::-1]}))
    assert sorted(ids(turned)) == sorted(ids(record))
    assert said(turned) == [
        'repeated-id medications[2] 1:None the id "m" stands more than once in this list; medications[1] is "m#3" here'
    ]


def test_numeric_ids_are_texts(only: Callable[..., Record]) -> None:
    """5 and "5" are one id."""
    record = only('{"medications": [{"id": 5, "name": "a"}, {"id": "6", "name": "b"}]}')
    assert ids(record) == [("a", "5"), ("b", "6")]
