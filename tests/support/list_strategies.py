"""Hypothesis strategies for medication lists as they are met in practice: day numbers stand for dates (``lists``)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st

from support.lists import given

if TYPE_CHECKING:
    from hypothesis.strategies import DrawFn, SearchStrategy

LOW_DOSE: Final = tuple(f"naltrexone {mg} mg capsule" for mg in ("0.5", "1.5", "3", "4.5", "4.6", "6", "10"))
NALTREXONE: Final = (
    *LOW_DOSE, "LDN", "LDN 4.5", "naltrexone 4.5 mcg capsule", "naltrexone 1 mg/mL oral liquid",
    "naltrexone 50 mg tablet", "Vivitrol 380 mg injection", "Contrave 8 mg/90 mg tablet", "naltroxone 3 mg capsule",
)  # fmt: skip
OPIOIDS: Final = (
    "oxycodone 5 mg tablet", "OxyContin 20 mg tablet", "morphine", "methadone 10 mg tablet", "tramadol 50 mg tablet",
    "Suboxone 8 mg/2 mg film", "Sublocade 300 mg injection", "Probuphine implant", "butorphanol nasal spray",
    "fentanyl 25 mcg/hour transdermal patch", "promethazine-codeine 6.25 mg-10 mg/5 mL syrup",
    "loperamide 2 mg capsule", "Lomotil 2.5 mg/0.025 mg tablet", "kratom", "Korsuva", "Embeda 30 mg/1.2 mg capsule",
    "remifentanil 1 mg injection", "oxycodne 5 mg tablet",
)  # fmt: skip
OTHERS: Final = ("lisinopril 10 mg tablet", "vitamin D", "zorbanex forte", "gabapentin 300 mg capsule", "magnesium")
SIGS: Final = (
    "1 capsule at bedtime", "1 tablet daily", "1 tablet every 6 hours", "2 tablets every 12 hours",
    "1 tablet as needed", "1 capsule every other day", "as directed",
    "4.5 mL at bedtime", "1 patch every 72 hours", "10 capsules daily",
    "1 capsule at bedtime for 14 days then 2 capsules", "1 capsule daily x 5 days, 3 capsules x 5 days, 2 capsules",
    "1 capsule daily, increase by 1 capsule every 7-14 days up to 4 capsules", "1 capsule daily then 2 capsules daily",
    "1 capsule in the morning and 2 at night",
)  # fmt: skip
STATUSES: Final = (
    "active", "active", "active", "completed", "completed", "stopped", "on-hold", "planned", "unknown", "cancelled",
    "entered-in-error",
)  # fmt: skip

_FAR = st.integers(-500, 40)
_NEAR = st.integers(-40, 15)
_DAY = st.one_of(_NEAR, _NEAR, _FAR)
_MAYBE_DAY = st.one_of(st.none(), _DAY, _DAY)
_SELDOM_DAY = st.one_of(st.none(), st.none(), st.none(), _DAY)
_SOME_DAYS = st.one_of(st.none(), st.none(), st.sampled_from([1, 7, 14, 28, 30, 90]))
_PARTIAL = st.sampled_from(["2024", "2025", "2026", "2025-05", "2025-12", "2026-01", "2026-02", "soon", "2025-02-30"])
_TIME = st.sampled_from(["2026-01-08T08:00:00+02:00", "2026-01-15T23:30:00Z", "2026-01-01T00:10:00-05:00"])


def entry(names: tuple[str, ...], identifier: str) -> SearchStrategy[dict[str, Any]]:
    """An entry by one of the names, with any combination of fields; dates are whole days."""
    fields = {
        "id": st.just(identifier),
        "name": st.sampled_from(names),
        "sig": st.one_of(st.none(), st.sampled_from(SIGS)),
        "status": st.one_of(st.none(), st.sampled_from(STATUSES)),
        "start": _MAYBE_DAY,
        "end": _MAYBE_DAY,
        "last_taken": _SELDOM_DAY,
        "days_supply": _SOME_DAYS,
        "refills": st.sampled_from([None, None, None, 0, 2]),
        "fill_number": st.sampled_from([None, None, None, 0, 3]),
        "prn": st.sampled_from([None, None, None, True, False]),
        "prescriber": st.sampled_from([None, None, "A", "B"]),
        "reason": st.sampled_from([None, None, None, "alcohol use disorder", "fibromyalgia"]),
        "quantity": st.sampled_from([None, None, {"value": 1, "unit": "patch"}, {"value": 30, "unit": "capsule"}]),
    }
    return st.fixed_dictionaries(fields).map(given)


@st.composite
def lists(draw: DrawFn, *, least_naltrexone: int = 0) -> list[dict[str, Any]]:
    """Up to three naltrexone entries, three opioids and two others, with whole dates and ids of their own."""
    counts = draw(st.tuples(st.integers(least_naltrexone, 3), st.integers(0, 3), st.integers(0, 2)))
    kinds = [names for names, count in zip((NALTREXONE, OPIOIDS, OTHERS), counts, strict=True) for _ in range(count)]
    return [draw(entry(names, f"m{place}")) for place, names in enumerate(kinds)]


@st.composite
def wild_lists(draw: DrawFn) -> list[dict[str, Any]]:
    """The same with partial, timed and unreadable dates, and numbers that make no sense."""
    found = draw(lists())
    for one in found:
        for name in ("start", "end", "last_taken"):
            changed = draw(st.one_of(st.none(), st.none(), _PARTIAL, _TIME))
            if changed is not None:
                one[name] = changed
        one.update(draw(st.sampled_from(_ODD)))
    return found


_ODD: Final[tuple[dict[str, Any], ...]] = (
    {}, {}, {}, {}, {"days_supply": 0}, {"days_supply": -3}, {"refills": 99}, {"dose": {"value": 4.5}},
    {"dose": {"value": 3, "unit": "mg"}, "frequency": {"times": 1, "per": 1, "unit": "day"}}, {"name": ""},
    {"dose": {"value": 0, "unit": "mg"}}, {"purpose": "ultra-low-dose", "specialist": True}, {"route": "intrathecal"},
    {"strength": {"value": 4.5, "unit": "g"}}, {"form": "patch"}, {"days_supply": 100000},
)  # fmt: skip
