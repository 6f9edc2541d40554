"""The FDA's NDC directory, and NDCs in every form in which lists have them."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

import pytest

from ldn_rules.codeindex.model import LeftOut
from ldn_rules.codeindex.releases import releases_in
from ldn_rules.rulebook.errors import CodeIndexError
from support.codes import PACKAGE, directory, indexed, product, read_code

if TYPE_CHECKING:
    from pathlib import Path

    from ldn_rules.codeindex.lookup import SqliteIndex

STRENGTH = {"ACTIVE_NUMERATOR_STRENGTH": "50", "ACTIVE_INGRED_UNIT": "mg/1"}
PRODUCTS = [
    product("0406-1170", "NALTREXONE HYDROCHLORIDE", **STRENGTH),
    product(
        "0406-0512",
        "OXYCODONE HYDROCHLORIDE; ACETAMINOPHEN",
        "Endocet",
        ACTIVE_NUMERATOR_STRENGTH="5; 325",
        ACTIVE_INGRED_UNIT="mg/1; mg/1",
    ),
    product("12345-678", "LISINOPRIL", ENDMARKETINGDATE="20180131"),
    product("1234-5067", "MORPHINE SULFATE", "MS Contin", DOSAGEFORMNAME="TABLET, FILM COATED, EXTENDED RELEASE"),
    product("11111-111", "IBUPROFEN"),
    product("11111-111", "TRAMADOL HYDROCHLORIDE", number="2"),
    product("22222-222", "IBUPROFEN"),
    product("22222-222", "NAPROXEN", number="2"),
    product("33333-333", "", "Vivitrol", NONPROPRIETARYNAME="naltrexone", DOSAGEFORMNAME="KIT"),
    product("33333-334", "", "Pain Relief Pack", NONPROPRIETARYNAME="Pain Relief Pack", DOSAGEFORMNAME="KIT"),
    product("33333-335", "", "Alyacen", NONPROPRIETARYNAME="ibuprofen and qwertyol", DOSAGEFORMNAME="KIT"),
    product("33333-336", "", "Care Kit", NONPROPRIETARYNAME="ibuprofen, naltrexon", DOSAGEFORMNAME="KIT"),
    product("33333-338", "", "Care Kit 3", NONPROPRIETARYNAME="ibuprofen, oxycodine", DOSAGEFORMNAME="KIT"),
    product("44444-444", "BENZOYL PEROXIDE", "Oxy 10"),
    product("44444-445", "ARCTIC COD"),
    product("44444-446", "MORPHINA"),
    product("44444-447", "XENODOLUM", PHARM_CLASSES="Opioid Agonist [EPC],Full Opioid Agonists [MoA]"),
    product("44444-448", "ABT-925 ANHYDROUS FREE BASE", "Morphinum"),
]
PACKAGES = ["0406-1170-03", "0406-0512-01", "12345-678-90", "1234-5067-89"]
NDC = "http://hl7.org/fhir/sid/ndc"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> SqliteIndex:
    """An index of the directory made by hand."""
    folder = tmp_path_factory.mktemp("ndc")
    return indexed(folder / "codes.sqlite", *directory(folder / "fda", PRODUCTS, PACKAGES))


@pytest.mark.parametrize(
    "code",
    ["0406-1170-03", "00406-1170-03", "406-1170-3", "00406117003", "0406117003", "406117003", "0406-1170", "004061170"],
)
def test_every_form_finds_the_same_product(index: SqliteIndex, code: str) -> None:
    """With hyphens and without, with zeros and without, a package or its product."""
    drug = read_code(index, NDC, code)
    assert (drug.outcome, drug.ingredients, drug.form) == ("recognised", ("naltrexone",), "tablet")
    assert [one.low for one in drug.strengths] == [50_000_000]


def test_ten_digits_that_mean_several_things_are_reviewed(index: SqliteIndex) -> None:
    """12345-678-90 and 1234-5067-89 without hyphens: where the codes that digits can mean differ, nobody picks."""
    drug = read_code(index, NDC, "1234567890")
    assert drug.outcome == "irrelevant"  # only the first of them has these ten digits
    both = read_code(index, NDC, "1234506789")
    assert (both.outcome, both.ingredients) == ("recognised", ("morphine",))


def test_digits_of_two_products_are_both_of_them(tmp_path: Path) -> None:
    """5-3-2 and 4-4-2 of the same ten digits: an opioid and something else are an opioid in doubt."""
    rows = [product("12345-678", "LISINOPRIL"), product("1234-5678", "FENTANYL CITRATE")]
    index = indexed(tmp_path / "codes.sqlite", *directory(tmp_path, rows, ["12345-678-90", "1234-5678-90"]))
    drug = read_code(index, "NDC", "1234567890")
    assert (drug.outcome, drug.ingredients) == ("review", ("fentanyl", "lisinopril"))
    assert drug.why == (
        "the code can mean fentanyl, lisinopril: NDC 1234567890 (01234-5678-90, 12345-0678-90) is 'FENTANYL CITRATE,"
        " TABLET, ORAL' in FDA NDC directory " + _day(tmp_path) + "; 'LISINOPRIL, TABLET, ORAL'"
        " in FDA NDC directory " + _day(tmp_path)
    )


def _day(folder: Path) -> str:
    return releases_in([str(folder / "product.txt")])[0].version


def test_an_unknown_package_of_a_known_product(index: SqliteIndex) -> None:
    """Labeler and product say what it is; the reason says that the package is not known."""
    drug = read_code(index, NDC, "0406-1170-99")
    assert drug.ingredients == ("naltrexone",)
    assert drug.why.endswith(", by its product: this package is not known")


def test_the_full_ingredient_set_with_its_strengths(index: SqliteIndex) -> None:
    """A combination keeps its order and strengths, and is one product."""
    drug = read_code(index, NDC, "0406-0512-01")
    assert drug.ingredients == ("oxycodone", "paracetamol")
    assert [(one.ingredient, one.low) for one in drug.strengths] == [
        ("oxycodone", 5_000_000),
        ("paracetamol", 325_000_000),
    ]


def test_form_and_release_come_from_the_directory(index: SqliteIndex) -> None:
    """An extended-release dose form decides the washout."""
    drug = read_code(index, NDC, "1234-5067-89")
    assert (drug.release, drug.washout) == ("extended", "long-acting")


@pytest.mark.parametrize(
    ("code", "outcome", "ingredients", "why"),
    [
        ("12345-678-90", "irrelevant", ("lisinopril",), "marketed until 20180131"),
        ("11111-111", "review", ("ibuprofen", "tramadol"), "the code can mean ibuprofen, tramadol"),
        ("22222-222", "irrelevant", ("ibuprofen", "naproxen"), "'IBUPROFEN, TABLET, ORAL'"),
        ("33333-333", "recognised", ("naltrexone",), "'Vivitrol, naltrexone, KIT, ORAL'"),
        ("33333-334", "unrecognised", (), "of which nothing is known"),
        ("33333-335", "review", ("ibuprofen",), "with words nothing is known of: qwertyol"),
        ("33333-336", "recognised", ("ibuprofen", "naltrexone"), "'Care Kit, ibuprofen, naltrexon, KIT, ORAL'"),
        ("33333-338", "review", ("ibuprofen",), ": near oxycodone"),
        ("44444-444", "irrelevant", ("benzoyl peroxide",), "'Oxy 10, BENZOYL PEROXIDE, TABLET, ORAL'"),
        ("44444-445", "irrelevant", ("arctic cod",), "'ARCTIC COD, TABLET, ORAL'"),
        ("44444-446", "review", ("morphina",), "its ingredient 'MORPHINA' is near"),
        ("44444-447", "review", ("xenodolum", "opioid of unknown name"), "calls it 'Opioid Agonist [EPC],Full"),
        ("44444-448", "review", ("abt-925 anhydrous free base", "morphine"), "does not fit its own ingredients"),
    ],
)
def test_what_a_row_is_read_as(
    index: SqliteIndex, code: str, outcome: str, ingredients: tuple[str, ...], why: str
) -> None:
    """Reused codes, kits, brands of other things, near names, new opioids: never silently harmless, never guessed."""
    drug = read_code(index, NDC, code)
    assert (drug.outcome, drug.ingredients) == (outcome, ingredients)
    assert why in drug.why


def test_a_name_settles_a_doubt_and_a_disagreement_does_not(index: SqliteIndex) -> None:
    """A name that says the same settles; one that says something else is asked about."""
    assert read_code(index, NDC, "44444-447", "opioid").outcome == "recognised"
    drug = read_code(index, NDC, "0406-0512-01", "lisinopril 10 mg")
    assert (drug.outcome, drug.why) == (
        "review",
        "name and code disagree: lisinopril against oxycodone, paracetamol",
    )


def test_a_known_name_with_an_unknown_code(index: SqliteIndex) -> None:
    """The name is enough, and the reason names the code that was not found."""
    drug = read_code(index, NDC, "9999-9999-99", "oxycodone 5 mg")
    assert (drug.outcome, drug.why) == ("recognised", f"by name; unknown code: {NDC} 9999-9999-99")


def test_a_zip_file_and_the_day_of_its_files(tmp_path: Path) -> None:
    """The directory as it is fetched; its version is the day in the archive."""
    directory(tmp_path / "fda", PRODUCTS, PACKAGES)
    archive = tmp_path / "ndctext.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for name in ("product.txt", "package.txt"):
            info = zipfile.ZipInfo(name, (2026, 11, 2, 0, 0, 0))
            packed.writestr(info, (tmp_path / "fda" / name).read_bytes())
    (release,) = releases_in([str(archive)])
    assert (release.title, release.files[0]) == ("FDA NDC directory 2026-11-02", f"{archive}:product.txt")
    assert read_code(indexed(tmp_path / "codes.sqlite", archive), NDC, "0406-1170-03").ingredients == ("naltrexone",)


def test_what_is_left_out_is_counted_with_its_place(tmp_path: Path) -> None:
    """A row of the wrong width, a code that is none, a package of nothing."""
    rows = [product("0406-1170", "NALTREXONE"), "too\tfew", product("no code", "IBUPROFEN")]
    files = directory(tmp_path, rows, ["0406-1170-03", "7777-7777-77"])
    (release,) = releases_in(files)
    entries = list(release.read(left := LeftOut()))
    assert len(entries) == 2
    assert left.counts == dict.fromkeys(left.first, 1)
    assert left.first == {
        "a row with another number of cells than the header": f"{files[0]}:3",
        "a code that is not one NDC": f"{files[0]}:4: no code",
        "a package of a product that is not there": files[1],
    }


def test_old_tables_are_read_too(tmp_path: Path) -> None:
    """What is not UTF-8 is Windows-1252, line by line; a byte order mark is none of the header."""
    files = directory(tmp_path, [product("0406-1170", "NALTREXONE", "Café")])
    text = "\N{ZERO WIDTH NO-BREAK SPACE}".encode() + (tmp_path / "product.txt").read_bytes()
    (tmp_path / "product.txt").write_bytes(text.replace("é".encode(), b"\xe9"))
    drug = read_code(indexed(tmp_path / "codes.sqlite", *files), NDC, "0406-1170")
    assert "'Café, NALTREXONE, TABLET, ORAL'" in drug.why


@pytest.mark.parametrize(
    ("name", "header", "fault"),
    [
        ("product.txt", "PRODUCTID\tPRODUCTNDC", "the column PROPRIETARYNAME is missing"),
        ("product.txt", "", "the column PRODUCTID is missing"),
        ("package.txt", PACKAGE.replace("NDCPACKAGECODE", "X"), "the column NDCPACKAGECODE is missing"),
    ],
)
def test_a_file_of_other_columns(tmp_path: Path, name: str, header: str, fault: str) -> None:
    """A header without the columns is named with the first that is missing."""
    files = directory(tmp_path, PRODUCTS, PACKAGES)
    (tmp_path / name).write_text(f"{header}\n")
    with pytest.raises(CodeIndexError) as error:
        indexed(tmp_path / "codes.sqlite", *files)
    assert str(error.value) == f"{tmp_path / name}:1: {fault}; this is no such file of the FDA"


def test_a_damaged_archive(tmp_path: Path) -> None:
    """A zip file that breaks off is an error with its place."""
    archive = tmp_path / "ndctext.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("product.txt", "\n".join([directory.__doc__ or ""] * 500))
    data = archive.read_bytes()
    archive.write_bytes(data[:45] + bytes(40) + data[85:])
    with pytest.raises(CodeIndexError) as error:
        indexed(tmp_path / "codes.sqlite", archive)
    assert str(error.value).startswith(f"{archive}:product.txt:1: ")


def test_ten_digits_are_not_guessed_by_their_product(index: SqliteIndex) -> None:
    """Where none of the packages that they can be is known, three products are no answer."""
    assert read_code(index, NDC, "0406117099").outcome == "unrecognised"
