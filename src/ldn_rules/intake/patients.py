"""Which patient a FHIR resource belongs to, however that is written: by a reference, or by an identifier.

Patients of two servers, or with identifiers of two systems, are two patients, though their ids look the same. A
reference without a server means the one server that the input speaks of, if it is one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ldn_rules.intake.references import patient_name, targets

if TYPE_CHECKING:
    from collections.abc import Iterable

Identifier = tuple[str, str]
"""System (or nothing) and value."""

Key = str | Identifier | int
"""What a resource calls its patient: a reference, an identifier, or a number for one that does not say."""

Name = tuple[str, str]
"""Server or system (or nothing), and the id that is shown."""

_OF_IDENTIFIER: Final = "identifier "


class PatientNames:
    """The patients of one input, with all that they may be called."""

    def __init__(self) -> None:
        self._known: dict[Key, str] = {}

    def patient(self, own_id: str, full_url: str | None, identifiers: Any) -> str:
        """Remembers a Patient resource; the reference that means it."""
        reference = beside(f"Patient/{own_id}", full_url)
        if full_url:
            self._known[full_url] = reference
        for each in identifiers if isinstance(identifiers, list) else ():
            named = _identifier(each)
            if named is not None:
                self._known[named] = reference
        return reference

    def meant(self, keys: Iterable[str | Identifier]) -> dict[str | Identifier, Name]:
        """The patient of each key."""
        names = {key: self._name(key) for key in keys}
        servers: dict[str, set[str]] = {}
        for server, shown in names.values():
            if server and not server.startswith(_OF_IDENTIFIER):
                servers.setdefault(shown, set()).add(server)
        return {key: _settled(name, servers.get(name[1], set())) for key, name in names.items()}

    def _name(self, key: str | Identifier) -> Name:
        found = self._known.get(key, key)
        if isinstance(found, tuple):
            return _OF_IDENTIFIER + found[0], found[1]
        return _server(found), patient_name(found)


def identified(subject: Any) -> Identifier | None:
    """The identifier by which a Reference names somebody."""
    return _identifier(subject.get("identifier")) if isinstance(subject, dict) else None


def beside(reference: str, full_url: str | None) -> str:
    """A reference as an entry of a Bundle means it: a relative one leads to the server of the entry's full URL."""
    server = _server(full_url or "")
    relative = len(targets(reference, "Patient")) == 1 and "/" in reference
    return f"https:{server}/{reference}" if server and relative else reference


def _settled(name: Name, servers: set[str]) -> Name:
    """Without a server where there is none or but one."""
    server, shown = name
    return name if server.startswith(_OF_IDENTIFIER) or len(servers) > 1 else ("", shown)


def _server(reference: str) -> str:
    """``//x.org/fhir`` of ``https://x.org/fhir/Patient/a``; nothing for what is no URL."""
    scheme, colon, rest = reference.split("/_history/", maxsplit=1)[0].partition(":")
    if not colon or scheme.lower() not in {"http", "https"}:
        return ""
    return rest.rsplit("/", 2)[0] if rest.count("/") > 3 else ""


def _identifier(value: Any) -> Identifier | None:
    number = value.get("value") if isinstance(value, dict) else None
    if not isinstance(number, str) or not number.strip():
        return None
    system = value.get("system")
    return system.strip() if isinstance(system, str) else "", number.strip()
