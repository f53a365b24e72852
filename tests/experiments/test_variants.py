"""Variants of a scenario on the same days: what is refused is told, and no other variant is."""

from __future__ import annotations

from pathlib import Path

from simulator.experiments.executors import ThisProcess
from simulator.experiments.variants import Variant, run_variants


def test_a_refusal_does_not_say_what_the_variant_is(tmp_path: Path) -> None:
    plain = Variant("tiny/line")
    its = {"name": "list", "kind": "demand", "from": "08:05", "until": "09:00", "purposes": ["shoping"]}
    told, refused = run_variants(
        [plain, plain.having("disruptions", [its])], 1, tmp_path, ThisProcess(), lambda _done, _left: None
    )
    assert not isinstance(told, str)
    assert told[0]["served"] == 3
    assert isinstance(refused, str)
    assert refused.startswith('disruptions[0].purposes[0]: no request has the purpose "shoping"')
