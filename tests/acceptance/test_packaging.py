"""What a stranger gets: the wheel, the wheel made from the sdist, and the command that it installs."""

from __future__ import annotations

import email
import json
import os
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

import ldn_rules
from support.small_rules import write_small_rules

LIST = {"as_of": "2026-01-15", "medications": [{"id": "m1", "name": "lisinopril 10 mg oral tablet"}]}


def build(project: Path, target: str, destination: Path) -> Path:
    """Build ``target`` ("wheel" or "sdist") of ``project`` into ``destination``; the one file that came out."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", target, "--directory", str(destination)]
    done = subprocess.run(command, cwd=project, capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stderr
    (built,) = destination.iterdir()
    return built


def members(wheel: Path) -> dict[str, bytes]:
    """The files of the wheel, its RECORD left out."""
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist() if not name.endswith("/RECORD")}


def under(folder: Path) -> dict[str, bytes]:
    """The files below ``folder`` by their path in it, what an interpreter or an editor left behind aside."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
    }


@pytest.fixture(scope="module")
def wheel(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel built from the checkout."""
    return build(root, "wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def unpacked_sdist(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source distribution, unpacked."""
    folder = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(build(root, "sdist", tmp_path_factory.mktemp("sdist"))) as archive:
        archive.extractall(folder, filter="data")
    (project,) = folder.iterdir()
    return project


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts folder of an environment with the wheel in it; its dependencies are this environment's."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    purelib = Path(sysconfig.get_path("purelib", "venv", {"base": str(folder)}))
    (purelib / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    pip = [sys.executable, "-m", "pip", "--python", str(folder / "bin" / "python"), "--disable-pip-version-check"]
    command = [*pip, "install", "--no-deps", "--no-index", "--quiet", str(wheel)]
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stderr
    return folder / "bin"


def run(command: Path, *arguments: str, cwd: Path, text: str = "") -> subprocess.CompletedProcess[str]:
    """Run an installed command without the checkout on its path."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [command, *arguments], input=text, cwd=cwd, env=environment, capture_output=True, check=False, text=True
    )


@pytest.mark.parametrize("folder", ["rules", "schemas"])
def test_wheel_holds_data(root: Path, wheel: Path, folder: str) -> None:
    """Every file of rules/ and schemas/ is data of the installed package, byte for byte."""
    prefix = f"ldn_rules/_data/{folder}/"
    held = {name.removeprefix(prefix): data for name, data in members(wheel).items() if name.startswith(prefix)}
    assert held == under(root / folder)
    assert held


def test_wheel_holds_what_the_catalogue_is_made_of(root: Path, wheel: Path) -> None:
    """Every template, the style sheet's among them, and the page of known limits, byte for byte."""
    prefix = "ldn_rules/catalogue/templates/"
    names = members(wheel)
    held = {name.removeprefix(prefix): data for name, data in names.items() if name.startswith(prefix)}
    assert held == under(root / "src" / "ldn_rules" / "catalogue" / "templates")
    assert {"base.html.j2", "rule.html.j2", "style.css.j2"} <= set(held)
    assert names["ldn_rules/_data/limits.md"] == (root / "docs" / "guide" / "limits.md").read_bytes()


def test_wheel_holds_package_only(wheel: Path) -> None:
    """The wheel installs the package and its metadata, nothing beside them, and says that it is typed."""
    names = members(wheel)
    assert {name.split("/")[0] for name in names} == {"ldn_rules", f"ldn_rules-{ldn_rules.__version__}.dist-info"}
    assert "ldn_rules/py.typed" in names


def test_wheel_metadata(wheel: Path) -> None:
    """The metadata carries the version, the Python it needs, the pinned engine, the licence and the notice."""
    info = f"ldn_rules-{ldn_rules.__version__}.dist-info"
    names = members(wheel)
    metadata = email.message_from_bytes(names[f"{info}/METADATA"])
    assert metadata["Version"] == ldn_rules.__version__
    assert metadata["Requires-Python"] == ">=3.11"
    assert "durable-rules==2.0.28" in (metadata.get_all("Requires-Dist") or [])
    assert metadata["License-Expression"] == "Apache-2.0"
    assert {f"{info}/licenses/LICENSE", f"{info}/licenses/NOTICE"} <= set(names)


def test_sdist_builds_same_wheel(wheel: Path, unpacked_sdist: Path, tmp_path: Path) -> None:
    """A wheel made from the source distribution is the wheel made from the checkout."""
    assert members(build(unpacked_sdist, "wheel", tmp_path)) == members(wheel)


def test_sdist_holds_what_make_needs(unpacked_sdist: Path) -> None:
    """The source distribution can set itself up, test, measure and demonstrate itself."""
    needed = {"Makefile", "README.md", "benchmarks/run.py", "cli.py", "tests/conftest.py", "tools/setup.sh"}
    assert needed <= set(under(unpacked_sdist))
    assert any(name.startswith("examples/") for name in under(unpacked_sdist))


def test_installed_command_checks_from_any_folder(installed: Path, tmp_path: Path) -> None:
    """The installed command finds its rules from a folder that has nothing to do with the checkout."""
    done = run(installed / "ldn-rules", "check", "-", "--output", "jsonl", cwd=tmp_path, text=json.dumps(LIST))
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["outcome"] == "not-applicable"


def test_installed_command_writes_the_catalogue(root: Path, installed: Path, tmp_path: Path) -> None:
    """The installed command finds its templates and its page of limits: the files are those that a checkout writes."""
    rules = str(write_small_rules(tmp_path / "rules"))
    done = run(installed / "ldn-rules", "rules", "docs", "--rules", rules, "--out", "installed", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    words = ["rules", "docs", "--rules", rules, "--out", "checkout"]
    done = run(Path(sys.executable), str(root / "cli.py"), *words, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    written = [
        {each.name: each.read_bytes() for each in (tmp_path / name).iterdir()} for name in ("installed", "checkout")
    ]
    assert written[0] == written[1]
    assert {"index.html", "limits.html", "style.css"} <= set(written[0])


def test_installed_package_is_the_wheel(installed: Path, tmp_path: Path) -> None:
    """The test above ran the wheel's code, not the checkout's."""
    done = run(installed / "python", "-c", "import ldn_rules; print(ldn_rules.__file__)", cwd=tmp_path)
    assert Path(done.stdout.strip()).is_relative_to(installed.parent)


def test_installed_command_says_its_version(installed: Path, tmp_path: Path) -> None:
    """``ldn-rules --version`` is the package's version."""
    done = run(installed / "ldn-rules", "--version", cwd=tmp_path)
    assert (done.returncode, done.stdout.split()[-1:]) == (0, [ldn_rules.__version__])


def test_checkout_command(root: Path, tmp_path: Path) -> None:
    """``cli.py`` runs the same command from a checkout."""
    done = subprocess.run(
        [sys.executable, root / "cli.py", "--version"], cwd=tmp_path, capture_output=True, check=False, text=True
    )
    assert (done.returncode, done.stdout.split()[-1:]) == (0, [ldn_rules.__version__])
