"""The fuzzer of inputs finds what it is there to find, and the program passes a few hundred of its cases."""

from __future__ import annotations

import os
import random
import signal
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

from support.scripts import scripts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MODULES = ("fuzz_input", "fuzz_lists", "fuzz_rules", "mutations")


@pytest.fixture(scope="module")
def tools(root: Path) -> Iterator[dict[str, Any]]:
    """The scripts as modules."""
    with scripts(root, *MODULES) as modules:
        yield modules


@pytest.fixture(scope="module")
def fuzzer(tools: dict[str, Any], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The fuzzer, with its time limit of a case in force."""
    before = {number: signal.getsignal(number) for number in (signal.SIGALRM, signal.SIGPROF)}
    tools["fuzz_input"].limit_cases()
    yield tools["fuzz_input"].Fuzzer(5, str(tmp_path_factory.mktemp("fuzz") / "rules"))
    for number, handler in before.items():
        signal.signal(number, handler)


def test_nothing_but_typed_errors(fuzzer: Any) -> None:
    """Two hundred spoilt inputs of every sort give records, no record, or faults of the rules."""
    results = [fuzzer.run(number) for number in range(200)]
    assert [result for result in results if result.startswith("FAILED")] == []
    assert {result.split(":")[0] for result in results} == {"bytes", "json", "csv", "fhir", "yaml"}
    assert {"json: records", "yaml: refused"} <= set(results)


def test_a_case_depends_on_seed_and_number_alone(fuzzer: Any) -> None:
    """A case can be run again by itself."""
    assert [fuzzer.run(number) for number in (7, 3, 7)] == [fuzzer.run(7), fuzzer.run(3), fuzzer.run(7)]


def raising(*_: object) -> None:
    """A bug."""
    raise ZeroDivisionError("a bug")


def crashing(*_: object) -> None:
    """A crash of the process."""
    os.kill(os.getpid(), signal.SIGKILL)


def hanging(*_: object) -> None:
    """No end."""
    while True:
        with suppress(Exception):  # a handler that catches all must not hide a hang
            signal.pause()


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (raising, "ZeroDivisionError: a bug"),
        (hanging, "HangError: no end after 0.2 s"),
        (crashing, "FAILED crash: status -9"),
    ],
)
def test_a_fault_is_found_and_the_rest_goes_on(
    fault: Callable[..., None], said: str, fuzzer: Any, tools: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bug, a hang and a crash are named with their case; the cases around it are run all the same."""
    monkeypatch.setattr(tools["fuzz_input"], "SECONDS", 0.2)
    run = fuzzer.run

    def spoilt(number: int) -> str:
        if number == 2:
            monkeypatch.setattr(fuzzer._lists, "run", fault)
            monkeypatch.setattr(fuzzer._rules, "run", fault)
        return str(run(number))

    monkeypatch.setattr(fuzzer, "run", spoilt)
    results = tools["fuzz_input"].run_batch(fuzzer, range(1, 3))
    assert [number for number, _ in results] == [1, 2]
    assert not results[0][1].startswith("FAILED")
    assert results[1][1].endswith(said)


def test_the_small_rules_are_valid(fuzzer: Any, tools: dict[str, Any]) -> None:
    """What is spoilt was right before, and comes through the compiler."""
    fuzzer._rules._written({})
    loaded = tools["fuzz_rules"].load_folder(fuzzer._rules._folder)
    assert {rule.id for rule in loaded.ruleset.rules} >= {"LDN104", "LDN303"}
    assert all(loaded.tests[rule.id] for rule in loaded.ruleset.rules)
    assert tools["fuzz_rules"]._compile(loaded) == "compiled"


@pytest.mark.parametrize("spoil", ["spoil_bytes", "spoil_lines"])
def test_bytes_are_spoilt(tools: dict[str, Any], spoil: str) -> None:
    """Nearly every spoilt text differs from what it was made of."""
    chance, text = random.Random(1), b"one\ntwo,three\nfour\n" * 5
    made = [getattr(tools["mutations"], spoil)(chance, text, [b"other\nlines"]) for _ in range(200)]
    assert sum(one != text for one in made) > 150


def test_values_are_spoilt_in_place_and_never_hold_themselves(tools: dict[str, Any]) -> None:
    """Spoilt data can always be written."""
    import json

    chance = random.Random(1)
    for _ in range(300):
        value = tools["mutations"].spoil_value(chance, {"a": [1, {"b": "text"}], "c": {"d": None}})
        assert len(json.dumps(value)) < 1_000_000
