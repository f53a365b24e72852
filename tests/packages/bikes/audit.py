"""The auditor of bike sharing: no station has more bikes than places, and bikes go as fast as they do."""

from __future__ import annotations


def check(trips, part, world):
    nodes = world.services[part.name].stations.tolist()
    stations = dict(zip(nodes, part.config.stations, strict=True))
    there = {node: station.bikes for node, station in stations.items()}
    moves = [move for trip in trips for taken, left in trip.rides for move in ((taken, -1), (left, +1))]
    for row, change in sorted(moves, key=lambda move: move[0].number):
        there[row.node] += change
        if not 0 <= there[row.node] <= stations[row.node].places:
            yield f"{row}: {there[row.node]} bikes at a station with {stations[row.node].places} places"
    for trip in trips:
        taken, left = trip.moves
        expected_s = trip.ended.value * 3.6 / part.config.bike_speed_kph
        if abs(left.time_s - taken.time_s - expected_s) > 1:
            yield f"{trip}: rides {left.time_s - taken.time_s} s, expected {expected_s:.0f} s"
