"""A site policy as typed values: thresholds it changes, findings it suppresses or acknowledges.

Imports neither YAML nor JSON Schema: :mod:`policy_file` reads the file, the cache keeps what it made of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from ldn_rules.rulebook.diagnostics import Diagnostic, Frame
from ldn_rules.rulebook.model import Span  # noqa: TC001 - the decoder reads the annotations

if TYPE_CHECKING:
    from collections.abc import Iterable

SUPPRESSION: Final = "suppression"
ACKNOWLEDGEMENT: Final = "acknowledgement"


class Change(Struct, frozen=True):
    """One threshold that is another at this site.

    ``threshold`` is its address, ``shipped`` and ``here`` are the values as written. ``laxer``: somewhere the result
    may be milder than that of the rules; then ``author``, ``reason`` and ``date`` are given. ``surely``: somewhere the
    severity is a lower one, and not only may be.

    What it touches: a row of a table (``table`` and ``row``, the integer of the key), a rule (``rule``, and ``case``
    where it is of one case alone), or, with none of these, the fact stage.
    """

    threshold: str
    shipped: str
    here: str
    laxer: bool
    author: str = ""
    reason: str = ""
    date: str = ""
    table: str = ""
    row: int = -1
    rule: str = ""
    case: str = ""
    surely: bool = False

    @property
    def of_facts(self) -> bool:
        """Whether it changes how facts are made, so that any finding may be touched."""
        return not self.table and not self.rule

    @property
    def direction(self) -> str:
        """``laxer`` or ``stricter``."""
        return "laxer" if self.laxer else "stricter"

    @property
    def said_direction(self) -> str:
        """What it is, or may be, beside the rules: ``is laxer``."""
        return "is stricter" if not self.laxer else "is laxer" if self.surely else "may be laxer"


class Waiver(Struct, frozen=True):
    """One suppression or acknowledgement (``kind``) and where it stands. ``drug`` and ``patient`` are None where it
    holds for all of them; ``expires`` (ISO) is the last day of the check on which it holds. ``spares_doubts``: what the
    rule cannot assess may be a contraindication, so that it is not suppressed.
    """

    kind: str
    rule: str
    drug: str | None
    patient: str | None
    reason: str
    author: str
    expires: str
    span: Span
    frame: Frame | None = None
    spares_doubts: bool = False

    @property
    def scope(self) -> str:
        """What it holds for, in words."""
        parts = [f"of {self.drug}" if self.drug else "", f"for patient {self.patient}" if self.patient else ""]
        return " ".join([self.rule, *filter(None, parts)])


class Policy(Struct, frozen=True):
    """A site policy; ``hash`` is the sha256 of its file. ``unused_after``: number of records that make a batch."""

    name: str
    version: str
    hash: str
    file: str
    changes: tuple[Change, ...]
    waivers: tuple[Waiver, ...]
    unused_after: int | None = None


def faults_of_run(
    policy: Policy, *, expired: Iterable[int], used: Iterable[int], idle: Iterable[int], checked: int
) -> tuple[Diagnostic, ...]:
    """What a run shows to be wrong with the waivers of a policy, in the order of the file.

    ``expired``, ``used`` and ``idle`` are places in ``waivers``: those that met a day of the check after their last,
    those that met a finding, those of a patient who was checked without one. ``checked`` is the number of records.
    """
    gone, met, without = set(expired), set(used), set(idle)
    batch = policy.unused_after is not None and checked >= policy.unused_after
    found: list[Diagnostic] = []
    for place, waiver in enumerate(policy.waivers):
        if place in gone:
            found.append(_fault("E150", f"{waiver.kind} of {waiver.scope} expired on {waiver.expires}", waiver))
        elif place not in met and (place in without or (batch and waiver.patient is None)):
            found.append(_fault("E151", f"{waiver.kind} of {waiver.scope} met no finding", waiver))
    return tuple(found)


_HELP: Final = {
    "E150": "look at the reason again and give it a new day, or delete the entry",
    "E151": "delete the entry",
}


def _fault(code: str, message: str, waiver: Waiver) -> Diagnostic:
    return Diagnostic(code, message, waiver.span, waiver.frame, _HELP[code])
