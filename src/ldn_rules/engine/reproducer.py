"""A disagreement or a crash as a file: integer facts, the rule set's hash and both results, nothing of the patient.

No name, id, date or text is written: a fact is its kind, class names and integers (days relative to as_of).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ldn_rules.engine.match import Match
    from ldn_rules.facts.model import FactSet

ENVIRONMENT: Final = "LDN_REPRODUCER_DIR"
SUFFIX: Final = ".ldn-reproducer.json"
FORMAT: Final = 1


def write_reproducer(
    facts: FactSet,
    ruleset: str,
    reason: str,
    engine: Iterable[Match] | None,
    evaluator: Iterable[Match] | None,
    folder: str | None = None,
) -> str | None:
    """Write a reproducer, whole or not at all; its path, or None if no folder can be written. Never raises.

    ``engine`` and ``evaluator`` are what the two returned, None for no answer. Tried in this order: ``folder``,
    ``LDN_REPRODUCER_DIR``, the user's cache folder, the current folder, the folder for temporary files.
    """
    try:
        text = _text(facts, ruleset, reason, engine, evaluator)
    except Exception:  # noqa: BLE001 - a report of a failure must not fail the patient
        return None
    for place in _folders(folder):
        written = _write(place, text)
        if written is not None:
            return written
    return None


def _text(
    facts: FactSet, ruleset: str, reason: str, engine: Iterable[Match] | None, evaluator: Iterable[Match] | None
) -> str:
    import json

    document = {
        "reproducer": FORMAT,
        "ruleset": ruleset,
        "reason": reason,
        "facts": [
            {
                "kind": fact.kind,
                "base": fact.base,
                "classes": sorted(fact.classes),
                "certain": fact.certain,
                "values": {name: _numbers(value) for name, value in sorted(fact.values.items())},
            }
            for fact in facts.facts
        ],
        "engine": None if engine is None else sorted(engine),
        "evaluator": None if evaluator is None else sorted(evaluator),
    }
    return json.dumps(document, indent=1)


def _numbers(value: int | tuple[int, int]) -> int | list[int]:
    return int(value) if isinstance(value, int) else [int(end) for end in value]


def _folders(folder: str | None) -> Iterator[str]:
    if folder is not None:
        yield folder
    environment = os.environ
    if environment.get(ENVIRONMENT):
        yield environment[ENVIRONMENT]
    if environment.get("XDG_CACHE_HOME"):
        yield os.path.join(environment["XDG_CACHE_HOME"], "ldn-rules")
    elif environment.get("HOME"):
        yield os.path.join(environment["HOME"], ".cache", "ldn-rules")
    yield os.curdir
    yield environment.get("TMPDIR", "/tmp")  # noqa: S108 - the file itself gets a name of its own


def _write(folder: str, text: str) -> str | None:
    """Into a file with a new name, under a temporary one until it is complete."""
    import tempfile

    try:
        os.makedirs(folder, exist_ok=True)
        handle, name = tempfile.mkstemp(suffix=".part", prefix="ldn-", dir=folder)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        target = os.path.abspath(name.removesuffix(".part") + SUFFIX)
        os.replace(name, target)
    except OSError:
        return None
    return target
