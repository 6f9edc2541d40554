"""The thresholds of a policy: found in the rules, put in their place, and told stricter from laxer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from ldn_rules.rulebook.constants import amount
from ldn_rules.rulebook.diagnostics import suggestion
from ldn_rules.rulebook.nodes import Map, Scalar
from ldn_rules.rulebook.policy import Change
from ldn_rules.rulebook.policy_direction import bands_laxer, bound_at, bound_laxer, hides_others, setting_laxer
from ldn_rules.rulebook.policy_file import check_day
from ldn_rules.rulebook.policy_targets import REMOVED, Target, change, targets
from ldn_rules.rulebook.problems import Problems
from ldn_rules.rulebook.settings import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ldn_rules.rulebook.folder import Folder
    from ldn_rules.rulebook.load import Loaded
    from ldn_rules.rulebook.model import RuleSet

_ANSWERED: Final = ("author", "reason", "date")


class Placed(Struct, frozen=True):
    """An entry of ``thresholds``, what it names, the place where that stood in the rules, and, of a setting, the
    direction that is stricter (empty: not told).
    """

    item: Map
    named: Scalar
    here: Scalar
    target: Target
    was: Scalar
    stricter: str


def place(root: Map, folder: Folder) -> list[Placed]:
    """Put the thresholds of a policy in their places; what cannot be placed is reported to the folder's problems."""
    known: dict[str, list[Target]] = {}
    for target in targets(folder):
        known.setdefault(target.address, []).append(target)
    found: list[Placed] = []
    for item in root.items("thresholds"):
        placed = _place(item, known, folder.problems) if isinstance(item, Map) else None
        if placed is not None and _is_first(placed, found, folder.problems):
            found.append(placed)
    for each in found:
        change(each.target, each.here)
    return found


def _place(item: Map, known: Mapping[str, list[Target]], problems: Problems) -> Placed | None:
    check_day(item.text("date"), problems)
    named, shipped, here = (item.text(key) for key in ("threshold", "shipped", "here"))
    if named is None or shipped is None or here is None or any(map(problems.spoilt, (named, shipped, here))):
        return None
    if named.text not in known:
        problems.add("E153", f"the rules have no threshold `{named.text}`", named, _near(named.text, known))
        return None
    return _held(item, (named, shipped, here), known[named.text], problems)


def _held(
    item: Map, written: tuple[Scalar, Scalar, Scalar], candidates: Iterable[Target], problems: Problems
) -> Placed | None:
    """The threshold of an address, if it is what the policy says it is."""
    named, shipped, here = written
    values = [(target, value) for target in candidates if (value := target.written) is not None]
    if not values:
        problems.add("E153", f"`{named.text}` is a list of values", named, "a policy changes single values")
        return None
    found = next(((target, value) for target, value in values if value.text == shipped.text), None)
    if found is None:
        says = " and ".join(f"`{value.text}`" for _, value in values)
        problems.add(
            "E154",
            f"the rules say {says}, not `{shipped.text}`",
            shipped,
            "write what they say, and ask whether `here` is still right",
        )
        return None
    target, was = found
    if here.text == was.text:
        problems.add("E156", f"`{named.text}` is `{here.text}` already", here, "delete the entry")
        return None
    if here.text == REMOVED and target.owner is None:
        problems.add("E130", f"`{named.text}` cannot be taken out", here, "only a band can")
        return None
    return Placed(item, named, here, target, was, target.holder.string("stricter"))


def _near(address: str, known: Iterable[str]) -> str | None:
    """The address that was meant, or those that begin alike."""
    first = address.partition(".")[0]
    alike = [name for name in known if name.partition(".")[0] == first]
    if alike and address in {first, f"{first}."}:
        return f"its thresholds: {', '.join(alike)}"
    return suggestion(address, alike or known)


def _is_first(placed: Placed, found: Iterable[Placed], problems: Problems) -> bool:
    first = next(
        (each for each in found if each.target.holder is placed.target.holder and each.was is placed.was), None
    )
    if first is not None:
        hint = f"first in line {first.named.span.line}"
        problems.add("E134", f"`{placed.named.text}` is changed twice", placed.named, hint)
    return first is None


def changes(placed: Iterable[Placed], shipped: RuleSet, here: Loaded, problems: Problems) -> tuple[Change, ...]:
    """The changes with their direction; a laxer one that nobody answers for is reported."""
    found = list(placed)
    for each in found:
        _check_runs(each, shipped, problems)
    return tuple(_change(each, shipped, here, problems) for each in found)


def _check_runs(placed: Placed, shipped: RuleSet, problems: Problems) -> None:
    """A threshold of a rule that is not active changes nothing."""
    rule = next((rule for rule in shipped.rules if rule.id == placed.target.rule), None)
    if rule is not None and rule.status != "active":
        problems.add("E156", f"{rule.id} is {rule.status}: it reports nothing", placed.named, "delete the entry")


def _change(placed: Placed, shipped: RuleSet, here: Loaded, problems: Problems) -> Change:
    item, target = placed.item, placed.target
    laxer = _is_laxer(placed, shipped, here)
    missing = [key for key in _ANSWERED if key not in item.keys]
    if laxer and missing:
        message = f"`{placed.named.text}` may be laxer than the rules: {' and '.join(missing)} missing"
        problems.add("E152", message, placed.named, "say who decided it, why and when")
    return Change(
        placed.named.text,
        placed.was.text,
        placed.here.text,
        laxer,
        item.string("author"),
        item.string("reason"),
        item.string("date"),
        target.table,
        target.row,
        target.rule,
        target.case,
    )


def _is_laxer(placed: Placed, shipped: RuleSet, here: Loaded) -> bool:
    target = placed.target
    if target.table:
        before, after = (each.tables[target.table].rows.get(target.row, ()) for each in (shipped, here.ruleset))
        return bands_laxer(before, after)
    if target.rule:
        return _is_laxer_rule(placed, shipped, here.ruleset)
    name = placed.named.text.partition(".")[2]
    before_value, after_value = amount(SETTINGS[name].type, placed.was, Problems(), name), here.settings[name]
    if before_value is None or not isinstance(after_value, int):
        return True
    return setting_laxer(placed.stricter, before_value, after_value)


def _is_laxer_rule(placed: Placed, shipped: RuleSet, here: RuleSet) -> bool:
    target = placed.target
    before, after = (next(rule for rule in each.rules if rule.id == target.rule) for each in (shipped, here))
    hides = hides_others(before, shipped)
    if target.owner is not None:
        pairs = [
            (one.bands.rows, other.bands.rows)
            for one, other in zip(before.cases, after.cases, strict=True)
            if one.bands is not None and other.bands is not None
        ]
        return any(bands_laxer(one, other, hides=hides) for one, other in pairs)
    old, new = bound_at(before, placed.was.span), bound_at(after, placed.here.span)
    if old is None or new is None or hides:
        return True
    return bound_laxer(old, new, when=target.when)
