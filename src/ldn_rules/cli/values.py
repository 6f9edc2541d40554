"""Texts of the command line as values."""

from __future__ import annotations


def ordinal(text: str) -> int | None:
    """The proleptic ordinal of a full calendar date ``YYYY-MM-DD``; None for anything else."""
    from datetime import date

    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day.toordinal() if day.isoformat() == text else None
