"""What is wrong with rules that can be read, but not be compiled or run."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from ldn_rules.engine import selftest
from ldn_rules.engine.errors import RulesetRefusedError
from ldn_rules.pipeline.book import load_book
from ldn_rules.rulebook.errors import RulesError

RULES = Path(__file__).resolve().parents[3] / "rules"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the rules, and an empty cache."""
    monkeypatch.setenv("LDN_CACHE_DIR", str(tmp_path / "cache"))
    return Path(shutil.copytree(RULES, tmp_path / "rules"))


def refused(site: Path) -> str:
    """What loading the copy says, without the path of its folder."""
    with pytest.raises(RulesError) as caught:
        load_book(str(site))
    return str(caught.value).replace(f"{site}/", "")


def test_settings_must_be_those_of_the_fact_stage(site: Path) -> None:
    """A setting that is missing and one that nothing reads are both named."""
    settings = site / "semantics.yaml"
    settings.write_text(settings.read_text("utf-8").replace("  ends-apart:", "  ends-appart:"), "utf-8")
    assert refused(site).split("\n") == [
        "semantics.yaml:6:1: E141 setting `ends-apart` is missing (the program has no value of its own for it)",
        "semantics.yaml:30:3: E141 no setting `ends-appart` (did you mean `ends-apart`?)",
    ]


def test_more_than_the_compiler_can_say(site: Path) -> None:
    """A rule of five roles is refused at its place."""
    rule = site / "opioids" / "LDN101.yaml"
    roles = "".join(f"  extra{number}: {{kind: course}}\n" for number in range(4))
    text = rule.read_text("utf-8").replace("  ntx: {kind: episode}\n", "  ntx: {kind: episode}\n" + roles, 1)
    rule.write_text(text, "utf-8")
    assert refused(site).startswith("opioids/LDN101.yaml:")
    assert " E142 " in refused(site)


def test_an_engine_that_refuses_is_a_fault_of_the_rules(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the self-test says is shown, and nothing is cached."""

    def refuse(*_: object) -> None:
        raise RulesetRefusedError("sub-rule 3 lost a fact")

    monkeypatch.setattr(selftest, "self_test", refuse)
    assert refused(site) == "ruleset.yaml:1:1: E143 sub-rule 3 lost a fact"


def test_a_crash_in_the_self_test_ends_nothing_else(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that dies on the rules is reported as such."""

    def die(*_: object) -> None:
        import os
        import signal

        os.kill(os.getpid(), signal.SIGSEGV)

    monkeypatch.setattr(selftest, "Rete", die)
    assert refused(site) == "ruleset.yaml:1:1: E143 the engine crashed on the rules, or hung"
