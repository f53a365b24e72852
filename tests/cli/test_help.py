"""Help texts and the first words one tries."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterator

import click
import pytest
import typer

from simulator.cli.main import app
from tests.cli.test_main import call


def commands(command: click.Command, words: tuple[str, ...] = ()) -> Iterator[tuple[str, click.Command]]:
    yield " ".join(words), command
    for name, inner in getattr(command, "commands", {}).items():
        yield from commands(inner, (*words, name))


ALL = dict(commands(typer.main.get_command(app)))


@pytest.mark.parametrize("name", ALL)
def test_every_option_is_explained_and_nothing_is_taken_for_markup(name: str) -> None:
    assert ALL[name].help
    for parameter in ALL[name].params:
        text = str(getattr(parameter, "help", "") or "")
        assert text or parameter.name == "help", parameter.name
        assert "[" not in text, f"{parameter.name}: square brackets are not shown: {text}"


def test_version(monkeypatch, capsys) -> None:
    assert call(monkeypatch, "--version") == 0
    assert capsys.readouterr().out == f"elbe-drt {importlib.metadata.version('elbe-drt')}\n"
