"""How a low-dose episode ended, as LDN401 looks at it: why, and after how many days at its highest dose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ldn_rules.rulebook.kinds import NEVER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ldn_rules.facts.regimens import Stretch
    from ldn_rules.reading.model import EntryReading

_ENDED: Final = frozenset({"stopped", "completed"})


def stop_of(entries: Sequence[EntryReading]) -> str:
    """Why the episode that ends with these entries was stopped, one of ``rulebook.enumerations.STOPS``.

    An order that was completed says nothing, unless a reason stands there; while one of several goes on none is over.
    Where they say different things, another reason than no effect wins, then no effect, then what was not understood.
    """
    if not entries or any(entry.status not in _ENDED for entry in entries):
        return "none"
    said = {entry.texts.stopped_for for entry in entries}
    said |= {"not-given" for entry in entries if entry.status == "stopped" and entry.texts.stopped_for == "none"}
    said |= {"not-read" for entry in entries if "reason_stopped" in entry.unread}
    return next((one for one in ("other", "no-effect", "not-read", "not-given") if one in said), "none")


def reasons_text(entries: Sequence[EntryReading]) -> str:
    """The reasons for stopping as written, or that there is none."""
    written = dict.fromkeys(entry.entry.reason_stopped for entry in entries if entry.entry.reason_stopped)
    return " and ".join(f'"{text}"' for text in written) or "no reason recorded"


def highest(spell: Sequence[Stretch]) -> tuple[int, int]:
    """The highest daily dose of an episode, in nanograms, as a closed range where it is not known."""
    return max([stretch.low for stretch in spell]), max([stretch.high for stretch in spell])


def days_at_highest(spell: Sequence[Stretch]) -> tuple[int, int]:
    """The days at the highest daily dose, both ends counted; a range where a dose is not known."""
    low, high = highest(spell)
    at_least = sum([_days(stretch) for stretch in spell if stretch.low >= high])
    at_most = sum([_days(stretch) for stretch in spell if stretch.high >= low])
    return min(at_least, NEVER), min(at_most, NEVER)


def _days(stretch: Stretch) -> int:
    return stretch.end - stretch.start + 1
