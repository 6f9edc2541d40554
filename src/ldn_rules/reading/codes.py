"""Codes of a drug to what the vocabulary, or a code index beside it, holds under them: every coding counts, under any
spelling of its system.

The vocabulary (with the site's own maps) is asked first, the index only for what it does not know. A code whose system
is missing or not known is never looked up in another one; only what has the form of an ATC code and is one is taken
for that, in doubt unless a name says the same.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

from ldn_rules.rulebook.code_systems import ATC, NDC, code_forms, system_named
from ldn_rules.rulebook.errors import CodeIndexError
from ldn_rules.rulebook.ndc import hyphenated, product_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ldn_rules.intake.model import Coding
    from ldn_rules.reading.indexed import CodeIndex, Indexed, IndexEntry, IndexReader
    from ldn_rules.reading.names import Scan
    from ldn_rules.reading.understanding import Named, Understanding
    from ldn_rules.rulebook.vocabulary import Vocabulary

_WHOLE_ATC: Final = r"[a-z][0-9]{2}[a-z]{2}[0-9]{2}"
_ATC_GROUP: Final = r"[a-z][0-9]{2}[a-z]{1,2}"
_GROUPS: Final = (5, 4)
"""Characters of an ATC code's chemical and pharmacological subgroup."""

_FEW: Final = 3


class CodeHits(Struct):
    """What the codes of an entry stand for: one ``known`` per code that is, with the ``scans`` of what an index calls
    it; the ``unknown`` with the reason; ``notes`` on how codes were read; ``doubts``, which a name that says the same
    settles; the ``fault`` of an index that could not be asked.
    """

    known: list[Named] = field(default_factory=list)
    scans: list[Scan] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    fault: str = ""


class CodeReader:
    """Looks codes up; keeps no state but its tables."""

    def __init__(self, vocabulary: Vocabulary, understanding: Understanding, index: CodeIndex | None = None) -> None:
        self._codes = vocabulary.codes
        self._understand = understanding
        self._index = index
        self._entries: IndexReader | None = None
        if index is not None:
            from ldn_rules.reading.indexed import IndexReader

            self._entries = IndexReader(vocabulary, understanding)

    def look_up(self, codes: Sequence[Coding]) -> CodeHits:
        """Every coding with a code looked up. Never raises: an index that fails is a ``fault``."""
        hits = CodeHits()
        for coding in codes:
            if coding.code is not None:
                self._take(coding.system or "", coding.code, hits)
        return hits

    def _take(self, named: str, code: str, hits: CodeHits) -> None:
        written = f"{named or 'code'} {code}".strip()
        if not named.strip():
            self._without_system(code, written, hits)
            return
        system = system_named(named)
        forms = code_forms(system, code)
        if not forms:
            hits.unknown.append(f"{written} (not of the form of such a code)")
        elif not (
            self._in_vocabulary(system, forms, written, hits)
            or self._in_index(system, forms, written, hits)
            or self._in_group(system, forms[0], written, hits)
        ):
            hits.unknown.append(written)

    def _without_system(self, code: str, written: str, hits: CodeHits) -> None:
        form = code.strip().lower()
        found = self._codes.get(f"{ATC}:{form}") if re.fullmatch(_WHOLE_ATC, form) else None
        if found is None:
            hits.unknown.append(f"{written} (no system)")
            return
        hits.known.append(self._understand.meanings([found]))
        hits.doubts.append(f"{written} has no system; read as an ATC code")

    def _in_vocabulary(self, system: str, forms: Sequence[str], written: str, hits: CodeHits) -> bool:
        found = [(form, meanings) for form in forms if (meanings := self._codes.get(f"{system}:{form}"))]
        if not found and system == NDC and len(forms) == 1:
            of_product = self._codes.get(f"{system}:{product_of(forms[0])}")
            found = [(forms[0], of_product)] if of_product else []
        if not found:
            return False
        named = self._understand.meanings([tuple(dict.fromkeys(each for _, meanings in found for each in meanings))])
        hits.known.append(named)
        if len(forms) > 1:
            hits.notes.append(f"{written} read as {', '.join(hyphenated(form) for form, _ in found)}")
        return True

    def _in_index(self, system: str, forms: Sequence[str], written: str, hits: CodeHits) -> bool:
        if self._index is None or self._entries is None:
            return False
        try:
            found = self._index.find(system, forms)
        except CodeIndexError as error:
            hits.fault = f"{error}; {written} was not looked up there"
            return False
        if found:
            read_as = f" ({', '.join(dict.fromkeys(hyphenated(entry.form) for entry in found))})" if forms[1:] else ""
            self._take_entries(found, self._entries, f"{written}{read_as}", hits)
        return bool(found)

    def _take_entries(self, found: Sequence[IndexEntry], entries: IndexReader, written: str, hits: CodeHits) -> None:
        read = [entries.read(entry) for entry in found]
        told = "; ".join(dict.fromkeys(one.told for one in read[: _FEW if self._differ(read) else 1]))
        named = entries.together(read)
        if not named.ingredients:
            hits.unknown.append(f"{written} ({told}, of which nothing is known)")
            return
        hits.known.append(named)
        hits.scans.extend(one.scan for one in read)
        hits.notes.append(f"{written} is {told}")
        hits.doubts.extend(one.doubt for one in read if one.doubt)

    @staticmethod
    def _differ(read: Sequence[Indexed]) -> bool:
        return len({one.named.ingredients for one in read}) > 1

    def _in_group(self, system: str, form: str, written: str, hits: CodeHits) -> bool:
        """An ATC code nobody knows of a group that the vocabulary claims."""
        if system != ATC or not re.fullmatch(f"{_WHOLE_ATC}|{_ATC_GROUP}", form):
            return False
        for length in _GROUPS:
            found = self._codes.get(f"{ATC}:{form[:length]}")
            if found is not None and length < len(form):
                hits.known.append(self._understand.meanings([found]))
                hits.doubts.append(f"{written} is not known; read as any of its group {form[:length].upper()}")
                return True
        return False
