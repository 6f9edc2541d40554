"""All vocabulary files as one: sections of the same name united, nothing twice, every reference checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ldn_rules.rulebook.bands import read_table
from ldn_rules.rulebook.diagnostics import suggestion
from ldn_rules.rulebook.nodes import Map, Sequence, as_text, maps_of, plain_data, texts_of
from ldn_rules.rulebook.scope import check_class, check_source
from ldn_rules.rulebook.speaking import OPIOID
from ldn_rules.rulebook.vocabulary_classes import HOLDERS, closure, given, parents, reached

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from ldn_rules.rulebook.folder import Folder
    from ldn_rules.rulebook.model import Table
    from ldn_rules.rulebook.nodes import Node, Scalar
    from ldn_rules.rulebook.problems import Problems
    from ldn_rules.rulebook.scope import Names

_EXCLUSIVE: Final = (("irrelevant", "drugs"), ("irrelevant", "products"))
"""A name of the first section may not stand in the second too."""

_PARTS: Final = (("form", "forms"), ("route", "routes"), ("release", "release"))
"""Keys of products and forms, and the section that declares their values."""

_DEEP: Final = {"sig": 3, "dates": 2, "item-words": 2}
"""How many levels of mappings below a section are united; elsewhere one."""

_ONE_RELEASE: Final = ("only-extended", "only-immediate")
"""What a drug is sold as in one release alone, and beside whom."""


def unite(folder: Folder) -> Map | None:
    """One mapping of all sections of all vocabulary files; a key that stands twice is reported with both places.

    None if there is no vocabulary file that could be read.
    """
    united: Map | None = None
    for file in folder.of_kind("vocabulary"):
        if united is None:
            united = Map(file.root.span)
        for name, node in file.root.values.items():
            if name != "language":
                _join(united, file.root.keys[name], node, folder.problems, depth=_DEEP.get(name, 1))
    return united


def read_tables(united: Map | None, problems: Problems) -> dict[str, Table]:
    """The tables of the vocabulary."""
    found = (read_table(key, value, problems) for key, value in maps_of(united.map("tables") if united else None))
    return {table.name: table for table in found if table}


def table_keys(united: Map | None) -> dict[str, str]:
    """The field that chooses the row, by table."""
    return {key.text: value.string("key") for key, value in maps_of(united.map("tables") if united else None)}


def check_references(united: Map, names: Names, problems: Problems, *, whole: bool) -> None:
    """Classes, drugs, forms, routes and sources that the vocabulary names must be declared; of a vocabulary that could
    not be read as a whole nothing is called undeclared.
    """
    for written in _named_classes(united):
        check_class(written, names, problems)
    for written in _named_sources(united):
        check_source(written, names.citations, problems)
    _check_circles(united, problems)
    _check_opioids(united, problems)
    _check_exclusive(united, problems)
    if whole:
        _check_products(united, problems)
        _check_sig(united.map("sig"), problems)


def as_sections(united: Map | None) -> dict[str, Any]:
    """The united sections as dict, list, str, int, bool and None."""
    return plain_data(united) if united else {}


def _join(into: Map, key: Scalar, node: Node, problems: Problems, depth: int) -> None:
    """Unite a node into the key of a mapping: lists one after the other, mappings key by key."""
    known = into.values.get(key.text)
    if known is None:
        into.keys[key.text] = key
        into.values[key.text] = Map(node.span, dict(node.keys), dict(node.values)) if isinstance(node, Map) else node
    elif isinstance(known, Map) and isinstance(node, Map) and depth:
        for name, value in node.values.items():
            _join(known, node.keys[name], value, problems, depth - 1)
    elif isinstance(known, Sequence) and isinstance(node, Sequence):
        into.values[key.text] = Sequence((*known.items, *node.items), known.span)
    elif not (problems.spoilt(key) or problems.spoilt(node)):
        first = into.keys[key.text].span
        problems.add("E134", f"`{key.text}` is declared twice", key, f"first in {first.file}:{first.line}")


def _named_classes(united: Map) -> Iterator[Scalar]:
    ingredients = {*(_declared(united, "drugs") or ()), *(_declared(united, "irrelevant") or ())}
    for _, value in maps_of(united.map("classes")):
        yield from texts_of(value, "is-a")
    for section in HOLDERS:
        for _, value in maps_of(united.map(section)):
            yield from given(value)
            partners = value.map("classes-in-combination")
            plain = {"default", "unnamed", *ingredients}
            yield from (key for name, key in (partners.keys if partners else {}).items() if name not in plain)
    yield from texts_of(united.map("near-names") or Map(united.span), "guarded")


def _named_sources(united: Map) -> Iterator[Scalar]:
    for section in ("drugs", "products", "irrelevant", "added-letters"):
        yield from _texts_in(united, section, "sources")
    for _, table in maps_of(united.map("tables")):
        for _, row in maps_of(table.map("rows")):
            bands = (band.text("source") for band in row.items("bands") if isinstance(band, Map))
            yield from (source for source in bands if source)


def _check_circles(united: Map, problems: Problems) -> None:
    above = parents(united)
    for key, _ in maps_of(united.map("classes")):
        if key.text in reached(key.text, above):
            problems.add("E138", f"class `{key.text}` stands above itself", key, "take it out of the circle of `is-a`")


def _check_opioids(united: Map, problems: Problems) -> None:
    """An opioid without an interval class or a ceiling would be one no rule speaks of."""
    above = parents(united)
    for key, drug in maps_of(united.map("drugs")):
        if OPIOID in closure(drug, above):
            _check_opioid(key, drug, problems)


def _check_opioid(key: Scalar, drug: Map, problems: Problems) -> None:
    lacking = [name for name in ("ceiling", "washout") if name not in drug.keys]
    washout = drug.map("washout")
    if lacking:
        message = f"the opioid `{key.text}` has no {' and no '.join(f'`{name}`' for name in lacking)}"
        problems.add("E101", message, key, "no rule on washout or overlap would speak of it")
    elif washout and "default" not in washout.keys:
        message = f"the opioid `{key.text}` has no `default` under `washout`"
        problems.add("E101", message, drug.keys["washout"], "the class of forms that are not named, or not known")


def _check_products(united: Map, problems: Problems) -> None:
    drugs, others = _declared(united, "drugs"), _declared(united, "irrelevant")
    ingredients = None if drugs is None or others is None else {*drugs, *others}
    held = [text for _, product in maps_of(united.map("products")) for text in texts_of(product, "holds")]
    held += [text for rule in _ONE_RELEASE for text in _texts_below(united, rule, "beside")]
    held += [text for key in ("beside", "may-add") for text in _texts_in(united, "added-letters", key)]
    held += [text for _, form in maps_of(united.map("forms")) if (text := form.text("unnamed"))]
    near = united.map("near-names")
    tie = near.text("tie") if near else None
    _check_declared([*held, *([tie] if tie else [])], ingredients, ("E128", "no drug `{}` in the vocabulary"), problems)
    for key, section in _PARTS:
        entries = [entry for name in ("products", "forms") for _, entry in maps_of(united.map(name))]
        named = [text for entry in entries if (text := as_text(entry.get(key)))]
        named += _texts_below(united, "only-depot", "routes") if key == "route" else []
        complaint = ("E104", f"no `{{}}` in the section `{section}` of the vocabulary")
        _check_declared(named, _declared(united, section), complaint, problems)


def _texts_below(united: Map, section: str, key: str) -> list[Scalar]:
    """The texts of a key in a section of each drug."""
    below = (drug.map(section) for _, drug in maps_of(united.map("drugs")))
    return [text for each in below if each for text in texts_of(each, key)]


def _texts_in(united: Map, section: str, key: str) -> list[Scalar]:
    """The texts of a key of each entry of a section."""
    return [text for _, entry in maps_of(united.map(section)) for text in texts_of(entry, key)]


def _check_declared(
    written: Iterable[Scalar], known: Collection[str] | None, complaint: tuple[str, str], problems: Problems
) -> None:
    """Report each name that is not declared once, where it stands first."""
    places: dict[str, list[Scalar]] = {}
    for each in written if known is not None else ():
        if each.text not in (known or ()):
            places.setdefault(each.text, []).append(each)
    code, message = complaint
    for name, [first, *more] in places.items():
        others = f", and in {len(more)} more place{'s' * (len(more) > 1)}" if more else ""
        problems.add(code, message.format(name) + others, first, suggestion(name, known or ()))


def _declared(united: Map, section: str) -> Collection[str] | None:
    """The names of a section; None if there is no such section, which is reported once and not for each name."""
    found = united.map(section)
    return found.keys if found else None


def _check_exclusive(united: Map, problems: Problems) -> None:
    for section, other in _EXCLUSIVE:
        here, there = united.map(section), united.map(other)
        for name in here.keys if here and there else ():
            assert here is not None
            assert there is not None
            if name in there.keys:
                first = there.keys[name].span
                hint = f"as one of {other} in {first.file}:{first.line}"
                problems.add("E134", f"`{name}` is both irrelevant and not", here.keys[name], hint)


def _check_sig(sig: Map | None, problems: Problems) -> None:
    """A frequency counts by a declared unit of time, a group of weekdays and a scheme name declared days and times."""
    if sig is None:
        return
    complaint = ("E104", "no `{}` in the section `sig.time-units` of the vocabulary")
    units = [unit for _, frequency in maps_of(sig.map("frequencies")) if (unit := frequency.text("unit"))]
    over = sig.map("duration-over") or Map(sig.span)
    units += [unit for name in over.values if (unit := over.text(name))]
    _check_declared(units, _declared(sig, "time-units"), complaint, problems)
    groups = sig.map("weekday-groups") or Map(sig.span)
    complaint = ("E104", "no `{}` in the section `sig.weekdays` of the vocabulary")
    days = [day for name in groups.values for day in texts_of(groups, name)]
    _check_declared(days, _declared(sig, "weekdays"), complaint, problems)
    schemes = sig.map("scheme") or Map(sig.span)
    complaint = ("E104", "no `{}` in the section `sig.times-of-day` of the vocabulary")
    times = [time for name in schemes.values for time in texts_of(schemes, name)]
    _check_declared(times, _declared(sig, "times-of-day"), complaint, problems)
