"""Which change of a threshold is stricter, and which may be laxer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldn_rules.pipeline.policy_build import load_policy
from ldn_rules.rulebook.enumerations import SEVERITIES
from ldn_rules.rulebook.model import BandRow, Bound, Span
from ldn_rules.rulebook.policy_direction import bands_laxer, bound_laxer, setting_laxer

if TYPE_CHECKING:
    from unit.rulebook.conftest import Site

HERE = Span("", 1, 1)
SEVERITY = st.sampled_from((None, *SEVERITIES))


def row(days: int | None, severity: str | None, operator: str = "less-than") -> BandRow:
    """A row of bands."""
    upper = None if days is None else Bound(operator, (days,), f"{days} days", HERE)
    return BandRow(upper, severity, HERE)


@st.composite
def bands(draw: st.DrawFn) -> tuple[BandRow, ...]:
    """Ascending rows over some days, with or without a last row that has no bound."""
    days = sorted(draw(st.sets(st.integers(0, 12), max_size=4)))
    rows = [row(day, draw(SEVERITY), draw(st.sampled_from(("less-than", "at-most")))) for day in days]
    return tuple([*rows, row(None, draw(SEVERITY))] if draw(st.booleans()) else rows)


def rank(rows: tuple[BandRow, ...], day: int) -> int:
    """The severity of one day, counted out: -1 is quiet."""
    for each in rows:
        bound = each.upper
        if bound is None or day < bound.values[0] or (bound.op == "at-most" and day == bound.values[0]):
            return -1 if each.severity is None else SEVERITIES.index(each.severity)
    return -1


@given(bands(), bands())
def test_bands_are_laxer_where_a_day_is(shipped: tuple[BandRow, ...], here: tuple[BandRow, ...]) -> None:
    """Laxer if, and only if, some day has a lower severity than by the rules."""
    days = range(-3, 16)
    assert bands_laxer(shipped, here) == any(rank(here, day) < rank(shipped, day) for day in days)


def test_rows_without_a_bound() -> None:
    """Rows of one stretch are compared too."""
    assert bands_laxer([row(None, "major")], [row(None, "minor")])
    assert not bands_laxer([row(None, "minor")], [row(None, "major")])


def test_a_rule_that_hides_others_may_not_newly_report() -> None:
    """Where it reported nothing another rule could speak."""
    shipped, here = [row(7, "major")], [row(9, "major")]
    assert not bands_laxer(shipped, here)
    assert bands_laxer(shipped, here, hides=True)
    assert not bands_laxer([row(7, "minor")], [row(7, "major")], hides=True)


@pytest.mark.parametrize(
    ("operator", "shipped", "here", "when", "laxer"),
    [
        ("at-least", 7, 6, True, False),
        ("at-least", 7, 8, True, True),
        ("more-than", 7, 6, False, True),
        ("less-than", 7, 8, True, False),
        ("at-most", 7, 6, True, True),
        ("at-most", 7, 6, False, False),
    ],
)
def test_lines(operator: str, shipped: int, here: int, when: bool, laxer: bool) -> None:
    """A line that matches more is stricter in when and laxer in unless."""
    bounds = [Bound(operator, (value,), str(value), HERE) for value in (shipped, here)]
    assert bound_laxer(*bounds, when=when) is laxer


def test_settings() -> None:
    """The direction is declared; without one either way counts as laxer."""
    assert not setting_laxer("more", 7, 8)
    assert setting_laxer("more", 7, 6)
    assert not setting_laxer("less", 7, 6)
    assert setting_laxer("less", 7, 8)
    assert setting_laxer("", 7, 6)
    assert setting_laxer("", 7, 8)


@pytest.mark.parametrize(
    ("threshold", "shipped", "here", "direction"),
    [
        ("washouts.short-acting.moderate", "10 days", "11 days", "stricter"),
        ("washouts.short-acting.moderate", "10 days", "9 days", "laxer"),
        ("washouts.short-acting.contraindicated", "7 days", "6 days", "laxer"),
        ("washouts.long-acting.major", "14 days", "none", "laxer"),
        ("LDN114.bands.major", "1 day", "2 days", "stricter"),
        ("LDN114.bands.major", "1 day", "0 days", "laxer"),
        ("LDN104.when.ended-before", "1 day", "2 days", "laxer"),
        ("LDN112.unless.settled", "400 days", "500 days", "stricter"),
        ("LDN112.unless.settled", "400 days", "300 days", "laxer"),
        ("semantics.ends-apart", "3 days", "4 days", "laxer"),
    ],
)
def test_over_rules(site: Site, threshold: str, shipped: str, here: str, direction: str) -> None:
    """Each kind of threshold, over a rules folder."""
    path = site.root.parent / "policy.yaml"
    path.write_text(
        'language: 1\npolicy: House\nversion: "1"\nthresholds:\n'
        f"  - {{threshold: {threshold}, shipped: {shipped}, here: {here}, author: A, reason: R, date: '2026-11-01'}}\n"
    )
    policy, book = load_policy(str(site.root), str(path))
    assert [change.direction for change in policy.changes] == [direction]
    assert book.changes == policy.changes


def test_a_rule_that_others_yield_to_is_never_stricter(site: Site) -> None:
    """Where it reports more, another reports less."""
    site.edit("opioids/LDN112.yaml", "merge: ingredient\n", "merge: ingredient\nyields-to: {LDN114: [opioid]}\n")
    path = site.root.parent / "policy.yaml"
    path.write_text(
        'language: 1\npolicy: House\nversion: "1"\nthresholds:\n'
        "  - {threshold: LDN114.bands.major, shipped: 1 day, here: 2 days, author: A, reason: R, date: '2026-11-01'}\n"
    )
    assert load_policy(str(site.root), str(path))[0].changes[0].laxer


def test_entries_of_one_table_are_told_together(site: Site) -> None:
    """Of a row both of whose bands move, no day may have a lower severity."""
    path = site.root.parent / "policy.yaml"
    path.write_text(
        'language: 1\npolicy: House\nversion: "1"\nthresholds:\n'
        "  - {threshold: washouts.short-acting.contraindicated, shipped: 7 days, here: 12 days}\n"
        "  - {threshold: washouts.short-acting.moderate, shipped: 10 days, here: none}\n"
    )
    policy, book = load_policy(str(site.root), str(path))
    assert [change.laxer for change in policy.changes] == [False, False]
    rows = next(rows for rows in book.ruleset.tables["washouts"].rows.values() if rows[0].severity == "contraindicated")
    assert [(each.severity, each.upper and each.upper.text) for each in rows] == [("contraindicated", "12 days")]
