"""A JSON reader that knows where everything stands; it is asked only when something is to be reported.

It is as strict as RFC 8259 and keeps what other readers drop: the place of each key and value, and repeated keys.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from typing import Any, Final

import msgspec.json

from ldn_rules.intake import codes

Path = tuple[str | int, ...]
"""Keys and indices from the top of a record to a value."""

DEEPEST: Final = 64
"""Levels of nesting; a FHIR resource has some ten."""

_SPACE: Final = re.compile(r"[ \t\r\n]*+")
_STRING: Final = re.compile(r'"(?:[^"\\\x00-\x1f]++|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*+"')
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*+)(\.[0-9]++)?([eE][+-]?[0-9]++)?")
_WORD: Final = re.compile(r"[^\s,:\[\]{}\"]{1,20}")
_CONSTANTS: Final = {"true": True, "false": False, "null": None}
_LONG: Final = 30


class JsonError(Exception):
    """Not JSON: a code of ``codes``, what is wrong, and the offset (in characters) of the place."""

    def __init__(self, code: str, message: str, offset: int) -> None:
        super().__init__(code, message, offset)
        self.code = code
        self.message = message
        self.offset = offset


class Scan:
    """One JSON value with its places.

    ``value`` has exact numbers (int or Decimal). ``places`` and ``keys`` give the offset of the value and of the
    key at a path. ``repeated`` lists the paths of keys that stand twice, with their offsets: the later value
    stands, but two lists under one key of the topmost object are joined, so that no element is lost.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.places: dict[Path, int] = {}
        self.keys: dict[Path, int] = {}
        self.repeated: list[tuple[Path, int]] = []
        self.value, end = self._value((), self._skip(0))
        end = self._skip(end)
        if end < len(text):
            raise JsonError(codes.JSON_SYNTAX, f"{self._seen(end)} after the end of the JSON value", end)

    def _value(self, path: Path, at: int) -> tuple[Any, int]:
        self.places.setdefault(path, at)
        first = self.text[at : at + 1]
        if first == '"':
            return self._string(at)
        if first in ("{", "[") and first:
            if len(path) >= DEEPEST:
                raise JsonError(codes.JSON_DEPTH, f"nested more than {DEEPEST} levels deep", at)
            return self._object(path, at + 1) if first == "{" else self._array(path, at + 1, [])
        return self._scalar(at)

    def _object(self, path: Path, at: int) -> tuple[dict[str, Any], int]:
        found: dict[str, Any] = {}
        at = self._skip(at)
        if self.text[at : at + 1] == "}":
            return found, at + 1
        while True:
            at = self._member(found, path, at)
            if self.text[at : at + 1] == "}":
                return found, at + 1
            at = self._skip(self._expect(",", at, "'}'"))

    def _member(self, found: dict[str, Any], path: Path, at: int) -> int:
        """Reads one key and its value; the offset of what follows."""
        if self.text[at : at + 1] != '"':
            raise self._unexpected("a key in double quotes", at)
        key, end = self._string(at)
        inside = (*path, key)
        if key in found:
            self.repeated.append((inside, at))
        self.keys.setdefault(inside, at)
        start = self._skip(self._expect(":", self._skip(end), None))
        before = found.get(key)
        if not path and isinstance(before, list) and self.text[start : start + 1] == "[":
            found[key], end = self._array(inside, start + 1, before)
        else:
            found[key], end = self._value(inside, start)
        return self._skip(end)

    def _array(self, path: Path, at: int, found: list[Any]) -> tuple[list[Any], int]:
        at = self._skip(at)
        if self.text[at : at + 1] == "]":
            return found, at + 1
        while True:
            value, at = self._value((*path, len(found)), at)
            found.append(value)
            at = self._skip(at)
            if self.text[at : at + 1] == "]":
                return found, at + 1
            at = self._skip(self._expect(",", at, "']'"))

    def _string(self, at: int) -> tuple[str, int]:
        match = _STRING.match(self.text, at)
        if match is None:
            raise self._bad_string(at)
        token = match.group()
        if "\\" not in token:
            return token[1:-1], match.end()
        try:
            return msgspec.json.decode(token.encode(), type=str), match.end()
        except (msgspec.DecodeError, UnicodeError):
            raise JsonError(codes.JSON_SYNTAX, "a \\u escape that is half of a pair", at) from None

    def _bad_string(self, at: int) -> JsonError:
        """Why no string begins at ``at``: its first character that none can have."""
        end = at + 1
        while end < len(self.text):
            character = self.text[end]
            if character == "\\":
                if not re.match(r'\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})', self.text[end : end + 6]):
                    return JsonError(codes.JSON_SYNTAX, f"{self._seen(end, 2)} is no escape of JSON", end)
                end += 1
            elif character < " ":
                return JsonError(codes.JSON_SYNTAX, f"{_name(character)} inside a text in quotes", end)
            end += 1
        return JsonError(codes.JSON_TRUNCATED, "the input ends inside this text in quotes", at)

    def _scalar(self, at: int) -> tuple[Any, int]:
        match = _NUMBER.match(self.text, at)
        word = _WORD.match(self.text, at)
        if match and word and len(match.group()) >= len(word.group()):
            return _number(match), match.end()
        if word and word.group() in _CONSTANTS:
            return _CONSTANTS[word.group()], word.end()
        raise self._unexpected("a value", at)

    def _expect(self, character: str, at: int, other: str | None) -> int:
        if self.text[at : at + 1] != character:
            raise self._unexpected(f"'{character}'" + (f" or {other}" if other else ""), at)
        return at + 1

    def _unexpected(self, wanted: str, at: int) -> JsonError:
        if at >= len(self.text):
            return JsonError(codes.JSON_TRUNCATED, f"the input ends where {wanted} is due", at)
        return JsonError(codes.JSON_SYNTAX, f"{self._seen(at)} where {wanted} is due", at)

    def _seen(self, at: int, length: int = 0) -> str:
        word = _WORD.match(self.text, at)
        if length or word is None:
            return " ".join(_name(character) for character in self.text[at : at + (length or 1)])
        return f"'{word.group()}'" if word.group().isprintable() else _name(self.text[at])

    def _skip(self, at: int) -> int:
        match = _SPACE.match(self.text, at)
        assert match is not None
        return match.end()


def _number(match: re.Match[str]) -> int | Decimal:
    text = match.group()
    if match.group(1) is None and match.group(2) is None and len(text) <= _LONG:
        return int(text)
    try:
        return Decimal(text)
    except InvalidOperation:  # an exponent beyond all bounds
        return Decimal("Infinity")


def _name(character: str) -> str:
    return f"'{character}'" if character.isprintable() else f"the control character U+{ord(character):04X}"
