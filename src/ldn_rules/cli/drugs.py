"""``ldn-rules drugs``: what the reader makes of drug names, and the index of codes beside the vocabulary."""

from __future__ import annotations

from ldn_rules.cli.lazy import LazyGroup

command = LazyGroup(
    "drugs",
    {
        "read": "ldn_rules.cli.drugs_read",
        "import": "ldn_rules.cli.drugs_import",
        "status": "ldn_rules.cli.drugs_status",
    },
    help="Show how drug names are read; make and show the index of codes.",
)
