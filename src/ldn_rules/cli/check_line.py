"""The command line of an ordinary ``check``, read without click: importing that would be a tenth of a start.

What is not plainly right (help, an unknown option, a value that is wrong or looks like an option, a seldom used
option or spelling) is left to click, which knows what to say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ldn_rules.cli.check_job import Wanted
from ldn_rules.cli.exits import FAIL_ON
from ldn_rules.cli.values import ordinal
from ldn_rules.report.formats import FORMATS
from ldn_rules.rulebook.enumerations import DATE_ORDERS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Value = Callable[[str], Any]
    """The value of a text; None if it is wrong."""


def _one_of(choices: tuple[str, ...]) -> Value:
    return lambda text: text if text in choices else None


_OPTIONS: Final[dict[str, tuple[str, Value]]] = {
    "--format": ("file_format", str),
    "--as-of": ("as_of", ordinal),
    "--date-order": ("date_order", _one_of(DATE_ORDERS)),
    "--rules": ("rules_dir", str),
    "--code-index": ("code_index", str),
    "--policy": ("policy", str),
    "--output": ("output", _one_of(FORMATS)),
    "-o": ("destination", str),
    "--fail-on": ("fail_on", _one_of(FAIL_ON)),
}
_FLAGS: Final = {"--show-reading": "show_reading", "--panel": "panel"}


def read(arguments: Sequence[str]) -> Wanted | None:
    """What a line that begins with ``check`` asks for; None if click must read it."""
    if not arguments or arguments[0] != "check":
        return None
    files: list[str] = []
    values: dict[str, Any] = {}
    rest = iter(arguments[1:])
    for word in rest:
        if word == "-" or not word.startswith("-"):
            files.append(word)
            continue
        if word in _FLAGS:
            values[_FLAGS[word]] = True
            continue
        field, value = _option(word, next(rest, ""))
        if value is None:
            return None
        values[field] = value
    return Wanted(tuple(files), **values)


def _option(word: str, text: str) -> tuple[str, Any]:
    """The field and value of an option followed by ``text``; the value is None if it is not plainly right."""
    field, value = _OPTIONS.get(word, ("", None))
    if value is None or not text or (text.startswith("-") and text != "-"):
        return field, None
    return field, value(text)
