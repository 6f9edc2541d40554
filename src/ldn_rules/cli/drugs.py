"""``ldn-rules drugs``: what the reader makes of drug names."""

from __future__ import annotations

from ldn_rules.cli.lazy import LazyGroup

command = LazyGroup("drugs", {"read": "ldn_rules.cli.drugs_read"}, help="Show how drug names are read.")
