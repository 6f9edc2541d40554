"""Whatever the engine does wrong, the patient is not checked, and never reads as "no alert"."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from ldn_rules.compiler.lower import lower
from ldn_rules.engine import runner
from ldn_rules.engine.check import cross_check, too_many_courses
from ldn_rules.engine.emit import shards_of
from ldn_rules.engine.errors import EngineMissingError, EvaluationError, RulesetRefusedError
from ldn_rules.engine.evaluator import Evaluator
from ldn_rules.engine.match import Match
from ldn_rules.engine.reproducer import write_reproducer
from ldn_rules.engine.rete import Rete, load_module
from ldn_rules.rulebook.model import Comparison, DifferenceMeasure, FieldMeasure, Line, Role
from support.handmade import SPAN, bound_of, case_of, rule_of, ruleset_of
from support.random_facts import fact_set, make_fact
from support.three_ways import without_settled

PROGRAM = lower(ruleset_of([rule_of("LDN001", [case_of([Role("ntx", "episode", None, None, SPAN)])])]))
SHARDS = shards_of(PROGRAM)
FACTS = fact_set(make_fact("episode", 0), make_fact("course", 1, ("secret-class",), last=-3))


class Faulty:
    """The engine's module, with one fault after the self-test."""

    def __init__(self, **faults: Any) -> None:
        self.real: Any = load_module()
        self.faults: dict[str, Any] = {}
        self.waiting = faults
        self.deleted = 0

    def begin(self) -> None:
        """From now on the fault is there."""
        self.faults = self.waiting

    def _answer(self, name: str, *arguments: Any) -> Any:
        fault = self.faults.get(name)
        return fault(getattr(self.real, name), *arguments) if fault else getattr(self.real, name)(*arguments)

    def create_ruleset(self, *arguments: Any) -> Any:
        """As the module, or at fault."""
        return self._answer("create_ruleset", *arguments)

    def delete_ruleset(self, *arguments: Any) -> Any:
        """As the module."""
        return self.real.delete_ruleset(*arguments)

    def assert_facts(self, *arguments: Any) -> Any:
        """As the module, or at fault."""
        return self._answer("assert_facts", *arguments)

    def start_action_for_state(self, *arguments: Any) -> Any:
        """As the module, or at fault."""
        return self._answer("start_action_for_state", *arguments)

    def complete_and_start_action(self, *arguments: Any) -> Any:
        """As the module, or at fault."""
        return self._answer("complete_and_start_action", *arguments)

    def delete_state(self, *arguments: Any) -> Any:
        """Counted."""
        self.deleted += 1
        return self.real.delete_state(*arguments)


def raising(*_: Any) -> Any:
    """Any error of the module."""
    raise RuntimeError("error 303")


def drop_last(real: Any, handle: int, facts: str) -> Any:
    """The engine loses the last fact and says nothing."""
    return real(handle, json.dumps(json.loads(facts)[:-1]))


FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "raises": ({"assert_facts": raising}, "RuntimeError: error 303"),
    "not handled": (
        {"assert_facts": lambda real, *rest: (1, real(*rest)[1])},
        "the engine answered 1 to the facts",
    ),
    "loses a fact": ({"assert_facts": drop_last}, "2 facts were sent, 1 arrived"),
    "locked": ({"start_action_for_state": lambda real, *rest: real(*rest) and None}, "2 facts were sent, 0 arrived"),
    "loses an activation": (
        {
            "complete_and_start_action": lambda real, *rest: None,
            "start_action_for_state": lambda real, *rest: ("{}", '{"r0": []}'),
        },
        "2 facts were sent, 0 arrived",
    ),
    "never ends": ({"complete_and_start_action": lambda *_: '{"r0": []}'}, "the engine does not come to an end"),
    "not JSON": (
        {"start_action_for_state": lambda *_: ("{}", "{")},
        "DecodeError: JSON is malformed: object keys must be strings (byte 2)",
    ),
    "unknown rule": ({"start_action_for_state": lambda *_: ("{}", '{"x": [{"a": {"id": "0"}}]}')}, "ValueError: x"),
}


@pytest.mark.parametrize(("faults", "message"), FAULTS.values(), ids=FAULTS)
def test_a_fault_of_the_engine_is_an_error(faults: dict[str, Any], message: str) -> None:
    """Every way to lose or invent something is seen; the state is deleted; the next patient is evaluated."""
    module = Faulty(**faults)
    rete = Rete(PROGRAM, SHARDS, module)
    module.begin()
    before = module.deleted
    with pytest.raises(EvaluationError) as caught:
        rete.matches(FACTS)
    assert str(caught.value) == message
    assert module.deleted == before + 1
    module.faults = {}
    assert rete.matches(FACTS) == {Match(0, (0,))}


def test_a_shard_that_keeps_failing_is_given_up() -> None:
    """After three rebuilds no more memory is spent on it."""

    def patients_only(real: Any, handle: int, facts: str) -> Any:
        """The self-test's facts all have the value 0; the patient's do not."""
        if '"f_start":0' in facts:
            return real(handle, facts)
        raise RuntimeError("error 303")

    since = Line("since", Comparison(DifferenceMeasure("as-of", "", "ntx", "start"), (bound_of("less-than", 0),)), SPAN)
    case = case_of([Role("ntx", "episode", None, None, SPAN)], when=(since,))
    program = lower(ruleset_of([rule_of("LDN001", [case])]))
    module = Faulty(assert_facts=patients_only)
    module.begin()
    rete, messages = Rete(program, shards_of(program), module), []
    for _ in range(5):
        with pytest.raises(EvaluationError) as caught:
            rete.matches(fact_set(make_fact("episode", 0, start=-5)))
        messages.append(str(caught.value))
    assert messages == [*["RuntimeError: error 303"] * 4, "the rule set failed 4 times and is not built again"]


def test_too_many_matches_cost_that_patient_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rule set is not in doubt: it is not built again, however often it comes."""
    rete = Rete(PROGRAM, SHARDS)
    monkeypatch.setattr(runner, "MATCHES", 1)
    two = fact_set(make_fact("episode", 0), make_fact("episode", 1))
    for _ in range(6):
        with pytest.raises(EvaluationError, match="2 matches, more than 1"):
            rete.matches(two)
    assert rete.matches(FACTS) == {Match(0, (0,))}


def test_a_shard_that_works_again_is_not_given_up() -> None:
    """Rebuilds are counted in a row: failures far apart in a long run do not add up."""
    failing = iter([True, False] * 6)

    def now_and_then(real: Any, handle: int, facts: str) -> Any:
        if '"f_start":0' not in facts and next(failing):
            raise RuntimeError("error 303")
        return real(handle, facts)

    since = Line("since", Comparison(DifferenceMeasure("as-of", "", "ntx", "start"), (bound_of("less-than", 0),)), SPAN)
    program = lower(
        ruleset_of([rule_of("LDN001", [case_of([Role("ntx", "episode", None, None, SPAN)], when=(since,))])])
    )
    module = Faulty(assert_facts=now_and_then)
    module.begin()
    rete, facts = Rete(program, shards_of(program), module), fact_set(make_fact("episode", 0, start=-5))
    for _ in range(6):
        with pytest.raises(EvaluationError, match="error 303"):
            rete.matches(facts)
        assert len(rete.matches(facts)) == 1


def test_a_ruleset_that_fails_its_self_test_is_refused() -> None:
    """The error of the module is said, and no state is deleted on a rule set that never ran."""
    module = Faulty(assert_facts=raising)
    module.begin()
    with pytest.raises(RulesetRefusedError) as caught:
        Rete(PROGRAM, SHARDS, module)
    assert str(caught.value) == "the rule set failed its self-test: error 303"
    assert module.deleted == 0


def test_a_shard_built_lazily_is_refused_when_it_is_needed() -> None:
    """Without facts for it nothing is built; then the failed self-test is the patient's error, each time."""
    module = Faulty(assert_facts=raising)
    module.begin()
    rete = Rete(PROGRAM, SHARDS, module, lazily=True)
    assert rete.matches(fact_set()) == set()
    for _ in range(2):
        with pytest.raises(RulesetRefusedError) as caught:
            rete.matches(FACTS)
        assert str(caught.value) == "the rule set failed its self-test: error 303"
    module.faults = {}
    assert rete.matches(FACTS) == {Match(0, (0,))}


def test_a_missing_module_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the C module there is a typed error, and the linker's flags are as before."""
    flags = sys.getdlopenflags()
    monkeypatch.setitem(sys.modules, "durable_rules_engine", None)
    with pytest.raises(EngineMissingError) as caught:
        load_module()
    assert str(caught.value).startswith("durable-rules cannot be imported: ")
    assert sys.getdlopenflags() == flags


class Says:
    """An engine that returns what it is told."""

    def __init__(self, *found: Match) -> None:
        self.found = set(found)

    def matches(self, _: Any) -> set[Match]:
        """What it was told."""
        return self.found


def checked(rete: Any, facts: Any = FACTS, **options: Any) -> Any:
    """Both evaluators."""
    return cross_check(PROGRAM, rete, Evaluator(PROGRAM), facts, **options)


def test_both_agree() -> None:
    """The matches, sorted, and no reason."""
    found = checked(Rete(PROGRAM, SHARDS))
    assert (found.matches, found.agreed, found.reason, found.reproducer) == ((Match(0, (0,)),), True, None, None)


def test_disagreement_shows_the_second_evaluator(tmp_path: Path) -> None:
    """A lost match is not lost: the second evaluator's stand, marked, with a reproducer."""
    found = checked(Says(), reproducers=str(tmp_path))
    assert (found.matches, found.agreed) == ((Match(0, (0,)),), False)
    assert found.reason == "the evaluators disagree: 0 and 1 matches of their own"
    assert [str(path) for path in tmp_path.iterdir()] == [found.reproducer]


def test_a_failing_engine_shows_the_second_evaluator(tmp_path: Path) -> None:
    """An error of the engine is said, and the second evaluator's matches are shown."""
    module = Faulty(assert_facts=raising)
    rete = Rete(PROGRAM, SHARDS, module)
    module.begin()
    found = checked(rete, reproducers=str(tmp_path))
    assert (found.matches, found.agreed) == ((Match(0, (0,)),), False)
    assert found.reason == "the rule engine failed: RuntimeError: error 303"
    assert found.reproducer is not None


def test_without_an_engine_nothing_is_agreed() -> None:
    """No engine is a reason, never silence."""
    found = checked(None)
    assert (found.matches, found.agreed, found.reason) == (
        (Match(0, (0,)),),
        False,
        "the rule engine is not available",
    )


def test_more_than_400_courses() -> None:
    """They go to the second evaluator alone, and that is said."""
    facts = fact_set(make_fact("episode", 0), *(make_fact("course", place) for place in range(1, 402)))
    assert too_many_courses(facts)
    assert not too_many_courses(fact_set(*facts.facts[:401]))
    found = checked(Says(), facts)
    assert (found.agreed, found.reason) == (False, "more than 400 courses: only the check evaluator ran")
    assert found.matches == (Match(0, (0,)),)


def test_what_is_certain_settles_what_is_possible() -> None:
    """A possible match goes where the same case is certain on the same facts, and stays elsewhere."""
    day = Role("day", "segment", None, None, SPAN)
    more = Line("more", Comparison(FieldMeasure("day", "total"), (bound_of("more-than", 5),)), SPAN)
    program = lower(ruleset_of([rule_of("LDN001", [case_of([day], when=(more,))])]))
    found = Evaluator(program).matches(
        fact_set(make_fact("segment", 0, total=(6, 9)), make_fact("segment", 1, total=(5, 9)))
    )
    assert found == {Match(0, (0,)), Match(1, (0,)), Match(1, (1,))}
    assert without_settled(program, found) == (Match(0, (0,)), Match(1, (1,)))


def test_a_reproducer_holds_integers_only(tmp_path: Path) -> None:
    """Kinds, classes and numbers; no text, name, id or entry of the patient."""
    path = write_reproducer(FACTS, "hash", "why", {Match(0, (0,))}, None, str(tmp_path))
    assert path is not None
    written = json.loads(Path(path).read_text(encoding="utf-8"))
    assert {key: written[key] for key in ("reproducer", "ruleset", "reason", "engine", "evaluator")} == {
        "reproducer": 1,
        "ruleset": "hash",
        "reason": "why",
        "engine": [[0, [0]]],
        "evaluator": None,
    }
    assert [set(fact) for fact in written["facts"]] == [{"kind", "base", "classes", "certain", "values"}] * 2
    assert written["facts"][1]["values"]["last"] == -3
    assert written["facts"][1]["values"]["total"] == [0, 0]


def test_a_reproducer_finds_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder given, else LDN_REPRODUCER_DIR, else the cache; where one cannot be written, the next."""
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("LDN_REPRODUCER_DIR", str(tmp_path / "own"))
    path = write_reproducer(FACTS, "hash", "why", None, None, str(blocked / "sub"))
    assert path is not None
    assert path.startswith(str(tmp_path / "own"))
    monkeypatch.setenv("LDN_REPRODUCER_DIR", str(blocked / "sub"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    path = write_reproducer(FACTS, "hash", "why", None, None)
    assert path is not None
    assert path.startswith(str(tmp_path / "cache" / "ldn-rules"))


@pytest.mark.parametrize(("variable", "below"), [("XDG_CACHE_HOME", "ldn-rules"), ("HOME", ".cache/ldn-rules")])
def test_a_reproducer_in_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, below: str) -> None:
    """Where no folder is named it goes to the user's cache."""
    for name in ("LDN_REPRODUCER_DIR", "XDG_CACHE_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(variable, str(tmp_path))
    path = write_reproducer(FACTS, "hash", "why", None, None)
    assert path is not None
    assert Path(path).parent == tmp_path / below


def test_a_reproducer_never_raises(monkeypatch: pytest.MonkeyPatch) -> None:
    """Facts that cannot be written, or nowhere to write, give no file and no error."""
    wrong = fact_set(make_fact("course", 0, last="x"))
    assert write_reproducer(wrong, "hash", "why", None, None) is None
    monkeypatch.setattr("os.makedirs", _refuse)
    assert write_reproducer(FACTS, "hash", "why", None, None) is None


def _refuse(*_: Any, **__: Any) -> None:
    raise PermissionError
