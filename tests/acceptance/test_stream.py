"""Long streams and held pipes: every record is answered once, in order, at once, whatever happens to a worker."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Command = Callable[..., subprocess.CompletedProcess[str]]

ROOT = Path(__file__).resolve().parents[2]
AS_OF = "2026-01-15"
RECORDS, BROKEN = 10_000, 100
ORDINARY = [{"name": "lisinopril 10 mg tablet", "sig": "1 tablet daily"}, {"name": "metformin 500 mg tablet"}]
OVERLAP = [
    {"name": "oxycodone 5 mg tablet", "sig": "1 tablet every 6 hours", "status": "active", "start": "2026-01-02"},
    {"name": "naltrexone 1.5 mg capsule", "sig": "1 capsule at bedtime", "status": "active", "start": AS_OF},
]
BREAKS = (
    *('{"patient": {"id": "x"}, "medications": [', "not json", "[]", '{"medications": 5}', '"text"', "17"),
    *('{"medications": []}', "\x00", '{"medications": [{"name": 3}]}', "null"),
)
"""Ways in which a line can be broken; each is exit 4."""


def line(number: int, medications: list[dict[str, Any]]) -> str:
    """A medication list on one line."""
    return (
        json.dumps(
            {"patient": {"id": f"p{number}", "birth_date": "1960-01-01"}, "as_of": AS_OF, "medications": medications}
        )
        + "\n"
    )


@pytest.mark.parametrize("jobs", [1, 2])
def test_ten_thousand_lists_with_a_hundred_broken_lines(ldn_rules: Command, jobs: int) -> None:
    """Ten thousand results in order, exit 4, each broken line named with its number and nothing else lost."""
    broken = {number: BREAKS[number // 100 % len(BREAKS)] for number in range(50, RECORDS, RECORDS // BROKEN)}
    assert len(broken) == BROKEN
    lines = [
        f"{broken[number]}\n" if number in broken else line(number, OVERLAP if number % 500 == 1 else ORDINARY)
        for number in range(1, RECORDS + 1)
    ]
    done = ldn_rules("check", "--output", "jsonl", "--jobs", jobs, "--format", "jsonl", input="".join(lines))
    reports = [json.loads(each) for each in done.stdout.splitlines()]
    assert (done.returncode, done.stderr) == (4, "")
    assert [report["record"] for report in reports] == list(range(1, RECORDS + 1))
    for number, report in enumerate(reports, 1):
        assert report["source"]["line"] == number
        assert bool(report["errors"]) == (number in broken)
        if number not in broken:
            assert report["patient"] == f"p{number}"
            assert report["outcome"] == ("alert" if number % 500 == 1 else "not-applicable")
    named = [report["source"]["line"] for report in reports if report["errors"]]
    assert named == sorted(broken)
    assert all(reports[number - 1]["outcome"] in {"not-checked", "cannot-assess"} for number in broken)
    assert all(error["line"] == number for number in broken for error in reports[number - 1]["errors"])


class Caller:
    """A program that writes to the command and waits for what it answers."""

    def __init__(self, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "cli.py"), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def write(self, text: str) -> None:
        """Write and flush; the pipe stays open."""
        assert self.process.stdin is not None
        self.process.stdin.write(text.encode())
        self.process.stdin.flush()

    def answer(self, seconds: float = 30) -> dict[str, Any]:
        """The next line of the answer; the test fails if it does not come."""
        assert self.process.stdout is not None
        ready, _, _ = select.select([self.process.stdout], [], [], seconds)
        assert ready, "no answer came before more input"
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer

    def end(self) -> tuple[int, str, str]:
        """Close the pipe: exit code, the rest of the output, standard error."""
        rest, complaints = self.process.communicate(timeout=60)
        return self.process.returncode, rest.decode(), complaints.decode()

    def children(self) -> list[int]:
        """The processes that the command has started."""
        found = []
        for name in filter(str.isdecimal, os.listdir("/proc")):
            try:
                state = Path(f"/proc/{name}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            except OSError:
                continue  # gone meanwhile
            if int(state[1]) == self.process.pid and state[0] != "Z":
                found.append(int(name))
        return found

    def child(self) -> int:
        """Its one worker."""
        (pid,) = self.children()
        return pid


@pytest.fixture
def caller() -> Iterator[Callable[..., Caller]]:
    """``caller("check", ...)`` starts the command; it is ended with the test."""
    started: list[Caller] = []

    def start(*arguments: str) -> Caller:
        started.append(Caller(*arguments))
        return started[-1]

    yield start
    for each in started:
        if each.process.poll() is None:
            each.process.kill()
        each.process.communicate()


@pytest.mark.parametrize("options", [["--jobs", "1"], ["--jobs", "2"], ["--format", "jsonl"]], ids=" ".join)
def test_a_line_is_answered_before_the_next_is_written(caller: Callable[..., Caller], options: list[str]) -> None:
    """A caller may hold the pipe open and ask one question at a time; a broken line is answered too."""
    held = caller("check", "-", "--output", "jsonl", *options)
    questions = [line(1, OVERLAP), line(2, ORDINARY), "{broken\n", line(4, OVERLAP), line(5, ORDINARY)]
    outcomes = []
    for number, question in enumerate(questions, 1):
        held.write(question)
        answer = held.answer()
        assert answer["record"] == number
        outcomes.append(answer["outcome"])
    assert outcomes == ["alert", "not-applicable", "not-checked", "alert", "not-applicable"]
    assert held.end() == (4, "", "")


@pytest.mark.parametrize("command", ["drugs", "sigs"])
def test_a_text_is_answered_before_the_next_is_written(caller: Callable[..., Caller], command: str) -> None:
    """The same for single names and directions."""
    held = caller(command, "read")
    for text in ("naltrexone 4.5 mg capsule", "", "1 capsule at bedtime"):
        held.write(f"{text}\n")
        assert held.answer()["input"] == text
    assert held.end() == (0, "", "")


def test_a_worker_killed_between_two_questions_loses_nothing(caller: Callable[..., Caller]) -> None:
    """A worker that is killed while it has nothing to do is replaced, and both evaluators answer on."""
    held = caller("check", "--output", "jsonl", "--format", "jsonl")
    pids = set()
    for number in range(1, 4):
        held.write(line(number, OVERLAP))
        answer = held.answer()
        assert (answer["record"], answer["outcome"]) == (number, "alert")
        pids.add(held.child())
        os.kill(held.child(), signal.SIGKILL)
    assert len(pids) == 3
    assert held.end() == (1, "", "")


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_workers_killed_during_a_stream_lose_no_patient(
    caller: Callable[..., Caller], tmp_path: Path, jobs: str
) -> None:
    """While a long stream runs its workers are killed again and again: every patient is answered, once, in order."""
    path, out = tmp_path / "lists.jsonl", tmp_path / "out.jsonl"
    count = 2_000
    path.write_text("".join(line(number, OVERLAP) for number in range(1, count + 1)), encoding="utf-8")
    running = caller("check", str(path), "--output", "jsonl", "-o", str(out), "--jobs", jobs)
    killed = 0
    while running.process.poll() is None and killed < 4:
        time.sleep(0.1)
        for pid in running.children()[:1]:
            os.kill(pid, signal.SIGKILL)
            killed += 1
    code, _, complaints = running.end()
    reports = [json.loads(each) for each in out.read_text(encoding="utf-8").splitlines()]
    assert killed > 0
    assert complaints == ""
    assert [report["record"] for report in reports] == list(range(1, count + 1))
    outcomes = {report["outcome"] for report in reports}
    assert outcomes <= {"alert", "not-checked"}
    assert code == (5 if "not-checked" in outcomes else 1)
    given_up = [report for report in reports if report["worst"] != "contraindicated"]
    assert {report["outcome"] for report in given_up} <= {"not-checked"}
    assert len(given_up) <= killed // 3  # on a busy machine one patient may be hit each time it is tried


KILLS_ITSELF = """
import os, signal, sys
from ldn_rules.engine.rete import Rete
from ldn_rules.cli import main

def die(*_):
    os.kill(os.getpid(), signal.{signal})

Rete.matches = die
sys.argv = ["ldn-rules", *sys.argv[1:]]
main.main()
"""


def checked_by_a_dying_engine(path: Path, signal_name: str, output: str) -> subprocess.CompletedProcess[str]:
    """The list checked by a command whose engine ends its process with a signal."""
    code = KILLS_ITSELF.format(signal=signal_name)
    command = [sys.executable, "-c", code, "check", str(path), "--output", output]
    return subprocess.run(command, capture_output=True, check=False, text=True, timeout=60)


@pytest.mark.parametrize("name", ["SIGKILL", "SIGSEGV"])
def test_an_engine_that_kills_the_worker_of_a_one_list_check(tmp_path: Path, name: str) -> None:
    """The one patient is answered: not checked, exit 5, with what the second evaluator found and why."""
    path = tmp_path / "list.json"
    path.write_text(line(1, OVERLAP), encoding="utf-8")
    done = checked_by_a_dying_engine(path, name, "json")
    (patient,) = json.loads(done.stdout)["patients"]
    assert (done.returncode, done.stderr) == (5, "")
    assert (patient["patient"], patient["outcome"], patient["worst"]) == ("p1", "not-checked", "contraindicated")
    assert f"the worker was ended by signal {name}" in patient["not_checked"]
    assert [alert["rule"] for alert in patient["alerts"]] == ["LDN101"]
    said = checked_by_a_dying_engine(path, name, "text").stdout
    assert "NOT CHECKED" in said
    assert "LDN101" in said


def test_an_engine_that_hangs(tmp_path: Path) -> None:
    """A worker that is silent is killed and counts as a crash; the patient is answered."""
    path = tmp_path / "list.json"
    path.write_text(line(1, OVERLAP), encoding="utf-8")
    code = KILLS_ITSELF.replace("os.kill(os.getpid(), signal.{signal})", "signal.pause()")
    command = [sys.executable, "-c", code, "check", str(path), "--output", "jsonl"]
    done = subprocess.run(command, capture_output=True, check=False, text=True, timeout=60)
    patient = json.loads(done.stdout)
    assert (done.returncode, patient["outcome"], patient["worst"]) == (5, "not-checked", "contraindicated")
    assert "the worker gave no answer within 2.0 s" in patient["not_checked"]
