"""Compare the vignettes of a clinical specification with the tests inside the rules, by name.

    python tools/compare_vignettes.py SPEC [--rules DIR]

SPEC is a Markdown file. Its rules begin with a line such as ``LDN104 *Title* | ...``; a line `` V: a | b | c`` below
one holds its vignettes; ``a 20 C, =28 I`` and ``"a", "b" -`` are several. A vignette is there if the name of one test
of that rule has all words of it, in any order. Not counted as words are the mark before it (``+``, ``=``, ``-``),
rule ids, what follows a severity, an arrow or a colon, and short words of a sentence; numbers always count. What a test
of another kind shows (a site policy, say) stands with that test in ``tools/data/vignettes-elsewhere.txt``.

Prints a line for each rule and each vignette that is missing; exits 1 if any is, 2 if SPEC has none.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ROOT = Path(__file__).resolve().parent.parent
ELSEWHERE = ROOT / "tools" / "data" / "vignettes-elsewhere.txt"
_RULE = re.compile(r"^(LDN\d{3}) \*")
_ID = re.compile(r"LDN\d{3}")
_VIGNETTES = re.compile(r"^\s*V(?: \([^)]*\))?: (.+)$")
_CONSEQUENCE = re.compile(r"\s*->.*$|: .*$|\s(?:C|CA|MA|MO|MI|I)\b.*$| -$")
_WORD = re.compile(r"LDN\d{3}|\d+(?:[.,/]\d+)*|[^\W\d_]+")
_LIST = re.compile(r'[+=-]?(?:"[^"]*", )+"[^"]*"[ -]*')
_SMALL = frozenset(
    {"a", "an", "and", "as", "at", "by", "for", "in", "is", "of", "on", "or", "s", "the", "to", "with", "d", "x"}
    | {"day", "days"}
)
_MEANS = {"o": "oxycodone", "m": "methadone"}


class Vignette(NamedTuple):
    """One vignette: the rule's id and the words as written."""

    rule: str
    text: str


def vignettes(specification: str) -> Iterator[Vignette]:
    """All vignettes of a specification, in its order."""
    rule = ""
    for line in specification.splitlines():
        if line.startswith("#"):
            rule = ""
        if heading := _RULE.match(line):
            rule = heading[1]
        elif rule and (found := _VIGNETTES.match(line)):
            yield from (Vignette(rule, one.strip()) for text in found[1].split(" | ") for one in _parts(text))


def _parts(text: str) -> Sequence[str]:
    if _LIST.fullmatch(text.strip()):
        return [part.strip("+=- ") for part in text.split(",")]
    return text.split(", =")


def plain(text: str) -> str:
    """A vignette without its mark and its outcome."""
    return _CONSEQUENCE.sub("", text.strip().lstrip("+=-"))


def words(text: str) -> frozenset[str]:
    """What a test's name must have to be the vignette ``text``; of nothing but a consequence, all of it."""
    return _words(plain(text)) or _words(text)


def _words(text: str) -> frozenset[str]:
    found = (word for word in _WORD.findall(text) if not _ID.fullmatch(word))
    small = (_MEANS.get(word.lower(), word.lower()) for word in found)
    return frozenset(word for word in small if word not in _SMALL)


def tests(rules: Path) -> dict[str, list[str]]:
    """The names of the tests inside each rule file of a folder, by the rule's id."""
    files = sorted(rules.rglob("LDN*.yaml"))
    return {file.stem[:6]: [test["name"] for test in _load(file).get("tests") or ()] for file in files}


def _load(file: Path) -> dict[str, list[dict[str, str]]]:
    loaded: dict[str, list[dict[str, str]]] = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return loaded


def elsewhere(lines: Sequence[str]) -> dict[Vignette, str]:
    """Vignettes that a test of another kind shows, with that test: ``rule | vignette | file::test`` a line."""
    rows = (line.split(" | ") for line in lines if line.strip() and not line.startswith("#"))
    return {Vignette(rule, text): test for rule, text, test in rows}


def missing(
    wanted: Sequence[Vignette], named: Mapping[str, Sequence[str]], other: Mapping[Vignette, str]
) -> list[Vignette]:
    """The vignettes that no test shows, in their order."""
    known = {rule: [_words(name) for name in names] for rule, names in named.items()}
    return [
        one for one in wanted if one not in other and not any(words(one.text) <= has for has in known.get(one.rule, ()))
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the comparison; 0 if every vignette is there, 1 if one is missing, 2 if there is none to compare."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("spec", type=Path, help="the specification, a Markdown file")
    parser.add_argument("--rules", type=Path, default=ROOT / "rules", help="folder of the rules")
    parser.add_argument("--elsewhere", type=Path, default=ELSEWHERE, help="vignettes that other tests show")
    given = parser.parse_args(arguments)
    wanted = list(vignettes(given.spec.read_text(encoding="utf-8")))
    if not wanted:
        print(f"{given.spec.name}: no vignettes found", file=sys.stderr)
        return 2
    named = tests(given.rules)
    lacking = missing(wanted, named, elsewhere(given.elsewhere.read_text(encoding="utf-8").splitlines()))
    for rule in dict.fromkeys(one.rule for one in wanted):
        of_rule, gone = (sum(one.rule == rule for one in some) for some in (wanted, lacking))
        print(f"{rule}: {of_rule} vignettes, {of_rule - gone} there, {gone} missing; {len(named.get(rule, ()))} tests")
        print(*(f"  missing: {one.text}\n" for one in lacking if one.rule == rule), sep="", end="")
    print(f"{len(wanted)} vignettes, {len(lacking)} missing")
    return 1 if lacking else 0


if __name__ == "__main__":
    sys.exit(main())
