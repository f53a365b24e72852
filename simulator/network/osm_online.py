"""Fetch the streets of a place or box from OpenStreetMap's servers."""

from __future__ import annotations

import datetime as dt
import socket
from typing import Any

from simulator.cache_folder import default_cache_folder
from simulator.errors import NetworkError
from simulator.network.osm_tags import DRIVABLE
from simulator.network.osm_ways import both_ways
from simulator.network.osmnx_settings import osmnx_settings

CONNECT_TIMEOUT_S = 5.0
ANSWER_TIMEOUT_S = 180.0
FILTERS = [f'["highway"~"^({"|".join(sorted(DRIVABLE))})$"]', '["route"="ferry"]']
WAY_OUT = (
    "download an extract of the region (for example a .osm.pbf from https://download.geofabrik.de), build a network "
    "from it with `elbe-drt network build EXTRACT FOLDER`, and name that folder as network.file in the scenario"
)


def fetch(place: str | None, box: tuple[float, float, float, float] | None) -> tuple[Any, str]:
    """Return (OSMnx graph before simplification, today's date).

    Raises
    ------
    NetworkError
        OpenStreetMap cannot be reached, or does not know the place.
    """
    what = place if place is not None else f"box {box}"
    resolve = socket.getaddrinfo  # OSMnx replaces it with a function of its own
    try:
        with osmnx_settings(all_oneway=True, **_online_settings()):
            _check_reachable(what, names=place is not None)
            graph = both_ways(_fetch_graph(place, box))
    except NetworkError:
        raise
    except Exception as error:
        raise NetworkError(_explain(what, error)) from error
    finally:
        socket.getaddrinfo = resolve
    return graph, dt.datetime.now(tz=dt.UTC).date().isoformat()


def _fetch_graph(place: str | None, box: tuple[float, float, float, float] | None) -> Any:
    import osmnx

    if place is not None:
        return osmnx.graph_from_place(place, simplify=False, retain_all=True, custom_filter=FILTERS)
    if box is None:
        raise ValueError("neither a place nor a box")
    return osmnx.graph_from_bbox(box, simplify=False, retain_all=True, custom_filter=FILTERS)


def _online_settings() -> dict[str, Any]:
    """Return settings for OSMnx: its cache in our folder, not in whatever folder the user works in."""
    folder = default_cache_folder() / "openstreetmap"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        use_cache = True
    except OSError:
        use_cache = False
    return {"cache_folder": folder, "use_cache": use_cache, "requests_timeout": ANSWER_TIMEOUT_S}


def _check_reachable(what: str, *, names: bool) -> None:
    """Ask the servers for their status before OSMnx does, which would wait a minute without a word.

    names: also the server that knows the borders of places.
    """
    import requests
    from osmnx import settings

    for server in (settings.nominatim_url, settings.overpass_url)[0 if names else 1 :]:
        url = server.rstrip("/") + "/status"
        try:
            requests.get(url, timeout=CONNECT_TIMEOUT_S, headers={"User-Agent": settings.http_user_agent})
        except requests.RequestException as error:
            raise NetworkError(f"{what}: OpenStreetMap cannot be reached ({url.split('/')[2]}); {WAY_OUT}") from error


def _explain(what: str, error: Exception) -> str:
    if type(error).__name__ == "InsufficientResponseError" or isinstance(error, TypeError):
        return (
            f"{what}: OpenStreetMap knows no area of that name with roads; write it as on openstreetmap.org, "
            'for example "Landkreis Prignitz, Germany"'
        )
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    return f"{what}: OpenStreetMap did not answer as expected ({reason:.200}); try again later, or {WAY_OUT}"
