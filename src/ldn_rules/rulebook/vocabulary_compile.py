"""Plain vocabulary data (checked by its schema) to the typed :class:`Vocabulary`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ldn_rules.rulebook.code_systems import code_forms
from ldn_rules.rulebook.concept_compile import compile_concepts, item_words
from ldn_rules.rulebook.constants import nanograms
from ldn_rules.rulebook.datewords import date_words
from ldn_rules.rulebook.known_names import SECTION, packed
from ldn_rules.rulebook.phrase_tables import Meanings, phrase_table, preferred
from ldn_rules.rulebook.sigwords import sig_words
from ldn_rules.rulebook.vocabulary import (
    AddedLetters,
    Drug,
    FormWord,
    HighDoseRule,
    MarkWord,
    OnlyDepot,
    OnlyExtended,
    OnlyImmediate,
    Product,
    Unit,
    Vocabulary,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


def compile_vocabulary(data: Mapping[str, Any]) -> Vocabulary:
    """The vocabulary of one united mapping of sections; every section may be absent.

    KeyError names a class or unit that is used and not declared (the loader reports these with their place before it
    comes to that).
    """
    classes = _closures(data.get("classes") or {})
    near = data.get("near-names") or {}
    names = phrase_table(_names(data))
    return Vocabulary(
        classes=classes,
        drugs={name: _drug(name, entry or {}, classes) for name, entry in (data.get("drugs") or {}).items()},
        products={name: _product(name, entry, classes) for name, entry in (data.get("products") or {}).items()},
        names=names,
        codes=_codes(data),
        around=phrase_table(_words_around(data)),
        forms={name: _form(entry) for name, entry in (data.get("forms") or {}).items()},
        routes={name: entry.get("key") for name, entry in (data.get("routes") or {}).items()},
        marks={name: _mark(entry, classes) for name, entry in (data.get("marks") or {}).items()},
        letters=phrase_table(_letters(data)),
        added_letters={name: _added_letters(entry) for name, entry in (data.get("added-letters") or {}).items()},
        units={name: _unit(entry) for name, entry in (data.get("units") or {}).items()},
        indications=phrase_table(_listed("indication", data.get("indications") or {})),
        stop_reasons=phrase_table(_listed("stop-reason", data.get("stop-reasons") or {})),
        sig=sig_words(data.get("sig") or {}, data),
        dates=date_words(data.get("dates") or {}),
        watched={
            name: _closed(entry["classes"], classes)
            for name, entry in (data.get("irrelevant") or {}).items()
            if entry and "classes" in entry
        },
        guarded=frozenset(near.get("guarded", ())),
        tie=near.get("tie"),
        concepts=compile_concepts(data, classes),
        item_words=item_words(data),
        known_names=packed(data.get(SECTION) or (), names.keys),
    )


def _names(data: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for kind, section in (("drug", "drugs"), ("product", "products"), ("irrelevant", "irrelevant")):
        for name, entry in (data.get(section) or {}).items():
            yield name, kind, name
            for other in (entry or {}).get("names") or ():
                yield other, kind, name


def _words_around(data: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for kind, section in (("form", "forms"), ("release", "release"), ("route", "routes"), ("mark", "marks")):
        for name, entry in (data.get(section) or {}).items():
            for word in entry.get("words") or ():
                yield word, kind, name
    yield from _listed("salt", {"salt": data.get("salts") or ()})
    yield from _listed("low-dose", {"low-dose": data.get("low-dose-words") or ()})


def _letters(data: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    for name, entry in (data.get("added-letters") or {}).items():
        yield from _listed("letters", {name: entry["words"]})


def _listed(kind: str, groups: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, str, str]]:
    for key, listed in groups.items():
        for word in listed:
            yield word, kind, key


def _codes(data: Mapping[str, Any]) -> dict[str, tuple[tuple[str, str], ...]]:
    table: Meanings = {}
    for kind, section in (("drug", "drugs"), ("product", "products"), ("irrelevant", "irrelevant")):
        for name, entry in (data.get(section) or {}).items():
            for system, codes in ((entry or {}).get("codes") or {}).items():
                for form in (form for code in codes for form in code_forms(system, code)):
                    table.setdefault(f"{system}:{form}", {})[kind, name] = None
    return {key: preferred(tuple(meanings)) for key, meanings in table.items()}


def _closures(classes: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """Each class with itself and all its ancestors."""

    def ancestors(name: str, seen: frozenset[str]) -> frozenset[str]:
        found = seen | {name}
        for parent in (classes.get(name) or {}).get("is-a") or ():
            if parent not in found:
                found = ancestors(parent, found)
        return found

    return {name: ancestors(name, frozenset()) for name in classes}


def _closed(names: Iterable[str], classes: Mapping[str, frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*(classes[name] for name in names))


def _drug(name: str, entry: Mapping[str, Any], classes: Mapping[str, frozenset[str]]) -> Drug:
    by_form = entry.get("classes-by-form") or {}
    in_combination = entry.get("classes-in-combination") or {}
    high = entry.get("high-dose")
    extended, depot = entry.get("only-extended"), entry.get("only-depot")
    immediate = entry.get("only-immediate")
    return Drug(
        name=name,
        classes=_closed(entry.get("classes") or (), classes),
        ceiling=entry.get("ceiling", "info"),
        washout=dict(entry.get("washout") or {}),
        wear={key: _days(text) for key, text in (entry.get("wear") or {}).items()},
        high_dose=_high_dose(high) if high else None,
        only_extended=_only_extended(extended) if extended else None,
        only_immediate=_only_immediate(immediate) if immediate else None,
        only_depot=_only_depot(depot) if depot else None,
        classes_by_form={key: _closed(listed, classes) for key, listed in by_form.items()},
        classes_in_combination={key: _closed(listed, classes) for key, listed in in_combination.items()},
        combined_strengths=_listed_doses(entry, "combined-strengths"),
        exact=bool(entry.get("exact", False)),
    )


def _product(name: str, entry: Mapping[str, Any], classes: Mapping[str, frozenset[str]]) -> Product:
    return Product(
        name=name,
        holds=tuple(entry["holds"]),
        classes=_closed(entry.get("classes") or (), classes),
        release=entry.get("release"),
        form=entry.get("form"),
        route=entry.get("route"),
        washout=entry.get("washout"),
        veterinary=bool(entry.get("veterinary", False)),
        strengths=tuple(entry.get("strengths") or ()),
        exact=bool(entry.get("exact", False)),
    )


def _high_dose(entry: Mapping[str, Any]) -> HighDoseRule:
    return HighDoseRule(nanograms(entry["more-than"]), entry["washout"], entry["ceiling"])


def _only_extended(entry: Mapping[str, Any]) -> OnlyExtended:
    return OnlyExtended(_listed_doses(entry), _dose(entry, "above"), tuple(entry.get("beside") or ()))


def _only_immediate(entry: Mapping[str, Any]) -> OnlyImmediate:
    return OnlyImmediate(_listed_doses(entry), tuple(entry.get("beside") or ()))


def _only_depot(entry: Mapping[str, Any]) -> OnlyDepot:
    above, injected = _dose(entry, "above"), _dose(entry, "injected-above")
    return OnlyDepot(_listed_doses(entry), above, injected, tuple(entry.get("routes") or ()), entry.get("otherwise"))


def _listed_doses(entry: Mapping[str, Any], key: str = "strengths") -> tuple[int, ...]:
    return tuple(nanograms(text) for text in entry.get(key) or ())


def _dose(entry: Mapping[str, Any], key: str) -> int | None:
    return nanograms(entry[key]) if key in entry else None


def _days(text: str) -> int:
    return int(text.split(maxsplit=1)[0])


def _form(entry: Mapping[str, Any]) -> FormWord:
    countable = bool(entry.get("countable", False))
    return FormWord(entry.get("key"), entry.get("release"), countable, entry.get("unnamed"))


def _mark(entry: Mapping[str, Any], classes: Mapping[str, frozenset[str]]) -> MarkWord:
    says = [bool(entry.get(key, False)) for key in ("veterinary", "context", "high-dose", "repeated", "in-directions")]
    return MarkWord(_closed(entry.get("classes") or (), classes), *says)


def _added_letters(entry: Mapping[str, Any]) -> AddedLetters:
    return AddedLetters(frozenset(entry["beside"]), tuple(entry["may-add"]), bool(entry.get("alone", False)))


def _unit(entry: Mapping[str, Any]) -> Unit:
    return Unit(
        nanograms=entry.get("nanograms", 0),
        microlitres=entry.get("microlitres", 0),
        per_millilitre=entry.get("nanograms-per-millilitre", 0),
        count=bool(entry.get("count", False)),
        per=entry.get("per", "unit"),
        doubtful=bool(entry.get("doubtful", False)),
    )
