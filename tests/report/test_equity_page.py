"""The chapter about who is left behind, in both languages, of the villages of ``test_compared``."""

from __future__ import annotations

from types import SimpleNamespace

from simulator.analysis.series.equity import EquitySeries
from simulator.report.page.equity import EquityBlock, equity_block
from simulator.report.page.language import Language
from tests.analysis.equity.test_compared import equity
from tests.report.test_who_asks import plain

TABLES = equity().tables()
ITS = EquitySeries(TABLES["equity"], TABLES["inequality"])


def block(code: str, its: EquitySeries | None = ITS) -> EquityBlock:
    told = equity_block(SimpleNamespace(equity=its), Language(code))  # type: ignore[arg-type]
    assert told is not None
    return told


def test_says_who_is_served_worst_and_what_luck_would_make_of_it() -> None:
    said = [plain(one) for one in block("en").sentences]
    assert said == [
        "Of 100 people who asked, 72 were served; of the tenth of them whose places are served worst, 50.",
        "Of single places, fewest were served in Buch: 50%.",
        "Who was carried waited 12 minutes on average, the tenth of them whose places wait longest 20 minutes.",
        "Of single places, people waited longest in Buch: 20 minutes.",
        "The Gini index of their served shares is 0.164; with the same chance for all, luck would still make it about "
        "0.043. It is 0 where all are served alike, and falls when all are served worse by the same share: read it "
        "beside what is served.",
        "Places with fewer than ten requests tell more of luck than of the place: they are one place together (20 of "
        "80 people). In no place at all are 0.",
    ]
    assert plain(block("de").sentences[0]).startswith("Von 100 Menschen, die angefragt haben, wurden 72 bedient")


def test_shows_groups_the_worst_first_and_their_indices() -> None:
    places, classes, indices = block("de").tables
    assert (places.title, places.open, classes.open) == ("Wo Menschen am schlechtesten bedient werden", True, False)
    assert [plain(cell) for cell in places.rows[0]] == [
        "Buch", "20", "40", "50 %", "20 Min.", "1 Min.", "148 Min.", "3,00 €",
    ]  # fmt: skip
    assert [row[0] for row in places.rows] == ["Buch", "Anger", "alle mit weniger als zehn Anfragen zusammen"]
    assert len(indices.rows) == 10
    assert [plain(cell) for cell in indices.rows[0]][:6] == ["Ort", "bedient", "72 %", "0,69", "2,00", "0,164"]
    fares = indices.rows[4]
    assert fares[1] == "Fahrpreis"
    assert fares[-3:] == ["–"] * 3  # no line is drawn


def test_half_widths_stand_beside_the_index() -> None:
    table = TABLES["inequality"].assign(gini_half_width=0.0214)
    assert "is 0.164 ± 0.021; with" in plain(block("en", EquitySeries(TABLES["equity"], table)).sentences[4])


def test_no_chapter_where_nobody_is_told_apart() -> None:
    assert equity_block(SimpleNamespace(equity=None), Language("en")) is None  # type: ignore[arg-type]
