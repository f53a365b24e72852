import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.demand.streams import stream

GOLDEN = [184409165, 551611814, 228351761]


@given(seed=st.integers(0, 2**63), few=st.integers(0, 50), more=st.integers(0, 50))
def test_fewer_numbers_are_the_first_of_more(seed, few, more):
    assert np.array_equal(stream(seed, "home").random(few), stream(seed, "home").random(few + more)[:few])


def test_names_and_seeds_tell_streams_apart():
    drawn = [stream(seed, name).random() for seed in range(20) for name in ("home", "party", "lead time")]
    assert len(set(drawn)) == len(drawn)


def test_streams_are_not_correlated():
    first, second = stream(1, "home").random(20_000), stream(1, "party").random(20_000)
    assert abs(np.corrcoef(first, second)[0, 1]) < 0.03


def test_numbers_are_the_same_on_every_machine():
    assert stream(1, "home").integers(0, 10**9, 3).tolist() == GOLDEN


def test_a_negative_seed_is_refused():
    with pytest.raises(ValueError, match="non-negative"):
        stream(-1, "home")
