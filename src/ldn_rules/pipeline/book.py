"""A compiled rulebook: rules, program, engine rule sets, vocabulary and settings, from the cache if unchanged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from ldn_rules.compiler.ir import Program
from ldn_rules.engine.layout import Shard
from ldn_rules.facts.settings import Settings
from ldn_rules.rulebook.cache import load_cached
from ldn_rules.rulebook.codec import read_ruleset
from ldn_rules.rulebook.model import RuleSet, Span
from ldn_rules.rulebook.phrases import decoded, encoded
from ldn_rules.rulebook.products import Products
from ldn_rules.rulebook.vocabulary import Vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ldn_rules.rulebook.load import Loaded
    from ldn_rules.rulebook.policy import Change


class Book(Struct, frozen=True):
    """Everything that checking needs of a rules folder; ``planning`` is the encoded ``planning.yaml``, which a plan
    alone reads (``null``: there is none).
    """

    ruleset: RuleSet
    program: Program
    shards: tuple[Shard, ...]
    vocabulary: Vocabulary
    settings: Settings
    list_age: int
    panel: bytes | memoryview
    """The evidence and expectation panel, packed: read only where it is asked for (``pipeline.panel``)."""
    no_panel: str = ""
    """What is said in its place where a list has nothing that it speaks of; empty: the folder has no panel."""
    planning: bytes = b"null"
    changes: tuple[Change, ...] = ()
    """The thresholds that a site policy has changed in it."""


def load_book(rules_dir: str) -> Book:
    """The compiled rulebook of a folder; RulesError if it is invalid, EngineError if the engine refuses it."""
    return read_book(load_cached(rules_dir, _build))


def read_book(parts: Mapping[str, bytes | memoryview]) -> Book:
    """The rulebook of the parts that :func:`build_of` made."""
    numbers = msgspec.json.decode(parts["settings"], type=dict[str, int | tuple[int, ...]])
    ruleset = read_ruleset(parts["ruleset"])
    return Book(
        ruleset=ruleset,
        program=msgspec.json.decode(parts["program"], type=Program),
        shards=msgspec.json.decode(parts["shards"], type=tuple[Shard, ...]),
        vocabulary=replace(
            msgspec.json.decode(parts["vocabulary"], type=Vocabulary, dec_hook=decoded),
            products=Products(msgspec.json.decode(parts["products"], type=dict[str, msgspec.Raw])),
        ),
        settings=settings_of(numbers, ruleset),
        list_age=_number(numbers["list-age"]),
        panel=parts["panel"],
        no_panel=msgspec.json.decode(parts["no-panel"], type=str),
        planning=bytes(parts["planning"]),
    )


def with_active(book: Book, rule_id: str) -> Book:
    """The rulebook as it would be if this rule were active."""
    rules = tuple(replace(rule, status="active") if rule.id == rule_id else rule for rule in book.ruleset.rules)
    ruleset = replace(book.ruleset, rules=rules)
    program, shards = _compiled(ruleset)
    return replace(book, ruleset=ruleset, program=program, shards=shards)


def _build(rules_dir: str) -> dict[str, bytes]:
    """Load, compile and self-test a rules folder: the slow way, taken when something has changed."""
    from ldn_rules.pipeline.validation import load_valid

    return build_of(load_valid(rules_dir))


def build_of(loaded: Loaded) -> dict[str, bytes]:
    """Compile and self-test what was loaded."""
    from ldn_rules.rulebook.codec import dump_ruleset
    from ldn_rules.rulebook.vocabulary_compile import compile_vocabulary

    program, shards = _compiled(loaded.ruleset)
    vocabulary = compile_vocabulary(loaded.vocabulary)
    return {
        "ruleset": dump_ruleset(loaded.ruleset),
        "program": msgspec.json.encode(program),
        "shards": msgspec.json.encode(shards),
        "vocabulary": msgspec.json.encode(replace(vocabulary, products={}), enc_hook=encoded),
        "products": msgspec.json.encode(vocabulary.products),
        "settings": msgspec.json.encode(loaded.settings),
        "panel": msgspec.json.encode(loaded.panel),
        "no-panel": msgspec.json.encode(loaded.panel.none if loaded.panel else ""),
        "planning": msgspec.json.encode(loaded.planning),
    }


def _compiled(ruleset: RuleSet) -> tuple[Program, tuple[Shard, ...]]:
    """The program and its engine rule sets; RulesError where the rules ask for what the engine cannot carry."""
    from ldn_rules.compiler.errors import CompileError
    from ldn_rules.compiler.lower import lower
    from ldn_rules.engine.emit import shards_of
    from ldn_rules.engine.errors import RulesetRefusedError
    from ldn_rules.engine.selftest import self_test
    from ldn_rules.rulebook.diagnostics import Diagnostic
    from ldn_rules.rulebook.errors import RulesError

    try:
        program = lower(ruleset)
        shards = shards_of(program)
        self_test(program, shards)
    except CompileError as error:
        raise RulesError([Diagnostic("E142", error.message, error.span)]) from error
    except RulesetRefusedError as error:
        raise RulesError([Diagnostic("E143", str(error), Span("ruleset.yaml", 1, 1))]) from error
    return program, shards


def settings_of(numbers: Mapping[str, int | tuple[int, ...]], ruleset: RuleSet) -> Settings:
    """The numbers of the fact stage: those of ``semantics.yaml``, and what follows from the rules."""
    own = {name.replace("-", "_"): value for name, value in numbers.items() if name != "list-age"}
    bounds = {
        row.upper.values[0]
        for table in ruleset.tables.values()
        for rows in table.rows.values()
        for row in rows
        if row.upper is not None
    }
    found: Settings = msgspec.convert(
        {**own, "history_days": ruleset.reporting.history_days, "interval_days": sorted(bounds)}, type=Settings
    )
    return found


def _number(value: int | tuple[int, ...]) -> int:
    return value if isinstance(value, int) else value[0]
