"""FHIR R4 ValueSets (JSON): each code by what its display says, or by what the importer says where it says nothing.

The title of a set is not read: sets that are named for a class hold drugs of others. An expansion counts before the
definition (``compose``), of which only codes that are listed can be read.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from ldn_rules.codeindex.model import Coded, Release
from ldn_rules.rulebook.code_systems import code_forms, system_named
from ldn_rules.rulebook.errors import CodeIndexError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ldn_rules.codeindex.files import Member
    from ldn_rules.codeindex.model import LeftOut

_KIND: Final = "ValueSet"
_DEEPEST: Final = 50
"""Levels of an expansion or a Bundle."""

Node = dict[str, Any]


def releases_of(member: Member, version: str | None, reads_as: str) -> list[Release]:
    """One release per ValueSet of a file: a resource, or a Bundle of them. CodeIndexError if there is none."""
    found = list(_sets(_parsed(member), member.name))
    if not found:
        raise CodeIndexError(f"{member.name}: there is no FHIR ValueSet")
    return [_release(node, place, member, version, reads_as) for place, node in found]


def _parsed(member: Member) -> object:
    with member.opened() as stream:
        try:
            return json.load(stream)
        except (ValueError, RecursionError) as error:
            raise CodeIndexError(f"{member.name}: not JSON: {error}") from error


def _sets(value: object, place: str) -> Iterator[tuple[str, Node]]:
    if not isinstance(value, dict):
        return
    if value.get("resourceType") == _KIND:
        yield place, value
    entries = value.get("entry") if value.get("resourceType") == "Bundle" else None
    for number, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict):
            yield from _sets(entry.get("resource"), f"{place}: entry[{number}].resource")


def _release(node: Node, place: str, member: Member, version: str | None, reads_as: str) -> Release:
    named = _text(node, "url") or _text(node, "id") or _text(node, "name")
    if not named:
        raise CodeIndexError(f"{place}: the ValueSet has neither url nor id nor name")
    known = version or _text(node, "version") or _text(node, "date")[:10] or member.day
    return Release(
        "value-set", f"value set {named}", known, (member.name,), lambda left: _entries(node, place, reads_as, left)
    )


def _entries(node: Node, place: str, reads_as: str, left: LeftOut) -> Iterator[Coded]:
    for where, system, concept in _concepts(node, place):
        code, display = _text(concept, "code"), _text(concept, "display")
        forms = code_forms(system_named(system), code)
        if not system or len(forms) != 1:
            left.add("a code without a system, or that is none of it", where)
        elif not display and not reads_as:
            left.add("a code without a display (--as says what such codes are)", f"{where} {code}")
        else:
            status = "inactive there" if concept.get("inactive") is True else ""
            yield Coded(((system_named(system), forms[0]),), display or code, status=status, reads_as=reads_as)


def _concepts(node: Node, place: str) -> Iterator[tuple[str, str, Node]]:
    expansion = node.get("expansion")
    if isinstance(expansion, dict):
        yield from _expanded(expansion, f"{place}: expansion")
        return
    compose = node.get("compose")
    includes = compose.get("include") if isinstance(compose, dict) else None
    if not isinstance(compose, dict) or not isinstance(includes, list):
        raise CodeIndexError(f"{place}: the ValueSet has neither expansion nor compose.include")
    excluded = {(system, _text(concept, "code")) for _, system, concept in _listed(compose, "exclude", place)}
    for where, system, concept in _listed(compose, "include", place):
        if (system, _text(concept, "code")) not in excluded:
            yield where, system, concept


def _expanded(expansion: Node, place: str) -> Iterator[tuple[str, str, Node]]:
    found = list(_contained(expansion, place, 0))
    total = expansion.get("total")
    if isinstance(total, int) and total > len(found):
        raise CodeIndexError(f"{place}: it is a page, with {len(found):,} of {total:,} codes; ask for the whole of it")
    yield from found


def _contained(node: Mapping[str, Any], place: str, depth: int) -> Iterator[tuple[str, str, Node]]:
    """The codes of an expansion, those that stand under others too; groups that are no code are passed over."""
    if depth > _DEEPEST:
        raise CodeIndexError(f"{place}: nested too deeply")
    listed = node.get("contains")
    for number, concept in enumerate(listed if isinstance(listed, list) else ()):
        where = f"{place}.contains[{number}]"
        if not isinstance(concept, dict):
            raise CodeIndexError(f"{where}: must be an object")
        if concept.get("abstract") is not True and "code" in concept:
            yield where, _text(concept, "system"), concept
        yield from _contained(concept, where, depth + 1)


def _listed(compose: Node, key: str, place: str) -> Iterator[tuple[str, str, Node]]:
    """The codes of all groups of an inclusion or exclusion; one that lists none cannot be read."""
    groups = compose.get(key)
    for number, group in enumerate(groups if isinstance(groups, list) else ()):
        where = f"{place}: compose.{key}[{number}]"
        concepts = group.get("concept") if isinstance(group, dict) else None
        if not isinstance(concepts, list):
            raise CodeIndexError(f"{where}: lists no codes (a filter or another set); expand the ValueSet first")
        for position, concept in enumerate(concepts):
            if not isinstance(concept, dict):
                raise CodeIndexError(f"{where}.concept[{position}]: must be an object")
            yield f"{where}.concept[{position}]", _text(group, "system"), concept


def _text(node: Mapping[str, Any], key: str) -> str:
    value = node.get(key)
    return value.strip() if isinstance(value, str) else ""
