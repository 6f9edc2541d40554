"""The rule language as typed values: what the loader makes of the YAML, spans kept.

Names, classes, fields, tables and evidence ids are already resolved, constants are
already the integers of their field's type: the compiler can trust everything here.
"""

from collections.abc import Mapping

from msgspec import Struct


class Span(Struct, frozen=True):
    """Place of a node: file as given, 1-based line and column."""

    file: str
    line: int
    column: int


class Bound(Struct, frozen=True):
    """One comparison of a measure with a constant.

    ``op`` is ``is``, ``is-not``, ``at-least``, ``more-than``, ``at-most`` or ``less-than``;
    ``values`` has one integer (several only for ``is`` and ``is-not`` lists). ``text`` is the constant as
    written. ``known`` and ``unknown`` are ``op`` ``is`` with values () and that text.
    """

    op: str
    values: tuple[int, ...]
    text: str
    span: Span


class FieldMeasure(Struct, frozen=True, tag=True):
    """``{of: role, field: name}``."""

    role: str
    field: str


class DifferenceMeasure(Struct, frozen=True, tag=True):
    """``{from: a.x, to: b.y}``: b.y minus a.x. Role ``as-of`` (field empty) is day 0."""

    from_role: str
    from_field: str
    to_role: str
    to_field: str


Measure = FieldMeasure | DifferenceMeasure


class Comparison(Struct, frozen=True, tag=True):
    """A measure held against one or two bounds (all must hold)."""

    measure: Measure
    bounds: tuple[Bound, ...]


class Membership(Struct, frozen=True, tag=True):
    """``{of: role, is-a: class}`` or ``{of: role, is-not-a: class}``."""

    role: str
    drug_class: str
    negated: bool = False


class Overlap(Struct, frozen=True, tag=True):
    """``{overlap: [a, b]}``: the closed intervals start..last of two roles meet."""

    first: str
    second: str


class AnyOf(Struct, frozen=True, tag=True):
    """``{any: {name: line, ...}}``: at least one of the named lines holds (one level)."""

    lines: "tuple[Line, ...]"


class Absent(Struct, frozen=True, tag=True):
    """``unless`` line with a ``kind``: holds when such a fact is certainly there.

    The line's own name is the role inside ``where`` (a conjunction).
    """

    kind: str
    drug_class: str | None
    where: "tuple[Line, ...]"


Test = Comparison | Membership | Overlap | AnyOf | Absent


class Line(Struct, frozen=True):
    """A named condition, the unit of reading, explaining and testing."""

    name: str
    test: Test
    span: Span


class Role(Struct, frozen=True):
    """Who takes part: a fact of ``kind``, optionally of ``drug_class``; ``other_than`` another role
    (the pair once, the later fact by field ``n`` in this role).
    """

    name: str
    kind: str
    drug_class: str | None
    other_than: str | None
    span: Span


class BandRow(Struct, frozen=True):
    """One row, from the row before's bound to ``upper`` (None: no bound). ``severity`` None is quiet."""

    upper: Bound | None
    severity: str | None
    span: Span


class Bands(Struct, frozen=True):
    """Severity by a measure: own ``rows``, or rows of vocabulary ``table`` chosen by ``key``."""

    measure: Measure
    rows: tuple[BandRow, ...]
    table: str | None
    key: FieldMeasure | None
    span: Span


class Table(Struct, frozen=True):
    """A washout table: rows per value of an enum field (its integer)."""

    name: str
    rows: Mapping[int, tuple[BandRow, ...]]


class Unknown(Struct, frozen=True):
    """What an unknown field does: ``cannot-assess`` (default), ``severity``, ``reported-by``, ``quiet``."""

    kind: str
    severity: str | None = None
    rule: str | None = None
    rules: tuple[str, ...] = ()
    """Every rule of ``reported-by``; ``rule`` is the first."""


class Moment(Struct, frozen=True):
    """The day a finding speaks of: day of ``(role, field)``, or the last day all of ``shared`` roles ran,
    or as_of when both are empty.
    """

    role: str | None = None
    field: str | None = None
    shared: tuple[str, ...] = ()


class Case(Struct, frozen=True):
    """One way a rule can report. Roles, when and unless already hold the rule's own too.

    ``anchors`` are the roles that identify a finding: those of the rule's ``match``, or, where the rule
    has none, the case's own; further roles are existential.

    Exactly one of ``severity`` and ``bands`` is set. ``outcome`` is alert or cannot-assess.
    ``message`` and ``management`` replace the rule's when given. ``phase`` is overlap, washout or after for
    rules of the opioid contact, else None.
    """

    name: str
    anchors: tuple[str, ...]
    roles: tuple[Role, ...]
    when: tuple[Line, ...]
    unless: tuple[Line, ...]
    severity: str | None
    bands: Bands | None
    outcome: str
    unknown: Unknown
    moment: Moment
    phase: str | None
    message: str | None
    span: Span


class Evidence(Struct, frozen=True):
    """A citation of the register: what it says for this rule, and how certain (high, medium, low, design)."""

    source: str
    citation: str
    says: str
    certainty: str


class Alert(Struct, frozen=True):
    """Texts of a finding; ``message`` may name ``{role.text}`` and the rule's ``values``."""

    message: str
    management: tuple[str, ...]
    mechanism: str
    consequence: str


class Rule(Struct, frozen=True):
    """One rule file. ``kind`` is rule or guard; ``merge`` is None, "patient" (one finding for all anchors) or
    "ingredient" (one per ingredient); ``yields_to`` maps rule id to shared roles.
    """

    id: str
    title: str
    kind: str
    status: str
    revision: int
    file: str
    cases: tuple[Case, ...]
    alert: Alert
    evidence: tuple[Evidence, ...]
    yields_to: Mapping[str, tuple[str, ...]]
    merge: str | None
    authored_by: str
    reviewed: str
    next_review: str
    span: Span


class Reporting(Struct, frozen=True):
    """``rules/reporting.yaml``: which rule of the opioid contact reports, and when a finding is history.

    ``reverse`` is the rule whose texts serve an overlap in which the opioid began after naltrexone; ``doubt_texts``
    are sentences by doubt (``default`` for the rest) that may name ``{doubt}``.
    """

    overlap: tuple[str, ...]
    washout: tuple[str, ...]
    after: tuple[str, ...]
    doubt: str
    history_days: int
    reverse: str
    doubt_texts: Mapping[str, str]


class RuleSet(Struct, frozen=True):
    """All rules with what they refer to. ``hash`` is of the content of every file under ``rules/``."""

    name: str
    version: str
    hash: str
    rules: tuple[Rule, ...]
    tables: Mapping[str, Table]
    reporting: Reporting
