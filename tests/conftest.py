"""What every test stands on: a known environment, the same random cases each time, the command as a function."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from ldn_rules.catalogue.material import Material

ROOT = Path(__file__).resolve().parent.parent

# `make test` gives the same answer twice; LDN_HYPOTHESIS=explore looks further, and LDN_HYPOTHESIS=long much further.
hypothesis.settings.register_profile("same", deadline=None, derandomize=True, database=None, print_blob=True)
hypothesis.settings.register_profile("explore", deadline=None, max_examples=2_000, print_blob=True)
hypothesis.settings.register_profile("long", deadline=None, max_examples=20_000, print_blob=True)
hypothesis.settings.load_profile(os.environ.get("LDN_HYPOTHESIS", "same"))


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout."""
    return ROOT


@pytest.fixture(scope="session", autouse=True)
def known_environment(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No settings of the user's reach a test, and no test reaches the user's cache or data."""
    for name in [name for name in os.environ if name.startswith("LDN_") and name != "LDN_HYPOTHESIS"]:
        del os.environ[name]
    if "PYTHONPATH" in os.environ:  # processes are started in other folders
        os.environ["PYTHONPATH"] = os.pathsep.join(map(os.path.abspath, os.environ["PYTHONPATH"].split(os.pathsep)))
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("cache"))
    os.environ["XDG_DATA_HOME"] = str(tmp_path_factory.mktemp("data"))
    os.environ["NO_COLOR"] = "1"
    os.environ["COLUMNS"] = "120"


@pytest.fixture(scope="session")
def ldn_rules(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., subprocess.CompletedProcess[str]]:
    """``ldn_rules("check", "-", input=text)`` runs the command as a process, in an empty folder unless told ``cwd``.

    Texts are UTF-8; after 60 s the test fails.
    """
    folder = tmp_path_factory.mktemp("elsewhere")

    def run(*arguments: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
        settings: dict[str, Any] = {"input": "", "cwd": folder, "timeout": 60, **options}
        done: subprocess.CompletedProcess[str] = subprocess.run(
            [sys.executable, ROOT / "cli.py", *map(str, arguments)],
            capture_output=True,
            check=False,
            text=True,
            encoding="utf-8",
            **settings,
        )
        return done

    return run


@pytest.fixture(scope="session")
def catalogue_material(root: Path) -> Material:
    """What the catalogue of the shipped rules is made of; their tests are run for it, once for all that look at it."""
    from ldn_rules.catalogue.material import gather

    return gather(str(root / "rules"), None)


@pytest.fixture(scope="session")
def catalogue_files(catalogue_material: Material) -> dict[str, str]:
    """The text of the files of that catalogue by their names."""
    from ldn_rules.catalogue.pages import pages

    return pages(catalogue_material)
