"""How faults are shown: for people, for screen readers, for programs."""

from __future__ import annotations

import pickle

from ldn_rules.rulebook.diagnostics import Diagnostic, Frame, as_data, frame_of, human, nearest, plain, suggestion
from ldn_rules.rulebook.errors import EngineError, InputError, LdnError, RulesError, UsageError
from ldn_rules.rulebook.model import Span

FAULT = Diagnostic("E102", "unknown key `severty`", Span("a.yaml", 10, 3), Frame(9, ("x:", "  severty: b"), 7), "help")


def test_plain_is_one_line() -> None:
    """file:line:column, code, message, help."""
    assert plain(FAULT) == "a.yaml:10:3: E102 unknown key `severty` (help)"


def test_human_has_a_frame() -> None:
    """Line numbers are aligned, the caret stands under the word."""
    assert human(FAULT) == (
        "E102 unknown key `severty`\n"
        "  --> a.yaml:10:3\n"
        "   |\n"
        " 9 | x:\n"
        "10 |   severty: b\n"
        "   |   ^^^^^^^\n"
        "   |\n"
        "   = help: help"
    )


def test_human_without_frame_and_help() -> None:
    """A fault of a whole file has neither."""
    assert human(Diagnostic("E108", "empty", Span("a", 1, 1))) == "E108 empty\n --> a:1:1"


def test_data_is_json() -> None:
    """Every part has its key."""
    assert as_data(FAULT) == {
        "code": "E102",
        "message": "unknown key `severty`",
        "file": "a.yaml",
        "line": 10,
        "column": 3,
        "hint": "help",
    }


def test_long_line_is_cut_around_the_fault() -> None:
    """A frame is never wider than a screen, and the caret still stands under the word."""
    span = Span("a", 1, 501)
    frame = frame_of([" " * 500 + "fault" + " " * 500], span, 5)
    shown = human(Diagnostic("E102", "m", span, frame)).split("\n")
    assert max(map(len, shown)) < 160
    assert shown[3].index("fault") == shown[4].index("^")


def test_frame_of_a_line_that_is_not_there() -> None:
    """A place behind the end has no frame."""
    assert frame_of(["a"], Span("a", 2, 1), 1) is None


def test_terminal_codes_do_not_reach_the_terminal() -> None:
    """Characters that a terminal acts on are shown as replacement characters."""
    assert frame_of(["a\x1b[31m"], Span("a", 1, 1), 1).lines == ("a\N{REPLACEMENT CHARACTER}[31m",)


def test_nearest_word() -> None:
    """The nearest known word, whatever its case; none if nothing is near."""
    assert nearest("Severty", {"severity", "phase"}) == "severity"
    assert nearest("zzz", {"severity", "phase"}) is None


def test_suggestion() -> None:
    """Did you mean, else a short list, else nothing."""
    assert suggestion("phse", {"severity", "phase"}) == "did you mean `phase`?"
    assert suggestion("zzz", {"severity", "phase"}) == "one of: phase, severity"
    assert suggestion("zzz", {f"name-{n}" for n in range(30)}) is None
    assert suggestion("zzz", ()) is None


def test_error_tree() -> None:
    """One root; RulesError holds every fault and says them, one a line."""
    assert all(issubclass(error, LdnError) for error in (RulesError, InputError, EngineError, UsageError))
    error = RulesError([FAULT, FAULT])
    assert error.diagnostics == (FAULT, FAULT)
    assert str(error) == f"{plain(FAULT)}\n{plain(FAULT)}"
    assert pickle.loads(pickle.dumps(error)).diagnostics == error.diagnostics
