"""``ldn-rules rules``: for those who write, test and release rules."""

from __future__ import annotations

from ldn_rules.cli.lazy import LazyGroup

command = LazyGroup(
    "rules",
    {
        "validate": "ldn_rules.cli.rules_validate",
        "test": "ldn_rules.cli.rules_test",
        "list": "ldn_rules.cli.rules_list",
        "show": "ldn_rules.cli.rules_show",
        "thresholds": "ldn_rules.cli.rules_thresholds",
        "docs": "ldn_rules.cli.rules_docs",
    },
    help="Validate, test, list, show and document the rules, and what a site policy may change.",
)
