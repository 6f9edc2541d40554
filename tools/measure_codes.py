"""Measures a code index on an NDC directory: what its codes alone are read as, and how fast.

    python tools/measure_codes.py product.txt package.txt

Imports the directory into a file of its own, looks up every package code, and reads one code of every product without
a name. A product is an opioid or holds naltrexone where one of its substances is spelt like one (a list of stems that
does not come from the vocabulary), and where it has no substances, where its generic name is. Prints one line a figure
and every product that was read otherwise.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from collections import Counter
from typing import TYPE_CHECKING

from ldn_rules.codeindex.build import import_releases
from ldn_rules.codeindex.lookup import SqliteIndex
from ldn_rules.codeindex.releases import releases_in
from ldn_rules.intake.model import Coding
from ldn_rules.pipeline.book import load_book
from ldn_rules.reading.drugs import DrugReader
from ldn_rules.rulebook.code_systems import NDC
from ldn_rules.rulebook.files import find_rules_dir
from ldn_rules.rulebook.ndc import hyphenated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ldn_rules.reading.model import DrugReading

OPIOID = re.compile(
    r"\b(?!apomorph|dextromethorph)\w*(?:morphin|codein|codone|morphone|fentan|meperid|methado|tramad|tapentad|buprenorph"
    r"|butorphan|nalbuph|pentazoc|levorphan|diphenox|loperam|difenox|eluxad|olicer|propoxyph|dezocin|mitragyn)|\bopium",
    re.IGNORECASE,
)
NALTREXONE = re.compile(r"\bnaltrexone", re.IGNORECASE)
"""``methylnaltrexone`` is another drug."""


def main(files: Sequence[str]) -> int:
    """Import, look up, read; 1 if an opioid or naltrexone was missed or seen where there is none."""
    if not files:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        (source,) = import_releases(f"{folder}/codes.sqlite", releases_in(files))
        print(f"import: {source.codes:,} codes of {source.entries:,} drugs in {time.perf_counter() - start:.1f} s")
        return measure(SqliteIndex(f"{folder}/codes.sqlite"))


def measure(index: SqliteIndex) -> int:
    """All codes of an index."""
    rows = index._open().execute("SELECT form FROM code ORDER BY form").fetchall()  # noqa: SLF001 (its own tool)
    forms = [form for (form,) in rows]
    start = time.perf_counter()
    for form in forms:
        index.find(NDC, (form,))
    print(f"look-up: {len(forms) / (time.perf_counter() - start):,.0f} a second")
    reader = DrugReader(load_book(find_rules_dir()).vocabulary, index)
    start = time.perf_counter()
    wrong = [line for form in forms for line in judged(form, index, reader)]
    print(f"read without a name: {len(forms) / (time.perf_counter() - start):,.0f} a second")
    print("\n".join(f"{name}: {number:,}" for name, number in sorted(COUNTS.items())))
    print("\n".join(wrong) or "none was read otherwise")
    return 1 if wrong else 0


COUNTS: Counter[str] = Counter()


def judged(form: str, index: SqliteIndex, reader: DrugReader) -> list[str]:
    """What is wrong with the reading of a code, if anything."""
    entries = index.find(NDC, (form,))
    texts = [text for entry in entries for text in (entry.ingredients or (entry.generic, entry.name))]
    drug = reader.read(None, [Coding(NDC, hyphenated(form))]).drug
    kind = "package" if len(form) > len("123456789") else "product"
    COUNTS[f"{kind}s {drug.outcome}"] += 1
    found = []
    for name, pattern in (("opioid", OPIOID), ("naltrexone", NALTREXONE)):
        wanted = any(pattern.search(text) for text in texts)
        COUNTS[f"{kind}s with {name}"] += wanted
        COUNTS[f"{kind}s read as {name}"] += name in drug.classes
        if wanted != (name in drug.classes):
            found.append(_line(form, name, drug, wanted=wanted))
    return found


def _line(form: str, name: str, drug: DrugReading, *, wanted: bool) -> str:
    said = "missed" if wanted else "seen"
    return f"{name} {said}: {hyphenated(form)} {', '.join(drug.ingredients)[:80]} ({drug.outcome}: {drug.why[:160]})"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
