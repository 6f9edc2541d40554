"""A drug's text cut into what is known: names, words around them, amounts, and what is left over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from ldn_rules.reading.amounts import Amount, amount_at, meaning_at, number_at
from ldn_rules.reading.decimals import with_commas
from ldn_rules.reading.fluids import carrier_at, is_carrier
from ldn_rules.reading.phrases import AROUND_JOINERS, JOINERS, NAME_JOINERS, longest_at
from ldn_rules.reading.unspaced import parted
from ldn_rules.rulebook.words import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ldn_rules.rulebook.phrases import Phrase
    from ldn_rules.rulebook.vocabulary import Vocabulary
    from ldn_rules.rulebook.words import Word

_BEFORE_TIMES: Final = ("every", "per", "duration")
_SHORTEST_NAME: Final = 5
_SHORTEST_SALT: Final = 3
_SHORTEST_MAKER: Final = 5
_MAKER: Final = ("mark", "maker")
_MOST_CHARACTERS: Final = 2000
_MOST_WORDS: Final = 200
"""A drug's name is read this far; what follows is left over and said so."""


class NameHit(Struct, frozen=True):
    """A known name: where it stands, its spelling and what it can mean as (kind, key)."""

    first: int
    after: int
    spelled: str
    meanings: tuple[tuple[str, str], ...]


class Scan(Struct, frozen=True):
    """One text: the names in it in order, the words around them as (kind, key), amounts with a unit,
    numbers without one, and the runs of words nothing is known of. ``parts`` says of each word what it is part of:
    ``name``, ``amount``, ``unknown``, the kind of a word around a name (of a mark its key), or nothing.
    """

    found: tuple[Word, ...]
    names: tuple[NameHit, ...]
    around: tuple[tuple[str, str], ...]
    amounts: tuple[Amount, ...]
    bare: tuple[Amount, ...]
    unknown: tuple[tuple[Word, ...], ...]
    parts: tuple[str, ...] = ()
    cut: bool = False


def scan(text: str, vocabulary: Vocabulary) -> Scan:
    """All that is known of a drug's text, left to right, the longest run of words first. Linear in its length."""
    found = with_commas(words(text[:_MOST_CHARACTERS]), vocabulary)
    if not text.isascii():
        found = parted(text, found, (vocabulary.names, vocabulary.around))
    scanner = _Scanner(found[:_MOST_WORDS], vocabulary)
    scanner.run()
    if scanner.carried and not scanner.names_a_drug():
        scanner = _Scanner(found[:_MOST_WORDS], vocabulary, fluids_are_drugs=True)
        scanner.run()
    return scanner.result(cut=len(found) > _MOST_WORDS or len(text) > _MOST_CHARACTERS)


class _Scanner:
    """Walks over the words once; each step takes the longest name, word or amount."""

    def __init__(self, found: list[Word], vocabulary: Vocabulary, *, fluids_are_drugs: bool = False) -> None:
        self.carried = False
        self._fluids_are_drugs = fluids_are_drugs
        self._found = found
        self._vocabulary = vocabulary
        self._names: list[NameHit] = []
        self._around: list[tuple[str, str]] = []
        self._amounts: list[Amount] = []
        self._bare: list[Amount] = []
        self._unknown: list[list[Word]] = []
        self._last_unknown = -1
        self._parts = [""] * len(found)

    def run(self) -> None:
        place = 0
        while place < len(self._found):
            place = self._step(place)

    def result(self, *, cut: bool) -> Scan:
        names = self._without_salts()
        return Scan(
            tuple(self._found),
            names,
            tuple(self._around),
            tuple(self._amounts),
            tuple(self._bare),
            tuple(tuple(run) for run in self._unknown),
            tuple(self._parts),
            cut,
        )

    def _step(self, place: int) -> int:
        vocabulary = self._vocabulary
        name = longest_at(self._found, place, vocabulary.names, NAME_JOINERS)
        phrase = longest_at(self._found, place, vocabulary.around, AROUND_JOINERS)
        self._note_low_dose(phrase)
        if phrase and not self._fluids_are_drugs and is_carrier(phrase[0]):
            fluid = carrier_at(self._found, place, phrase[1], self._vocabulary)
            if fluid is not None:
                return self._in_fluid(*fluid)
        if name and (phrase is None or name[1] >= phrase[1]):
            self._names.append(NameHit(place, name[1], name[0].spelled, name[0].meanings))
            self._amounts_in(place, name[1])
            return self._is_part(place, name[1], "salt" if self._is_salt(name[0].spelled.split()) else "name")
        if phrase and not self._is_interval(place):
            self._around.extend(meaning for meaning in phrase[0].meanings if meaning[0] != "low-dose")
            return self._is_part(place, phrase[1], _part(phrase[0]))
        return self._other(place)

    def _in_fluid(self, first: int, after: int) -> int:
        """The fluid that a drug is given in: its words and its amounts are nothing of the drug."""
        self.carried = True
        self._amounts = [amount for amount in self._amounts if amount.first < first]
        return self._is_part(first, after, "carrier")

    def names_a_drug(self) -> bool:
        """Whether a name stands in the text that is no salt alone."""
        return any(not self._is_salt(hit.spelled.split()) for hit in self._names)

    def _is_interval(self, place: int) -> bool:
        """``every 12 h``, ``for 24 h``: a time of the regimen, not the release of the product."""
        if self._found[place].kind != "number":
            return False
        return any(meaning_at(self._found, place - 1, kind, self._vocabulary)[0] is not None for kind in _BEFORE_TIMES)

    def _note_low_dose(self, phrase: tuple[Phrase, int] | None) -> None:
        if phrase:
            self._around.extend(meaning for meaning in phrase[0].meanings if meaning[0] == "low-dose")

    def _amounts_in(self, place: int, after: int) -> None:
        """A name may hold its strength (``name 25 mcg/hr patch``)."""
        while place < after:
            amount = amount_at(self._found, place, self._vocabulary) if self._found[place].kind == "number" else None
            if amount is not None and amount.unit is not None:
                self._amounts.append(amount)
            place = max(place + 1, amount.after if amount else 0)

    def _other(self, place: int) -> int:
        word = self._found[place]
        if word.kind == "sign" and number_at(self._found, place) is None:
            return place + 1
        if word.kind != "word":
            return self._number(place)
        if meaning_at(self._found, place, "unit", self._vocabulary)[0] is not None:
            return self._is_part(place, place + 1, "amount")
        name = self._run_on(word.text)
        if name is not None:
            self._names.append(NameHit(place, place + 1, name.spelled, name.meanings))
            return self._is_part(place, place + 1, "name")
        self._leave(place, word)
        return place + 1

    def _run_on(self, text: str) -> Phrase | None:
        """The name in a word that runs on into a salt or a maker (``oxycodonhydrochlorid``), the longest there is."""
        names = self._vocabulary.names.phrases
        for end in range(len(text) - _SHORTEST_SALT, _SHORTEST_NAME - 1, -1):
            name = names.find(text[:end])
            if name is not None and (self._is_salt([text[end:]]) or self._is_maker(text[end:])):
                return name
        return None

    def _is_maker(self, text: str) -> bool:
        known = self._vocabulary.around.phrases.find(text) if len(text) >= _SHORTEST_MAKER else None
        return known is not None and _MAKER in known.meanings

    def _number(self, place: int) -> int:
        amount = amount_at(self._found, place, self._vocabulary)
        if amount is None:
            self._leave(place, self._found[place])
            return place + 1
        self._is_part(place, amount.after, "amount")
        after_time = meaning_at(self._found, amount.after, "time-units", self._vocabulary)
        if amount.unit is not None:
            self._amounts.append(amount)
        elif after_time[0] is not None:
            return after_time[1]
        elif not self._counted(place):
            self._bare.append(amount)
        return amount.after

    def _counted(self, place: int) -> bool:
        """``#30``, ``x 30``: a number of pieces, not a strength."""
        before = self._found[place - 1].text if place else ""
        return before == "#" or meaning_at(self._found, place - 1, "times-words", self._vocabulary)[0] is not None

    def _leave(self, place: int, word: Word) -> None:
        if self._unknown and self._hangs_on(self._last_unknown, place):
            self._unknown[-1].append(word)
        else:
            self._unknown.append([word])
        self._last_unknown = place
        self._is_part(place, place + 1, "unknown")

    def _hangs_on(self, before: int, place: int) -> bool:
        """Whether a word follows the one before it, with nothing or a hyphen between them (``co-codomol``)."""
        return all(self._found[between].text in JOINERS for between in range(before + 1, place))

    def _is_part(self, place: int, after: int, what: str) -> int:
        """Note what the words of a run are part of; the place after them."""
        self._parts[place:after] = [what] * (after - place)
        return after

    def _without_salts(self) -> tuple[NameHit, ...]:
        """Names that are only salts count where no other name stands."""
        real = [hit for hit in self._names if not self._is_salt(hit.spelled.split())]
        return tuple(real or self._names)

    def _is_salt(self, spelled: Sequence[str]) -> bool:
        known = self._vocabulary.around.phrases
        return all(word in known and any(kind == "salt" for kind, _ in known[word].meanings) for word in spelled)


def _part(phrase: Phrase) -> str:
    """What a word around a name is: a form where it can be one, else its first kind; of a mark its key."""
    if any(kind == "form" for kind, _ in phrase.meanings):
        return "form"
    kind, key = phrase.meanings[0]
    return key if kind == "mark" else kind
