"""One worker: a forked child that answers jobs one at a time, and the parent's handle on it.

The child ends itself when the parent is gone (end of its pipe) or when one job takes much
longer than the parent would wait (alarm), so that no orphan is left behind.
"""

from __future__ import annotations

import gc
import os
import signal
from collections import deque
from typing import TYPE_CHECKING, NoReturn, TypeAlias

from msgspec import Struct, field

from ldn_rules.engine import frames

if TYPE_CHECKING:
    from collections.abc import Callable

    Work: TypeAlias = "Callable[[bytes, str | None], Answer]"

_CHUNK = 1 << 16
_MANY = 1 << 16
_LAST_STANDARD = 2


class Answer(Struct, frozen=True):
    """What a task made of a payload. ``renew`` asks for a fresh worker after it (the engine is in doubt)."""

    body: bytes
    renew: bool = False


class Job(Struct):
    """One payload on its way. ``deaths`` counts the workers that it ended, ``reason`` says how the last one went;
    ``lost`` when even the check evaluator did not survive it.
    """

    number: int
    payload: bytes
    deaths: int = 0
    mode: int = frames.ENGINE
    reason: str = ""
    lost: bool = False


class Worker(Struct):
    """The parent's end. ``silent`` is the time in seconds spent waiting for the first of ``jobs``."""

    pid: int
    reads: int
    writes: int
    jobs: deque[Job] = field(default_factory=deque)
    unsent: bytearray = field(default_factory=bytearray)
    unread: bytearray = field(default_factory=bytearray)
    silent: float = 0.0

    def give(self, job: Job) -> None:
        """Queue a job; its bytes leave with :meth:`flush`."""
        self.jobs.append(job)
        body = job.payload if job.mode == frames.ENGINE else frames.with_reason(job.reason, job.payload)
        self.unsent += frames.packed(job.number, job.mode, body)

    def flush(self) -> None:
        """Send what the pipe takes now; OSError when the worker is gone."""
        while self.unsent:
            try:
                sent = os.write(self.writes, memoryview(self.unsent)[:_CHUNK])
            except BlockingIOError:
                return
            del self.unsent[:sent]

    def receive(self) -> tuple[list[frames.Frame], bool]:
        """The answers that have arrived, and whether the worker has ended; raises DamagedFrameError."""
        ended = True
        try:
            while chunk := os.read(self.reads, _CHUNK):
                self.unread += chunk
        except BlockingIOError:
            ended = False
        return frames.take(self.unread), ended

    def end(self) -> str:
        """Kill and reap it; says how it went."""
        _quietly(os.kill, self.pid, signal.SIGKILL)
        os.close(self.reads)
        os.close(self.writes)
        try:
            return _manner(os.waitpid(self.pid, 0)[1])
        except ChildProcessError:  # the program around us ignores its children, or has reaped this one
            return "ended; how is not known"


def start(work: Work, patience: float) -> Worker:
    """Fork a worker; ``patience`` in seconds is the most that one job may take there before it ends itself.
    OSError if there can be none.
    """
    job_end, job_start = _pipe()
    answer_end, answer_start = _pipe()
    try:
        pid = os.fork()
    except OSError:
        for end in (job_end, job_start, answer_end, answer_start):
            os.close(end)
        raise
    if pid == 0:
        _become_worker(work, job_end, answer_start, patience)
    os.close(job_end)
    os.close(answer_start)
    os.set_blocking(job_start, False)
    os.set_blocking(answer_end, False)
    return Worker(pid, answer_end, job_start)


def _pipe() -> tuple[int, int]:
    """A pipe whose ends never take the place of a standard stream that is closed."""
    first, second = os.pipe()
    return _above_standard(first), _above_standard(second)


def _above_standard(descriptor: int) -> int:
    if descriptor > _LAST_STANDARD:
        return descriptor
    import fcntl

    moved = fcntl.fcntl(descriptor, fcntl.F_DUPFD_CLOEXEC, _LAST_STANDARD + 1)
    os.close(descriptor)
    return moved


def _become_worker(work: Work, jobs: int, answers: int, patience: float) -> NoReturn:
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        _detach(jobs, answers)
        gc.freeze()
        _serve(work, jobs, answers, patience)
        status = 0
    except OSError:
        status = 0  # the parent is gone, nobody is left to tell
    finally:
        os._exit(status)


def _detach(*own: int) -> None:
    """Standard input and output belong to the parent alone, and so does every other descriptor but ``own``:
    while a copy is held here, whoever reads or writes the other end cannot see that the parent closed it.
    """
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    first = 3
    for kept in (*sorted(own), _MANY):
        os.closerange(first, kept)
        first = kept + 1


def _serve(work: Work, jobs: int, answers: int, patience: float) -> None:
    buffer = bytearray()
    while chunk := os.read(jobs, _CHUNK):
        buffer += chunk
        for job in frames.take(buffer):
            signal.setitimer(signal.ITIMER_REAL, patience + len(job.body) / 1e5)
            status, body = _answer(work, job)
            signal.setitimer(signal.ITIMER_REAL, 0)
            _write_all(answers, frames.packed(job.number, status, body))
            if status != frames.DONE:
                return


def _answer(work: Work, job: frames.Frame) -> tuple[int, bytes]:
    reason, payload = (None, job.body) if job.word == frames.ENGINE else frames.split_reason(job.body)
    try:
        answer = work(payload, reason)
    except Exception as error:  # noqa: BLE001 (whatever it was, it must not cost the patient)
        return frames.FAILED, _said(error).encode("utf-8", "replace")
    return (frames.RENEW if answer.renew else frames.DONE), answer.body


def _said(error: Exception) -> str:
    text = " ".join(str(error).split())[:200]
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def _write_all(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def _manner(status: int) -> str:
    if os.WIFSIGNALED(status):
        return f"was ended by signal {signal.Signals(os.WTERMSIG(status)).name}"
    return f"ended with status {os.waitstatus_to_exitcode(status)}"


def _quietly(call: Callable[..., object], *arguments: object) -> None:
    try:
        call(*arguments)
    except OSError:
        return
