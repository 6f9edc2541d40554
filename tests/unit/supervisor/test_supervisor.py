"""The supervisor: one answer for every payload, in order, whatever happens to a worker."""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING

import pytest

from ldn_rules.engine import frames, supervisor
from ldn_rules.engine.supervisor import Answer, Limits, Supervisor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

QUICK = Limits(silence=0.3, window=4)
"""For workers that hang."""

PATIENT = Limits(silence=10, window=4)
"""For workers that do not: a slow machine is no hang."""


class Pieces:
    """A source of payloads in pieces, always ready (as a regular file is)."""

    def __init__(self, pieces: Iterable[list[bytes]]) -> None:
        self._pieces = list(pieces)
        self._always, self._other = os.pipe()
        os.write(self._other, b"ready")

    def fileno(self) -> int | None:
        """A descriptor that is always readable; None at the end."""
        return self._always if self._pieces else None

    def read(self) -> list[bytes]:
        """The next piece."""
        return self._pieces.pop(0)


def misbehave(payload: bytes, engine: bool) -> Answer:
    """A task that does to itself what the payload says (with the engine alone, or always)."""
    word = payload.split(b" ")[0].decode()
    if engine or word.endswith("!"):
        _act(word.rstrip("!"))
    return Answer((b"both " if engine else b"check ") + payload, renew=engine and word == "doubt")


def _act(word: str) -> None:
    if word == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif word == "segv":
        signal.signal(signal.SIGSEGV, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGSEGV)
    elif word == "hang":
        time.sleep(60)
    elif word == "exit":
        os._exit(3)
    elif word == "raise":
        raise ValueError("a wrong\nnumber")


def run(payloads: list[bytes], jobs: int = 1, limits: Limits | None = None, task: object = misbehave) -> list[str]:
    """All answers, in the order they were handed out; by default patient unless a payload is there to hang."""
    limits = limits or (QUICK if any(payload.startswith(b"hang") for payload in payloads) else PATIENT)
    pieces = [payloads[at : at + 7] for at in range(0, len(payloads), 7)]
    answers: list[bytes] = []
    given_up = lambda payload, reason: b"none " + payload + b": " + reason.encode()  # noqa: E731
    Supervisor(task, given_up, jobs, limits).run(Pieces(pieces), answers.extend)  # type: ignore[arg-type]
    return [answer.decode() for answer in answers]


@pytest.mark.parametrize("jobs", [1, 3])
def test_order_is_kept(jobs: int) -> None:
    """Every payload is answered once, in the order of the input."""
    payloads = [b"ok %d" % n for n in range(500)]
    assert run(payloads, jobs) == [f"both ok {n}" for n in range(500)]


@pytest.mark.parametrize("jobs", [1, 3])
@pytest.mark.parametrize("word", ["kill", "segv", "hang", "exit", "raise"])
def test_a_lost_worker_loses_no_patient(word: str, jobs: int) -> None:
    """A record that ends its worker twice is answered by the check evaluator; its neighbours by both."""
    payloads = [b"ok %d" % n for n in range(40)]
    payloads[11] = payloads[25] = f"{word} x".encode()
    expected = [f"both {p.decode()}" for p in payloads]
    expected[11] = expected[25] = f"check {word} x"
    assert run(payloads, jobs) == expected


@pytest.mark.parametrize("word", ["kill", "segv", "hang"])
def test_one_list(word: str) -> None:
    """A run of a single list survives the loss of its worker in the same way."""
    assert run([f"{word} x".encode()]) == [f"check {word} x"]


REASONS = {
    "kill!": "the worker was ended by signal SIGKILL",
    "segv!": "the worker was ended by signal SIGSEGV",
    "hang!": "the worker gave no answer within 0.3 s",
    "exit!": "the worker ended with status 3",
    "raise!": "the worker failed: ValueError: a wrong number",
}


@pytest.mark.parametrize("jobs", [1, 3])
@pytest.mark.parametrize("word", REASONS)
def test_what_no_worker_survives_is_given_up_with_its_reason(word: str, jobs: int) -> None:
    """Where even the check evaluator dies, the parent answers and says how the worker went."""
    assert run([b"ok 1", word.encode(), b"ok 2"], jobs) == ["both ok 1", f"none {word}: {REASONS[word]}", "both ok 2"]


def test_a_crash_that_does_not_recur_is_tried_again(tmp_path: object) -> None:
    """One death costs one retry: the second worker answers with both evaluators."""
    marker = os.path.join(str(tmp_path), "seen")

    def once(payload: bytes, engine: bool) -> Answer:
        if payload == b"fragile" and not os.path.exists(marker):
            open(marker, "w").close()
            os.kill(os.getpid(), signal.SIGKILL)
        return misbehave(payload, engine)

    assert run([b"a", b"fragile", b"b"], task=once) == ["both a", "both fragile", "both b"]


def test_doubt_renews_the_worker() -> None:
    """After an answer in doubt the next record meets a fresh worker."""

    def who(payload: bytes, engine: bool) -> Answer:
        return Answer(str(os.getpid()).encode(), renew=payload == b"doubt")

    first, second, third = run([b"ok", b"doubt", b"ok"], task=who)
    assert first == second != third


def test_an_engine_that_always_dies_is_given_up() -> None:
    """After some lost records in a row the engine is not tried again, and the run ends soon."""
    before = time.monotonic()
    answers = run([b"kill %d" % n for n in range(300)], limits=Limits(silence=10, in_a_row=3))
    assert answers == [f"check kill {n}" for n in range(300)]
    assert time.monotonic() - before < 20


def test_workers_that_always_die_end_the_run_loudly() -> None:
    """Where no worker can be kept alive every record is given up, each with a reason."""
    answers = run([b"kill! %d" % n for n in range(300)], limits=Limits(silence=10, in_a_row=3))
    assert len(answers) == 300
    assert all(answer.startswith(f"none kill! {n}: ") for n, answer in enumerate(answers))
    assert answers[-1].endswith("the workers of this run could not be kept alive")


def test_no_process_to_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system refuses a process the records are given up and say so."""

    def refuse() -> int:
        raise OSError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", refuse)
    assert run([b"a", b"b"]) == [
        "none a: no worker could be started (Resource temporarily unavailable)",
        "none b: no worker could be started (Resource temporarily unavailable)",
    ]
    many = run([b"x"] * 10)
    assert (
        many[7:]
        == ["none x: no worker could be started (Resource temporarily unavailable)"]
        + ["none x: the workers of this run could not be kept alive"] * 2
    )


def test_a_process_that_could_not_be_had_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The next record is tried again: one refusal costs one record."""
    fork, refusals = os.fork, iter([True])

    def refuse_once() -> int:
        if next(refusals, False):
            raise OSError(11, "Resource temporarily unavailable")
        return fork()

    monkeypatch.setattr(os, "fork", refuse_once)
    assert [answer.split()[0] for answer in run([b"a", b"b", b"c"])] == ["none", "both", "both"]


def test_large_payloads_pass() -> None:
    """Payloads and answers larger than a pipe holds go through."""
    payloads = [bytes([65 + n]) * 700_000 for n in range(6)]
    assert [len(a) for a in run(payloads, limits=Limits(silence=10, in_flight=1_000_000))] == [700_005] * 6


def test_damaged_answers_cost_the_worker() -> None:
    """A worker that writes what is no answer is replaced, and its record evaluated without the engine."""

    def rubbish(payload: bytes, engine: bool) -> Answer:
        for name in os.listdir("/proc/self/fd") if engine else ():
            if int(name) > 2:
                _try_write(int(name))
        return Answer(b"both" if engine else b"check " + payload)

    assert run([b"a"], task=rubbish) == ["check a"]


def test_what_is_said_of_a_damaged_worker() -> None:
    """The reason names what came: a frame that cannot be, or an answer to no question."""

    def wrong(payload: bytes, engine: bool) -> Answer:
        for name in os.listdir("/proc/self/fd"):
            if int(name) > 2:
                _try_write(int(name), b"\xff" * 64 if payload == b"long" else frames.packed(99, frames.DONE, b""))
        return Answer(b"")

    assert run([b"long", b"other"], task=wrong) == [
        "none long: the worker sent damaged data: a frame of 4294967295 bytes was announced",
        "none other: the worker sent damaged data: an answer to no question",
    ]


def _try_write(descriptor: int, data: bytes = b"\xff" * 64) -> None:
    try:
        os.write(descriptor, data)
    except OSError:
        return


def test_an_answer_is_handed_out_before_more_input() -> None:
    """With one payload in and the input still open, its answer is handed out at once."""
    reads, writes = os.pipe()
    answers: list[bytes] = []

    class Line:
        ended = False

        def fileno(self) -> int | None:
            return None if self.ended else reads

        def read(self) -> list[bytes]:
            chunk = os.read(reads, 100)
            self.ended = not chunk
            return [chunk] if chunk else []

    def sink(bodies: list[bytes]) -> None:
        answers.extend(bodies)
        if len(answers) < 3:
            os.write(writes, b"question %d" % len(answers))
        else:
            os.close(writes)

    os.write(writes, b"question 0")
    Supervisor(misbehave, _no_reason, 1, PATIENT).run(Line(), sink)
    assert answers == [b"both question 0", b"both question 1", b"both question 2"]


def _no_reason(payload: bytes, reason: str) -> bytes:
    raise AssertionError(reason)


def test_no_child_is_left_behind() -> None:
    """When the sink fails the workers are ended and reaped."""

    def closed(bodies: list[bytes]) -> None:
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        Supervisor(misbehave, _no_reason, 3, PATIENT).run(Pieces([[b"ok"] * 9]), closed)
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_a_slow_reader_is_no_hang() -> None:
    """Time that the parent spends writing its output is not held against a worker."""
    calls: list[Callable[[], None]] = []

    def slow(bodies: list[bytes]) -> None:
        if not calls:
            time.sleep(0.6)
        calls.append(lambda: None)

    Supervisor(misbehave, _no_reason, 1, QUICK).run(Pieces([[b"ok"] * 20]), slow)


def test_payloads_at_hand() -> None:
    """A list of payloads is answered in one call."""
    payloads = [b"ok", b"kill x", b"ok"] * 50
    answers = Supervisor(misbehave, _no_reason, 2, PATIENT).answers(payloads)
    assert answers == [b"both ok", b"check kill x", b"both ok"] * 50


@pytest.mark.parametrize(("payloads", "pauses"), [(2, 0), (3, 1)])
def test_answers_gather_while_a_worker_has_jobs_enough(
    monkeypatch: pytest.MonkeyPatch, payloads: int, pauses: int
) -> None:
    """The parent pauses while more than half of what a worker may have in hand is left, and never after that."""
    made: list[float] = []
    monkeypatch.setattr(supervisor, "sleep", made.append)
    answers = Supervisor(misbehave, _no_reason, 1, PATIENT).answers([b"ok"] * payloads)
    assert (answers, len(made)) == ([b"both ok"] * payloads, pauses)


def test_why_the_engine_is_not_tried() -> None:
    """What evaluates without the engine is told what became of it, or that it was given up."""

    def without(payload: bytes, reason: str) -> Answer:
        return Answer(b"alone " + payload + b": " + reason.encode())

    limits = Limits(silence=10, in_a_row=2)
    answers = Supervisor(misbehave, _no_reason, 1, limits, without).answers([b"ok 0", b"kill 1", b"exit 2", b"ok 3"])
    assert [answer.decode() for answer in answers] == [
        "both ok 0",
        "alone kill 1: the worker was ended by signal SIGKILL",
        "alone exit 2: the worker ended with status 3",
        "alone ok 3: the engine was given up after failing on several records in a row",
    ]


def test_closed_standard_streams() -> None:
    """Where standard input is closed the pipes do not take its place."""
    kept = os.dup(0)
    os.close(0)
    try:
        assert run([b"ok"]) == ["both ok"]
    finally:
        os.dup2(kept, 0)
        os.close(kept)
