"""Changes of a record that must clear nothing: whole records with every class of drug, through the whole pipeline.

``LDN_HYPOTHESIS=long`` looks at 20,000 records for each property.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from support.invariants import PROPERTIES, two_of
from support.whole_lists import whole_record

if TYPE_CHECKING:
    from random import Random

EXAMPLES = max(150, settings.default.max_examples)


@pytest.mark.parametrize("name", PROPERTIES)
@settings(max_examples=EXAMPLES)
@given(random=st.randoms(use_true_random=False))
def test_a_change_does_no_harm(name: str, random: Random) -> None:
    """Where the change can be made on a record, what the property says holds of the two reports."""
    change, holds = PROPERTIES[name]
    record = whole_record(random)
    changed = change(random, record)
    assume(changed is not None)
    assert holds(two_of(record, changed or {}))
