"""The gold table of directions: how many are read exactly, and how few wrongly."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from support.reading import vocabulary
from support.scripts import scripts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def gold(root: Path) -> Iterator[Any]:
    """``tools/sig_gold.py`` as a module."""
    with scripts(root, "sig_gold") as found:
        yield found["sig_gold"]


@pytest.fixture(scope="module")
def directions(gold: Any) -> list[Any]:
    """Every direction of the table."""
    return list(gold.table(gold.TABLE.read_text(encoding="utf-8").splitlines()))


def test_what_the_table_holds(directions: list[Any]) -> None:
    """At least 300 directions of four habits, 60 of several phases and 40 of LDN, each once in its habit."""
    assert len(directions) >= 300
    assert sum(one.several_phases for one in directions) >= 60
    assert sum(one.low_dose for one in directions) >= 40
    habits = Counter(one.heading.removeprefix("LDN ") for one in directions)
    assert set(habits) == {"US", "UK", "Canada and Australia", "Continental Europe"}
    assert all(count >= 40 for count in habits.values())
    assert len({(one.heading, one.text) for one in directions}) == len(directions)


def test_how_well_it_is_read(gold: Any, directions: list[Any]) -> None:
    """At least 99 in a hundred are read exactly, and none wrongly without saying so."""
    figures = gold.measure(directions)
    assert figures.wrong == 0, figures.found
    assert figures.exact * 100 >= 99 * figures.total, figures.found
    assert figures.meets


def test_how_well_directions_are_read_that_were_written_without_sight_of_the_grammar(gold: Any) -> None:
    """At least 95 in a hundred exactly; at most one in two hundred wrongly without saying so."""
    directions = list(gold.table(gold.TABLE.with_name("sigs-unseen.txt").read_text(encoding="utf-8").splitlines()))
    assert len(directions) >= 770
    figures = gold.measure(directions)
    assert figures.meets, figures.found


def test_the_command_prints_the_figures(gold: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What differs with its line, the figures, and an exit code that says whether the targets are met."""
    table = tmp_path / "own.txt"
    table.write_text("## US\n\n1 cap hs\n= 2 capsule; 1 per day; at bedtime\n", encoding="utf-8")
    assert gold.main([str(table)]) == 1
    assert capsys.readouterr().out == (
        "3: WRONG 1 cap hs\n    phase 1 dose {'value': 1, 'unit': 'capsule'}, not {'value': 2, 'unit': 'capsule'}\n"
        "own.txt: 1 directions, 0 of several phases, 0 of LDN; exact 0 (0.0 %), wrong 1 (100.00 %)\n"
    )
    assert gold.main([]) == 0


DOSE_KINDS = {
    *("unit", "numerals", "times", "times-words", "frequencies", "times-of-day", "weekdays", "weekday-groups", "then"),
    *("increase", "maximum", "up-to", "duration", "lengths", "after", "after-another"),
}
HARMLESS = {"for", "on", "a", "an", "at", "time", "after", "each", "until", "doses", "sun", "additional"}


def test_no_caution_says_anything_of_a_dose() -> None:
    """What is passed over as a caution holds no number and no word that could change how much is taken or when."""
    table = vocabulary().sig.table
    cautions = [one.spelled for one in table.phrases.values() if ("cautions", "cautions") in one.meanings]
    assert len(cautions) >= 100
    for caution in cautions:
        words = caution.split()
        assert not any(word.isdecimal() for word in words), caution
        found = [word for word in words if word in table.phrases and word not in HARMLESS]
        kinds = {kind for word in found for kind, _ in table.phrases[word].meanings}
        assert not kinds & DOSE_KINDS, (caution, kinds & DOSE_KINDS)
