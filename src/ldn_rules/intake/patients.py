"""Which patient a FHIR resource belongs to, however that is written: by a reference, or by an identifier.

Patients of two servers, or with identifiers of two systems, are two patients, though their ids look the same. A
reference without a server means the one server that the input speaks of, an identifier without a system the one
patient who has it. Where there are several nobody can tell which is meant, and that is said.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from ldn_rules.intake.fields import shown
from ldn_rules.intake.references import normal, patient_name, targets

if TYPE_CHECKING:
    from collections.abc import Iterable

Identifier = tuple[str, str]
"""System (or nothing) and value."""

Key = str | Identifier
"""What a resource calls its patient: a reference, or an identifier."""

Name = tuple[str, str]
"""Server or system (or nothing), and the id, in normal spelling."""

_OF_IDENTIFIER: Final = "identifier "
_ASKED_FOR: Final = "Patient?identifier="
_ALONE: Final = "what refers so stands in a record of its own"


class Meant(Struct, frozen=True):
    """The patient of a key: ``name`` is the same for all keys of one, ``shown`` the id as written; or the ``doubt``."""

    name: Name
    shown: str
    doubt: str | None = None


class PatientNames:
    """The patients of one input, with all that they may be called."""

    def __init__(self) -> None:
        self._urls: dict[str, Key] = {}
        self._bearers: dict[Identifier, dict[Key, None]] = {}

    def patient(self, own_id: str | None, full_url: str | None, identifiers: Any) -> Key | None:
        """Remembers a Patient resource; what means it, if anything can."""
        listed = identifiers if isinstance(identifiers, list) else []
        named = [each for each in map(_identifier, listed) if each is not None]
        key = full_url if own_id is None else beside(f"Patient/{own_id}", full_url)
        means = key or next(iter(named), None)
        if full_url and means:
            self._urls[normal(full_url)] = means
        for each in named:
            self._bearers.setdefault(each, {})[means or each] = None
        return means

    def meant(self, keys: Iterable[Key]) -> dict[Key, Meant]:
        """The patient of each key."""
        every = list(keys)
        alike = self._alike(every)
        bearers = {key: self._bearers_of(key, alike) for key in every}
        settled = {key: found[0] if len(found) == 1 else key for key, found in bearers.items()}
        names = _one_spelling(settled)
        servers: dict[str, set[str]] = {}
        for server, own_id in names.values():
            if server and not server.startswith(_OF_IDENTIFIER):
                servers.setdefault(own_id, set()).add(server)
        return {
            key: _meant(key, settled[key], name, len(bearers[key]), servers.get(name[1], set()))
            for key, name in names.items()
        }

    def _alike(self, keys: Iterable[Key]) -> dict[str, list[Identifier]]:
        """The identifiers of each value."""
        found: dict[str, list[Identifier]] = {}
        for each in dict.fromkeys([*self._bearers, *(key for key in keys if isinstance(key, tuple))]):
            found.setdefault(each[1], []).append(each)
        return found

    def _bearers_of(self, key: Key, alike: dict[str, list[Identifier]]) -> list[Key]:
        """What a key may lead to: itself, or the patients who have the identifier."""
        if isinstance(key, str):
            return [self._urls.get(normal(key), key)]
        known = [each for each in alike[key[1]] if each[0] or each in self._bearers]
        same = [key] if key[0] or not known else known
        return list(dict.fromkeys(one for each in same for one in self._bearers.get(each, {each: None})))


def identified(subject: Any) -> Identifier | None:
    """The identifier by which a Reference names somebody."""
    return _identifier(subject.get("identifier")) if isinstance(subject, dict) else None


def asked_for(reference: str) -> Identifier | None:
    """The identifier by which a conditional reference asks for a patient: ``Patient?identifier=system|value``."""
    server, asked, query = reference.partition(_ASKED_FOR)
    if not asked or (server and not server.endswith("/")) or "&" in query or "," in query:
        return None
    from urllib.parse import unquote

    system, _, value = unquote(query).rpartition("|")
    return _identifier({"system": system, "value": value})


def beside(reference: str, full_url: str | None) -> str:
    """A reference as an entry of a Bundle means it: a relative one leads to the server of the entry's full URL."""
    server = _server(full_url or "")
    relative = len(targets(reference, "Patient")) == 1 and "/" in reference and "?" not in reference
    return f"https:{server}/{reference}" if server and relative else reference


def _one_spelling(settled: dict[Key, Key]) -> dict[Key, Name]:
    """The name of each key; ids that differ from those of a ``urn:uuid`` only in capitals are written like them."""
    names = {key: _name(each) for key, each in settled.items()}
    small = {names[key][1] for key, each in settled.items() if isinstance(each, str) and normal(each)[:4] == "urn:"}
    return {
        key: (server, own_id.lower() if own_id.lower() in small else own_id) for key, (server, own_id) in names.items()
    }


def _name(key: Key) -> Name:
    if isinstance(key, tuple):
        return _OF_IDENTIFIER + key[0], key[1]
    return _server(key), patient_name(normal(key))


def _meant(key: Key, settled: Key, name: Name, bearers: int, servers: set[str]) -> Meant:
    """Without a server where there is none or but one."""
    if isinstance(settled, tuple):
        doubt = f"the identifier {shown(key[1])} may be that of {bearers} patients; {_ALONE}" if bearers > 1 else None
        return Meant(name, settled[1], doubt)
    if "?" in settled:
        doubt = f"the reference {shown(settled)} asks for a search, which is not done; {_ALONE}"
        return Meant(name, settled, doubt)
    if len(servers) < 2:
        return Meant(("", name[1]), patient_name(settled))
    many = f"the reference {shown(settled)} may mean a patient of {len(servers)} servers; {_ALONE}"
    return Meant(name, patient_name(settled), None if name[0] else many)


def _server(reference: str) -> str:
    """``//x.org/fhir`` of ``https://x.org/fhir/Patient/a``; nothing for what is no URL."""
    scheme, colon, rest = normal(reference).partition(":")
    if not colon or scheme != "https":
        return ""
    return rest.rsplit("/", 2)[0] if rest.count("/") > 3 else ""


def _identifier(value: Any) -> Identifier | None:
    number = value.get("value") if isinstance(value, dict) else None
    if not isinstance(number, str) or not number.strip():
        return None
    system = value.get("system")
    return normal(system.strip()) if isinstance(system, str) else "", number.strip()
