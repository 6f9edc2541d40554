"""Known names that may be those of a drug are noted."""

from __future__ import annotations

from ldn_rules.rulebook.known_names import SECTION
from ldn_rules.rulebook.load import load_folder
from ldn_rules.rulebook.names_left import names_left
from support.lists import RULES


def test_whole_words_behind_the_name_of_a_drug() -> None:
    """Names that go on after the drug's, and that no entry has; another word and the name itself are none."""
    vocabulary = {
        "drugs": {"Lithium": {"names": ["lithium carbonate"]}, "zinc": None},
        "irrelevant": {"lithium orotate": None},
        SECTION: ["lithium", "lithium carb", "lithium carbonate", "lithium orotate", "lithiumal", "carb lithium"],
    }
    assert names_left(vocabulary) == {"Lithium": ("lithium carb",)}


def test_a_drug_that_is_moved_out_of_the_irrelevant_ones() -> None:
    """The shipped rules leave none; with lithium among the drugs its salts are."""
    vocabulary = dict(load_folder(RULES).vocabulary)
    assert names_left(vocabulary) == {}
    vocabulary["drugs"] = {**vocabulary["drugs"], "lithium": {}}
    assert "lithium carb" in names_left(vocabulary)["lithium"]
