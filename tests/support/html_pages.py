"""Pages of HTML as a test looks at them: elements, ids, links, text."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_VOID: Final = frozenset({"meta", "link", "input", "br"})


class Parsed(HTMLParser):
    """What a page holds. ``elements`` are tag and attributes in order; ``faults`` what is closed out of order."""

    def __init__(self, text: str) -> None:
        """Read the whole page."""
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.faults: list[str] = []
        self.words: list[str] = []
        self._open: list[str] = []
        self.feed(text)
        self.close()
        self.faults += [f"<{tag}> is never closed" for tag in self._open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep it."""
        self.words.append(" " if tag in {"td", "th", "li", "dt", "dd", "p", "h1", "h2", "h3"} else "")
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Hold it against what is open."""
        opened = self._open.pop() if self._open else "nothing"
        if opened != tag:
            self.faults.append(f"</{tag}> closes <{opened}>")

    def handle_data(self, data: str) -> None:
        """Keep it."""
        self.words.append(data)

    @property
    def text(self) -> str:
        """The words, one space between them."""
        return " ".join("".join(self.words).split())

    @property
    def ids(self) -> list[str]:
        """Every id, as often as it is given."""
        return [given["id"] for _, given in self.elements if "id" in given]

    def of(self, tag: str) -> list[dict[str, str]]:
        """The attributes of every element of a sort."""
        return [given for name, given in self.elements if name == tag]


def dead_links(pages: Mapping[str, Parsed]) -> Iterator[str]:
    """Links and references inside the pages that lead nowhere."""
    for name, page in pages.items():
        for tag, given in page.elements:
            for key in ("href", "aria-labelledby", "for"):
                target = given.get(key)
                if target is None or target == "style.css" or target.startswith("https://"):
                    continue
                file, _, anchor = target.partition("#") if key == "href" else ("", "", target)
                other = pages.get(file or name)
                if other is None or (anchor and anchor not in other.ids):
                    yield f"{name}: <{tag} {key}={target!r}>"
