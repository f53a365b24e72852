"""What the page says of CO2 and car-km against before, in both languages."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pandas as pd

from simulator.report.page.ecology import ecology_tables
from simulator.report.page.language import Language
from tests.analysis.test_ecology import EXPECTED

PARTS = pd.DataFrame(
    [("North", 1200.0, 3000, 1000), ("", -300.0, 0, 500)],
    columns=["territory", "co2_saved_g", "former_car_m", "car_m"],
)


def tables(language: str = "en", parts: pd.DataFrame | None = PARTS, **changed: Any) -> list[Any]:
    run: Any = SimpleNamespace(kpis=EXPECTED | changed, ecology_by_territory=parts)
    return ecology_tables(run, Language(language))


def test_rows_by_hand() -> None:
    (before, former), (_, saved), (_, places) = tables()
    assert before == "What riders did before the rides on demand"
    assert [row[:2] for row in former] == [
        ("went by their own car", "40%"), ("went by bus or train", "20%"), ("walked", "20%"), ("did not go", "20%"),
    ]  # fmt: skip
    told = {label: (value, remark) for label, value, remark in saved}
    assert told["Private cars drive less"] == ("8 km", "10 km of that by riders themselves")
    assert told["Vehicles on demand drive for each of these"][0] == "2.50 km"
    assert told["CO₂ of vehicles on demand"] == ("2.0 kg", "0.5 kg of that on drives without riders")
    assert told["CO₂ less than before, net"][0] == "-0.5 kg"
    assert [(label, remark) for label, _, remark in places] == [
        ("North", "2.0 km less by private car"), ("outside of all", "-0.5 km less by private car"),
    ]  # fmt: skip


def test_in_german_and_where_little_is_known() -> None:
    assert tables("de")[1][0] == "CO₂ und Autokilometer gegenüber vorher"
    unknown: Any = dict.fromkeys(("service_co2_kg", "co2_kg_saved", "break_even_car_share", "service_co2_kg_empty"))
    (_, saved) = tables(parts=None, **unknown)[1]
    assert not any("net" in label or ("demand" in label and "CO₂" in label) for label, _, _ in saved)
    over = tables(break_even_car_share=1.2)[1][1]
    assert ("120%", "not even if all came from them") in [row[1:] for row in over]
    assert tables(new_riders=None) == []
