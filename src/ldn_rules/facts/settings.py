"""The numbers of the fact stage, from ``rules/semantics.yaml`` (docs/guide/semantics.md)."""

from msgspec import Struct


class Settings(Struct, frozen=True):
    """Days as counts, doses in nanograms; each is one entry of ``rules/semantics.yaml`` by its name."""

    episode_break: int
    no_end_limit: int
    open_after_supply: int
    injection_exposure: int
    prn_last_taken: int
    ends_apart: int
    single_anaesthesia: int
    low_dose_sign: int
    low_dose_memory: int
    full_dose_single: int
    not_full_dose_single: frozenset[int]
    full_dose_indication: int
    implausibly_small: int
    implausibly_large: int
    bare_number_low: int
    bare_number_high: int
    history_days: int
    """From ``rules/reporting.yaml``: findings older than this are history."""
    interval_days: tuple[int, ...]
    """Every bound of the washout tables, in days: where a reading of an unknown start can change a result."""
