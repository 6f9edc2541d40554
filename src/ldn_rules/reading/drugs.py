"""A drug's text, codes, form and route to one :class:`DrugReading`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ldn_rules.reading.codes import CodeReader
from ldn_rules.reading.decimals import decimal_remarks
from ldn_rules.reading.drug_outcome import Sides, listed_names, outcome_of, union
from ldn_rules.reading.indications import says_low_dose
from ldn_rules.reading.joints import unread_beside_form
from ldn_rules.reading.lone_partners import lacks_a_partner
from ldn_rules.reading.model import DrugReading
from ldn_rules.reading.names import scan as read_words
from ldn_rules.reading.one_release import sold_as
from ldn_rules.reading.only_depot import held
from ldn_rules.reading.partners import partners_of
from ldn_rules.reading.profile import Context, given, profile, together
from ldn_rules.reading.strengths import strengths
from ldn_rules.reading.understanding import Named, Understanding
from ldn_rules.reading.use import NO_USE, Use
from ldn_rules.rulebook.words import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ldn_rules.intake.model import Coding, Quantity
    from ldn_rules.reading.indexed import CodeIndex
    from ldn_rules.reading.model import Strength
    from ldn_rules.reading.names import Scan
    from ldn_rules.reading.partners import Partners
    from ldn_rules.reading.profile import Given
    from ldn_rules.rulebook.vocabulary import Product, Vocabulary

_NAME, _CODE, _DIRECTIONS = "name", "code", "directions"


class DrugText(Struct, frozen=True):
    """A reading with the cut text it came from, for the dose that may stand in it."""

    drug: DrugReading
    scans: tuple[Scan, ...]


class _Given(Struct, frozen=True):
    """What is known of how the drug of an entry is given: the words around it, and amounts in fields of their own."""

    context: Context
    strength: Quantity | None
    doses: tuple[int, ...]


class DrugReader:
    """Reads drugs against one ``vocabulary``, and codes that it does not hold against an ``index``; keeps no state but
    its tables.
    """

    def __init__(self, vocabulary: Vocabulary, index: CodeIndex | None = None) -> None:
        self.vocabulary = vocabulary
        self._understand = Understanding(vocabulary)
        self._codes = CodeReader(vocabulary, self._understand, index)

    def read(
        self,
        text: str | None,
        codes: Sequence[Coding] = (),
        form: str | None = None,
        route: str | None = None,
        *,
        use: Use = NO_USE,
        strength: Quantity | None = None,
        directed: Sequence[str] = (),
    ) -> DrugText:
        """The drug of an entry. ``use`` is what its directions and reason say of it; ``strength`` is the one stated
        beside the name; ``directed`` are other drugs that the directions begin with. Never raises.
        """
        texts = [*_texts(text, codes), *directed]
        read = [self._understand.text(one) for one in texts]
        scans = tuple(scan for _, scan in read)
        hits = self._codes.look_up(codes)
        named = tuple(hits.known)
        names = tuple(one for one, _ in read)
        sides = Sides(names, named, hits, self._apart(names, named, len(directed)), tuple(texts))
        shown = text if text is not None else (texts[0] if texts else "")
        every = (*scans, *hits.scans)
        given_as = _Given(self._context(every, form, route, use), strength, use.doses)
        return DrugText(self._reading(shown, sides, given_as, every), scans)

    def _reading(self, text: str, sides: Sides, given_as: _Given, scans: Sequence[Scan]) -> DrugReading:
        every = [*sides.texts, *sides.codes]
        known = [one for one in every if one.ingredients] or self._unnamed(every, given_as.context)
        products = tuple(dict.fromkeys(product for one in known for product in one.products))
        ingredients = union(known)
        found = self._strengths(scans, ingredients, products)
        context = given_as.context
        low_dose, near = says_low_dose(sides.written, self.vocabulary), any(one.near for one in every)
        partners = partners_of(every, ingredients, found, self.vocabulary, alone=low_dose or near or bool(sides.apart))
        how = self._how(partners, products, found, given_as)
        groups = [(one.ingredients, one.products) for one in known] if sides.apart else [(ingredients, products)]
        whole = together([profile(*one, how, context.marks, self.vocabulary, partners) for one in groups])
        outcome, why = outcome_of(sides, known, self._understand.guarded, self.vocabulary.drugs)
        if outcome == "recognised" and whole.apart:
            outcome, why = "review", f"holds {listed_names(ingredients)}: no product does; read as each of them"
        if outcome == "irrelevant" and lacks_a_partner(ingredients, scans, self._understand.guarded, self.vocabulary):
            outcome, why = "review", f"names {listed_names(ingredients)} alone, with strengths of two drugs"
        return DrugReading(
            input=text,
            outcome=outcome,
            ingredients=ingredients,
            ingredient=whole.ingredient,
            classes=whole.classes,
            release=how.release,
            form=how.form,
            route=how.route,
            strengths=found,
            washout=whole.washout,
            ceiling=whole.ceiling,
            wear_days=whole.wear_days,
            near=near,
            veterinary=self._veterinary(products, context),
            says_low_dose=low_dose,
            high_dose=whole.high_dose,
            read_as=", ".join(dict.fromkeys(name for one in every for name in one.read_as)) or None,
            why=why,
            code_fault=sides.hits.fault,
            remarks=decimal_remarks(text, self.vocabulary),
        )

    def _unnamed(self, sides: Sequence[Named], context: Context) -> list[Named]:
        """What stands for the drug of a form that is told without one (a pump); not where a known or near name is."""
        if any(one.listed or one.read_as for one in sides):
            return []
        drugs = (self.vocabulary.forms[form].unnamed for form in context.forms)
        return [Named((drug,)) for drug in dict.fromkeys(drugs) if drug is not None]

    def _how(
        self,
        partners: Partners,
        products: Sequence[Product],
        found: Sequence[Strength],
        given_as: _Given,
    ) -> Given:
        """Release, form and route, with what a strength or a partner says of them."""
        stated, vocabulary = given_as.strength, self.vocabulary
        sold = sold_as(partners.ingredients, found, stated, partners, vocabulary)
        depot = held(partners.ingredients, found, stated, given_as.doses, vocabulary)
        return given(products, given_as.context, vocabulary, sold=sold, held=depot)

    def _strengths(
        self, scans: Sequence[Scan], ingredients: Sequence[str], products: Sequence[Product]
    ) -> tuple[Strength, ...]:
        """The strengths of the first text that holds any, else the one a product is known by."""
        for scan in scans:
            found = strengths(scan, ingredients, self.vocabulary)
            if found:
                return found
        stated = {product.strengths for product in products if len(product.strengths) == 1}
        if len(stated) != 1:
            return ()
        return strengths(read_words(min(stated)[0], self.vocabulary), ingredients, self.vocabulary)

    def _veterinary(self, products: Iterable[Product], context: Context) -> bool:
        marks = self.vocabulary.marks
        marked = any(mark in marks and marks[mark].veterinary for mark in context.marks)
        return marked or any(product.veterinary for product in products)

    def _context(self, scans: Sequence[Scan], form: str | None, route: str | None, use: Use) -> Context:
        fields = [read_words(written, self.vocabulary) for written in (form, route) if written]
        around = [meaning for scan in (*scans, *fields) for meaning in scan.around] + list(use.around)
        kinds = {kind: tuple(dict.fromkeys(key for what, key in around if what == kind)) for kind, _ in around}
        return Context(
            kinds.get("form", ()),
            kinds.get("route", ()),
            kinds.get("release", ()),
            kinds.get("mark", ()),
            often=use.often,
            repeated=use.repeated,
            unread=any(unread_beside_form(scan, self.vocabulary) for scan in (*scans, *fields)),
        )

    def _apart(self, texts: Sequence[Named], codes: Sequence[Named], directed: int) -> str:
        """How texts and codes disagree, of which the last ``directed`` texts are of the directions; empty if they
        agree.
        """
        first = len(texts) - directed
        by = [*(_NAME for _ in texts[:first]), *(_DIRECTIONS for _ in texts[first:]), *(_CODE for _ in codes)]
        known = [(one, side) for one, side in zip((*texts, *codes), by, strict=True) if one.ingredients]
        for index, (one, side) in enumerate(known):
            for other, beside in known[index + 1 :]:
                if not self._agree(frozenset(one.ingredients), frozenset(other.ingredients)):
                    who = "codes" if side == _CODE else f"name and {_CODE if beside == _NAME else beside}"
                    return f"{who} disagree: {listed_names(one.ingredients)} against {listed_names(other.ingredients)}"
        return self._apart_from_listed(texts, [one for one, _ in known])

    def _apart_from_listed(self, texts: Sequence[Named], known: Sequence[Named]) -> str:
        """A text of known names alone is another drug than an opioid or naltrexone."""
        listed = [name for one in texts if not one.ingredients and not one.unknown for name in one.listed]
        guarded = next((one for one in known if self._understand.guarded(one.ingredients)), None)
        if not listed or guarded is None:
            return ""
        return f"name and code disagree: {listed_names(listed)} against {listed_names(guarded.ingredients)}"

    def _agree(self, one: frozenset[str], other: frozenset[str]) -> bool:
        if one <= other or other <= one:
            fewer, more = sorted((one, other), key=len)
            return not self._understand.adds_an_opposite(fewer, more)
        relevant = [frozenset(name for name in side if name in self.vocabulary.drugs) for side in (one, other)]
        return bool(relevant[0] and relevant[1]) and (relevant[0] <= relevant[1] or relevant[1] <= relevant[0])


def _texts(text: str | None, codes: Sequence[Coding]) -> list[str]:
    """The texts of an entry, each once: its name, then the displays of its codes."""
    every = [text, *(coding.display for coding in codes)]
    kept: dict[str, str] = {}
    for one in every:
        if one and one.strip():
            kept.setdefault(fold(one.strip()), one)
    return list(kept.values())
