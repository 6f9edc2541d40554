"""The scripts of ``tools/`` as modules."""

from __future__ import annotations

import importlib
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def scripts(root: Path, *names: str) -> Iterator[dict[str, Any]]:
    """The named scripts; their folder is on the path meanwhile, and they are forgotten afterwards."""
    sys.path.insert(0, str(root / "tools"))
    try:
        yield {name: importlib.import_module(name) for name in names}
    finally:
        sys.path.remove(str(root / "tools"))
        for name in names:
            sys.modules.pop(name, None)
