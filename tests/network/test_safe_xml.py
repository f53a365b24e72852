from __future__ import annotations

import gzip

import pytest

from simulator.errors import NetworkError
from simulator.network import safe_xml
from simulator.network.safe_xml import read_xml

LAUGHS = "<!DOCTYPE a [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(8)
)


def elements(path):
    found = []
    read_xml(path, lambda name, attributes, line: found.append((name, attributes, line)))
    return found


def test_elements_with_their_lines(tmp_path):
    text = "<a>\n<b x='1'/>\n</a>"
    (tmp_path / "a.xml").write_text(text)
    (tmp_path / "a.xml.gz").write_bytes(gzip.compress(text.encode()))
    expected = [("a", {}, 1), ("b", {"x": "1"}, 2)]
    assert elements(tmp_path / "a.xml") == elements(tmp_path / "a.xml.gz") == expected


def test_grammar_is_named_and_not_fetched(tmp_path):
    """Nobody listens there: looking it up would be an error."""
    (tmp_path / "a.xml").write_text('<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd"><a/>')
    assert elements(tmp_path / "a.xml") == [("a", {}, 1)]


@pytest.mark.parametrize(
    "text",
    [
        LAUGHS + "]><a>&i;</a>",
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:1/x"> %x;]><a/>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd"><a>&from_the_grammar;</a>',
    ],
)
def test_entities_are_refused(tmp_path, text):
    (tmp_path / "a.xml").write_text(text)
    with pytest.raises(NetworkError, match=r"a.xml:1: declares or uses XML entities"):
        elements(tmp_path / "a.xml")


def test_one_endless_tag_is_not_gathered(tmp_path, monkeypatch):
    monkeypatch.setattr(safe_xml, "LARGEST_PIECE_BYTES", 1 << 18)
    (tmp_path / "a.xml").write_text(f"<a><b x='{'y' * (1 << 19)}'/></a>")
    with pytest.raises(NetworkError, match="too large"):
        elements(tmp_path / "a.xml")


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.xml", b"", "is no valid XML: no element found"),
        ("a.xml", b"<a><b></a>", "a.xml:1:9: is no valid XML: mismatched tag"),
        ("a.xml", b"<?xml version='1.0' encoding='klingon'?><a/>", "a.xml"),
        ("a.xml", b"\xff\xfe<a", "a.xml"),
        ("a.xml.gz", b"hello", "a.xml.gz: cannot be read"),
        ("a.xml.bz2", b"hello", "a.xml.bz2: cannot be read"),
        ("a.xml.gz", gzip.compress(b"<a/>" * 99, mtime=0)[:-9], "a.xml.gz"),
    ],
)
def test_broken_files(tmp_path, name, content, expected):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(NetworkError, match=expected):
        elements(tmp_path / name)


def test_absent_file(tmp_path):
    with pytest.raises(NetworkError, match="cannot be read"):
        elements(tmp_path / "absent.xml")
