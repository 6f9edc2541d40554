"""Rules to JSON and back, for the cache. Imports neither YAML nor JSON Schema."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from ldn_rules.rulebook.model import RuleSet

_DECODER: Final = msgspec.json.Decoder(RuleSet)


def dump_ruleset(ruleset: RuleSet) -> bytes:
    """The rules as JSON."""
    return msgspec.json.encode(ruleset, enc_hook=_plain)


def read_ruleset(data: bytes | memoryview) -> RuleSet:
    """The rules that :func:`dump_ruleset` wrote. The data is trusted: the cache checks it by hash."""
    return _DECODER.decode(data)


def _plain(value: Any) -> Any:
    """A read-only mapping as a dict."""
    return dict(value)
