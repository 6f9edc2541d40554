"""What is missing of an opioid of the list, so that a plan could be made, or be made for an earlier day."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ldn_rules.report.plan import CANNOT_ASSESS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ldn_rules.planning.trial import Trial
    from ldn_rules.reading.model import EntryReading
    from ldn_rules.report.plan import Opioid

_OVER: Final = frozenset({"stopped", "completed"})


def to_record(trial: Trial, one: Opioid) -> str:
    """A sentence on what would have to be recorded of it; where it may be in use, another that no plan is a reason to
    end it.
    """
    entries = _asked_about(trial, one)
    wanted = dict.fromkeys(text for entry in entries for text in _missing(entry, trial))
    missing = " and ".join(wanted) or trial.terms.says("missing-other")
    said = trial.terms.says("record", names=one.names, missing=missing)
    in_use = one.forbids or any(entry.status not in _OVER for entry in entries)
    return f"{said} {trial.terms.says('in-use')}" if in_use else said


def _asked_about(trial: Trial, one: Opioid) -> list[EntryReading]:
    """Its entries; where it could not be assessed those that this is about."""
    doubtful = {cited for finding in one.because if finding.kind == CANNOT_ASSESS for cited in finding.medications}
    about = doubtful.intersection(one.entries) or set(one.entries)
    return [entry for entry in trial.readings() if entry.entry.id in about]


def _missing(entry: EntryReading, trial: Trial) -> Iterator[str]:
    field, use = ("end", entry.end) if entry.last_taken is None else ("last_taken", entry.last_taken)
    if use is None:
        if entry.status == "unknown":
            yield trial.terms.says("missing-status")
        yield trial.terms.says("missing-use")
    elif use.first != use.last:
        yield trial.terms.says("missing-day", field=field, text=use.text)
