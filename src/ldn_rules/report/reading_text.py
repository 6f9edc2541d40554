"""How entries were read, as lines of text: what was written in front, what was read and what was not below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ldn_rules.reading.understanding import SUBJECT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ldn_rules.report.layout import Page

    Shape = Mapping[str, Any]
    """A reading, or a part of one, in the shape of ``reading.entry_shapes``."""

_DATES: Final = {"start": "start", "end": "end", "last_taken": "last taken", "last_filled": "last filled"}
_HOW: Final = {
    "compact": "year, month, day",
    "year-first": "year, month, day",
    "one-meaning": "no other order of its numbers is a date",
    "stated-order": "in the stated order",
    "month-name": "month by its name",
    "month-and-year": "a month",
    "serial": "day number of a spreadsheet",
}
_OUTCOMES: Final = {"irrelevant": "no rule speaks of it", "review": "to be reviewed", "unrecognised": "not recognised"}


def lines(readings: Iterable[Shape], page: Page) -> Iterator[str]:
    """The readings of a list, some lines each."""
    for reading in readings:
        head = page.block(f"[{reading['entry']}] {_as_written(reading['written'])}", indent=0)
        yield from (page.paint(line, "strong") for line in head)
        for label, said in _parts(reading):
            yield from page.block(said, label)


def _parts(reading: Shape) -> Iterator[tuple[str, str]]:
    """Labels with what stands beside them; of a drug no rule speaks of there is no dose, and less of the drug."""
    if "drug" in reading:
        drug, sig = reading["drug"], reading["sig"]
        ignored = drug["outcome"] == "irrelevant"
        yield "Drug", f"{_drug(drug)}; {_when(reading)}" if ignored else _drug(drug)
        if sig is not None and (phases := _phases(sig)):
            yield "Sig", phases
        if sig is not None and (beside := [*sig.get("drugs", ()), *sig.get("notes", ())]):
            yield "Beside", "; ".join(beside)
        if reading["dose"] is not None and drug["outcome"] != "unrecognised":
            yield "Dose", _dose(reading["dose"])
        if not ignored:
            yield "When", _when(reading)
    if remarks := list(_remarks(reading)):
        yield "Remark", "; ".join(remarks)
    if left := list(_left(reading)):
        yield "Not read", "; ".join(left)


def _remarks(reading: Shape) -> Iterator[str]:
    """What is said of how numbers are written in the name and in the directions."""
    parts = (reading["drug"], reading["sig"] or {}) if "drug" in reading else ()
    yield from dict.fromkeys(said for part in parts for said in part.get("remarks", ()))


def _as_written(written: Shape) -> str:
    """What was written of the drug and its dose; status and dates as written stand beside what they were read as."""
    codes = ", ".join(f"{one['system'] or 'code'} {one['code']}" for one in written.get("codes", ()))
    amounts = [f"{key} {_amount(written[key])}" for key in ("dose", "strength", "quantity") if key in written]
    reason = f"for {written['reason']}" if "reason" in written else ""
    return "; ".join(filter(None, (written.get("name"), codes, written.get("sig"), *amounts, reason)))


def _amount(given: Shape) -> str:
    return f"{given['value']} {given['unit']}" if given["unit"] else str(given["value"])


def _drug(drug: Shape) -> str:
    names, about = " + ".join(drug["ingredients"]), _OUTCOMES.get(drug["outcome"])
    if drug["outcome"] == "irrelevant":
        return f"{names}; {about}"
    doubt = [f"{about}: {drug['why']}"] if about else []
    if not names:
        return doubt[0]
    form = " ".join(part for part in (drug["route"], drug["form"]) if part) or "form not known"
    release = f"{drug['release']} release" if drug["release"] else "release not known"
    washout = [] if drug["washout"] == "none" else [f"{drug['washout']} interval"]
    return "; ".join([names, form, release, *_strengths(drug), *washout, *doubt])


def _strengths(drug: Shape) -> Iterator[str]:
    for one in drug["strength"]:
        whose = f"{one['ingredient']} " if one["ingredient"] and len(drug["ingredients"]) > 1 else ""
        yield f"{whose}{_span(one['low'], one['high'])} {one['unit']} per {one['per']}"


def _phases(sig: Shape) -> str:
    said = "; then ".join(filter(None, map(_phase, sig["phases"])))
    return "; ".join(filter(None, [said, "as directed" if sig["as_directed"] else ""]))


def _phase(phase: Shape) -> str:
    parts = [_of_dose(phase["dose"]), _often(phase), _listed(phase["time_of_day"]).replace("-", " ")]
    parts += [_listed(phase.get("weekdays")), phase["route"] or "", "as needed" if phase["prn"] else ""]
    if phase["duration_days"] is not None:
        parts.append(f"for {_number(phase['duration_days'])} days")
    if (increase := phase["increase"]) is not None:
        every = "" if increase["every_days"] is None else f" every {_number(increase['every_days'])} days"
        up_to = "" if increase["up_to"] is None else f" up to {_of_dose(increase['up_to'])}"
        parts.append(f"raised by {_of_dose(increase['by'])}{every}{up_to}")
    return ", ".join(filter(None, parts))


def _of_dose(dose: Shape | None) -> str:
    if dose is None:
        return ""
    value = _span(dose["low"], dose["high"]) if "low" in dose else _number(dose["value"])
    return f"{value} {dose['unit'] or 'without a unit'}"


def _often(phase: Shape) -> str:
    times, per, unit = phase["times"], phase["per"], phase["unit"]
    if times is None:
        return ""
    return f"{_number(times)} a {unit}" if per == 1 else f"{_number(times)} every {_number(per)} {unit}s"


def _listed(given: str | list[str] | None) -> str:
    return given if isinstance(given, str) else " and ".join(given or ())


def _number(value: Any) -> str:
    """A number, or a range of them."""
    return _span(value["low"], value["high"]) if isinstance(value, dict) else f"{value:g}"


def _span(low: float, high: float) -> str:
    return f"{low:g}" if low == high else f"{low:g} to {high:g}"


def _dose(dose: Shape) -> str:
    daily = dose["daily"]
    said = "no daily dose" if daily is None else f"{_span(daily['low'], daily['high'])} {dose['unit']} a day"
    if daily is not None and dose["every_days"]:
        said += " of use"
    parts = [f"{said}: {dose['derived']}" if dose["derived"] else said]
    parts += ["as needed"] if dose["only_prn"] else ["partly as needed"] if dose["prn"] else []
    parts += [f"implausible: {dose['fault']}"] if dose["fault"] else []
    parts += [f"contradicts itself: {dose['disagreement']}"] if dose["disagreement"] else []
    return "; ".join(parts)


def _when(reading: Shape) -> str:
    dates = [f"{said} {_date(reading[key])}" for key, said in _DATES.items() if reading[key] is not None]
    supply = f"supply {reading['days_supply']} days" if reading["days_supply"] is not None else ""
    refills = f"{reading['refills']} refills" if reading["refills"] is not None else ""
    fill = f"fill {reading['fill_number']}" if reading["fill_number"] is not None else ""
    of_subject = reading["indication"] != "none" and SUBJECT in reading["drug"]["classes"]
    indication = f"its reason is a {reading['indication'].replace('-', ' ')}" if of_subject else ""
    return "; ".join(filter(None, [_status(reading), *dates, supply, refills, fill, indication]))


def _status(reading: Shape) -> str:
    """The status, with what was written where that is another word."""
    status, written = reading["status"], reading["written"].get("status")
    if written is None:
        return "no status" if status == "unknown" else str(status)
    same = written.strip().lower().replace("_", "-") == status
    return str(status) if same else f"{status} ('{written}')"


def _date(day: Shape) -> str:
    """The days, with what was written and how it was read where that is not ISO 8601."""
    written = day["written"]
    if day["first"] is None:
        return f"not known ('{written}')"
    span = day["first"] if day["first"] == day["last"] else f"{day['first']} to {day['last']}"
    timed = f"{span} {day['time']}" if day["time"] else span
    if day["how"] in _HOW:
        return f"{timed} ('{written}': {_HOW[day['how']]})"
    return timed if span == written or day["time"] else f"{timed} ('{written}')"


def _left(reading: Shape) -> Iterator[str]:
    """What was not read: parts of the sig, missing parts of the dose, fields with their reasons."""
    for left in (reading.get("sig") or {}).get("unparsed", ()):
        yield f"of the sig '{left['text']}'"
    missing = (reading.get("dose") or {}).get("missing", ())
    if missing and reading["drug"]["outcome"] != "unrecognised":
        yield f"missing for the dose: {', '.join(missing)}"
    for one in reading["unread"]:
        yield one["why"]
