"""Letters behind a name that may stand for a drug the product holds as well (``Mucinex AC``).

Which letters, beside which drugs, and what they may add is of the vocabulary (``added-letters``). Only letters right
behind the name count: in ``promethazine 25 mg tablet AC`` they say when it is taken.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ldn_rules.reading.phrases import NAME_JOINERS, longest_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ldn_rules.reading.names import NameHit, Scan
    from ldn_rules.rulebook.vocabulary import Vocabulary

_PASSED: Final = frozenset({"salt", "maker"})


def added_by_letters(
    scan: Scan, named: Sequence[tuple[NameHit, Iterable[str]]], vocabulary: Vocabulary
) -> tuple[str, ...]:
    """The drugs that letters behind one of the names may add; ``named`` gives each name with what it holds."""
    found = [name for hit, held in named for name in _behind(scan, hit.after, frozenset(held), vocabulary)]
    return tuple(dict.fromkeys(found))


def unread_letters(scan: Scan, listed: Iterable[range], vocabulary: Vocabulary) -> tuple[str, ...]:
    """Letters behind a known name of which nothing more is known, that are words of labels elsewhere (``DC``)."""
    places = (place for run in listed for place in letters_at(scan, run.stop, vocabulary))
    return tuple(scan.found[place].text for place in places if scan.parts[place] not in {"", "unknown"})


def letters_at(scan: Scan, place: int, vocabulary: Vocabulary) -> range:
    """The places of letters that start at a place or behind its signs and salts; empty if there are none."""
    while place < len(scan.found) and (scan.parts[place] in _PASSED or _is_joiner(scan, place)):
        place += 1
    if place == len(scan.found) or scan.parts[place] == "name" or scan.found[place].kind != "word":
        return range(place, place)
    phrase = longest_at(scan.found, place, vocabulary.letters, NAME_JOINERS)
    return range(place, phrase[1] if phrase else place)


def _behind(scan: Scan, after: int, held: frozenset[str], vocabulary: Vocabulary) -> Iterator[str]:
    places = letters_at(scan, after, vocabulary)
    if not places or _joins(scan, places):
        return
    phrase = longest_at(scan.found, places.start, vocabulary.letters, NAME_JOINERS)
    for _, key in phrase[0].meanings if phrase else ():
        letters = vocabulary.added_letters[key]
        if held & letters.beside and (held <= letters.beside or not letters.alone):
            yield from letters.may_add


def _joins(scan: Scan, places: range) -> bool:
    """Whether the word joins the name to what follows (``paracetamol plus caffeine``)."""
    following = scan.parts[places.stop] if places.stop < len(scan.parts) else ""
    return scan.parts[places.start] == "joining" and following in {"name", "unknown"}


def _is_joiner(scan: Scan, place: int) -> bool:
    return scan.found[place].kind == "sign" and scan.found[place].text in NAME_JOINERS
