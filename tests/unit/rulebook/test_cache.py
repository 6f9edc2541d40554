"""The compiled rulebook on disk: used while nothing changed, never trusted otherwise, never needed."""

from __future__ import annotations

import os
import subprocess
import sys
from types import MappingProxyType
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from ldn_rules.rulebook import cache
from ldn_rules.rulebook.cache import cache_dir, load_cached
from ldn_rules.rulebook.codec import dump_ruleset, read_ruleset
from ldn_rules.rulebook.contents import content_hash, quick_hash
from ldn_rules.rulebook.errors import RulesError
from ldn_rules.rulebook.load import load_ruleset

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from unit.rulebook.conftest import Site


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of the test's own."""
    monkeypatch.setenv("LDN_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def rules(tmp_path: Path) -> Path:
    """A folder of one file."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules/a.yaml").write_text("a: 1\n")
    return tmp_path / "rules"


class Build:
    """Counts how often it is asked."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, directory: str) -> dict[str, bytes]:
        """Three parts, one of them empty."""
        self.times += 1
        return {"one": directory.encode(), "empty": b"", "two": bytes(range(256))}


def entry(folder: Path) -> Path:
    """The only entry of the cache."""
    (found,) = folder.iterdir()
    return found


def test_hash_is_of_names_and_contents(rules: Path) -> None:
    """Renaming, changing or adding a file changes it; a hidden file does not."""
    hashes = {content_hash(rules)}
    (rules / "a.yaml").rename(rules / "b.yaml")
    hashes.add(content_hash(rules))
    (rules / "b.yaml").write_text("a: 2\n")
    hashes.add(content_hash(rules))
    (rules / "c.yaml").write_text("")
    last = content_hash(rules)
    hashes.add(last)
    (rules / ".hidden").write_text("")
    assert len(hashes) == 4
    assert content_hash(rules) == last


def test_quick_hash_tells_the_same_apart(rules: Path) -> None:
    """A file under another name, one changed by a byte of the same length, one more: each is another folder."""
    hashes = {quick_hash(rules)}
    (rules / "a.yaml").rename(rules / "b.yaml")
    hashes.add(quick_hash(rules))
    kept = (rules / "b.yaml").stat()
    (rules / "b.yaml").write_text("a: 2\n")
    os.utime(rules / "b.yaml", ns=(kept.st_atime_ns, kept.st_mtime_ns))
    hashes.add(quick_hash(rules))
    (rules / "c.yaml").write_text("")
    hashes.add(quick_hash(rules))
    (rules / ".hidden").write_text("")
    assert len(hashes) == 4
    assert quick_hash(rules) in hashes


def test_built_once(rules: Path) -> None:
    """The second time all parts come from disk, byte for byte."""
    build = Build()
    assert load_cached(rules, build) == load_cached(rules, build)
    assert load_cached(rules, build)["two"] == bytes(range(256))
    assert build.times == 1


def test_built_again_after_a_change(rules: Path) -> None:
    """A changed rule, another name of the folder or another version of the program is another entry."""
    build = Build()
    load_cached(rules, build)
    (rules / "a.yaml").write_text("a: 2\n")
    load_cached(rules, build)
    load_cached(f"{rules}/", build)
    assert build.times == 3


def test_built_again_after_an_update(rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program's own files are part of the key."""
    build = Build()
    load_cached(rules, build)
    monkeypatch.setattr(cache, "_stamps", lambda folder: iter(["other"]))
    load_cached(rules, build)
    assert build.times == 2


@pytest.mark.parametrize(
    "spoil", [lambda d: d[:-1], lambda d: d + b"x", lambda d: b"", lambda d: d.replace(b"one", b"own")]
)
def test_damaged_entry_is_built_again(rules: Path, own_cache: Path, spoil: Callable[[bytes], bytes]) -> None:
    """An entry cut short, grown, emptied or changed is not used, and is mended."""
    build = Build()
    parts = load_cached(rules, build)
    found = entry(own_cache)
    found.write_bytes(spoil(found.read_bytes()))
    assert load_cached(rules, build) == parts
    assert load_cached(rules, build) == parts
    assert build.times == 2


def test_entry_under_a_foreign_name_is_not_used(rules: Path, own_cache: Path) -> None:
    """An entry of other rules, renamed, is recognised by its key."""
    build = Build()
    load_cached(rules, build)
    name = entry(own_cache).name
    (rules / "a.yaml").write_text("a: 2\n")
    entry(own_cache).unlink()
    load_cached(rules, build)
    entry(own_cache).rename(own_cache / name)
    (rules / "a.yaml").write_text("a: 1\n")
    load_cached(rules, build)
    assert build.times == 3


def test_entry_that_others_can_write_is_not_used(rules: Path, own_cache: Path) -> None:
    """What the cache holds is run: only this user may have written it."""
    build = Build()
    load_cached(rules, build)
    entry(own_cache).chmod(0o666)
    load_cached(rules, build)
    assert build.times == 2


def test_foreign_owner_is_not_trusted(rules: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An entry of another user is built again."""
    build = Build()
    load_cached(rules, build)
    mine = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: mine + 1)
    load_cached(rules, build)
    assert build.times == 2


def test_works_without_a_writable_folder(rules: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing can be written, everything is built each time."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("LDN_CACHE_DIR", str(tmp_path / "file/under"))
    build = Build()
    assert load_cached(rules, build) == load_cached(rules, build)
    assert build.times == 2


def test_nothing_is_left_behind(rules: Path, own_cache: Path) -> None:
    """An entry is written in one step; only the newest are kept."""
    for number in range(cache.KEPT + 3):
        (rules / "a.yaml").write_text(f"a: {number}\n")
        load_cached(rules, Build())
    assert len(list(own_cache.iterdir())) == cache.KEPT
    assert all(path.suffix == ".ldncache" for path in own_cache.iterdir())


def test_change_while_building_is_not_stored(rules: Path, own_cache: Path) -> None:
    """What was built of files that changed meanwhile is used once and not kept."""

    def build(directory: str) -> dict[str, bytes]:
        (rules / "a.yaml").write_text("a: 3\n")
        return {}

    load_cached(rules, build)
    assert not own_cache.exists()


def test_faults_of_the_rules_pass_through(rules: Path) -> None:
    """A build that raises stores nothing."""

    def build(directory: str) -> dict[str, bytes]:
        raise RulesError([])

    with pytest.raises(RulesError):
        load_cached(rules, build)


def test_unreadable_file_is_a_fault_of_the_rules(rules: Path) -> None:
    """The build says it; the hash alone raises the typed error."""
    (rules / "b.yaml").symlink_to("nowhere")
    assert load_cached(rules, Build())["empty"] == b""
    with pytest.raises(RulesError, match=r"b\.yaml:1:1: E100 cannot be read: No such file or directory"):
        content_hash(rules)


def test_cache_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    """LDN_CACHE_DIR, else XDG_CACHE_HOME, else ~/.cache."""
    monkeypatch.setenv("LDN_CACHE_DIR", "/own")
    assert cache_dir() == "/own"
    monkeypatch.delenv("LDN_CACHE_DIR")
    monkeypatch.setenv("XDG_CACHE_HOME", "/xdg")
    assert cache_dir() == "/xdg/ldn-rules"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", "/home/me")
    assert cache_dir() == "/home/me/.cache/ldn-rules"


def test_without_a_home_there_is_no_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A user nobody knows, without HOME: the rules are read anew, and nothing is written to the working folder."""
    for name in ("LDN_CACHE_DIR", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(os.path, "expanduser", lambda path: path)
    monkeypatch.chdir(tmp_path)
    assert cache_dir() is None
    rules = tmp_path / "rules"
    rules.mkdir()
    assert load_cached(rules, lambda _: {"part": b"made"}) == {"part": b"made"}
    assert os.listdir(tmp_path) == ["rules"]


def test_rules_survive_the_codec(site: Site) -> None:
    """Rules read back are equal to those written, spans and all."""
    ruleset = load_ruleset(site.root)
    assert read_ruleset(dump_ruleset(ruleset)) == ruleset


def test_shipped_rules_survive_the_codec(root: Path) -> None:
    """The same for everything the shipped rules use."""
    ruleset = load_ruleset(root / "rules")
    assert read_ruleset(dump_ruleset(ruleset)) == ruleset


def test_read_only_mappings_survive_the_codec(site: Site) -> None:
    """A mapping that nobody may change is written as any other."""
    ruleset = load_ruleset(site.root)
    closed = replace(ruleset, tables=MappingProxyType(dict(ruleset.tables)))
    assert read_ruleset(dump_ruleset(closed)) == ruleset


def test_reading_imports_neither_yaml_nor_schemas(site: Site, own_cache: Path) -> None:
    """The way from the cache to the rules leaves PyYAML, jsonschema and difflib alone."""
    load_cached(site.root, lambda folder: {"rules": dump_ruleset(load_ruleset(folder))})
    program = (
        "import sys\n"
        "from ldn_rules.rulebook.cache import load_cached\n"
        "from ldn_rules.rulebook.codec import read_ruleset\n"
        f"rules = read_ruleset(load_cached({str(site.root)!r}, lambda folder: {{}})['rules'])\n"
        "print(len(rules.rules), sorted({'yaml', 'jsonschema', 'difflib'} & set(sys.modules)))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "7 []\n"
