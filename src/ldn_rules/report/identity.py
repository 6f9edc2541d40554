"""Which rules and which engine stand behind a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from ldn_rules.rulebook.policy import Policy

REPORT_VERSION = "1"
"""Of ``schemas/report.schema.json``: within a version, fields are added and never changed."""


class Identity(Struct, frozen=True):
    """The rule set (``hash`` is of the content of every file of it) and the engine of record.

    ``list_age_days`` is the age from which a dated list is called old (``rules/semantics.yaml``); ``policy`` is the
    site policy that was in force, if there was one. ``no_panel`` is said where a panel is asked for and there is
    nothing to show (``rules/panel.yaml``; empty: the rules have none).
    """

    name: str
    version: str
    hash: str
    engine: str
    engine_version: str
    list_age_days: int
    policy: Policy | None = None
    no_panel: str = ""
