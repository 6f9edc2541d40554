"""What waits for the end of the input is kept, in memory or in a file."""

from __future__ import annotations

import tempfile
from typing import TYPE_CHECKING, Any

import pytest

from ldn_rules.intake import spool
from ldn_rules.intake.encoding import ToUtf8
from ldn_rules.intake.spool import Spool

if TYPE_CHECKING:
    from collections.abc import Callable

    from ldn_rules.intake.model import Record


DATA = [bytes([65 + number % 26]) * (number % 7) for number in range(200)]


def check(kept: Spool) -> None:
    """Everything that was put comes back, in any order."""
    handles = [kept.put(each) for each in DATA[:100]]
    assert kept.get(handles[3]) == DATA[3]
    handles += [kept.put(each) for each in DATA[100:]]
    assert [kept.get(handle) for handle in reversed(handles)] == DATA[::-1]
    kept.close()


@pytest.mark.parametrize("in_memory", [0, 100, 1 << 20])
def test_spilling(in_memory: int) -> None:
    """The size that is kept in memory makes no difference."""
    check(Spool(in_memory))


def test_no_folder_to_write_to(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a writable folder everything stays in memory."""

    def refuse(**_: Any) -> None:
        raise OSError

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    check(Spool(10))


@pytest.mark.parametrize("room", [0, 50, 300])
def test_a_full_disk(monkeypatch: pytest.MonkeyPatch, room: int) -> None:
    """A disk that is full takes nothing away."""

    class Small:
        """A file with little room."""

        def __init__(self, **_: Any) -> None:
            self.data = b""
            self.at = 0

        def seek(self, at: int) -> None:
            self.at = at

        def write(self, data: bytes) -> None:
            if len(self.data) + len(data) > room:
                raise OSError
            self.data += data

        def close(self) -> None:
            pass

        def read(self, size: int) -> bytes:
            return self.data[self.at : self.at + size]

    monkeypatch.setattr(tempfile, "TemporaryFile", Small)
    check(Spool(20))


def test_large_inputs_use_it(read: Callable[..., list[Record]], monkeypatch: pytest.MonkeyPatch) -> None:
    """A table and a FHIR stream that spill give the same records."""
    table = "patient_id,name\n" + "".join(f"p{number % 9},n{number}\n" for number in range(300))
    order = (
        '{"resourceType":"MedicationRequest","subject":{"reference":"p%d"},"medicationCodeableConcept":{"text":"a"}}\n'
    )
    fhir = "".join(order % (number % 9) for number in range(300))
    before = read(table) + read(fhir)
    monkeypatch.setattr(spool.Spool.__init__, "__defaults__", (1000,))
    assert read(table) + read(fhir) == before
    assert len(before) == 18


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"\xff\xfea\x00\x00\xd8b\x00", b"a\xed\xbf\xbfb"),
        (b"\xff\xfea\x00b", b"a\xed\xbf\xbe"),
        (b"\xff\xfe\x00\x00a\x00\x00\x00\xff\xff\xff\xff", b"a\xed\xbf\xbf"),
        (b"\xef\xbb", b"\xef\xbb"),
        (b"\xff", b"\xff"),
        (b"", b""),
        (b"\xef\xbb\xbf", b""),
    ],
)
@pytest.mark.parametrize("size", [1, 2, 100])
def test_what_cannot_be_decoded_stays_visible(data: bytes, text: bytes, size: int) -> None:
    """Bytes that are no text in their encoding come out as bytes that are not UTF-8."""
    decoder = ToUtf8()
    parts = [decoder.feed(data[at : at + size]) for at in range(0, len(data), size)]
    assert b"".join([*parts, decoder.close()]) == text
