"""The folder of a catalogue: what is written where, and what is left alone."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from ldn_rules.catalogue import folder
from ldn_rules.rulebook.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

FILES = {"index.html": "<p>one</p>", "style.css": "p {}"}


def refusal(place: Path | str) -> str:
    """What is said of a folder that is not written to."""
    with pytest.raises(UsageError) as error:
        folder.write(str(place), FILES)
    return str(error.value)


def test_a_new_folder_is_made(tmp_path: Path) -> None:
    """The files and a manifest that names them; an empty folder does as well."""
    (tmp_path / "empty").mkdir()
    for place in (tmp_path / "new", tmp_path / "empty"):
        folder.write(str(place), FILES)
        assert {each.name: each.read_text("utf-8") for each in place.iterdir() if each.name[0] != "."} == FILES
        assert (place / folder.MANIFEST).read_text("utf-8").splitlines()[1:] == ["index.html", "style.css"]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["empty", "new"]


def test_an_earlier_catalogue_is_replaced(tmp_path: Path) -> None:
    """What it had more is deleted."""
    folder.write(str(tmp_path / "out"), {**FILES, "LDN999.html": "gone"})
    folder.write(str(tmp_path / "out"), {**FILES, "index.html": "<p>two</p>"})
    assert sorted(each.name for each in (tmp_path / "out").iterdir()) == [folder.MANIFEST, "index.html", "style.css"]
    assert (tmp_path / "out" / "index.html").read_text("utf-8") == "<p>two</p>"


def test_a_run_that_was_cut_short_can_be_repeated(tmp_path: Path) -> None:
    """Halves of files and files that are missing do no harm."""
    place = tmp_path / "out"
    folder.write(str(place), FILES)
    (place / "index.html").unlink()
    (place / ".style.css.new").write_text("half", "utf-8")
    (place / ".ldn-rules-catalogue.new").write_text("half", "utf-8")
    folder.write(str(place), FILES)
    assert sorted(each.name for each in place.iterdir()) == [folder.MANIFEST, "index.html", "style.css"]


def test_what_is_somebody_elses_is_never_overwritten(tmp_path: Path) -> None:
    """A file that is not of a catalogue, even one of the same name, stops it before anything is written."""
    place = tmp_path / "out"
    place.mkdir()
    (place / "index.html").write_text("mine", "utf-8")
    said = f"--out: {place} holds index.html, not of a catalogue; name a new or an empty folder"
    assert refusal(place) == said
    assert [each.name for each in place.iterdir()] == ["index.html"]
    assert (place / "index.html").read_text("utf-8") == "mine"


@pytest.mark.parametrize("name", ["notes.txt", "LDN101.html", ".hidden"])
def test_a_file_that_came_later_stops_it_too(tmp_path: Path, name: str) -> None:
    """The manifest says what is of the catalogue; anything beside is not."""
    place = tmp_path / "out"
    folder.write(str(place), FILES)
    (place / name).write_text("mine", "utf-8")
    assert refusal(place) == f"--out: {place} holds {name}, not of a catalogue; name a new or an empty folder"


def test_a_manifest_that_is_another_file_is_none(tmp_path: Path) -> None:
    """A file or link of its name that does not begin as ours does makes nothing ours."""
    place, outside = tmp_path / "out", tmp_path / "outside"
    place.mkdir()
    (place / folder.MANIFEST).write_text("index.html\n", "utf-8")
    said = f"--out: {place} holds {folder.MANIFEST}, not of a catalogue; name a new or an empty folder"
    assert refusal(place) == said
    folder.write(str(outside), FILES)
    (place / folder.MANIFEST).unlink()
    (place / folder.MANIFEST).symlink_to(outside / folder.MANIFEST)
    assert refusal(place) == said


def test_a_manifest_never_leads_outside(tmp_path: Path) -> None:
    """Names in it that are no names of pages are not deleted."""
    place = tmp_path / "out"
    (tmp_path / "precious.html").write_text("mine", "utf-8")
    folder.write(str(place), FILES)
    with (place / folder.MANIFEST).open("a", encoding="utf-8") as manifest:
        manifest.write("../precious.html\n/etc/none.html\n")
    folder.write(str(place), FILES)
    assert (tmp_path / "precious.html").read_text("utf-8") == "mine"


def test_a_link_or_folder_in_place_of_a_page_is_not_ours(tmp_path: Path) -> None:
    """What it leads to is not written."""
    place, target = tmp_path / "out", tmp_path / "target.html"
    target.write_text("mine", "utf-8")
    folder.write(str(place), FILES)
    (place / "index.html").unlink()
    (place / "index.html").symlink_to(target)
    said = f"--out: {place} holds index.html, not of a catalogue; name a new or an empty folder"
    assert refusal(place) == said
    assert target.read_text("utf-8") == "mine"
    (place / "index.html").unlink()
    (place / "index.html").mkdir()
    assert refusal(place) == said


def test_a_folder_by_a_link_is_the_folder(tmp_path: Path) -> None:
    """The user named it; a link that leads nowhere is no folder."""
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    folder.write(str(tmp_path / "link"), FILES)
    assert (tmp_path / "real" / "index.html").exists()
    (tmp_path / "dead").symlink_to(tmp_path / "nowhere")
    assert refusal(tmp_path / "dead") == f"--out: {tmp_path / 'dead'} is no folder"


def test_what_cannot_be_a_folder(tmp_path: Path) -> None:
    """No name, a file, and a folder in a folder that is not there."""
    (tmp_path / "file").write_text("mine", "utf-8")
    assert refusal("") == "--out: no folder is named"
    assert refusal(tmp_path / "file") == f"--out: {tmp_path / 'file'} is no folder"
    deep = tmp_path / "no" / "such"
    assert refusal(deep) == f"--out: there is no folder to make {deep} in"


def test_what_the_system_refuses_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With its reason, in one sentence."""

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    place = tmp_path / "out"
    assert refusal(place) == f"--out: {place} cannot be written: No space left on device"


def test_only_pages_are_written(tmp_path: Path) -> None:
    """A name that is no page's never reaches the folder."""
    with pytest.raises(AssertionError):
        folder.write(str(tmp_path / "out"), {"../index.html": ""})
    assert list(tmp_path.iterdir()) == []
