"""Release, form and interval class: what an ingredient set means for the rules in the form it is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from ldn_rules.reading.model import HighDose
from ldn_rules.rulebook.enumerations import SEVERITIES, WASHOUTS
from ldn_rules.rulebook.vocabulary import FORM_KEYS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ldn_rules.rulebook.vocabulary import Drug, Product, Vocabulary

EXTENDED: Final = "extended"
IMMEDIATE: Final = "immediate"
_ORAL: Final = "oral"


class Context(Struct, frozen=True):
    """What stands around the names: words of forms, routes, releases and marks, and whether the sig says
    every six hours or oftener.
    """

    forms: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    releases: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    often: bool = False


class Profile(Struct, frozen=True):
    """What the rules need of one reading. ``ingredient`` is the one with the worst ceiling, then the longest
    interval.
    """

    ingredient: str | None = None
    classes: frozenset[str] = frozenset()
    washout: str = "none"
    ceiling: str = "info"
    wear_days: int = 0
    high_dose: HighDose | None = None
    combined: bool = False
    """The ingredients are a combination that the vocabulary declares."""


class Given(Struct, frozen=True):
    """How a product is given: release, form, route, and the keys that the vocabulary goes by, the one that says
    most first.
    """

    release: str | None
    form: str | None
    route: str | None
    keys: tuple[str, ...]


def given(
    products: Sequence[Product], context: Context, vocabulary: Vocabulary, *, only_extended: bool = False
) -> Given:
    """Form, route and release (docs/guide/semantics.md "Release"): a release word, a brand, or a strength of tablets or
    capsules that is ``only_extended`` decides; else a dose form, or a sig of every six hours or oftener, means
    immediate release.
    """
    forms = [*context.forms, *(product.form for product in products if product.form)]
    routes = [*context.routes, *(product.route for product in products if product.route)]
    form_words = [vocabulary.forms[form] for form in forms if form in vocabulary.forms]
    releases = {*context.releases, *(product.release for product in products if product.release)}
    releases |= {word.release for word in form_words if word.release}
    keys = {word.key for word in form_words if word.key} | {
        key for route in routes if (key := vocabulary.routes.get(route))
    }
    if only_extended and not releases and keys <= {_ORAL} and all(word.countable for word in form_words):
        releases = {EXTENDED}
    release = _release(releases, has_form=bool(forms), often=context.often)
    if release == EXTENDED and "injection" in keys:
        keys.add("depot")
    ordered = tuple(key for key in FORM_KEYS if key in keys)
    form = min(
        forms, key=lambda name: _rank(vocabulary.forms[name].key if name in vocabulary.forms else None), default=None
    )
    return Given(release, form, routes[0] if routes else None, ordered)


def _release(releases: Iterable[str], *, has_form: bool, often: bool) -> str | None:
    said = set(releases)
    for release in (EXTENDED, IMMEDIATE):
        if release in said:
            return release
    if said:
        return min(said)
    return IMMEDIATE if has_form or often else None


def _rank(key: str | None) -> int:
    return FORM_KEYS.index(key) if key in FORM_KEYS else len(FORM_KEYS)


def profile(
    ingredients: Sequence[str],
    products: Sequence[Product],
    how: Given,
    marks: Sequence[str],
    vocabulary: Vocabulary,
    *,
    combined: bool = True,
) -> Profile:
    """Classes, interval class, ceiling, wear of an ingredient set given in this way. ``combined`` false: they stand in
    one text and cannot be one product (a near name, a low dose of one).
    """
    drugs = [vocabulary.drugs[name] for name in ingredients if name in vocabulary.drugs]
    if not drugs:
        return Profile()
    stated = [product.washout for product in products if product.washout]
    main = max(drugs, key=lambda drug: (_severity(drug), _interval(_washout(drug, how))))
    washout = max((_washout(main, how), *stated), key=_interval) if not stated else max(stated, key=_interval)
    declared = [_combination(drug, ingredients, vocabulary) if combined else None for drug in drugs]
    classes = [
        drug.classes | (_by_form(drug, how) if found is None else found)
        for drug, found in zip(drugs, declared, strict=True)
    ]
    classes += [product.classes for product in products]
    classes += [vocabulary.marks[mark].classes for mark in marks if mark in vocabulary.marks]
    wear = _first(main.wear, how.keys, 0)
    known = any(found is not None for found in declared)
    return Profile(main.name, frozenset().union(*classes), washout, main.ceiling, wear, _high_dose(main), known)


def together(profiles: Sequence[Profile]) -> Profile:
    """Several readings on the safe side: all classes, the profile with the worst ceiling and longest interval."""
    known = [one for one in profiles if one.ingredient is not None]
    if not known:
        return Profile()
    worst = max(known, key=lambda one: (SEVERITIES.index(one.ceiling), _interval(one.washout)))
    classes = frozenset().union(*(one.classes for one in known))
    combined = all(one.combined for one in known)
    return Profile(worst.ingredient, classes, worst.washout, worst.ceiling, worst.wear_days, worst.high_dose, combined)


def _severity(drug: Drug) -> int:
    return SEVERITIES.index(drug.ceiling)


def _interval(washout: str) -> int:
    return WASHOUTS.index(washout) if washout in WASHOUTS else 0


def _washout(drug: Drug, how: Given) -> str:
    for key in (*how.keys, how.release, "default"):
        if key in drug.washout:
            return drug.washout[key]
    return "none"


def _first(table: Mapping[str, int], keys: Iterable[str], otherwise: int) -> int:
    return next((table[key] for key in keys if key in table), otherwise)


def _by_form(drug: Drug, how: Given) -> frozenset[str]:
    keys = (*how.keys, how.release, "default")
    return next((drug.classes_by_form[key] for key in keys if key in drug.classes_by_form), frozenset())


def _combination(drug: Drug, ingredients: Sequence[str], vocabulary: Vocabulary) -> frozenset[str] | None:
    """The further classes of a drug beside the other ingredients: by the name of one, or a class; None if they are no
    combination that is declared.
    """
    partners = [name for name in ingredients if name != drug.name]
    known = [vocabulary.drugs[name].classes for name in partners if name in vocabulary.drugs]
    for partner, classes in drug.classes_in_combination.items():
        if partner in partners or any(partner in each for each in known):
            return classes
    return drug.classes_in_combination.get("default") if partners else None


def _high_dose(drug: Drug) -> HighDose | None:
    rule = drug.high_dose
    return HighDose(rule.more_than, rule.washout, rule.ceiling) if rule else None
