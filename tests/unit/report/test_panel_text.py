"""The panel as text: every word golden, hidden nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ldn_rules.report.layout import Page
from ldn_rules.report.panel_text import lines
from ldn_rules.report.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from ldn_rules.findings.model import Finding, PatientReport
    from ldn_rules.report.identity import Identity

    Report = Callable[..., PatientReport]

SOURCE: dict[str, Any] = {
    "id": "P3",
    "citation": "Label of naltrexone",
    "kind": "label",
    "identifier": "abc",
    "url": None,
    "population": None,
    "design": None,
    "certainty": "high",
    "jurisdiction": None,
    "read": "2026-11",
    "says": "Wait.",
    "limits": "Written for 50 mg.",
}
ENTRY: dict[str, Any] = {
    "id": "onset",
    "says": "Benefit takes time.",
    "here": False,
    "window": {"from": "2026-02-12", "to": "2026-03-12"},
    "caveats": ["No trial."],
    "counter": ["A larger trial found none."],
    "figures": [{"source": "P3", "what": "needed to treat", "value": "3.2", "unit": "people"}],
    "sources": ["P3", "C-when"],
}
PANEL: dict[str, Any] = {
    "rule": "LDN403",
    "title": "What is known",
    "note": "On request.",
    "start": "2026-01-15",
    "sections": [
        {"name": "one", "title": "What to expect", "note": None, "ranked": True, "entries": [ENTRY]},
        {
            "name": "two",
            "title": "Compared",
            "note": "Not ranked.",
            "ranked": False,
            "entries": [{**ENTRY, "says": "Zinc.", "window": None, "caveats": [], "counter": [], "figures": []}],
        },
    ],
    "sources": [
        SOURCE,
        {
            **dict.fromkeys(SOURCE),
            "id": "C-when",
            "citation": "Sources disagree",
            "kind": "open question",
            "says": "10 days.",
            "limits": "The sources say: 7. Or: 10.",
        },
    ],
}
GOLDEN = """\
What is known
  On request.

What to expect
  - Benefit takes time. From the start on this list: 2026-02-12 to 2026-03-12.
    (P3, C-when)
    - needed to treat: 3.2 people (P3)
    But: No trial.
    Against it: A larger trial found none.

Compared
  Not ranked.
  - Zinc. (P3, C-when)

Sources of this panel
  - P3: Label of naltrexone (label; abc). Certainty high. Written for 50 mg.
  - C-when: Sources disagree (open question). The sources say: 7. Or: 10. Taken:
    10 days."""
NONE = """\
No low-dose naltrexone on this list that could be read: no panel of evidence and
expectations."""


def test_the_panel_in_words() -> None:
    """Headings, statements with their window, figures with their units, caveats, counter-evidence, sources."""
    assert "\n".join(lines(PANEL, Page(80), "")) == GOLDEN


def test_without_low_dose_naltrexone_it_says_so() -> None:
    """Silence would look like a panel that was forgotten."""
    said = " ".join(NONE.split("\n"))
    assert "\n".join(lines({}, Page(80), said)) == NONE
    assert list(lines({}, Page(80), "")) == ["The rules have no panel of evidence and expectations."]


def test_it_stands_before_what_is_said_of_the_list(
    report: Report, findings: dict[str, Finding], identity: Identity
) -> None:
    """Behind the findings, and only where it was asked for."""
    text = Text(identity, Page(80))
    found = tuple(findings.values())
    plain, shown = (text.patient(report(findings=found, panel=panel)).decode() for panel in (None, PANEL))
    assert shown.replace(f"\n{GOLDEN}\n", "") == plain
    assert shown.index("History") < shown.index(GOLDEN) < shown.index("medications:")
