"""How well product names are read: every product of an NDC product file, as lists write it, against what it holds.

    python tools/measure_names.py product.txt                  half A, each miss listed
    python tools/measure_names.py product.txt --half B --counts-only

Products are split in two halves by a hash of labeler and proprietary name: mend by half A, measure on half B. What a
product holds is taken from its substances (tools/data/*-substances.txt), never from its name. Homeopathic products with
an opioid among their dilutions, products without their substances, and texts that stand on products with and without
an opioid are counted apart.
Prints the figures; exit 2 if the file is no NDC product file.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path[:0] = [os.path.join(ROOT, folder) for folder in ("src", "tools")]

from ldn_rules.pipeline import readers  # noqa: E402 - the path is set above
from ndc_products import NotProductsError, Product, read_products  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

DATA: Final = Path(ROOT, "tools", "data")
OPIOID, NALTREXONE, NEITHER = "opioid", "naltrexone", "neither"
MIXED, HOMEOPATHIC, UNTOLD = "mixed", "homeopathic opioid", "without its substances"
WRITINGS: Final[Mapping[str, Callable[[Product], str]]] = {
    "brand": lambda product: product.brand,
    "generic": lambda product: product.generic,
    "brand with suffix": lambda product: f"{product.brand} {product.suffix}" if product.suffix else "",
    "brand strength form": lambda product: _line(product.brand, product),
    "generic strength form": lambda product: _line(product.generic, product),
    "brand (generic) strength form": lambda product: _line(f"{product.brand} ({product.generic})", product),
}
"""How a list may write a product; an empty text is not written."""


@dataclass(slots=True)
class Figures:
    """Counts by what the texts hold, and the texts that were read wrong as (what, text, reading)."""

    texts: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    false_opioids: int = 0
    false_naltrexone: int = 0
    misses: list[tuple[str, str, str]] = field(default_factory=list)


def _line(name: str, product: Product) -> str:
    return " ".join(part for part in (name, product.strength, product.plain_form) if part) if name else ""


def words_of(name: str) -> frozenset[str]:
    """The words of a file of ``tools/data``."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def holds(product: Product, opioids: frozenset[str], naltrexone: frozenset[str]) -> frozenset[str]:
    """What a product holds of opioids and naltrexone, by its substances; or why that cannot be told."""
    words = {word for substance in product.substances for word in substance.lower().replace(",", " ").split()}
    if not words:
        return frozenset({UNTOLD})
    kinds = {kind for kind, listed in ((OPIOID, opioids), (NALTREXONE, naltrexone)) if words & listed}
    if product.is_homeopathic and kinds:
        return frozenset({HOMEOPATHIC})
    return frozenset(kinds or {NEITHER})


def half_of(product: Product) -> str:
    """``A`` or ``B``, by a hash of labeler and proprietary name."""
    key = f"{product.labeler}\0{product.brand}".lower().encode()
    return "AB"[hashlib.sha256(key).digest()[0] & 1]


def texts_of(products: Iterable[Product], half: str) -> dict[str, frozenset[str]]:
    """Every text that writes a product of the half, and what the products written so hold, over both halves."""
    opioids, naltrexone = words_of("opioid-substances.txt"), words_of("naltrexone-substances.txt")
    kinds: dict[str, set[frozenset[str]]] = {}
    wanted: dict[str, None] = {}
    for product in products:
        held = holds(product, opioids, naltrexone)
        for text in _written(product):
            kinds.setdefault(text, set()).add(held)
            if half_of(product) == half:
                wanted[text] = None
    return {text: next(iter(kinds[text])) if len(kinds[text]) == 1 else frozenset({MIXED}) for text in wanted}


def _written(product: Product) -> Iterator[str]:
    return (text for write in WRITINGS.values() if (text := write(product)))


def measure(texts: Mapping[str, frozenset[str]], read: Callable[[str], Mapping[str, object]]) -> Figures:
    """Read every text and count. ``read`` gives the shape of ``drugs read``."""
    figures = Figures()
    for text, held in texts.items():
        _count(figures, text, held, read(text))
    return figures


def _count(figures: Figures, text: str, held: frozenset[str], reading: Mapping[str, object]) -> None:
    classes = reading["classes"]
    assert isinstance(classes, list)
    seen = {kind for kind in (OPIOID, NALTREXONE) if kind in classes}
    figures.texts.update(held)
    shown = f"{reading['outcome']}: {reading['ingredients']}; {reading['why']}"
    for kind in (OPIOID, NALTREXONE):
        figures.found[kind] += kind in held and kind in seen
        if kind in held and kind not in seen:
            figures.misses.append((f"missed {kind}", text, shown))
    if held == {NEITHER}:
        figures.outcomes[str(reading["outcome"])] += 1
        figures.false_opioids += OPIOID in seen
        figures.false_naltrexone += NALTREXONE in seen
        figures.misses += [(f"false {kind}", text, shown) for kind in sorted(seen)]


def report(figures: Figures, *, counts_only: bool) -> Iterator[str]:
    """The figures as lines of text, each wrong reading after them."""
    for kind in (OPIOID, NALTREXONE):
        yield f"{kind} recall: {_share(figures.found[kind], figures.texts[kind])}"
    others = figures.texts[NEITHER]
    yield f"false opioids among the others: {_share(figures.false_opioids, others)}"
    yield f"false naltrexone among the others: {_share(figures.false_naltrexone, others)}"
    for outcome, count in sorted(figures.outcomes.items()):
        yield f"others {outcome}: {_share(count, others)}"
    for kind in (MIXED, HOMEOPATHIC, UNTOLD):
        yield f"not judged, {kind}: {figures.texts[kind]}"
    if not counts_only:
        yield from (f"{what}\t{text}\t{reading}" for what, text, reading in figures.misses)


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({100 * part / whole:.3f} %)" if whole else "none"


def main(arguments: list[str] | None = None) -> int:
    """Measure the half asked for and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("products", type=Path, help="an NDC product file")
    parser.add_argument("--half", choices=["A", "B"], default="A", help="which half of the products (A)")
    parser.add_argument("--rules", help="another rules folder")
    parser.add_argument("--counts-only", action="store_true", help="the figures without the texts that were read wrong")
    asked = parser.parse_args(arguments)
    try:
        texts = texts_of((product for product in read_products(asked.products) if product.is_human), asked.half)
    except (NotProductsError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    figures = measure(texts, readers(asked.rules).drugs_read)
    print("\n".join(report(figures, counts_only=asked.counts_only)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
