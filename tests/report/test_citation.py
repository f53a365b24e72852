"""What is said about citing: files that agree with each other, and a run with its program, seed and sources."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sys
import tomllib
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from simulator.cli.main import main
from simulator.errors import ResultError
from simulator.experiments.publish import write_run
from simulator.report.citation import AUTHORS, PROGRAM, YEAR, Entry, citations, cite
from tests.bundled import bundled

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_run(bundled("tiny/line"), tmp_path_factory.mktemp("runs"), {}, figures=False)


def test_files_about_citing_agree_with_the_package() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    cff = YAML(typ="safe").load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    meta = json.loads((ROOT / "codemeta.json").read_text(encoding="utf-8"))
    zenodo = json.loads((ROOT / ".zenodo.json").read_text(encoding="utf-8"))
    authors = [author["name"] for author in project["authors"]]
    for told in (
        (project["version"], project["description"], project["license"], project["keywords"], authors),
        (
            cff["version"],
            cff["abstract"],
            cff["license"],
            cff["keywords"],
            [author["name"] for author in cff["authors"]],
        ),
        (
            meta["version"],
            meta["description"],
            meta["license"].removeprefix("https://spdx.org/licenses/"),
            meta["keywords"],
            [author["name"] for author in meta["author"]],
        ),
        (
            zenodo["version"],
            zenodo["description"],
            zenodo["license"],
            zenodo["keywords"],
            [author["name"] for author in zenodo["creators"]],
        ),
    ):
        assert told == (project["version"], project["description"], "MIT", project["keywords"], [AUTHORS])
    assert {cff["title"], meta["name"], zenodo["title"]} == {PROGRAM}
    assert cff["date-released"] == meta["datePublished"]
    assert cff["date-released"].startswith(f"{YEAR}-")
    assert meta["runtimePlatform"].removeprefix("Python ") == project["requires-python"]


def test_citation_file_has_what_its_format_asks_for() -> None:
    """As the schema of the Citation File Format 1.2.0 has it."""
    cff = YAML(typ="safe").load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert cff["cff-version"] == "1.2.0"
    assert cff["type"] in ("software", "dataset")
    assert {"message", "title", "authors"} <= set(cff)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", cff["date-released"])
    assert all(isinstance(cff[key], str) for key in ("message", "title", "version", "abstract", "license"))


def test_a_run_is_cited_with_program_seed_and_sources(folder: Path) -> None:
    program, run, *sources = citations(folder)
    assert program.fields["version"] == json.loads((folder / "manifest.json").read_text())["versions"]["elbe-drt"]
    digest = hashlib.sha256((folder / "scenario.yaml").read_bytes()).hexdigest()
    assert run.fields["note"] == f"scenario tiny-line, seed 1, SHA-256 of scenario.yaml {digest}"
    assert len(sources) == len(json.loads((folder / "manifest.json").read_text())["network_sources"])
    said = cite(folder)
    assert said.startswith(f"* Elbe DRT developers ({YEAR}): Elbe DRT: Simulate ridepooling")
    assert said.count("\n@") == 2 + len(sources)


def test_each_source_once_with_holder_and_licence(folder: Path, tmp_path: Path) -> None:
    changed = shutil.copytree(folder, tmp_path / "run")
    manifest = json.loads((changed / "manifest.json").read_text())
    source = {"name": "roads & stops", "attribution": "A_B", "licence": "CC BY 4.0", "date": "2024"}
    manifest["network_sources"] = [source, dict(source), {"name": "hills"}]
    (changed / "manifest.json").write_text(json.dumps(manifest))
    _, _, roads, hills = citations(changed)
    assert roads.text == "A_B: roads & stops, 2024, CC BY 4.0."
    assert roads.bibtex == (
        "@misc{roads-1,\n  author = {{A\\_B}},\n  title = {{roads \\& stops}},\n  note = {2024, CC BY 4.0},\n}"
    )
    assert hills.text == "hills."


def test_titles_in_two_languages_are_cited_in_english(folder: Path, tmp_path: Path) -> None:
    changed = shutil.copytree(folder, tmp_path / "run")
    (changed / "scenario.yaml").write_text("name: x\ntitle: {de: Der Bus, en: The bus}\n")
    assert citations(changed)[1].fields["title"] == "The bus"
    (changed / "scenario.yaml").write_text("name: x\n")
    assert citations(changed)[1].fields["title"] == "tiny-line"


def test_entries_as_people_and_as_bibtex_read_them() -> None:
    entry = Entry("misc", "key", {"author": "", "year": "2020", "title": "50% {x}", "version": "2", "note": ""})
    assert entry.text == "50% {x}, version 2."
    assert entry.bibtex == "@misc{key,\n  year = {2020},\n  title = {{50\\% \\{x\\}}},\n  version = {2},\n}"


def test_what_is_no_run_is_told(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ResultError, match=r"no such results folder"):
        cite(tmp_path / "nothing")
    changed = shutil.copytree(folder, tmp_path / "run")
    manifest = json.loads((changed / "manifest.json").read_text())
    del manifest["seed"]
    (changed / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(ResultError, match=r"manifest.json: does not tell 'seed'"):
        cite(changed)
    monkeypatch.setattr(sys, "argv", ["elbe-drt", "cite", str(changed)])
    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == 2
