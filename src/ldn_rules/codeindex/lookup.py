"""The code index, asked: opened for reading alone, in the process that first needs it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from ldn_rules.codeindex.header import check_header, unusable
from ldn_rules.reading.indexed import IndexEntry
from ldn_rules.rulebook.code_systems import NDC
from ldn_rules.rulebook.errors import CodeIndexError
from ldn_rules.rulebook.ndc import product_of

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Sequence

_FIND: Final = (
    "SELECT e.name, s.title, e.ingredients, e.generic, e.reads_as, e.kind, e.status, e.pack, s.kind"
    " FROM code c JOIN entry e ON e.id = c.entry JOIN source s ON s.id = e.source"
    " WHERE c.system = ? AND c.form = ? ORDER BY e.id"
)
_TYPED: Final = "value-set"
"""The kind of sources whose names people have typed."""

SEPARATOR: Final = "\x1f"
"""Between the names of ingredients in one cell (the unit separator of ASCII)."""


class SqliteIndex:
    """One index file. What is wrong with it is found once, and said at every code that it was to be asked for."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.fault: CodeIndexError | None = None
        self._connection: sqlite3.Connection | None = None
        self._owner = 0
        try:
            check_header(path)
        except CodeIndexError as error:
            self.fault = error

    def find(self, system: str, forms: Sequence[str]) -> tuple[IndexEntry, ...]:
        """Every entry under one of the spellings; of an NDC that is one alone and not there, those of its product.

        CodeIndexError if the index cannot be used.
        """
        if self.fault is not None:
            raise self.fault
        import sqlite3

        try:
            return self._find(system, forms)
        except sqlite3.Error as error:
            self.fault = unusable(self.path, f"{error}; ldn-rules drugs import makes a new one")
            raise self.fault from error

    def _find(self, system: str, forms: Sequence[str]) -> tuple[IndexEntry, ...]:
        found = [entry for form in forms for entry in self._under(system, form, exact=True)]
        if not found and system == NDC and len(forms) == 1:
            found = self._under(system, product_of(forms[0]), exact=False)
        return tuple(found)

    def _under(self, system: str, form: str, *, exact: bool) -> list[IndexEntry]:
        rows = self._open().execute(_FIND, (system, form))
        return [
            IndexEntry(
                name,
                title,
                tuple(ingredients.split(SEPARATOR)) if ingredients else (),
                generic,
                reads_as,
                group,
                status,
                bool(pack),
                kind == _TYPED,
                form,
                exact,
            )
            for name, title, ingredients, generic, reads_as, group, status, pack, kind in rows
        ]

    def _open(self) -> sqlite3.Connection:
        """The connection of this process: one made before a fork is not used after it."""
        if self._connection is None or self._owner != os.getpid():
            import sqlite3
            from urllib.request import pathname2url

            # immutable: the file is only ever replaced, never changed, so that no lock is needed
            name = f"file:{pathname2url(os.path.abspath(self.path))}?mode=ro&immutable=1"
            self._connection, self._owner = sqlite3.connect(name, uri=True), os.getpid()
        return self._connection
