"""The vocabulary as typed values: drugs, products, names, codes, words around a name, sig words.

Compiled from the plain data of ``rules/vocabulary`` by ``vocabulary_compile``; holds only
frozen dataclasses, dicts, tuples and sets of strings and integers, so that it can be
stored and read back as data (msgspec) without the YAML.
"""

from collections.abc import Mapping

from msgspec import Struct, field

from ldn_rules.rulebook.concepts import Concepts
from ldn_rules.rulebook.phrases import PhraseTable

FORM_KEYS = (
    "neuraxial",
    "implant",
    "depot",
    "patch",
    "transmucosal",
    "nasal",
    "rectal",
    "topical",
    "injection",
    "oral",
)
"""Form keys of ``washout``, ``wear`` and ``classes-by-form``, the one that says most first."""


RELEVANT = ("drug", "product")
"""Kinds of names that the rules speak of."""


class HighDoseRule(Struct, frozen=True):
    """Above ``more_than`` nanograms a day the drug counts as ``washout`` with ``ceiling``."""

    more_than: int
    washout: str
    ceiling: str


class OnlyExtended(Struct, frozen=True):
    """Nanograms in one tablet or capsule that are sold as extended release alone: those listed, and all ``above``;
    in one product with a drug of ``beside`` every strength is.
    """

    strengths: tuple[int, ...] = ()
    above: int | None = None
    beside: tuple[str, ...] = ()


class OnlyImmediate(Struct, frozen=True):
    """Nanograms in one unit that are sold as immediate release alone; in one product with a drug of ``beside`` every
    strength is.
    """

    strengths: tuple[int, ...] = ()
    beside: tuple[str, ...] = ()


class OnlyDepot(Struct, frozen=True):
    """What is sold as a depot injection alone: units of ``strengths`` and ``above``, injections (or a millilitre) above
    ``injected_above``, and all by one of ``routes`` that is not known to hold less. ``otherwise`` is the form key of
    extended release in any other strength.
    """

    strengths: tuple[int, ...] = ()
    above: int | None = None
    injected_above: int | None = None
    routes: tuple[str, ...] = ()
    otherwise: str | None = None


class Drug(Struct, frozen=True, omit_defaults=True):
    """An ingredient the rules need. ``classes`` and the values of the two class maps hold every
    ancestor; ``washout`` and ``wear`` (days) go by form key, release key or ``default``. Where there are
    ``combined_strengths`` (nanograms), a written combination is one only in those. An ``exact`` name is never guessed.
    """

    name: str
    classes: frozenset[str] = frozenset()
    ceiling: str = "info"
    washout: dict[str, str] = field(default_factory=dict)
    wear: dict[str, int] = field(default_factory=dict)
    high_dose: HighDoseRule | None = None
    only_extended: OnlyExtended | None = None
    only_immediate: OnlyImmediate | None = None
    only_depot: OnlyDepot | None = None
    classes_by_form: dict[str, frozenset[str]] = field(default_factory=dict)
    classes_in_combination: dict[str, frozenset[str]] = field(default_factory=dict)
    combined_strengths: tuple[int, ...] = ()
    exact: bool = False


class Product(Struct, frozen=True, omit_defaults=True):
    """A brand, combination or product name: its full ingredient set and what the name says of form and release.
    An ``exact`` name is never guessed.
    """

    name: str
    holds: tuple[str, ...]
    classes: frozenset[str] = frozenset()
    release: str | None = None
    form: str | None = None
    route: str | None = None
    washout: str | None = None
    veterinary: bool = False
    strengths: tuple[str, ...] = ()
    exact: bool = False


class FormWord(Struct, frozen=True):
    """A dose form: its form key, the release it implies, whether its units can be counted, and the drug that stands for
    one in this form that is not named.
    """

    key: str | None = None
    release: str | None = None
    countable: bool = False
    unnamed: str | None = None


class MarkWord(Struct, frozen=True):
    """A mark on a product: classes it adds, whether it says veterinary, whether its words only tell of what kind a
    drug is (``context``), whether they tell of a high dose, or of repeated doses, whether they count in directions.
    """

    classes: frozenset[str] = frozenset()
    veterinary: bool = False
    context: bool = False
    high_dose: bool = False
    repeated: bool = False
    in_directions: bool = False


class AddedLetters(Struct, frozen=True):
    """What letters behind the name of a product may stand for: drugs that it ``may_add`` ``beside`` one of others, or
    only beside them ``alone``.
    """

    beside: frozenset[str]
    may_add: tuple[str, ...]
    alone: bool = False


class Unit(Struct, frozen=True):
    """A unit of amount: exactly one of mass (``nanograms``), volume (``microlitres``), mass in a millilitre
    (``per_millilitre`` nanograms) and ``count``; none of them for units that give no dose.
    ``per`` is what a count counts; ``doubtful`` marks a unit that is implausible for a low dose.
    """

    nanograms: int = 0
    microlitres: int = 0
    per_millilitre: int = 0
    count: bool = False
    per: str = "unit"
    doubtful: bool = False


class FrequencyWord(Struct, frozen=True):
    """``times`` administrations per ``per`` ``unit``s."""

    times: int
    per: int
    unit: str


class ClockSpan(Struct, frozen=True):
    """Hours ``first`` to before ``last`` of the day are called ``name``."""

    name: str
    first: int
    last: int


class SigWords(Struct, frozen=True):
    """The words of the sig grammar by group, and the numbers they stand for.

    ``time_units`` gives days as ``(numerator, denominator)``; ``numerals`` decimal texts. An interval of at most
    ``often_hours`` means an immediate-release form. ``lengths`` are days, ``durations_over`` is the unit of time
    that a number over this one counts, ``schemes`` the times of day of a row of so many numbers, ``routes_beside``
    the routes that say the same beside one. ``label_volumes`` are the millilitres for which labels state a strength.
    Of two joined numbers the second is below ``ingredients_apart`` times the first, or they are no range; in the name
    of a drug that is sold with others it is ``ingredients_apart_in_names``.
    """

    table: PhraseTable = field(default_factory=PhraseTable)
    frequencies: dict[str, FrequencyWord] = field(default_factory=dict)
    numerals: dict[str, str] = field(default_factory=dict)
    times: dict[str, int] = field(default_factory=dict)
    lengths: dict[str, int] = field(default_factory=dict)
    ordinals: dict[str, int] = field(default_factory=dict)
    time_units: dict[str, tuple[int, int]] = field(default_factory=dict)
    clock: tuple[ClockSpan, ...] = ()
    weekday_groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    durations_over: dict[str, str] = field(default_factory=dict)
    schemes: dict[int, tuple[str, ...]] = field(default_factory=dict)
    routes_beside: dict[str, frozenset[str]] = field(default_factory=dict)
    often_hours: int | None = None
    ingredients_apart: int = 0
    ingredients_apart_in_names: int = 0
    label_volumes: tuple[int, ...] = ()


class DateWords(Struct, frozen=True):
    """The words and limits of dates: ``months`` by folded word, first and last of ``years`` and ``serials`` (of a
    spreadsheet), the first of the hundred years that two digits stand for, words around a day or time, and by group the
    words for which a text is no date.
    """

    months: dict[str, int] = field(default_factory=dict)
    years: tuple[int, int] = (1, 0)
    two_digit_from: int = 0
    serials: tuple[int, int] = (1, 0)
    ordinals: tuple[str, ...] = ()
    of: tuple[str, ...] = ()
    before_noon: tuple[str, ...] = ()
    after_noon: tuple[str, ...] = ()
    universal: tuple[str, ...] = ()
    reasons: dict[str, tuple[str, ...]] = field(default_factory=dict)


class Vocabulary(Struct, frozen=True):
    """Everything the reading stage knows: ``names`` of drugs and products, ``around`` the words that stand around them.

    Keys of ``codes`` are ``system:code``; ``guarded`` classes win a tie between near names, ``tie`` is the drug that
    stands for a tie among them. ``concepts`` are what is no medicine, by kind of item.
    """

    classes: dict[str, frozenset[str]] = field(default_factory=dict)
    drugs: dict[str, Drug] = field(default_factory=dict)
    products: Mapping[str, Product] = field(default_factory=dict)
    names: PhraseTable = field(default_factory=PhraseTable)
    codes: dict[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    around: PhraseTable = field(default_factory=PhraseTable)
    forms: dict[str, FormWord] = field(default_factory=dict)
    routes: dict[str, str | None] = field(default_factory=dict)
    marks: dict[str, MarkWord] = field(default_factory=dict)
    letters: PhraseTable = field(default_factory=PhraseTable)
    added_letters: dict[str, AddedLetters] = field(default_factory=dict)
    units: dict[str, Unit] = field(default_factory=dict)
    indications: PhraseTable = field(default_factory=PhraseTable)
    stop_reasons: PhraseTable = field(default_factory=PhraseTable)
    sig: SigWords = field(default_factory=SigWords)
    dates: DateWords = field(default_factory=DateWords)
    watched: dict[str, frozenset[str]] = field(default_factory=dict)
    """Drugs the rules do not speak of by themselves, but by the sum of their daily doses, with their classes."""
    guarded: frozenset[str] = frozenset()
    tie: str | None = None
    concepts: dict[str, Concepts] = field(default_factory=dict)
    item_words: PhraseTable = field(default_factory=PhraseTable)
    known_names: str = ""
    """Known names of drugs that the rules do not speak of, packed (``known_names.unpacked``)."""
