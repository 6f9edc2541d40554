"""The names a condition may use: the roles of its case, their fields, and what the folder declares."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from ldn_rules.rulebook.diagnostics import suggestion
from ldn_rules.rulebook.kinds import KINDS
from ldn_rules.rulebook.model import Role

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from ldn_rules.rulebook.kinds import Field, Kind
    from ldn_rules.rulebook.model import Table
    from ldn_rules.rulebook.nodes import Map, Scalar
    from ldn_rules.rulebook.problems import Problems

AS_OF: Final = "as-of"
"""The role that stands for day 0."""

OWN_CHOICE: Final = "X"
"""The source, where a register has it, of what the authors of a rule chose themselves."""


class Names(Struct, frozen=True):
    """What a folder declares: classes, rule ids, citations by source id, tables, the field that chooses the row of each
    table, each class with all that stand above it, and the classes of each drug. None: a file of that kind could not
    be read, so nothing of it is called unknown.
    """

    classes: frozenset[str] | None
    rules: frozenset[str] | None
    citations: Mapping[str, str] | None
    tables: Mapping[str, Table] | None
    table_keys: Mapping[str, str]
    above: Mapping[str, frozenset[str]]
    drugs: Mapping[str, tuple[str, ...]]

    def knows_rule(self, name: str) -> bool:
        """Whether there is a rule of that id, or may be."""
        return self.rules is None or name in self.rules


class Place(Struct, frozen=True):
    """One end of a difference: a role and its field, or as-of without one."""

    role: str
    field: Field | None


class Scope(Struct, frozen=True):
    """The roles in sight (None: a role whose kind is unknown, already reported) and the folder's names."""

    roles: Mapping[str, Kind | None]
    names: Names
    problems: Problems

    def with_role(self, name: str, kind: Kind | None) -> Scope:
        """The scope with one more role."""
        return Scope({**self.roles, name: kind}, self.names, self.problems)

    def has_role(self, role: Scalar, name: str | None = None) -> bool:
        """Whether a role is in sight; reported if not, unless no role is (then that is the fault). ``name`` is the role
        where the text holds more.
        """
        wanted = name or role.text
        if wanted in self.roles:
            return True
        if not self.roles:
            return False
        self.problems.add("E120", f"no role `{wanted}` here", role, suggestion(wanted, self.roles))
        return False

    def field(self, role: str, written: Scalar, name: str | None = None) -> Field | None:
        """The field of a role's kind of fact, or None (reported)."""
        kind, wanted = self.roles.get(role), name or written.text
        if kind is None:
            return None
        found = kind.fields.get(wanted)
        if found is None:
            message = f"`{role}` is of kind {kind.name}, which has no field `{wanted}`"
            self.problems.add("E123", message, written, suggestion(wanted, kind.fields))
        return found

    def place(self, written: Scalar) -> Place | None:
        """``role.field`` or ``as-of``, or None (reported)."""
        if written.text == AS_OF:
            return Place(AS_OF, None)
        role, dot, name = written.text.partition(".")
        if not dot or not self.has_role(written, role):
            return None
        found = self.field(role, written, name)
        return Place(role, found) if found else None

    def drug_class(self, written: Scalar) -> str:
        """The class named; reported if the vocabulary has no such class."""
        check_class(written, self.names, self.problems)
        return written.text


def kind_named(written: Scalar, problems: Problems) -> Kind | None:
    """The kind of fact of that name, or None (reported)."""
    found = KINDS.get(written.text)
    if found is None:
        problems.add("E122", f"no kind of fact `{written.text}`", written, suggestion(written.text, KINDS))
    return found


def read_role(key: Scalar, value: Map, scope: Scope) -> tuple[Role, Kind | None]:
    """One entry of ``match`` with its kind (None if unknown)."""
    named, drug_class, other = value.text("kind"), value.text("class"), value.text("other-than")
    kind = kind_named(named, scope.problems) if named else None
    if key.text == AS_OF:
        scope.problems.add("E134", "`as-of` stands for the day of the check and cannot be a role", key)
    role = Role(
        key.text,
        named.text if named else "",
        scope.drug_class(drug_class) if drug_class else None,
        other.text if other else None,
        key.span,
    )
    return role, kind


def check_other_than(value: Map, role: Role, kind: Kind | None, scope: Scope) -> None:
    """``other-than`` must name another role of the same kind."""
    other = value.text("other-than")
    if other is None or not scope.has_role(other):
        return
    if other.text == role.name:
        scope.problems.add("E120", f"`{role.name}` cannot be other than itself", other, "name another role")
        return
    known = scope.roles[other.text]
    if kind and known and known.name != kind.name:
        scope.problems.add("E122", f"`{other.text}` is not of kind {kind.name}", other, "both must be of one kind")


def check_rule_named(written: Scalar, own: str, names: Names, problems: Problems) -> None:
    """A rule that another one (``own``) names must exist and be another."""
    if written.text == own:
        problems.add("E138", f"{own} refers to itself", written, "name another rule")
    elif not names.knows_rule(written.text):
        problems.add("E124", f"no rule `{written.text}`", written, near_rule(written.text, names.rules or ()))


def near_rule(name: str, rules: Collection[str]) -> str | None:
    """The rule whose id has the same characters, or is the only one that differs in one of them."""
    turned = [rule for rule in rules if sorted(rule) == sorted(name)]
    close = turned or [rule for rule in rules if _differences(rule, name) == 1]
    return f"did you mean `{close[0]}`?" if len(close) == 1 else None


def _differences(one: str, other: str) -> int:
    return len(one) if len(one) != len(other) else sum(a != b for a, b in zip(one, other, strict=True))


def check_class(written: Scalar, names: Names, problems: Problems) -> None:
    """A class that is named must be declared by the vocabulary."""
    if names.classes is None or written.text in names.classes:
        return
    if written.text in names.drugs:
        message = f"`{written.text}` is a drug, not a class"
        problems.add("E121", message, written, f"it is of: {', '.join(names.drugs[written.text])}")
        return
    hint = suggestion(written.text, names.classes)
    problems.add("E121", f"no class `{written.text}` in the vocabulary", written, hint)


def check_source(written: Scalar | None, citations: Mapping[str, str] | None, problems: Problems) -> None:
    """A source that is cited must stand in the register."""
    if written and citations is not None and written.text not in citations:
        own = f", or cite `{OWN_CHOICE}` for a choice of your own" if OWN_CHOICE in citations else ""
        hint = suggestion(written.text, citations) or f"add it to evidence.yaml{own}"
        problems.add("E125", f"no source `{written.text}` in evidence.yaml", written, hint)
