"""Spoilt medication lists, from the bytes to the report in every format."""

from __future__ import annotations

import copy
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ldn_rules.intake.decode import decode_record
from ldn_rules.intake.feed import FORMATS, open_feed
from ldn_rules.pipeline.book import load_book
from ldn_rules.pipeline.check import Pipeline
from ldn_rules.pipeline.explain import explain
from ldn_rules.report.explanation import data_of
from ldn_rules.report.formats import format_named
from ldn_rules.report.layout import Page
from ldn_rules.report.objects import encoded
from ldn_rules.report.summary import OUTCOMES, Summary, tally
from mutations import spoil_bytes, spoil_cells, spoil_lines, spoil_value

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from ldn_rules.intake.model import Record

ROOT: Final = Path(__file__).resolve().parent.parent
TODAY: Final = 739_631
"""2026-01-15."""

_ORDERS: Final = 12
"""FHIR resources of one case."""

_MAP: Final = {"mrn": "patient_id", "drug": "name", "directions": "sig"}


class Lists:
    """Spoilt copies of the lists in ``examples/``, checked."""

    def __init__(self) -> None:
        self.show = False
        self._pipeline = Pipeline(load_book(str(ROOT / "rules")))
        self._formats = {name: format_named(name, self._pipeline.identity, Page()) for name in ("jsonl", "text")}
        examples = ROOT / "examples"
        self._lists = [json.loads(path.read_bytes()) for path in sorted(examples.glob("*.json"))]
        self._orders = [json.loads(line) for line in (examples / "synthetic-fhir.ndjson").read_bytes().splitlines()]
        self._table = (examples / "clinic-export.csv").read_bytes()
        self._texts = [path.read_bytes() for path in sorted(examples.glob("*.json"))]
        self._texts += [self._table, *(json.dumps(order).encode() for order in self._orders[::40])]

    def run(self, sort: str, chance: random.Random) -> str:
        """Spoil an input of a sort and check it; what came of it, or an error that is none of the program's."""
        data = {"bytes": self._bytes, "json": self._json, "csv": self._csv, "fhir": self._fhir}[sort](chance)
        if self.show:
            sys.stdout.buffer.write(data + b"\n")
        names = ("auto", "auto", *FORMATS) if sort == "bytes" else ("auto", {"json": "json"}.get(sort, sort))
        records = list(_read(data, chance.choice(names), chance))
        summary = Summary()
        for number, record in enumerate(records, 1):
            assert record.number == number, "a record is missing, or stands twice"
            summary.add(tally(self._checked(record, chance)))
        for form in self._formats.values():
            form.tail(summary, 0)
        return "records" if records else "no record"

    def _checked(self, record: Record, chance: random.Random) -> Any:
        report = self._pipeline.check(record, as_of=chance.choice((None, TODAY)), today=TODAY, engine=False)
        assert report.outcome in OUTCOMES
        line = json.loads(self._formats["jsonl"].patient(report))
        assert line["record"] == record.number
        assert line["outcome"] == report.outcome
        assert not record.problems or line["errors"], "a problem was dropped"
        self._formats["text"].patient(report).decode()
        if chance.random() < 0.1:
            encoded(data_of(explain(self._pipeline, record, as_of=None, today=TODAY, engine=False)))
        return report

    def _bytes(self, chance: random.Random) -> bytes:
        spoil = chance.choice((spoil_bytes, spoil_bytes, spoil_lines))
        return spoil(chance, chance.choice(self._texts), self._texts)

    def _json(self, chance: random.Random) -> bytes:
        lists = [copy.deepcopy(one) for one in chance.sample(self._lists, chance.choice((1, 1, 2, 3)))]
        if chance.random() < 0.3:
            for one in lists:
                one["medications"] += chance.choice(self._lists)["medications"]
        spoilt = spoil_value(chance, lists if len(lists) > 1 else lists[0])
        if len(lists) > 1 and isinstance(spoilt, list) and chance.random() < 0.5:
            return b"\n".join(json.dumps(each).encode() for each in spoilt)
        return _written(spoilt, chance)

    def _csv(self, chance: random.Random) -> bytes:
        table = self._table if chance.random() < 0.3 else self._named_table()
        spoilt = spoil_cells(chance, table)
        return spoil_bytes(chance, spoilt, self._texts) if chance.random() < 0.3 else spoilt

    def _named_table(self) -> bytes:
        head, _, rest = self._table.partition(b"\n")
        names = [_MAP.get(name, name) for name in head.decode().split(",")]
        return ",".join(names).encode() + b"\n" + rest

    def _fhir(self, chance: random.Random) -> bytes:
        start = chance.randrange(len(self._orders))
        orders = copy.deepcopy(self._orders[start : start + chance.randint(1, _ORDERS)])
        if chance.random() < 0.5:
            lines = b"\n".join(json.dumps(each).encode() for each in _as_list(spoil_value(chance, orders)))
            return spoil_lines(chance, lines, self._texts) if chance.random() < 0.3 else lines
        bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": order} for order in orders]}
        return _written(spoil_value(chance, bundle), chance)


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _written(value: Any, chance: random.Random) -> bytes:
    return json.dumps(value, indent=chance.choice((None, 1)), ensure_ascii=chance.random() < 0.7).encode(
        chance.choice(("utf-8", "utf-8", "utf-8", "utf-16")), "surrogatepass"
    )


def _read(data: bytes, file_format: str, chance: random.Random) -> Iterator[Record]:
    size = chance.choice((1 << 20, 1 << 20, 100, 7))
    feed = open_feed(file_format, "input", _MAP if file_format == "csv" and chance.random() < 0.3 else {})
    for at in range(0, len(data), size):
        for raw in feed.feed(data[at : at + size]):
            yield decode_record(raw)
    for raw in feed.close():
        yield decode_record(raw)
