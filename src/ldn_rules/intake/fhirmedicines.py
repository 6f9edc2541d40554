"""The medicines and substances of a FHIR input, by the names they may be referred to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec.json
from msgspec import Struct, field

from ldn_rules.intake import codes
from ldn_rules.intake.fhirhead import try_head
from ldn_rules.intake.fhirnotes import placed
from ldn_rules.intake.fhirparts import pack, unpack
from ldn_rules.intake.fields import shown
from ldn_rules.intake.references import normal, targets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ldn_rules.intake.fhirhead import Head
    from ldn_rules.intake.fhirparts import Part
    from ldn_rules.intake.raw import Fault
    from ldn_rules.intake.spool import Spool

_KINDS: Final = ("Medication", "Substance")
_value: Final = msgspec.json.Decoder().decode


class Referred(Struct):
    """What the resources of one record lead to, and the names among those that mean two things."""

    parts: list[Part] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


class Medicines:
    """Keeps them in a spool. Under a name that two have that differ there is none."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._of: dict[str, int] = {}
        self._apart: dict[str, tuple[Fault, str | None]] = {}

    def keep(self, head: Head, part: Part) -> None:
        """Takes one resource of these kinds."""
        handle = self._spool.put(pack(part))
        names = [normal(part[2])] if isinstance(part[2], str) else []
        names += [f"{head.kind}/{head.id}"] if isinstance(head.id, str) else []
        for name in names:
            before = self._of.setdefault(name, handle)
            if before != handle and name not in self._apart and not _same(unpack(self._spool.get(before))[3], part[3]):
                message = f"two medicines that differ are called {shown(name)}: what refers to it has none of them"
                self._apart[name] = (codes.REPEATED_ID, message, part[0], part[1]), part[4]

    def referred(self, parts: Iterable[Part], source: str | None) -> Referred:
        """What resources of a record of ``source`` refer to, and what is in that, each once."""
        found = Referred()
        if not self._of:
            return found
        waiting, known = list(parts), set[str | int]()
        for part in waiting:
            for name in self._names(part):
                key = name if name in self._apart else self._of[name]
                if key in known:
                    continue
                known.add(key)
                if isinstance(key, str):
                    found.faults.append(placed(*self._apart[key], source))
                else:
                    found.parts.append(unpack(self._spool.get(key)))
                    waiting.append(found.parts[-1])
        return found

    def _names(self, part: Part) -> Iterator[str]:
        """The surest of the known names of each medicine that a resource refers to."""
        head = try_head(part[3])
        for wanted in () if head is None else head.medicines():
            names = [name for kind in _KINDS for name in targets(wanted, kind) if name in self._of]
            yield from names[:1]


def _same(one: bytes, other: bytes) -> bool:
    """Whether two texts are one resource, whenever and in what version they were given out."""
    if one == other:
        return True
    try:
        values = [_value(each) for each in (one, other)]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    for value in values:
        value.pop("meta", None)
    return bool(values[0] == values[1])
