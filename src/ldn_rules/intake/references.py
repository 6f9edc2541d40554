"""FHIR references: what they may point to, and when two of them are one."""

from __future__ import annotations

import re
from typing import Any, Final

_URL: Final = re.compile(r"https?://([^/?#]*)", re.IGNORECASE)
_USUAL_PORT: Final = re.compile(r":(?:80|443)?$")
_OF_SMALL_LETTERS: Final = ("urn:uuid:", "urn:oid:")


def reference_text(value: Any) -> str | None:
    """The ``reference`` of a Reference, if it is a text."""
    found = value.get("reference") if isinstance(value, dict) else None
    return found.strip() or None if isinstance(found, str) else None


def normal(reference: str) -> str:
    """One spelling for all references that mean the same.

    Scheme, host and usual port of a URL, capitals of a ``urn:uuid`` and a version at the end make no difference.
    """
    plain = reference.split("/_history/", maxsplit=1)[0]
    if ":" not in plain:
        return plain
    small = plain.lower()
    if small.startswith(_OF_SMALL_LETTERS):
        return small
    url = _URL.match(plain)
    if url is None:
        return plain
    host = _USUAL_PORT.sub("", url[1].lower())
    return f"https://{host}{plain[url.end() :].rstrip('/')}"


def targets(reference: str, kind: str) -> tuple[str, ...]:
    """The names under which the resource of a reference may be known, in normal spelling, the surest first.

    ``urn:uuid:x`` may be the full URL of a Bundle entry or the resource ``kind/x``; an absolute URL may end in
    ``kind/x``. One that asks for a search is no more than itself.
    """
    plain = normal(reference)
    if "?" in plain:
        return (plain,)
    if plain.startswith("urn:"):
        return plain, f"{kind}/{plain.rsplit(':', 1)[-1]}", f"{kind}/{reference.rsplit(':', 1)[-1]}"
    tail = "/".join(plain.split("/")[-2:])
    return (plain,) if tail == plain else (plain, tail)


def patient_name(reference: str) -> str:
    """The id of a patient: ``x`` of ``Patient/x``, ``urn:uuid:x`` and ``https://…/Patient/x``."""
    return targets(reference, "Patient")[-1].removeprefix("Patient/") or reference
