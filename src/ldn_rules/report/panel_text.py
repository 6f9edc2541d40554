"""The evidence and expectation panel as text for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ldn_rules.rulebook.panel_model import OPEN_QUESTION

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ldn_rules.report.layout import Page

_NO_FILE = "The rules have no panel of evidence and expectations."


def lines(panel: Mapping[str, Any], page: Page, none: str) -> Iterator[str]:
    """The panel of one patient (``pipeline.panel``); where it is empty the sentence ``none`` of the rules, or that they
    have no panel.
    """
    if not panel:
        yield from page.block(none or _NO_FILE, indent=0)
        return
    yield page.paint(panel["title"], "strong")
    yield from page.block(panel["note"])
    for section in panel["sections"]:
        yield ""
        yield page.paint(section["title"], "strong")
        if section["note"]:
            yield from page.block(section["note"])
        for entry in section["entries"]:
            yield from _entry(entry, page)
    yield ""
    yield page.paint("Sources of this panel", "strong")
    for source in panel["sources"]:
        yield from page.block(_source(source), "-")


def _entry(entry: Mapping[str, Any], page: Page) -> Iterator[str]:
    cited = f" ({', '.join(entry['sources'])})"
    when = _when(entry["window"])
    yield from page.block(f"{entry['says']}{when}{cited}", "-")
    for figure in entry["figures"]:
        said = f"{figure['what']}: {figure['value']} {figure['unit']} ({figure['source']})"
        yield from page.block(said, "-", indent=4)
    for caveat in entry["caveats"]:
        yield from page.block(f"But: {caveat}", indent=4)
    for counter in entry["counter"]:
        yield from page.block(f"Against it: {counter}", indent=4)


def _when(window: Mapping[str, str] | None) -> str:
    return "" if window is None else f" From the start on this list: {window['from']} to {window['to']}."


def _source(source: Mapping[str, Any]) -> str:
    about = "; ".join(str(source[key]) for key in ("kind", "identifier", "url", "design", "population") if source[key])
    sure = f" Certainty {source['certainty']}." if source["certainty"] else ""
    limits = f" {source['limits']}" if source["limits"] else ""
    limits += "" if source["kind"] != OPEN_QUESTION else f" Taken: {source['says']}"
    return f"{source['id']}: {source['citation']} ({about}).{sure}{limits}"
