"""``reporting.yaml``: the order of reporting."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Final

from ldn_rules.rulebook.constants import amount
from ldn_rules.rulebook.diagnostics import suggestion
from ldn_rules.rulebook.enumerations import DOUBTS, SINGLE_DAY
from ldn_rules.rulebook.kinds import FieldType
from ldn_rules.rulebook.messages import PLACEHOLDER, check_message, has_known_kinds, sayable
from ldn_rules.rulebook.model import Reporting
from ldn_rules.rulebook.nodes import Map, texts_of
from ldn_rules.rulebook.scope import check_rule_named

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ldn_rules.rulebook.folder import Folder
    from ldn_rules.rulebook.model import Rule
    from ldn_rules.rulebook.nodes import Scalar
    from ldn_rules.rulebook.problems import Problems
    from ldn_rules.rulebook.scope import Names

_PHASES: Final = ("overlap", "washout", "after")


def read_reporting(folder: Folder, names: Names, rules: Sequence[Rule]) -> Reporting:
    """``reporting.yaml``; rules must exist and be of the phase they are listed for."""
    file, problems = folder.single("reporting"), folder.problems
    if file is None:
        return Reporting((), (), (), "", 0, "", {})
    contact = file.root.map("opioid-contact") or Map(file.root.span)
    history = file.root.map("history") or Map(file.root.span)
    orders = {phase: texts_of(contact, phase) for phase in _PHASES}
    for written in (*chain(*orders.values()), contact.text("doubt"), contact.text("reverse")):
        if written:
            check_rule_named(written, "", names, problems)
    if "opioid-contact" in file.root.keys:
        _check_phases(orders, rules, file.root, problems)
    for key in ("reverse", "doubt"):
        _check_active(key, contact.text(key), rules, problems)
    _check_reverse(contact.text("reverse"), rules, problems)
    limit = history.text("more-than")
    days = amount(FieldType.DAYS, limit, problems, "`more-than`") if limit else None
    overlap, washout, after = (tuple(rule.text for rule in orders[phase]) for phase in _PHASES)
    doubt, reverse = contact.string("doubt"), contact.string("reverse")
    return Reporting(overlap, washout, after, doubt, days or 0, reverse, _doubt_texts(file.root, problems))


_DOUBTS: Final = frozenset({"default", SINGLE_DAY, *DOUBTS})
"""What a sentence of ``doubt-texts`` may be about."""


def _doubt_texts(root: Map, problems: Problems) -> dict[str, str]:
    """Sentences by doubt; the doubts must exist and the sentences name nothing but ``{doubt}``."""
    written = root.map("doubt-texts")
    found: dict[str, str] = {}
    for name, key in written.keys.items() if written else ():
        sentence = written.text(name) if written else None
        if name not in _DOUBTS:
            problems.add("E104", f"no doubt `{name}`", key, suggestion(name, _DOUBTS))
        if sentence:
            check_message(sentence, {"doubt"}, "this sentence", problems)
            found[name] = sentence.text
    return found


def _check_active(key: str, written: Scalar | None, rules: Iterable[Rule], problems: Problems) -> None:
    """A rule whose texts or findings are counted on must be one that reports."""
    named = next((rule for rule in rules if written and rule.id == written.text), None)
    if named is None or written is None or problems.faulty(named.file):
        return
    if named.kind == "guard" or named.status != "active":
        what = "a guard" if named.kind == "guard" else {"draft": "a draft"}.get(named.status, named.status)
        problems.add("E139", f"`{key}` names {named.id}, which is {what}", written, "name an active rule")


def _check_reverse(written: Scalar | None, rules: Iterable[Rule], problems: Problems) -> None:
    """The reverse texts must be sayable of every overlap, whatever rule reports it."""
    rules = list(rules)
    reverse = next((rule for rule in rules if written and rule.id == written.text), None)
    overlaps = [case for rule in rules for case in rule.cases if case.phase == "overlap" and has_known_kinds(case)]
    if reverse is None or written is None or not overlaps:
        return
    shared = set.intersection(*(sayable(case) for case in overlaps))
    for text in (reverse.alert.message, *reverse.alert.management):
        for name in PLACEHOLDER.findall(text):
            if name not in shared:
                message = f"{reverse.id} says `{{{name}}}`, which not every rule of phase overlap can say"
                problems.add("E127", message, written, suggestion(name, shared))


def _check_phases(orders: Mapping[str, list[Scalar]], rules: Iterable[Rule], root: Map, problems: Problems) -> None:
    """A rule with a phase stands in that phase's order, and the other way round."""
    sound = [rule for rule in rules if not problems.faulty(rule.file)]
    phases = {rule.id: {case.phase for case in rule.cases if case.phase} for rule in sound}
    for phase, order in orders.items():
        listed = {rule.text for rule in order}
        for rule in order:
            if phase not in phases.get(rule.text, {phase}):
                hint = f"give it `phase: {phase}`, or take it out here"
                problems.add("E139", f"{rule.text} has no case of phase {phase}", rule, hint)
        for name in sorted(name for name, own in phases.items() if phase in own and name not in listed):
            message = f"{name} has phase {phase} and is missing in this order"
            problems.add("E139", message, root.keys["opioid-contact"], f"add it to `{phase}`")
