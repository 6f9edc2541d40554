"""Release, form and interval class: what an ingredient set means for the rules in the form it is given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from ldn_rules.reading.model import HighDose
from ldn_rules.reading.one_release import NO_SALE
from ldn_rules.rulebook.enumerations import SEVERITIES, WASHOUTS
from ldn_rules.rulebook.vocabulary import FORM_KEYS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from ldn_rules.reading.one_release import Sold
    from ldn_rules.reading.only_depot import Held
    from ldn_rules.reading.partners import Partners
    from ldn_rules.rulebook.vocabulary import Drug, Product, Vocabulary

EXTENDED: Final = "extended"
IMMEDIATE: Final = "immediate"
_ORAL: Final = "oral"
_DEPOT: Final = "depot"
_PATCH: Final = "patch"
_TOPICAL: Final = "topical"
_SINGLE: Final = "perioperative"
"""The interval class of a single exposure; given again and again, a drug is of that of immediate release."""


class Context(Struct, frozen=True):
    """What stands around the names: words of forms, routes, releases and marks, whether the sig says every six hours
    or oftener, whether by a schedule at all, and whether a word beside a dose form was not read.
    """

    forms: tuple[str, ...] = ()
    routes: tuple[str, ...] = ()
    releases: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    often: bool = False
    repeated: bool = False
    unread: bool = False


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
    apart: bool = False
    """An ingredient stands beside one that it contradicts, and no product holds both."""


class Given(Struct, frozen=True):
    """How a product is given: release, form, route, the keys that the vocabulary goes by, the one that says most first,
    and whether again and again.
    """

    release: str | None
    form: str | None
    route: str | None
    keys: tuple[str, ...]
    repeated: bool = False


def given(
    products: Sequence[Product],
    context: Context,
    vocabulary: Vocabulary,
    *,
    sold: Sold = NO_SALE,
    held: Held | None = None,
) -> Given:
    """Form, route and release (docs/guide/semantics.md "Release"): a release word, a brand, or a strength of tablets or
    capsules that is ``sold`` in one release decides; else a dose form, or a sig of every six hours or oftener, means
    immediate release. What is ``held`` may make it a depot.
    """
    forms = [*context.forms, *(product.form for product in products if product.form)]
    routes = [*context.routes, *(product.route for product in products if product.route)]
    if sold.hourly and not routes:
        forms, routes = _as_patch(forms, vocabulary)
    forms = _without_depots(forms, vocabulary)
    form_words = [vocabulary.forms[form] for form in forms if form in vocabulary.forms]
    releases = {*context.releases, *(product.release for product in products if product.release)}
    releases |= {word.release for word in form_words if word.release}
    keys = {word.key for word in form_words if word.key} | {
        key for route in routes if (key := vocabulary.routes.get(route))
    }
    counted = any(word.countable for word in form_words)
    if held is not None and held.is_depot(keys, routes, counted=counted, often=context.often):
        keys, releases = keys | {_DEPOT}, {EXTENDED}
    if not releases:
        releases = _sold_release(sold, tablet=keys <= {_ORAL} and all(word.countable for word in form_words))
    release = _release(releases, has_form=bool(forms) and not context.unread, often=context.often)
    ordered = tuple(key for key in FORM_KEYS if key in _systemic(keys | _more_keys(release, keys, held)))
    form = min(
        forms, key=lambda name: _rank(vocabulary.forms[name].key if name in vocabulary.forms else None), default=None
    )
    infused = sold.hourly and _PATCH not in keys
    repeated = context.repeated or infused or any(vocabulary.marks[mark].repeated for mark in context.marks)
    return Given(release, form, routes[0] if routes else None, ordered, repeated)


def _without_depots(forms: Sequence[str], vocabulary: Vocabulary) -> list[str]:
    """The forms without depots where one is a tablet or capsule: ``Depot`` beside it only says the release."""
    words = {form: vocabulary.forms[form] for form in forms if form in vocabulary.forms}
    if not any(word.countable and word.key == _ORAL for word in words.values()):
        return list(forms)
    return [form for form in forms if form not in words or words[form].key != _DEPOT]


def _as_patch(forms: list[str], vocabulary: Vocabulary) -> tuple[list[str], list[str]]:
    """Forms and routes of a strength per hour: those of patches, where no other form stands beside it."""
    patches = [name for name, word in vocabulary.forms.items() if word.key == _PATCH]
    if not set(forms) <= set(patches):
        return forms, []
    return patches, [name for name, key in vocabulary.routes.items() if key == _PATCH]


def _sold_release(sold: Sold, *, tablet: bool) -> set[str]:
    """The one release a drug is sold in; extended release alone says so of nothing but tablets and capsules."""
    if sold.extended and tablet:
        return {EXTENDED}
    return {IMMEDIATE} if sold.immediate else set()


def _systemic(keys: set[str]) -> set[str]:
    """Without the skin, where any other way is said too: a drug that may reach the blood counts as one that does."""
    return keys - {_TOPICAL} or keys


def _more_keys(release: str | None, keys: Collection[str], held: Held | None) -> set[str]:
    """The form that extended release means: of an injection, and of a drug with depots and no form, a depot."""
    if release != EXTENDED or (keys and "injection" not in keys):
        return set()
    if keys:
        return {_DEPOT}
    return {held.otherwise() or _DEPOT} if held is not None else set()


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
    partners: Partners,
) -> Profile:
    """Classes, interval class, ceiling, wear of an ingredient set given in this way; ``partners`` says which of them
    are of one product.
    """
    drugs = [vocabulary.drugs[name] for name in ingredients if name in vocabulary.drugs]
    if not drugs:
        return Profile()
    stated = [product.washout for product in products if product.washout]
    main = max(drugs, key=lambda drug: (_severity(drug), _interval(_washout(drug, how))))
    washout = max(stated, key=_interval) if stated else _washout(main, how)
    declared = [partners.classes_beside(drug) for drug in drugs]
    classes = [
        drug.classes | (_by_form(drug, how) if found is None else found)
        for drug, found in zip(drugs, declared, strict=True)
    ]
    classes += [product.classes for product in products]
    classes += [vocabulary.marks[mark].classes for mark in marks if mark in vocabulary.marks]
    wear = _first(main.wear, how.keys, 0)
    known = any(partners.is_contradiction(drug) for drug in drugs)
    reading = Profile(main.name, frozenset().union(*classes), washout, main.ceiling, wear, _high_dose(main), known)
    return _at_high_dose(reading) if any(vocabulary.marks[mark].high_dose for mark in marks) else reading


def _at_high_dose(profile: Profile) -> Profile:
    """A drug that is said to be taken in a high dose, whatever dose is recorded."""
    high = profile.high_dose
    return profile if high is None else replace(profile, high_dose=replace(high, more_than=-1))


def together(profiles: Sequence[Profile]) -> Profile:
    """Several readings on the safe side: all classes, the profile with the worst ceiling and longest interval."""
    known = [one for one in profiles if one.ingredient is not None]
    if not known:
        return Profile()
    worst = max(known, key=lambda one: (SEVERITIES.index(one.ceiling), _interval(one.washout)))
    classes = frozenset().union(*(one.classes for one in known))
    apart = any(one.apart for one in known)
    return Profile(worst.ingredient, classes, worst.washout, worst.ceiling, worst.wear_days, worst.high_dose, apart)


def _severity(drug: Drug) -> int:
    return SEVERITIES.index(drug.ceiling)


def _interval(washout: str) -> int:
    return WASHOUTS.index(washout) if washout in WASHOUTS else 0


def _washout(drug: Drug, how: Given) -> str:
    found = next((drug.washout[key] for key in (*how.keys, how.release, "default") if key in drug.washout), "none")
    return drug.washout.get(IMMEDIATE, found) if found == _SINGLE and how.repeated else found


def _first(table: Mapping[str, int], keys: Iterable[str], otherwise: int) -> int:
    return next((table[key] for key in keys if key in table), otherwise)


def _by_form(drug: Drug, how: Given) -> frozenset[str]:
    keys = (*how.keys, how.release, "default")
    return next((drug.classes_by_form[key] for key in keys if key in drug.classes_by_form), frozenset())


def _high_dose(drug: Drug) -> HighDose | None:
    rule = drug.high_dose
    return HighDose(rule.more_than, rule.washout, rule.ceiling) if rule else None
