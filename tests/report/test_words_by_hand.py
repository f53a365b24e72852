"""Numbers, times and amounts as pages say them, at the limits where they are said otherwise."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from simulator.analysis.series.calendar import Calendar
from simulator.report import style, summary
from simulator.report.looks import hatch
from simulator.report.page.chart import count_axis, numbers, span, width_in_words
from simulator.report.page.language import MISSING, Language
from simulator.report.page.rider_charts import _wrapped, histogram, marked
from simulator.report.page.sentences import headlines, more_sentences, one_run_sentence, warm_up_sentence

EN, DE = Language("en"), Language("de")
HOUR, DAY = 3600, 86_400


def plain(text: str) -> str:
    return text.replace("\u202f", " ")


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (None, MISSING), (0, "0%"), (0.0099, "under 1%"), (0.01, "1%"), (0.5, "50%"), (0.99, "99%"),
        (0.9901, "over 99%"), (1, "100%"), (1.2, "120%"),
    ],
)  # fmt: skip
def test_shares(share: float | None, said: str) -> None:
    assert EN.percent(share) == said


@pytest.mark.parametrize(
    ("seconds", "long", "short"),
    [
        (None, MISSING, MISSING), (1, "1 second", "1 s"), (59, "59 seconds", "59 s"), (-59, "-59 seconds", "-59 s"),
        (60, "1 minute", "1 min"), (-90, "-2 minutes", "-2 min"), (7199, "120 minutes", "120 min"),
        (7200, "2.0 hours", "120 min"), (9000, "2.5 hours", "150 min"),
    ],
)  # fmt: skip
def test_durations(seconds: float | None, long: str, short: str) -> None:
    assert (plain(EN.minutes(seconds)), plain(EN.short_minutes(seconds))) == (long, short)


def test_amounts() -> None:
    assert [plain(words.euro(value, digits)) for words in (EN, DE) for value, digits in ((1234.5, 2), (-3, 0))] == [
        "€1,234.50", "-€3", "1.234,50 €", "-3 €",
    ]  # fmt: skip
    assert (EN.euro(None), EN.unit(None, "km"), EN.whole(None), EN.decimal(None, 1)) == (MISSING,) * 4
    assert (EN.euro(7.4), EN.whole(1234.5), plain(DE.unit(1234.5, "km", 1))) == ("€7", "1,234", "1.234,5 km")


def test_texts_with_numbers() -> None:
    assert EN.filled("%(a)s %(b)s %(c)s %(d)s", {"a": "x", "b": 1234, "c": 2.0, "d": 2.25}) == "x 1,234 2 2.25"
    assert EN.filled("%(a)s %(b)s", {"a": 2.375, "b": 2.5}) == "2.4 2.5"
    assert EN.plural("one", "%(count)s of %(all)s", 1, all=3) == "one"
    assert EN.plural("one", "%(count)s of %(all)s", 1200, all=3) == "1,200 of 3"
    assert (EN.listing([]), EN.listing([1]), EN.listing([1, 2, 3])) == (MISSING, "1", "1, 2 and 3")
    assert (EN.locale, DE.locale) == ("en_GB", "de")


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (None, MISSING), (0, "00:00"), (DAY - 1, "23:59"), (DAY, "00:00 (day 2)"), (-1, "23:59 the day before"),
        (-DAY, "00:00 the day before"), (-DAY - 1, "23:59 (day -1)"), (2 * DAY + 60, "00:01 (day 3)"),
    ],
)  # fmt: skip
def test_times_of_day(seconds: float | None, shown: str) -> None:
    assert EN.clock(seconds) == shown


def test_dates() -> None:
    one, two = (Language("en", first_day=date(2022, 3, 1), days=days) for days in (1, 2))
    assert (one.date_at(DAY - 1), EN.date_at(5 * DAY)) == (None, None)
    assert [two.date_at(local_s) for local_s in (0, DAY, -1)] == [
        two.date(date(2022, month, day)) for month, day in ((3, 1), (3, 2), (2, 28))
    ]
    assert one.date_at(DAY) == two.date_at(DAY)
    assert span(0, HOUR, two) == f"{two.date_at(0)}, 00:00–01:00"
    assert span(DAY - HOUR, DAY, two) == f"{two.date_at(0)}, 23:00–{two.date_at(DAY)}, 00:00"
    assert span(0, HOUR, one) == "00:00–01:00"


def test_widths_of_bins() -> None:
    widths = (60, 90, 1800, HOUR, 2 * HOUR, DAY, 3 * DAY)
    assert [width_in_words(width, EN) for width in widths] == [
        "minute", "minute", "30 minutes", "hour", "2 hours", "day", "3 days",
    ]  # fmt: skip
    assert [style.in_words(width) for width in widths] == [
        "minute", "1 minutes", "30 minutes", "hour", "2 hours", "day", "3 days",
    ]  # fmt: skip


def test_axes() -> None:
    assert "dtick" in count_axis("n", 7.9) and "dtick" not in count_axis("n", 8)
    assert count_axis("n", 1)["dtick"] == 1
    assert numbers([1 / 3, 2]) == [0.333, 2.0] and numbers(np.array([1 / 3]), 1) == [0.3]
    assert hatch("/") == "///" and hatch("") == ""
    assert style.Margins().with_legend(["x", "long word"]).right == pytest.approx(0.65 + 9 * 0.075)
    assert style.Margins().with_legend([]).right == 0.65


@pytest.mark.parametrize(
    ("hours", "shown"), [(24, ["0:00", "12:00", "0:00"]), (36, ["0:00", "12:00", "0:00", "12:00"])]
)
def test_days_are_named_where_there_are_one_and_a_half(hours: float, shown: list[str]) -> None:
    from matplotlib.figure import Figure

    axes = Figure().add_subplot()
    style.clock_axis(axes, 0, hours * HOUR, Calendar())
    labels = [text.get_text() for text in axes.get_xticklabels()]
    assert [label for label in labels if label in ("0:00", "12:00")] == shown
    style.clock_axis(axes, 0, 36 * HOUR + 1, Calendar(warm_up=1), "when")
    assert "12:00\nday 2" in [text.get_text() for text in axes.get_xticklabels()]
    assert axes.get_xlabel() == "when; a day of warm-up before it left out"


def test_bars_between_edges() -> None:
    found = SimpleNamespace(edges=np.array([0.0, 2.0, 4.0]), share=np.array([0.25, 0.75]))
    chart = histogram(found, EN, "wait", "#000000", 1)  # type: ignore[arg-type]
    (trace,) = chart.traces
    assert (trace["x"], trace["y"], trace["width"]) == ([1, 3], [25, 75], 2)
    assert trace["customdata"] == ["0.0–2.0", "2.0–4.0"]
    assert chart.rows == [["0.0–2.0", "25%"], ["2.0–4.0", "75%"]]
    assert chart.layout["xaxis"]["range"] == [0, 4]


def test_marks_lean_to_the_side_with_room() -> None:
    found = marked([(1.9, "half"), (2.0, "most")], end=3.0, start=1.0)
    assert [(line["x0"], line["x1"], line["y0"], line["y1"], line["line"]["dash"]) for line in found["shapes"]] == [  # type: ignore[attr-defined]
        (1.9, 1.9, 0, 1, "solid"), (2.0, 2.0, 0, 1, "dash"),
    ]  # fmt: skip
    notes: Any = found["annotations"]
    assert [(note["xanchor"], round(note["y"], 2), note["text"]) for note in notes] == [
        ("center", 1.18, "half"), ("center", 1.09, "most"),
    ]  # fmt: skip
    ends: Any = [marked([(x, "")], end=3.0, start=1.0)["annotations"] for x in (1.4, 1.5, 2.4, 2.5)]
    assert [note["xanchor"] for (note,) in ends] == ["left", "center", "center", "right"]
    assert _wrapped("no vehicle could be there in time") == "no vehicle could<br>be there in time"


KPIS: dict[str, Any] = {
    "requests": 2, "vehicles": 1, "served": 1, "riders_served": 1, "wait_median_s": 120, "wait_p95_s": 180,
    "ride_mean_s": 300, "direct_mean_s": 240, "on_time_share": 1.0,
    "promise_width_mean_s": 600, "vehicle_km": 12, "empty_share": 0.25,
    "pooled_share": 0.0, "cost_eur": 100, "fare_revenue_eur": 20, "subsidy_eur": 80,
}  # fmt: skip
CARS: dict[str, Any] = {
    "carsharing_cars": 3, "carsharing_bookings": 4, "carsharing_granted": 3, "carsharing_used": 2,
    "carsharing_cars_used": 1, "carsharing_km_per_car_day": 7, "carsharing_cost_eur": 9, "carsharing_revenue_eur": 12,
    "carsharing_subsidy_eur": -3,
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, ["Of 2 requests one was served; the wait was 2 minutes."]),
        ({"requests": 1}, ["The only request was served; the wait was 2 minutes."]),
        ({"served": 2}, ["Of 2 requests 2 were served; half waited at most 2 minutes."]),
        ({"served": 0}, ["None of the 2 requests was served."]),
        ({"served": 0, "requests": 1}, ["The only request was not served."]),
        ({"requests": 0}, ["Nobody asked for a ride."]),
        (
            {"requests": 0, "vehicles": 0, "bus.trip_requests": 1300, "bus.trips": 10},
            ["Of 1,300 requests 10 went with bus."],
        ),
        (
            {"requests": 0, "bus.trip_requests": 1300, "bus.trips": 10},  # there are vehicles that nobody asked
            ["Nobody asked for a ride."],
        ),
        (CARS | {"requests": 0, "vehicles": 0}, ["Of 4 bookings of a shared car 3 were granted."]),
        (CARS | {"requests": 0}, ["Nobody asked for a ride.", "Of 4 bookings of a shared car 3 were granted."]),
        (CARS | {"vehicles": 0, "requests": 0, "carsharing_bookings": 0}, ["Nobody asked for a shared car."]),
        (
            CARS | {"vehicles": 0, "requests": 0, "carsharing_bookings": 1, "carsharing_granted": 1},
            ["The only booking of a shared car was granted."],
        ),
    ],
)
def test_headlines(changes: dict[str, Any], said: list[str]) -> None:
    assert headlines(KPIS | changes, EN) == said


def test_who_went_otherwise_is_no_failure() -> None:
    elsewhere = {"other_means": 294, "rejected_parallel_service": 65, "rejected_feeder_offered": 51}
    cars = CARS | {"carsharing_not_chosen": 1, "carsharing_grant_rate": 0.75}
    said = headlines(KPIS | elsewhere | cars, EN)
    assert said == [
        "Of 2 requests one was served; the wait was 2 minutes.",
        "In 294 cases another service was chosen.",
        "In 116 cases a bus or train was to be taken instead, for all or a part of the way.",
        "Of 4 bookings of a shared car 3 were granted.",
        "In one case another service was chosen.",
    ]
    of_terminal = KPIS | elsewhere | cars | {"riders_served": 1, "service_rate": 0.5}
    assert [line for line in summary.headlines(of_terminal) if "case" in line] == [said[1], said[2], said[4]]
    german = headlines(KPIS | elsewhere | cars, DE)
    assert german[1] == "In 294 Fällen wurde ein anderes Angebot gewählt."
    assert german[4] == "In einem Fall wurde ein anderes Angebot gewählt."


def test_the_terminal_tells_of_trips_where_there_are_no_others() -> None:
    alone = KPIS | {"requests": 0, "vehicles": 0, "bus.trip_requests": 1300, "bus.trips": 10}
    assert summary.headline(alone) == "10 of 1,300 requests went with bus."
    assert summary.headline(alone | {"vehicles": 1}) == "Nobody asked for a ride."


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, ["The service cost €100; fares brought in €20, so €80 were left to pay."]),
        ({"subsidy_eur": 0, "fare_revenue_eur": 100},
         ["The service cost €100; fares brought in €100, so €0 were left to pay."]),
        ({"subsidy_eur": -1, "fare_revenue_eur": 101},
         ["The service cost €100; fares brought in more than that: €101."]),
        ({"fare_revenue_eur": None}, ["The service cost €100."]),
        ({"cost_eur": None}, ["The service brought in €20; its cost is not known."]),
        ({"cost_eur": None, "fare_revenue_eur": 0}, []),
        (CARS, [
            "One of 3 shared cars was used; each car drove 7 km a day on average.",
            "Ridepooling cost €100; fares brought in €20, so €80 were left to pay.",
            "Car-sharing cost €9; fares brought in more than that: €12.",
        ]),
        (CARS | {"carsharing_used": 0}, [
            "Ridepooling cost €100; fares brought in €20, so €80 were left to pay.",
            "Car-sharing cost €9; fares brought in more than that: €12.",
        ]),
    ],
)  # fmt: skip
def test_what_is_said_of_money_and_cars(changes: dict[str, Any], said: list[str]) -> None:
    told = [plain(text) for text in more_sentences(KPIS | changes, EN)]
    assert told[:4] == [
        "One person travelled. 95 of 100 waited no longer than 3 minutes.",
        "A ride took 5 minutes on average; driving straight there would have taken 4 minutes.",
        "100% got on within the window they had been promised, 10 minutes wide on average.",
        "One vehicle drove 12 km, 25% of it empty.",
    ]
    assert told[4] == "0% of the rides were shared with somebody else for at least a part of the way."
    assert told[5:] == said


def test_what_was_not_measured_is_not_said() -> None:
    unknown = dict.fromkeys(("ride_mean_s", "on_time_share", "pooled_share", "cost_eur", "fare_revenue_eur"))
    assert len(more_sentences(KPIS | unknown, EN)) == 2
    assert len(more_sentences(KPIS | unknown | {"direct_mean_s": None, "ride_mean_s": 1}, EN)) == 2
    assert len(more_sentences(KPIS | unknown | {"served": 0}, EN)) == 1
    assert more_sentences(KPIS | unknown | {"served": 0, "vehicle_km": 0}, EN) == []
    assert warm_up_sentence(0, EN) == ""
    assert [warm_up_sentence(days, EN).split(" of ")[0] for days in (1, 2)] == ["A day", "2 days"]


@pytest.mark.parametrize(
    ("days", "english", "german"),
    [
        (1, "One day was simulated: other days differ,", "Simuliert wurde ein einziger Tag: Andere Tage "),
        (7, "7 days were simulated in one run: other days", "Simuliert wurden 7 Tage in einem Lauf: Andere "),
    ],
)
def test_a_run_is_said_to_be_one_of_many(days: int, english: str, german: str) -> None:
    said, gesagt = (one_run_sentence(days, Language(code)) for code in ("en", "de"))
    assert said.startswith(english)
    assert gesagt.startswith(german)
    assert "elbe-drt compare SCENARIO --vary KEY=VALUE --replications 20" in said
    assert "elbe-drt compare SCENARIO --vary KEY=VALUE --replications 20" in gesagt
