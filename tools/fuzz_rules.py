"""Spoilt rules folders, from the YAML to the compiled program."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from ldn_rules.compiler.errors import CompileError
from ldn_rules.compiler.lower import lower
from ldn_rules.engine.emit import shards_of
from ldn_rules.rulebook.diagnostics import MEANINGS, as_data, human, plain
from ldn_rules.rulebook.errors import RulesError
from ldn_rules.rulebook.load import load_folder
from ldn_rules.rulebook.vocabulary_compile import compile_vocabulary
from mutations import spoil_bytes, spoil_lines, spoil_value
from support.small_rules import every_file, small_rules

if TYPE_CHECKING:
    import random

    from ldn_rules.rulebook.load import Loaded


class Rules:
    """A small rules folder, one file of it spoilt or a spoilt one of the shipped rules put beside."""

    def __init__(self, folder: str) -> None:
        self.show = False
        self._folder = Path(folder)
        self._files, self._all = small_rules(), every_file()
        self._others = [text.encode() for text in self._all.values()]
        self._written({})
        load_folder(self._folder)  # what is spoilt was right before

    def run(self, chance: random.Random) -> str:
        """Spoil, load, compile; what came of it, or an error that is none of the program's."""
        mostly = self._files if chance.random() < 0.8 else self._all
        name = chance.choice(sorted(mostly))
        data = self._spoilt(chance, mostly[name])
        if self.show:
            sys.stdout.buffer.write(name.encode() + b"\n" + data + b"\n")
        self._written({name: data})
        try:
            loaded = load_folder(self._folder)
        except RulesError as error:
            _say(error)
            return "refused"
        return _compile(loaded)

    def _spoilt(self, chance: random.Random, text: str) -> bytes:
        if chance.random() < 0.4:
            value = spoil_value(chance, yaml.safe_load(text))
            return _as_yaml(value) if chance.random() < 0.5 else json.dumps(value).encode()
        spoil = chance.choice((spoil_bytes, spoil_lines))
        return spoil(chance, text.encode(), self._others)

    def _written(self, changed: dict[str, bytes]) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)
        for name, data in ({name: text.encode() for name, text in self._files.items()} | changed).items():
            path = self._folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


def _as_yaml(value: object) -> bytes:
    return yaml.safe_dump(value, sort_keys=False, allow_unicode=True).encode("utf-8", "surrogatepass")


def _say(error: RulesError) -> None:
    """Every fault can be said in every way."""
    assert error.diagnostics, "refused without a reason"
    for each in error.diagnostics:
        assert each.code in MEANINGS
        assert plain(each)
        assert human(each)
        json.dumps(as_data(each))


def _compile(loaded: Loaded) -> str:
    compile_vocabulary(loaded.vocabulary)
    try:
        shards_of(lower(loaded.ruleset))
    except CompileError:
        return "not compiled"
    return "compiled"
