"""Phrases are kept as texts and come back as they were."""

from __future__ import annotations

import msgspec
import pytest

from ldn_rules.rulebook.phrases import Phrase, Phrases, PhraseTable, decoded, encoded, packed

PHRASES = {
    "t3": Phrase("t3", (("product", "Tylenol, No. 3"), ("drug", "liothyronine"))),
    "atbedtime": Phrase("at bedtime", (("times-of-day", "bedtime"),), (1, 3)),
    "odd": Phrase("odd", (("drug", "a\nb"), ("drug", "a\\nb\\"), ("drug", "a\x7fb\\d\\b"))),
    "→": Phrase("→", (("then", "then"),)),
}


def test_a_phrase_comes_back_as_it_was() -> None:
    """Its spelling, its meanings in their order and its other numbers of words; through a store of data too."""
    table = PhraseTable(packed(PHRASES.items()), cut=False)
    stored = msgspec.json.encode(table, enc_hook=encoded)
    back = msgspec.json.decode(stored, type=PhraseTable, dec_hook=decoded)
    assert dict(back.phrases) == dict(table.phrases) == PHRASES
    assert (back.keys, back.cut) == (tuple(sorted(PHRASES)), False)


def test_what_is_not_there_is_not_found() -> None:
    """Looked up in every way."""
    phrases = packed(PHRASES.items())
    assert phrases.find("t3") is phrases["t3"]
    assert phrases.find("t4") is None
    assert "t4" not in phrases
    assert len(phrases) == len(PHRASES)
    with pytest.raises(KeyError):
        phrases["t4"]


def test_nothing_else_is_stored_this_way() -> None:
    """Another type is a fault of the program, not a text."""
    with pytest.raises(NotImplementedError):
        encoded(object())
    with pytest.raises(NotImplementedError):
        decoded(dict, {})


@pytest.mark.parametrize("count", [0, 1, 31, 32, 33, 64, 100])
def test_every_phrase_of_a_long_table_is_found(count: int) -> None:
    """Wherever it stands among those that are kept together."""
    phrases = {f"word{number}": Phrase(f"word {number}", (("drug", str(number)),)) for number in range(count)}
    back = decoded(Phrases, msgspec.json.decode(msgspec.json.encode(packed(phrases.items()), enc_hook=encoded)))
    assert dict(back) == phrases
    assert list(back) == sorted(phrases)
    assert back.find("word") is back.find("wordy") is None
