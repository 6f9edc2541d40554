"""Every fault of a site policy: its code, its place, its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ldn_rules.pipeline.policy_build import load_policy
from ldn_rules.rulebook.diagnostics import human, plain
from ldn_rules.rulebook.errors import PolicyError, RulesError, UsageError
from ldn_rules.rulebook.files import find_policy

if TYPE_CHECKING:
    from pathlib import Path

    from unit.rulebook.conftest import Site

HEAD = 'language: 1\npolicy: House\nversion: "1"\n'
BY = 'author: A, reason: R, date: "2025-11-01"'
SUPPRESSED = 'reason: R, author: A, expires: "2027-01-31"'


def faults(site: Site, text: str | bytes) -> list[str]:
    """What is wrong with a policy over the sample rules, one line each."""
    path = site.root.parent / "policy.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    try:
        load_policy(str(site.root), str(path))
    except PolicyError as error:
        return [plain(each).replace(f"{site.root.parent}/", "") for each in error.diagnostics]
    return []


def thresholds(*entries: str) -> str:
    """A policy of these thresholds."""
    return HEAD + "thresholds:\n" + "".join(f"  - {{{entry}}}\n" for entry in entries)


def suppressions(*entries: str) -> str:
    """A policy of these suppressions."""
    return HEAD + "unused-after: 5\nsuppressions:\n" + "".join(f"  - {{{entry}}}\n" for entry in entries)


FORM = [
    ("", ["policy.yaml:1:1: E108 the file is empty"]),
    ("- 1\n", ["policy.yaml:1:1: E103 the file must be a mapping of keys to values"]),
    (b"\xff", ["policy.yaml:1:1: E100 byte 0xff is not UTF-8 (save the file as UTF-8)"]),
    ("language: [", ["policy.yaml:1:12: E116 not valid YAML: a value is missing here, or this character needs quotes"]),
    (
        "language: 2\n",
        [
            (
                "policy.yaml:1:11: E107 written for language 2; this ldn-rules reads up to language 1"
                " (install a newer ldn-rules)"
            )
        ],
    ),
    (
        "language: 1\n",
        [
            (
                "policy.yaml:1:1: E101 key `policy` is missing"
                " (Name of the policy, as the site knows it; it stands in every alert that the policy touches.)"
            ),
            "policy.yaml:1:1: E101 key `version` is missing (Its version, of the site's own choosing.)",
        ],
    ),
    (HEAD + "threshold: []\n", ["policy.yaml:4:1: E102 unknown key `threshold` (did you mean `thresholds`?)"]),
    (HEAD + "thresholds: []\n", ["policy.yaml:4:1: E105 needs 1 item at least"]),
    (HEAD.replace('"1"', "1"), ['policy.yaml:3:10: E103 must be a text, not `1` (quote it: "1")']),
    (
        thresholds("threshold: washouts.short-acting.moderate, here: 14 days"),
        [
            (
                "policy.yaml:5:5: E101 key `shipped` is missing"
                " (What the rules say; where they come to say something else, the entry must be looked at again.)"
            )
        ],
    ),
    (
        HEAD + f"suppressions:\n  - {{rule: LDN112, {SUPPRESSED}}}\n",
        [
            (
                "policy.yaml:4:1: E106 `suppressions` needs `unused-after` beside it (A number of records, such as 500:"
                " in a run of so many, a suppression that met nothing is an error.)"
            )
        ],
    ),
    (
        suppressions("rule: LDN112, reason: R, author: A"),
        ["policy.yaml:6:5: E101 key `expires` is missing (The last day of the check on which it holds.)"],
    ),
    (
        suppressions("rule: LDN112, reason: ' ', author: A, expires: soon"),
        [
            "policy.yaml:6:28: E105 the text is empty",
            'policy.yaml:6:53: E105 `soon` is not a day such as "2027-01-31"',
        ],
    ),
    (
        suppressions(f"rule: LDN112, patient: 7, {SUPPRESSED}"),
        ['policy.yaml:6:29: E103 must be the id of a patient, not `7` (quote it: "7")'],
    ),
    (
        HEAD + f"acknowledgements:\n  - {{rule: LDN101, {SUPPRESSED}}}\n",
        ["policy.yaml:5:5: E101 key `patient` is missing (The id of the patient.)"],
    ),
    (HEAD + "unused-after: 0\n", ["policy.yaml:4:15: E105 must be 1 or more, not `0`"]),
]

THRESHOLDS = [
    (
        "threshold: washouts.short-acting.major, shipped: 10 days, here: 14 days",
        (
            " E153 the rules have no threshold `washouts.short-acting.major`"
            " (its thresholds: washouts.short-acting.contraindicated, washouts.short-acting.moderate)"
        ),
    ),
    (
        "threshold: LDN114, shipped: 1 day, here: 2 days",
        " E153 the rules have no threshold `LDN114` (its thresholds: LDN114.bands.major)",
    ),
    (
        "threshold: semantics.not-full-dose-single, shipped: 30 mg, here: 40 mg",
        " E153 `semantics.not-full-dose-single` is a list of values (a policy changes single values)",
    ),
    (
        "threshold: washouts.short-acting.moderate, shipped: 9 days, here: 14 days",
        " E154 the rules say `10 days`, not `9 days` (write what they say, and ask whether `here` is still right)",
    ),
    (
        "threshold: washouts.short-acting.moderate, shipped: 10 days, here: 10 days",
        " E156 `washouts.short-acting.moderate` is `10 days` already (delete the entry)",
    ),
    (
        f"threshold: LDN307.bands.minor, shipped: 14 days, here: 15 days, {BY}",
        " E156 LDN307 is draft: it reports nothing (delete the entry)",
    ),
    (
        f"threshold: semantics.ends-apart, shipped: 3 days, here: none, {BY}",
        " E130 `semantics.ends-apart` cannot be taken out (only a band can)",
    ),
    (
        "threshold: washouts.short-acting.moderate, shipped: 10 days, here: 9 days",
        (
            " E152 `washouts.short-acting.moderate` is laxer than the rules: author and reason and date missing"
            " (say who decided it, why and when)"
        ),
    ),
    (
        "threshold: semantics.episode-break, shipped: 7 days, here: 8 days, author: A, reason: R",
        " E152 `semantics.episode-break` may be laxer than the rules: date missing (say who decided it, why and when)",
    ),
    (
        'threshold: semantics.ends-apart, shipped: 3 days, here: 2 days, date: "2026-02-30"',
        " E105 there is no day 2026-02-30",
    ),
    (
        "threshold: washouts.short-acting.moderate, shipped: 10 days, here: 14 mg",
        " E130 `mg` is no unit of `difference of days` (write it like `7 days`)",
    ),
    (
        "threshold: washouts.short-acting.moderate, shipped: 10 days, here: '14'",
        " E130 `14` is no value of `difference of days` (write it like `7 days`)",
    ),
    (
        "threshold: washouts.short-acting.moderate, shipped: 10 days, here: 7 days",
        " E133 `7 days` does not lie above `7 days`, the bound of the row before (raise it, or lower the row before)",
    ),
    (
        "threshold: semantics.ends-apart, shipped: 3 days, here: 0 days",
        " E130 `ends-apart` is more than nothing, not `0 days` (write it like `7 days`)",
    ),
]

WAIVERS = [
    (f"rule: LDN199, {SUPPRESSED}", " E124 no rule LDN199 (did you mean `LDN121`?)"),
    (f"rule: LDN307, {SUPPRESSED}", " E124 LDN307 is draft: it reports nothing (delete the entry)"),
    (f"rule: LDN121, {SUPPRESSED}", " E124 LDN121 is a guard: it reports nothing (delete the entry)"),
    (
        f"rule: LDN101, {SUPPRESSED}",
        " E155 LDN101 says that something is contraindicated (acknowledge it for the patient (acknowledgements))",
    ),
    (
        f"rule: LDN112, drug: oxycodon, {SUPPRESSED}",
        " E128 no drug `oxycodon` in the vocabulary (did you mean `oxycodone`?)",
    ),
    ('rule: LDN112, reason: R, author: A, expires: "2027-02-29"', " E105 there is no day 2027-02-29"),
]


def words(faults: list[str]) -> list[str]:
    """The faults without their places."""
    return [fault.split(":", 3)[3] for fault in faults]


@pytest.mark.parametrize(("text", "wanted"), FORM)
def test_form(site: Site, text: str | bytes, wanted: list[str]) -> None:
    """What is not of the form of a policy is said at its place."""
    assert faults(site, text) == wanted


@pytest.mark.parametrize(("entry", "wanted"), THRESHOLDS)
def test_threshold(site: Site, entry: str, wanted: str) -> None:
    """A threshold that cannot stand is said at its place in the policy."""
    found = faults(site, thresholds(entry))
    assert words(found) == [wanted]
    assert found[0].startswith("policy.yaml:5:")


@pytest.mark.parametrize(("entry", "wanted"), WAIVERS)
def test_waiver(site: Site, entry: str, wanted: str) -> None:
    """A suppression that cannot stand is said at its place."""
    found = faults(site, suppressions(entry))
    assert words(found) == [wanted]
    assert found[0].startswith("policy.yaml:6:")


def test_twice(site: Site) -> None:
    """The same threshold or the same finding is decided once."""
    entry = "threshold: semantics.ends-apart, shipped: 3 days, here: {} days"
    assert words(faults(site, thresholds(entry.format(1), entry.format(2)))) == [
        " E134 `semantics.ends-apart` is changed twice (first in line 5)"
    ]
    same = f"rule: LDN112, {SUPPRESSED}"
    assert words(faults(site, suppressions(same, same, f"rule: LDN112, patient: p1, {SUPPRESSED}"))) == [
        " E134 a second suppression of LDN112 (first in line 6)"
    ]


def test_all_faults_at_once(site: Site) -> None:
    """Waivers and thresholds are looked at in one run."""
    text = thresholds("threshold: LDN1, shipped: 3 days, here: 2 days") + suppressions(f"rule: LDN199, {SUPPRESSED}")
    text = text.replace(HEAD, "", 1)
    assert [fault.split(" ")[1] for fault in faults(site, text)] == ["E153", "E124"]


def test_frame_shows_the_policy(site: Site) -> None:
    """A fault that the rules would have with the value is shown in the policy, with a caret."""
    path = site.root.parent / "policy.yaml"
    path.write_text(thresholds("threshold: semantics.ends-apart, shipped: 3 days, here: 2 mg"))
    with pytest.raises(PolicyError) as caught:
        load_policy(str(site.root), str(path))
    assert human(caught.value.diagnostics[0]).replace(f"{path.parent}/", "") == (
        "E130 `mg` is no unit of `ends-apart`\n"
        " --> policy.yaml:5:62\n"
        "  |\n"
        "4 | thresholds:\n"
        "5 |   - {threshold: semantics.ends-apart, shipped: 3 days, here: 2 mg}\n"
        "  |                                                              ^^^^\n"
        "  |\n"
        "  = help: write it like `7 days`"
    )


def test_rules_that_are_invalid_are_no_fault_of_the_policy(site: Site) -> None:
    """The error is the rules' own."""
    site.edit("opioids/LDN104.yaml", "revision: 2", "revision: two")
    path = site.root.parent / "policy.yaml"
    path.write_text(HEAD)
    with pytest.raises(RulesError) as caught:
        load_policy(str(site.root), str(path))
    assert not isinstance(caught.value, PolicyError)


def test_file_that_cannot_be_read(site: Site) -> None:
    """A folder in the place of a policy is a fault."""
    (site.root.parent / "policy").mkdir()
    with pytest.raises(PolicyError, match="policy:1:1: E100 cannot be read: Is a directory"):
        load_policy(str(site.root), str(site.root.parent / "policy"))


def test_which_policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The option wins over the variable; what is named must be there."""
    path = tmp_path / "p.yaml"
    path.write_text("")
    monkeypatch.delenv("LDN_POLICY", raising=False)
    assert find_policy() is None
    monkeypatch.setenv("LDN_POLICY", str(path))
    assert find_policy() == str(path)
    with pytest.raises(UsageError, match=r"^--policy: there is no file nowhere$"):
        find_policy("nowhere")
    with pytest.raises(UsageError, match=r"^--policy: no file is named$"):
        find_policy("")
    monkeypatch.setenv("LDN_POLICY", "nowhere")
    with pytest.raises(UsageError, match=r"^LDN_POLICY: there is no file nowhere$"):
        find_policy()
