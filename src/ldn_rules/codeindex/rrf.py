"""Files of a release of RxNorm: lines of cells between bars, no header (RxNorm technical documentation, NLM; the
columns are those of the load scripts that every release carries).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ldn_rules.codeindex.files import Member
    from ldn_rules.codeindex.model import LeftOut

_COLUMNS: Final = {
    "rxnconso.rrf": (
        "RXCUI|LAT|TS|LUI|STT|SUI|ISPREF|RXAUI|SAUI|SCUI|SDUI|SAB|TTY|CODE|STR|SRL|SUPPRESS|CVF"  # names of concepts
    ),
    "rxnrel.rrf": (
        "RXCUI1|RXAUI1|STYPE1|REL|RXCUI2|RXAUI2|STYPE2|RELA|RUI|SRUI|SAB|SL|DIR|RG|SUPPRESS|CVF"  # 2 RELA 1
    ),
    "rxnsat.rrf": "RXCUI|LUI|SUI|RXAUI|STYPE|CODE|ATUI|SATUI|ATN|SAB|ATV|SUPPRESS|CVF",
    "rxnatomarchive.rrf": (
        "RXAUI|AUI|STR|ARCHIVE_TIMESTAMP|CREATED_TIMESTAMP|UPDATED_TIMESTAMP|CODE|IS_BRAND|LAT|LAST_RELEASED|SAUI"
        "|VSAB|RXCUI|SAB|TTY|MERGED_TO_RXCUI"
    ),
    "rxncui.rrf": "CUI1|VER_START|VER_END|CARDINALITY|CUI2",
    "rxnsab.rrf": "VCUI|RCUI|VSAB|RSAB|SON|SF|SVER",
}
"""The columns of each file, in order; a line may have more behind them."""


def cells_of(
    member: Member, file: str, wanted: str, left: LeftOut | None = None, holding: bytes = b""
) -> Iterator[tuple[str, ...]]:
    """The cells of the columns ``wanted`` (``RXCUI|TTY``) of each line of a file that holds some bytes; a line with too
    few is left out.
    """
    columns = _COLUMNS[file].split("|")
    places = [columns.index(name) for name in wanted.split("|")]
    for number, line in member.lines(holding):
        cells = line.split("|")
        if len(cells) >= len(columns):
            yield tuple([cells[place].strip() for place in places])
        elif line.strip() and left is not None:
            left.add("a line with too few cells", f"{member.name}:{number}")
