"""Names in scripts without spaces: where a word is cut, and where it is not."""

from __future__ import annotations

from itertools import pairwise

import pytest

from ldn_rules.reading.unspaced import parted
from ldn_rules.rulebook.phrase_tables import phrase_table
from ldn_rules.rulebook.words import fold, words
from support.reading import drug

KNOWN = ("モルヒネ", "吗啡", "阿扑吗啡", "모르핀", "MSコンチン", "アヘン", "アヘンチンキ")
NAMES = phrase_table((name, "drug", name) for name in KNOWN)
AROUND = phrase_table((word, "form", word) for word in ("錠", "片", "정", "塩酸塩", "盐酸", "염산염"))


def cut(text: str) -> list[str]:
    """The parts of a text as it is written."""
    return [text[part.start : part.end] for part in parted(text, words(text), (NAMES, AROUND))]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("モルヒネ塩酸塩錠10mg", ["モルヒネ", "塩酸塩", "錠", "10", "mg"]),
        ("盐酸吗啡片", ["盐酸", "吗啡", "片"]),
        ("阿扑吗啡片", ["阿扑吗啡", "片"]),
        ("复方吗啡", ["复方", "吗啡"]),
        ("アポモルヒネ", ["アポモルヒネ"]),
        ("モルヒネテープ", ["モルヒネ", "テープ"]),
        ("モルヒネモルヒネ", ["モルヒネ", "モルヒネ"]),
        ("アヘンチンキ", ["アヘンチンキ"]),
        ("MSコンチン錠", ["MSコンチン", "錠"]),
        ("コンチンTR", ["コンチン", "TR"]),
        ("모르핀염산염정", ["모르핀", "염산염", "정"]),
        ("모르핀ᅡ", ["모르핀ᅡ"]),
        ("morphine", ["morphine"]),
        ("морфин", ["морфин"]),
        ("", []),
    ],
)
def test_a_word_is_cut_where_a_known_one_ends(text: str, parts: list[str]) -> None:
    """Anywhere among Chinese characters, elsewhere at the head of a run of one script or behind a known word."""
    assert cut(text) == parts


def test_a_last_consonant_is_not_torn_off() -> None:
    """A name of Hangul ends where a syllable ends."""
    table = phrase_table([("모르피", "drug", "x")])
    assert [part.text for part in parted("모르핀정", words("모르핀정"), (table,))] == [fold("모르핀정")]


def test_parts_follow_each_other() -> None:
    """Each part begins where the last one ended, and all of them are the text."""
    text = "ﾓﾙﾋﾈ塩酸塩ﾃｰﾌﾟ盐酸吗啡片모르핀정TR"
    found = parted(text, words(text), (NAMES, AROUND))
    assert (found[0].start, found[-1].end) == (0, len(text))
    assert all(one.end == other.start for one, other in pairwise(found))


@pytest.mark.parametrize(
    ("text", "outcome", "ingredients"),
    [
        ("アポモルヒネ塩酸塩", "irrelevant", ("apomorphine",)),
        ("阿扑吗啡", "irrelevant", ("apomorphine",)),
        ("メチルナルトレキソン", "recognised", ("methylnaltrexone",)),
        ("舒芬太尼", "recognised", ("sufentanil",)),
        ("丁丙诺啡纳洛酮舌下片", "recognised", ("buprenorphine", "naloxone")),
        ("ロキソプロフェン錠60mg", "unrecognised", ()),
        ("阿司匹林片", "unrecognised", ()),
        ("아스피린정", "unrecognised", ()),
    ],
)
def test_a_name_within_another_is_not_read(text: str, outcome: str, ingredients: tuple[str, ...]) -> None:
    """What holds an opioid's name is not that opioid; what is not known stays unknown."""
    read = drug(text)
    assert (read.outcome, read.ingredients) == (outcome, ingredients)


@pytest.mark.parametrize(
    ("text", "outcome"), [("sufentanilhameln", "recognised"), ("tramadolpms", "review"), ("hamelnwerk", "unrecognised")]
)
def test_a_name_may_run_on_into_its_maker(text: str, outcome: str) -> None:
    """A maker of five letters or more behind a name of five or more; shorter ones may be part of any word."""
    assert drug(text).outcome == outcome
