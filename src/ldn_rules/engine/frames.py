"""Length-prefixed frames on a pipe: what parent and worker say to each other.

A job frame is ``size, number, mode`` and the payload (for the check evaluator alone, with the reason before
it); an answer frame is ``size, number, status`` and the body. Size counts the payload
alone; integers are little-endian.
"""

from __future__ import annotations

import struct

from msgspec import Struct

_HEAD = struct.Struct("<IQB")
_SIZE = struct.Struct("<I")

ENGINE, CHECK_ONLY = 1, 0
"""Modes of a job: both evaluators, or the check evaluator alone."""

DONE, RENEW, FAILED = 0, 1, 2
"""Statuses of an answer: a result; a result after which the worker must be replaced; no result, the body says why."""

LARGEST = 1 << 30
"""Bytes: a larger size can only come from a damaged worker."""


class DamagedFrameError(Exception):
    """What came through the pipe is no answer: the worker cannot be trusted any more."""


class Frame(Struct, frozen=True):
    """One message; ``word`` is the mode of a job or the status of an answer."""

    number: int
    word: int
    body: bytes


def packed(number: int, word: int, body: bytes) -> bytes:
    """The frame as bytes."""
    return _HEAD.pack(len(body), number, word) + body


def with_reason(reason: str, payload: bytes) -> bytes:
    """A payload together with why the engine may not be tried on it."""
    text = reason.encode("utf-8", "replace")
    return _SIZE.pack(len(text)) + text + payload


def split_reason(body: bytes) -> tuple[str, bytes]:
    """What :func:`with_reason` put together."""
    start = _SIZE.size + _SIZE.unpack_from(body)[0]
    return body[_SIZE.size : start].decode(), body[start:]


def take(buffer: bytearray) -> list[Frame]:
    """Remove every complete frame from the front of ``buffer``; raises :class:`DamagedFrameError`."""
    frames: list[Frame] = []
    at = 0
    while len(buffer) - at >= _HEAD.size:
        size, number, word = _HEAD.unpack_from(buffer, at)
        if size > LARGEST:
            raise DamagedFrameError(f"a frame of {size} bytes was announced")
        end = at + _HEAD.size + size
        if end > len(buffer):
            break
        frames.append(Frame(number, word, bytes(buffer[at + _HEAD.size : end])))
        at = end
    del buffer[:at]
    return frames
