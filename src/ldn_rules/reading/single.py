"""One drug name, one sig: read as they would be inside a list, in the shapes of ``drugs read`` and ``sigs read``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ldn_rules.reading.drugs import DrugReader
from ldn_rules.reading.shapes import drug_shape, sig_shape
from ldn_rules.reading.sigs import read_sig

if TYPE_CHECKING:
    from ldn_rules.rulebook.vocabulary import Vocabulary

_readers: list[DrugReader] = []
"""The reader used last, with its tables; one at most."""


def drugs_read(vocabulary: Vocabulary, text: str) -> dict[str, Any]:
    """What a drug name was understood as (docs/guide/using.md "Names and sigs"). Strengths are in milligrams
    per unit, mL, hour or actuation. Never raises.
    """
    return drug_shape(_reader(vocabulary).read(text).drug)


def sigs_read(vocabulary: Vocabulary, text: str) -> dict[str, Any]:
    """What directions were understood as (docs/guide/using.md "Names and sigs"). Never raises."""
    return sig_shape(read_sig(text, vocabulary))


def _reader(vocabulary: Vocabulary) -> DrugReader:
    if not _readers or _readers[0].vocabulary is not vocabulary:
        _readers[:] = [DrugReader(vocabulary)]
    return _readers[0]
