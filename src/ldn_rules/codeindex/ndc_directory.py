"""The FDA's National Drug Code directory: ``product.txt`` and ``package.txt``, tab-separated with a header line.

A row of products is one listing: its ingredients are the names of ``SUBSTANCENAME``, in one order with their
strengths. Product and package codes become codes of the row (https://www.fda.gov/drugs/drug-approvals-and-databases/
national-drug-code-database-background-information).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ldn_rules.codeindex.model import Coded, Release
from ldn_rules.rulebook.code_systems import NDC
from ldn_rules.rulebook.errors import CodeIndexError
from ldn_rules.rulebook.ndc import ndc_forms

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ldn_rules.codeindex.files import Member
    from ldn_rules.codeindex.model import LeftOut

PRODUCTS: Final = "product.txt"
PACKAGES: Final = "package.txt"

_OF_PRODUCTS: Final = (
    *("PRODUCTID", "PRODUCTNDC", "PROPRIETARYNAME", "PROPRIETARYNAMESUFFIX", "NONPROPRIETARYNAME", "DOSAGEFORMNAME"),
    *("ROUTENAME", "ENDMARKETINGDATE", "SUBSTANCENAME", "ACTIVE_NUMERATOR_STRENGTH", "ACTIVE_INGRED_UNIT"),
    "PHARM_CLASSES",
)
_OF_PACKAGES: Final = ("PRODUCTID", "NDCPACKAGECODE")
_KIT: Final = "KIT"

Row = dict[str, str]


def release_of(products: Member, packages: Member | None, version: str | None) -> Release:
    """The directory; ``version`` is the day of the file unless given."""
    files = tuple(each.name for each in (products, packages) if each is not None)
    return Release(
        "ndc", "FDA NDC directory", version or products.day, files, lambda left: _entries(products, packages, left)
    )


def _entries(products: Member, packages: Member | None, left: LeftOut) -> Iterator[Coded]:
    by_product = _packages(packages, left) if packages is not None else {}
    for place, row in _rows(products, _OF_PRODUCTS, left):
        codes = [row["PRODUCTNDC"], *by_product.pop(row["PRODUCTID"], ())]
        yield _coded(row, tuple(dict.fromkeys(_forms(codes, place, left))))
    for names in by_product.values():
        for _ in names:
            left.add("a package of a product that is not there", packages.name if packages is not None else "")


def _packages(packages: Member, left: LeftOut) -> dict[str, list[str]]:
    """The package codes of each product."""
    found: dict[str, list[str]] = {}
    for _, row in _rows(packages, _OF_PACKAGES, left):
        found.setdefault(row["PRODUCTID"], []).append(row["NDCPACKAGECODE"])
    return found


def _forms(codes: list[str], place: str, left: LeftOut) -> Iterator[tuple[str, str]]:
    for code in codes:
        forms = ndc_forms(code)
        if len(forms) == 1:
            yield NDC, forms[0]
        else:
            left.add("a code that is not one NDC", f"{place}: {code or 'nothing'}")


def _rows(member: Member, wanted: tuple[str, ...], left: LeftOut) -> Iterator[tuple[str, Row]]:
    """The rows with their places, cut to the columns wanted."""
    lines = member.lines()
    header = next(lines, (1, ""))[1].removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}").split("\t")
    missing = [name for name in wanted if name not in header]
    if missing:
        raise CodeIndexError(f"{member.name}:1: the column {missing[0]} is missing; this is no such file of the FDA")
    places = {name: header.index(name) for name in wanted}
    for number, line in lines:
        cells = line.split("\t")
        place = f"{member.name}:{number}"
        if len(cells) == len(header):
            yield place, {name: cells[at].strip() for name, at in places.items()}
        elif line.strip():
            left.add("a row with another number of cells than the header", place)


def _coded(row: Row, codes: tuple[tuple[str, str], ...]) -> Coded:
    ended = row["ENDMARKETINGDATE"]
    ingredients = tuple(name for name in (part.strip() for part in row["SUBSTANCENAME"].split(";")) if name)
    return Coded(
        codes=codes,
        name=_name(row),
        ingredients=ingredients,
        generic="" if ingredients else row["NONPROPRIETARYNAME"],
        group=row["PHARM_CLASSES"],
        status=f"marketed until {ended}" if ended else "",
        pack=row["DOSAGEFORMNAME"] == _KIT,
    )


def _name(row: Mapping[str, str]) -> str:
    """Brand, names with their strengths, form and route, as a name is written."""
    brand = " ".join(part for part in (row["PROPRIETARYNAME"], row["PROPRIETARYNAMESUFFIX"]) if part)
    generic = _generic(row)
    names = [generic] if generic.lower().startswith(brand.lower()) else [brand, generic]
    parts = [*names, row["DOSAGEFORMNAME"], row["ROUTENAME"]]
    return ", ".join(part for part in parts if part)


def _generic(row: Mapping[str, str]) -> str:
    names, values, units = (
        [part.strip() for part in row[column].split(";")]
        for column in ("SUBSTANCENAME", "ACTIVE_NUMERATOR_STRENGTH", "ACTIVE_INGRED_UNIT")
    )
    if not names[0] or not len(names) == len(values) == len(units):
        return row["NONPROPRIETARYNAME"]
    return " / ".join(
        f"{name} {value} {unit.removesuffix('/1')}".strip()
        for name, value, unit in zip(names, values, units, strict=True)
    )
