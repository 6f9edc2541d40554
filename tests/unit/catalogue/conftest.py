"""The catalogue of the shipped rules, made once, and a few rules that a test may change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from support.html_pages import Parsed
from support.small_rules import write_small_rules

if TYPE_CHECKING:
    from pathlib import Path

    from ldn_rules.catalogue.material import Material


@pytest.fixture(scope="session")
def shipped(catalogue_material: Material) -> Material:
    """What the catalogue of the shipped rules is made of."""
    return catalogue_material


@pytest.fixture(scope="session")
def made(catalogue_files: dict[str, str]) -> dict[str, str]:
    """Its files."""
    return catalogue_files


@pytest.fixture(scope="session")
def parsed(made: dict[str, str]) -> dict[str, Parsed]:
    """Its pages, read."""
    return {name: Parsed(text) for name, text in made.items() if name.endswith(".html")}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A few rules."""
    return write_small_rules(tmp_path / "site")
