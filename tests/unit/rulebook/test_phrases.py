"""Tables of phrases: what is kept of them, and what is made of it."""

from __future__ import annotations

import msgspec
import pytest

from ldn_rules.rulebook.phrase_tables import phrase_table
from ldn_rules.rulebook.phrases import Phrase, PhraseTable

TABLE = phrase_table(
    [
        ("MS Contin", "product", "MS Contin"),
        ("mscontin", "product", "MS Contin"),
        ("codeine", "drug", "codeine"),
        ("kodein", "drug", "codeine"),
    ]
)


def test_phrases_are_those_that_were_put_in() -> None:
    """By key, in order, with the spelling that has most spaces and the numbers of words of the others."""
    assert list(TABLE.phrases.items()) == [
        ("codeine", Phrase("codeine", (("drug", "codeine"),))),
        ("kodein", Phrase("kodein", (("drug", "codeine"),))),
        ("mscontin", Phrase("mscontin", (("product", "MS Contin"),), (2,))),
    ]
    assert TABLE.keys == ("codeine", "kodein", "mscontin")


def test_meanings_are_kept_once() -> None:
    """Two names of one drug share what they mean."""
    assert TABLE.meanings == ((("drug", "codeine"),), (("product", "MS Contin"),))


def test_a_phrase_is_made_once() -> None:
    """Asked for again it is the same; a key that is not there is none."""
    assert TABLE.phrases["codeine"] is TABLE.phrases["codeine"]
    assert ("codein" in TABLE.phrases, TABLE.phrases.get("codein"), len(TABLE.phrases)) == (
        False,
        None,
        len(TABLE.keys),
    )
    with pytest.raises(KeyError):
        TABLE.phrases["codein"]


def test_a_table_is_the_same_after_the_cache() -> None:
    """Written as data and read back."""
    read = msgspec.json.decode(msgspec.json.encode(TABLE), type=PhraseTable)
    assert read == TABLE
    assert dict(read.phrases) == dict(TABLE.phrases)


def test_an_empty_table_has_no_phrase() -> None:
    """As one of a folder without a vocabulary."""
    assert (len(PhraseTable().phrases), PhraseTable().keys) == (0, ())
