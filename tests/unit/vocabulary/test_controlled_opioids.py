"""Every opioid under international control is known by its own name."""

from __future__ import annotations

from pathlib import Path

import pytest

from support.reading import drug

NAMES = [
    line
    for line in Path(__file__).with_name("convention-1961.txt").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize("name", NAMES)
def test_an_opioid_of_the_convention_is_known(name: str) -> None:
    """Recognised as an opioid, with nothing left over."""
    read = drug(name)
    assert (read.outcome, read.near, "opioid" in read.classes) == ("recognised", False, True)
    assert read.why == "by name"


@pytest.mark.parametrize("name", NAMES)
def test_its_salt_is_known_too(name: str) -> None:
    """A salt changes nothing of what it is."""
    assert drug(f"{name} hydrochloride").ingredients == drug(name).ingredients
