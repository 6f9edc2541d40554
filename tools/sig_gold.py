"""How directions are read beside their hand-made gold: ``python tools/sig_gold.py [FILE…]``.

A FILE is a table like ``tests/gold/sigs.txt``, whose first lines say how it is written. Exact: every field of every
phase is as the gold says, and so is what must stand in ``unparsed``. Wrong: a field differs and nothing of the sig is
marked as not understood. What differs is printed; exit 1 if the targets are missed.
"""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from ldn_rules.pipeline import readers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

TABLE: Final = Path(__file__).resolve().parent.parent / "tests" / "gold" / "sigs.txt"
EXACT_PERCENT: Final = 95
WRONG_PER_MILLE: Final = 5

_AMOUNT: Final = re.compile(r"(?P<low>[\d.]+)(?:-(?P<high>[\d.]+))? (?P<unit>\S+)")
_OFTEN: Final = re.compile(r"(?P<times>[\d.-]+) per (?:(?P<per>[\d.-]+) )?(?P<unit>\w+)")
_RAISE: Final = re.compile(r"raise (?P<by>[\d.-]+ \S+) every (?P<every>[\d.-]+) days(?: to (?P<top>.+))?")
_BOTH: Final = re.compile(r"(?P<dose>.+) \((?P<also>.+)\)")

ANY: Final = "any"
PLAIN: Final[dict[str, Any]] = {
    **dict.fromkeys(("dose", "times", "per", "unit", "time_of_day", "route", "duration_days", "increase")),
    "prn": False,
}


class Gold(Struct, frozen=True):
    """One direction of a table: its heading, its text, what ``sigs read`` should print of it. ``left`` is None where
    anything may stand in ``unparsed`` as long as something does.
    """

    heading: str
    text: str
    line: int
    phases: tuple[dict[str, Any], ...]
    directed: bool
    left: tuple[str, ...] | None
    strengths: tuple[dict[str, Any], ...]

    @property
    def several_phases(self) -> bool:
        """Whether the dose changes with time."""
        return len(self.phases) > 1 or any(phase["increase"] for phase in self.phases)

    @property
    def low_dose(self) -> bool:
        """Whether it is about low-dose naltrexone."""
        return self.heading.startswith("LDN")


def table(lines: Iterable[str]) -> Iterator[Gold]:
    """The directions of a table."""
    heading, block, first = "", list[str](), 0
    for number, line in enumerate([*lines, ""], 1):
        text = line.strip()
        if text.startswith("## "):
            heading = text[3:]
        elif text and not text.startswith("#"):
            first = first if block else number
            block.append(text)
        elif block and not text:
            yield _gold(heading, first, block)
            block = []


def _gold(heading: str, line: int, block: Sequence[str]) -> Gold:
    phases = tuple(_phase(row[1:].strip()) for row in block[1:] if row.startswith("="))
    notes = [row[1:].strip() for row in block[1:] if row.startswith("~")]
    left = None if "left any" in notes else tuple(note[6:] for note in notes if note.startswith("left: "))
    holds = tuple(_strength(note[6:]) for note in notes if note.startswith("holds "))
    return Gold(heading, block[0], line, phases, "directed" in notes, left, holds)


def _phase(row: str) -> dict[str, Any]:
    dose, *rest = (part.strip() for part in row.split(";"))
    phase = dict(PLAIN)
    both = _BOTH.fullmatch(dose)
    if both:
        phase["also"] = _amount(both["also"])
    phase["dose"] = _amount(both["dose"] if both else dose)
    for part in rest:
        phase |= _part(part)
    return phase


def _part(part: str) -> dict[str, Any]:
    word, _, rest = part.partition(" ")
    often = _OFTEN.fullmatch(part)
    if often:
        return {"times": _range(often["times"]), "per": _range(often["per"] or "1"), "unit": often["unit"]}
    if word == "raise":
        return {"increase": _increase(part)}
    if word == "max":
        amount, _, days = rest.partition(" per ")
        return {"maximum": {"dose": _amount(amount), "per_days": _range(days.split()[0])}}
    if word == "parts":
        return {"parts": [_of_day(one) for one in rest.split(" + ")]}
    simple: dict[str, dict[str, Any]] = {
        "at": {"time_of_day": _one_or_list(rest.split("+"))},
        "by": {"route": rest},
        "on": {"weekdays": rest.split("+")},
        "for": {"duration_days": _range(rest.removesuffix(" days")) if word == "for" else None},
        "prn": {"prn": True},
        "-": {},
    }
    return simple[word]


def _increase(part: str) -> dict[str, Any]:
    found = _RAISE.fullmatch(part)
    if found is None:
        raise ValueError(part)
    top = _amount(found["top"]) if found["top"] else None
    return {"by": _amount(found["by"]), "every_days": _range(found["every"]), "up_to": top}


def _of_day(text: str) -> dict[str, Any]:
    time, _, dose = text.partition(" ")
    return {"dose": _amount(dose), "times": 1, "time_of_day": time}


def _amount(text: str) -> dict[str, Any] | None:
    if text == "-":
        return None
    found = _AMOUNT.fullmatch(text)
    if found is None:
        raise ValueError(text)
    unit = None if found["unit"] == "-" else found["unit"]
    if found["high"]:
        return {"low": _number(found["low"]), "high": _number(found["high"]), "unit": unit}
    return {"value": _number(found["low"]), "unit": unit}


def _strength(text: str) -> dict[str, Any]:
    value, unit, _, per_value, per = text.split()
    return {"value": _number(value), "unit": unit, "per_value": _number(per_value), "per": per}


def _range(text: str) -> Any:
    low, _, high = text.partition("-")
    return {"low": _number(low), "high": _number(high)} if high else _number(low)


def _number(text: str) -> float:
    return float(text) if "." in text else int(text)


def _one_or_list(names: list[str]) -> str | list[str]:
    return names[0] if len(names) == 1 else names


def differences(gold: Gold, read: dict[str, Any]) -> list[str]:
    """What differs, in words; empty where the reading is exact."""
    left = tuple(one["text"] for one in read["unparsed"])
    found = [f"unparsed {list(left)}"] if (gold.left != left if gold.left is not None else not left) else []
    if gold.left is None:
        return found
    if gold.directed != read["as_directed"]:
        found.append(f"as_directed {read['as_directed']}")
    if list(gold.strengths) != read["strengths"]:
        found.append(f"strengths {read['strengths']}")
    if len(gold.phases) != len(read["phases"]):
        found.append(f"{len(read['phases'])} phases, not {len(gold.phases)}: {[_short(one) for one in read['phases']]}")
        return found
    for number, (wanted, phase) in enumerate(zip(gold.phases, read["phases"], strict=True), 1):
        keys = [*dict.fromkeys((*wanted, *phase))]
        found += [
            f"phase {number} {key} {phase.get(key)}, not {wanted.get(key)}"
            for key in keys
            if wanted.get(key) != phase.get(key)
        ]
    return found


def _short(phase: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in phase.items() if value}


class Measured(Struct):
    """The figures of a table, and what differs by its line."""

    total: int = 0
    exact: int = 0
    wrong: int = 0
    several_phases: int = 0
    low_dose: int = 0
    found: list[str] = []

    @property
    def meets(self) -> bool:
        """Whether the targets are met."""
        often_exact = self.exact * 100 >= EXACT_PERCENT * self.total
        return often_exact and self.wrong * 1000 <= WRONG_PER_MILLE * self.total


def measure(golds: Iterable[Gold]) -> Measured:
    """Each direction read by the shipped vocabulary, beside its gold."""
    read = readers(None).sigs_read
    figures = Measured()
    for gold in golds:
        reading: Any = read(gold.text)
        differs = differences(gold, reading)
        is_wrong = bool(differs) and not reading["unparsed"]
        figures.total += 1
        figures.exact += not differs
        figures.wrong += is_wrong
        figures.several_phases += gold.several_phases
        figures.low_dose += gold.low_dose
        if differs:
            figures.found.append(f"{gold.line}: {'WRONG ' if is_wrong else ''}{gold.text}\n    " + "; ".join(differs))
    return figures


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures of each table; 1 if one misses the targets."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, default=[TABLE])
    meets = True
    for file in parser.parse_args(arguments).files:
        figures = measure(table(file.read_text(encoding="utf-8").splitlines()))
        for text in figures.found:
            print(text)
        print(
            f"{file.name}: {figures.total} directions, {figures.several_phases} of several phases, "
            f"{figures.low_dose} of LDN; exact {figures.exact} ({100 * figures.exact / figures.total:.1f} %), "
            f"wrong {figures.wrong} ({100 * figures.wrong / figures.total:.2f} %)"
        )
        meets = meets and figures.meets
    return 0 if meets else 1


if __name__ == "__main__":
    sys.exit(main())
