"""JSON text to values: exact numbers, nothing dropped, quick where nothing is wrong."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import msgspec.json

from ldn_rules.intake import codes
from ldn_rules.intake.encoding import undecodable
from ldn_rules.intake.model import Problem

if TYPE_CHECKING:
    from ldn_rules.intake.jsonscan import Path
    from ldn_rules.intake.places import Places

_decode: Final = msgspec.json.Decoder(float_hook=Decimal).decode


class NotJsonError(Exception):
    """The text is not JSON, or not even text. ``problem`` says where and why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def load(payload: bytes, places: Places) -> tuple[Any, list[tuple[Path, int]]]:
    """The value of a JSON text, and the keys that stand twice in it (see ``jsonscan.Scan``). NotJsonError if none."""
    value = quickly(payload)
    if value is not None:
        return value, []
    from ldn_rules.intake.jsonscan import JsonError

    try:
        scan = places.scan()
    except UnicodeDecodeError as error:
        raise NotJsonError(_bad_byte(error, places)) from None
    except JsonError as error:
        raise NotJsonError(Problem(error.code, error.message, None, *places.at(error.offset))) from None
    return scan.value, scan.repeated


def quickly(payload: bytes) -> Any:
    """The value by the fast reader; None where only the reader that knows places can tell what is there.

    The fast reader keeps the last of two equal keys in silence, so colons are counted: one follows each key, and
    those inside texts stay what they are (unless one is written as an escape). The value written again has as many
    as the text if nothing was lost.
    """
    try:
        value = _decode(payload)
        again: bytes = msgspec.json.encode(value)
    except (msgspec.DecodeError, UnicodeDecodeError, ArithmeticError, RecursionError, ValueError, OverflowError):
        return None
    if b"\\" in payload and b"\\u003" in payload:
        return None
    return value if payload.count(b":") == again.count(b":") else None


def roughly(payload: bytes) -> Any:
    """The value of a text of which single characters are damaged, with signs in their place; None if it is no JSON.

    Good for telling whose it is and what it speaks of, and for nothing else.
    """
    import json

    try:
        value = json.loads(payload.decode(errors="replace"), parse_constant=_refuse)
        return json.loads(json.dumps(value, ensure_ascii=False).encode(errors="replace"))
    except (ValueError, RecursionError):
        return None


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def _bad_byte(error: UnicodeDecodeError, places: Places) -> Problem:
    """The problem of bytes that are not UTF-8."""
    return Problem(codes.ENCODING, undecodable(error, "input"), None, *places.of_byte(error.start))
