"""``ldn-rules sigs``: what the reader makes of directions."""

from __future__ import annotations

from ldn_rules.cli.lazy import LazyGroup

command = LazyGroup("sigs", {"read": "ldn_rules.cli.sigs_read"}, help="Show how directions (sigs) are read.")
