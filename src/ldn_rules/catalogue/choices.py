"""What the rules' authors chose without a clinical source: all that waits for a clinician's signature."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from ldn_rules.report.rule_words import row_words, table_rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ldn_rules.catalogue.material import Material
    from ldn_rules.catalogue.register import Setting
    from ldn_rules.rulebook.model import Rule
    from ldn_rules.rulebook.policy import Change


class OfRule(Struct, frozen=True):
    """What a rule says to be a choice."""

    rule: str
    title: str
    says: str


class Band(Struct, frozen=True):
    """One band of a table of the vocabulary as shipped, in words; ``change`` is what the site made of it."""

    table: str
    row: str
    words: str
    source: str
    chosen: bool
    change: Change | None = None


class Choices(Struct, frozen=True):
    """All choices; ``drugs`` and ``panel`` are names of entries that rest on nothing else."""

    rules: tuple[OfRule, ...]
    bands: tuple[Band, ...]
    settings: tuple[Setting, ...]
    drugs: tuple[str, ...]
    panel: tuple[str, ...]

    @property
    def number(self) -> int:
        """How many there are."""
        return sum(map(len, (self.rules, self.bands, self.settings, self.drugs, self.panel)))


def choices(material: Material) -> Choices:
    """What waits for a signature."""
    design = material.design
    drugs = material.loaded.vocabulary.get("drugs", {})
    panel = material.loaded.panel
    return Choices(
        rules=tuple(each for rule in material.ruleset.rules for each in of_rule(rule)),
        bands=tuple(band for band in bands(material) if band.chosen),
        settings=tuple(each for each in material.settings if each.source in design),
        drugs=tuple(sorted(name for name, one in drugs.items() if set(one.get("sources", ())) <= design)),
        panel=tuple(one.id for one in (panel.entries if panel else ()) if set(one.sources) <= design),
    )


def of_rule(rule: Rule) -> Iterator[OfRule]:
    """The choices that a rule's own evidence names."""
    for each in rule.evidence:
        if each.certainty == "design":
            yield OfRule(rule.id, rule.title, each.says)


def bands(material: Material) -> Iterator[Band]:
    """Every band of every table with its source."""
    changes = {each.address: each.change for each in material.thresholds}
    for table in material.loaded.ruleset.tables.values():
        for row, listed in table_rows(table).items():
            for place, band in enumerate(listed):
                source = material.bands[table.name, row, place]
                change = changes.get(f"{table.name}.{row}.{band.severity}") if band.upper is not None else None
                yield Band(table.name, row, row_words(band), source, source in material.design, change)
