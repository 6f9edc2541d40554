"""How long the texts of a medication may be: the reading of longer ones would stop before their end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ldn_rules.intake import codes
from ldn_rules.intake.fields import FieldError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ldn_rules.intake.jsonscan import Path

NAME: Final = 1000
"""Characters of the longest name, or display of a code, that is read."""

NAME_WORDS: Final = 200
"""Words and signs of such a text."""

SIG: Final = 4000
"""Characters of the longest sig that is read."""


def is_short(fields: Mapping[str, Any]) -> bool:
    """Whether nothing in the fields of an entry can be too long: so it is of nearly every one without codes."""
    name, sig = fields.get("name", ""), fields.get("sig", "")
    return len(name) <= NAME_WORDS and len(sig) <= SIG and "codes" not in fields


def too_long(fields: Mapping[str, Any]) -> Iterator[FieldError]:
    """The error of each text among the fields of an entry that is too long, with its path in the entry."""
    name, sig = fields.get("name"), fields.get("sig")
    if name is not None and _beyond(name):
        yield _error("name", name, ("name",))
    if sig is not None and len(sig) > SIG:
        message = f"a sig of {len(sig):,} characters was not read: it may have {SIG:,}"
        yield FieldError(codes.TOO_LONG, message, ("sig",))
    for place, code in enumerate(fields.get("codes", ())):
        if code.display is not None and _beyond(code.display):
            yield _error("display", code.display, ("codes", place, "display"))


def _beyond(name: str) -> bool:
    if len(name) <= NAME_WORDS:
        return False
    from ldn_rules.rulebook.words import words

    return len(name) > NAME or len(words(name)) > NAME_WORDS


def _error(what: str, text: str, path: Path) -> FieldError:
    message = f"a {what} of {len(text):,} characters was not read: it may have {NAME:,}, and {NAME_WORDS} words"
    return FieldError(codes.TOO_LONG, message, path)
