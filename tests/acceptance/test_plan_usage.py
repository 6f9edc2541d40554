"""``ldn-rules plan``: what it cannot plan by, and how that is said."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Command = Callable[..., subprocess.CompletedProcess[str]]

AS_OF = "2026-01-15"

USAGE = {
    ("--start", "soon"): "Error: Invalid value for '--start': 'soon' is no date of the form 2026-01-15.",
    ("--step", "2.3kg"): "Error: Invalid value for '--step': '2.3kg' is no dose of the form 1.5mg.",
    ("--first", "0.0000001"): "Error: Invalid value for '--first': '0.0000001' is no dose of the form 1.5mg.",
    ("--to", "0mg"): "Error: Invalid value for '--to': '0mg' is no dose of the form 1.5mg.",
    ("--every", "0d"): "Error: Invalid value for '--every': '0d' is no interval of the form 14d.",
    ("--first", "4.6mg"): "ldn-rules: the first dose, 4.6 mg, lies above the last, 4.5 mg",
    ("--step", "0.01mg"): "ldn-rules: from 1.5 mg by 0.01 mg to 4.5 mg are 301 doses; a plan has at most 60",
    ("--step", "0.7mg"): "ldn-rules: 2.2 mg cannot be made of at most 3 capsules of one strength (0.5 mg, 1 mg, "
    "1.5 mg, 3 mg, 4.5 mg); name another strength with --strength, or another step",
    ("--start", "2029-01-01"): "ldn-rules: --start 2029-01-01 is more than 730 days from 2026-01-15, the day of the "
    "check; name a nearer day, or another --as-of",
}  # fmt: skip


@pytest.mark.parametrize("options", USAGE)
def test_wrong_usage_says_what_would_be_right(ldn_rules: Command, options: tuple[str, str]) -> None:
    """Exit 2, one line, nothing on standard output."""
    done = ldn_rules("plan", "--start", "2026-02-01", "--as-of", AS_OF, *options)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1] == USAGE[options]


def test_a_plan_without_a_start_is_shown_one(ldn_rules: Command) -> None:
    """The one option that is due comes with an example."""
    done = ldn_rules("plan", "--as-of", AS_OF)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1] == (
        "Error: Missing option '--start', the day of the first dose, such as --start 2026-02-01."
    )


def test_a_list_that_is_piped_in_is_never_passed_over(root: Path, tmp_path: Path) -> None:
    """Without a name: a pipe or a file that holds something is the list, an empty or closed one is none, and one that
    stays silent is asked about.
    """
    words = [sys.executable, str(root / "cli.py"), "plan", "--start", "2026-02-01", "--as-of", AS_OF]
    given = tmp_path / "list.json"
    given.write_text('{"medications": [{"name": "methadone 10 mg tablet", "status": "active"}]}', "utf-8")

    def run(stdin: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.run(words, stdin=stdin, capture_output=True, text=True, check=False, timeout=60)

    with given.open("rb") as stream:
        assert run(stream).returncode == 1
    piped = subprocess.run(words, input=given.read_bytes(), capture_output=True, check=False, timeout=60)
    assert piped.returncode == 1
    assert run(subprocess.DEVNULL).stdout.startswith("No list, as of 2026-01-15")
    (tmp_path / "empty").touch()
    with (tmp_path / "empty").open("rb") as stream:
        assert run(stream).stdout.startswith("No list, as of 2026-01-15")
    reads, writes = os.pipe()
    silent = run(reads)
    os.close(reads)
    os.close(writes)
    assert (silent.returncode, silent.stdout) == (2, "")
    assert silent.stderr == (
        "ldn-rules: nothing came on standard input within 2 s, and it is not closed; name the list, - to wait for it, "
        "or plan without one (< /dev/null)\n"
    )


def test_a_file_that_is_not_there_and_a_record_that_is_not(ldn_rules: Command) -> None:
    """Exit 4, with the name."""
    done = ldn_rules("plan", "--start", "2026-02-01", "none.json")
    assert (done.returncode, done.stderr) == (4, "ldn-rules: none.json: No such file or directory\n")
    done = ldn_rules("plan", "--start", "2026-02-01", "--record", "2", "-", input='{"medications": [{"name": "x"}]}')
    assert (done.returncode, done.stderr) == (4, "ldn-rules: - has no record 2\n")
    done = ldn_rules("plan", "--start", "2026-02-01", "--record", "2")
    assert (done.returncode, done.stderr) == (
        2, "ldn-rules: --record 2: there is no list; name one, or pipe it in\n"
    )  # fmt: skip
