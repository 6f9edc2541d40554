"""Where the code index of this user is. Imports next to nothing: every start of the program passes here."""

from __future__ import annotations

import os
from typing import Final

from ldn_rules.rulebook.errors import UsageError

ENVIRONMENT: Final = "LDN_CODE_INDEX"
"""Variable that names the file of the index."""

OPTION: Final = "--code-index"

_NAME: Final = "codes.sqlite"


def index_path(option: str | None = None) -> str | None:
    """The file of the index, whether it is there or not: the option, else ``LDN_CODE_INDEX``, else ``codes.sqlite`` in
    the ``ldn-rules`` folder of the user's data (``XDG_DATA_HOME``, else ``~/.local/share``); None without a home.
    """
    named = _named(option)
    if named is not None:
        return named[0]
    shared = os.environ.get("XDG_DATA_HOME") or os.path.expanduser(os.path.join("~", ".local", "share"))
    return None if shared.startswith("~") else os.path.join(shared, "ldn-rules", _NAME)


def find_index(option: str | None = None) -> str | None:
    """The file of the index if there is one. UsageError if one is named that is not there."""
    path = index_path(option)
    if path is not None and os.path.exists(path):
        return path
    named = _named(option)
    if named is not None:
        raise UsageError(f"{named[1]}: there is no code index {named[0]} (ldn-rules drugs import makes one)")
    return None


def _named(option: str | None) -> tuple[str, str] | None:
    """The file that the option or the variable names, and which of them; an empty variable is one not set."""
    if option is not None and not option:
        raise UsageError(f"{OPTION}: no file is named")
    for path, by in ((option, OPTION), (os.environ.get(ENVIRONMENT), ENVIRONMENT)):
        if path:
            return path, by
    return None
