"""One name and two strengths (``acetaminophen 300-30``): the other drug of a combination may have been left out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from ldn_rules.reading.names import Scan
    from ldn_rules.rulebook.vocabulary import Vocabulary

_PAIR: Final = 2


def lacks_a_partner(
    ingredients: Sequence[str],
    scans: Iterable[Scan],
    is_opioid: Callable[[Sequence[str]], bool],
    vocabulary: Vocabulary,
) -> bool:
    """Whether a single ingredient that is sold with an opioid stands beside a pair of strengths that are no range."""
    apart = vocabulary.sig.ingredients_apart_in_names
    if len(ingredients) != 1 or not any(_is_pair(scan, apart) for scan in scans):
        return False
    holds = [product.holds for product in vocabulary.products.values() if ingredients[0] in product.holds]
    return any(is_opioid([name]) for each in holds for name in each)


def _is_pair(scan: Scan, apart: int) -> bool:
    values = [
        one.values for one in (*scan.amounts, *scan.bare) if one.joined and len(one.values) == _PAIR and not one.per
    ]
    return any(max(pair) >= apart * min(pair) > 0 for pair in values)
