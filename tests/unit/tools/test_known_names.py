"""The tools that read the NDC directory and UNII names: which names they list, how they judge a reading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from support.scripts import scripts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Table = Callable[..., Path]

MODULES = ("ndc_products", "unii_names", "measure_names", "known_names", "build_known_names")
RX, OTC = "HUMAN PRESCRIPTION DRUG", "HUMAN OTC DRUG"


@pytest.fixture(scope="module")
def tools(root: Path) -> Iterator[dict[str, Any]]:
    """The scripts as modules."""
    with scripts(root, *MODULES) as modules:
        yield modules


@pytest.fixture
def table(tools: dict[str, Any], tmp_path: Path) -> Table:
    """Writes a product file; each product is (kind, brand, generic, substances) and more by column."""
    columns = tools["ndc_products"].COLUMNS

    def written(*products: tuple[str, str, str, str], **more: str) -> Path:
        rows = [dict.fromkeys(columns, "") | more for _ in products]
        for row, (kind, brand, generic, substances) in zip(rows, products, strict=True):
            row |= {"PRODUCTTYPENAME": kind, "PROPRIETARYNAME": brand}
            row |= {"NONPROPRIETARYNAME": generic, "SUBSTANCENAME": substances}
        path = tmp_path / "product.txt"
        lines = ["\t".join(columns), *("\t".join(row[column] for column in columns) for row in rows)]
        path.write_text("".join(f"{line}\r\n" for line in lines), encoding="cp1252")
        return path

    return written


@pytest.fixture
def unii(tmp_path: Path) -> Callable[..., Path]:
    """Writes a file of UNII names; each is (name, type, key, display name)."""

    def written(*names: tuple[str, str, str, str]) -> Path:
        path = tmp_path / "UNII_Names.txt"
        lines = [("Name", "TYPE", "UNII", "Display Name"), *names]
        path.write_text("".join("\t".join(line) + "\r\n" for line in lines), encoding="utf-8")
        return path

    return written


@pytest.fixture
def built(
    tools: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[list[str], str]]:
    """Builds a list; its names and what was printed."""

    def names(products: Path, unii_names: Path, *plain: str) -> tuple[list[str], str]:
        words, output = tmp_path / "words", tmp_path / "known-names.txt"
        words.write_text("\n".join(plain), encoding="utf-8")
        arguments = [str(path) for path in (products, unii_names, words)]
        versions = ["--products-version", "of 2019", "--names-version", "of 2025"]
        assert tools["build_known_names"].main([*arguments, *versions, "-o", str(output)]) == 0
        lines = output.read_text(encoding="utf-8").splitlines()
        assert "#   National Drug Code Directory, product file, of 2019" in lines
        return [line for line in lines if not line.startswith("#")], capsys.readouterr().out

    return names


NOTHING = ("ZZXYA", "sys", "U0", "ZZXYA")


def test_names_of_a_directory(table: Table, unii: Any, built: Any) -> None:
    """Substances, active parts, prescription brands without their numbers, first words of other brands."""
    products = table(
        (RX, "Zzbrand 300", "zzpart hydrochloride and zzother", "ZZPART HYDROCHLORIDE; ZZOTHER"),
        (OTC, "Zzfamily Cold and Flu", "zzthird", "ZZTHIRD"),
        ("STANDARDIZED ALLERGENIC", "Zzpollen", "zzpollen", "ZZPOLLEN"),
    )
    assert built(products, unii(NOTHING))[0] == ["zzbrand", "zzfamily", "zzother", "zzpart", "zzthird"]


def test_what_holds_an_opioid_is_never_listed(table: Table, unii: Any, built: Any) -> None:
    """Neither a brand of which any product holds one, nor its family, nor a substance, a stem or a name of one."""
    products = table(
        (RX, "Zzbrand", "zzpart", "ZZPART"),
        (RX, "Zzbrand", "codeine phosphate", "CODEINE PHOSPHATE"),
        (RX, "Zzbrand DM", "zzpart", "ZZPART"),
        (RX, "Zzfentanyx", "zzpart", "ZZPART"),
        (RX, "Zzpoppy", "zzpoppy", "ZZPOPPY"),
        (RX, "Percocet", "zzpart", "ZZPART"),
        (RX, "Zzgood", "zzpart with codeine", "ZZPART"),
    )
    names = unii(
        ("ZZOPIO [INN]", "cn", "U1", "ZZOPIO"),
        ("ZZMORPHINE", "cn", "U1", "ZZOPIO"),
        ("ZZCOMBO COMPONENT ZZOPIO", "cn", "U1", "ZZOPIO"),
        ("ZZCOMBO COMPONENT ZZPART", "cn", "U2", "ZZPART"),
        ("ZZSINGLE COMPONENT ZZPART", "cn", "U2", "ZZPART"),
        ("ZZPART [INN]", "cn", "U2", "ZZPART"),
    )
    assert built(products, names)[0] == ["zzpart", "zzsingle"]


def test_a_product_of_an_opioid_class_is_one(table: Table, unii: Any, built: Any) -> None:
    """Whatever its names are."""
    products = table((RX, "Zzbrand", "zzpart", "ZZPART"), PHARM_CLASSES="Opioid Agonist [EPC]")
    assert built(products, unii(NOTHING))[0] == []


def test_names_of_drugs_among_the_substances(table: Table, unii: Any, built: Any) -> None:
    """Of substances with a name in a list of drugs; no codes, no systematic names, no abbreviations."""
    names = unii(
        ("ZZPARTOL [INN]", "cn", "U1", "ZZDISPLAY"),
        ("ZZDISPLAY", "of", "U1", "ZZDISPLAY"),
        ("ZZBRAND", "bn", "U1", "ZZDISPLAY"),
        ("ZZCOMMON", "cn", "U1", "ZZDISPLAY"),
        ("ZZAB", "cn", "U1", "ZZDISPLAY"),
        ("ZZ TWO WORDS", "cn", "U1", "ZZDISPLAY"),
        ("ZZCODE", "cd", "U1", "ZZDISPLAY"),
        ("ZZSYSTEMATIC", "sys", "U1", "ZZDISPLAY"),
        ("ZZFOOD [DSC]", "cn", "U1", "ZZDISPLAY"),
        ("ZZCHEMICAL", "of", "U2", "ZZCHEMICAL"),
    )
    assert built(table(), names)[0] == ["zzbrand", "zzcommon", "zzdisplay", "zzpartol"]


def test_plain_words_are_listed_only_as_made_names(table: Table, unii: Any, built: Any) -> None:
    """A brand of plain words says nothing; a name made for a drug is one, plain or not."""
    products = table((RX, "Zztoday Zznow", "zzpart", "ZZPART"), (RX, "Zztoday Zzdrug", "zzpart", "ZZPART"))
    names = unii(("ZZPLAIN [INN]", "cn", "U1", "ZZPLAIN"), ("ZZSIMPLE [WHO-DD]", "cn", "U1", "ZZPLAIN"))
    found = built(products, names, "zztoday", "zznow", "zzplain", "zzsimple")[0]
    assert found == ["zzpart", "zzplain", "zztoday zzdrug"]


def test_what_the_vocabulary_knows_is_not_listed(table: Table, unii: Any, built: Any) -> None:
    """Names that are known without the list."""
    assert built(table((RX, "Lipitor", "atorvastatin calcium", "ATORVASTATIN CALCIUM")), unii(NOTHING))[0] == []


def test_near_names_are_left_out_until_looked_at(table: Table, unii: Any, built: Any) -> None:
    """A marketed name near an opioid's is printed; one that was looked at is listed; others are not even printed."""
    products = table(
        (RX, "Lortap", "zzpart", "ZZPART"), (RX, "Maxitrol", "zzpart", "ZZPART"), (OTC, "Percoceb", "", "")
    )
    found, printed = built(products, unii(("NORCOX [INN]", "cn", "U1", "NORCOX")))
    assert found == ["maxitrol", "zzpart"]
    assert printed.endswith("left out, near a guarded name:\n  lortap: lortab\n")


@pytest.mark.parametrize(
    ("module", "reader", "said"),
    [
        ("ndc_products", "read_products", "no NDC product file, it has no column PRODUCTTYPENAME, PROPRIETARYNAME, "),
        ("unii_names", "read_substances", "no file of UNII names, it has no column Name, TYPE, UNII, Display Name"),
    ],
)
def test_a_file_of_another_sort(tools: dict[str, Any], tmp_path: Path, module: str, reader: str, said: str) -> None:
    """It is refused with the columns that it lacks."""
    path = tmp_path / "other.txt"
    path.write_text("one\ttwo\n1\t2\n", encoding="utf-8")
    with pytest.raises(Exception, match="has no column") as raised:
        list(getattr(tools[module], reader)(path))
    assert str(raised.value).startswith(f"{path}: {said}")


@pytest.mark.parametrize("tool", ["build_known_names", "measure_names"])
def test_a_missing_file_is_exit_2(tools: dict[str, Any], capsys: pytest.CaptureFixture[str], tool: str) -> None:
    """And is named."""
    assert tools[tool].main(["nowhere.txt", *(["nowhere.txt"] * 2 if tool.startswith("build") else [])]) == 2
    assert "No such file or directory: 'nowhere.txt'" in capsys.readouterr().err


def test_texts_of_a_product(tools: dict[str, Any], table: Table) -> None:
    """Brand and generic name alone, and each with strengths and form."""
    product = (RX, "Zzbrand", "zzpart", "ZZPART; ZZOTHER")
    strengths = {"ACTIVE_NUMERATOR_STRENGTH": "5; 325", "ACTIVE_INGRED_UNIT": "mg/1; mg/5mL"}
    path = table(product, DOSAGEFORMNAME="TABLET, FILM COATED", PROPRIETARYNAMESUFFIX="XR", **strengths)
    [read] = tools["ndc_products"].read_products(path)
    assert list(tools["measure_names"]._written(read)) == [
        "Zzbrand",
        "zzpart",
        "Zzbrand XR",
        "Zzbrand 5 mg / 325 mg/5mL tablet film coated",
        "zzpart 5 mg / 325 mg/5mL tablet film coated",
        "Zzbrand (zzpart) 5 mg / 325 mg/5mL tablet film coated",
    ]


@pytest.mark.parametrize(
    ("substances", "more", "kinds"),
    [
        ("CODEINE PHOSPHATE", {}, {"opioid"}),
        ("MORPHINE SULFATE; NALTREXONE HYDROCHLORIDE", {}, {"opioid", "naltrexone"}),
        ("METHYLNALTREXONE BROMIDE", {}, {"neither"}),
        ("OPIUM", {"MARKETINGCATEGORYNAME": "UNAPPROVED HOMEOPATHIC"}, {"homeopathic opioid"}),
        ("OPIUM", {"ACTIVE_INGRED_UNIT": "[hp_C]/mL"}, {"homeopathic opioid"}),
        ("", {}, {"without its substances"}),
    ],
)
def test_what_a_product_holds(
    tools: dict[str, Any], table: Table, substances: str, more: dict[str, str], kinds: set[str]
) -> None:
    """It goes by substances alone."""
    [product] = tools["ndc_products"].read_products(table((RX, "Percocet", "", substances), **more))
    measure = tools["measure_names"]
    held = measure.holds(
        product, measure.words_of("opioid-substances.txt"), measure.words_of("naltrexone-substances.txt")
    )
    assert held == kinds


def test_figures_of_a_half(tools: dict[str, Any], table: Table, capsys: pytest.CaptureFixture[str]) -> None:
    """Both halves together are all texts; what was read wrong is listed, or left out if only counts are asked for."""
    path = table(
        (RX, "Zzopio", "codeine", "CODEINE"),
        (RX, "ReVia", "naltrexone", "NALTREXONE"),
        (RX, "Percocet", "zzpart", "ZZPART"),
        (RX, "Zzmixed", "zzmixed", "CODEINE"),
        (RX, "Zzmixed", "zzmixed", "ZZPART"),
        ("VACCINE", "Zzvaccine", "zzvaccine", "ZZVACCINE"),
    )
    printed = {}
    for half in "AB":
        assert tools["measure_names"].main([str(path), "--half", half]) == 0
        printed[half] = capsys.readouterr().out.splitlines()
    together = sorted(line for lines in printed.values() for line in lines if "\t" in line)
    wrong = [line.split("\t")[:2] for line in together]
    assert wrong == [["false opioid", "Percocet"], ["false opioid", "Percocet (zzpart)"], ["missed opioid", "Zzopio"]]
    counted = [line for lines in printed.values() for line in lines if line.startswith("not judged, mixed")]
    assert sorted(counted) == ["not judged, mixed: 0", "not judged, mixed: 3"]
    assert tools["measure_names"].main([str(path), "--counts-only"]) == 0
    assert "\t" not in capsys.readouterr().out
