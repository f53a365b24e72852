"""Of very many stops the map of the replay shows every so manieth."""

from __future__ import annotations

import pandas as pd
import pytest

from simulator.report.replay import payload
from tests.worlds import line_network


def test_of_too_many_stops_every_third_is_on_the_map(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(payload, "MOST_STOPS", 3)
    network = line_network(8)
    at = pd.DataFrame({"lon": network.lon[:7], "lat": network.lat[:7]})
    assert len(payload._stop_places(at.iloc[:3], network)["stop_x"]) == 3
    shown = payload._stop_places(at, network)["stop_y"]  # 7 stops, 3 at most: the 1st, 4th and 7th, 3 km apart each
    assert (shown[1:] - shown[:-1]).tolist() == pytest.approx([3000, 3000], abs=30)
