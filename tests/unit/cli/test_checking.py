"""A run of ``check``: every record once, in order, and the exit code it earns."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from ldn_rules.cli import checking
from ldn_rules.cli.exits import ExitCode
from ldn_rules.cli.inputs import Inputs
from ldn_rules.cli.outputs import Output
from ldn_rules.engine.supervisor import Limits
from ldn_rules.rulebook.errors import InputError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ldn_rules.cli.inputs import Feeds
    from ldn_rules.pipeline.task import CheckTask

    Run = Callable[..., tuple[ExitCode, list[Any], list[str]]]


@pytest.fixture
def run(fake_task: Callable[..., CheckTask], line_feeds: Feeds, tmp_path: Path) -> Run:
    """``run(content, ...)``: exit code, jsonl lines and complaints of a run over files of these contents."""

    def over(*contents: str | None, **options: Any) -> tuple[ExitCode, list[Any], list[str]]:
        names = []
        for number, content in enumerate(contents):
            path = tmp_path / f"{number}.txt"
            names.append(str(path))
            if content is not None:
                path.write_text(content, encoding="utf-8")
        complaints: list[str] = []
        out = tmp_path / "out.jsonl"
        settings: dict[str, Any] = {"fail_on": "major", "jobs": 1, "limits": Limits(silence=10)} | options
        with Output(str(out)) as output:
            inputs = Inputs(names, line_feeds, complaints.append)
            code = checking.run(fake_task(), inputs, output, **settings)
        return code, [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()], complaints

    return over


@pytest.mark.parametrize("jobs", [1, 3])
def test_a_stream_in_order(run: Run, jobs: int) -> None:
    """Ten thousand records, some of which kill their worker, give ten thousand results in order."""
    words = ["kill" if n in {17, 4000} else "gone" if n == 99 else "ok" for n in range(10_000)]
    code, lines, _ = run("\n".join(words) + "\n", jobs=jobs)
    assert [line["record"] for line in lines] == list(range(1, 10_001))
    assert code is ExitCode.INTERNAL
    odd = {line["record"] - 1: (line["outcome"], line["not_checked"]) for line in lines if line["outcome"] != "clear"}
    assert odd == {
        17: ("not-checked", "the worker was ended by signal SIGKILL; the rule engine did not run"),
        4000: ("not-checked", "the worker was ended by signal SIGKILL; the rule engine did not run"),
        99: ("not-checked", "the worker ended with status 9"),
    }


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("ok\n", ExitCode.OK),
        ("ok\nfaulty\n", ExitCode.INPUT),
        ("unreadable", ExitCode.INPUT),
        ("", ExitCode.INPUT),
        ("unreadable\nlost\n", ExitCode.INTERNAL),
        ("kill\n", ExitCode.INTERNAL),
        ("gone\n", ExitCode.INTERNAL),
    ],
)
def test_exit_codes(run: Run, content: str, code: ExitCode) -> None:
    """What could not be read is 4, no record too; what was not checked is 5 and wins."""
    assert run(content)[0] is code


def test_a_missing_file_costs_itself_alone(run: Run) -> None:
    """The other files are processed; what was missing is named, and the exit code says so."""
    code, lines, complaints = run("a\n", None, "b\n")
    assert [line["patient"] for line in lines] == ["a", "b"]
    assert code is ExitCode.INPUT
    assert [text.split(os.sep)[-1] for text in complaints] == ["1.txt: No such file or directory"]


def test_a_folder_is_no_file(run: Run, tmp_path: Path) -> None:
    """What opens and cannot be read is said too."""
    (tmp_path / "1.txt").mkdir()
    code, lines, complaints = run("a\n", None)
    assert (code, len(lines)) == (ExitCode.INPUT, 1)
    assert [text.split(os.sep)[-1] for text in complaints] == ["1.txt: Is a directory; name the files in it"]


def test_a_fault_of_a_feed_costs_its_file_alone(run: Run) -> None:
    """Even an error nobody thought of leaves the records before it and the other files."""
    code, lines, complaints = run("a\nbroken", "b\n")
    assert [line["patient"] for line in lines] == ["a", "b"]
    assert code is ExitCode.INPUT
    assert complaints[0].endswith("0.txt: could not be read (ValueError: a bug in the feed)")


def test_a_feed_that_cannot_be_made(tmp_path: Path) -> None:
    """An input error before the first byte is a fault of that file."""

    class Refusing:
        exported = False

        def __call__(self, name: str) -> Any:
            raise InputError("unknown format")

        def rest(self) -> None: ...

    complaints: list[str] = []
    path = tmp_path / "a"
    path.write_bytes(b"")
    inputs = Inputs([str(path)], Refusing(), complaints.append)
    assert inputs.fileno() is None
    assert (inputs.faults, complaints) == (1, [f"{path}: unknown format"])


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_a_file_keeps_its_mode(tmp_path: Path, mode: int) -> None:
    """Who could not read the report of before cannot read the new one."""
    path = tmp_path / "out"
    path.write_text("before", encoding="utf-8")
    path.chmod(mode)
    with Output(str(path)) as output:
        output.write(b"new")
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (b"new", mode)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_nothing_behind(tmp_path: Path, number: signal.Signals) -> None:
    """The half-written file is gone, the file of before stands, and the end is that of the signal."""
    path = tmp_path / "out"
    path.write_text("before", encoding="utf-8")
    program = (
        "import os, signal, sys\n"
        "from ldn_rules.cli.outputs import Output\n"
        "with Output(sys.argv[1]) as output:\n"
        "    output.write(b'half')\n"
        f"    os.kill(os.getpid(), {int(number)})\n"
        "    signal.pause()\n"
    )
    ended = subprocess.run([sys.executable, "-c", program, str(path)], check=False, timeout=60)
    assert ended.returncode == -number
    assert (os.listdir(tmp_path), path.read_bytes()) == (["out"], b"before")


def test_a_file_without_a_name() -> None:
    """An empty name is wrong usage, and nothing is written."""
    with pytest.raises(UsageError, match="-o: a name is due"):
        Output("")


def test_a_file_appears_whole(tmp_path: Path) -> None:
    """While a run goes on, and when it fails, the file of before stays."""
    path = tmp_path / "out"
    path.write_text("before", encoding="utf-8")
    with pytest.raises(ValueError, match="stop"), Output(str(path)) as output:
        _half(output)
    assert path.read_text(encoding="utf-8") == "before"
    with Output(str(path)) as output:
        output.write(b"whole")
    assert path.read_text(encoding="utf-8") == "whole"
    assert os.listdir(tmp_path) == ["out"]


def _half(output: Output) -> None:
    output.write(b"half")
    raise ValueError("stop")


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    """A folder that is not there is wrong usage, said with its name."""
    missing = tmp_path / "no" / "out"
    with pytest.raises(UsageError) as error:
        Output(str(missing))
    assert str(error.value) == f"-o: {missing} cannot be written: No such file or directory"


def test_a_device_is_written_to_directly() -> None:
    """What is no regular file is not replaced by one."""
    with Output(os.devnull) as output:
        output.write(b"gone")
    assert not os.path.isfile(os.devnull)


def test_what_a_link_leads_to_is_written(tmp_path: Path) -> None:
    """A link stays one, and the file behind it holds the report."""
    (tmp_path / "link").symlink_to(tmp_path / "behind")
    with Output(str(tmp_path / "link")) as output:
        output.write(b"whole")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "behind").read_bytes() == b"whole"


def test_a_full_pipe_is_waited_for() -> None:
    """An output that would block is waited for, and gets every byte."""
    import threading

    reads, writes = os.pipe()
    os.set_blocking(writes, False)
    output = Output(None)
    output.descriptor = writes
    got = bytearray()

    def drain() -> None:
        while chunk := os.read(reads, 65536):
            got.extend(chunk)

    reader = threading.Thread(target=drain)
    reader.start()
    output.write(b"x" * 1_000_000)
    os.close(writes)
    reader.join()
    os.close(reads)
    assert len(got) == 1_000_000
