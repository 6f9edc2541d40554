"""Stable keys: the same patient, rule and medications give the same key."""

from __future__ import annotations

import hashlib


def finding_key(patient: str | None, rule: str, medications: tuple[str, ...]) -> str:
    """Sixteen hexadecimal digits."""
    text = "\x1f".join((patient or "", rule, *medications))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
