"""Names inside the engine: legal, short, and free of collisions of its 32-bit hash."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ldn_rules.compiler.ir import MINUS
from ldn_rules.engine.errors import RulesetRefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable

ALIASES: Final = ("a", "b", "c", "d")
"""Of the roles of a sub-rule, in order."""

SID: Final = "p"
"""The one state every patient is evaluated in."""

KIND: Final = "k"
SEEN: Final = "z"
"""Property every fact has with the value 1: the rule that echoes all ids asks for it."""

SEEN_RULE: Final = "zz"
HEADER: Final = 1
"""Kind number of the first fact of every batch."""


def property_name(field: str) -> str:
    """Name of an IR field as a property: ``f_`` and the field with dashes as underscores (a difference: two)."""
    return "f_" + field.replace("-", "_").replace(MINUS, "__")


def class_name(drug_class: str) -> str:
    """Name of a class flag as a property."""
    return "c_" + drug_class.replace("-", "_")


def group_name(group: int) -> str:
    """Name of a group flag (it keeps the fan-out of one node small)."""
    return f"g{group}"


def rule_name(subrule: int) -> str:
    """Name of a sub-rule's engine rule."""
    return f"r{subrule}"


def subrule_of(rule: str) -> int:
    """Place of the sub-rule of such a name; ValueError if it is none."""
    if not rule.startswith("r"):
        raise ValueError(rule)
    return int(rule[1:])


def fnv1a(text: str) -> int:
    """The 32-bit FNV-1a hash by which the engine tells names apart."""
    value = 0x811C9DC5
    for byte in text.encode():
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value


def refuse_collisions(names: Iterable[str]) -> None:
    """RulesetRefusedError if two different names have one hash."""
    seen: dict[int, str] = {}
    for name in sorted(set(names)):
        other = seen.setdefault(fnv1a(name), name)
        if other != name:
            raise RulesetRefusedError(f"'{other}' and '{name}' have one hash: rename one of them")
