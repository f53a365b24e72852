"""Lengths of requests by hand: along a meridian a minute of arc is a nautical mile."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd

from simulator.demand.importing.lengths import lengths_of

BANDS = [SimpleNamespace(to_km=to, share=share) for to, share in ((2.0, 0.3), (3.0, 0.3), (None, 0.4))]


def test_lengths_are_beelines_with_a_detour() -> None:
    minutes = np.array([0.0, 0.8, 1.0, 1.2, 10.0, np.nan])  # 0, 1.9, 2.4, 2.9, 24 km with the detour
    lat = pd.Series(53.0 + minutes / 60)
    requests = pd.DataFrame({"origin_lon": 12.0, "origin_lat": 53.0, "destination_lon": 12.0, "destination_lat": lat})
    found = lengths_of(requests, BANDS)
    assert [(band.from_km, band.to_km, band.requests) for band in found] == [(0, 2, 2), (2, 3, 2), (3, None, 1)]
    assert [band.surveyed for band in found] == [0.3, 0.3, 0.4]
    assert sum(band.requests for band in lengths_of(requests[:0], BANDS)) == 0 == len(lengths_of(requests, []))
