"""Ways to spoil an input: its bytes, its lines, its cells, its values."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator, Sequence

PIECES: Final = (
    *(b"\x00", b"\xff", b"\xef\xbb\xbf", b"\xc3", b"\xed\xa0\x80", b"\r", b"\n", b"\r\n", b"\t", b" ", b"\x1b[2J"),
    *(b"{", b"}", b"[", b"]", b"[" * 300, b'{"a":' * 60, b",", b":", b'"', b"'", b"\\", b"\\u0000", b"\\ud800", b";"),
    *(b"null", b"true", b"NaN", b"-Infinity", b"1e999", b"1e-999", b"-0", b"0x10", b"9" * 400, b"1.5", b"4,5"),
    *(b"- ", b": ", b"# ", b"&a ", b"*a", b"<<: ", b"!!python/object:os.system ", b"|", b">", b"? ", b"---\n"),
    *(b"2026-02-30", b"0000-00-00", b"9999-12-31", b"0001-01-01", b"2026-01-15T25:61:61Z", b"21:00", b"0123", b"no"),
    *("é".encode(), "µ".encode(), "\u202e".encode(), "\U0001f48a".encode(), "²".encode(), "½".encode(), "٣".encode()),
)
VALUES: Final[tuple[Any, ...]] = (
    *(None, True, False, 0, -1, 1, 7, 10**18, -(10**18), 10**400, 0.1, 1e-9, 1e300, "", " ", "\x00", "\ud800", [], {}),
    *("none", "4.5", "4.5 mg", "1/2", "naltrexone", "LDN 4.5", "oxycodone", "active", "2026-01-15", "2025", "2025-13"),
    *("0001-01-01", "9999-12-31", "2026-01-15T12:00:00+25:00", "Patient/p", "#x", "urn:uuid:", "every 0 hours"),
    *("take 1-0-1", "1 tab q4-6h prn x 3 days then 2 tabs", "½ tablet", "a" * 5_000, "(" * 400, "1 " * 400, [[[]]]),
    *([None], [{}], {"value": 1}, {"value": 1e30, "unit": "mg"}, {"value": "x", "unit": 3}, {"low": 2, "high": 1}),
    *("Naltrexone 4.5 mg\n", "oxycodone;acetaminophen", "\uff4e\uff41ltrexone", "NALTREXONE\u00ad", "\ufb01lm"),
    *("-5", "+3", "1e5", "%", "\u0130"),
)


def spoil_bytes(chance: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """Some stretches deleted, doubled, replaced, cut off or taken from another input."""
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        start = chance.randint(0, len(data))
        end = min(len(data), start + chance.choice((0, 1, 1, 4, 20, 200)))
        data = data[:start] + _stretch(chance, data[start:end], others) + data[end:]
    return data[: chance.randint(0, len(data))] if chance.random() < 0.1 else data


def _stretch(chance: random.Random, old: bytes, others: Sequence[bytes]) -> bytes:
    match chance.randrange(6):
        case 0:
            return b""
        case 1:
            return old * chance.choice((2, 2, 3, 50))
        case 2:
            return bytes(byte ^ (1 << chance.randrange(8)) for byte in old)
        case 3:
            other = chance.choice(others)
            at = chance.randint(0, len(other))
            return other[at : at + chance.randint(0, 80)]
        case 4:
            return chance.randbytes(chance.randint(1, 8))
        case _:
            return b"".join(chance.choice(PIECES) for _ in range(chance.randint(1, 3)))


def spoil_value(chance: random.Random, value: Any) -> Any:
    """Plain data (changed in place) with some values, keys and items changed, doubled, moved or gone."""
    for _ in range(chance.choice((1, 1, 2, 4))):
        places = list(_places(value))
        if not places:
            return chance.choice(VALUES)
        holder, key = chance.choice(places)
        _spoil_at(chance, holder, key, places)
    return value


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every holder and key of the data."""
    waiting = [value]
    while waiting:
        holder = waiting.pop()
        keys = list(holder) if isinstance(holder, dict) else range(len(holder)) if isinstance(holder, list) else ()
        for key in keys:
            yield holder, key
            waiting.append(holder[key])


def _spoil_at(chance: random.Random, holder: Any, key: Any, places: Sequence[tuple[Any, Any]]) -> None:
    match chance.randrange(6):
        case 0:
            del holder[key]
        case 1 if isinstance(holder, dict):
            name = chance.choice((f"{key} ", str(key).upper(), f"x{key}", "", chance.choice(places)[1]))
            holder[str(name)] = holder.pop(key)
        case 1:
            holder.insert(key, _copy(holder[key]))
        case 2:
            other, there = chance.choice(places)
            holder[key] = _copy(other[there]) if isinstance(other, dict) or there < len(other) else None
        case 3 if isinstance(holder[key], str):
            text = holder[key].encode("utf-8", "surrogatepass")
            holder[key] = spoil_bytes(chance, text, (text, b"naltrexone 4.5 mg")).decode("utf-8", "replace")
        case 4:
            holder[key] = [_copy(holder[key])] * chance.choice((1, 2, 30))
        case _:
            holder[key] = _copy(chance.choice(VALUES))


def _copy(value: Any) -> Any:
    """A copy of plain data; what was doubled must not hold itself."""
    if isinstance(value, dict):
        return {key: _copy(each) for key, each in value.items()}
    return [_copy(each) for each in value] if isinstance(value, list) else value


def spoil_lines(chance: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    """Lines deleted, doubled, moved, indented, or taken from another input."""
    lines = data.split(b"\n")
    for _ in range(chance.choice((1, 1, 2, 3))):
        at = chance.randrange(len(lines))
        other = chance.choice(chance.choice(others).split(b"\n"))
        line = lines.pop(at)
        put = chance.choice(([], [line, line], [other], [line, other], [b"  " + line], [line[1:]], [line + line]))
        where = at if chance.random() < 0.8 else chance.randint(0, len(lines))
        lines[where:where] = put
        lines = lines or [b""]
    return b"\n".join(lines)


def spoil_cells(chance: random.Random, data: bytes) -> bytes:
    """Cells of a table replaced, quoted, split or joined; another delimiter, another encoding."""
    rows = [line.split(b",") for line in data.split(b"\n")]
    for _ in range(chance.choice((1, 2, 5))):
        row = chance.choice(rows)
        at = chance.randrange(len(row))
        cell = row[at]
        value = json.dumps(chance.choice(VALUES)).encode()[:200]
        row[at : at + 1] = chance.choice(([], [cell, cell], [value], [b'"' + cell], [b'"' + cell + b'"'], [b""]))
        if not row:
            row.append(b"")
    delimiter = chance.choice((b",", b",", b",", b";", b"\t", b"|"))
    joined = b"\n".join(delimiter.join(row) for row in rows)
    return joined.decode("utf-8", "replace").encode("utf-16") if chance.random() < 0.05 else joined
