"""Faults of a site policy that the rules do not have: said in the policy, with help that speaks of it."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

import pytest

from unit.rulebook.test_policy_faults import BY, faults, thresholds, words

if TYPE_CHECKING:
    from unit.rulebook.conftest import Site

TODAY = datetime.date.today()  # noqa: DTZ011 (local calendar days are meant)

CASES = [
    (
        "threshold: washouts.tramadol.moderate, shipped: 10 days, here: 14 days",
        (
            " E153 the rules have no threshold `washouts.tramadol.moderate` (a policy has no interval for one drug"
            " alone; the classes of `washouts`: short-acting, long-acting)"
        ),
    ),
    (
        "threshold: washouts.long_acting.major, shipped: 14 days, here: 15 days",
        " E153 the rules have no threshold `washouts.long_acting.major` (did you mean `washouts.long-acting.major`?)",
    ),
    (
        f"threshold: washouts.short-acting.contraindicated, shipped: 7 days, here: 12 days, {BY}",
        (
            " E133 `12 days` does not lie below `10 days`, the bound of the next row (`moderate`)"
            " (add an entry for the next row to the policy, or lower `here`)"
        ),
    ),
    (
        'threshold: semantics.ends-apart, shipped: 3 days, here: 2 days, date: "9999-12-31"',
        (
            f" E105 9999-12-31 lies ahead of today, {TODAY}: nothing was decided then (write the day on which it was"
            " decided)"
        ),
    ),
]


@pytest.mark.parametrize(("entry", "wanted"), CASES)
def test_entry(site: Site, entry: str, wanted: str) -> None:
    """At its place in the policy; no other class is proposed for a drug, and nobody is sent to the shipped files."""
    found = faults(site, thresholds(entry))
    assert words(found) == [wanted]
    assert found[0].startswith("policy.yaml:5:")


def test_a_fault_that_shows_in_the_rules(site: Site) -> None:
    """Where it has no place in the policy, help says that an entry of the policy leads to it."""
    entry = f"threshold: semantics.low-dose-sign, shipped: 6 mg, here: 25 mg, {BY}"
    (fault,) = faults(site, thresholds(entry))
    assert "semantics.yaml:" in fault
    assert fault.endswith(
        " E130 `full-dose-single` does not lie above `low-dose-sign`"
        " (the rules are valid without the policy: change its entry that leads to this)"
    )


def test_both_rows_changed_out_of_order(site: Site) -> None:
    """Both have a place in the policy: the second is named."""
    moderate = "threshold: washouts.short-acting.moderate, shipped: 10 days, here: 11 days"
    entry = "threshold: washouts.short-acting.contraindicated, shipped: 7 days, here: 12 days"
    (fault,) = faults(site, thresholds(entry, moderate))
    assert fault.startswith("policy.yaml:6:")
    assert words([fault]) == [
        " E133 `11 days` does not lie above `12 days`, the bound of the row before (raise it, or lower the row before)"
    ]


def test_the_day_of_a_decision_may_be_today(site: Site) -> None:
    """What was decided today holds today."""
    entry = f'threshold: semantics.ends-apart, shipped: 3 days, here: 2 days, author: A, reason: R, date: "{TODAY}"'
    assert faults(site, thresholds(entry)) == []
