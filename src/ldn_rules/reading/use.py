"""What the directions and the reason of an entry say of the drug itself: its release, doses, and how it is used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from ldn_rules.reading.phrases import AROUND_JOINERS, longest_at
from ldn_rules.reading.sigs.use import is_often
from ldn_rules.reading.stated import doses_of
from ldn_rules.rulebook.words import words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ldn_rules.intake.model import Entry
    from ldn_rules.reading.model import DrugReading
    from ldn_rules.reading.sigs.model import SigReading
    from ldn_rules.rulebook.phrases import Phrase
    from ldn_rules.rulebook.vocabulary import MarkWord, Vocabulary
    from ldn_rules.rulebook.words import Word

_MOST_WORDS: Final = 400
_WORDS_THAT_TELL: Final = 2
_MINUTE: Final = "minute"

Hit = tuple["Phrase", int, int]
"""Words around a name, and their place in a text."""


class Use(Struct, frozen=True):
    """``often``: every six hours or oftener; ``repeated``: by a schedule; ``around``: release words and marks, as
    (kind, key); ``doses`` in nanograms.
    """

    often: bool = False
    repeated: bool = False
    around: tuple[tuple[str, str], ...] = ()
    doses: tuple[int, ...] = ()


NO_USE: Final = Use()
"""Nothing is said."""


def use_of(entry: Entry, sig: SigReading | None, drug: DrugReading, vocabulary: Vocabulary) -> Use:
    """What an entry says of the use of its drug, beside its name and codes; doses where they tell a depot."""
    texts = filter(None, (entry.sig, entry.reason, entry.purpose))
    around = tuple(dict.fromkeys(meaning for text in texts for meaning in said(text, vocabulary)))
    known = [vocabulary.drugs[name] for name in drug.ingredients if name in vocabulary.drugs]
    doses = doses_of(entry, sig, vocabulary) if any(one.only_depot for one in known) else ()
    return Use(is_often(entry.frequency, sig, vocabulary), _is_repeated(entry, sig), around, doses)


def _is_repeated(entry: Entry, sig: SigReading | None) -> bool:
    """By a schedule of hours or days; every few minutes is one occasion."""
    units = {phase.frequency.unit for phase in sig.phases if phase.frequency} if sig else set()
    return entry.frequency is not None or any(unit != _MINUTE for unit in units)


def said(text: str, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """The release words of directions, and the marks that count in a reason too. A release in one short word counts
    beside a dose form alone (``1 ER tab``, not ``go to the ER``).
    """
    hits = list(_hits(words(text)[:_MOST_WORDS], vocabulary))
    forms = {place: phrase for phrase, first, after in hits if _is(phrase, "form") for place in (first, after)}
    for phrase, first, after in hits:
        beside = [forms[place] for place in (first, after) if place in forms]
        for kind, key in phrase.meanings:
            counts = kind == "mark" and _counts(vocabulary.marks[key])
            release = kind == "release" and not any(map(str.isdigit, phrase.spelled))
            if counts or (
                release and (_tells(phrase) or any(not _is_way(phrase, form, vocabulary) for form in beside))
            ):
                yield kind, key


def _counts(mark: MarkWord) -> bool:
    """Whether a mark counts in directions and reasons as it does beside a name."""
    return mark.high_dose or mark.repeated or mark.in_directions


def _is_way(letters: Phrase, form: Phrase, vocabulary: Vocabulary) -> bool:
    """Whether letters that can say a release and a route say the route: beside a form of that (``1 supp PR``)."""
    written = vocabulary.sig.table.phrases.find(letters.spelled)
    ways = {vocabulary.routes[key] for kind, key in written.meanings if kind == "route-letters"} if written else set()
    return any(kind == "form" and vocabulary.forms[key].key in ways for kind, key in form.meanings)


def _hits(found: Sequence[Word], vocabulary: Vocabulary) -> Iterator[Hit]:
    place = 0
    while place < len(found):
        hit = longest_at(found, place, vocabulary.around, AROUND_JOINERS)
        if hit is not None:
            yield hit[0], place, hit[1]
        place = hit[1] if hit else place + 1


def _is(phrase: Phrase, kind: str) -> bool:
    return any(what == kind for what, _ in phrase.meanings)


def _tells(phrase: Phrase) -> bool:
    """Several words: ``extended release``, but not the letters of an abbreviation."""
    return sum(len(word) > 1 for word in phrase.spelled.split()) >= _WORDS_THAT_TELL
