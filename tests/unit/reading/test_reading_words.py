"""Text to words: what does not count, and the places."""

from __future__ import annotations

from itertools import pairwise

import pytest

from ldn_rules.rulebook.words import fold, spell, words


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("oxyCODONE", "oxycodone"),
        ("Buprénorphine", "buprenorphine"),
        ("oxy\u200bcodone", "oxycodone"),
        ("M-Eslon", "m eslon"),
        ("MST30", "mst 30"),
        ("7-OH", "7 oh"),
        ("Tylenol No.3", "tylenol no 3"),
        ("St. John's Wort", "st john s wort"),
        ("4.5mg", "4.5 mg"),
        (".5 mg", ".5 mg"),
        ("µg", "μg"),
        ("cod\u00a0eine", "cod eine"),
        ("e\u0301lixir", "elixir"),
        ("a\u0085b", "a b"),
        ("%", "%"),
        ("アンペック", "アンペック"),
        ("アンヘ\u309aック", "アンペック"),
        ("ｱﾝﾍﾟｯｸ", "アンペック"),
        ("テ\u3099ュロ", "デュロ"),
        ("ン\u309a", "ン"),
        ("\u3099a", "a"),
        ("a\u3099b", "ab"),
    ],
)
def test_spelling(text: str, spelled: str) -> None:
    """Case, accents, invisible characters and hyphens do not count; letters and digits part."""
    assert spell(text) == spelled


def test_places_are_those_of_the_original_text() -> None:
    """A dropped or composed character does not move the places of what follows."""
    text = "e\u0301lixir 5\u200b mg"
    assert [text[word.start : word.end].replace("\u200b", "") for word in words(text)] == ["e\u0301lixir", "5", "mg"]


def test_a_voiced_kana_is_another_letter() -> None:
    """``ハ``, ``バ`` and ``パ`` are no spellings of one name."""
    assert len({spell(kana) for kana in "ハバパ"}) == len("ハバパ")


def test_kinds() -> None:
    """A word, a number or a sign."""
    assert [(word.text, word.kind) for word in words("½ tab, 1.5")] == [
        ("½", "sign"),
        ("tab", "word"),
        (",", "sign"),
        ("1.5", "number"),
    ]


def test_fold_of_ascii_is_lower_case() -> None:
    """The short way is the same as the long one."""
    assert fold("MS Contin") == "ms contin"


def test_every_character_has_one_place() -> None:
    """No character is cut in two: the places of words follow each other, whatever a character is short for."""
    for number in range(0x20, 0x30000):
        if 0xD800 <= number < 0xE000:
            continue
        found = words(f"a{chr(number)}b")
        assert all(one.end <= other.start for one, other in pairwise(found)), hex(number)
