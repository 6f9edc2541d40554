"""``planning.yaml``: what it must hold, and every fault of it with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ldn_rules.cli import main
from ldn_rules.cli.exits import ExitCode
from ldn_rules.rulebook.errors import RulesError
from ldn_rules.rulebook.load import load_folder
from support.small_rules import write_small_rules

if TYPE_CHECKING:
    from pathlib import Path

MG = 10**6


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A few rules that a test may change."""
    return write_small_rules(tmp_path / "site")


FAULTS = {
    "a setting that is missing and one that nothing reads": (
        ("  every:", "  evry:"),
        [
            "4:1: E141 setting `every` is missing (the program has no value of its own for it)",
            "13:3: E141 no setting `evry` (did you mean `every`?)",
        ],
    ),
    "a dose without a unit": (
        ("value: 4.5 mg", "value: 4.5"),
        [
            '18:12: E112 number `4.5` without a unit (write a unit, such as `4.5 mg`, or quote it: "4.5")',
        ],
    ),
    "days where a dose is due": (
        ("value: 14 days", "value: 14 mg"),
        [
            "14:12: E130 `mg` is no unit of `every` (write it like `7 days`)",
        ],
    ),
    "one value where a list is due": (
        ("value: [0.5 mg, 1 mg, 1.5 mg, 3 mg, 4.5 mg]", "value: 1.5 mg"),
        [
            "22:5: E103 `strengths` is a list of values (write it like `[4.5 mg]`)",
        ],
    ),
    "a count that is none": (
        ("value: 60", "value: 60 mg"),
        [
            "38:12: E130 `most-steps` is a whole number, not `60 mg`",
        ],
    ),
    "a count of nothing": (
        ("value: 60", "value: 0"),
        [
            "38:12: E130 `most-steps` is more than nothing, not `0` (write it like `3`)",
        ],
    ),
    "a last dose below the first": (
        ("value: 4.5 mg", "value: 1 mg"),
        [
            "18:12: E130 `to` does not lie above `first` (raise it, or lower `first`)",
        ],
    ),
    "a source that is not in the register": (
        ("source: P1", "source: P999"),
        [
            "8:13: E125 no source `P999` in evidence.yaml (did you mean `P9`?)",
        ],
    ),
    "a name in braces that the sentence cannot say": (
        ("No start from {asked}", "No start from {start}"),
        [
            "59:10: E127 `{start}` is nothing that this sentence can say (one of: asked, until)",
        ],
    ),
    "a span that runs downwards": (
        ("{from: LDN101, to: LDN116}", "{from: LDN116, to: LDN101}"),
        [
            "49:26: E130 the span ends at LDN101, before LDN116 (exchange the two)",
        ],
    ),
    "a span without a rule": (
        ("{from: LDN301, to: LDN311}", "{from: LDN701, to: LDN711}"),
        [
            "50:14: E124 no rule from LDN701 to LDN711 (name a span that holds rules)",
        ],
    ),
    "a severity that is none": (
        ("others-from: major", "others-from: grave"),
        [
            "52:16: E104 unknown value `grave` (one of: contraindicated, info, major, minor, moderate)",
        ],
    ),
    "a sentence that is missing": (
        ("  past:", "  passed:"),
        [
            "53:1: E101 key `past` is missing (Said of a start before the day of the check; may name {as-of}.)",
            "68:3: E102 unknown key `passed` (did you mean `past`?)",
            "68:11: E127 `{as-of}` is nothing that this sentence can say",
        ],
    ),
}
"""What is replaced by what, and the faults that are found, each with its line and column."""


@pytest.mark.parametrize("name", FAULTS)
def test_fault(site: Path, name: str) -> None:
    """Each is said with its file and place."""
    (old, new), expected = FAULTS[name]
    path = site / "planning.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(RulesError) as caught:
        load_folder(site)
    assert str(caught.value).replace(f"{path}:", "").split("\n") == expected


def test_the_usual_schedule_is_that_of_the_founding_document() -> None:
    """1.5 mg, 1.5 mg more every 14 days, to 4.5 mg (S02, S04, S05, S06); what decides is as the task names it."""
    from ldn_rules.pipeline import load
    from ldn_rules.planning.terms import Span, terms_of
    from support.lists import RULES

    terms = terms_of(load(RULES).book, RULES)
    usual = terms.settings
    assert (usual.first, usual.step, usual.every, usual.to) == (3 * MG // 2, 3 * MG // 2, 14, 9 * MG // 2)
    assert usual.strengths == (MG // 2, MG, 3 * MG // 2, 3 * MG, 9 * MG // 2)
    assert (usual.capsules_a_dose, usual.last_supply, usual.search, usual.most_steps) == (3, 30, 730, 60)
    assert terms.judged.rules == (Span("LDN101", "LDN116"), Span("LDN301", "LDN311"))
    assert (terms.judged.quiet_up_to, terms.judged.others_from) == ("info", "major")


def test_a_folder_may_do_without_it(site: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """The rules are valid without; a plan then says what is missing, exit 3."""
    (site / "planning.yaml").unlink()
    assert load_folder(site).planning is None
    code = main.run(["plan", "--start", "2026-02-01", "--rules", str(site)])
    assert code is ExitCode.RULES
    assert "E108 planning.yaml is missing" in capfd.readouterr().err
