"""The fuzzer of readings finds what it is there to find, and the reading stage passes some hundred of its cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.scripts import scripts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def tool(root: Path) -> Iterator[Any]:
    """The script as a module."""
    with scripts(root, "fuzz_reading", "mutations") as modules:
        yield modules["fuzz_reading"]


@pytest.fixture
def fuzzer(tool: Any, root: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A fuzzer over the shipped rules that does not mind how long a reading takes."""
    monkeypatch.setattr(tool, "SECONDS", 60.0)
    return tool.Fuzzer(5, str(root / "rules"))


def test_some_hundred_cases(fuzzer: Any) -> None:
    """Names and directions of every sort are read without a fault."""
    results = {fuzzer.run(number) for number in range(300)}
    sorts = ("noise", "spoilt", "joined", "long")
    assert results == {f"{kind}: {sort}" for kind in ("name", "sig") for sort in sorts}


def test_a_case_depends_on_seed_and_number_alone(fuzzer: Any) -> None:
    """A case can be run again by itself."""
    assert [fuzzer.case(number) for number in (7, 3, 7)] == [fuzzer.case(7), fuzzer.case(3), fuzzer.case(7)]


@pytest.mark.parametrize(
    ("kind", "reading", "fault"),
    [
        ("name", {"outcome": "irrelevant", "why": "by name"}, ""),
        ("name", {"outcome": "none", "why": "x"}, "no outcome or no reason: {'outcome': 'none', 'why': 'x'}"),
        ("name", {"outcome": "review", "why": ""}, "no outcome or no reason: {'outcome': 'review', 'why': ''}"),
        ("sig", {"unparsed": [{"text": "a", "start": 0, "end": 1}, {"text": "c", "start": 2, "end": 3}]}, ""),
        (
            "sig",
            {"unparsed": [{"text": "b", "start": 0, "end": 1}]},
            "what was not read does not stand where it says: {'text': 'b', 'start': 0, 'end': 1}",
        ),
        (
            "sig",
            {"unparsed": [{"text": "ab", "start": 0, "end": 2}, {"text": "bc", "start": 1, "end": 3}]},
            "what was not read does not stand where it says: {'text': 'bc', 'start': 1, 'end': 3}",
        ),
    ],
)
def test_faults_of_a_reading(tool: Any, kind: str, reading: dict[str, Any], fault: str) -> None:
    """A reading without an outcome or reason, and leftovers out of place, are faults."""
    assert tool.fault_of(kind, "abc", reading) == fault


def test_what_raises_and_what_takes_long(fuzzer: Any, tool: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """An exception is a failed case, and so is a reading that takes too long each time."""
    monkeypatch.setattr(tool, "SECONDS", -1.0)
    slow = fuzzer.run(1)
    assert slow.startswith("FAILED") and slow.endswith(" ms")  # noqa: PT018 (one text)

    def broken(_text: str) -> dict[str, Any]:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(fuzzer, "_read", {"name": broken, "sig": broken})
    assert fuzzer.run(1).endswith(": ZeroDivisionError: a bug")


def test_the_command(
    tool: Any, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It counts, names the slowest, and exits 1 for a failed case; one case can be shown."""
    monkeypatch.setattr(tool, "ROOT", str(root))
    monkeypatch.setattr(tool, "SECONDS", 60.0)
    assert tool.main(["--cases", "20"]) == 0
    assert '{"seed": 1, "cases": 20, "failed": 0}\nslowest ' in capsys.readouterr().out
    assert tool.main(["--case", "3"]) == 0
    assert capsys.readouterr().out.splitlines()[1].startswith('{"input": ')
    monkeypatch.setattr(tool, "SECONDS", -1.0)
    assert tool.main(["--cases", "2"]) == 1
