"""What became of a drug text: recognised, irrelevant, review or unrecognised, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Sequence

    from ldn_rules.reading.codes import CodeHits
    from ldn_rules.reading.understanding import Named

_SHOWN: Final = 6


class Sides(Struct, frozen=True):
    """What the texts and the codes of one entry name; ``apart`` says how they disagree."""

    texts: tuple[Named, ...]
    codes: tuple[Named, ...]
    hits: CodeHits
    apart: str
    written: tuple[str, ...]


def outcome_of(
    sides: Sides, known: Sequence[Named], guarded: Callable[[Iterable[str]], bool], drugs: Container[str]
) -> tuple[str, str]:
    """The outcome and why. ``known`` name something; ``guarded`` are names that near names are held against, ``drugs``
    those that rules speak of.
    """
    unknown = listed_names([word for one in sides.texts for word in one.unknown])
    near = [name for one in sides.texts for name in one.read_as]
    if sides.apart:
        return "review", sides.apart
    if any(one.near for one in sides.texts):
        return "review", f"not a known name; near {listed_names(near)}"
    if any(one.near for one in sides.codes):
        near = [name for one in sides.codes for name in one.read_as]
        return "review", f"near {listed_names(near)}: {listed_names(sides.hits.notes)}"
    added = [name for one in sides.texts for name in one.added]
    if added:
        return "review", f"letters behind the name may stand for {listed_names(added)}"
    if any(one.ambiguous for one in sides.texts):
        return "review", f"the name can mean {listed_names(union(known))}"
    if any(one.ambiguous for one in sides.codes):
        return "review", f"the code can mean {listed_names(union(known))}{_because(sides.hits.notes)}"
    if sides.hits.doubts and not _settled(sides, guarded):
        return "review", listed_names(sides.hits.doubts)
    if not known:
        return _nothing_known(sides, near, unknown)
    if unknown and not sides.codes and not guarded(union(known)):
        return "review", f"holds {listed_names(union(known))} and words nothing is known of: {unknown}"
    outcome = "recognised" if any(name in drugs for name in union(known)) else "irrelevant"
    return outcome, _how(sides, unknown)


def _settled(sides: Sides, guarded: Callable[[Iterable[str]], bool]) -> bool:
    """Whether the name says itself what a doubtful code does: every opioid, and naltrexone."""
    texts, codes = union(sides.texts), union(sides.codes)
    return bool(texts) and not any(guarded([name]) for name in set(codes) - set(texts))


def _because(notes: Sequence[str]) -> str:
    return f": {listed_names(notes)}" if notes else ""


def _nothing_known(sides: Sides, near: Sequence[str], unknown: str) -> tuple[str, str]:
    """A text without a name of the vocabulary: known names of drugs, near names, or nothing."""
    listed = listed_names(name for one in sides.texts for name in one.listed)
    if listed and unknown:
        return "review", f"holds the known drug name {listed} and words nothing is known of: {unknown}"
    if listed:
        return "irrelevant", f"known drug name: {listed}"
    if near:
        return "review", f"not a known name; near {listed_names(near)}"
    if sides.hits.unknown and not sides.written:
        return "unrecognised", f"unknown code: {listed_names(sides.hits.unknown)}"
    codes = f"; unknown code: {listed_names(sides.hits.unknown)}" if sides.hits.unknown else ""
    return "unrecognised", f"nothing is known of: {unknown or listed_names(sides.written) or 'an empty name'}{codes}"


def _how(sides: Sides, unknown: str) -> str:
    by = "by name" if any(one.ingredients for one in sides.texts) else "by code" if sides.codes else "by its form alone"
    by = "by name and code" if by == "by name" and sides.codes else by
    parts = [by, *sides.hits.notes, *sides.hits.doubts]
    if sides.hits.unknown:
        parts.append(f"unknown code: {listed_names(sides.hits.unknown)}")
    if unknown:
        parts.append(f"nothing is known of: {unknown}")
    spoken_of = listed_names([name for one in sides.texts for name in one.spoken_of])
    if spoken_of:
        parts.append(f"speaks of, and does not name: {spoken_of}")
    return "; ".join(parts)


def union(sides: Iterable[Named]) -> tuple[str, ...]:
    """All ingredients that they name, each once."""
    return tuple(dict.fromkeys(name for one in sides for name in one.ingredients))


def listed_names(names: Iterable[str]) -> str:
    """The first few of the names, each once."""
    listed = list(dict.fromkeys(names))
    shown = ", ".join(listed[:_SHOWN])
    return shown + ", …" if len(listed) > _SHOWN else shown
