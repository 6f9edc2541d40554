"""FHIR references: what they may point to."""

from __future__ import annotations

from typing import Any


def reference_text(value: Any) -> str | None:
    """The ``reference`` of a Reference, if it is a text."""
    found = value.get("reference") if isinstance(value, dict) else None
    return found.strip() or None if isinstance(found, str) else None


def targets(reference: str, kind: str) -> tuple[str, ...]:
    """The names under which the resource of a reference may be known, the surest first.

    ``urn:uuid:x`` may be the full URL of a Bundle entry or the resource ``kind/x``; an absolute URL may end in
    ``kind/x``; a version at the end does not matter.
    """
    plain = reference.split("/_history/", maxsplit=1)[0]
    if plain.startswith("urn:"):
        return plain, f"{kind}/{plain.rsplit(':', 1)[-1]}"
    tail = "/".join(plain.split("/")[-2:])
    return (plain,) if tail == plain else (plain, tail)


def patient_name(reference: str) -> str:
    """The id of a patient: ``x`` of ``Patient/x``, ``urn:uuid:x`` and ``https://…/Patient/x``."""
    return targets(reference, "Patient")[-1].removeprefix("Patient/") or reference
