"""The sections that the vocabulary is made of: what reading and facts cannot do without."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ldn_rules.rulebook.datewords import KEYS, MONTHS
from ldn_rules.rulebook.model import Span
from ldn_rules.rulebook.speaking import OPIOID, PERIPHERAL, SYSTEMIC
from ldn_rules.rulebook.vocabulary_classes import CONCEPTS, closure, parents

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ldn_rules.rulebook.folder import File
    from ldn_rules.rulebook.nodes import Map
    from ldn_rules.rulebook.problems import Problems

SECTIONS: Final = {
    "classes": "no rule could name a class",
    "drugs": "no drug would be recognised",
    "products": "no brand would be recognised",
    "irrelevant": "every other drug would be unrecognised",
    "salts": "names with a salt would not be read",
    "forms": "no dose form would be read",
    "release": "extended release would not be told from immediate",
    "routes": "no route would be read",
    "units": "no dose would be read",
    "marks": "no mark such as over the counter would be read",
    "added-letters": "letters that stand for codeine behind the name of a cough medicine would say nothing",
    "low-dose-words": "nothing would say low dose",
    "near-names": "a misspelt opioid would be unrecognised",
    "indications": "no reason would tell low-dose from full-dose use",
    "stop-reasons": "no reason for stopping would be read",
    "sig": "no directions would be read",
    "dates": "no month would be known by its name",
    "tables": "no washout would have a number",
}
"""Every section that must be there, and what would follow if it were not."""

OPTIONAL: Final = (*CONCEPTS, "item-words")
"""Sections that may be absent: a rule that needs something of them says so itself (E145), and without them every
condition is listed as not spoken of."""

_SIG: Final = (
    *("ignored", "numerals", "times", "times-words", "frequencies", "every", "per", "time-units", "times-of-day"),
    *(
        "clock",
        "weekdays",
        "weekday-groups",
        "often",
        "ingredients-apart",
        "prn",
        "as-directed",
        "then",
        "duration",
        "clock-at",
        "reason",
    ),
    *("increase", "decrease", "up-to", "maximum", "range", "and", "before-number", "crossed", "scheme"),
    *("duration-over", "ordinal-endings", "lengths", "optional", "conditions", "beginning", "onwards", "after"),
    *("after-another", "stop", "ordinals"),
)
"""Groups of words of the sig grammar; without the others that the schema knows more would be left unparsed, which is no
fault."""

_PROGRAM_CLASSES: Final = (
    *(OPIOID, SYSTEMIC, PERIPHERAL),
    *("naltrexone", "naltrexone-systemic", "naltrexone-oral", "naltrexone-depot", "opioid-naltrexone-combination"),
)
"""Classes that the stages before the rules speak of."""

SUBJECT: Final = "naltrexone"
"""The class of the drug that all rules are about."""


def known_sections_only(files: Iterable[File]) -> bool:
    """Whether no file has a section that does not exist: what was meant by it would be missing elsewhere."""
    return all(name in SECTIONS or name in OPTIONAL or name == "language" for file in files for name in file.root.keys)


def check_sections(united: Map, folder: str, problems: Problems) -> None:
    """Report every section, group and class that is missing. ``folder`` is where the vocabulary stands."""
    start = Span(folder, 1, 1)
    for name, without in SECTIONS.items():
        if name not in united.keys:
            problems.add_at(
                "E101", f"section `{name}` is missing in the vocabulary", start, hint=f"without it {without}"
            )
    _check_keys(united, "sig", _SIG, "these words would not be read", problems)
    _check_keys(united, "dates", KEYS, "such dates would not be read", problems)
    _check_months(united, problems)
    _check_keys(united, "indications", ("low-dose-use", "full-dose-use"), "such reasons would say nothing", problems)
    _check_keys(united, "stop-reasons", ("no-effect", "other", "nothing"), "such reasons would say nothing", problems)
    _check_keys(united, "classes", _PROGRAM_CLASSES, "the program itself speaks of it", problems)
    _check_subject(united, problems)


def _check_keys(united: Map, section: str, wanted: Iterable[str], without: str, problems: Problems) -> None:
    written = united.map(section)
    for name in wanted if written else ():
        if written and name not in written.keys:
            problems.add("E101", f"`{name}` is missing in the section `{section}`", united.keys[section], without)


def _check_months(united: Map, problems: Problems) -> None:
    dates = united.map("dates")
    months = dates.map("months") if dates else None
    for name in MONTHS:
        if dates and months and name not in months.keys:
            hint = "dates of this month would not be read by its name"
            problems.add("E101", f"`{name}` is missing in the section `dates.months`", dates.keys["months"], hint)


def _check_subject(united: Map, problems: Problems) -> None:
    above, drugs = parents(united), united.map("drugs")
    classes = [closure(drug, above) for name in drugs.keys if (drug := drugs.map(name))] if drugs else []
    if drugs and SUBJECT in above and not any(SUBJECT in each for each in classes):
        hint = "without it every list would be one without naltrexone"
        problems.add("E101", f"no drug of class `{SUBJECT}`", united.keys["drugs"], hint)
