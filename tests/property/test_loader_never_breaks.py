"""Whatever stands in a rules folder, the loader says faults with their places, and nothing else happens."""

from __future__ import annotations

import importlib.util
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ldn_rules.rulebook import source
from ldn_rules.rulebook.codec import dump_ruleset, read_ruleset
from ldn_rules.rulebook.diagnostics import MEANINGS, human, plain
from ldn_rules.rulebook.errors import RulesError
from ldn_rules.rulebook.load import load_folder
from ldn_rules.rulebook.problems import Problems
from ldn_rules.rulebook.source import parse_source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from ldn_rules.rulebook.diagnostics import Diagnostic


_SAMPLE = Path(__file__).parent.parent / "unit/rulebook/conftest.py"
_SPEC = importlib.util.spec_from_file_location("rulebook_sample", _SAMPLE)
assert _SPEC is not None
assert _SPEC.loader is not None
sample = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(sample)

FILES = sample.FILES
NAMES = sorted(FILES)
PLAIN = {name: yaml.safe_load(text) for name, text in FILES.items()}
SNIPPETS = (
    *("- ", ": ", "\n", "  ", "{", "}", "[", "]", ",", "#", "&a ", "*a", "!!x ", "|", ">", "'", '"', "?", "---\n"),
    *("\t", "no", "4.5", "21:00", "0123", "2026-01-10", "<<: ", "\x00", "\u200b", "é", "~", "any: ", "never", "as-of"),
)
WORDS = (
    *("opioid", "ntx", "a", "b", "step", "as-of", "never", "known", "unknown", "quiet", "none", "course", "patient"),
    *("opioid.last", "ntx.start", "opioid.washout", "washouts", "short-acting", "major", "LDN104", "LDN999", "P3"),
    *(
        "7 days",
        "4.5 mg",
        "-1 day",
        "3 x",
        "18 years",
        "{value}",
        "{opioid.drug}",
        "",
        " ",
        "2026-02-30",
        "LDN104 major",
    ),
)
KEYS = (
    *("of", "field", "from", "to", "is", "is-a", "at-least", "less-than", "overlap", "any", "kind", "class", "where"),
    *("rows", "table", "key", "severity", "bands", "cases", "match", "when", "unless", "message", "other-than", "x"),
)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-20, 20) | st.sampled_from(WORDS) | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3),
    max_leaves=5,
)


def check_faults(found: Iterable[Diagnostic]) -> None:
    """Every fault has a known code and can be shown."""
    for fault in found:
        assert fault.code in MEANINGS
        assert fault.span.line >= 1
        assert fault.span.column >= 1
        assert plain(fault).isprintable()
        assert human(fault)


def parse(data: bytes) -> None:
    """Parse: nodes, or at least one fault."""
    problems = Problems()
    found = parse_source(data, "f.yaml", problems)
    check_faults(problems.found)
    assert found is not None or problems.found


def load(name: str, data: bytes) -> None:
    """Load the sample with one file replaced: rules that survive the cache, or RulesError."""
    with tempfile.TemporaryDirectory() as folder:
        site = sample.Site(Path(folder) / "rules")
        site.write(name, data)
        try:
            ruleset = load_folder(site.root).ruleset
        except RulesError as error:
            check_faults(error.diagnostics)
        else:
            assert read_ruleset(dump_ruleset(ruleset)) == ruleset


def paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every path of plain data."""
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from paths(item, (*path, key))


def replaced(value: Any, path: Iterable[Any], new: Any) -> Any:
    """The data with the value at a path replaced."""
    if not path:
        return new
    key, *rest = path
    copied = dict(value) if isinstance(value, dict) else list(value)
    copied[key] = replaced(value[key], rest, new)
    return copied


@st.composite
def cut_texts(draw: st.DrawFn) -> tuple[str, str]:
    """A file of the sample with a stretch deleted, doubled or replaced."""
    name = draw(st.sampled_from(NAMES))
    text = FILES[name]
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, min(len(text), start + 60)))
    new = "".join(draw(st.lists(st.sampled_from([*SNIPPETS, text[start:end]]), max_size=3)))
    return name, text[:start] + new + text[end:]


@st.composite
def other_values(draw: st.DrawFn) -> tuple[str, str]:
    """A file of the sample, well-formed, with one or two values that belong elsewhere."""
    name = draw(st.sampled_from(NAMES))
    data = PLAIN[name]
    for _ in range(draw(st.integers(1, 2))):
        data = replaced(data, draw(st.sampled_from(list(paths(data)))), draw(values))
    return name, json.dumps(data)


@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    """Bytes give nodes or faults."""
    parse(data)


@given(st.text(max_size=200))
def test_any_text(text: str) -> None:
    """Text gives nodes or faults."""
    parse(text.encode("utf-8", errors="surrogatepass"))


@given(st.lists(st.sampled_from([*SNIPPETS, *WORDS, *KEYS]), max_size=40).map("".join))
def test_any_run_of_yaml_words(text: str) -> None:
    """Runs of what YAML is made of give nodes or faults, from either parser."""
    parse(text.encode())
    with patch.object(source, "_LOADER", yaml.SafeLoader):
        parse(text.encode())


@settings(max_examples=50)
@given(cut_texts())
def test_any_cut_of_a_rules_folder(change: tuple[str, str]) -> None:
    """A file of a valid folder, cut anywhere, loads or is refused."""
    name, text = change
    load(name, text.encode())


@settings(max_examples=80)
@given(other_values())
def test_any_value_anywhere(change: tuple[str, str]) -> None:
    """A value of any type at any place loads or is refused."""
    name, text = change
    load(name, text.encode())
