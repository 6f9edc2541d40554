"""The reading of a whole entry as plain data: each field as written, and what it was read as."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from ldn_rules.reading.model import NoDate
from ldn_rules.reading.shapes import drug_shape, sig_shape

if TYPE_CHECKING:
    from collections.abc import Iterable
    from decimal import Decimal

    from ldn_rules.intake.model import Entry, Frequency, Problem, Quantity, Unreadable
    from ldn_rules.reading.dates import DateReader
    from ldn_rules.reading.model import Amount, DateReading, DoseReading, EntryReading, TextsReading
    from ldn_rules.reading.reader import Reader

_TEXTS: Final = (
    *(
        "name",
        "sig",
        "route",
        "form",
        "status",
        "intent",
        "prn",
        "start",
        "end",
        "last_taken",
        "last_filled",
        "prescriber",
        "reason",
        "reason_stopped",
    ),
    *("purpose", "specialist"),
)
_NUMBERS: Final = ("days_supply", "refills", "fill_number")
_QUANTITIES: Final = ("dose", "strength", "quantity")
_MG: Final = 1_000_000
_REMEMBERED: Final = 10_000


class EntryShapes:
    """Shapes entries of one reader; what their texts alone decide is shaped once, in a bounded memory."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._known: dict[int, tuple[TextsReading, dict[str, Any]]] = {}

    def shape(self, entry: EntryReading, problems: Iterable[Problem], dates: DateReader) -> dict[str, Any]:
        """One entry. ``problems`` are those of the whole record; ``dates`` is the reader that its dates were read by.

        ``sig`` is that of ``sigs read``, ``drug`` that of ``drugs read``. Of a drug no rule speaks of there is no
        ``dose``.
        """
        own = entry.entry
        unread = [_unread(problem) for problem in problems if problem.entry == own.id]
        if entry.problems:
            unread += [_unread(problem) for problem in entry.problems]
        return {
            "entry": own.id,
            "written": _written(own),
            **self._of_texts(entry),
            "start": date_shape(own.start, dates),
            "end": date_shape(own.end, dates),
            "last_taken": date_shape(own.last_taken, dates),
            "last_filled": date_shape(own.last_filled, dates),
            "days_supply": entry.days_supply,
            "refills": entry.refills,
            "fill_number": entry.fill_number,
            "unread": unread,
        }

    def _of_texts(self, entry: EntryReading) -> dict[str, Any]:
        """By the identity of the reading, which is kept with its shape so that no other can take its place."""
        known = self._known.get(id(entry.texts))
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = self._known[id(entry.texts)] = entry.texts, self._shaped(entry)
        return known[1]

    def _shaped(self, entry: EntryReading) -> dict[str, Any]:
        sig = entry.texts.sig
        if sig is None and entry.entry.sig:
            sig = self._reader.sig(entry.entry.sig)
        return {
            "drug": drug_shape(entry.drug),
            "sig": None if sig is None else sig_shape(sig),
            "dose": None if entry.drug.irrelevant else dose_shape(entry.dose),
            "status": entry.status,
            "indication": entry.indication,
        }


def unreadable_shape(unread: Unreadable) -> dict[str, Any]:
    """An entry of which nothing was read."""
    return {"entry": unread.id, "written": {"name": unread.text}, "unread": [_unread(unread.problem)]}


def date_shape(written: str | None, dates: DateReader) -> dict[str, Any] | None:
    """The days that a date was read as, and how; or why it was not."""
    if not written:
        return None
    read = dates.read(written)
    if isinstance(read, NoDate):
        return {"written": written, "first": None, "last": None, "time": None, "how": None, "why": read.why}
    first, last = (date.fromordinal(day).isoformat() for day in (read.first, read.last))
    return {"written": written, "first": first, "last": last, "time": _time(read), "how": read.how, "why": None}


def dose_shape(dose: DoseReading) -> dict[str, Any]:
    """A dose in milligrams: one administration, a day on which it is taken, one unit."""
    return {
        "single": _milligrams(dose.single),
        "daily": _milligrams(dose.daily),
        "unit_strength": _milligrams(dose.unit_strength),
        "unit": "mg",
        "every_days": dose.every_days,
        "prn": dose.prn,
        "only_prn": dose.only_prn,
        "derived": dose.derived,
        "missing": list(dose.missing),
        "fault": None if dose.fault == "none" else dose.fault_text or dose.fault,
        "disagreement": dose.disagreement,
        "unparsed": list(dose.not_understood),
    }


def _milligrams(amount: Amount | None) -> dict[str, float] | None:
    return None if amount is None else {"low": amount.low / _MG, "high": amount.high / _MG}


def _time(read: DateReading) -> str | None:
    if read.minute is None:
        return None
    said = f"{read.minute // 60:02}:{read.minute % 60:02}"
    if read.offset is None:
        return said
    hours, minutes = divmod(abs(read.offset), 60)
    return f"{said}{'-' if read.offset < 0 else '+'}{hours:02}:{minutes:02}"


def _written(entry: Entry) -> dict[str, Any]:
    """What the entry gives, as it gives it."""
    found: dict[str, Any] = {name: value for name in _TEXTS if (value := getattr(entry, name)) is not None}
    if entry.codes:
        found["codes"] = [{"system": one.system, "code": one.code, "display": one.display} for one in entry.codes]
    if entry.frequency is not None:
        found["frequency"] = _frequency(entry.frequency)
    found |= {name: _quantity(value) for name in _QUANTITIES if (value := getattr(entry, name)) is not None}
    found |= {name: _plain(value) for name in _NUMBERS if (value := getattr(entry, name)) is not None}
    return found


def _quantity(quantity: Quantity) -> dict[str, Any]:
    return {"value": _plain(quantity.value), "unit": quantity.unit}


def _frequency(frequency: Frequency) -> dict[str, Any]:
    more = {"times_max": frequency.times_max, "per_max": frequency.per_max}
    return {
        "times": _plain(frequency.times),
        "per": _plain(frequency.per),
        "unit": frequency.unit,
        **{name: _plain(value) for name, value in more.items() if value is not None},
    }


def _plain(number: Decimal) -> float | str:
    """A number as JSON has it; one that JSON has not, as text."""
    if not number.is_finite():
        return str(number)
    return int(number) if number == number.to_integral_value() and number.adjusted() < 16 else float(number)


def _unread(problem: Problem) -> dict[str, str | None]:
    """The field (or place) of a problem, and what is said of it."""
    field = problem.path.rpartition(".")[2] if problem.path else None
    return {"field": field, "why": problem.message}
