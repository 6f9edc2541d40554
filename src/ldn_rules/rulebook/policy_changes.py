"""The thresholds of a policy: found in the rules, put in their place, and told stricter from laxer."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from ldn_rules.rulebook.constants import amount
from ldn_rules.rulebook.diagnostics import suggestion
from ldn_rules.rulebook.nodes import Map, Scalar
from ldn_rules.rulebook.policy import Change
from ldn_rules.rulebook.policy_direction import bands_laxer, bound_at, bound_laxer, hides_others, setting_laxer
from ldn_rules.rulebook.policy_file import check_past
from ldn_rules.rulebook.policy_targets import REMOVED, Target, change, targets
from ldn_rules.rulebook.problems import Problems
from ldn_rules.rulebook.settings import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ldn_rules.rulebook.folder import Folder
    from ldn_rules.rulebook.load import Loaded
    from ldn_rules.rulebook.model import BandRow, Rule, RuleSet

    _Rows = tuple[BandRow, ...]

_ANSWERED: Final = ("author", "reason", "date")
_DOTS_OF_A_ROW: Final = 2
_WRITTEN_ALIKE: Final = 0.8
"""How like a row's name (0 to 1) a word must be to be a slip of it; the names of two rows may be less like."""


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
    check_past(item.text("date"), problems)
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


def _near(address: str, known: Mapping[str, list[Target]]) -> str | None:
    """The address that was meant, or those that begin alike; of a table never another row than one written alike."""
    first = address.partition(".")[0]
    alike = [name for name in known if name.partition(".")[0] == first]
    if address.count(".") == _DOTS_OF_A_ROW and any(target.table for name in alike for target in known[name]):
        return _near_of_table(address, alike)
    if alike and address in {first, f"{first}."}:
        return f"its thresholds: {', '.join(alike)}"
    return suggestion(address, alike or known)


def _near_of_table(address: str, alike: Iterable[str]) -> str:
    """What was meant in a row that is written like this one, or which rows there are."""
    table, row, severity = address.split(".")
    rows: dict[str, list[str]] = {}
    for name in alike:
        rows.setdefault(name.split(".")[1], []).append(name)
    close = get_close_matches(row, rows, n=1, cutoff=_WRITTEN_ALIKE)
    if not close:
        return f"a policy has no interval for one drug alone; the classes of `{table}`: {', '.join(rows)}"
    meant = f"{table}.{close[0]}.{severity}"
    return f"did you mean `{meant}`?" if meant in rows[close[0]] else f"its thresholds: {', '.join(rows[close[0]])}"


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
    found = Change(
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
        laxer and any(bands_laxer(*rows) for rows in _changed_bands(placed, shipped, here.ruleset)),
    )
    if laxer and missing:
        message = f"`{placed.named.text}` {found.said_direction} than the rules: {' and '.join(missing)} missing"
        problems.add("E152", message, placed.named, "say who decided it, why and when")
    return found


def _changed_bands(placed: Placed, shipped: RuleSet, here: RuleSet) -> list[tuple[_Rows, _Rows]]:
    """The bands that may have changed, by the rules and at the site; none for a line or a setting."""
    target = placed.target
    if target.table:
        before, after = (each.tables[target.table].rows.get(target.row, ()) for each in (shipped, here))
        return [(before, after)]
    if target.owner is None:
        return []
    cases = zip(*(_rule(target.rule, each).cases for each in (shipped, here)), strict=True)
    return [(one.bands.rows, other.bands.rows) for one, other in cases if one.bands and other.bands]


def _rule(name: str, ruleset: RuleSet) -> Rule:
    return next(rule for rule in ruleset.rules if rule.id == name)


def _is_laxer(placed: Placed, shipped: RuleSet, here: Loaded) -> bool:
    target = placed.target
    if target.table:
        return any(bands_laxer(*rows) for rows in _changed_bands(placed, shipped, here.ruleset))
    if target.rule:
        return _is_laxer_rule(placed, shipped, here.ruleset)
    name = placed.named.text.partition(".")[2]
    before_value, after_value = amount(SETTINGS[name].type, placed.was, Problems(), name), here.settings[name]
    if before_value is None or not isinstance(after_value, int):
        return True
    return setting_laxer(placed.stricter, before_value, after_value)


def _is_laxer_rule(placed: Placed, shipped: RuleSet, here: RuleSet) -> bool:
    target = placed.target
    before, after = (_rule(target.rule, each) for each in (shipped, here))
    hides = hides_others(before, shipped)
    if target.owner is not None:
        return any(bands_laxer(one, other, hides=hides) for one, other in _changed_bands(placed, shipped, here))
    old, new = bound_at(before, placed.was.span), bound_at(after, placed.here.span)
    if old is None or new is None or hides:
        return True
    return bound_laxer(old, new, when=target.when)
