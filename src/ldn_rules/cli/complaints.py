"""Sentences on standard error, for commands that do without click."""

from __future__ import annotations

import sys


def complain(sentence: str) -> None:
    """Say one thing on one line, whatever it quotes, in the name of the program."""
    from ldn_rules.report.layout import plain

    if sys.stderr is not None:  # None where the caller has closed it
        sys.stderr.write(f"ldn-rules: {plain(sentence)}\n")
        sys.stderr.flush()
