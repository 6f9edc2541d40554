"""What a worker does with a payload, done here: the answers that would come out of its pipe."""

from __future__ import annotations

import json
import marshal
from typing import TYPE_CHECKING, Any

import pytest

from ldn_rules.cli import explaining
from ldn_rules.cli.exits import ExitCode
from ldn_rules.engine.supervisor import GIVEN_UP
from ldn_rules.pipeline import load, payloads
from ldn_rules.pipeline.task import CheckTask, Dates
from ldn_rules.report.layout import Page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ldn_rules.intake.model import Record
    from ldn_rules.pipeline.check import Pipeline

    PayloadOf = Callable[..., bytes]

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
    fake_task: Callable[..., CheckTask], payload_of: PayloadOf, word: str, renew: bool, marked: set[str]
) -> None:
    """A record that the engine lost asks for a fresh worker; one of which a part could not be read does not."""
    answer = fake_task()(payload_of(word), True)
    counted, line = opened(answer.body)
    assert answer.renew is renew
    assert {name for name in ("unreadable", "faulty", "failed") if counted[name]} == marked
    assert (line["record"], line["patient"], line["outcome"]) == (1, word, counted["outcome"])


def test_without_the_engine_the_reason_is_said(fake_task: Callable[..., CheckTask], payload_of: PayloadOf) -> None:
    """What became of the engine stands before what the pipeline says, and no fresh worker is asked for."""
    answer = fake_task().without_engine(payload_of("ok"), "it died")
    counted, line = opened(answer.body)
    assert not answer.renew
    assert counted["failed"]
    assert line["not_checked"] == "it died; the rule engine did not run"


def test_a_record_the_engine_was_not_tried_on_is_not_written_down(
    fake_task: Callable[..., CheckTask], payload_of: PayloadOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reproducer tells of what ended the engine; once it is given up there is nothing to tell."""
    task = fake_task()
    monkeypatch.setattr(type(task.pipeline), "reproduce", lambda *_, **__: "facts.json")
    _, tried = opened(task.without_engine(payload_of("ok"), "it died").body)
    _, given_up = opened(task.without_engine(payload_of("ok"), GIVEN_UP).body)
    assert (tried["reproducer"], given_up["reproducer"]) == ("facts.json", None)


@pytest.mark.parametrize(
    ("stated", "as_of", "day", "basis"),
    [
        ("2025-12-01", None, "2025-12-01", "record"),
        ("2025-12-01", TODAY + 1, "2026-01-16", "option"),
        ("2025-13", None, "2026-01-15", "today"),
        (None, None, "2026-01-15", "today"),
    ],
)
def test_giving_up_says_whose_record_it_was(
    fake_task: Callable[..., CheckTask], stated: str | None, as_of: int | None, day: str, basis: str
) -> None:
    """What decoding alone tells is reported: patient, day, number of medications, problems."""
    given = {"patient": {"id": "p"}, "as_of": stated, "medications": [{"name": "x"}, {"name": "y"}], "odd": 1}
    counted, line = opened(fake_task(as_of=as_of).give_up(packed(given), "it died"))
    assert counted["failed"]
    assert counted["faulty"]
    assert (line["patient"], line["as_of"], line["as_of_basis"]) == ("p", day, basis)
    assert (line["coverage"]["medications"], line["not_checked"]) == (2, "it died")


def test_giving_up_what_cannot_be_decoded(
    fake_task: Callable[..., CheckTask], payload_of: PayloadOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even then there is a report with the place of the record."""

    def fail(_: bytes) -> Record:
        raise ValueError("a bug in a decoder")

    monkeypatch.setattr(payloads, "decode", fail)
    counted, line = opened(fake_task().give_up(payload_of("x", 7, "a.json"), "it died"))
    assert (line["record"], line["source"], line["patient"]) == (7, {"file": "a.json", "line": 7}, None)
    assert (counted["failed"], line["outcome"], line["not_checked"]) == (True, "not-checked", "it died")


def packed(given: dict[str, Any]) -> bytes:
    """The payload of a list."""
    feed = payloads.Feeds("json", {})("list.json")
    (payload,) = [*feed.feed(json.dumps(given).encode()), *feed.close()]
    return payload


@pytest.fixture(scope="module")
def shipped(root: Path) -> Pipeline:
    """The shipped rules."""
    return load(str(root / "rules"))


def explained(
    shipped: Pipeline, given: dict[str, Any], page: Page | None = None, rule: str | None = None, *, engine: bool = True
) -> tuple[int, str]:
    """Exit code and text of an explanation."""
    answer = explaining.ExplainTask(shipped, Dates(None, TODAY), page, rule)(packed(given), engine)
    code, said = marshal.loads(answer.body)
    return code, said.decode()


def test_an_explanation_as_text(shipped: Pipeline) -> None:
    """On a page, with the rules that reported first."""
    code, said = explained(shipped, OVERLAP, Page())
    assert code == ExitCode.OK
    assert said.startswith("Patient record 1, as of 2026-01-15: alert\n\nLDN101  ")
    assert said.index("FIRED") < said.index("silent")


def test_an_explanation_as_data(shipped: Pipeline) -> None:
    """All rules, or the one asked for."""
    code, said = explained(shipped, OVERLAP)
    states = {rule["rule"]: rule["state"] for rule in json.loads(said)["rules"]}
    assert (code, states["LDN101"]) == (ExitCode.OK, "fired")
    (rule,) = json.loads(explained(shipped, OVERLAP, rule="LDN101")[1])["rules"]
    assert rule["attempts"][0]["conditions"]


def test_the_code_of_an_explanation(shipped: Pipeline) -> None:
    """What could not be read is 4; what the engine did not check is 5 and says so."""
    spoilt = {**OVERLAP, "medications": [*OVERLAP["medications"], {"name": "x", "strat": "2026"}]}
    assert explained(shipped, spoilt)[0] == ExitCode.INPUT
    code, said = explained(shipped, OVERLAP, Page(), engine=False)
    assert code == ExitCode.INTERNAL
    assert "Not checked by the engine: the rule engine did not run" in said
