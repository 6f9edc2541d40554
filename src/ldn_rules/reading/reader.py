"""The reading stage: a record to a :class:`ListReading`; what could not be read is said, entry by entry.

Equal entries are read once, and so are equal drug texts and equal sigs: each depends on what an entry says of it
alone, and is kept in a bounded memory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from msgspec.structs import replace

from ldn_rules.intake.model import Problem
from ldn_rules.reading.dates import DateReader
from ldn_rules.reading.devices import devices_of
from ldn_rules.reading.doses import DoseReader
from ldn_rules.reading.drugs import DrugReader, DrugText
from ldn_rules.reading.indications import indication_of, says_low_dose, stop_reason
from ldn_rules.reading.listed_dates import as_of_day, record_date, unread_of_items, without_unread
from ldn_rules.reading.model import DoseReading, EntryReading, ListReading, NoDate, TextsReading
from ldn_rules.reading.sigs.grammar import read_sig
from ldn_rules.reading.sigs.heads import drugs_given
from ldn_rules.reading.sigs.use import name_as_sig
from ldn_rules.reading.statuses import read_status
from ldn_rules.reading.summed import summed_doses
from ldn_rules.reading.unread import unread_fields
from ldn_rules.reading.use import NO_USE, use_of

if TYPE_CHECKING:
    from decimal import Decimal

    from ldn_rules.intake.model import Coding, Entry, Record
    from ldn_rules.reading.doses import PlausibilityLimits
    from ldn_rules.reading.indexed import CodeIndex
    from ldn_rules.reading.items import ItemsReader
    from ldn_rules.reading.model import DrugReading, ItemReading
    from ldn_rules.reading.sigs.model import SigReading
    from ldn_rules.reading.use import Use
    from ldn_rules.rulebook.vocabulary import Vocabulary

_REMEMBERED: Final = 10_000
"""So many different entries, drug texts, sigs and dates are kept of each; then that memory starts anew."""

_MOST_DAYS: Final = 20_000
"""A days' supply or a number of refills above this is no count."""


class Reader:
    """Reads records against one vocabulary, and codes beyond it against an index. Not shared between threads."""

    def __init__(self, vocabulary: Vocabulary, limits: PlausibilityLimits, index: CodeIndex | None = None) -> None:
        self._vocabulary = vocabulary
        self._drugs = DrugReader(vocabulary, index)
        self._doses = DoseReader(vocabulary, limits)
        self._items: ItemsReader | None = None
        self._cores: dict[object, TextsReading] = {}
        self._texts: dict[object, DrugText] = {}
        self._dates: dict[tuple[str, str | None], DateReader] = {}
        self._sigs: dict[str, SigReading] = {}
        self._named: dict[str, tuple[str, ...]] = {}

    def read(self, record: Record, as_of: int | None, today: int, date_order: str | None = None) -> ListReading:
        """Everything on the list, read. ``as_of`` (an ordinal) is the caller's and wins over the record's; without
        either it is ``today``. ``date_order`` (one of ``DATE_ORDERS``) is the stated one. Never raises: what cannot be
        read is a problem of the result.
        """
        problems: list[Problem] = []
        dates = self.dates(record.form, date_order)
        day, basis = as_of_day(record, dates, as_of, today, problems)
        history = record_date("history_from", record.history_from, record, dates, problems)
        birth = record_date("patient.birth_date", record.birth_date, record, dates, problems)
        made = record_date("list_date", record.list_date, record, dates, problems)
        entries = tuple([self._entry(entry, dates) for entry in record.entries])
        items: tuple[ItemReading, ...] = ()
        devices: tuple[EntryReading, ...] = ()
        if record.items:
            problems += unread_of_items(record, dates)
            items = self._items_reader().read(record, dates, problems)
            read = (self._entry(entry, dates) for entry in devices_of(record))
            devices = tuple([one for one in read if one.drug.ingredient is not None])
        return ListReading(
            record, day, basis, entries, record.unread, history, birth, made, tuple(problems), items, devices
        )

    def dates(self, form: str, order: str | None) -> DateReader:
        """The reader of dates for records of a form, in a stated order."""
        known = self._dates.get((form, order))
        if known is None:
            known = self._dates[form, order] = DateReader(self._vocabulary.dates, order, form)
        return known

    def drug(self, text: str) -> DrugReading:
        """One drug text, read."""
        return self._drugs.read(text).drug

    def sig(self, text: str) -> SigReading:
        """One sig, read."""
        known = self._sigs.get(text)
        if known is None:
            known = read_sig(text, self._vocabulary)
            _remember(self._sigs, text, known)
        return known

    def _items_reader(self) -> ItemsReader:
        """The reader of what is no medicine, made for the first record that has some."""
        if self._items is None:
            from ldn_rules.reading.items import ItemsReader

            self._items = ItemsReader(self._vocabulary, self._ingredients)
        return self._items

    def _ingredients(self, name: str | None, codes: tuple[Coding, ...]) -> tuple[str, ...]:
        return self._drugs.read(name, codes).drug.ingredients

    def _entry(self, entry: Entry, dates: DateReader) -> EntryReading:
        core = self._core(entry)
        problems: list[Problem] = []
        if core.unread:
            problems = [_problem(entry, *unread) for unread in core.unread]
        unread: tuple[str, ...] = ()
        known = dates.known
        start = known[entry.start] if entry.start else None
        end = known[entry.end] if entry.end else None
        last_taken = known[entry.last_taken] if entry.last_taken else None
        filled = known[entry.last_filled] if entry.last_filled else None
        if (
            isinstance(start, NoDate)
            or isinstance(end, NoDate)
            or isinstance(last_taken, NoDate)
            or isinstance(filled, NoDate)
        ):
            (start, end, last_taken, filled), unread = without_unread(entry, (start, end, last_taken, filled), problems)
        days_supply = refills = fill_number = None
        if entry.days_supply is not None:
            days_supply = _whole(entry, "days_supply", entry.days_supply, 1, problems)
            unread += () if days_supply is not None else ("days_supply",)
        if entry.refills is not None:
            refills = _whole(entry, "refills", entry.refills, 0, problems)
            unread += () if refills is not None else ("refills",)
        if entry.fill_number is not None:
            fill_number = _whole(entry, "fill_number", entry.fill_number, 0, problems)
        if entry.unread_fields:
            unread += entry.unread_fields
        return EntryReading(
            entry,
            core,
            core.drug,
            core.dose,
            core.status,
            start,
            end,
            last_taken,
            filled,
            days_supply,
            refills,
            fill_number,
            core.indication,
            unread,
            tuple(problems),
        )

    def _core(self, entry: Entry) -> TextsReading:
        key = (
            entry.name,
            entry.sig,
            entry.dose,
            entry.frequency,
            entry.codes,
            entry.form,
            entry.route,
            entry.strength,
            entry.quantity,
            entry.days_supply,
            entry.status,
            entry.intent,
            entry.prn,
            entry.not_given,
            entry.reason,
            entry.reason_stopped,
            entry.purpose,
            entry.unread_fields,
        )
        known = self._cores.get(key)
        if known is None:
            known = self._read_core(entry)
            _remember(self._cores, key, known)
        return known

    def _read_core(self, entry: Entry) -> TextsReading:
        """Of a drug no rule speaks of, only whether its status is known: no fact is made of its dose."""
        text = self._text(entry, entry.route, NO_USE)
        dose, indication = DoseReading(), "none"
        sig: SigReading | None = None
        own = text.drug
        if own.irrelevant:
            directed = self._directed(entry, None, own)
            text = self._text(entry, entry.route, NO_USE, directed) if directed else text
        if not text.drug.irrelevant:
            sig = self.sig(entry.sig) if entry.sig and entry.sig.strip() else None
            text = self._taken(entry, sig, text, own)
            dose = self._dose(entry, text, sig)
            indication = indication_of((entry.reason, *(sig.reasons if sig else ())), self._vocabulary)
        status, unread_status, unread_intent = read_status(entry.status, entry.intent, not_given=entry.not_given)
        unread = unread_fields(entry, text.drug, unread_status, unread_intent, self._vocabulary)
        stopped_for = stop_reason(entry.reason_stopped, self._vocabulary) if entry.reason_stopped else "none"
        summed = summed_doses(entry, text, self.sig, self._doses, self._vocabulary)
        return TextsReading(text.drug, dose, status, indication, unread, sig, stopped_for, summed)

    def _directed(self, entry: Entry, sig: SigReading | None, drug: DrugReading) -> tuple[str, ...]:
        """The drugs of a sig that say more than the entry's own name: those it begins with that are others; beside an
        opioid other opioids with an amount, and its own by a name that may say the release; beside a drug no rule
        speaks of those that rules speak of.
        """
        if not entry.sig:
            return ()
        given = self._named.get(entry.sig)
        if given is None:
            given = drugs_given(entry.sig, self._vocabulary)
            _remember(self._named, entry.sig, given)
        heads = [one.text for one in sig.drugs] if sig is not None else []
        every = ((name, self.drug(name)) for name in dict.fromkeys((*heads, *given)))
        return tuple(name for name, other in every if _says_more(other, drug, leads=name in heads))

    def _text(self, entry: Entry, route: str | None, use: Use, directed: tuple[str, ...] = ()) -> DrugText:
        key = (entry.name, entry.codes, entry.form, route, entry.strength, use, directed)
        known = self._texts.get(key)
        if known is None:
            known = self._drugs.read(
                entry.name, entry.codes, entry.form, route, use=use, strength=entry.strength, directed=directed
            )
            if known.drug.irrelevant:
                known = DrugText(known.drug, ())
            _remember(self._texts, key, known)
        return known

    def _taken(self, entry: Entry, sig: SigReading | None, text: DrugText, own: DrugReading) -> DrugText:
        """The drug with what its sig and its reason say of it: its use and its route, whether low dose, and any other
        drug than its ``own`` that the sig gives.
        """
        use = use_of(entry, sig, text.drug, self._vocabulary)
        route = entry.route or _route_of(sig)
        directed = self._directed(entry, sig, own)
        if use != NO_USE or route != entry.route or directed:
            text = self._text(entry, route, use, directed)
        if text.drug.says_low_dose or not says_low_dose((entry.sig, entry.reason, entry.purpose), self._vocabulary):
            return text
        return DrugText(replace(text.drug, says_low_dose=True), text.scans)

    def _dose(self, entry: Entry, text: DrugText, sig: SigReading | None) -> DoseReading:
        name_sig = name_as_sig(entry.name, text.scans, self._vocabulary) if sig is None and entry.name else None
        return self._doses.read(entry, text, sig, name_sig)


def _says_more(other: DrugReading, drug: DrugReading, *, leads: bool) -> bool:
    """Whether a drug of the directions, which they may begin with (``leads``), says more than the entry's own."""
    if drug.irrelevant:
        return other.ingredient is not None and other.ingredient not in drug.ingredients
    both_opioids = "none" not in (other.washout, drug.washout)
    return both_opioids or (leads and not set(other.ingredients) <= set(drug.ingredients))


def _route_of(sig: SigReading | None) -> str | None:
    """The route that a sig names, where the entry has none of its own. Letters that can say a release too say nothing
    of the drug: beside a suppository it is told by its form, and a tablet may be one of prolonged release.
    """
    return next((phase.route for phase in sig.phases if phase.route and not phase.by_letters), None) if sig else None


def _remember(memory: dict[Any, Any], key: object, value: object) -> None:
    if len(memory) >= _REMEMBERED:
        memory.clear()
    memory[key] = value


def _whole(entry: Entry, name: str, value: Decimal, least: int, problems: list[Problem]) -> int | None:
    """A whole number of at least ``least``; anything else is a problem, never rounded."""
    if value.is_finite() and value == value.to_integral_value() and least <= value < _MOST_DAYS:
        return int(value)
    message = f"{name} {value} is not a whole number from {least} to {_MOST_DAYS - 1}"
    problems.append(_problem(entry, "unread-number", name, message))
    return None


def _problem(entry: Entry, code: str, name: str, message: str) -> Problem:
    return Problem(code, message, f"medications[{entry.position}].{name}", entry.line, None, entry.id)
