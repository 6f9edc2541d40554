"""Low dose or full dose: how each oral naltrexone entry is meant (docs/guide/semantics.md "Low dose or full dose")."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ldn_rules.facts.settings import Settings
    from ldn_rules.facts.windows import Dated


def full_dose(item: Dated, all_oral: Sequence[Dated], settings: Settings) -> bool:
    """Whether an oral naltrexone-only entry is full-dose treatment.

    Never with a sign of low-dose use or a dose that cannot be trusted (LDN303).
    """
    if item.entry.dose.fault != "none":
        return False
    large = _by_single_dose(item, settings) or _by_indication(item, settings)
    return large and not _low_dose_sign(item, all_oral, settings)


def _low_dose_sign(item: Dated, all_oral: Sequence[Dated], settings: Settings) -> bool:
    entry = item.entry
    if entry.drug.says_low_dose or entry.indication == "low-dose-use":
        return True
    return any(_was_low(other, item, settings) for other in all_oral if other is not item)


def _was_low(other: Dated, item: Dated, settings: Settings) -> bool:
    """Whether another entry is a low-dose item in the days before this one."""
    single = other.entry.dose.single
    if single is None or not 0 < single.high <= settings.low_dose_sign:
        return False
    earliest = item.main.start - settings.low_dose_memory
    return other.main.start < item.main.start and other.main.end >= earliest


def _by_single_dose(item: Dated, settings: Settings) -> bool:
    """A dose that is large in every way it can be read; the strength of a unit where no dose was read, and beside a
    sig that was not wholly understood.
    """
    dose = item.entry.dose
    if dose.unread_amount:
        return False
    doubtful = "sig" in dose.missing and dose.unit_strength is not None
    sizes = [dose.unit_strength] if dose.single is None else [dose.single, *[dose.unit_strength] * doubtful]
    if any(size is None or size.low < settings.full_dose_single for size in sizes):
        return False
    return dose.single is None or settings.not_full_dose_single.isdisjoint((dose.single.low, dose.single.high))


def _by_indication(item: Dated, settings: Settings) -> bool:
    if item.entry.indication != "full-dose-use":
        return False
    single = item.entry.dose.single
    return single is None or single.low > settings.full_dose_indication
