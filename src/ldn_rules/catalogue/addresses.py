"""Where a source can be read: the addresses that its identifier and its url stand for."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlsplit

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ldn_rules.rulebook.panel_model import Source

_KINDS: Final = (
    (re.compile(r"doi:\s*(10\.\S+)", re.IGNORECASE), "https://doi.org/"),
    (re.compile(r"PMID:?\s*([0-9]+)", re.IGNORECASE), "https://pubmed.ncbi.nlm.nih.gov/"),
    (re.compile(r"(PMC[0-9]+)"), "https://pmc.ncbi.nlm.nih.gov/articles/"),
    (re.compile(r"(NCT[0-9]{8})"), "https://clinicaltrials.gov/study/"),
    (
        re.compile(r"set ?id:?\s*([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})", re.IGNORECASE),
        "https://dailymed.nlm.nih.gov/dailymed/drugInfo.cfm?setid=",
    ),
)


class Part(Struct, frozen=True):
    """One identifier, or one address, as written; ``href`` is empty where it leads nowhere that is known."""

    text: str
    href: str = ""


def parts_of(source: Source) -> tuple[Part, ...]:
    """The identifiers of a source (they are written with ``;`` between them), then its url."""
    return (*_identifiers(source.identifier), *((Part(source.url, _web(source.url)),) if source.url else ()))


def _identifiers(written: str) -> Iterator[Part]:
    for text in filter(None, (part.strip() for part in written.split(";"))):
        found = ((pattern.fullmatch(text), start) for pattern, start in _KINDS)
        yield Part(text, next((f"{start}{quote(match[1], safe='/().-')}" for match, start in found if match), ""))


def _web(url: str) -> str:
    """The url where it is one of the web: nothing else becomes a link."""
    try:
        found = urlsplit(url)
    except ValueError:
        return ""
    return url if found.scheme in {"http", "https"} and found.netloc else ""
