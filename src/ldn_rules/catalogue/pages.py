"""The pages by their names: which there are, what each template is given, and how text of an author becomes HTML."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from ldn_rules.catalogue.addresses import parts_of
from ldn_rules.catalogue.choices import bands, choices
from ldn_rules.catalogue.guide import blocks, limits
from ldn_rules.catalogue.names import read_names
from ldn_rules.catalogue.rule_pages import view
from ldn_rules.catalogue.statements import rows
from ldn_rules.report.layout import visible
from ldn_rules.report.wording import DISCLAIMER, counted
from ldn_rules.rulebook.enumerations import SEVERITIES
from ldn_rules.rulebook.testcases import TODAY

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    from ldn_rules.catalogue.material import Material
    from ldn_rules.catalogue.rule_pages import RuleView

STYLE: Final = "style.css"

PAGES: Final = {
    "index": "Rules",
    "statements": "Founding statements",
    "panel": "Evidence panel",
    "vocabulary": "Vocabulary",
    "thresholds": "Thresholds",
    "sources": "Sources",
    "limits": "Limits and choices",
}
"""The pages that every page leads to, with their titles; ``products`` and ``other-names`` follow from there."""

_MACROS: Final = (
    *("cite", "rule_link", "class_link", "severity", "listed", "names_of", "links", "figures_of", "in_force"),
    *("threshold_table", "conflict"),
)
"""What ``macros.html.j2`` has for every other template."""

_STATUSES: Final = ("active", "draft", "retired")
_SLOT: Final = re.compile(r"(\{[^{}]+\})")


def pages(material: Material) -> dict[str, str]:
    """Every page by its file name, ``style.css`` among them. The same material gives the same text."""
    views = tuple(view(rule, material) for rule in material.ruleset.rules)
    shared = _shared(material, views)
    made = _environment(shared)
    found = {
        f"{name}.html": made.get_template(f"{name}.html.j2").render(here=name)
        for name in (*PAGES, "products", "other-names")
    }
    page = made.get_template("rule.html.j2")
    for each in views:
        found[f"{each.rule.id}.html"] = page.render(here="rule", view=each)
    found[STYLE] = made.get_template(f"{STYLE}.j2").render()
    return found


def _shared(material: Material, views: Iterable[RuleView]) -> dict[str, Any]:
    """What every template may use."""
    listed = tuple(views)
    names = read_names(material)
    return {
        "material": material,
        "pages": PAGES,
        "rules": listed,
        "by_id": {each.rule.id: each for each in listed},
        "test_ids": {(each.rule.id, one.name): f"test-{n}" for each in listed for n, one in enumerate(each.tests, 1)},
        "statements": rows(material),
        "choices": choices(material),
        "bands": tuple(bands(material)),
        "names": names,
        "class_anchors": names.class_anchors,
        "drug_anchors": names.drug_anchors,
        "cited": _cited(listed),
        "day_zero": TODAY,
        "limits": tuple(blocks(limits())),
        "disclaimer": DISCLAIMER,
        "severities": tuple(reversed(SEVERITIES)),
        "statuses": tuple(status for status in _STATUSES if any(each.rule.status == status for each in listed)),
        "groups": tuple(dict.fromkeys(each.group for each in listed)),
    }


def _cited(views: Iterable[RuleView]) -> dict[str, list[str]]:
    """The rules that cite each source or open question."""
    found: dict[str, list[str]] = {}
    for each in views:
        for source in dict.fromkeys(one.source for one in each.rule.evidence):
            found.setdefault(source, []).append(each.rule.id)
    return found


def _environment(shared: dict[str, Any]) -> Environment:
    folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "templates")
    made = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_visible,
    )
    made.globals.update(shared)
    made.filters.update(counted=counted, message=_message(shared["by_id"]), parts=parts_of)
    macros = made.get_template("macros.html.j2").module
    made.globals.update({name: getattr(macros, name) for name in _MACROS})
    return made


def _visible(value: Any) -> Any:
    """Text without characters that nobody sees or that turn the line around; what is HTML already stays as it is."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _message(known: Collection[str]) -> Callable[[str], Markup]:
    """A filter for a rule's text: what is filled in from the list is marked, and a rule that it names is a link."""

    def marked(text: str) -> Markup:
        return Markup("").join(_piece(piece, known) for piece in _SLOT.split(visible(text)))

    return marked


def _piece(piece: str, known: Collection[str]) -> Markup:
    if _SLOT.fullmatch(piece):
        return Markup("<var>{}</var>").format(piece)
    words = re.split(r"([A-Z]+[0-9]+)", piece)
    link = Markup('<a href="{0}.html">{0}</a>')
    return Markup("").join(link.format(word) if word in known else escape(word) for word in words)
