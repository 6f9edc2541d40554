"""``rules/planning.yaml`` as typed values: what plans are made of, and which findings forbid one."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - the decoder reads the annotations
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from ldn_rules.report.plan import Source  # noqa: TC001 - the decoder reads the annotations
from ldn_rules.rulebook.enumerations import SEVERITIES

if TYPE_CHECKING:
    from ldn_rules.findings.model import Finding
    from ldn_rules.pipeline.book import Book


class Numbers(Struct, frozen=True):
    """Doses in nanograms a day (``strengths``: a capsule), intervals in days."""

    first: int
    step: int
    every: int
    to: int
    strengths: tuple[int, ...]
    capsules_a_dose: int
    last_supply: int
    search: int
    most_steps: int


class Wording(Struct, frozen=True):
    """How a dose is written on a list: ``name`` with ``{strength}``, directions for one capsule and for ``{count}``."""

    name: str
    one: str
    several: str


class Span(Struct, frozen=True, rename={"first": "from", "last": "to"}):
    """Rule ids from ``first`` to ``last``."""

    first: str
    last: str


class Judged(Struct, frozen=True, rename="kebab"):
    """A finding above ``quiet_up_to`` of ``rules``, or from ``others_from`` on of any other rule, forbids a plan."""

    rules: tuple[Span, ...]
    quiet_up_to: str
    others_from: str


class Terms(Struct, frozen=True):
    """The whole file; ``sources`` by setting, ``texts`` by name with their names in braces."""

    settings: Numbers
    sources: Mapping[str, Source]
    entry: Wording
    judged: Judged
    texts: Mapping[str, str]

    def says(self, name: str, **values: str) -> str:
        """A sentence with what it names (``as_of`` for ``{as-of}``)."""
        text = self.texts[name]
        for key, value in values.items():
            text = text.replace(f"{{{key.replace('_', '-')}}}", value)
        return text

    def forbids(self, finding: Finding) -> bool:
        """Whether a finding forbids a plan by its rule and severity."""
        severity = SEVERITIES.index(finding.severity)
        if any(span.first <= finding.rule <= span.last for span in self.judged.rules):
            return severity > SEVERITIES.index(self.judged.quiet_up_to)
        return severity >= SEVERITIES.index(self.judged.others_from)


def terms_of(book: Book, rules_dir: str) -> Terms:
    """The terms of a rulebook; RulesError if its folder has no ``planning.yaml``."""
    found: Terms | None = msgspec.json.decode(book.planning, type=Terms | None)
    if found is None:
        from ldn_rules.rulebook.diagnostics import Diagnostic
        from ldn_rules.rulebook.errors import RulesError
        from ldn_rules.rulebook.model import Span as Place
        from ldn_rules.rulebook.planning import FILE

        hint = "copy it from the rules that came with the program"
        raise RulesError([Diagnostic("E108", f"{FILE} is missing", Place(rules_dir, 1, 1), hint=hint)])
    return found
