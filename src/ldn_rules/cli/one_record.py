"""One record of one file, answered by a supervised worker."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct

from ldn_rules.cli.inputs import Inputs
from ldn_rules.pipeline import payloads
from ldn_rules.rulebook.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ldn_rules.engine.supervisor import Supervisor
    from ldn_rules.pipeline.payloads import Feeds


class _One(Struct):
    """A source of one record of another: its last read closes it."""

    inputs: Inputs
    number: int
    found: bool = False

    def fileno(self) -> int | None:
        return None if self.found else self.inputs.fileno()

    def read(self) -> Iterator[bytes]:
        for payload in self.inputs.read():
            if payloads.place(payload).number == self.number:
                self.found = True
                yield payload
                return


def answer(supervisor: Supervisor, file: str, feeds: Feeds, number: int) -> bytes | None:
    """The answer to record ``number`` of a file, or None if it has no such record; InputError if it cannot be read."""
    complaints: list[str] = []
    inputs = Inputs([file], feeds, complaints.append)
    answers: list[bytes] = []
    supervisor.run(_One(inputs, number), answers.extend)
    if complaints and not answers:
        raise InputError(complaints[0])
    return next(islice(answers, 1), None)
