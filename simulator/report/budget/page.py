"""``budget.html``: a year's budget, for whoever has to pay it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isnan
from pathlib import Path
from typing import Any

from simulator.analysis.budget.lines import Side
from simulator.analysis.budget.plan import empty_in
from simulator.analysis.movements import farthest_first
from simulator.published.facts import published
from simulator.report.budget.told import BudgetTold
from simulator.report.budget.words import DAY_WORDS, DRIVER_WORDS, line_word, of_side
from simulator.report.page.chart import Chart
from simulator.report.page.key_names import name_of_key
from simulator.report.page.language import MISSING, N_, Language
from simulator.report.page.study_page import write_study_page
from simulator.report.page.timetable_changes import WideTable
from simulator.report.style import BLUE, ORANGE

PAGE = "budget.html"
MOST_SHOWN = 12  # assumptions in the tornado
BASES = {
    "counted": N_("The days of %(year)s are counted by the calendar of the scenario, with its holidays."),
    "no school holidays": N_(
        "The days of %(year)s are counted by the calendar; its school holidays are not known, so all weekdays that are "
        "no public holidays count as school days."
    ),
    "said": N_("How many days of each type a year has, the scenario says."),
    "alike": N_("The scenario knows days of one type only, so all days of the year are like it: weekends, too."),
}
PER = {
    "inhabitant": N_("an inhabitant"), "rider": N_("a rider"), "vehicle_hour": N_("a vehicle hour"),
    "vehicle_km": N_("a vehicle kilometre"), "car_km": N_("a car kilometre replaced"),
}  # fmt: skip
ELASTICITIES = {
    "inelastic": N_("if nobody stayed away"), "low": N_("if many stayed away"), "base": N_("as is likeliest"),
    "high": N_("if few stayed away"),
}  # fmt: skip


def write_budget_page(folder: Path, told: BudgetTold) -> Path:
    """Write the page into the folder of a budget and return it."""

    def parts(words: Language) -> dict[str, Any]:
        tornado = None if told.tornado is None else _tornado(told, words)
        return {
            "sentences": list(_sentences(told, words)), "days": _days(told, words), "costs": _costs(told, words),
            "each": _each(told, words), "others": _others(words), "fares": _fares(told, words),
            "plan": _plan(told, words), "tornado": tornado, "notes": list(_notes(told, words)),
        }  # fmt: skip

    return write_study_page(folder / PAGE, "budget.html", N_("A year's budget"), told.titles, parts)


def _euros(row: Mapping[Any, Any], words: Language, digits: int = 0) -> str:
    """Write an amount with half its interval."""
    if not row or isnan(row["value"]):
        return MISSING
    half = (row["high"] - row["low"]) / 2
    return f"{words.euro(row['value'], digits)} ± {MISSING if isnan(half) else words.euro(half, digits)}"


def _sentences(told: BudgetTold, words: Language) -> Iterator[str]:
    _ = words._
    yield _(
        "A year costs %(cost)s; riders pay %(fares)s of it. %(subsidy)s are left to pay.",
        cost=_euros(told.figure("cost_eur"), words), fares=_euros(told.figure("fares_eur"), words),
        subsidy=_euros(told.figure("subsidy_eur"), words),
    )  # fmt: skip
    if told.figure("compensation_eur")["value"]:
        paid = _euros(told.figure("compensation_eur"), words)
        yield _(
            "Others pay %(paid)s for rides of people with season tickets; that is not in what is left to pay.",
            paid=paid,
        )
    rider, person = told.figure("subsidy_per_rider_eur"), told.figure("subsidy_per_inhabitant_eur")
    yield _("That is %(rider)s for each rider.", rider=_euros(rider, words, 2))
    if person:
        yield _(
            "For each of %(people)s inhabitants it is %(person)s a year.",
            people=words.whole(told.inhabitants), person=_euros(person, words, 2),
        )  # fmt: skip
    yield _(BASES[told.basis], year=told.year) if told.year else _(BASES[told.basis])
    yield _(
        "%(runs)s runs of each type of day, with the same %(runs)s seeds. ± is half a 95 %% interval of the mean year; "
        "it says how sure the simulation is, not how sure the assumptions are.", runs=words.whole(told.replications),
    )  # fmt: skip
    if told.without_cost:
        names = words.listing(list(told.without_cost))
        yield _("What %(services)s costs the scenario does not say: it is in no sum here.", services=names)
    empty = empty_in(told.plan, told.fund)
    if empty is not None:
        yield _("The fund cannot pay its share from year %(year)s on.", year=words.whole(empty))


def _days(told: BudgetTold, words: Language) -> WideTable:
    _ = words._
    rows = [
        [
            _(DAY_WORDS[day.name]), words.whole(day.days), day.date or MISSING,
            words.whole(told.now.counted_per_day["riders"][number]),
            words.whole(told.now.counted_per_day["vehicle_hours"][number]),
            words.whole(told.now.counted_per_day["vehicle_km"][number]),
        ]
        for number, day in enumerate(told.days)
    ]  # fmt: skip
    columns = [_("type of day"), _("days of a year"), _("simulated date"), _("riders a day"), _("vehicle hours a day"),
               _("vehicle km a day")]  # fmt: skip
    return WideTable(_("The days of a year"), columns, rows, open=True)


def _costs(told: BudgetTold, words: Language) -> WideTable:
    """Return costs by kind, what comes in, and what is left."""
    _ = words._
    now = told.costs[told.costs["demand_share"] == 1.0].to_dict("records")
    by_line = {(row["service"], row["kind"]): row for row in now}
    sums = {Side.COST: (N_("Cost together"), "cost_eur"), Side.FARES: (N_("Fares together"), "fares_eur"),
            Side.COMPENSATION: (N_("Paid for season tickets together"), "compensation_eur")}  # fmt: skip
    rows = []
    for side, (label, figure) in sums.items():
        lines = of_side(told.lines, side)
        for line in lines:
            grows = _(DRIVER_WORDS[line.driver]) if side is Side.COST else ""
            amount = _euros(by_line[line.service, line.kind], words, 2)
            rows.append([line_word(line, told.lines, words), amount, grows])
        if len(lines) > 1 or side is Side.COST:
            rows.append([_(label), _euros(told.figure(figure), words, 2), ""])
    rows.append([_("Subsidy: what is left to pay"), _euros(told.figure("subsidy_eur"), words, 2), ""])
    return WideTable(_("What a year costs, and what comes in"), ["", _("a year"), _("grows")], rows, open=True)


def _each(told: BudgetTold, words: Language) -> WideTable:
    _ = words._
    rows = []
    for name, label in PER.items():
        digits = 2
        cells = [_euros(told.figure(f"{what}_per_{name}_eur"), words, digits) for what in ("cost", "subsidy", "public")]
        rows.append([_(label), *([_("not known")] * 3 if name == "car_km" and cells[0] == MISSING else cells)])
    columns = [_("for"), _("cost"), _("subsidy"), _("public money, with what is paid for season tickets")]
    if not told.figure("compensation_eur")["value"]:  # then it is the same
        columns, rows = columns[:-1], [row[:-1] for row in rows]
    return WideTable(_("What comes to each"), columns, rows, open=True)


def _others(words: Language) -> list[str]:
    """Return what services on the road have told, with what differs."""
    _ = words._
    labels = {
        "cost_per_rider_eur": N_("%(service)s, %(area)s, %(year)s: %(value)s of cost for a rider. %(note)s"),
        "subsidy_per_rider_eur": N_("%(service)s, %(area)s, %(year)s: %(value)s of subsidy for a rider. %(note)s"),
    }
    ending = "_de" if words.code == "de" else ""
    found = []
    for figure, label in labels.items():
        for fact in published(figure).facts:
            said = {name: getattr(fact, f"{name}{ending}") for name in ("area", "year", "note")}
            found.append(_(label, service=fact.service, value=words.euro(fact.low, 2), **said))
    return found


def _fares(told: BudgetTold, words: Language) -> WideTable:
    _ = words._
    rows = []
    for name, its in told.break_even.items():
        fare = _("no fare is enough") if its is None else _euros(vars(its), words, 2)
        if its is not None:
            fare = f"{words.euro(its.value, 2)} ({words.euro(its.low, 2)} - {words.euro(its.high, 2)})"
        rows.append([_(ELASTICITIES[name]), words.decimal(told.elasticities[name], 2), fare])
    if told.by_fare:
        fare = (
            _("beyond the fares that were run") if told.simulated_fare is None else words.euro(told.simulated_fare, 2)
        )
        rows.append([_("as people choose in the runs"), MISSING, fare])
    for row in told.fares.to_dict("records"):
        run = _("run at a fare of %(fare)s: %(riders)s riders a year", fare=words.euro(row["fare_eur"], 2),
                riders=words.whole(row["riders"]))  # fmt: skip
        left = _euros({**row, "value": row["subsidy_eur"]}, words)
        rows.append([run, MISSING, _("%(left)s are left to pay", left=left)])
    columns = [_("how demand answers"), _("elasticity"), _("fare of a rider that pays all (95 %)")]
    return WideTable(_("Which fare would pay all"), columns, rows, open=True)


PLAN = {
    "cost": N_("cost"), "fares": N_("fares"), "compensation": N_("paid for season tickets"), "subsidy": N_("subsidy"),
    "subsidy_today": N_("at today's value"), "fund_in": N_("paid into the fund"), "fund_pays": N_("the fund pays"),
    "fund_left": N_("left in the fund"), "others_pay": N_("others pay"), "public": N_("public money"),
}  # fmt: skip


def _plan(told: BudgetTold, words: Language) -> WideTable:
    """Return the years of the plan, without what is 0, or as the subsidy, in all of them."""
    _ = words._
    first = told.plan[0]
    shown = [name for name in PLAN if name in first]
    if not any(row["compensation"] for row in told.plan):
        shown.remove("compensation")
    if all(row["subsidy"] == row["subsidy_today"] for row in told.plan):
        shown.remove("subsidy_today")
    rows = [
        [words.whole(row["year"]), words.percent(row["share"])]
        + [words.euro(row[name]) + _spread(spread.get(name), words) for name in shown]
        for row, spread in zip(told.plan, told.plan_spread, strict=True)
    ]
    columns = [_("year"), _("demand reached"), *(_(PLAN[name]) for name in shown)]
    return WideTable(_("The years of the plan"), columns, rows if len(rows) > 1 or told.fund else [], open=True)


def _spread(half: float | None, words: Language) -> str:
    """Return half an interval behind an amount; nothing where the amount is given, or always the same."""
    return f" ± {MISSING if isnan(half) else words.euro(half)}" if half else ""


def _tornado(told: BudgetTold, words: Language) -> Chart:
    """Return how far each assumption moves the subsidy, the farthest at the top."""
    _, table = words._, told.tornado
    assert table is not None
    order = next(iter(farthest_first(table).values()), [])[:MOST_SHOWN][::-1]
    names = {key: name_of_key(key, words) or key for key in order}
    if len({*names.values()}) < len(names):  # several services
        names = {key: key for key in order}
    traces = []
    for end, colour, name in (("low", ORANGE, _("low end")), ("high", BLUE, _("high end"))):
        rows = {row["assumption"]: row for row in table[table["end"] == end].to_dict("records")}
        there = [key for key in order if key in rows and not isnan(rows[key]["difference"])]
        traces.append({
            "type": "bar", "orientation": "h", "name": name, "y": [names[key] for key in there],
            "x": [round(rows[key]["difference"]) for key in there], "marker": {"color": colour},
            "error_x": {"type": "data", "array": [_half(rows[key]) for key in there]},
            "customdata": [[key, rows[key]["moved_to"]] for key in there],
            "hovertemplate": "%{customdata[0]}: %{customdata[1]}<br>%{x:,} EUR<extra></extra>",
        })  # fmt: skip
    return Chart(
        "tornado",
        _("What the subsidy hangs on"),
        _("By how much the yearly subsidy changes when one assumption about money or demand goes to its low or high "
          "end, all else as it is, with the same seeds."),
        traces,
        {
            "barmode": "overlay", "height": 140 + 34 * len(order), "yaxis": {"automargin": True},
            "xaxis": {"title": {"text": _("change of the yearly subsidy [EUR]")}}, "legend": {"orientation": "h"},
        },
    )  # fmt: skip


def _half(row: Mapping[Any, Any]) -> float:
    return 0.0 if isnan(row["high"]) else round((row["high"] - row["low"]) / 2)


def _notes(told: BudgetTold, words: Language) -> Iterator[str]:
    _ = words._
    yield _(
        "Each kind of cost is an amount (hours, kilometres, vehicles) times its rate; the kinds add up to the cent."
    )
    yield _("Per vehicle hour and kilometre only the cost of rides on demand counts as cost.")
    yield _("Demand of constant elasticity: riders at another fare are today's times (fare / fare today) to the power "
            "of the elasticity; fleet, hours and kilometres stay, costs that grow with rides follow.")  # fmt: skip
    if not told.by_fare:
        yield _("Nobody in this scenario chooses by the fare, so no runs at other fares can tell more.")
    if not told.simulated:
        yield _(
            "Years of less demand were not run: riders, fares and calls are that share of a full year, all else is."
        )
    if not told.figure("cost_per_car_km_eur"):
        yield _("How people went before is not known here, so neither is which car kilometres are replaced; "
                "money.year.car_share may say which share of rides it is.")  # fmt: skip
    yield _("In the workbook, yellow cells may be changed, and all else follows. What changes runs needs a new run.")
