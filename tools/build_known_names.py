"""Builds rules/vocabulary/known-names.txt: names of drugs that the rules do not speak of, one a line.

    python tools/build_known_names.py product.txt UNII_Names.txt /usr/share/dict/words
    python tools/build_known_names.py ... --half A -o known-names.txt     from one half of the products alone

The inputs are the product file of the FDA's NDC directory, the FDA's file of UNII names, and a list of English words
(a name made of those alone says nothing). tools/known_names.py says which names are taken; which stems are never is in
tools/data/opioid-stems.txt. Prints how many names there are, and those of marketed drugs that were left out because
they are near the name of an opioid or of naltrexone: once looked at, they may go into
tools/data/near-names-looked-at.txt. Takes about a minute. Exit 2 if an input cannot be read.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path[:0] = [os.path.join(ROOT, folder) for folder in ("src", "tools")]

from known_names import Barred, add_substances, from_directory, listed  # noqa: E402 - the path is set above
from ldn_rules.pipeline.book import load_book  # noqa: E402
from measure_names import half_of, words_of  # noqa: E402
from ndc_products import NotProductsError, read_products  # noqa: E402
from unii_names import NotNamesError, read_substances  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from ldn_rules.rulebook.vocabulary import Vocabulary
    from ndc_products import Product
    from unii_names import Substance

RULES: Final = Path(ROOT, "rules")
HEADER: Final = """\
# Names of drugs that the rules do not speak of, as words without signs and in small letters, one a line. No opioid, no
# opioid antagonist and nothing else that the vocabulary knows stands here; a name that is in both is the vocabulary's.
# Made by tools/build_known_names.py, not by hand. Sources, both of the U.S. Food and Drug Administration, public domain
# (17 U.S.C. 105):
#   National Drug Code Directory, product file, {products}
#   Unique Ingredient Identifiers (UNII), names, {names}
"""


def build(
    products: Iterable[Product], substances: Iterable[Substance], plain: Collection[str], vocabulary: Vocabulary
) -> tuple[list[str], dict[str, tuple[str, ...]]]:
    """The names of the list in order, and those left out for being near a guarded name, with what they are near to."""
    barred = Barred(vocabulary, words_of("opioid-stems.txt"), plain, words_of("opioid-substances.txt"))
    named = from_directory(products, barred)
    add_substances(substances, named, barred)
    return listed(named, barred, words_of("near-names-looked-at.txt"))


def write(path: Path, names: Sequence[str], sources: dict[str, str]) -> None:
    """The list with its provenance."""
    path.write_text(HEADER.format(**sources) + "".join(f"{name}\n" for name in names), encoding="utf-8", newline="\n")


def main(arguments: list[str] | None = None) -> int:
    """Build, write, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("products", type=Path, help="product file of an NDC directory")
    parser.add_argument("names", type=Path, help="file of UNII names")
    parser.add_argument("plain", type=Path, help="English words, one a line")
    parser.add_argument("--half", choices=["A", "B"], help="take the products of one half alone")
    parser.add_argument("--products-version", default="", help="version and date of the product file, for the header")
    parser.add_argument("--names-version", default="", help="the same of the names")
    parser.add_argument("-o", "--output", type=Path, default=RULES / "vocabulary" / "known-names.txt")
    asked = parser.parse_args(arguments)
    try:
        products = [one for one in read_products(asked.products) if asked.half in {None, half_of(one)}]
        substances = read_substances(asked.names)
        plain = frozenset(asked.plain.read_text(encoding="utf-8").lower().split())
    except (NotProductsError, NotNamesError, OSError, UnicodeDecodeError) as error:
        print(error, file=sys.stderr)
        return 2
    names, left = build(products, substances.values(), plain, load_book(str(RULES)).vocabulary)
    write(asked.output, names, {"products": asked.products_version, "names": asked.names_version})
    print(f"{len(names)} names, {asked.output.stat().st_size} bytes; left out, near a guarded name:")
    print("\n".join(f"  {name}: {', '.join(close)}" for name, close in left.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
