"""A rules folder, read: every file parsed and held against its schema, every fault collected."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

from ldn_rules.rulebook.code_tables import read_table
from ldn_rules.rulebook.files import find_schemas_dir, list_files
from ldn_rules.rulebook.model import Span
from ldn_rules.rulebook.nodes import Scalar
from ldn_rules.rulebook.problems import Problems
from ldn_rules.rulebook.schema import Schemas
from ldn_rules.rulebook.source import read_source

if TYPE_CHECKING:
    from collections.abc import Callable

    from ldn_rules.rulebook.nodes import Map

LANGUAGE: Final = 1
"""Newest version of the rule language that is understood here."""

_SINGLE: Final = ("ruleset", "reporting", "semantics", "evidence")
_OPTIONAL: Final = ("panel", "statements", "planning")
"""Single files that a rules folder may do without."""

_FOLDERS: Final = ("vocabulary", "codes")
"""Folders whose files are no rules."""

_RULE_KEYS: Final = frozenset({"id", "title", "status", "match", "alert", "tests"})
"""A file that is read as a rule and has none of these keys was meant as something else."""

_PLACES: Final = (
    "a file of any other name is read as a rule: sources belong in evidence.yaml, drugs and words in vocabulary/, "
    "codes in codes/"
)

_TABLES: Final = frozenset({".csv", ".tsv", ".txt", ".xls", ".xlsx", ".ods", ".json"})
"""Files beside the maps of codes that may be meant as one, and are not read (``.CSV`` too)."""


class File(Struct, frozen=True):
    """One YAML file: ``name`` as shown, ``kind`` of its schema, its mapping."""

    name: str
    kind: str
    root: Map


class Folder(Struct):
    """All files of a rules folder by kind, the names of those that could not be read, the faults found so far.

    Not ``whole``: a folder could not be read, so that nobody knows which rules it holds.
    """

    directory: str
    files: dict[str, list[File]] = field(default_factory=dict)
    unread: dict[str, list[str]] = field(default_factory=dict)
    problems: Problems = field(default_factory=Problems)
    whole: bool = True

    def of_kind(self, kind: str) -> list[File]:
        """The files of a kind, by path."""
        return self.files.get(kind, [])

    def single(self, kind: str) -> File | None:
        """The one file of a kind, or None (then already reported)."""
        return next(iter(self.of_kind(kind)), None)


def open_folder(directory: str | os.PathLike[str], schemas: str | None = None) -> Folder:
    """Read every YAML file of a rules folder; faults stand in ``problems``, none is raised."""
    folder = Folder(os.fspath(directory))
    known = Schemas(schemas or find_schemas_dir())
    found = list_files(folder.directory)
    for path, reason in found.unusable:
        _leave(folder, path, reason)
    for path in found.files:
        _take(folder, path, known)
    _require(folder)
    return folder


def _leave(folder: Folder, path: str, reason: str) -> None:
    """Report what cannot be read; what may stand in it is not called missing."""
    name = os.path.join(folder.directory, path) if path else folder.directory
    folder.problems.add_at("E100", reason, Span(name, 1, 1))
    stem, extension = os.path.splitext(path)
    kinds = [_kind_of(stem)]
    if extension != ".yaml":
        kinds = (
            [path.partition("/")[0]]
            if path.partition("/")[0] in _FOLDERS
            else [*_SINGLE, *_OPTIONAL, "rule", *_FOLDERS]
        )
        folder.whole = folder.whole and "rule" not in kinds
    for kind in kinds:
        folder.files.setdefault(kind, [])
        folder.unread.setdefault(kind, []).append(name)


def _take(folder: Folder, path: str, schemas: Schemas) -> None:
    stem, extension = os.path.splitext(path)
    name = os.path.join(folder.directory, path)
    kind = _kind_of(stem)
    read = _reader(kind, extension)
    if read is None:
        _pass_over(folder, name, kind, extension.lower())
        return
    folder.files.setdefault(kind, [])
    root = read(name, name, folder.problems)
    if root is not None and kind == "rule" and _RULE_KEYS.isdisjoint(root.keys):
        folder.problems.add_at("E108", "no rule, and no file of this name is known", Span(name, 1, 1), hint=_PLACES)
        root = None
    if root is not None and _understood(root, folder.problems):
        schemas.check(kind, root, folder.problems)
        folder.files[kind].append(File(name, kind, root))
    else:
        folder.unread.setdefault(kind, []).append(name)


def _reader(kind: str, extension: str) -> Callable[[str, str, Problems], Map | None] | None:
    """How a file is read; None if it is none of the rules folder's."""
    if extension == ".csv":
        return read_table if kind == "codes" else None
    return read_source if extension == ".yaml" else None


def _pass_over(folder: Folder, name: str, kind: str, extension: str) -> None:
    """Report a file that somebody may think is read."""
    if extension in {".yml", ".yaml"}:
        folder.problems.add_at("E100", "not read", Span(name, 1, 1), hint="the name must end in .yaml")
    elif kind == "codes" and extension in _TABLES:
        folder.problems.add_at("E100", "not read", Span(name, 1, 1), hint="save it as a table in .csv")


def _kind_of(stem: str) -> str:
    if stem in _SINGLE or stem in _OPTIONAL:
        return stem
    kind = stem.partition("/")[0]
    return kind if kind in _FOLDERS and kind != stem else "rule"


def _understood(root: Map, problems: Problems) -> bool:
    """Whether the file is of a language known here: asked before anything else of it is looked at."""
    language = root.get("language")
    if not isinstance(language, Scalar) or isinstance(language.value, (str, bool)) or language.value is None:
        return True
    if language.value <= LANGUAGE:
        return True
    message = f"written for language {language.value}; this ldn-rules reads up to language {LANGUAGE}"
    problems.add("E107", message, language, "install a newer ldn-rules")
    return False


def _require(folder: Folder) -> None:
    """An empty or half-empty folder is a fault, never a clean pass."""
    start = Span(folder.directory, 1, 1)
    if "rule" not in folder.files:
        folder.problems.add_at("E108", "no rules here", start, hint="name a folder that holds rule files (LDN101.yaml)")
    if "vocabulary" not in folder.files:
        folder.problems.add_at("E108", "no vocabulary here", start, hint="vocabulary/*.yaml is missing")
    for kind in _SINGLE:
        if kind not in folder.files:
            folder.problems.add_at("E108", f"{kind}.yaml is missing", start)
