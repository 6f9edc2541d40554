"""Names of products and drugs that hold a word of release: read as a part of the name, the word would say nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ldn_rules.rulebook.nodes import Map, Scalar, maps_of, plain_data, texts_of
from ldn_rules.rulebook.words import spell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ldn_rules.rulebook.problems import Problems

_HINT: Final = "leave the name out: the word is read by itself; or make it a product of its own, with this release"
_SECTIONS: Final = ("drugs", "products")
_INITIALS: Final = 2
"""So few letters in the key of a product may stand for something else (``CD`` codeine, ``LA`` large animals)."""


def check_releases(united: Map, problems: Problems) -> None:
    """Report each name that holds a word of another release than its product has. All of the vocabulary must be read.

    Left out are drugs whose interval, wear and classes are the same in every release and form; and short initials in
    the key of a product that states its release.
    """
    forms = _releases_of_forms(united)
    said = {**_said_by("forms", united, forms), **_said_by("release", united)}
    most = max((word.count(" ") + 1 for word in said), default=0)
    differing = frozenset(name.text for name, drug in maps_of(united.map("drugs")) if _differs(drug))
    for section in _SECTIONS:
        for key, entry in maps_of(united.map(section)):
            if differing.isdisjoint({key.text, *(each.text for each in texts_of(entry, "holds"))}):
                continue
            own = {entry.string("release"), forms.get(entry.string("form"), "")} - {""}
            stated = set(_runs(key.text, most)) if "release" in entry.keys else set()
            for name in (key, *texts_of(entry, "names")):
                _check(
                    name,
                    key.text,
                    own,
                    {word: said[word] for word in _runs(name.text, most) if word in said},
                    stated,
                    problems,
                )


def _check(
    name: Scalar, product: str, own: set[str], held: Mapping[str, str], stated: set[str], problems: Problems
) -> None:
    for word, release in held.items():
        if release in own or (word in stated and len(word) <= _INITIALS) or problems.spoilt(name):
            continue
        known = f"is {' and '.join(sorted(own))}" if own else "says no release"
        message = f"`{word}` in the name `{name.text}` says {release} release, `{product}` {known}"
        problems.add("E147", message, name, _HINT)
        return


def _runs(name: str, most: int) -> Iterator[str]:
    """The runs of whole words in a name, the longest of a place first, so that the word named is the whole one."""
    words = spell(name).split()
    for first in range(len(words)):
        for after in range(min(len(words), first + most), first, -1):
            yield " ".join(words[first:after])


def _said_by(section: str, united: Map, releases: Mapping[str, str] | None = None) -> dict[str, str]:
    """Word to the release it says; of the entries of ``releases`` alone where they are given, else of their keys."""
    return {
        spell(word.text): key.text if releases is None else releases[key.text]
        for key, entry in maps_of(united.map(section))
        if releases is None or key.text in releases
        for word in texts_of(entry, "words")
    }


def _releases_of_forms(united: Map) -> dict[str, str]:
    return {key.text: form.string("release") for key, form in maps_of(united.map("forms")) if "release" in form.keys}


def _differs(drug: Map) -> bool:
    """Whether what the rules know of the drug goes by release or form."""
    washouts = _values(drug.map("washout"))
    return len(set(washouts)) > 1 or bool({"wear", "classes-by-form"} & set(drug.keys))


def _values(table: Map | None) -> Iterable[str]:
    return [str(value) for value in plain_data(table).values()] if table else ()
