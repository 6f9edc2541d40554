"""The index file: built in one step beside what was there, opened for reading alone, refused when it is not whole."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import zipfile
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from ldn_rules.codeindex.build import import_releases
from ldn_rules.codeindex.files import members_of
from ldn_rules.codeindex.lookup import SqliteIndex
from ldn_rules.codeindex.place import find_index, index_path
from ldn_rules.codeindex.releases import releases_in
from ldn_rules.codeindex.status import status_of
from ldn_rules.rulebook.errors import CodeIndexError, UsageError
from support.codes import directory, expansion, indexed, product, read_code, rrf, value_set

if TYPE_CHECKING:
    from pathlib import Path

SITE = "https://site.example/drugs"
ROWS = [product("0406-1170", "NALTREXONE HYDROCHLORIDE")]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An index of one directory."""
    indexed(tmp_path / "codes.sqlite", *directory(tmp_path, ROWS))
    return tmp_path / "codes.sqlite"


def test_a_release_takes_the_place_of_its_kind_and_leaves_the_others(tmp_path: Path) -> None:
    """RxNorm stays when a newer directory comes; of the older directory nothing is left."""
    path = tmp_path / "codes.sqlite"
    indexed(path, rrf(tmp_path / "rrf"))
    indexed(path, *directory(tmp_path / "old", ROWS))
    index = indexed(path, *directory(tmp_path / "new", [product("0406-0512", "OXYCODONE")]))
    found = [bool(index.find("ndc", [form])) for form in ("004061170", "004060512")]
    assert (found, bool(index.find("rxnorm", ["900041"]))) == ([False, True], True)
    assert [(source.kind, source.entries) for source in status_of(str(path)).sources] == [("ndc", 1), ("rxnorm", 31)]


def test_sources_that_differ_are_reviewed(tmp_path: Path) -> None:
    """A code that is one thing in RxNorm and another in the directory is nothing certain."""
    rows = [product("0406-8340", "IBUPROFEN")]
    index = indexed(tmp_path / "codes.sqlite", rrf(tmp_path / "rrf"), *directory(tmp_path, rows, ["0406-8340-01"]))
    drug = read_code(index, "ndc", "0406-8340-01")
    assert (drug.outcome, drug.ingredients) == ("review", ("morphine", "ibuprofen"))


def test_a_broken_import_leaves_the_index(path: Path, tmp_path: Path) -> None:
    """Neither the index changes nor does anything stay beside it."""
    before = path.read_bytes()
    files = directory(tmp_path / "new", ROWS)
    (tmp_path / "new" / "product.txt").write_text("no\tsuch\tfile\n")
    with pytest.raises(CodeIndexError):
        import_releases(str(path), releases_in(files))
    assert path.read_bytes() == before
    assert sorted(each.name for each in tmp_path.iterdir() if each.name.startswith("codes")) == [
        "codes.sqlite",
        "codes.sqlite.lock",
    ]


def test_only_the_user_can_read_it(path: Path) -> None:
    """It tells which drugs a site deals with."""
    assert path.stat().st_mode & 0o777 == 0o600


def test_two_imports_at_once(path: Path, tmp_path: Path) -> None:
    """The second is told to wait."""
    with open(f"{path}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(CodeIndexError) as error:
            import_releases(str(path), releases_in(directory(tmp_path, ROWS)))
    assert str(error.value) == f"another import into {path} is running; wait for its end"


def test_an_index_that_cannot_be_taken_over_stays(path: Path, tmp_path: Path) -> None:
    """What it holds besides would be lost."""
    path.write_bytes(path.read_bytes()[:-4096])
    with pytest.raises(CodeIndexError) as error:
        import_releases(str(path), releases_in(directory(tmp_path, ROWS)))
    assert str(error.value) == (
        f"the code index {path} cannot be used: it has 16,384 bytes of 20,480; import the releases again"
    )


def written(path: Path, place: int, value: bytes) -> None:
    """Overwrite some bytes of a file."""
    data = bytearray(path.read_bytes())
    data[place : place + len(value)] = value
    path.write_bytes(bytes(data))


DAMAGES = {
    "no index": (0, b"{}", "it is no code index, or damaged; ldn-rules drugs import makes a new one"),
    "other database": (68, bytes(4), "it is no code index, or damaged; ldn-rules drugs import makes a new one"),
    "newer": (
        60,
        (2).to_bytes(4, "big"),
        "it was made by a newer ldn-rules (format 2, this one reads 1); import the releases again",
    ),
    "older": (
        60,
        bytes(4),
        "it was made by an older ldn-rules (format 0, this one reads 1); import the releases again",
    ),
    "half": (
        28,
        (12).to_bytes(4, "big"),
        "it has 20,480 bytes of 49,152; import the releases again",
    ),
}


@pytest.mark.parametrize(("place", "value", "why"), DAMAGES.values(), ids=DAMAGES)
def test_a_file_that_is_no_index_of_this_version(path: Path, place: int, value: bytes, why: str) -> None:
    """It is refused by its first bytes, in one sentence that says what to do."""
    written(path, place, value)
    index = SqliteIndex(str(path))
    message = f"the code index {path} cannot be used: {why}"
    assert str(index.fault) == message
    for ask in (lambda: index.find("ndc", ["004061170"]), lambda: status_of(str(path))):
        with pytest.raises(CodeIndexError) as error:
            ask()
        assert str(error.value) == message


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    """A folder in its place is an error, too."""
    assert str(SqliteIndex(str(tmp_path)).fault) == (
        f"the code index {tmp_path} cannot be used: it cannot be read: Is a directory"
    )


def test_damage_deeper_inside_is_found_by_the_look_up(path: Path) -> None:
    """It is said of that code and of all after it, and by the status."""
    written(path, 4096, b"\xff" * 16_384)
    index = SqliteIndex(str(path))
    assert index.fault is None
    for _ in range(2):
        with pytest.raises(CodeIndexError) as error:
            index.find("ndc", ["004061170"])
        assert str(error.value).startswith(f"the code index {path} cannot be used: ")
        assert str(error.value).endswith("; ldn-rules drugs import makes a new one")
    with pytest.raises(CodeIndexError) as status:
        status_of(str(path))
    with pytest.raises(CodeIndexError) as taken:
        import_releases(str(path), releases_in(directory(path.parent, ROWS)))
    assert str(status.value).endswith("import the releases again")
    assert str(taken.value).endswith("; move it away and import every release again")


def test_damage_that_no_look_up_meets_is_found_by_the_status(path: Path) -> None:
    """Every page is looked at."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("CREATE INDEX more ON entry (name)")
        connection.execute("UPDATE sqlite_master SET sql = 'CREATE INDEX more ON entry (kind)' WHERE name = 'more'")
        connection.commit()
    with pytest.raises(CodeIndexError) as error:
        status_of(str(path))
    assert str(error.value).startswith(f"the code index {path} cannot be used: it is damaged (")


def test_a_code_that_could_not_be_looked_up_is_said(path: Path) -> None:
    """The reading goes on without the index and holds why."""
    written(path, 0, b"{}")
    drug = read_code(SqliteIndex(str(path)), "ndc", "0406-1170")
    assert drug.outcome == "unrecognised"
    assert drug.code_fault.endswith("makes a new one; ndc 0406-1170 was not looked up there")
    assert read_code(SqliteIndex(str(path)), "rxnorm", "7804").code_fault == ""


def test_a_process_opens_its_own_connection(path: Path) -> None:
    """A connection made before a fork is not used after it."""
    index = SqliteIndex(str(path))
    assert index.find("ndc", ["004061170"])
    child = os.fork()
    if not child:
        found = index.find("ndc", ["004061170"]) and index._owner == os.getpid()
        os._exit(0 if found else 1)
    assert os.waitpid(child, 0)[1] == 0


def test_nothing_is_written_by_a_look_up(path: Path) -> None:
    """The file may stand where nobody can write."""
    before = sorted(path.parent.iterdir())
    os.chmod(path.parent, 0o500)
    try:
        assert SqliteIndex(str(path)).find("ndc", ["004061170"])
    finally:
        os.chmod(path.parent, 0o700)
    assert sorted(path.parent.iterdir()) == before


def test_the_tables_are_those_of_the_version(path: Path) -> None:
    """A change of the tables is a change of the version."""
    with closing(sqlite3.connect(path)) as connection:
        tables = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall())
    assert [table.split("(")[0].strip() for table in tables.values()] == [
        "CREATE TABLE source",
        "CREATE TABLE entry",
        "CREATE TABLE code",
    ]


def test_where_the_index_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The option, the variable, the user's data folder, in this order; named and not there is an error."""
    for name in ("LDN_CODE_INDEX", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", "/home/x")
    assert index_path() == "/home/x/.local/share/ldn-rules/codes.sqlite"
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert (index_path(), find_index()) == (f"{tmp_path}/ldn-rules/codes.sqlite", None)
    monkeypatch.setenv("LDN_CODE_INDEX", f"{tmp_path}/a")
    assert (index_path(), index_path("b")) == (f"{tmp_path}/a", "b")
    for option, message in {
        None: f"LDN_CODE_INDEX: there is no code index {tmp_path}/a (ldn-rules drugs import makes one)",
        "b": "--code-index: there is no code index b (ldn-rules drugs import makes one)",
        "": "--code-index: no file is named",
    }.items():
        with pytest.raises(UsageError) as error:
            find_index(option)
        assert str(error.value) == message


def test_files_that_are_nothing_known(tmp_path: Path) -> None:
    """What is not there, what is there twice, what is none of the kinds."""
    files = directory(tmp_path / "a", ROWS)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "readme.md").write_text("x")
    for named, message in {
        ("/nowhere",): "/nowhere: there is no such file or folder",
        (files[0], f"{tmp_path}/a"): f"{files[0]}: there is a second product.txt, {files[0]}",
        (f"{tmp_path}/b",): f"{tmp_path}/b: nothing here that can be imported, which is a release of RxNorm"
        " (RXNCONSO.RRF and RXNREL.RRF, in a folder or zip file), an NDC directory of the FDA (product.txt, with"
        " package.txt beside it), or FHIR ValueSets (.json)",
    }.items():
        with pytest.raises(CodeIndexError) as error:
            releases_in(named)
        assert str(error.value) == message


def test_several_releases_at_once(tmp_path: Path) -> None:
    """Files of one command may be of several kinds."""
    site = value_set(tmp_path / "set.json", expansion=expansion((SITE, "1", "oxycodone")))
    written = import_releases(
        str(tmp_path / "codes.sqlite"),
        releases_in([str(rrf(tmp_path / "rrf")), *directory(tmp_path, ROWS), site], "of today"),
    )
    assert [(source.name, source.version, source.codes) for source in written] == [
        ("RxNorm", "of today", 36),
        ("FDA NDC directory", "of today", 1),
        ("value set https://site.example/set", "of today", 1),
    ]


@pytest.mark.parametrize("name", ["release.zip", "set.json", "product.txt"])
def test_a_file_that_cannot_be_opened(tmp_path: Path, name: str) -> None:
    """A file that is gone between two looks is an error with its name."""
    if name == "release.zip":
        with zipfile.ZipFile(tmp_path / name, "w") as packed:
            packed.writestr("product.txt", "x")
    else:
        (tmp_path / name).write_text("x")
    (member,) = members_of([str(tmp_path / name)]).values()
    (tmp_path / name).unlink()
    with pytest.raises(CodeIndexError) as error, member.opened():
        pass
    assert str(error.value) == f"{member.name}: cannot be read: No such file or directory"


def test_a_zip_file_that_is_none(tmp_path: Path) -> None:
    """What ends like one and has no table of its files."""
    whole = tmp_path / "release.zip"
    with zipfile.ZipFile(whole, "w") as packed:
        packed.writestr("product.txt", "x")
    data = whole.read_bytes()
    whole.write_bytes(data.replace(b"PK\x01\x02", b"PK\x01\x03"))
    with pytest.raises(CodeIndexError) as error:
        members_of([str(whole)])
    assert str(error.value) == f"{whole}: cannot be read: Bad magic number for central directory"
