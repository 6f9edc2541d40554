"""What a day of a month or a year would give, beside what the list gives as it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ldn_rules.engine.check import Checked
from ldn_rules.intake.decode import decode_json_object
from ldn_rules.pipeline import supposed
from ldn_rules.pipeline.check import Pipeline
from support.lists import TODAY, check, item, ldn, oxycodone, pipeline, record, said

if TYPE_CHECKING:
    import pytest

    from ldn_rules.facts.model import FactSet

OVER = ldn(start=-14, end=-11, status="completed")
KORSUVA = item("Korsuva injection", start="2026-01", status="stopped")


def test_a_day_between_is_asked_about() -> None:
    """A day that gives a finding where the first and the last give none is cannot-assess, and named."""
    found = check([OVER, KORSUVA]).findings
    assert [(one.rule, one.kind, one.severity) for one in found if one.severity == "minor"] == [
        ("LDN109", "cannot-assess", "minor")
    ]
    assert found[0].message.endswith(
        "So it would be if the start of Korsuva injection, given only as 2026-01, were 2026-01-04: confirm that date."
    )


def test_an_alert_of_a_day_is_no_alert() -> None:
    """What a day would give as contraindicated is cannot-assess major."""
    after = ldn(start=-80, end=-40, status="completed")
    planned = oxycodone(end="2025", status="planned")
    assert "LDN112 cannot-assess major" in said([after, planned])


def test_only_what_is_worse_is_said() -> None:
    """Beside a finding of the same severity or above nothing is added."""
    worse = item("thioridazine 50 mg tablet", sig="1 tablet daily", start=-30, status="active")
    assert not any(one.startswith("LDN109") for one in said([ldn(start=-14), KORSUVA, worse]) if "cannot" in one)


def test_a_day_on_which_the_evaluators_differ() -> None:
    """The list is not checked, for the reason that this day gives."""

    class Differing(Pipeline):
        """Agrees on the list as it stands, and on no other."""

        seen = 0

        def evaluate(self, facts: FactSet, *, engine: bool) -> Checked:
            self.seen += 1
            found = super().evaluate(facts, engine=engine)
            return found if self.seen == 1 or not engine else Checked(found.matches, agreed=False, reason="they differ")

    report = Differing(pipeline().book).check(decode_json_object(record([OVER, KORSUVA])), as_of=None, today=TODAY)
    assert (report.outcome, report.not_checked) == ("not-checked", "they differ")


def test_too_many_days(monkeypatch: pytest.MonkeyPatch) -> None:
    """A list with more days than are looked at says so, and is not clear for it; the nearest days are looked at."""
    monkeypatch.setattr(supposed, "MOST", 10)
    clear = check([ldn(start=-14, end=-14, status="completed"), KORSUVA])
    assert (clear.outcome, clear.worst) == ("cannot-assess", None)
    assert [(one.code, one.message, one.path) for one in clear.problems] == [
        (
            "days-left-out",
            "dates that are a month or a year leave 4 days that may decide; looked at: 1 (write the days)",
            "medications",
        )
    ]
    alert = check([ldn(start=-14), KORSUVA, item("thioridazine 50 mg tablet", sig="1 tablet daily", start=-30)])
    assert alert.outcome == "alert"


def test_the_order_of_the_list_decides_nothing() -> None:
    """The same is said in another order."""
    one = check([OVER, KORSUVA]).findings
    other = check([KORSUVA, OVER]).findings
    assert [(each.rule, each.message) for each in one] == [(each.rule, each.message) for each in other]


def test_a_planned_order_was_not_taken() -> None:
    """A last_taken of an order that is only planned is dropped: it closes nothing (LDN101 of the other planned one)."""
    planned = ldn(status="planned", last_taken="2026-01")
    planned.pop("start")
    assert "LDN101 contraindicated" in said([planned, oxycodone(start=6, status="planned")])
