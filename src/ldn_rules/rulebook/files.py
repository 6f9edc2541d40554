"""Where the rules and schemas are, and which files belong to a rules folder.

Imports nothing but ``os``: every start of the program passes here.
"""

from __future__ import annotations

import os
from typing import Final

from ldn_rules.rulebook.errors import UsageError

ENVIRONMENT: Final = "LDN_RULES_DIR"
"""Variable that names a site's own rules folder."""

_PACKAGE: Final = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def find_rules_dir(option: str | None = None) -> str:
    """The rules folder: the option, else ``LDN_RULES_DIR``, else the rules that came with the program.

    UsageError if the folder named does not exist.
    """
    for named, by in ((option, "--rules"), (os.environ.get(ENVIRONMENT), ENVIRONMENT)):
        if named:
            if not os.path.isdir(named):
                raise UsageError(f"{by}: there is no folder {named}")
            return named
    return _data_dir("rules")


def find_schemas_dir() -> str:
    """The folder of the JSON Schemas that came with the program. UsageError if it is missing."""
    return _data_dir("schemas")


def list_files(directory: str) -> list[str]:
    """Paths of all files of a folder relative to it, with ``/``, sorted; hidden files and backups left out."""
    found: list[str] = []
    for folder, folders, names in os.walk(directory):
        folders[:] = [name for name in folders if not name.startswith(".")]
        below = os.path.relpath(folder, directory).replace(os.sep, "/")
        prefix = "" if below == "." else f"{below}/"
        found.extend(prefix + name for name in names if not name.startswith(".") and not name.endswith("~"))
    return sorted(found)


def _data_dir(name: str) -> str:
    """In an installed package ``_data/<name>`` beside the code, in a checkout ``<name>`` at its top."""
    installed = os.path.join(_PACKAGE, "_data", name)
    checkout = os.path.join(os.path.dirname(os.path.dirname(_PACKAGE)), name)
    for candidate in (installed, checkout):
        if os.path.isdir(candidate):
            return candidate
    raise UsageError(f"the {name} that come with the program are missing (looked in {installed} and {checkout})")
