"""The thresholds of a rules folder that a site policy may change, each with its address, and changing one.

An address reads from the file down to the number: ``washouts.short-acting.moderate`` (the bound up to which that row of
that table says moderate), ``LDN307.bands.minor``, ``LDN301.above-schedule.bands.quiet`` (of a case),
``LDN306.when.too-big`` (the constant of a named line; with ``.at-least`` and the like where the line has two bounds),
``semantics.ends-apart``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from ldn_rules.rulebook.bounds import OPERATORS
from ldn_rules.rulebook.enumerations import WASHOUTS
from ldn_rules.rulebook.nodes import Map, Scalar, Sequence, maps_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ldn_rules.rulebook.folder import Folder

REMOVED: Final = "none"
"""What an entry writes to take a band out."""

_ORDERED: Final = tuple(operator for operator in OPERATORS if operator not in {"is", "is-not"})
_BAND: Final = ("less-than", "at-most")


class Target(Struct, frozen=True):
    """One number of the rules: ``holder`` has it under ``key``. A band is also an item of the list that ``owner`` has
    under ``listed``. ``when``: more facts that match mean more findings; of a line of ``unless`` it is the other way
    round. ``table`` and ``row``, or ``rule`` and ``case`` (empty: of all cases), say what it touches.
    """

    address: str
    holder: Map
    key: str
    owner: Map | None = None
    listed: str = ""
    when: bool = True
    table: str = ""
    row: int = -1
    rule: str = ""
    case: str = ""

    @property
    def written(self) -> Scalar | None:
        """The number as it stands in the rules; None for what is no single value."""
        value = self.holder.get(self.key)
        return value if isinstance(value, Scalar) else None


def written_targets(folder: Folder) -> Iterator[tuple[str, str, str]]:
    """Address, operator (empty: of a setting) and value of every threshold that is a single value, in the order of the
    files.
    """
    found = ((target, target.written) for target in targets(folder))
    return (
        (target.address, target.key if target.key in OPERATORS else "", value.text)
        for target, value in found
        if value is not None
    )


def in_words(operator: str, value: str) -> str:
    """The bound as a rule says it: ``less than 7 days``."""
    return f"{operator.replace('-', ' ')} {value}".lstrip()


def targets(folder: Folder) -> Iterator[Target]:
    """Every threshold of a folder; two of one address where a table says one severity twice."""
    for file in folder.of_kind("semantics"):
        for key, setting in maps_of(file.root.map("settings")):
            yield Target(f"semantics.{key.text}", setting, "value")
    for file in folder.of_kind("vocabulary"):
        for key, table in maps_of(file.root.map("tables")):
            yield from _of_table(key.text, table)
    for file in folder.of_kind("rule"):
        yield from _of_rule(file.root)


def change(target: Target, here: Scalar) -> None:
    """Put another value in the place of the one that stands there, with its own place in the policy; or take out the
    band. The nodes of the folder are changed.
    """
    if target.owner is None:
        target.holder.values[target.key] = here
        return
    band = Map(here.span, dict(target.holder.keys), {**target.holder.values, target.key: here})
    rows = [band if item is target.holder else item for item in target.owner.items(target.listed)]
    kept = tuple(item for item in rows if item is not band or here.text != REMOVED)
    target.owner.values[target.listed] = Sequence(kept, target.owner.values[target.listed].span)


def _of_table(name: str, table: Map) -> Iterator[Target]:
    for key, row in maps_of(table.map("rows")):
        place = WASHOUTS.index(key.text) if key.text in WASHOUTS else -1
        for band, bound in _bands(row, "bands"):
            address = f"{name}.{key.text}.{_severity(band)}"
            yield Target(address, band, bound, row, "bands", table=name, row=place)


def _of_rule(root: Map) -> Iterator[Target]:
    rule = root.string("id")
    yield from _of_level(root, rule, "")
    for key, case in maps_of(root.map("cases")):
        yield from _of_level(case, rule, key.text)


def _of_level(level: Map, rule: str, case: str) -> Iterator[Target]:
    start = ".".join(filter(None, (rule, case)))
    bands = level.map("bands")
    if bands is not None:
        for band, bound in _bands(bands, "rows"):
            yield Target(f"{start}.bands.{_severity(band)}", band, bound, bands, "rows", rule=rule, case=case)
    for name in ("when", "unless"):
        for key, line in maps_of(level.map(name)):
            for address, holder, operator in _of_line(line, f"{start}.{name}.{key.text}"):
                yield Target(address, holder, operator, when=name == "when", rule=rule, case=case)


def _of_line(line: Map, address: str) -> Iterator[tuple[str, Map, str]]:
    """Address, mapping and key of each constant of a line and of the lines inside it."""
    used = [operator for operator in _ORDERED if isinstance(line.get(operator), Scalar)]
    for operator in used:
        yield f"{address}.{operator}" if len(used) > 1 else address, line, operator
    for nested in ("any", "where"):
        for key, inner in maps_of(line.map(nested)):
            yield from _of_line(inner, f"{address}.{key.text}")


def _bands(owner: Map, listed: str) -> Iterator[tuple[Map, str]]:
    """The rows that have a bound, and its key."""
    for item in owner.items(listed):
        for bound in _BAND if isinstance(item, Map) else ():
            if isinstance(item, Map) and bound in item.keys:
                yield item, bound


def _severity(band: Map) -> str:
    return band.string("severity")
