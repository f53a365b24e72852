"""The paper holds the numbers of the committed result files, which runs give, and cites what is in its bibliography."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest
from jinja2 import UndefinedError

from paper import build, studies
from paper.build import FIGURE, HERE, PAPER, bars, draw, paper
from paper.numbers import DAY, DAY_SEEDS, measure_day, numbers

BIB = (HERE / "paper.bib").read_text(encoding="utf-8")
TEXT = PAPER.read_text(encoding="utf-8")


def test_the_paper_is_the_template_with_the_committed_numbers() -> None:
    assert paper() == TEXT
    assert "[[" not in TEXT


def test_every_number_is_asked_for_and_none_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = set(re.findall(r"\[\[ (\w+) \]\]", (HERE / "template.md").read_text(encoding="utf-8")))
    assert asked == set(numbers())
    monkeypatch.setattr(build, "numbers", dict)
    with pytest.raises(UndefinedError):
        paper()


def test_the_committed_day_is_what_a_run_gives() -> None:
    days = pd.read_csv(DAY)
    assert days["seed"].tolist() == list(range(1, DAY_SEEDS + 1))
    pd.testing.assert_frame_equal(measure_day(range(1, 2)), days.iloc[:1], check_dtype=False)


def test_means_are_printed_as_they_are() -> None:
    days, told = pd.read_csv(DAY), numbers()
    assert told["served"] == f"{100 * sum(days['service_rate']) / len(days):.0f}"
    assert told["wait"] == f"{sum(days['wait_mean_s']) / len(days) / 60:.1f}"
    assert told["km"] in TEXT


def test_studies_are_told_with_what_is_within() -> None:
    table = pd.DataFrame({"within": ["yes", "yes", "explained"], "off_percent": [1.0, -2.0, 6.0]})
    said = studies.told({"queues": table})
    assert said.endswith("decision by decision (2 of 3 figures within, 1 more explained; 3.0 % off on average).\n\n")
    assert studies.told({}) == ""
    assert set(studies.kept()) <= set(studies.WHAT)


def test_bars_are_shares_of_what_is_published() -> None:
    rows = pd.DataFrame(
        {"published": [200.0], "ours": [150.0], "half_width": [10.0], "tolerance": [0.3]}, index=["ride_mean_s"]
    )
    assert bars(rows).loc["ride_mean_s"].to_dict() == {"mean": 0.75, "half_width": 0.05, "tolerance": 0.3}


def test_the_figure_is_drawn(tmp_path: Path) -> None:
    draw(tmp_path / "kexi.png")
    assert (tmp_path / "kexi.png").read_bytes()[:4] == FIGURE.read_bytes()[:4] == b"\x89PNG"
    assert f"({FIGURE.name})" in TEXT


def test_what_is_cited_is_in_the_bibliography_and_nothing_else() -> None:
    body = TEXT.partition("# Summary")[2]
    cited = set(re.findall(r"@(\w+)", body))
    entries = set(re.findall(r"^@\w+\{(\w+),", BIB, re.MULTILINE))
    assert cited == entries


def test_references_tell_where_they_are() -> None:
    for entry in BIB.strip().split("\n\n"):
        assert re.search(r"^  doi = \{10\.\d{4,}/\S+\}$|^  url = \{https://\S+\}", entry, re.MULTILINE), entry
        assert re.search(r"^  (author|editor) = ", entry, re.MULTILINE), entry
        assert "  title = " in entry


def test_the_head_is_what_the_journal_asks_for() -> None:
    from ruamel.yaml import YAML

    head = YAML(typ="safe").load(TEXT.split("---\n")[1])
    assert {"title", "tags", "authors", "affiliations", "date", "bibliography"} <= set(head)
    assert [author["affiliation"] for author in head["authors"]] == [head["affiliations"][0]["index"]]
    assert (HERE / head["bibliography"]).is_file()
    for section in ("Summary", "Statement of need", "State of the field", "References"):
        assert f"\n# {section}\n" in TEXT
    assert 500 <= len(TEXT.split()) <= 1200
