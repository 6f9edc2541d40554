"""Where the rules and schemas are, and which files belong to a rules folder.

Imports next to nothing: every start of the program passes here.
"""

from __future__ import annotations

import os
import stat
from typing import Final

from msgspec import Struct

from ldn_rules.rulebook.errors import UsageError

ENVIRONMENT: Final = "LDN_RULES_DIR"
"""Variable that names a site's own rules folder."""

POLICY: Final = "LDN_POLICY"
"""Variable that names a site's policy."""

_PACKAGE: Final = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def find_rules_dir(option: str | None = None) -> str:
    """The rules folder: the option, else ``LDN_RULES_DIR``, else the rules that came with the program.

    UsageError if the folder named does not exist, or if the option names none; an empty variable is one not set.
    """
    if option is not None and not os.fspath(option):
        raise UsageError("--rules: no folder is named")
    for named, by in ((option, "--rules"), (os.environ.get(ENVIRONMENT), ENVIRONMENT)):
        if named:
            if not os.path.isdir(named):
                raise UsageError(f"{by}: there is no folder {named}")
            return named
    return _data_dir("rules")


def find_policy(option: str | None = None) -> str | None:
    """The file of the site policy: the option, else ``LDN_POLICY``, else there is none.

    UsageError if the file named does not exist, or if the option names none; an empty variable is one not set.
    """
    if option is not None and not option:
        raise UsageError("--policy: no file is named")
    for named, by in ((option, "--policy"), (os.environ.get(POLICY), POLICY)):
        if named:
            if not os.path.exists(named):
                raise UsageError(f"{by}: there is no file {named}")
            return named
    return None


def find_schemas_dir() -> str:
    """The folder of the JSON Schemas that came with the program. UsageError if it is missing."""
    return _data_dir("schemas")


class Listing(Struct, frozen=True):
    """Regular files of a folder, relative to it, with ``/``, sorted; and what stands there and cannot be read: the
    path and why.
    """

    files: list[str]
    unusable: list[tuple[str, str]]


def list_files(directory: str) -> Listing:
    """All files of a folder and of the folders in it; hidden ones and backups left out, links followed."""
    found = Listing([], [])
    _look_into(directory, "", frozenset(), found)
    return Listing(sorted(found.files), sorted(found.unusable))


def _look_into(folder: str, below: str, above: frozenset[tuple[int, int]], found: Listing) -> None:
    """``above`` are the folders on the way here: a link that leads back to one of them is not followed."""
    try:
        known = os.stat(folder)
        with os.scandir(folder) as entries:
            seen = [
                (entry.name, entry.is_file(follow_symlinks=False))
                for entry in entries
                if not entry.name.startswith(".") and not entry.name.endswith("~")
            ]
    except OSError as error:
        found.unusable.append((below.rstrip("/"), f"cannot be read: {error.strerror}"))
        return
    if (known.st_dev, known.st_ino) in above:
        found.unusable.append((below.rstrip("/"), "leads back to a folder that it stands in"))
        return
    for name, is_file in seen:
        if is_file:
            found.files.append(below + name)
        else:
            _take(os.path.join(folder, name), below + name, above | {(known.st_dev, known.st_ino)}, found)


def _take(path: str, below: str, above: frozenset[tuple[int, int]], found: Listing) -> None:
    try:
        mode = os.stat(path).st_mode
    except OSError as error:
        found.unusable.append((below, f"cannot be read: {error.strerror}"))
        return
    if stat.S_ISREG(mode):
        found.files.append(below)
    elif not stat.S_ISDIR(mode):
        found.unusable.append((below, "neither a file nor a folder"))
    elif below.endswith((".yaml", ".yml")):
        found.unusable.append((below, "a folder with the name of a file"))
    else:
        _look_into(path, f"{below}/", above, found)


def _data_dir(name: str) -> str:
    """In an installed package ``_data/<name>`` beside the code, in a checkout ``<name>`` at its top."""
    installed = os.path.join(_PACKAGE, "_data", name)
    checkout = os.path.join(os.path.dirname(os.path.dirname(_PACKAGE)), name)
    for candidate in (installed, checkout):
        if os.path.isdir(candidate):
            return candidate
    raise UsageError(f"the {name} that come with the program are missing (looked in {installed} and {checkout})")
