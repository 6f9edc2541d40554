"""Explanations: why, and why not, with the values read."""

from __future__ import annotations

from ldn_rules.findings.model import Because
from ldn_rules.report.explanation import Attempt, Explanation, RuleExplanation, data_of, text_of
from ldn_rules.report.layout import Page

EXPLANATION = Explanation(
    record=1,
    patient="p1",
    as_of="2026-01-15",
    outcome="alert",
    rules=(
        RuleExplanation(
            "LDN104",
            "Interval not met",
            "silent",
            (
                Attempt(
                    "",
                    "oxycodone and naltrexone",
                    None,
                    (
                        Because("short-acting", True, "oxycodone is short-acting", {"opioid.washout": "short-acting"}),
                        Because("ended-before", False, "ended before the start", {"gap": "-3 days"}),
                        Because("dose", None, "dose known", {}),
                        Because("bands", True, "the gap is without end: does not apply", {}),
                    ),
                    ("ended-before",),
                ),
            ),
        ),
        RuleExplanation("LDN106", "Depot", "no-such-fact", ()),
        RuleExplanation(
            "LDN101",
            "Both active",
            "fired",
            (Attempt("open", "oxycodone", "contraindicated", (Because("overlap", True, "they overlap", {}),)),),
            "LDN102 does not speak of it",
        ),
    ),
    not_checked="the engine hung",
    remark="No rule looks at it.",
)

GOLDEN = """\
Patient p1, as of 2026-01-15: alert
Not checked by the engine: the engine hung
No rule looks at it.

LDN101  Both active: FIRED
  LDN102 does not speak of it
  oxycodone, case open: contraindicated
    yes       overlap: they overlap

LDN104  Interval not met: silent
  nearest: oxycodone and naltrexone
    yes       short-acting: oxycodone is short-acting
    no        ended-before: ended before the start (gap = -3 days)
    unknown   dose: dose known
    n/a       bands: the gap is without end: does not apply
    kept quiet by: ended-before

LDN106  Depot: silent: nothing of what it looks at is on the list
"""


def test_text() -> None:
    """Rules that reported come first; a silent rule shows its nearest miss; a value in the words is not said again."""
    assert "".join(f"{line}\n" for line in text_of(EXPLANATION, Page())) == GOLDEN


def test_data() -> None:
    """As data it holds the same."""
    data = data_of(EXPLANATION)
    assert data["outcome"] == "alert"
    rules = data["rules"]
    assert isinstance(rules, list)
    assert rules[0]["attempts"][0]["missed"] == ["ended-before"]
    assert rules[0]["attempts"][0]["conditions"][1]["values"] == {"gap": "-3 days"}
