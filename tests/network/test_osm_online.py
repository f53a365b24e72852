from __future__ import annotations

import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import osmnx
import pytest

from simulator.errors import NetworkError
from simulator.network import osm_online
from simulator.network.osm import import_region, load_region
from simulator.network.osm_online import FILTERS
from simulator.network.osmnx_settings import osmnx_settings
from tests.network.osm_village import WAYS, write_village


@pytest.fixture(autouse=True)
def own_cache(tmp_path, monkeypatch):
    monkeypatch.setenv("ELBE_DRT_CACHE", str(tmp_path / "cache"))
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def answers(tmp_path, monkeypatch):
    """Let OSMnx answer with the village as the server would send it: roads and ferries, nothing filtered further."""
    calls = []
    sent = {key: (nodes, tags) for key, (nodes, tags) in WAYS.items() if key not in (109, 113, 114, 116)}
    path = write_village(tmp_path / "server.osm", sent)

    def answer(where, **options):
        calls.append((where, options))
        return osmnx.graph_from_xml(path, simplify=False, retain_all=True)

    monkeypatch.setattr(osmnx, "graph_from_place", answer)
    monkeypatch.setattr(osmnx, "graph_from_bbox", answer)
    monkeypatch.setattr(osm_online, "_check_reachable", lambda what, names: None)
    return calls


def test_place_gives_the_same_as_an_extract(answers, tmp_path):
    network, report = import_region("Dorf, Germany")
    extract, _ = import_region(write_village(tmp_path / "village.osm"))
    assert network.digest() == extract.digest()
    assert network.name == "Dorf, Germany"
    assert report.ways["closed to motor vehicles"] == 1
    (where, options) = answers[0]
    assert where == "Dorf, Germany"
    assert options == {"simplify": False, "retain_all": True, "custom_filter": FILTERS}


def test_box(answers):
    network, _ = import_region((11.9, 52.9, 12.1, 53.1))
    assert network.name == "11.9,52.9,12.1,53.1"
    assert answers[0][0] == (11.9, 52.9, 12.1, 53.1)


def test_second_time_without_the_internet(answers):
    first = load_region("Dorf, Germany")
    assert load_region("Dorf, Germany").digest() == first.digest()
    assert len(answers) == 1


def test_settings_of_osmnx_are_put_back():
    before = {key: getattr(osmnx.settings, key) for key in ("useful_tags_way", "cache_folder", "requests_timeout")}
    with pytest.raises(RuntimeError), osmnx_settings(cache_folder="/elsewhere"):
        assert osmnx.settings.cache_folder == "/elsewhere"
        raise RuntimeError
    assert {key: getattr(osmnx.settings, key) for key in before} == before


@pytest.fixture
def nobody_there(monkeypatch):
    """Point OSMnx at a port where nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}"
    monkeypatch.setattr(osmnx.settings, "overpass_url", url)
    monkeypatch.setattr(osmnx.settings, "nominatim_url", url)


@pytest.mark.parametrize("source", ["Landkreis Stendal, Germany", (11.5, 52.5, 11.6, 52.6)])
def test_offline_is_told_quickly(nobody_there, source):
    started = time.monotonic()
    with pytest.raises(NetworkError, match="OpenStreetMap cannot be reached") as caught:
        load_region(source)
    assert time.monotonic() - started < osm_online.CONNECT_TIMEOUT_S + 1
    assert "download an extract" in str(caught.value)
    assert "elbe-drt network build EXTRACT FOLDER" in str(caught.value)


class Answer(BaseHTTPRequestHandler):
    status, body = 200, b"[]"

    def do_GET(self):
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *args):
        pass


@pytest.fixture
def server(monkeypatch):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    url = f"http://127.0.0.1:{server.server_address[1]}"
    monkeypatch.setattr(osmnx.settings, "overpass_url", url)
    monkeypatch.setattr(osmnx.settings, "nominatim_url", url)
    yield
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (200, b"[]", "knows no area of that name"),
        (403, b"<html>forbidden</html>", "did not answer as expected"),
        (200, b"<html>log in to the wireless network</html>", "OpenStreetMap"),
    ],
)
def test_answers_that_are_none(server, monkeypatch, status, body, expected):
    monkeypatch.setattr(Answer, "status", status)
    monkeypatch.setattr(Answer, "body", body)
    with pytest.raises(NetworkError, match=expected):
        load_region("Nowhere at all")
