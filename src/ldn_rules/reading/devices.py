"""Devices that give a drug (a pump, an implant), read as entries of the list are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ldn_rules.intake.model import Entry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ldn_rules.intake.model import Record

DEVICE: Final = "device"
"""Kind of the items that are devices."""


def devices_of(record: Record) -> Iterator[Entry]:
    """The devices of a record as entries, with ids such as ``devices[0]``. A device without a status is in place."""
    for item in record.items:
        if item.kind == DEVICE:
            dates = dict(item.dates)
            yield Entry(
                id=f"devices[{item.position}]",
                position=item.position,
                name=item.name,
                codes=item.codes,
                status=item.status,
                start=dates.get("start"),
                end=dates.get("end"),
            )
