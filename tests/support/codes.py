"""Small releases made by hand, with the traps of the real ones, and indexes of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ldn_rules.codeindex.build import import_releases
from ldn_rules.codeindex.lookup import SqliteIndex
from ldn_rules.codeindex.releases import releases_in
from ldn_rules.intake.model import Coding
from ldn_rules.reading.drugs import DrugReader
from support.reading import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ldn_rules.reading.model import DrugReading

NAMES = """\
7052|IN|morphine|N
7243|IN|naltrexone|N
161|IN|acetaminophen|N
7804|IN|oxycodone|N
99001|IN|zilucoplan|N
203177|PIN|morphine sulfate|N
203200|PIN|naltrexone hydrochloride|N
900010|MIN|morphine / naltrexone|N
900011|MIN|acetaminophen / oxycodone|N
900020|BN|MS Contin|N
900021|BN|Embeda|N
900030|SCDC|morphine sulfate 15 MG|N
900031|SCDC|morphine sulfate 20 MG|N
900032|SCDC|naltrexone hydrochloride 0.8 MG|N
900033|SCDC|oxycodone hydrochloride 5 MG|N
900034|SCDC|acetaminophen 325 MG|N
900035|SBDC|morphine sulfate 15 MG [MS Contin]|N
900040|SCD|morphine sulfate 15 MG Extended Release Oral Tablet|N
900041|SBD|morphine sulfate 15 MG Extended Release Oral Tablet [MS Contin]|N
900042|SCD|morphine sulfate 20 MG / naltrexone hydrochloride 0.8 MG Extended Release Oral Capsule|N
900043|SCD|12 HR morphine sulfate 15 MG Extended Release Oral Tablet|N
900044|SCD|acetaminophen 325 MG / oxycodone hydrochloride 5 MG Oral Tablet|N
900045|SCD|zilucoplan 16.6 MG Prefilled Syringe|N
900046|SCD|morphine sulfate 10 MG Oral Tablet|O
900047|SCD|acetaminophen 500 MG Oral Tablet|Y
900050|GPCK|{1 (acetaminophen 325 MG / oxycodone hydrochloride 5 MG Tablet) / 1 (acetaminophen 500 MG Tablet)} Pack|N
900060|SCDF|morphine Extended Release Oral Tablet|N
900070|DF|Oral Tablet|N
"""
RELATIONS = """\
203177 form_of 7052
7052 has_form 203177
203200 form_of 7243
900010 has_part 7052
900010 has_part 7243
7052 part_of 900010
7243 part_of 900010
900011 has_part 161
900011 has_part 7804
900020 tradename_of 7052
7052 has_tradename 900020
900020 has_precise_ingredient 203177
900021 tradename_of 7052
900021 tradename_of 7243
900030 has_ingredient 7052
900030 has_precise_ingredient 203177
7052 ingredient_of 900030
900031 has_ingredient 7052
7052 ingredient_of 900031
900032 has_ingredient 7243
900033 has_ingredient 7804
900034 has_ingredient 161
900035 tradename_of 900030
900035 has_ingredient 900020
900020 ingredient_of 900035
900040 consists_of 900030
900030 constitutes 900040
900040 isa 900060
900040 has_dose_form 900070
900041 consists_of 900035
900041 tradename_of 900040
900041 has_ingredient 900020
900042 consists_of 900031
900042 consists_of 900032
900031 constitutes 900042
900042 has_ingredients 900010
900010 ingredients_of 900042
900043 quantified_form_of 900040
900040 has_quantified_form 900043
900044 consists_of 900033
900044 has_ingredients 900011
900045 has_ingredient 99001
900047 consists_of 900034
900050 contains 900044
900050 contains 900047
900060 has_ingredient 7052
"""
"""What has the relation first, as it is said; RXNREL has it last."""

NDCS = "900041|00406834001|RXNORM\n900041|0406-8340-62|MTHSPL\n900044|0406051201|MTHSPL\n900070|00000000001|RXNORM\n"
OTHERS = "7052|ATC|N02AA01|morphine\n7052|SNOMEDCT_US|373529000|Morphine\n900070|SNOMEDCT_US|421026006|Oral tablet\n"
ARCHIVE = """\
RXNORM|800001|SCD|Morphine Sulfate 15 MG Extended Release Tablet|900040
RXNORM|800002|SCD|Oxycodone 7.5 MG Oral Tablet|
RXNORM|800003|DF|Tablet|
RXNORM|800005|SCD|Percocet or Embeda|900044
RXNORM|800005|SCD|Percocet or Embeda|900042
MMX|800006|CD|Something|900040
"""
HISTORY = "800004|07AA_070101F|08AA_080101F|1|900044\n7052|07AA_070101F||1|7052\n"
SOURCES = "C1|C2|RXNORM_26AA_261102F|RXNORM|RxNorm|RXNORM|26AA_261102F|\n"


CONSO = "RXCUI|LAT|TS|LUI|STT|SUI|ISPREF|RXAUI|SAUI|SCUI|SDUI|SAB|TTY|CODE|STR|SRL|SUPPRESS|CVF"
REL = "RXCUI1|RXAUI1|STYPE1|REL|RXCUI2|RXAUI2|STYPE2|RELA|RUI|SRUI|SAB|SL|DIR|RG|SUPPRESS|CVF"
SAT = "RXCUI|LUI|SUI|RXAUI|STYPE|CODE|ATUI|SATUI|ATN|SAB|ATV|SUPPRESS|CVF"
ATOMS = (
    "RXAUI|AUI|STR|ARCHIVE_TIMESTAMP|CREATED_TIMESTAMP|UPDATED_TIMESTAMP|CODE|IS_BRAND|LAT|LAST_RELEASED|SAUI"
    "|VSAB|RXCUI|SAB|TTY|MERGED_TO_RXCUI"
)
HTTP = "http://www.nlm.nih.gov/research/umls/rxnorm"


def rrf_line(columns: str, **values: str) -> str:
    """A line of an RRF file: the cells given, the others empty, a bar behind the last."""
    return "".join(f"{values.get(column, '')}|" for column in columns.split("|")) + "\n"


def rrf(folder: Path, *, whole: bool = True) -> Path:
    """A release of RxNorm in a folder; without ``whole`` only the two files that it must have."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {"RXNCONSO.RRF": [*_names(), *_others()], "RXNREL.RRF": list(_relations())}
    if whole:
        files["RXNSAT.RRF"] = [
            rrf_line(SAT, RXCUI=cui, ATN="NDC", SAB=sab, ATV=code, SUPPRESS="N") for cui, code, sab in _rows(NDCS)
        ]
        files["RXNATOMARCHIVE.RRF"] = [
            rrf_line(ATOMS, SAB=sab, RXCUI=cui, TTY=tty, STR=name, MERGED_TO_RXCUI=now)
            for sab, cui, tty, name, now in _rows(ARCHIVE)
        ]
        files["RXNCUI.RRF"], files["RXNSAB.RRF"] = [HISTORY], [SOURCES]
    for name, lines in files.items():
        (folder / name).write_text("".join(lines), encoding="utf-8")
    return folder


def _rows(text: str) -> list[list[str]]:
    return [line.split("|") for line in text.splitlines()]


def _names() -> Iterator[str]:
    for cui, kind, name, suppressed in _rows(NAMES):
        yield rrf_line(CONSO, RXCUI=cui, LAT="ENG", SAB="RXNORM", TTY=kind, CODE=cui, STR=name, SUPPRESS=suppressed)
        yield rrf_line(CONSO, RXCUI=cui, LAT="ENG", SAB="RXNORM", TTY="SY", CODE=cui, STR=f"{name} sy", SUPPRESS="N")


def _others() -> Iterator[str]:
    for cui, sab, code, name in _rows(OTHERS):
        yield rrf_line(CONSO, RXCUI=cui, LAT="ENG", SAB=sab, TTY="PT", CODE=code, STR=name, SUPPRESS="N")


def _relations() -> Iterator[str]:
    for line in RELATIONS.splitlines():
        has, rela, of = line.split()
        yield rrf_line(REL, RXCUI1=of, STYPE1="CUI", REL="RO", RXCUI2=has, STYPE2="CUI", RELA=rela, SAB="RXNORM")


PRODUCT = (
    "PRODUCTID\tPRODUCTNDC\tPRODUCTTYPENAME\tPROPRIETARYNAME\tPROPRIETARYNAMESUFFIX\tNONPROPRIETARYNAME"
    "\tDOSAGEFORMNAME\tROUTENAME\tSTARTMARKETINGDATE\tENDMARKETINGDATE\tSUBSTANCENAME"
    "\tACTIVE_NUMERATOR_STRENGTH\tACTIVE_INGRED_UNIT\tPHARM_CLASSES"
)
PACKAGE = "PRODUCTID\tPRODUCTNDC\tNDCPACKAGECODE\tPACKAGEDESCRIPTION"


def product(ndc: str, substance: str, brand: str = "", number: str = "1", **said: str) -> str:
    """A row of product.txt."""
    values = {
        "PROPRIETARYNAME": brand or substance,
        "NONPROPRIETARYNAME": substance.lower(),
        "SUBSTANCENAME": substance,
    }
    values |= {"DOSAGEFORMNAME": "TABLET", "ROUTENAME": "ORAL", "PRODUCTNDC": ndc, "PRODUCTID": f"{ndc}_{number}"}
    values |= said
    return "\t".join(values.get(column, "") for column in PRODUCT.split("\t"))


def directory(folder: Path, products: list[str], packages: list[str] | None = None) -> list[str]:
    """An NDC directory of these rows; packages (as ``0002-0800-01``) belong to the first row of their product."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / "product.txt"]
    files[0].write_text("\n".join([PRODUCT, *products, ""]), encoding="utf-8")
    if packages is not None:
        rows = [
            f"{ndc.rpartition('-')[0]}_1\t{ndc.rpartition('-')[0]}\t{ndc}\t30 TABLET in 1 BOTTLE" for ndc in packages
        ]
        files.append(folder / "package.txt")
        files[1].write_text("\n".join([PACKAGE, *rows, ""]), encoding="utf-8")
    return [str(file) for file in files]


def value_set(path: Path, **said: Any) -> str:
    """A ValueSet in a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = {"resourceType": "ValueSet", "url": "https://site.example/set", "version": "1", **said}
    path.write_text(json.dumps(whole), encoding="utf-8")
    return str(path)


def expansion(*codes: tuple[str, str, str]) -> dict[str, Any]:
    """An expansion of (system, code, display)."""
    found = [{"system": system, "code": code, "display": display} for system, code, display in codes]
    return {"total": len(found), "contains": [{key: text for key, text in each.items() if text} for each in found]}


def indexed(path: Path, *files: str | Path, reads_as: str = "") -> SqliteIndex:
    """An index of releases."""
    import_releases(str(path), releases_in([str(file) for file in files], None, reads_as))
    return SqliteIndex(str(path))


def read_code(index: SqliteIndex | None, system: str | None, code: str, text: str | None = None) -> DrugReading:
    """A drug by its code, with the shipped vocabulary and an index."""
    return DrugReader(vocabulary(), index).read(text, [Coding(system, code)]).drug
