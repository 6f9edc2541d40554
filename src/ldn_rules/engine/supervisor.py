"""Supervised workers: every payload gets exactly one answer, in order, whatever happens to a worker.

The parent waits on the input and on its workers in one loop (``poll``; no threads). A worker that dies, or is silent
for too long with work in hand, is replaced; the job it was on is tried once more in a new worker, then without the
engine, then answered by ``give_up``. After several such jobs in a row the engine is not tried any more: a run ends.
"""

from __future__ import annotations

import select
from collections import deque
from time import monotonic, sleep
from typing import TYPE_CHECKING, Final, Protocol

from msgspec import Struct

from ldn_rules.engine import frames, worker
from ldn_rules.engine.worker import Answer, Job, Worker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = ["GIVEN_UP", "Answer", "Limits", "Source", "Supervisor"]

GIVEN_UP: Final = "the engine was given up after failing on several records in a row"
"""The reason of a record on which the engine was not even tried."""

_PAUSE: Final = 0.001
"""Seconds for which answers gather while workers have jobs enough: waking up for each costs more than passing it on."""


class Limits(Struct, frozen=True):
    """``silence``: seconds without an answer after which a worker counts as hung (large payloads get
    more: one second per 100 kB). ``window``: jobs in flight per worker; ``in_flight`` bytes in all.
    ``in_a_row``: jobs lost one after the other before the engine (then the workers) are given up.
    """

    silence: float = 2.0
    window: int = 32
    in_flight: int = 16_000_000
    in_a_row: int = 8

    def patience(self, payload: bytes) -> float:
        """Seconds that an answer to ``payload`` may take."""
        return self.silence + len(payload) / 1e5


class Source(Protocol):
    """Where payloads come from."""

    def fileno(self) -> int | None:
        """Descriptor to wait on before :meth:`read`; None at the end."""

    def read(self) -> Iterable[bytes]:
        """The payloads that one more chunk of input completes."""


class _Nothing:
    """A source at its end."""

    def fileno(self) -> int | None:
        return None

    def read(self) -> Iterable[bytes]:
        return ()


class Supervisor:
    """Runs ``task`` over payloads in up to ``jobs`` workers.

    ``task(payload, True)`` runs in a worker, with the engine; ``without_engine(payload, reason)`` there for a
    payload that two workers did not survive (default: ``task(payload, False)``); ``give_up(payload, reason)`` makes,
    in the parent, the body for one that not even then got through.
    """

    def __init__(
        self,
        task: Callable[[bytes, bool], Answer],
        give_up: Callable[[bytes, str], bytes],
        jobs: int = 1,
        limits: Limits | None = None,
        without_engine: Callable[[bytes, str], Answer] | None = None,
    ) -> None:
        self._task = task
        self._without_engine = without_engine
        self._give_up = give_up
        self._size = max(1, jobs)
        self._limits = limits or Limits()
        self._workers: list[Worker] = []
        self._queue: deque[Job] = deque()
        self._arriving: Iterator[bytes] | None = None
        self._answers: dict[int, bytes] = {}
        self._taken = self._given = self._bytes = 0
        self._engine_lost = self._worker_lost = 0

    def run(self, source: Source, sink: Callable[[list[bytes]], None]) -> None:
        """Answer every payload of ``source``; ``sink`` gets the bodies in order, as soon as they are due."""
        try:
            while True:
                self._take_in()
                while self._deal():
                    pass
                self._hand_out(sink)
                if self._idle() and source.fileno() is None:
                    return
                if self._arriving is None or not self._room():
                    self._wait(source)
        finally:
            for each in self._workers:
                each.end()
            self._workers.clear()

    def answers(self, payloads: Iterable[bytes]) -> list[bytes]:
        """The bodies for payloads that are all at hand, in order."""
        bodies: list[bytes] = []
        self._arriving = iter(payloads)
        self.run(_Nothing(), bodies.extend)
        return bodies

    def _idle(self) -> bool:
        return self._arriving is None and self._taken == self._given

    def _room(self) -> bool:
        """Whether one more job may be taken: bounded, so that memory is flat and order cheap to keep."""
        open_jobs = self._taken - self._given
        return open_jobs < self._limits.window * self._size and (self._bytes < self._limits.in_flight or open_jobs == 0)

    def _take_in(self) -> None:
        while self._arriving is not None and self._room():
            payload = next(self._arriving, None)
            if payload is None:
                self._arriving = None
                return
            self._queue.append(Job(self._taken, payload))
            self._taken += 1
            self._bytes += len(payload)

    def _deal(self) -> bool:
        """Hand queued jobs to workers; true if a worker was found dead, and its jobs are queued again."""
        while self._queue:
            job = self._queue[0]
            if self._is_lost(job):
                self._queue.popleft()
                self._settle(job, self._give_up(job.payload, job.reason))
            elif (chosen := self._worker_for(job)) is not None:
                self._queue.popleft()
                self._set_mode(job)
                chosen.give(job)
            elif self._workers:
                break
        return any(self._flush(each) for each in list(self._workers))

    def _is_lost(self, job: Job) -> bool:
        """Whether nothing is left to be tried for it."""
        if self._worker_lost >= self._limits.in_a_row and not job.reason:
            job.reason = "the workers of this run could not be kept alive"
        return job.lost or self._worker_lost >= self._limits.in_a_row

    def _set_mode(self, job: Job) -> None:
        if job.deaths < 2 and self._engine_lost < self._limits.in_a_row:
            job.mode = frames.ENGINE
            return
        job.mode = frames.CHECK_ONLY
        job.reason = job.reason or GIVEN_UP

    def _worker_for(self, job: Job) -> Worker | None:
        """A new worker for a job that is tried again or while there may be more, else the least busy."""
        free = min(self._workers, key=lambda each: len(each.jobs), default=None)
        if len(self._workers) < self._size and (job.deaths or free is None or free.jobs):
            free = self._start(job) or free
        return free if free is not None and len(free.jobs) < self._limits.window else None

    def _start(self, job: Job) -> Worker | None:
        try:
            fresh = worker.start(self._work, self._limits.silence * 5)
        except OSError as error:
            if not self._workers:
                job.reason = f"no worker could be started ({error.strerror})"
                job.lost = True
                self._worker_lost += 1
            return None
        self._workers.append(fresh)
        return fresh

    def _work(self, payload: bytes, reason: str | None) -> Answer:
        """What a worker does; ``reason`` says why the engine may not be tried."""
        if reason is None or self._without_engine is None:
            return self._task(payload, reason is None)
        return self._without_engine(payload, reason)

    def _flush(self, each: Worker) -> bool:
        try:
            each.flush()
        except OSError:
            self._listen(each)
        return each not in self._workers

    def _wait(self, source: Source) -> None:
        """Wait for input, an answer or a deadline, and attend to what came."""
        poll = select.poll()
        wanted = source.fileno() if self._arriving is None and self._room() else None
        if wanted is not None:
            poll.register(wanted, select.POLLIN)
        for each in self._workers:
            poll.register(each.reads, select.POLLIN)
            if each.unsent:
                poll.register(each.writes, select.POLLOUT)
        before, limit = monotonic(), self._next_deadline()
        if self._workers and all(map(self._has_enough, self._workers)):
            sleep(_PAUSE)
        ready = {descriptor for descriptor, _ in poll.poll(None if limit is None else limit * 1000 + 1)}
        waited = monotonic() - before
        for each in list(self._workers):
            self._attend(each, ready, waited if limit is None else min(waited, limit + 0.01))
        if wanted in ready:
            self._arriving = iter(source.read())

    def _has_enough(self, each: Worker) -> bool:
        """Whether the worker does not run out of jobs while the parent pauses."""
        return len(each.jobs) > self._limits.window // 2 and not each.unsent

    def _next_deadline(self) -> float | None:
        left = [self._limits.patience(each.jobs[0].payload) - each.silent for each in self._workers if each.jobs]
        return max(0.0, min(left)) if left else None

    def _attend(self, each: Worker, ready: set[int], waited: float) -> None:
        """Only time spent waiting counts as silence: a reader that blocks our output is no hang of a worker."""
        if each.reads in ready:
            self._listen(each)
        elif each.jobs:
            each.silent += waited
            allowed = self._limits.patience(each.jobs[0].payload)
            if each.silent >= allowed:
                self._lose(each, f"gave no answer within {allowed:.1f} s")

    def _listen(self, each: Worker) -> None:
        try:
            answers, ended = each.receive()
            for answer in answers:
                if self._accept(each, answer):
                    return
        except frames.DamagedFrameError as error:
            self._lose(each, f"sent damaged data: {error}")
            return
        if ended:
            self._lose(each, "")

    def _accept(self, each: Worker, answer: frames.Frame) -> bool:
        """Settle the job; true if the worker is gone after it."""
        if not each.jobs or each.jobs[0].number != answer.number or answer.word > frames.FAILED:
            raise frames.DamagedFrameError("an answer to no question")
        each.silent = 0.0
        if answer.word == frames.FAILED:
            self._lose(each, f"failed: {answer.body.decode()}")
            return True
        job = each.jobs.popleft()
        self._note(job, in_doubt=answer.word == frames.RENEW)
        self._settle(job, answer.body)
        if answer.word == frames.RENEW:
            self._retire(each)
        return answer.word == frames.RENEW

    def _note(self, job: Job, *, in_doubt: bool) -> None:
        self._worker_lost = 0
        if in_doubt:
            self._engine_lost += 1
        elif job.mode == frames.ENGINE:
            self._engine_lost = 0

    def _settle(self, job: Job, body: bytes) -> None:
        self._answers[job.number] = body
        self._bytes -= len(job.payload)

    def _lose(self, each: Worker, reason: str) -> None:
        """The worker is no use any more: blame the job it was on, take the others back without blame."""
        manner = self._retire(each)
        if not each.jobs:
            return
        blamed = each.jobs[0]
        blamed.deaths += 1
        blamed.reason = f"the worker {reason or manner}"
        if blamed.mode == frames.CHECK_ONLY:
            blamed.lost = True
            self._worker_lost += 1
        elif blamed.deaths == 2:
            self._engine_lost += 1

    def _retire(self, each: Worker) -> str:
        """End the worker and queue again what it had in hand; says how it went."""
        self._workers.remove(each)
        self._queue.extendleft(reversed(each.jobs))
        return each.end()

    def _hand_out(self, sink: Callable[[list[bytes]], None]) -> None:
        due: list[bytes] = []
        while (body := self._answers.pop(self._given, None)) is not None:
            due.append(body)
            self._given += 1
        if due:
            sink(due)
