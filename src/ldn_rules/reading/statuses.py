"""Status and intent of an entry, as FHIR and plain lists write them (docs/guide/semantics.md "Statuses")."""

from __future__ import annotations

from typing import Final

_WORDS: Final = {
    "active": ("active", "current", "in-progress", "ongoing", "taking", "on-going", "dispensed", "filled"),
    "on-hold": ("on-hold", "hold", "held", "suspended", "paused", "onhold"),
    "unknown": ("unknown", ""),
    "stopped": ("stopped", "aborted", "discontinued", "dc", "d/c", "inactive", "not-active"),
    "completed": ("completed", "complete", "ended", "finished", "expired", "done"),
    "planned": ("planned", "draft", "intended", "proposed", "pending", "future", "preparation"),
    "not-given": ("cancelled", "canceled", "not-taken", "not-done", "not-given", "declined", "never-taken"),
    "entered-in-error": ("entered-in-error", "error", "nullified", "entered-in-err"),
}
_STATUS: Final = {word: status for status, listed in _WORDS.items() for word in listed}
_PLANS: Final = frozenset(("plan", "proposal", "planned", "proposed"))
_INTENTS: Final = _PLANS | {
    "order",
    "statement",
    "original-order",
    "reflex-order",
    "filler-order",
    "instance-order",
    "option",
    "directive",
    "",
}
_OPEN: Final = frozenset(("active", "on-hold", "unknown"))


def read_status(status: str | None, intent: str | None, *, not_given: bool) -> tuple[str, str | None, str | None]:
    """The status, and the status and intent texts that were not understood (None where they were).

    An unknown or missing status is ``unknown``, which counts as open.
    """
    known = _STATUS.get(_word(status))
    read = known or "unknown"
    plain_intent = _word(intent)
    if not_given and read != "entered-in-error":
        read = "not-given"
    elif plain_intent in _PLANS and read in _OPEN:
        read = "planned"
    return read, status if known is None else None, intent if plain_intent not in _INTENTS else None


def _word(text: str | None) -> str:
    return "-".join((text or "").strip().lower().replace("_", " ").replace("-", " ").split())
