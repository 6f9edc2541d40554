"""What is wrong with the rules, where, and what would be right.

Codes are stable: scripts and suppressions may name them (``MEANINGS`` lists all).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ldn_rules.rulebook.model import Span

MEANINGS: Final = {
    "E100": "file cannot be read",
    "E101": "required key missing",
    "E102": "unknown key",
    "E103": "wrong type of value",
    "E104": "value not among the allowed ones",
    "E105": "value of the wrong form",
    "E106": "keys that do not go together",
    "E107": "written for a newer language",
    "E108": "nothing there to check",
    "E110": "duplicate key",
    "E111": "bare word or number that YAML readers disagree about",
    "E112": "number without a unit",
    "E113": "date without quotes",
    "E114": "anchor, alias, tag, merge key or directive",
    "E115": "tab or invisible character",
    "E116": "not valid YAML",
    "E117": "nested too deeply",
    "E118": "more than one document",
    "E120": "unknown role",
    "E121": "unknown class",
    "E122": "unknown kind",
    "E123": "unknown field",
    "E124": "unknown rule",
    "E125": "unknown evidence source",
    "E126": "unknown table",
    "E127": "unknown name in a message",
    "E128": "unknown drug",
    "E129": "unknown figure, or unknown section or entry of the panel",
    "E130": "constant of the wrong unit or form",
    "E131": "difference of two scales",
    "E132": "size of a difference of two ends that can both be open",
    "E133": "bands out of order",
    "E134": "name used twice",
    "E135": "file name differs from id",
    "E136": "line that compares nothing",
    "E137": "not exactly one way to a severity",
    "E138": "rules that refer to each other in a circle",
    "E139": "phase and reporting order disagree",
    "E140": "test that cannot be run",
    "E141": "settings missing or unknown",
    "E142": "more than the rule compiler can say",
    "E143": "rule set that the engine does not carry",
    "E144": "drug or interval class that no rule or row speaks of",
    "E145": "rule, case or row that can never report",
    "E146": "founding statement that nothing carries or shows, or that awaits what is there",
    "E147": "name that holds a word of another release than its product has",
    "E150": "expired entry of a site policy",
    "E151": "unused entry of a site policy",
    "E152": "laxer threshold without author, reason and date",
    "E153": "unknown threshold",
    "E154": "threshold that is not what a site policy says it is",
    "E155": "contraindication that a site policy would suppress",
    "E156": "entry of a site policy that changes nothing",
}
"""Every code with its meaning."""

_CONTEXT: Final = 1
"""Lines shown before the faulty one."""

_WIDEST: Final = 140
"""Longest stretch of a source line that a frame shows."""

_FEW: Final = 12
"""Most names that a hint lists."""

_LONGEST: Final = 400
"""Longest message or hint."""


class Frame(Struct, frozen=True):
    """The source lines that lead to a place: ``first`` is the number of the first of ``lines``, the last
    one holds the fault, ``width`` characters long.
    """

    first: int
    lines: tuple[str, ...]
    width: int = 1


class Diagnostic(Struct, frozen=True):
    """One fault: stable ``code``, what is wrong, where, the source there, and what would be right."""

    code: str
    message: str
    span: Span
    frame: Frame | None = None
    hint: str | None = None


def plain(diagnostic: Diagnostic) -> str:
    """One line without a frame, for screen readers and editors: ``file:line:column: E102 …``."""
    span = diagnostic.span
    hint = f" ({diagnostic.hint})" if diagnostic.hint else ""
    return f"{span.file}:{span.line}:{span.column}: {diagnostic.code} {diagnostic.message}{hint}"


def human(diagnostic: Diagnostic) -> str:
    """Code, message, place, source frame with a caret, and help, over several lines."""
    span, frame = diagnostic.span, diagnostic.frame
    margin = len(str(span.line))
    head = [f"{diagnostic.code} {diagnostic.message}", f"{' ' * margin}--> {span.file}:{span.line}:{span.column}"]
    body = _framed(frame, span.column, margin) if frame else []
    foot = [f"{' ' * margin} = help: {diagnostic.hint}"] if diagnostic.hint else []
    return "\n".join(head + body + foot)


def as_data(diagnostic: Diagnostic) -> dict[str, str | int | None]:
    """The diagnostic as a JSON object: code, message, file, line, column, hint."""
    span = diagnostic.span
    return {
        "code": diagnostic.code,
        "message": diagnostic.message,
        "file": span.file,
        "line": span.line,
        "column": span.column,
        "hint": diagnostic.hint,
    }


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """By file and place, without repeats."""
    unique = dict.fromkeys(diagnostics)
    return tuple(sorted(unique, key=lambda d: (d.span.file, d.span.line, d.span.column, d.code, d.message)))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like ``word``, or None if none is close."""
    import difflib

    candidates = sorted(known)
    folded = {name.casefold(): name for name in reversed(candidates)}
    close = difflib.get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    return folded[close[0]] if close else None


def suggestion(word: str, known: Iterable[str]) -> str | None:
    """``did you mean `x`?``, or the list of what is allowed if it is short, or None."""
    names = sorted(known)
    near = nearest(word, names)
    if near is not None:
        return f"did you mean `{near}`?"
    return f"one of: {', '.join(names)}" if 0 < len(names) <= _FEW else None


def frame_of(lines: list[str], span: Span, width: int) -> Frame | None:
    """The frame of a place in a text given as lines, or None if the text has no such line."""
    if not 1 <= span.line <= len(lines):
        return None
    first = max(1, span.line - _CONTEXT)
    room = max(1, len(lines[span.line - 1]) - span.column + 1)
    shown = tuple(_visible(line) for line in lines[first - 1 : span.line])
    return Frame(first, shown, max(1, min(width, room)))


def printable(text: str) -> str:
    """The text on one line of bearable length, without characters that a terminal would act on."""
    return _visible(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")


def _visible(text: str) -> str:
    return text if text.isprintable() else "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def _framed(frame: Frame, column: int, margin: int) -> list[str]:
    bar = f"{' ' * margin} |"
    cut = max(0, column - 1 - _WIDEST // 2) if len(frame.lines[-1]) > _WIDEST else 0
    numbered = [
        f"{number:>{margin}} | {line[cut : cut + _WIDEST]}".rstrip()
        for number, line in enumerate(frame.lines, frame.first)
    ]
    caret = f"{bar} {' ' * (column - 1 - cut)}{'^' * min(frame.width, _WIDEST)}"
    return [bar, *numbered, caret, bar]
