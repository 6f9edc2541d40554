"""Site maps: local codes and names, checked against the vocabulary and put into it.

A map adds to the vocabulary and takes nothing away: a code or name that the vocabulary has is refused, so that no map
can make an opioid irrelevant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct, field

from ldn_rules.rulebook.code_systems import KNOWN, code_forms, system_named
from ldn_rules.rulebook.diagnostics import suggestion
from ldn_rules.rulebook.nodes import Map, texts_of
from ldn_rules.rulebook.words import spell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ldn_rules.rulebook.folder import File
    from ldn_rules.rulebook.nodes import Scalar
    from ldn_rules.rulebook.problems import Problems

IRRELEVANT: Final = "irrelevant"
"""Target of what the rules do not speak of."""

_SECTIONS: Final = ("drugs", "products", IRRELEVANT)

Sections = dict[str, Any]


class _Known(Struct):
    """What the vocabulary has: section and key by name as it is spelled, and its codes; then those of the maps too,
    each with where it stands (nothing: in the vocabulary).
    """

    names: dict[str, tuple[str, str]]
    taken: dict[str, str] = field(default_factory=dict)


def with_site_codes(sections: Sections, files: Iterable[File], problems: Problems) -> Sections:
    """The sections of the vocabulary with all that the maps add; faults of the maps go to ``problems``."""
    known = _known(sections)
    added = {name: dict(_entries(sections, name)) for name in _SECTIONS}
    for file in files:
        default = file.root.text("system")
        also = texts_of(file.root, "also")
        for row in (item for item in file.root.items("map") if isinstance(item, Map)):
            _add(row, _Systems(default, also), known, added, problems)
    return {**sections, **{name: entries for name, entries in added.items() if entries or name in sections}}


class _Systems(Struct, frozen=True):
    """The system that a file says for all its codes, and its other names."""

    default: Scalar | None
    also: list[Scalar]

    def of(self, row: Map) -> tuple[str, ...]:
        """The systems under which a row's code is known; none if there is none."""
        own = row.text("system")
        written = [own] if own is not None else [self.default, *self.also]
        return tuple(dict.fromkeys(system_named(each.text) for each in written if each is not None))


def _known(sections: Sections) -> _Known:
    known = _Known({})
    for section in _SECTIONS:
        for key, entry in _entries(sections, section):
            for name in (key, *_texts(entry.get("names"))):
                known.names.setdefault(spell(name), (section, key))
                known.taken[f"name {spell(name)}"] = ""
            for system, codes in _mapping(entry.get("codes")).items():
                known.taken.update(
                    (f"{system} {form}", "") for code in _texts(codes) for form in code_forms(system, code)
                )
    return known


def _entries(sections: Sections, section: str) -> Iterator[tuple[str, Sections]]:
    """The entries of a section. What is of another form is a fault that is reported elsewhere, and empty here."""
    return ((key, _mapping(entry)) for key, entry in _mapping(sections.get(section)).items())


def _mapping(value: object) -> Sections:
    return value if isinstance(value, dict) else {}


def _texts(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list | tuple) else []


def _add(row: Map, systems: _Systems, known: _Known, added: Sections, problems: Problems) -> None:
    targets = _targets(row, known, problems)
    names = [name] if (name := row.text("name")) else []
    codes = list(_codes(row, systems, problems))
    if "name" not in row.keys and "code" not in row.keys:
        problems.add("E101", "key `code` is missing", row, "a row maps a `code`, a `name`, or both")
    free = [_claim(f"name {spell(name.text)}", f"the name `{name.text}`", name, known, problems) for name in names] + [
        _claim(f"{system} {form}", f"{system} `{form}`", place, known, problems) for system, form, place in codes
    ]
    if targets is None or not all(free) or not all(_fits(name, targets, known, added, problems) for name in names):
        return
    entry = _entry_for(targets, row, added)
    entry["names"] = [*_texts(entry.get("names")), *(name.text for name in names)]
    kept = {system: _texts(listed) for system, listed in _mapping(entry.get("codes")).items()}
    for system, form, _ in codes:
        kept.setdefault(system, []).append(form)
    entry["codes"] = kept


def _targets(row: Map, known: _Known, problems: Problems) -> list[tuple[str, str]] | None:
    """Section and key of each name that a row reads as; an empty list for what is irrelevant, None if one is wrong."""
    written = texts_of(row, "reads-as")
    found = []
    for each in written:
        target = known.names.get(spell(each.text))
        if each.text == IRRELEVANT and len(written) == 1:
            return []
        if each.text == IRRELEVANT:
            problems.add("E106", f"`{IRRELEVANT}` stands alone", each, "take it out, or the other names")
        elif target is None:
            near = suggestion(each.text, [IRRELEVANT, *(key for _, key in known.names.values())])
            problems.add("E128", f"no drug `{each.text}` in the vocabulary", each, near)
        else:
            found.append(target)
    return found if written and len(found) == len(written) else None


def _codes(row: Map, systems: _Systems, problems: Problems) -> Iterator[tuple[str, str, Scalar]]:
    """The code of a row in each name of its system, in its one spelling."""
    code = row.text("code")
    if code is None:
        return
    named = systems.of(row)
    if not named:
        problems.add("E106", "`code` needs `system` beside it", row.keys["code"])
    for system in named:
        forms = code_forms(system, code.text)
        if len(forms) == 1:
            yield system, forms[0], code
        else:
            kind = system.upper() if system in KNOWN else system
            hint = "write it with hyphens, or with eleven digits" if forms else None
            problems.add("E105", f"`{code.text}` is not {'one' if forms else 'a'} code of {kind}", code, hint)


def _claim(key: str, what: str, at: Scalar, known: _Known, problems: Problems) -> bool:
    """Whether a code or name is free; from now on it is not."""
    first = known.taken.get(key)
    if first is None:
        known.taken[key] = f"{at.span.file}:{at.span.line}"
        return True
    where = f"first in {first}" if first else "the vocabulary has it, and a map cannot change it"
    problems.add("E134", f"{what} is declared twice", at, where)
    problems.spoil(at)
    return False


def _fits(name: Scalar, targets: list[tuple[str, str]], known: _Known, added: Sections, problems: Problems) -> bool:
    """Whether a local name says nothing else than what it reads as: it is matched as a whole, so that a drug named in
    it would be hidden.
    """
    held, written = set(_held(targets, added)), spell(name.text).split()
    parts = (" ".join(written[i:j]) for i in range(len(written)) for j in range(i + 1, len(written) + 1))
    for part in parts:
        section, key = known.names.get(part, (IRRELEVANT, ""))
        if section != IRRELEVANT and not held.issuperset(_held([(section, key)], added)):
            problems.add("E106", f"`{part}` stands in this name, and the row does not read as {key}", name)
            return False
    return True


def _entry_for(targets: list[tuple[str, str]], row: Map, added: Sections) -> dict[str, Any]:
    """The entry of the vocabulary that the row's code and name go to: the one it reads as, or one made for it."""
    if len(targets) == 1:
        section, key = targets[0]
        entry = dict(added[section].get(key) or {})
    else:
        section, key = "products" if targets else IRRELEVANT, f"site map {row.string('name') or row.string('code')}"
        entry = {"holds": list(dict.fromkeys(_held(targets, added)))} if targets else {}
    added[section][key] = entry
    return entry


def _held(targets: list[tuple[str, str]], added: Sections) -> Iterator[str]:
    for section, key in targets:
        yield from _texts(added[section][key].get("holds")) if section == "products" else (key,)
