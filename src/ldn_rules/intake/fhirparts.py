"""FHIR resources as they are put away until all that belongs to their patient is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec.msgpack

if TYPE_CHECKING:
    from collections.abc import Callable

Part = tuple[int, int, str | None, bytes, str | None, str | None]
"""Line, column, full URL and JSON text of one resource, the input that it stands in, and its path if it is held."""

pack: Final = msgspec.msgpack.Encoder().encode
unpack: Final[Callable[[bytes], Part]] = msgspec.msgpack.Decoder(Part).decode
