"""Checks medication lists against declared, tested rules about low-dose naltrexone.

Everything named in ``__all__`` is public; it is imported when it is first asked for, so that
``import ldn_rules`` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ldn_rules.api import Report, Rulebook, check, load_rulebook
    from ldn_rules.rulebook.errors import EngineError, InputError, LdnError, PolicyError, RulesError, UsageError

__all__ = [
    "EngineError",
    "InputError",
    "LdnError",
    "PolicyError",
    "Report",
    "Rulebook",
    "RulesError",
    "UsageError",
    "__version__",
    "check",
    "load_rulebook",
]

__version__ = "0.1.0"

_HOMES = {
    "EngineError": "ldn_rules.rulebook.errors",
    "InputError": "ldn_rules.rulebook.errors",
    "LdnError": "ldn_rules.rulebook.errors",
    "PolicyError": "ldn_rules.rulebook.errors",
    "Report": "ldn_rules.api",
    "Rulebook": "ldn_rules.api",
    "RulesError": "ldn_rules.rulebook.errors",
    "UsageError": "ldn_rules.rulebook.errors",
    "check": "ldn_rules.api",
    "load_rulebook": "ldn_rules.api",
}


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    found = getattr(importlib.import_module(home), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
