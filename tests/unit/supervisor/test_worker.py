"""A worker from within: what it answers, how it ends, what it lets go of."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from ldn_rules.engine import frames, worker
from ldn_rules.engine.worker import Answer, Job, Worker

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE = 5.0


def work(payload: bytes, reason: str | None) -> Answer:
    """A task that does what the payload says."""
    if payload == b"raise":
        raise ValueError("a wrong\nnumber")
    if payload == b"raise nothing":
        raise KeyError
    if payload == b"end":
        raise SystemExit(1)
    said = payload if reason is None else b"%s without: %s" % (payload, reason.encode())
    return Answer(said, renew=payload == b"doubt")


@pytest.fixture(autouse=True)
def same_signals() -> Iterator[None]:
    """What a worker does to its process is undone."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGALRM)}
    yield
    signal.setitimer(signal.ITIMER_REAL, 0)
    for number, handler in before.items():
        signal.signal(number, handler)
    gc.unfreeze()


def served(*jobs: bytes) -> list[frames.Frame]:
    """What a worker writes that is given these bytes, one piece after the other, and then the end."""
    (job_end, job_start), (answer_end, answer_start) = os.pipe(), os.pipe()
    writer = threading.Thread(target=_write, args=(job_start, jobs))
    writer.start()
    try:
        worker._serve(work, job_end, answer_start, PATIENCE)
    finally:
        writer.join()
        os.close(answer_start)
        os.close(job_end)
    with os.fdopen(answer_end, "rb") as stream:
        return frames.take(bytearray(stream.read()))


def _write(descriptor: int, pieces: tuple[bytes, ...]) -> None:
    for piece in pieces:
        os.write(descriptor, piece)
    os.close(descriptor)


def job(number: int, payload: bytes) -> bytes:
    """A job for both evaluators."""
    return frames.packed(number, frames.ENGINE, payload)


def test_jobs_are_answered_one_by_one() -> None:
    """Each job has one answer with its number, however its bytes arrive; the end of the pipe ends the worker."""
    both = job(0, b"one") + job(1, b"two")
    assert served(both[:5], both[5:]) == [frames.Frame(0, frames.DONE, b"one"), frames.Frame(1, frames.DONE, b"two")]


def test_a_job_without_the_engine_carries_the_reason() -> None:
    """The task is told why the engine may not be tried."""
    alone = frames.packed(3, frames.CHECK_ONLY, frames.with_reason("it died", b"one"))
    assert served(alone) == [frames.Frame(3, frames.DONE, b"one without: it died")]


@pytest.mark.parametrize(
    ("payload", "answer"),
    [
        (b"raise", frames.Frame(0, frames.FAILED, b"ValueError: a wrong number")),
        (b"raise nothing", frames.Frame(0, frames.FAILED, b"KeyError")),
        (b"doubt", frames.Frame(0, frames.RENEW, b"doubt")),
    ],
)
def test_a_worker_in_doubt_answers_nothing_more(payload: bytes, answer: frames.Frame) -> None:
    """After an error or an engine in doubt the worker says so and ends, with jobs still in hand."""
    assert served(job(0, payload), job(1, b"one")) == [answer]


def test_the_time_for_a_job_is_limited_in_the_worker_too() -> None:
    """While a job runs an alarm is set, longer for a large payload; between jobs there is none."""
    seen: list[float] = []

    def look(payload: bytes, reason: str | None) -> Answer:
        seen.append(signal.getitimer(signal.ITIMER_REAL)[0])
        return Answer(b"")

    (job_end, job_start), (_, answer_start) = os.pipe(), os.pipe()
    _write(job_start, (job(0, b"x") + job(1, b"x" * 50_000),))
    worker._serve(look, job_end, answer_start, PATIENCE)
    assert seen == [pytest.approx(PATIENCE, abs=1), pytest.approx(PATIENCE + 0.5, abs=0.4)]
    assert signal.getitimer(signal.ITIMER_REAL)[0] == 0


class EndError(BaseException):
    """Stands for the end of the process."""


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Statuses with which the process would have ended; descriptors are left alone."""
    statuses: list[int] = []

    def end(status: int) -> None:
        statuses.append(status)
        raise EndError

    monkeypatch.setattr(os, "_exit", end)
    monkeypatch.setattr(worker, "_detach", lambda *own: None)
    return statuses


def become(payload: bytes, *, reader_gone: bool = False) -> None:
    """Be a worker for one job."""
    (job_end, job_start), (answer_end, answer_start) = os.pipe(), os.pipe()
    _write(job_start, (job(0, payload),))
    if reader_gone:
        os.close(answer_end)
    with pytest.raises(EndError):
        worker._become_worker(work, job_end, answer_start, PATIENCE)
    for descriptor in (job_end, answer_start, *([] if reader_gone else [answer_end])):
        os.close(descriptor)


def test_a_worker_ends_well_at_the_end_of_its_jobs(ended: list[int]) -> None:
    """An interrupt from the keyboard is the parent's business; an alarm ends the worker."""
    become(b"one")
    assert ended == [0]
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    assert signal.getsignal(signal.SIGALRM) is signal.SIG_DFL


def test_a_worker_whose_parent_is_gone_ends_quietly(ended: list[int]) -> None:
    """Nobody is left to tell."""
    become(b"one", reader_gone=True)
    assert ended == [0]


def test_a_worker_never_runs_on_into_the_code_of_the_parent(ended: list[int]) -> None:
    """Whatever is raised, the forked process ends, and says that it did not go well."""
    become(b"end")
    assert ended == [1]


def test_a_worker_lets_go_of_every_descriptor_but_its_own() -> None:
    """Standard input and output become the null device, all others are closed."""
    code = (
        "import os\n"
        "from ldn_rules.engine.worker import _detach\n"
        "pipes = [os.pipe() for _ in range(4)]\n"
        "own = (pipes[2][1], pipes[1][0])\n"
        "_detach(*own)\n"
        "left = {int(name) for name in os.listdir('/proc/self/fd')}\n"
        "left = {each for each in left if os.path.exists(f'/proc/self/fd/{each}')}\n"
        "told = [left == {0, 1, 2, *own}, os.readlink('/proc/self/fd/0'), os.readlink('/proc/self/fd/1')]\n"
        "os.write(2, repr(told).encode())\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert (done.stdout, done.stderr) == ("", "[True, '/dev/null', '/dev/null']")


def test_what_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every descriptor above the standard ones, but for the two of the worker."""
    closed: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "dup2", lambda *_: None)
    monkeypatch.setattr(os, "closerange", lambda first, end: closed.append((first, end)))
    worker._detach(9, 4)
    assert closed == [(3, 4), (5, 9), (10, worker._MANY)]


def test_no_process_leaves_no_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there can be no process the error comes out, and every pipe is closed."""
    before = len(os.listdir("/proc/self/fd"))

    def refuse() -> int:
        raise OSError(12, "Cannot allocate memory")

    monkeypatch.setattr(os, "fork", refuse)
    with pytest.raises(OSError, match="Cannot allocate memory"):
        worker.start(work, PATIENCE)
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_worker_in_a_process() -> None:
    """Forked, it answers through its pipes; ended, it is reaped and its end is said."""
    forked = worker.start(work, PATIENCE)
    forked.give(Job(5, b"one"))
    forked.flush()
    answers: list[frames.Frame] = []
    while not answers:
        answers, ended = forked.receive()
        assert not ended
    assert answers == [frames.Frame(5, frames.DONE, b"one")]
    assert forked.end() == "was ended by signal SIGKILL"


def test_a_full_pipe_keeps_what_it_does_not_take() -> None:
    """What a pipe does not take now stays unsent; a pipe without a reader is an error."""
    reads, writes = os.pipe()
    os.set_blocking(writes, False)
    forked = Worker(0, -1, writes)
    forked.give(Job(0, b"x" * 1_000_000))
    forked.flush()
    assert 0 < len(forked.unsent) < 1_000_000
    os.close(reads)
    with pytest.raises(BrokenPipeError):
        forked.flush()
    os.close(writes)


def test_ending_a_worker_that_is_gone_is_no_error() -> None:
    """A process that ended by itself is reaped all the same, and its status is said."""
    (reads, _), (_, writes) = os.pipe(), os.pipe()
    pid = os.posix_spawn(sys.executable, [sys.executable, "-c", "raise SystemExit(7)"], os.environ)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    assert Worker(pid, reads, writes).end() == "ended with status 7"


def test_a_worker_that_somebody_else_reaped() -> None:
    """A host that ignores its children, or waits for all of them, costs no answer."""
    (reads, _), (_, writes) = os.pipe(), os.pipe()
    pid = os.posix_spawn(sys.executable, [sys.executable, "-c", "pass"], os.environ)
    os.waitpid(pid, 0)
    assert Worker(pid, reads, writes).end() == "ended; how is not known"


def test_a_process_that_cannot_be_killed_is_no_error() -> None:
    """What the system refuses to signal is passed over."""

    def refuse(*_: object) -> None:
        raise ProcessLookupError

    worker._quietly(refuse, 1, 2)
