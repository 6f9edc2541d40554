"""Checks that the documentation and the program say the same.

    python tools/check_docs.py [PAGE.md ...]

- every link to a file or heading of the project leads somewhere;
- every `ldn-rules ...` in a page names commands and options that exist;
- every command, option, exit code and error code is in the documentation, and no other code is;
- every ```console block of the README, run, prints what stands there (`...` stands for any lines).

Prints one line a fault, `file:line: what`, and exits 1 if there is any.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from pages import Page
from program import Command, commands, error_codes, exit_codes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = "ldn-rules"
CODE_TABLES = {"exit codes": exit_codes, "error codes": error_codes}
_BREAKS = {"|", "||", "&&", ";", "&", ">", ">>", "<", "2>", "#"}


class Fault(NamedTuple):
    """One disagreement and its place."""

    path: Path
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line}: {self.what}"


class Use(NamedTuple):
    """One `ldn-rules ...` in a page: its words after the program's name, up to the first pipe or redirection."""

    page: Page
    line: int
    words: tuple[str, ...]


def main(names: Sequence[str]) -> int:
    """Check all pages, or those named; the exit code."""
    paths = [Path(name).resolve() for name in names] or all_pages()
    pages = [Page(path) for path in paths]
    known = commands()
    used = [use for page in pages for use in uses(page)]
    faults = [*links(pages), *invocations(used, known), *console(pages)]
    if not names:
        faults += [*undocumented(pages, used, known), *codes(pages)]
    for fault in faults:
        print(fault)
    print(f"{len(pages)} pages, {len(used)} commands in them, {len(faults)} faults", file=sys.stderr)
    return 1 if faults else 0


def all_pages() -> list[Path]:
    """The Markdown files of the project."""
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / "rules").rglob("*.md"))]


def links(pages: Iterable[Page]) -> Iterator[Fault]:
    """Links that lead nowhere; addresses of other sites are not followed."""
    for page in pages:
        for line, target in page.links():
            name, _, anchor = target.partition("#")
            if re.match(r"[a-z][a-z0-9+.-]*:", target):
                continue
            path = (page.path.parent / name) if name else page.path
            if not path.exists():
                yield Fault(page.path, line, f"no such file: {name}")
            elif anchor and path.suffix == ".md" and anchor not in Page(path).anchors():
                yield Fault(page.path, line, f"no such heading: {target}")


def uses(page: Page) -> Iterator[Use]:
    """Each invocation of the program in the page's code, continuation lines joined."""
    for block in page.blocks:
        if block.language in {"", "sh", "bash", "console", "shell"}:
            for number, text in joined(block.lines, block.number):
                yield from invocation(page, number, text)
    for number, text in page.spans():
        if text.startswith(f"{PROGRAM} "):
            yield from invocation(page, number, text)


def joined(lines: Sequence[str], number: int) -> Iterator[tuple[int, str]]:
    """(line number, text) with lines that end in a backslash joined to the next."""
    text, first = "", number
    for offset, line in enumerate(lines):
        first = first if text else number + offset
        text += line.removesuffix("\\")
        if not line.endswith("\\"):
            yield first, text
            text = ""


def invocation(page: Page, number: int, text: str) -> Iterator[Use]:
    """The invocations of one line of shell."""
    try:
        words = shlex.split(text, comments=False)
    except ValueError:  # output that looks like shell
        return
    for place, word in enumerate(words):
        starts = place == 0 or words[place - 1] in {"$", "|", "&&", ";", "||"} or "=" in words[place - 1]
        if word == PROGRAM and starts:
            rest = words[place + 1 :]
            end = next((at for at, other in enumerate(rest) if other in _BREAKS), len(rest))
            yield Use(page, number, tuple(rest[:end]))


def invocations(used: Iterable[Use], known: dict[tuple[str, ...], Command]) -> Iterator[Fault]:
    """Commands and options in the pages that the program does not have."""
    for use in used:
        command, rest = resolve(use.words, known)
        if command is None or (command.is_group and rest and not rest[0].startswith(("-", "<", "["))):
            yield Fault(use.page.path, use.line, f"no such command: {PROGRAM} {' '.join(use.words)}")
            continue
        for option in option_names(rest):
            if option not in command.options:
                yield Fault(use.page.path, use.line, f"{PROGRAM} {' '.join(command.path)} has no option {option}")


def resolve(words: Sequence[str], known: dict[tuple[str, ...], Command]) -> tuple[Command | None, tuple[str, ...]]:
    """The longest command that the words begin with, and the words after it."""
    for length in range(len(words), -1, -1):
        if command := known.get(tuple(words[:length])):
            return command, tuple(words[length:])
    return None, tuple(words)


def option_names(words: Iterable[str]) -> list[str]:
    """Options among the words, without brackets of a synopsis and without values."""
    stripped = (word.strip("[]").split("=")[0] for word in words)
    return [word for word in stripped if re.fullmatch(r"-[A-Za-z]|--[a-z][a-z-]*", word)]


def undocumented(pages: Sequence[Page], used: Sequence[Use], known: dict[tuple[str, ...], Command]) -> Iterator[Fault]:
    """Commands in no page, and options not named on any page that shows their command."""
    for path, command in known.items():
        if command.is_group or command.hidden:
            continue
        showing = {use.page.path for use in used if use.words[: len(path)] == path}
        text = "\n".join(page.text for page in pages if page.path in showing)
        if not showing:
            yield Fault(ROOT / "docs", 0, f"no page shows {PROGRAM} {' '.join(path)}")
            continue
        for option in sorted(command.long_options - {"--help"}):
            if not re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", text):
                yield Fault(ROOT / "docs", 0, f"no page that shows {PROGRAM} {' '.join(path)} names {option}")


def codes(pages: Sequence[Page]) -> Iterator[Fault]:
    """Exit and error codes that differ between the tables under their headings and the program."""
    for heading, of_program in CODE_TABLES.items():
        actual, seen = of_program(), set()
        for page in pages:
            column = page.first_column(heading)
            for cell, line in column.items():
                if cell not in actual and not cell.lower().startswith(("code", "exit")):
                    yield Fault(page.path, line, f"{cell} is not one of the program's {heading}")
            seen |= set(column)
        yield from (Fault(ROOT / "docs", 0, f"{heading}: {code} stands in no table") for code in sorted(actual - seen))


def console(pages: Iterable[Page]) -> Iterator[Fault]:
    """Commands of the README that print something else than the README says."""
    for page in pages:
        if page.path.name == "README.md":
            for block in page.blocks:
                if block.language == "console":
                    yield from differences(page, block.number, block.lines)


def differences(page: Page, number: int, lines: Sequence[str]) -> Iterator[Fault]:
    """Run each `$ command` of a block and compare the lines below it."""
    starts = [at for at, line in enumerate(lines) if line.startswith("$ ")]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        said = [line.rstrip() for line in lines[start + 1 : end]]
        printed = [line.rstrip() for line in output(lines[start][2:]).splitlines()]
        if not matches(said, printed):
            yield Fault(page.path, number + start, f"`{lines[start][2:]}` prints:\n" + "\n".join(printed))


def output(command: str) -> str:
    """What a shell command prints, run at the top of the checkout with this environment's programs first."""
    scripts = sysconfig.get_path("scripts")
    environment = {
        **os.environ,
        "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",
        "NO_COLOR": "1",
        "COLUMNS": "100",
    }
    done = subprocess.run(  # noqa: S602  # the README's own commands
        command,
        shell=True,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        text=True,
        timeout=120,
    )
    return done.stdout


def matches(said: Sequence[str], printed: Sequence[str]) -> bool:
    """True if the lines are equal, a said line of three dots standing for any number of printed ones."""
    pattern = "".join("(?:.*\n)*?" if line.strip() == "..." else re.escape(line) + "\n" for line in said)
    return re.fullmatch(pattern.rstrip("\n") + "\n*", "\n".join(printed) + "\n") is not None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
