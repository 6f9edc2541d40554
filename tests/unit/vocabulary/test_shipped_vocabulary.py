"""The vocabulary and the register of sources that come with the program hold together."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
import yaml

from ldn_rules.rulebook.vocabulary_compile import compile_vocabulary
from ldn_rules.rulebook.words import spell

if TYPE_CHECKING:
    from ldn_rules.rulebook.vocabulary import Drug, Product, Vocabulary

RULES = Path(__file__).parents[3] / "rules"
FILES = sorted((RULES / "vocabulary").glob("*.yaml"))
NAMED = ("drugs", "products", "irrelevant")
LISTS = ("salts", "low-dose-words")
AMBIGUOUS = {
    "codar",
    "lortuss",
    *("pentalgin", "пенталгин", "dolmen", "brufenplus", "tydol", "ketum", "codipar"),
    "tusnel",
    "trexan",
    *("aceon", "dimetane", "feminax"),
    *("t3", "t4", "kaodene", "novahistinedh", "tricode", "antidiarrheal", "antidiarrhoeal", "antidiarrhea"),
    *("antidiarrhoea", "diarrhearelief", "diarrhoearelief", "diarrheacontrol", "diarrhoeacontrol"),
}
"""Names that two entries hold on purpose, so that neither is picked silently."""


@cache
def _plain(path: Path) -> dict[str, Any]:
    return cast("dict[str, Any]", yaml.load(path.read_text("utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader)))


def _united() -> dict[str, Any]:
    data: dict[str, Any] = {}
    for path in FILES:
        for section, entries in _plain(path).items():
            if section in LISTS:
                data[section] = [*data.get(section, ()), *entries]
            elif section != "language":
                data.setdefault(section, {}).update(entries)
    return data


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    """All vocabulary files united, as plain data."""
    return _united()


@pytest.fixture(scope="module")
def vocabulary(data: dict[str, Any]) -> Vocabulary:
    """The same, compiled."""
    return compile_vocabulary(data)


@pytest.fixture(scope="module")
def sources() -> dict[str, Any]:
    """The register of sources."""
    return cast("dict[str, Any]", _plain(RULES / "evidence.yaml")["sources"])


class _Once(yaml.SafeLoader):
    """Refuses a key that stands twice in one mapping."""


def _mapping(loader: _Once, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [loader.construct_object(key) for key, _ in node.value]
    assert len(keys) == len(set(keys)), f"{node.start_mark}: a key stands twice"
    return dict(loader.construct_pairs(node, deep=True))


_Once.add_constructor("tag:yaml.org,2002:map", _mapping)


def _codes(entry: dict[str, Any] | None, system: str) -> list[str]:
    return list(((entry or {}).get("codes") or {}).get(system, ()))


@pytest.mark.parametrize("path", [*FILES, RULES / "evidence.yaml"], ids=lambda path: path.stem)
def test_each_file_is_plain_yaml(path: Path) -> None:
    """Every file begins with its modeline, has no anchor, no duplicate key, and is a mapping of language 1."""
    text = path.read_text("utf-8")
    assert text.startswith("# yaml-language-server: $schema=../")
    assert not any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text))
    assert yaml.load(text, _Once)["language"] == 1


def test_no_entry_stands_in_two_files() -> None:
    """A drug, product or irrelevant name is a key in one file only."""
    seen: dict[tuple[str, str], str] = {}
    for path in FILES:
        for section in NAMED:
            for key in _plain(path).get(section) or {}:
                assert seen.setdefault((section, key), path.name) == path.name, key


def test_no_name_is_claimed_twice(data: dict[str, Any]) -> None:
    """Each spelled name belongs to one entry, but for those that are ambiguous in life."""
    claims: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for section in NAMED:
        for key, entry in data[section].items():
            for name in (key, *((entry or {}).get("names") or ())):
                claims[spell(name).replace(" ", "")].add((section, key))
    twice = {name: owners for name, owners in claims.items() if len(owners) > 1}
    assert set(twice) == AMBIGUOUS, twice


def test_no_code_is_claimed_twice(data: dict[str, Any]) -> None:
    """Each code belongs to one entry."""
    claims: dict[str, set[str]] = defaultdict(set)
    for section in NAMED:
        for key, entry in data[section].items():
            for system in ("rxnorm", "atc"):
                for code in _codes(entry, system):
                    claims[f"{system}:{code}"].add(key)
    assert {code: keys for code, keys in claims.items() if len(keys) > 1} == {}


def test_every_ingredient_of_a_product_is_known(data: dict[str, Any]) -> None:
    """What a product holds is a drug or an irrelevant entry."""
    known = {*data["drugs"], *data["irrelevant"]}
    assert {name for product in data["products"].values() for name in product["holds"]} - known == set()


def test_every_class_is_declared(data: dict[str, Any]) -> None:
    """Classes of drugs, products and marks, and parents of classes, are all declared."""
    used = {parent for entry in data["classes"].values() for parent in entry.get("is-a", ())}
    for section in ("drugs", "products", "marks"):
        for entry in data[section].values():
            used.update(entry.get("classes", ()))
            for table in ("classes-by-form", "classes-in-combination"):
                used.update(name for names in entry.get(table, {}).values() for name in names)
    assert used - set(data["classes"]) == set()


def test_every_source_is_in_the_register(data: dict[str, Any], sources: dict[str, Any]) -> None:
    """Entries and bands cite only sources of evidence.yaml."""
    entries = [entry or {} for section in NAMED for entry in data[section].values()]
    cited = {source for entry in entries for source in entry.get("sources", ())}
    for row in data["tables"]["washouts"]["rows"].values():
        cited.update(band["source"] for band in row["bands"])
    assert cited - set(sources) == set()


def test_no_form_hides_a_release(data: dict[str, Any]) -> None:
    """Words of a form that hold a release word say the release too: a longer run of words is read as one."""
    released = {spell(word).replace(" ", "") for word in data["release"]["extended"]["words"]}
    for entry in data["forms"].values():
        for phrase in entry["words"] if "release" not in entry else ():
            parts = spell(phrase).split()
            runs = {"".join(parts[i:j]) for i in range(len(parts)) for j in range(i + 1, len(parts) + 1)}
            assert runs.isdisjoint(released) or "".join(parts) in released, phrase


def test_forms_and_routes_of_products_are_known(data: dict[str, Any]) -> None:
    """A product's form, release and route are keys of those sections."""
    for section, key in (("forms", "form"), ("release", "release")):
        assert {entry[key] for entry in data["products"].values() if key in entry} - set(data[section]) == set()
    routes = set(data["routes"]) | {"intramuscular"}
    assert {entry["route"] for entry in data["products"].values() if "route" in entry} - routes == set()


def test_ms_alone_is_no_drug(vocabulary: Vocabulary) -> None:
    """MS means morphine or multiple sclerosis and is never read as either."""
    assert "ms" not in vocabulary.names.phrases


def test_t3_has_two_meanings(vocabulary: Vocabulary) -> None:
    """T3 is Tylenol 3 or liothyronine."""
    assert set(vocabulary.names.phrases["t3"].meanings) == {
        ("product", "Tylenol with Codeine"),
        ("drug", "liothyronine"),
    }


@pytest.mark.parametrize(
    ("drug", "key", "washout"),
    [
        ("morphine", "default", "long-acting"),
        ("morphine", "immediate", "short-acting"),
        ("codeine", "extended", "long-acting"),
        ("tramadol", "immediate", "short-acting"),
        ("pethidine", "default", "short-acting"),
        ("methadone", "default", "long-acting"),
        ("levorphanol", "default", "long-acting"),
        ("fentanyl", "patch", "long-acting"),
        ("fentanyl", "transmucosal", "short-acting"),
        ("fentanyl", "injection", "perioperative"),
        ("buprenorphine", "default", "long-acting"),
        ("buprenorphine", "depot", "depot-sublocade"),
        ("buprenorphine", "implant", "implant"),
        ("butorphanol", "default", "short-acting"),
        ("remifentanil", "default", "perioperative"),
        ("diphenoxylate", "default", "short-acting"),
        ("loperamide", "default", "gastrointestinal"),
        ("mitragynine", "default", "short-acting"),
        ("nitazene", "default", "long-acting"),
        ("dextromethorphan", "default", "none"),
    ],
)
def test_interval_classes(vocabulary: Vocabulary, drug: str, key: str, washout: str) -> None:
    """Interval classes are those of the clinical specification."""
    assert vocabulary.drugs[drug].washout[key] == washout


@pytest.mark.parametrize(
    ("drug", "ceiling"),
    [
        ("oxycodone", "contraindicated"),
        ("diphenoxylate", "major"),
        ("difenoxin", "major"),
        ("loperamide", "moderate"),
        ("eluxadoline", "moderate"),
        ("difelikefalin", "minor"),
        ("dextromethorphan", "info"),
        ("samidorphan", "major"),
        ("naloxegol", "moderate"),
    ],
)
def test_ceilings(vocabulary: Vocabulary, drug: str, ceiling: str) -> None:
    """Ceilings are the severities of an overlap in the clinical specification."""
    assert vocabulary.drugs[drug].ceiling == ceiling


def test_loperamide_above_sixteen_milligrams(vocabulary: Vocabulary) -> None:
    """High-dose loperamide counts as a short-acting opioid, at most major."""
    high = vocabulary.drugs["loperamide"].high_dose
    assert high is not None
    assert (high.more_than, high.washout, high.ceiling) == (16_000_000, "short-acting", "major")


def test_patches_are_worn(vocabulary: Vocabulary) -> None:
    """A fentanyl patch is worn for three days, a buprenorphine patch for seven."""
    assert vocabulary.drugs["fentanyl"].wear == {"patch": 3}
    assert vocabulary.drugs["buprenorphine"].wear == {"patch": 7}


def test_every_opioid_has_an_interval_and_a_ceiling(vocabulary: Vocabulary) -> None:
    """No opioid is without an interval class, and none that reaches the whole body ranks below major."""
    for drug in vocabulary.drugs.values():
        if "opioid" in drug.classes:
            assert drug.washout["default"] != "none", drug.name
        if "opioid-systemic" in drug.classes:
            assert drug.ceiling in ("major", "contraindicated"), drug.name


def test_related_drugs_are_no_opioids(vocabulary: Vocabulary) -> None:
    """Dextromethorphan, noscapine, kappa agonists and antagonists never count as an opioid exposure."""
    for drug in vocabulary.drugs.values():
        if drug.classes & {"opioid-related", "kappa-agonist", "opioid-antagonist", "naloxone", "poppy-food"}:
            assert "opioid" not in drug.classes, drug.name


@pytest.mark.parametrize("product", ["Embeda", "Troxyca"])
def test_opioids_with_sequestered_naltrexone_hold_both(vocabulary: Vocabulary, product: str) -> None:
    """The opioid comes first and the naltrexone is a combination that is no systemic naltrexone."""
    assert "naltrexone" in vocabulary.products[product].holds
    combined = vocabulary.drugs["naltrexone"].classes_in_combination[vocabulary.products[product].holds[0]]
    assert "opioid-naltrexone-combination" in combined
    assert "naltrexone-systemic" not in combined


def test_every_coded_naltrexone_has_its_ingredient_set(data: dict[str, Any]) -> None:
    """The 79 RxNorm concepts that hold naltrexone are all known, by ingredient set."""
    counts: dict[tuple[str, ...], int] = defaultdict(int)
    for entry in data["products"].values():
        if "naltrexone" in entry["holds"]:
            counts[tuple(sorted(entry["holds"]))] += len(_codes(entry, "rxnorm"))
    alone = counts["naltrexone",] + len(_codes(data["drugs"]["naltrexone"], "rxnorm"))
    assert alone == 33
    assert counts["bupropion", "naltrexone"] == 4
    assert counts["morphine", "naltrexone"] == 26
    assert counts["naltrexone", "oxycodone"] == 16


def test_street_and_plant_opioids_are_not_marked_non_prescription(vocabulary: Vocabulary) -> None:
    """The mark is for pharmacy products, which LDN108 claims before LDN110 could speak of kratom."""
    entries: list[Drug | Product] = [*vocabulary.drugs.values(), *vocabulary.products.values()]
    for entry in entries:
        if "opioid-non-prescribed" in entry.classes:
            assert "non-prescription" not in entry.classes, entry.name
