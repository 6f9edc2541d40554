"""Words and amounts of the vocabulary: each word has one meaning in its group, each amount can be read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ldn_rules.rulebook.code_systems import code_forms
from ldn_rules.rulebook.constants import amount
from ldn_rules.rulebook.diagnostics import suggestion
from ldn_rules.rulebook.kinds import FieldType
from ldn_rules.rulebook.nodes import Map, Scalar, maps_of, texts_of
from ldn_rules.rulebook.words import spell

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from ldn_rules.rulebook.nodes import Node
    from ldn_rules.rulebook.problems import Problems

_CODED: Final = ("drugs", "products", "irrelevant")
_WORDED: Final = ("units", "forms", "release", "routes", "marks")
_WORDED_SIG: Final = ("frequencies", "time-units", "times-of-day")
_NUMBERED_SIG: Final = ("numerals", "times", "lengths", "ordinals")
_ARTICLE: Final = 2
"""A number word of no more letters may be an article."""

_KINDS_OF_UNIT: Final = ("nanograms", "microlitres", "nanograms-per-millilitre", "count", "other")
_ONLY: Final = ("only-extended", "only-immediate", "only-depot")
_PART: Final = re.compile(r"(?:([0-9]+(?:\.[0-9]+)?)\s*)?(\S.*)?")


def check_words(united: Map, problems: Problems) -> None:
    """Report words of two meanings, units of no kind or several, and doses and codes that cannot be read."""
    for group in _groups(united):
        _check_meanings(group, problems)
    for key, unit in maps_of(united.map("units")):
        _check_unit(key, unit, problems)
    for _, drug in maps_of(united.map("drugs")):
        _check_doses(drug, problems)
    _check_cautions(united, problems)
    for section in _CODED:
        for _, entry in maps_of(united.map(section)):
            _check_codes(entry.map("codes") or Map(entry.span), problems)


def _check_codes(codes: Map, problems: Problems) -> None:
    """Report codes that are none of their system, or several."""
    for system in codes.values:
        for code in texts_of(codes, system):
            forms = code_forms(system, code.text)
            if len(forms) != 1:
                hint = "write it with hyphens, or with eleven digits" if forms else None
                wrong = f"`{code.text}` is not {'one' if forms else 'a'} code of {system.upper()}"
                problems.add("E105", wrong, code, hint)


def check_strengths(united: Map, problems: Problems) -> None:
    """Report strengths of products that nobody could write on a label."""
    known = _unit_words(united)
    for _, product in maps_of(united.map("products")) if "units" in united.keys else ():
        for written in texts_of(product, "strengths"):
            _check_strength(written, known, problems)


def _groups(united: Map) -> Iterator[list[tuple[Scalar, str]]]:
    """The words of each group, each with what it means."""
    sig, dates = united.map("sig") or Map(united.span), united.map("dates") or Map(united.span)
    for parent, names in ((united, _WORDED), (sig, _WORDED_SIG)):
        for name in names:
            yield [(word, key.text) for key, value in maps_of(parent.map(name)) for word in texts_of(value, "words")]
    for parent, name in ((united, "indications"), (united, "stop-reasons"), (sig, "weekdays"), (dates, "months")):
        listed = parent.map(name) or Map(united.span)
        yield [(word, key) for key in listed.values for word in texts_of(listed, key)]
    for name in _NUMBERED_SIG:
        numbers = sig.map(name) or Map(united.span)
        yield [(key, _text(numbers.values[word])) for word, key in numbers.keys.items()]


def _text(node: Node) -> str:
    return node.text if isinstance(node, Scalar) else ""


def _check_meanings(words: list[tuple[Scalar, str]], problems: Problems) -> None:
    """Of two meanings of one word in one group only one could be read."""
    seen: dict[str, tuple[Scalar, str]] = {}
    for word, meaning in words:
        first, known = seen.setdefault(spell(word.text).replace(" ", ""), (word, meaning))
        if known != meaning:
            hint = f"as `{known}` in {first.span.file}:{first.span.line}"
            problems.add("E134", f"`{word.text}` means both `{known}` and `{meaning}`", word, hint)


def _check_unit(key: Scalar, unit: Map, problems: Problems) -> None:
    kinds = [name for name in _KINDS_OF_UNIT if name in unit.keys and not _is_false(unit.get(name))]
    if len(kinds) > 1:
        message = f"unit `{key.text}` is of two kinds, `{kinds[0]}` and `{kinds[1]}`"
        problems.add("E106", message, unit.keys[kinds[1]], "keep one")
    elif not kinds and not problems.spoilt(unit):
        problems.add("E101", f"unit `{key.text}` has no kind", key, f"add one of: {', '.join(_KINDS_OF_UNIT)}")


def _is_false(node: Node | None) -> bool:
    return isinstance(node, Scalar) and node.value is False


def _check_doses(drug: Map, problems: Problems) -> None:
    high = drug.map("high-dose")
    written = [*([high.text("more-than")] if high else []), *texts_of(drug, "combined-strengths")]
    for only in filter(None, (drug.map(name) for name in _ONLY)):
        written += [only.text("above"), only.text("injected-above"), *texts_of(only, "strengths")]
    for dose in written:
        value = amount(FieldType.DOSE, dose, problems, "a dose") if dose else None
        if dose and value == 0:
            problems.add("E130", "a dose of nothing", dose, "write it like `4.5 mg`")


def _check_cautions(united: Map, problems: Problems) -> None:
    """A caution is passed over, so it must not hold what may be a dose: a number, or a unit of mass or volume."""
    sig = united.map("sig") or Map(united.span)
    numerals = {spell(word) for word in (sig.map("numerals") or Map(united.span)).keys}
    units = [unit for _, unit in maps_of(united.map("units")) if {"nanograms", "microlitres"} & set(unit.keys)]
    measures = {spell(word.text) for unit in units for word in texts_of(unit, "words")}
    for caution in texts_of(sig, "cautions"):
        for word in spell(caution.text).split():
            if word.isdecimal() or (len(word) > _ARTICLE and word in numerals) or word in measures:
                hint = "a caution is passed over: leave it to `unparsed`"
                problems.add("E130", f"`{word}` in a caution may be part of a dose", caution, hint)


def _unit_words(united: Map) -> set[str]:
    sig = united.map("sig")
    sections = (united.map("units"), sig.map("time-units") if sig else None)
    return {spell(word.text) for section in sections for _, one in maps_of(section) for word in texts_of(one, "words")}


def _check_strength(written: Scalar, known: Collection[str], problems: Problems) -> None:
    """``8 mg``, ``90 mg / 8 mg``, ``8/500`` or ``10 mg/5 mL``: what a name may be written with."""
    if problems.spoilt(written):
        return
    parts = [_PART.fullmatch(part.strip()) for part in written.text.split("/")]
    numbers, units = [part and part[1] for part in parts], [part[2] if part else None for part in parts]
    unknown = next((unit for unit in units if unit and spell(unit) not in known), None)
    if unknown is not None:
        problems.add("E130", f"`{unknown}` is no unit of the vocabulary", written, suggestion(unknown, known))
    elif not numbers[0] or (not any(units) and (len(parts) == 1 or not all(numbers))):
        problems.add("E130", f"`{written.text}` is no strength", written, "write it like `8 mg`, or `8/500`")
