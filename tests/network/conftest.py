from __future__ import annotations

import pytest

from tests.network.worlds import square_network


@pytest.fixture
def square():
    return square_network()
