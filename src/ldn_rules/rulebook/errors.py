"""Every error this package raises on purpose.

::

    LdnError
    ├── UsageError     an option or argument is wrong
    ├── RulesError     the rules folder is invalid; holds every diagnostic, not only the first
    │   └── PolicyError    the site policy is
    ├── InputError     an input could not be opened or read at all
    │   └── CodeIndexError  the local index of codes, or a release it is made from, cannot be used
    └── EngineError    the engine crashed, hung, disagreed with the second evaluator or refused a rule set

Exit codes are the command line's business: it maps these classes to its own table.
The classes are public, the wording of their messages is not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ldn_rules.rulebook.diagnostics import Diagnostic


class LdnError(Exception):
    """Root of the tree: catch this to catch all."""


class UsageError(LdnError):
    """An option or argument is wrong: the message says what would be right."""


class RulesError(LdnError):
    """The rules are invalid. ``diagnostics`` holds all faults of all files, in file order."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics: tuple[Diagnostic, ...] = tuple(diagnostics)
        super().__init__(self.diagnostics)

    def __str__(self) -> str:
        from ldn_rules.rulebook.diagnostics import plain

        return "\n".join(plain(diagnostic) for diagnostic in self.diagnostics)


class PolicyError(RulesError):
    """The site policy is invalid. ``diagnostics`` holds all faults, in the order of its file."""


class InputError(LdnError):
    """An input could not be opened or read at all."""


class CodeIndexError(InputError):
    """The local index of codes, or a release that it is to be made from, cannot be used."""


class EngineError(LdnError):
    """The engine crashed, hung, disagreed with the second evaluator or refused a rule set."""
