"""Settings, each of its own kind: the numbers of the fact stage (``semantics.yaml``), and those of other files."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from ldn_rules.rulebook.constants import amount, constant
from ldn_rules.rulebook.diagnostics import suggestion
from ldn_rules.rulebook.kinds import Field, FieldType
from ldn_rules.rulebook.nodes import Scalar, Sequence, maps_of
from ldn_rules.rulebook.scope import check_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ldn_rules.rulebook.folder import Folder
    from ldn_rules.rulebook.nodes import Map, Node
    from ldn_rules.rulebook.problems import Problems

Value = int | tuple[int, ...]


class Setting(NamedTuple):
    """What a setting is written in: days, a dose or a count, one or a list."""

    type: FieldType
    listed: bool = False


_DAYS, _DOSE = Setting(FieldType.DAYS), Setting(FieldType.DOSE)

SETTINGS: Final[Mapping[str, Setting]] = MappingProxyType(
    {
        "episode-break": _DAYS,
        "no-end-limit": _DAYS,
        "open-after-supply": _DAYS,
        "injection-exposure": _DAYS,
        "prn-last-taken": _DAYS,
        "ends-apart": _DAYS,
        "single-anaesthesia": _DAYS,
        "low-dose-sign": _DOSE,
        "low-dose-memory": _DAYS,
        "full-dose-single": _DOSE,
        "not-full-dose-single": Setting(FieldType.DOSE, listed=True),
        "full-dose-indication": _DOSE,
        "implausibly-small": _DOSE,
        "implausibly-large": _DOSE,
        "bare-number-low": _DOSE,
        "bare-number-high": _DOSE,
        "list-age": _DAYS,
    }
)
"""Every setting that the program reads, and must find: days as counts, doses in nanograms."""

_ASCENDING: Final = (
    ("bare-number-low", "bare-number-high"),
    ("implausibly-small", "implausibly-large"),
    ("low-dose-sign", "full-dose-single"),
)
"""Pairs of which the first must lie below the second."""


def read_settings(folder: Folder, citations: Mapping[str, str] | None) -> dict[str, Value]:
    """The settings of the fact stage by name; whatever is missing, unknown or of the wrong kind is reported."""
    file, problems = folder.single("semantics"), folder.problems
    written = file.root.map("settings") if file else None
    if file is None or written is None:
        return {}
    found = values_of(file.root, SETTINGS, citations, problems)
    check_ascending(_ASCENDING, found, written, problems)
    return found


def values_of(
    root: Map, known: Mapping[str, Setting], citations: Mapping[str, str] | None, problems: Problems
) -> dict[str, Value]:
    """The values under ``settings`` by name: days as counts, doses in nanograms, lists as tuples; each of ``known`` is
    due, and nothing else is taken.
    """
    written = root.map("settings")
    found: dict[str, Value] = {}
    if written is None:
        return found
    _check_names(written, root.keys["settings"], known, problems)
    for key, setting in maps_of(written):
        check_source(setting.text("source"), citations, problems)
        value = _value(key, setting, known.get(key.text), problems)
        if value is not None:
            found[key.text] = value
    return found


def _check_names(written: Map, owner: Scalar, known: Mapping[str, Setting], problems: Problems) -> None:
    free = [name for name in known if name not in written.keys]
    for name, key in written.keys.items():
        if name not in known:
            problems.add("E141", f"no setting `{name}`", key, suggestion(name, free or known))
    for name in free:
        problems.add("E141", f"setting `{name}` is missing", owner, "the program has no value of its own for it")


def _value(key: Scalar, setting: Map, wanted: Setting | None, problems: Problems) -> Value | None:
    written = setting.get("value")
    if wanted is None or written is None or problems.spoilt(written):
        return None
    if wanted.listed != isinstance(written, Sequence):
        what = "a list of values" if wanted.listed else "one value"
        problems.add("E103", f"`{key.text}` is {what}", setting.keys["value"], _example(wanted))
        return None
    if not isinstance(written, Sequence):
        return _number(key, wanted, written, problems)
    values = [_number(key, wanted, item, problems) for item in written.items]
    return tuple(value for value in values if value is not None)


_EXAMPLES: Final = {FieldType.DOSE: "4.5 mg", FieldType.DAYS: "7 days", FieldType.COUNT: "3"}


def _example(wanted: Setting) -> str:
    example = _EXAMPLES[wanted.type]
    return f"write it like `[{example}]`" if wanted.listed else f"write it like `{example}`"


def _number(key: Scalar, wanted: Setting, written: Node, problems: Problems) -> int | None:
    if not isinstance(written, Scalar):
        return None
    if wanted.type is FieldType.COUNT:
        value = constant(Field(key.text, FieldType.COUNT, ""), written, problems)
    else:
        value = amount(wanted.type, written, problems, f"`{key.text}`")
    if value is not None and value <= 0:
        problems.add("E130", f"`{key.text}` is more than nothing, not `{written.text}`", written, _example(wanted))
        return None
    return value


def check_ascending(
    pairs: Iterable[tuple[str, str]], found: Mapping[str, Value], written: Map, problems: Problems
) -> None:
    """Report each of ``pairs`` of which the first does not lie below the second."""
    for low, high in pairs:
        below, above = found.get(low), found.get(high)
        if isinstance(below, int) and isinstance(above, int) and below >= above:
            setting = written.map(high)
            at = setting.values["value"] if setting else written
            problems.add("E130", f"`{high}` does not lie above `{low}`", at, f"raise it, or lower `{low}`")
