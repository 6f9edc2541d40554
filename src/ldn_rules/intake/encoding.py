"""Whatever Unicode encoding the input has, UTF-8 comes out."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from codecs import IncrementalDecoder

MARKS: Final = (
    (codecs.BOM_UTF8, None),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks, longer ones before those they begin with; the first needs no decoding."""

_CUT, _NO_TEXT = "\udffe", "\udfff"
_KEEP: Final = "ldn-rules-keep-undecodable"
_LONGEST_MARK: Final = max(len(mark) for mark, _ in MARKS)


class ToUtf8:
    """Takes a byte order mark off and decodes UTF-16 and UTF-32. Input without a mark passes as it is.

    What is no text in its encoding comes out as bytes that are not UTF-8: whoever reads the record finds them and
    can name their place.
    """

    def __init__(self) -> None:
        self._start: bytes | None = b""
        self._decoder: IncrementalDecoder | None = None

    def feed(self, chunk: bytes) -> bytes:
        """As much as can be told of the input so far."""
        if self._start is not None:
            self._start += chunk
            if _may_become_mark(self._start):
                return b""
            chunk = self._begin()
        return chunk if self._decoder is None else self._decode(chunk, final=False)

    def close(self) -> bytes:
        """What was held back."""
        chunk = b"" if self._start is None else self._begin()
        return chunk if self._decoder is None else self._decode(chunk, final=True)

    def _begin(self) -> bytes:
        start, self._start = self._start or b"", None
        for mark, encoding in MARKS:
            if start.startswith(mark):
                if encoding is None:
                    return start[len(mark) :]
                codecs.register_error(_KEEP, _kept)
                self._decoder = codecs.getincrementaldecoder(encoding)(_KEEP)
                return start
        return start

    def _decode(self, chunk: bytes, *, final: bool) -> bytes:
        assert self._decoder is not None
        return self._decoder.decode(chunk, final).encode("utf-8", "surrogatepass")


def undecodable(error: UnicodeDecodeError, what: str) -> str:
    """Why a text that came out of here is none; ``what`` is the input or a table."""
    found = error.object[error.start : error.start + 3]
    if found == _CUT.encode("utf-8", "surrogatepass"):
        return f"the {what} breaks off in the middle of a character of UTF-16 or UTF-32"
    if found == _NO_TEXT.encode("utf-8", "surrogatepass"):
        return f"there is no text of UTF-16 or UTF-32 here; save the {what} as UTF-8"
    return f"byte 0x{found[0]:02X} is not UTF-8 text here; save the {what} as UTF-8"


def _kept(error: UnicodeError) -> tuple[str, int]:
    """Half of a surrogate pair, which no UTF-8 has, for what cannot be decoded."""
    assert isinstance(error, UnicodeDecodeError)
    cut = error.reason == "truncated data" or "end of data" in error.reason
    return _CUT if cut else _NO_TEXT, error.end


def _may_become_mark(start: bytes) -> bool:
    return len(start) < _LONGEST_MARK and any(len(mark) > len(start) and mark.startswith(start) for mark, _ in MARKS)
