"""Tables that grow keep what was in them."""

from __future__ import annotations

import numpy as np

from simulator.engine.grow import Columns


def test_rows_keep_their_numbers_while_the_table_doubles() -> None:
    table = Columns(("a", "b"), np.array([[5, 6]], dtype=np.int32), room=1)
    assert [table.add(number, -number) for number in range(20)] == list(range(1, 21))
    table.change(3, 100, 200)
    assert len(table) == 21
    assert table["a"].tolist() == [5, 0, 1, 100, *range(3, 20)]
    assert table["b"].tolist() == [6, 0, -1, 200, *(-number for number in range(3, 20))]
    assert table["a"].dtype == np.int32
