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
    if item.entry.dose.fault != "none" or _low_dose_sign(item, all_oral, settings):
        return False
    return _by_single_dose(item, settings) or _by_indication(item, settings)


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
    dose = item.entry.dose
    single = None if "sig" in dose.missing else dose.single
    size = single if single is not None else dose.unit_strength
    if size is None or size.high < settings.full_dose_single:
        return False
    return single is None or size.high not in settings.not_full_dose_single


def _by_indication(item: Dated, settings: Settings) -> bool:
    if item.entry.indication != "full-dose-use":
        return False
    single = item.entry.dose.single
    return single is None or single.high > settings.full_dose_indication
