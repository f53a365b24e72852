from __future__ import annotations

import pytest

from simulator.demand import bookings_file, requests_file
from simulator.network import stop_file
from simulator.services.carsharing import station_list
from simulator.suggest import ENDS, nearest, suggest

REQUESTS = [column.name for column in requests_file.COLUMNS]
ALL_COLUMNS = {
    column.name for file in (requests_file, bookings_file, station_list, stop_file) for column in file.COLUMNS
}


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("to_lat", "destination_lat"),
        ("to_lon", "destination_lon"),
        ("from_lat", "origin_lat"),
        ("fromLng", "origin_lon"),
        ("start_longitude", "origin_lon"),
        ("Ziel_Breite", "destination_lat"),
        ("dropoff_node", "destination_node"),
        ("ORIGIN_LON", "origin_lon"),
        ("orgin_lon", "origin_lon"),
        ("latest_departure", ""),
        ("earliest_arival", "earliest_arrival"),
        ("latest_arival", "latest_arrival"),
        ("party", "party_size"),
        ("weather", ""),
    ],
)
def test_the_word_that_was_meant(word: str, meant: str) -> None:
    assert nearest(word, REQUESTS) == meant


def test_ends_are_never_swapped() -> None:
    """Whatever word for one end somebody writes: the other end is not suggested."""
    for ours, others in [(a, b) for pair in ENDS for a, b in (pair, pair[::-1])]:
        for column in ALL_COLUMNS:
            parts = column.split("_")
            for position, part in enumerate(parts):
                if part != ours[0]:
                    continue
                for word in ours:
                    asked = "_".join([*parts[:position], word, *parts[position + 1 :]])
                    near = nearest(asked, ALL_COLUMNS - {column})
                    assert not set(near.split("_")) & set(others), (asked, near)


def test_of_equally_near_words_the_first_is_told() -> None:
    assert suggest("a-3", ["a-1", "a-2"]) == 'did you mean "a-1"?'
