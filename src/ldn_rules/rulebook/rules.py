"""One rule file to a typed rule: cases merged with what stands at the rule's own level."""

from __future__ import annotations

import datetime
import os
from typing import TYPE_CHECKING, Final

from ldn_rules.rulebook.cases import Shared, read_case
from ldn_rules.rulebook.diagnostics import suggestion
from ldn_rules.rulebook.messages import check_message, check_prose, has_known_kinds, sayable
from ldn_rules.rulebook.model import Alert, Evidence, Rule
from ldn_rules.rulebook.nodes import Map, Scalar, Sequence, maps_of, texts_of
from ldn_rules.rulebook.scope import check_rule_named, check_source

if TYPE_CHECKING:
    from ldn_rules.rulebook.folder import File
    from ldn_rules.rulebook.model import Case
    from ldn_rules.rulebook.problems import Problems
    from ldn_rules.rulebook.scope import Names

_LOGIC: Final = (
    "severity", "bands", "cases", "match", "when", "unless", "outcome", "phase", "moment", "unknown", "merge",
    "readings-differ", "yields-to", "alert",
)  # fmt: skip
"""Keys that a guard does not have."""

MAIN: Final = "main"
"""Name of the only case of a rule without ``cases``."""


def read_rule(file: File, names: Names, problems: Problems) -> Rule:
    """The rule of a file; where it is faulty (reported) the value is only good for finding more faults."""
    root = file.root
    kind = root.string("kind", "rule")
    _check_file_name(file, problems)
    _check_dates(root, problems)
    if kind == "guard":
        _check_guard(root, problems)
    cases = () if kind == "guard" else _cases(root, names, problems)
    rule = Rule(
        id=root.string("id"),
        title=root.string("title"),
        kind=kind,
        status=root.string("status"),
        revision=_revision(root),
        file=file.name,
        cases=cases,
        alert=_alert(root),
        evidence=_evidence(root, names, problems),
        yields_to={key: tuple(role.text for role in roles) for key, roles in _yields(root).items()},
        merge=root.string("merge") or None,
        authored_by=root.string("authored_by"),
        reviewed=root.string("reviewed"),
        next_review=root.string("next_review"),
        span=root.span,
    )
    if kind != "guard":
        if rule.status == "active" and not _has_tests(root) and not problems.spoilt(root):
            hint = "what must fire, and the nearest list that must stay quiet"
            problems.add("E101", f"{rule.id} is active and has no tests", root.text("status") or root, hint)
        _check_alert(root, cases, problems)
        _check_anchored(root, rule, names, problems)
    return rule


def _cases(root: Map, names: Names, problems: Problems) -> tuple[Case, ...]:
    _check_ways(root, ("severity", "bands", "cases"), root.text("id"), problems)
    shared = Shared(root, names, problems)
    written = root.map("cases")
    if written is None:
        key = root.text("id")
        return (read_case(key, MAIN, None, shared),) if key else ()
    for key, value in maps_of(written):
        _check_ways(value, ("severity", "bands"), key, problems)
    return tuple(read_case(key, key.text, value, shared) for key, value in maps_of(written))


def _check_ways(level: Map, ways: tuple[str, ...], key: Scalar | None, problems: Problems) -> None:
    """Exactly one way to a severity."""
    used = [name for name in ways if name in level.keys]
    hint = f"keep one of: {', '.join(ways)}"
    if len(used) > 1:
        message = f"`{used[0]}` and `{used[1]}` cannot both stand here"
        problems.add("E137", message, level.keys[used[1]], hint)
    elif not used and key and not problems.spoilt(level):
        problems.add("E137", f"`{key.text}` has no severity", key, f"add one of: {', '.join(ways)}")


def _check_guard(root: Map, problems: Problems) -> None:
    for name in _LOGIC:
        if name in root.keys:
            problems.add("E106", f"a guard has no `{name}`", root.keys[name], "a guard has title, evidence and tests")
    if not _has_tests(root):
        problems.add("E101", "a guard without tests guards nothing", root, "add `tests`")


def _has_tests(root: Map) -> bool:
    return bool(root.items("tests")) or ("tests" in root.keys and not isinstance(root.get("tests"), Sequence))


def _check_file_name(file: File, problems: Problems) -> None:
    written = file.root.text("id")
    stem = os.path.splitext(os.path.basename(file.name))[0]
    if written and not problems.spoilt(written) and stem != written.text and not stem.startswith(f"{written.text}-"):
        message = f"rule {written.text} stands in {os.path.basename(file.name)}"
        problems.add("E135", message, written, f"name the file {written.text}.yaml")


def _check_dates(root: Map, problems: Problems) -> None:
    reviewed, due = (_date(root.text(key), problems) for key in ("reviewed", "next_review"))
    written = root.text("next_review")
    if reviewed and due and written and due <= reviewed:
        problems.add("E105", "the next review is not after the last", written, f"later than {reviewed}")


def _date(written: Scalar | None, problems: Problems) -> datetime.date | None:
    if written is None or problems.spoilt(written) or len(written.text) != 10:
        return None
    try:
        return datetime.date.fromisoformat(written.text)
    except ValueError:
        problems.add("E105", f"there is no day {written.text}", written)
        return None


def _revision(root: Map) -> int:
    written = root.get("revision")
    value = written.value if isinstance(written, Scalar) else None
    return value if isinstance(value, int) else 0


def _alert(root: Map) -> Alert:
    written = root.map("alert") or Map(root.span)
    management = tuple(text.text for text in texts_of(written, "management"))
    return Alert(written.string("message"), management, written.string("mechanism"), written.string("consequence"))


def _check_alert(root: Map, cases: tuple[Case, ...], problems: Problems) -> None:
    """Every case's message must be sayable of that case."""
    alert = root.map("alert")
    if alert is None:
        if not problems.spoilt(root) and "alert" not in root.keys:
            problems.add("E101", "key `alert` is missing", root, "The texts of the finding.")
        return
    shared, own = alert.text("message"), root.map("cases")
    for case in cases:
        level = own.map(case.name) if own else root
        if level is None or problems.spoilt(level) or not _is_whole(case, level):
            continue
        for text in (level.text("message") or shared, *texts_of(alert, "management")):
            if text:
                check_message(
                    text, sayable(case), f"case `{case.name}`" if case.name != MAIN else "this rule", problems
                )
    for prose in (alert.text("mechanism"), alert.text("consequence")):
        if prose:
            check_prose(prose, problems)


def _is_whole(case: Case, level: Map) -> bool:
    """Whether everything a message can name could be read."""
    return has_known_kinds(case) and (case.bands is not None or "bands" not in level.keys)


def _evidence(root: Map, names: Names, problems: Problems) -> tuple[Evidence, ...]:
    return tuple(_citation(item, names, problems) for item in root.items("evidence") if isinstance(item, Map))


def _citation(item: Map, names: Names, problems: Problems) -> Evidence:
    check_source(item.text("source"), names.citations, problems)
    citation = (names.citations or {}).get(item.string("source"), "")
    return Evidence(item.string("source"), citation, item.string("says"), item.string("certainty"))


def _yields(root: Map) -> dict[str, list[Scalar]]:
    written = root.map("yields-to")
    return {key: texts_of(written, key) for key in written.keys} if written else {}


def _check_anchored(root: Map, rule: Rule, names: Names, problems: Problems) -> None:
    """The rules and roles that ``yields-to`` names."""
    anchors = {role for case in rule.cases for role in case.anchors}
    for role in (role for roles in _yields(root).values() for role in roles):
        if anchors and role.text not in anchors:
            message = f"no role `{role.text}` identifies this rule's findings"
            problems.add("E120", message, role, suggestion(role.text, anchors))
    yields = root.map("yields-to")
    for key in yields.keys.values() if yields else ():
        check_rule_named(key, rule.id, names, problems)
