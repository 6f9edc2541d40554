"""Whether a strength, a dose or a route says that a drug is a depot injection, whatever it is called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from ldn_rules.reading.stated import stated_strength

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from ldn_rules.intake.model import Quantity
    from ldn_rules.reading.model import Strength
    from ldn_rules.rulebook.vocabulary import OnlyDepot, Vocabulary

_ELSEWHERE: Final = frozenset({"implant", "patch", "transmucosal", "nasal", "rectal", "topical", "neuraxial"})
"""Form keys that no injection has."""

_INJECTED: Final = "injection"


class Held(Struct, frozen=True):
    """The rule of the drug that may be a depot, and the nanograms that are known of it: in a unit, in a millilitre,
    as a dose.
    """

    rule: OnlyDepot
    units: tuple[int, ...] = ()
    millilitres: tuple[int, ...] = ()
    doses: tuple[int, ...] = ()

    def is_depot(self, keys: Collection[str], routes: Collection[str], *, counted: bool, often: bool) -> bool:
        """Whether it is one, given the form keys and routes; never what is counted as tablets or given often."""
        if counted or often or not _ELSEWHERE.isdisjoint(keys):
            return False
        return self._by_strength() or self._injected(injected=_INJECTED in keys) or self._by_route(routes)

    def _by_strength(self) -> bool:
        above = self.rule.above
        listed = any(size in self.rule.strengths for size in (*self.units, *self.doses))
        return listed or (above is not None and any(size > above for size in self.units))

    def _injected(self, *, injected: bool) -> bool:
        limit = self.rule.injected_above
        sizes = (*self.millilitres, *((*self.units, *self.doses) if injected else ()))
        return limit is not None and any(size > limit for size in sizes)

    def _by_route(self, routes: Collection[str]) -> bool:
        """By a route of depots, where nothing known says that less is given."""
        return any(route in self.rule.routes for route in routes) and not (*self.units, *self.millilitres, *self.doses)

    def otherwise(self) -> str | None:
        """The form key of extended release in a strength that is no depot's."""
        return self.rule.otherwise if self.units or self.doses else None


def held(
    ingredients: Sequence[str],
    found: Sequence[Strength],
    stated: Quantity | None,
    doses: Sequence[int],
    vocabulary: Vocabulary,
) -> Held | None:
    """What is known of the first ingredient that may be a depot; None if there is none."""
    drugs = [drug for name in ingredients if (drug := vocabulary.drugs.get(name)) is not None]
    for drug in drugs:
        if drug.only_depot is not None:
            own = [*(one for one in found if one.ingredient == drug.name)]
            own += stated_strength(stated, drug.name, vocabulary)
            units = tuple(one.high for one in own if one.per == "unit")
            return Held(drug.only_depot, units, tuple(one.high for one in own if one.per == "mL"), tuple(doses))
    return None
