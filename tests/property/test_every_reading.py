"""Nothing reads as clear that some reading of the dates makes a contact: against an oracle that tries them all."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ldn_rules import check, load_rulebook
from support.all_readings import AS_OF, MODERATE, Day, Entry, worst_current

RULEBOOK = load_rulebook()
WHOLE = st.sampled_from(
    [-400, -160, -100, -60, -40, -31, -30, -29, -25, -20, -12, -10, -9, -8, -7, -6, -5, -1, 0, 4, 12]
)
PARTIAL = st.sampled_from(["2025-11", "2025-12", "2026-01", "2026-02"])
SUPPLIES = st.sampled_from([None, None, 10, 30, 60])
OPIOIDS = st.builds(
    Entry,
    status=st.sampled_from(["active", "on-hold", "stopped", "completed"]),
    start=st.one_of(st.none(), WHOLE, PARTIAL),
    end=st.one_of(st.none(), WHOLE, PARTIAL),
    last_taken=st.one_of(st.none(), st.none(), WHOLE, PARTIAL),
    days_supply=SUPPLIES,
    refills=st.sampled_from([None, 1]),
)
NALTREXONE = st.builds(
    Entry,
    status=st.sampled_from(["active", "active", "unknown", "planned", "stopped"]),
    start=st.one_of(st.none(), WHOLE, WHOLE, PARTIAL),
    end=st.one_of(st.none(), st.none(), WHOLE, PARTIAL),
    days_supply=SUPPLIES,
)


def _date(day: Day) -> str | None:
    return (AS_OF + timedelta(days=day)).isoformat() if isinstance(day, int) else day


def written(entry: Entry, **more: Any) -> dict[str, Any]:
    """The entry as a list has it."""
    dates = {"start": _date(entry.start), "end": _date(entry.end), "last_taken": _date(entry.last_taken)}
    supply = {"days_supply": entry.days_supply, "refills": entry.refills}
    return {"status": entry.status, "prn": entry.prn, **dates, **supply, **more}


@settings(max_examples=400)
@given(of_opioid=OPIOIDS, of_naltrexone=NALTREXONE)
def test_what_some_reading_makes_a_contact_is_not_clear(of_opioid: Entry, of_naltrexone: Entry) -> None:
    """A current contact of moderate severity or worse, in any reading the dates allow, is said or asked about."""
    record = {
        "as_of": AS_OF.isoformat(),
        "history_from": "2019-01-01",
        "medications": [
            written(of_naltrexone, name="naltrexone 1.5 mg capsule", sig="1 capsule at bedtime"),
            written(of_opioid, name="oxycodone 5 mg tablet", sig="1 tablet every 6 hours"),
        ],
    }
    if worst_current(of_opioid, of_naltrexone) >= MODERATE:
        assert check(record, rulebook=RULEBOOK).outcome in {"alert", "cannot-assess"}
