"""Products by name as they stand in the cache: each is decoded when it is first asked for. One list needs a dozen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import msgspec

from ldn_rules.rulebook.vocabulary import Product

if TYPE_CHECKING:
    from collections.abc import Iterator


class Products(Mapping[str, Product]):
    """Products of their encoded values; KeyError for a name that is not there."""

    __slots__ = ("_decode", "_encoded", "_made")

    def __init__(self, encoded: dict[str, msgspec.Raw]) -> None:
        self._encoded = encoded
        self._made: dict[str, Product] = {}
        self._decode = msgspec.json.Decoder(Product).decode

    def __getitem__(self, name: str) -> Product:
        made = self._made.get(name)
        if made is None:
            made = self._made[name] = self._decode(self._encoded[name])
        return made

    def __iter__(self) -> Iterator[str]:
        return iter(self._encoded)

    def __len__(self) -> int:
        return len(self._encoded)
