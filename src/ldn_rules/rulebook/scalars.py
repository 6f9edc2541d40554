"""What an unquoted YAML word means here: null, true, false, a whole number or text, and nothing else.

YAML readers disagree about the rest (``no`` is false to one and text to another, ``21:00`` is 1260,
``0123`` is 83): each such word is refused, with what to write instead.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

INVISIBLE: Final = (
    "\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff0-\uffff"
    "\U000e0000-\U000e0fff"
)
"""Characters that do not show, or turn the text around: the inside of a regular expression's brackets."""

_KNOWN: Final[dict[str, bool | None]] = {"null": None, "~": None, "": None, "true": True, "false": False}
_BOOLEAN: Final = frozenset({"true", "false", "on", "off", "yes", "no", "y", "n"})
_WHOLE: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,14})")
_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ].*)?", re.DOTALL)
_SEXAGESIMAL: Final = re.compile(r"[-+]?[0-9][0-9_]*(?::[0-9]{1,2})+(?:\.[0-9_]*)?")
_UNDERSCORED: Final = re.compile(r"[-+]?[0-9][0-9_.]*_[0-9_.]*")
_OCTAL: Final = re.compile(r"[-+]?0[0-9]+")
_BASED: Final = re.compile(r"[-+]?0[xXoObB][0-9a-fA-F]+")
_FLOAT: Final = re.compile(r"[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))(?:[eE][-+]?[0-9]+)?")
_NAMED_FLOAT: Final = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_INTEGER: Final = re.compile(r"[-+]?[0-9]+")


class Refusal(NamedTuple):
    """Why a word is refused: code, message, what to write."""

    code: str
    message: str
    hint: str


def resolve(word: str) -> str | int | bool | Refusal | None:
    """The meaning of an unquoted word, or why it is refused."""
    if word in _KNOWN:
        return _KNOWN[word]
    if _WHOLE.fullmatch(word) and word != "-0":
        return int(word)
    return _refusal(word) or word


def _refusal(word: str) -> Refusal | None:
    folded = word.lower()
    if folded in _BOOLEAN:
        return _bare_boolean(word, folded)
    if folded == "null":
        return Refusal("E111", f"`{word}` is null to some readers of YAML", "write null, or quote the text")
    if word == "<<":
        return Refusal("E114", "merge keys are not used here", "write the keys out")
    if word[0] in "+-.0123456789":
        return _number_refusal(word)
    return None


def _bare_boolean(word: str, folded: str) -> Refusal:
    message = f"bare `{word}` is true or false to some readers of YAML and text to others"
    meant = "true" if folded in {"true", "on", "yes", "y"} else "false"
    if len(word) == 1:
        return Refusal("E111", message, f'quote it: "{word}", or write {meant}')
    return Refusal("E111", message, f'write {meant}, or quote the text: "{word}"')


def _number_refusal(word: str) -> Refusal | None:
    if _DATE.fullmatch(word):
        return Refusal("E113", f"date `{word}` without quotes", f'write "{word}"')
    if _SEXAGESIMAL.fullmatch(word):
        return Refusal("E111", f"`{word}` is a number to base 60 to some readers of YAML", f'write "{word}"')
    if _UNDERSCORED.fullmatch(word):
        return Refusal("E111", f"number with an underscore: `{word}`", "write the digits alone")
    if _OCTAL.fullmatch(word):
        return Refusal("E111", f"`{word}` is octal to some readers of YAML", "drop the zeros before it, or quote it")
    if _BASED.fullmatch(word):
        return Refusal("E111", f"`{word}` is not a decimal number", "write it in decimal, or quote it")
    if _FLOAT.fullmatch(word) or _NAMED_FLOAT.fullmatch(word):
        return Refusal("E112", f"number `{word}` without a unit", _unit_hint(word))
    if _INTEGER.fullmatch(word):
        return Refusal(
            "E111", f"whole number `{_short(word)}` cannot be taken as it stands", "write up to 15 digits, no plus"
        )
    return None


def _unit_hint(word: str) -> str:
    quoted = f'quote it: "{word}"'
    return f"write a unit, such as `{word} mg`, or {quoted}" if word[-1].isdigit() and word[0].isdigit() else quoted


def _short(word: str) -> str:
    return word if len(word) <= 20 else f"{word[:17]}..."
