"""What a worker does with a payload, done here: the answers that would come out of its pipe."""

from __future__ import annotations

import json
import marshal
from typing import TYPE_CHECKING, Any

import pytest

from ldn_rules.cli import explaining, pipelines, wire
from ldn_rules.cli.checking import Dates, Task
from ldn_rules.cli.exits import ExitCode
from ldn_rules.intake.model import Entry, Problem, Record
from ldn_rules.report.layout import Page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ldn_rules.cli.pipelines import Checker

TODAY = 739_631
OVERLAP = {
    "as_of": "2026-01-15",
    "medications": [
        {"name": "oxycodone 5 mg tablet", "sig": "1 tablet every 6 hours", "status": "active", "start": "2026-01-02"},
        {"name": "naltrexone 1.5 mg capsule", "sig": "1 capsule at bedtime", "status": "active", "start": "2026-01-15"},
    ],
}


def opened(body: bytes) -> tuple[dict[str, Any], dict[str, Any]]:
    """The tally of an answer by its names, and the line it is rendered as."""
    counted, rendered = marshal.loads(body)
    names = ("outcome", "unreadable", "faulty", "failed", "as_of", "current")
    return dict(zip(names, counted, strict=True)), json.loads(rendered)


@pytest.mark.parametrize(
    ("word", "renew", "marked"), [("ok", False, set()), ("lost", True, {"failed"}), ("faulty", False, {"faulty"})]
)
def test_a_record_is_counted_and_rendered(
    fake_task: Callable[..., Task], word: str, renew: bool, marked: set[str]
) -> None:
    """A record that the engine lost asks for a fresh worker; one of which a part could not be read does not."""
    answer = fake_task()(f"1 a {word}".encode(), True)
    counted, line = opened(answer.body)
    assert answer.renew is renew
    assert {name for name in ("unreadable", "faulty", "failed") if counted[name]} == marked
    assert (line["record"], line["patient"], line["outcome"]) == (1, word, counted["outcome"])


def test_without_the_engine_the_reason_is_said(fake_task: Callable[..., Task]) -> None:
    """What became of the engine stands before what the pipeline says, and no fresh worker is asked for."""
    answer = fake_task().without_engine(b"1 a ok", "it died")
    counted, line = opened(answer.body)
    assert not answer.renew
    assert counted["failed"]
    assert line["not_checked"] == "it died; the rule engine did not run"


class Decoder:
    """Decodes to one record, or not at all."""

    def __init__(self, record: Record | None) -> None:
        self.record = record

    def __call__(self, payload: bytes) -> Record:
        """The record."""
        if self.record is None:
            raise ValueError("not a record")
        return self.record


ENTRIES = tuple(Entry(f"m{number}", number, "x") for number in range(2))


@pytest.mark.parametrize(
    ("record", "as_of", "day", "basis"),
    [
        (Record(1, patient="p", as_of="2025-12-01", entries=ENTRIES), None, "2025-12-01", "record"),
        (Record(1, patient="p", as_of="2025-12-01", entries=ENTRIES), TODAY + 1, "2026-01-16", "option"),
        (Record(1, patient="p", as_of="2025-13", entries=ENTRIES), None, "2026-01-15", "today"),
        (Record(1, patient="p", entries=ENTRIES), None, "2026-01-15", "today"),
    ],
)
def test_giving_up_says_whose_record_it_was(
    fake_task: Callable[..., Task], record: Record, as_of: int | None, day: str, basis: str
) -> None:
    """What decoding alone tells is reported: patient, day, number of medications, problems."""
    from msgspec.structs import replace

    record = replace(record, problems=(Problem("bad", "cannot be read"),))
    task = replace(fake_task(as_of=as_of), decode=Decoder(record))
    counted, line = opened(task.give_up(b"7 a.json x", "it died"))
    assert counted["failed"]
    assert counted["faulty"]
    assert (line["patient"], line["as_of"], line["as_of_basis"]) == ("p", day, basis)
    assert (line["coverage"]["medications"], line["not_checked"]) == (2, "it died")


def test_giving_up_what_cannot_be_decoded(fake_task: Callable[..., Task]) -> None:
    """Even then there is a report with the place of the record."""
    from msgspec.structs import replace

    task = replace(fake_task(), decode=Decoder(None))
    _, line = opened(task.give_up(b"7 a.json x", "it died"))
    assert (line["record"], line["source"]["file"], line["patient"]) == (7, "a.json", None)
    assert (line["outcome"], line["not_checked"]) == ("not-checked", "it died")


@pytest.fixture(scope="module")
def checker(root: Path) -> Checker:
    """The shipped rules."""
    return pipelines.load(str(root / "rules"))


def explained(
    checker: Checker, given: dict[str, Any], page: Page | None = None, rule: str | None = None, *, engine: bool = True
) -> tuple[int, str]:
    """Exit code and text of an explanation."""
    feed = wire.feeds("json", {})("list.json")
    (payload,) = [*feed.feed(json.dumps(given).encode()), *feed.close()]
    answer = explaining.Task(checker, Dates(None, TODAY), page, rule)(payload, engine)
    code, said = marshal.loads(answer.body)
    return code, said.decode()


def test_an_explanation_as_text(checker: Checker) -> None:
    """On a page, with the rules that reported first."""
    code, said = explained(checker, OVERLAP, Page())
    assert code == ExitCode.OK
    assert said.startswith("Patient record 1, as of 2026-01-15: alert\n\nLDN101  ")
    assert said.index("FIRED") < said.index("silent")


def test_an_explanation_as_data(checker: Checker) -> None:
    """All rules, or the one asked for."""
    code, said = explained(checker, OVERLAP)
    states = {rule["rule"]: rule["state"] for rule in json.loads(said)["rules"]}
    assert (code, states["LDN101"]) == (ExitCode.OK, "fired")
    (rule,) = json.loads(explained(checker, OVERLAP, rule="LDN101")[1])["rules"]
    assert rule["attempts"][0]["conditions"]


def test_the_code_of_an_explanation(checker: Checker) -> None:
    """What could not be read is 4; what the engine did not check is 5 and says so."""
    spoilt = {**OVERLAP, "medications": [*OVERLAP["medications"], {"name": "x", "strat": "2026"}]}
    assert explained(checker, spoilt)[0] == ExitCode.INPUT
    code, said = explained(checker, OVERLAP, Page(), engine=False)
    assert code == ExitCode.INTERNAL
    assert "Not checked by the engine: the rule engine did not run" in said
