"""The short way to ``check``: what it accepts it reads as click does, everything else it leaves to click.

And what else makes a start short.
"""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
import uuid
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ldn_rules.cli import application, check_line
from ldn_rules.cli import check as click_check
from ldn_rules.cli.check_job import Wanted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

WORDS = st.sampled_from(
    [
        *("a.json", "-", "--", "", "-x", "--help", "--jobs", "2", "--map", "a=b", "--output=json", "-oreport"),
        *("--format", "csv", "--as-of", "2026-01-15", "2026-1-5", "--rules", "rules", "--output", "jsonl", "text"),
        *("-o", "--fail-on", "minor", "none", "--outp", "--date-order", "dmy", "ydm", "--show-reading", "--panel"),
    ]
)


def by_click(arguments: Sequence[str]) -> Wanted | None:
    """What click makes of a line; None if it ends otherwise than with a check."""
    asked: list[Wanted] = []
    with (
        patch.object(click_check, "check", asked.append),
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
    ):
        application.invoke(arguments)
    return asked[0] if asked else None


@given(st.lists(WORDS, max_size=6))
def test_what_is_read_here_is_what_click_reads(words: list[str]) -> None:
    """A line that goes the short way means the same on the long one."""
    wanted = check_line.read(["check", *words])
    if wanted is not None:
        assert wanted == by_click(["check", *words])


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["--outptu", "json"],
        ["--output", "yaml"],
        ["--output"],
        ["--as-of", "2026-02-30"],
        ["--rules", ""],
        ["-o", "--fail-on"],
        ["--", "a.json"],
        ["--jobs", "2"],
    ],
    ids=" ".join,
)
def test_what_is_left_to_click(words: list[str]) -> None:
    """Help, what is wrong, and what is seldom used."""
    assert check_line.read(["check", *words]) is None


def test_only_check_has_a_short_way() -> None:
    """Other commands and no command at all go to click."""
    assert check_line.read(["rules", "list"]) is None
    assert check_line.read([]) is None


def test_an_ordinary_line() -> None:
    """Files and options in any order; of an option given twice the last counts."""
    line = ["check", "a.json", "--output", "json", "-", "--as-of", "2026-01-15", "--output", "jsonl", "-o", "-"]
    assert check_line.read(line) == Wanted(
        ("a.json", "-"), as_of=739631, output="jsonl", destination="-", fail_on="major"
    )


def test_an_ordinary_check_imports_no_click() -> None:
    """That is what the short way is for."""
    code = (
        "import sys\n"
        "from ldn_rules.cli import main\n"
        "assert main.run(['check', '-o', sys.argv[1]]) == 4\n"
        "assert 'click' not in sys.modules\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "/dev/null"], stdin=subprocess.DEVNULL, capture_output=True, check=False, text=True
    )
    assert (done.returncode, done.stderr) == (0, "ldn-rules: -: there is no record in it\n")


def unmeasured() -> dict[str, str]:
    """The environment of a process whose coverage is not measured: what measures it imports half the library first."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COV")}


def test_what_msgspec_was_imported_without_is_there_for_whoever_needs_it() -> None:
    """The stand-ins are gone, the real modules come."""
    code = (
        "import sys\n"
        "from ldn_rules.cli import main\n"
        "main._import_msgspec()\n"
        "assert not {'textwrap', 'platform', 'typing_extensions'} & set(sys.modules)\n"
        "import msgspec, platform, textwrap, uuid\n"
        "assert platform.python_version() and textwrap.dedent('  a') == 'a'\n"
        "assert msgspec.json.decode(msgspec.json.encode(uuid.UUID(int=1)), type=uuid.UUID).int == 1\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, text=True, env=unmeasured())
    assert (done.returncode, done.stderr) == (0, "")


def test_msgspec_gets_all_it_asks_for_where_a_stand_in_is_not_enough(tmp_path: Path) -> None:
    """A Python whose ``uuid`` asks ``platform`` for more than the name of the system."""
    (tmp_path / "uuid.py").write_text(
        f"import platform\nasked = platform.python_version()\nexec(open({uuid.__file__!r}).read())\n"
    )
    code = (
        "import sys\n"
        f"sys.path.insert(0, {str(tmp_path)!r})\n"
        "from ldn_rules.cli import main\n"
        "main._import_msgspec()\n"
        "import msgspec, platform, uuid\n"
        "assert uuid.asked == platform.python_version()\n"
        "assert msgspec.json.decode(msgspec.json.encode(uuid.UUID(int=1)), type=uuid.UUID).int == 1\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, text=True, env=unmeasured())
    assert (done.returncode, done.stderr) == (0, "")


def test_typing_extensions_is_there_for_whoever_needs_it() -> None:
    """Msgspec does without; a later import finds it, and one that was there before stays."""
    code = (
        "import sys\n"
        "from ldn_rules.cli import main\n"
        "main._import_msgspec()\n"
        "assert 'msgspec' in sys.modules and 'typing_extensions' not in sys.modules\n"
        "sys.modules['typing_extensions'] = sys\n"
        "main._import_msgspec()\n"
        "assert sys.modules['typing_extensions'] is sys\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, text=True)
    assert (done.returncode, done.stderr) == (0, "")
