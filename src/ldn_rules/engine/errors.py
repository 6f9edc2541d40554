"""Errors of the engine stage, a branch of the tree in ``rulebook.errors``.

::

    EngineError                 the patient is not checked, never "no alert"
    ├── EngineMissingError      the C module is not there, or not the one expected
    ├── RulesetRefusedError     a rule set the exact subset cannot carry, or whose self-test failed
    └── EvaluationError         one patient could not be evaluated
"""

from __future__ import annotations

from ldn_rules.rulebook.errors import EngineError

__all__ = ["EngineError", "EngineMissingError", "EvaluationError", "RulesetRefusedError"]


class EngineMissingError(EngineError):
    """The C module cannot be imported."""


class RulesetRefusedError(EngineError):
    """A rule set is outside the exact subset, or failed its self-test."""


class EvaluationError(EngineError):
    """One patient's facts were refused, lost, or answered with something else than a match."""
