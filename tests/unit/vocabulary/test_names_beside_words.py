"""Every name of the vocabulary with words beside it: what it is stays so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ldn_rules.rulebook.enumerations import WASHOUTS
from support.reading import drug, vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

GUARDED = {"opioid", "naltrexone"}


def names(*kinds: str) -> Iterator[str]:
    """The names that have meanings of these kinds alone."""
    for phrase in vocabulary().names.phrases.values():
        if all(kind in kinds for kind, _ in phrase.meanings):
            yield phrase.spelled


@pytest.mark.parametrize(
    "beside", ["{} 10 mg tablet", "{}-XR 20 mg cap", "{} w/ food", "{} + vitamin D", "{} 100 mg po bid"]
)
def test_what_is_no_opioid_stays_none(beside: str) -> None:
    """A drug the rules do not speak of is none of theirs, and no word beside it makes it one."""
    texts = [beside.format(name) for name in names("irrelevant")]
    assert [text for text in texts if drug(text).outcome != "irrelevant"] == []


@pytest.mark.parametrize(
    "beside",
    [
        "{} (avoid alcohol)",
        "{} for pain",
        "{} zz",
        "{} + vitamin D",
        "{}, gabapentin",
        "{} (opioid)",
        "take {}",
        "{} contrast",
        "{}, LDN",
    ],
)
def test_what_is_an_opioid_or_naltrexone_stays_one(beside: str) -> None:
    """No word beside it takes a guarded class away or makes the interval shorter."""
    lost = []
    for name in names("drug", "product"):
        alone, together = drug(name), drug(beside.format(name))
        shorter = WASHOUTS.index(together.washout) < WASHOUTS.index(alone.washout)
        if shorter or (alone.classes & GUARDED) - together.classes:
            lost.append(beside.format(name))
    assert lost == []
