"""Templates are made into code once, where there is a folder for that."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment

from simulator.report.page.html import environment


@pytest.fixture(autouse=True)
def _environments_of_their_own() -> Iterator[None]:
    environment.cache_clear()
    yield
    environment.cache_clear()


def test_what_templates_are_made_into_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELBE_DRT_CACHE", str(tmp_path))
    environment().get_template("page.html")
    environment.cache_clear()
    monkeypatch.setattr(Environment, "compile", None)  # whoever makes it once more fails
    assert environment().get_template("page.html").name == "page.html"


def test_nothing_is_kept_where_there_is_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("ELBE_DRT_CACHE", str(tmp_path / "file"))
    assert environment().get_template("page.html").name == "page.html"


def test_a_full_disk_does_not_keep_a_page_from_being_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object, **_named: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setenv("ELBE_DRT_CACHE", str(tmp_path))
    monkeypatch.setattr("jinja2.bccache.tempfile.NamedTemporaryFile", full)
    assert environment().get_template("page.html").name == "page.html"
