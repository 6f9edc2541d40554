"""A small grammar of sigs, written by hand: words from the vocabulary, left to right, nothing guessed.

A sig is a row of phases; a phase has a dose, a frequency or times of day, a route, a
duration, an increase, a maximum and "as needed", each at most once. Whatever does not fit
stands in ``unparsed`` with its place.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from ldn_rules.reading.amounts import amount_at, meaning_at, number_at
from ldn_rules.reading.phrases import JOINERS, longest_at
from ldn_rules.reading.sig_model import Phase, SigDose, SigFrequency, SigIncrease, SigReading, Unparsed
from ldn_rules.reading.sig_phase import PhaseBuilder
from ldn_rules.rulebook.words import Word, words

if TYPE_CHECKING:
    from collections.abc import Callable

    from ldn_rules.reading.amounts import Amount
    from ldn_rules.rulebook.vocabulary import FrequencyWord, Vocabulary

_MOST_WORDS: Final = 1000
_ONE: Final = Fraction(1)
_NEUTRAL: Final = frozenset(",.()[]:!*&+-'\"’–—|/")
_CLAUSE_END: Final = frozenset(",.;()[]")
_SIGNIFICANT: Final = frozenset(
    ("frequencies", "times-of-day", "weekdays", "prn", "then", "every", "increase", "decrease", "maximum", "as-directed")
)


def read_sig(text: str, vocabulary: Vocabulary) -> SigReading:
    """The phases of a sig. Linear in its length; never raises."""
    found = _with_mixed_numbers(words(text), vocabulary)
    parser = _Parser(text, found[:_MOST_WORDS], vocabulary)
    parser.run()
    if len(found) > _MOST_WORDS:
        parser.leave_rest(found[_MOST_WORDS].start)
    return parser.result()


def _with_mixed_numbers(found: list[Word], vocabulary: Vocabulary) -> list[Word]:
    """``1 and 1/2`` without its word."""
    kept = []
    for place, word in enumerate(found):
        between = word.kind == "word" and 0 < place < len(found) - 1 and found[place - 1].kind == "number"
        if between and meaning_at(found, place, "and", vocabulary)[0] is not None:
            half = number_at(found, place + 1)
            if half is not None and half[0] < 1:
                continue
        kept.append(word)
    return kept


class _Parser:
    """Walks over the words; a handler per kind of word takes what it can and says where it stopped."""

    def __init__(self, text: str, found: list[Word], vocabulary: Vocabulary) -> None:
        self._text = text
        self._found = found
        self._vocabulary = vocabulary
        self._sig = vocabulary.sig
        self._phases: list[Phase] = []
        self._phase = PhaseBuilder()
        self._as_directed = False
        self._strengths: list[Amount] = []
        self._reasons: list[str] = []
        self._unparsed: list[tuple[int, int]] = []
        self._handlers: tuple[tuple[str, Callable[[str, int, int], int | None]], ...] = (
            ("then", self._then),
            ("increase", self._increase),
            ("maximum", self._maximum),
            ("up-to", self._up_to),
            ("as-directed", self._directed),
            ("prn", self._prn),
            ("frequencies", self._frequency),
            ("times", self._times),
            ("times-of-day", self._time_of_day),
            ("weekdays", self._weekday),
            ("weekday-groups", self._weekday_group),
            ("numerals", self._numeral),
            ("every", self._every),
            ("per", self._per),
            ("duration", self._duration),
            ("route", self._route),
            ("reason", self._reason),
            ("ignored", self._ignored),
            ("range", self._ignored),
            ("and", self._ignored),
            ("clock-at", self._ignored),
        )

    def run(self) -> None:
        place = 0
        while place < len(self._found):
            after = self._step(place)
            if after is None:
                self._leave(place)
            place = after if after is not None else place + 1
        self._close()

    def leave_rest(self, start: int) -> None:
        """The text from a place on stays unread."""
        self._unparsed.append((start, len(self._text)))

    def result(self) -> SigReading:
        left = tuple(Unparsed(self._text[start:end], start, end) for start, end in self._unparsed)
        return SigReading(self._text, tuple(self._phases), self._as_directed, left, tuple(self._strengths), tuple(self._reasons))

    def _step(self, place: int) -> int | None:
        word = self._found[place]
        if word.kind == "number" or (word.kind == "sign" and number_at(self._found, place)):
            return self._number(place)
        hit = longest_at(self._found, place, self._sig.phrases, self._sig.longest, JOINERS | {"/"})
        if hit is not None:
            after = self._handled(dict(hit[0].meanings), place, hit[1])
            single = self._sig.phrases.get(word.text)
            if after is None and single is not None and single is not hit[0]:
                after = self._handled(dict(single.meanings), place, place + 1)
            if after is not None:
                return after
        return place + 1 if word.text in _NEUTRAL else self._around_word(place)

    def _handled(self, meanings: dict[str, str], place: int, after: int) -> int | None:
        for kind, handler in self._handlers:
            if kind in meanings:
                end = handler(meanings[kind], place, after)
                if end is not None:
                    return end
        return None

    def _around_word(self, place: int) -> int | None:
        """A word of a form or salt, a unit without a number: not part of the regimen, and known."""
        vocabulary = self._vocabulary
        known = longest_at(self._found, place, vocabulary.phrases, vocabulary.longest_phrase)
        if known is not None and any(kind in ("form", "salt", "low-dose", "release") for kind, _ in known[0].meanings):
            return known[1]
        unit, after = meaning_at(self._found, place, "unit", vocabulary)
        return after if unit is not None and len(self._found[place].text) > 1 else None

    def _leave(self, place: int) -> None:
        word = self._found[place]
        if self._unparsed and place and self._unparsed[-1][1] == self._found[place - 1].end:
            self._unparsed[-1] = (self._unparsed[-1][0], word.end)
        else:
            self._unparsed.append((word.start, word.end))

    def _close(self) -> None:
        if not self._phase.empty:
            self._phases.append(self._phase.build(self._phases[-1] if self._phases else None))
        self._phase = PhaseBuilder()

    # Numbers: a dose, a count of times, a clock time, a duration

    def _number(self, place: int) -> int | None:
        clock = self._clock(place)
        if clock is not None:
            return clock
        span = self._range(place)
        if span is not None:
            low, high, after = span
            counted = self._counted(low, high, after)
            if counted is not None:
                return counted
            if meaning_at(self._found, after, "time-units", self._vocabulary)[0] is not None:
                return self._duration_of(span)
        numbered = place > 0 and self._found[place - 1].text == "#"
        amount = None if numbered else amount_at(self._found, place, self._vocabulary)
        return self._amount(amount, place) if amount is not None else None

    def _duration_of(self, span: tuple[Fraction, Fraction, int]) -> int | None:
        """``7 days`` without a word before it."""
        days, end = self._days(*span)
        return end if days is not None and not self._phase.empty and self._phase.set_duration(days) else None

    def _numeral(self, key: str, place: int, after: int) -> int | None:
        value = Fraction(self._sig.numerals[key])
        counted = self._counted(value, value, after)
        if counted is not None:
            return counted
        unit, end = meaning_at(self._found, after, "unit", self._vocabulary)
        if unit is None and len(self._found[place].text) <= 2:  # noqa: PLR2004 - articles and roman numerals need a unit
            return None
        return self._dose(SigDose(value, value, unit, numeral=True), end if unit else after, place)

    def _range(self, place: int) -> tuple[Fraction, Fraction, int] | None:
        first = number_at(self._found, place)
        if first is None:
            return None
        value, after = first
        joint = meaning_at(self._found, after, "range", self._vocabulary)
        if joint[0] is not None:
            second = number_at(self._found, joint[1])
            if second is not None and second[0] > value:
                return value, second[0], second[1]
        return value, value, after

    def _amount(self, amount: Amount, place: int) -> int | None:
        if amount.joined == "/":
            return None
        if amount.joined and list(amount.values) != sorted(set(amount.values)):
            return self._by_daytime(amount, place)
        per = amount.per or ""
        if per in self._sig.time_units:
            return self._amount_over_time(amount, place)
        if amount.per is not None:
            self._strengths.append(amount)
            return amount.after
        fraction = amount.unit is None and self._is_fraction(place)
        return self._dose(SigDose(amount.low, amount.high, amount.unit, numeral=fraction), amount.after, place)

    def _is_fraction(self, place: int) -> bool:
        """``1/10`` or ``½`` is a part of a unit, never of a milligram."""
        after = self._found[place + 1].text if place + 1 < len(self._found) else ""
        return self._found[place].kind == "sign" or after == "/"

    def _by_daytime(self, amount: Amount, place: int) -> int | None:
        """``1-0-1``, ``1-0-0-1``: so much in the morning, at noon, in the evening (and at bedtime)."""
        taken = [value for value in amount.values if value]
        if len(amount.values) not in (3, 4) or len(set(taken)) != 1:
            return None
        after = self._dose(SigDose(taken[0], taken[0], amount.unit), amount.after, place)
        count = Fraction(len(taken))
        frequency = SigFrequency(count, count, _ONE, _ONE, "day")
        return after if after is not None and self._phase.set_frequency(frequency) else None

    def _amount_over_time(self, amount: Amount, place: int) -> int | None:
        """``64 mg/day`` is a dose and a frequency; ``25 mcg/hour`` is a strength."""
        if amount.per in ("hour", "minute"):
            self._strengths.append(amount)
            return amount.after
        value = amount.per_value or _ONE
        after = self._dose(SigDose(amount.low, amount.high, amount.unit), amount.after, place)
        frequency = SigFrequency(_ONE, _ONE, value, value, amount.per or "")
        return after if after is not None and self._phase.set_frequency(frequency) else None

    def _dose(self, dose: SigDose, after: int, place: int) -> int | None:
        phase = self._phase
        before = phase.dose
        other_kind = before is not None and self._other_kind(dose, before)
        if before is not None and not other_kind and self._starts_anew(place):
            self._close()
            phase = self._phase
        return after if phase.set_dose(dose, other_kind=other_kind) else None

    def _starts_anew(self, place: int) -> bool:
        """A second dose after a comma opens a phase where the first has a time and a duration."""
        comma = place > 0 and self._found[place - 1].text in (",", ".")
        return comma and self._phase.timed and self._phase.duration_days is not None

    def _other_kind(self, dose: SigDose, before: SigDose) -> bool:
        kinds = {self._kind(dose.unit), self._kind(before.unit)}
        return len(kinds) > 1 and ("none" not in kinds or (dose.numeral and dose.unit is None))

    def _kind(self, unit: str | None) -> str:
        known = self._vocabulary.units.get(unit or "")
        if known is None:
            return "none"
        return "count" if known.count else "mass" if known.nanograms else "volume" if known.microlitres else "other"

    def _clock(self, place: int) -> int | None:
        """``21:00``, ``9pm``, ``at 9 pm``."""
        found = self._found
        if not found[place].text.isdecimal() or len(found[place].text) > 2 or place + 1 >= len(found):  # noqa: PLR2004
            return None
        hour, after = int(found[place].text), place + 1
        colon = found[after].text == ":" and after + 1 < len(found) and found[after + 1].kind == "number"
        after += 2 if colon else 0
        half = found[after].text if after < len(found) else ""
        if half in ("am", "pm"):
            glued = found[after].start == found[after - 1].end
            at = meaning_at(found, place - 1, "clock-at", self._vocabulary)[0] is not None
            if not (colon or glued or at) or not 1 <= hour <= 12:  # noqa: PLR2004 - hours of a clock
                return None
            hour, after = hour % 12 + (12 if half == "pm" else 0), after + 1
        elif not colon:
            return None
        return self._at_hour(hour, after)

    def _at_hour(self, hour: int, after: int) -> int | None:
        for span in self._sig.clock:
            if span.first <= hour < span.last:
                self._phase.times_of_day.append(span.name)
                return after
        return None

    # How often

    def _counted(self, low: Fraction, high: Fraction, place: int) -> int | None:
        """``3 times daily``, ``3x/day``, ``2 times a week`` after its number."""
        _, after = meaning_at(self._found, place, "times-words", self._vocabulary)
        if after == place:
            return None
        per, end = self._per_unit(after)
        if per is None:
            return None
        frequency = SigFrequency(low * per.times, high * per.times, Fraction(per.per), Fraction(per.per), per.unit)
        return end if self._phase.set_frequency(frequency) else None

    def _per_unit(self, place: int) -> tuple[FrequencyWord | None, int]:
        """``daily``, ``a day``, ``/day``, ``per week``."""
        key, after = meaning_at(self._found, place, "frequencies", self._vocabulary)
        if key is not None:
            return self._sig.frequencies[key], after
        _, start = meaning_at(self._found, place, "per", self._vocabulary)
        unit, after = meaning_at(self._found, start, "time-units", self._vocabulary)
        return (self._once_per(unit), after) if unit is not None else (None, place)

    @staticmethod
    def _once_per(unit: str) -> FrequencyWord:
        from ldn_rules.rulebook.vocabulary import FrequencyWord  # noqa: PLC0415 - a value, made rarely

        return FrequencyWord(1, 1, unit)

    def _times(self, key: str, place: int, after: int) -> int | None:  # noqa: ARG002 - one signature for all handlers
        """``once``, ``twice`` before a unit of time or a time of day."""
        count = Fraction(self._sig.times[key])
        per, end = self._per_unit(after)
        if per is not None:
            frequency = SigFrequency(count * per.times, count * per.times, Fraction(per.per), Fraction(per.per), per.unit)
            return end if self._phase.set_frequency(frequency) else None
        return after if count == 1 and self._next_is(after, "times-of-day", "weekdays", "every") else None

    def _next_is(self, place: int, *kinds: str) -> bool:
        return any(meaning_at(self._found, place, kind, self._vocabulary)[0] is not None for kind in kinds)

    def _frequency(self, key: str, place: int, after: int) -> int | None:  # noqa: ARG002
        word = self._sig.frequencies[key]
        times, per = Fraction(word.times), Fraction(word.per)
        return after if self._phase.set_frequency(SigFrequency(times, times, per, per, word.unit)) else None

    def _every(self, key: str, place: int, after: int) -> int | None:  # noqa: ARG002
        """``every 4 to 6 hours``, ``q72h``, ``every Monday``."""
        span = self._range(after) or self._numeral_at(after)
        if span is None:
            return after if self._next_is(after, "times-of-day", "weekdays") else None
        low, high, end = span
        unit, end = meaning_at(self._found, end, "time-units", self._vocabulary)
        if unit is None or low <= 0:
            return None
        return end if self._phase.set_frequency(SigFrequency(_ONE, _ONE, low, high, unit)) else None

    def _per(self, key: str, place: int, after: int) -> int | None:  # noqa: ARG002
        """``/day`` or ``per day`` apart from the amount it belongs to."""
        unit, end = meaning_at(self._found, after, "time-units", self._vocabulary)
        if unit is None or self._phase.dose is None or self._phase.frequency is not None:
            return None
        self._phase.frequency = SigFrequency(_ONE, _ONE, _ONE, _ONE, unit)
        return end

    def _time_of_day(self, key: str, place: int, after: int) -> int | None:  # noqa: ARG002
        self._phase.times_of_day.append(key)
        return after

    def _weekday(self, key: str, place: int, after: int) -> int | None:  # noqa: ARG002
        self._phase.weekdays.append(key)
        return after

    def _weekday_group(self, key: str, place: int, after: int) -> int | None:  # noqa: ARG002
        self._phase.weekdays.extend(self._sig.weekday_groups[key])
        return after

    # How long, how much more, how much at most

    def _days(self, low: Fraction, high: Fraction, place: int) -> tuple[Fraction | None, int]:
        """So many units of time in days, if a unit of time of a day or more stands here."""
        unit, after = meaning_at(self._found, place, "time-units", self._vocabulary)
        if unit is None or low != high:
            return None, place
        days = Fraction(*self._sig.time_units[unit])
        return (low * days, after) if days >= 1 else (None, place)

    def _duration(self, key: str, place: int, after: int) -> int | None:  # noqa: ARG002
        span = self._range(after) or self._numeral_at(after)
        if span is None:
            return None
        days, end = self._days(*span)
        return end if days is not None and self._phase.set_duration(days) else None

    def _numeral_at(self, place: int) -> tuple[Fraction, Fraction, int] | None:
        key, after = meaning_at(self._found, place, "numerals", self._vocabulary)
        return None if key is None else (value := Fraction(self._sig.numerals[key]), value, after)

    def _plain_amount(self, place: int) -> tuple[SigDose, int] | None:
        while place < len(self._found) and self._found[place].text in _NEUTRAL:
            place += 1
        amount = amount_at(self._found, place, self._vocabulary) if place < len(self._found) else None
        if amount is not None and amount.joined != "/":
            return SigDose(amount.low, amount.high, amount.unit), amount.after
        numeral = self._numeral_at(place)
        if numeral is None:
            return None
        unit, after = meaning_at(self._found, numeral[2], "unit", self._vocabulary)
        return SigDose(numeral[0], numeral[1], unit, numeral=True), after

    def _increase(self, key: str, place: int, after: int) -> int | None:  # noqa: ARG002
        """``increase by 0.1 mL every 3-4 days up to 0.5 mL``."""
        by = self._plain_amount(after)
        every = self._interval(by[1]) if by else None
        if by is None or every is None or self._phase.increase is not None:
            return None
        low, high, end = every
        _, start = meaning_at(self._found, end, "up-to", self._vocabulary)
        top = self._plain_amount(start) if start > end else None
        self._phase.increase = SigIncrease(by[0], low, high, top[0] if top else None)
        return top[1] if top else end

    def _interval(self, place: int) -> tuple[Fraction, Fraction, int] | None:
        """``every 3-4 days``, ``weekly`` in days."""
        key, after = meaning_at(self._found, place, "frequencies", self._vocabulary)
        if key is not None:
            word = self._sig.frequencies[key]
            days = Fraction(word.per, word.times) * Fraction(*self._sig.time_units[word.unit])
            return days, days, after
        _, start = meaning_at(self._found, place, "every", self._vocabulary)
        span = (self._range(start) or self._numeral_at(start)) if start > place else None
        unit, after = meaning_at(self._found, span[2], "time-units", self._vocabulary) if span else (None, place)
        if span is None or unit is None:
            return None
        days = Fraction(*self._sig.time_units[unit])
        return span[0] * days, span[1] * days, after

    def _maximum(self, key: str, place: int, after: int) -> int | None:  # noqa: ARG002
        """``max 8/24h``, ``max 4 tablets per day``, ``do not exceed 2 in 24 hours``."""
        span = self._range(after) or self._numeral_at(after)
        if span is None or self._phase.maximum is not None:
            return None
        unit, end = meaning_at(self._found, span[2], "unit", self._vocabulary)
        days = self._limit_days(end)
        if days is None:
            return None
        self._phase.maximum, self._phase.maximum_days = SigDose(span[0], span[1], unit), days[0]
        return days[1]

    def _limit_days(self, place: int) -> tuple[Fraction, int] | None:
        """``/24h``, ``per day``, ``daily`` in days."""
        per, end = self._per_unit(place)
        if per is not None:
            return Fraction(per.per, per.times) * Fraction(*self._sig.time_units[per.unit]), end
        _, start = meaning_at(self._found, place, "per", self._vocabulary)
        span = self._range(start) if start > place else None
        return self._span_days(span) if span else None

    def _span_days(self, span: tuple[Fraction, Fraction, int]) -> tuple[Fraction, int] | None:
        unit, after = meaning_at(self._found, span[2], "time-units", self._vocabulary)
        return (span[1] * Fraction(*self._sig.time_units[unit]), after) if unit else None

    def _up_to(self, key: str, place: int, after: int) -> int | None:  # noqa: ARG002
        """``up to 3 times daily``: none to three."""
        span = self._range(after) or self._numeral_at(after)
        if span is not None:
            return self._counted(Fraction(0), span[1], span[2])
        times, end = meaning_at(self._found, after, "times", self._vocabulary)
        per, end = self._per_unit(end) if times else (None, end)
        if times is None or per is None:
            return None
        high = Fraction(self._sig.times[times] * per.times)
        frequency = SigFrequency(Fraction(0), high, Fraction(per.per), Fraction(per.per), per.unit)
        return end if self._phase.set_frequency(frequency) else None

    # The rest

    def _then(self, key: str, place: int, after: int) -> int | None:  # noqa: ARG002
        self._close()
        return after

    def _directed(self, key: str, place: int, after: int) -> int | None:  # noqa: ARG002
        self._as_directed = True
        return after

    def _prn(self, key: str, place: int, after: int) -> int | None:  # noqa: ARG002
        self._phase.prn = True
        return self._reason(key, place, after) or after

    def _route(self, key: str, place: int, after: int) -> int | None:  # noqa: ARG002
        if self._phase.route not in (None, key):
            return None
        self._phase.route = key
        return after

    def _reason(self, key: str, place: int, after: int) -> int | None:  # noqa: ARG002
        """``for`` and what it is for, up to the end of the clause or the next word of the regimen."""
        end = after
        while end < len(self._found) and self._is_prose(end):
            end += 1
        if end == after:
            return None
        self._reasons.append(self._text[self._found[after].start : self._found[end - 1].end])
        return end

    def _is_prose(self, place: int) -> bool:
        word = self._found[place]
        if word.kind == "number" or word.text in _CLAUSE_END:
            return False
        hit = longest_at(self._found, place, self._sig.phrases, self._sig.longest)
        return hit is None or not any(kind in _SIGNIFICANT for kind, _ in hit[0].meanings)

    @staticmethod
    def _ignored(key: str, place: int, after: int) -> int | None:  # noqa: ARG004
        return after
