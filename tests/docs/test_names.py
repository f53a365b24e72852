"""What README and docs name exists: linked pages and headings, files of the repository, modules to run, code."""

from __future__ import annotations

import ast
import doctest
import importlib
import importlib.util
import re
import tomllib
from pathlib import Path

import click
import pytest
from typer.main import get_command

from simulator.cli.main import app
from simulator.experiments.plan import read_experiment
from tests.docs.texts import GUIDES, PAGES, ROOT, fenced, name_of, spans

_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
_MODULE = re.compile(r"python3? -m ([A-Za-z_][\w.]*)")
_SCRIPT = re.compile(r"python3? ([\w./-]+\.py)")
_PATH = re.compile(r"\.?[\w-]+(?:/[\w.*-]+)+/?")


def of_pages(pages: tuple[Path, ...] = PAGES) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("page", pages, ids=name_of)


def anchor(heading: str) -> str:
    """Return the anchor GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower()).replace(" ", "-")


def paths(text: str) -> set[str]:
    """Return what stands in backticks and begins with a folder or file at the top of the repository."""
    top = {path.name for path in ROOT.iterdir()} - {"results"}
    return {span for span in spans(text) if _PATH.fullmatch(span) and span.split("/")[0] in top}


@of_pages()
def test_links_lead_somewhere(page) -> None:
    text = page.read_text(encoding="utf-8")
    wrong = []
    for target in _LINK.findall(text):
        if "://" in target or target.startswith("mailto:"):
            continue
        file, _, part = target.partition("#")
        path = page if not file else page.parent / file
        anchors = {anchor(title) for title in _HEADING.findall(path.read_text(encoding="utf-8"))} if part else {""}
        if not path.exists() or part not in anchors:
            wrong.append(target)
    assert wrong == []


@of_pages()
def test_files_of_the_repository_exist(page) -> None:
    named = paths(page.read_text(encoding="utf-8"))
    assert [path for path in sorted(named) if not list(ROOT.glob(path.rstrip("/")))] == []


@of_pages()
def test_modules_to_run_can_be_run(page) -> None:
    text = page.read_text(encoding="utf-8")
    for name in sorted(set(_MODULE.findall(text))):
        found = importlib.util.find_spec(name)
        assert found is not None and found.origin is not None, name
        if found.submodule_search_locations is not None:
            assert importlib.util.find_spec(f"{name}.__main__") is not None, name
        else:
            assert '__name__ == "__main__"' in Path(found.origin).read_text(encoding="utf-8"), name
        importlib.import_module(name)
    assert [script for script in _SCRIPT.findall(text) if not (ROOT / script).is_file()] == []


@of_pages(GUIDES)
def test_code_is_code_and_imports_what_there_is(page) -> None:
    for block in fenced(page.read_text(encoding="utf-8"), "python"):
        code = doctest.script_from_examples(block) if block.startswith(">>>") else block
        for node in ast.walk(ast.parse(code)):
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith("simulator"):
                module = importlib.import_module(str(node.module))
                assert [alias.name for alias in node.names if not hasattr(module, alias.name)] == []


def test_the_experiment_files_of_the_docs_are_some(tmp_path) -> None:
    blocks = fenced((ROOT / "docs" / "experiments.md").read_text(encoding="utf-8"), "yaml")
    for number, block in enumerate(blocks):
        (tmp_path / f"{number}.yaml").write_text(block, encoding="utf-8")
    factors, variants = (read_experiment(tmp_path / f"{number}.yaml") for number in range(len(blocks)))
    assert factors.replications == 10
    assert list(variants.variants) == ["more vehicles", "shorter stops, longer waits"]


def test_pages_name_files_modules_and_links() -> None:
    texts = [page.read_text(encoding="utf-8") for page in PAGES]
    assert sum(len(paths(text)) for text in texts) > 20
    assert sum(len(_MODULE.findall(text)) for text in texts) > 15
    assert sum(len(_LINK.findall(text)) for text in texts) > 40


def every_command() -> dict[str, click.Command]:
    """Return all commands by their words, such as "network build"."""
    found: dict[str, click.Command] = {"": get_command(app)}
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        found[name] = command
        found |= {f"{name} {inner}": part for inner, part in getattr(command, "commands", {}).items()}
    return found


@of_pages(GUIDES)
def test_commands_and_options_in_sentences_exist(page) -> None:
    commands = every_command()
    options = {word for command in commands.values() for option in command.params for word in option.opts}
    options |= {word for command in commands.values() for option in command.params for word in option.secondary_opts}
    options.add("--help")
    named = spans(page.read_text(encoding="utf-8"))
    calls = {span.split()[1] for span in named if span.startswith("elbe-drt ")}
    assert calls - {word for words in commands for word in words.split()} == set()
    words = {word.partition("=")[0] for span in named if span.startswith(("--", "elbe-drt ")) for word in span.split()}
    assert {word for word in words if word.startswith("--")} - options == set()


@of_pages()
def test_nothing_is_installed_that_nobody_published(page) -> None:
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"install [^\n&]*\belbe[-_]drt\b", text)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert set(re.findall(r"--extra (\w+)", text)) <= set(project["optional-dependencies"])
