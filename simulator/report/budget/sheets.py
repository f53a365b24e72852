"""The sheets of the workbook: assumptions, days, the year, its start, the fund, the fare; numbers stand once."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan

from simulator.analysis.budget.lines import Line, Side, by_riders
from simulator.report.budget.sheet import EUR_FORMAT, SHARE_FORMAT, Cell, Sheet, letter, text
from simulator.report.budget.told import BudgetTold
from simulator.report.budget.words import DAY_WORDS, line_word, of_side, said_of
from simulator.report.page.language import N_, Language

FARE_TIMES = (0.5, 1, 1.5, 2, 3, 4, 6, 8, 10, 15, 20)  # today's fare
RISE, DISCOUNT, PEOPLE, ELASTICITY = "price rise", "discount", "inhabitants", "elasticity"
PUBLIC, PAYS, DAYS = "public share", "pays share", "days"
COUNTED = {"riders": N_("Riders"), "vehicle_hours": N_("Vehicle hours"), "vehicle_km": N_("Vehicle kilometres")}
SUMS = {
    Side.COST: N_("Cost together"), Side.FARES: N_("Fares together"),
    Side.COMPENSATION: N_("Paid for season tickets together"),
}  # fmt: skip
LEFT = "left"


def sheets_of(told: BudgetTold, words: Language) -> list[Sheet]:
    """Return the sheets in their order."""
    assumed = _assumptions(told, words)
    days = _days(told, words)
    year = _year(told, words, assumed, days)
    start = _start(told, words, assumed, year)
    return [assumed, days, year, start, *_fund(told, words, assumed, start), _tariff(told, words, assumed, year)]


def _assumptions(told: BudgetTold, words: Language) -> Sheet:
    _ = words._
    sheet = Sheet(_("Assumptions"), (48, 14, 12, 60, 14, 14, 14, 48))
    sheet.head(
        _("What (yellow: change it, and the workbook follows)"), _("Value"), _("Unit"), _("Where it comes from"),
        _("Low"), _("Base"), _("High"), _("Key in the scenario"),
    )  # fmt: skip
    ledger = told.ledger.astype(object).where(told.ledger.notna(), "").to_dict("records")
    for line in told.lines:
        if line.rate_key and line.rate_key not in sheet.places:
            its = said_of(ledger, line.rate_key)
            source = _source(its, words)
            ends = [text(its.get(name, "")) for name in ("low", "value", "high")]
            unit = "EUR" if line.rate_key.endswith(("_eur", "_kwh")) else ""
            sheet.add(
                line.rate_key, line_word(line, told.lines, words), line.rate, unit, source, *ends, line.rate_key,
                inputs=(2,),
            )  # fmt: skip
    for key, label, value in _plain_inputs(told):
        sheet.add(key, _(label), value, inputs=(2,))
    shown = set(sheet.places)
    sheet.add("", None)
    sheet.head(_("All other assumptions of the runs: to change these, run the command again"))
    for row in ledger:
        if not any(said_of([row], key) for key in shown):
            ends = [text(row[name]) for name in ("low", "value", "high")]
            sheet.add("", row["key"], None, row["unit"], _source(row, words), *ends, row["key"])
    return sheet


def _source(row: object, words: Language) -> str:
    its = row if isinstance(row, dict) else {}
    ending = "_de" if words.code == "de" else ""
    texts = [str(its.get(f"{name}{ending}") or its.get(name) or "") for name in ("source", "assumption")]
    return text("; ".join(one for one in texts if one))


def _plain_inputs(told: BudgetTold) -> Iterator[tuple[str, str, float]]:
    yield RISE, N_("Costs rise each year by (share)"), told.rules.price_rise
    yield DISCOUNT, N_("Interest of a year (share)"), told.rules.discount
    yield PEOPLE, N_("Inhabitants (0: not known)"), told.inhabitants or 0
    yield ELASTICITY, N_("Elasticity of demand with the fare (0: none)"), told.elasticities.get("base", 0.0)
    if told.fund is not None:
        yield PUBLIC, N_("Public share of what is paid into the fund"), told.fund.public_share
        yield PAYS, N_("Share of the subsidy that the fund pays"), told.fund.pays_share


def _days(told: BudgetTold, words: Language) -> Sheet:
    _ = words._
    sheet = Sheet(_("Day types"), (48, 12, *(16 for _day in told.days)))
    sheet.head(
        _("On a day of each type, mean of the runs"), _("Demand"), *(_(DAY_WORDS[day.name]) for day in told.days)
    )
    sheet.add(
        DAYS, _("Days of a year"), None, *(day.days for day in told.days), inputs=tuple(range(3, 3 + len(told.days)))
    )
    sheet.add("", _("Simulated date"), None, *(day.date or None for day in told.days))
    for share, its in told.by_share.items():
        for line in told.lines:
            if not line.is_overhead:
                what = _("amounts of: %(line)s", line=line_word(line, told.lines, words))
                if not line.rate_key:
                    what = f"{line_word(line, told.lines, words)} [EUR]"
                sheet.add(f"{share} {line.figure}", what, share, *its.per_day[line.figure])
        for name, label in COUNTED.items():
            sheet.add(f"{share} {name}", _(label), share, *its.counted_per_day[name])
    return sheet


def _year(told: BudgetTold, words: Language, assumed: Sheet, days: Sheet) -> Sheet:
    """Return the year at each share of demand, a column for each."""
    _ = words._
    sheet = Sheet(_("Year"), (48, *(18 for _share in told.by_share)))
    heads = [_("all demand"), *(_("%(share)s of demand", share=words.percent(one)) for one in [*told.by_share][1:])]
    sheet.head(_("A year [EUR]"), *heads)
    shares = list(told.by_share)
    for side, label in SUMS.items():
        lines = sorted(of_side(told.lines, side), key=lambda line: line.is_overhead)
        for line in lines:
            cells = [_of_line(line, lines, (sheet, assumed, days), column, share) for column, share in _columns(shares)]
            sheet.add(line.figure, line_word(line, told.lines, words), *cells, number_format=EUR_FORMAT)
        first, last = (sheet.places[lines[0].figure], sheet.places[lines[-1].figure]) if lines else (0, 0)
        sums = [f"=ROUND(SUM({at}{first}:{at}{last}),2)" if lines else 0 for at, _share in _columns(shares)]
        sheet.add(side, _(label), *sums, number_format=EUR_FORMAT)
    cost, fares, paid = (sheet.places[side] for side in SUMS)
    left = [f"=ROUND({at}{cost}-{at}{fares}-{at}{paid},2)" for at, _share in _columns(shares)]
    sheet.add(LEFT, _("Subsidy: what is left to pay"), *left, number_format=EUR_FORMAT)
    _ratios(sheet, words, assumed, days, shares)
    return sheet


def _columns(shares: list[float]) -> list[tuple[str, float]]:
    return [(letter(2 + number), share) for number, share in enumerate(shares)]


def _of_line(line: Line, lines: list[Line], sheets: tuple[Sheet, Sheet, Sheet], column: str, share: float) -> str:
    """Return the formula of a line: days times amounts times its rate, or a share of the others of its service."""
    sheet, assumed, days = sheets
    rate = assumed.at(line.rate_key) if line.rate_key else "1"
    if line.is_overhead:
        others = [one for one in lines if one.service == line.service and not one.is_overhead]
        together = "+".join(f"{column}{sheet.places[one.figure]}" for one in others)
        return f"=ROUND({rate}*({together}),2)"
    return f"=ROUND({rate}*{_times_days(days, f'{share} {line.figure}')},2)"


def _times_days(days: Sheet, key: str) -> str:
    last = letter(len(days.widths))
    first, row = days.places[DAYS], days.places[key]
    return f"SUMPRODUCT('{days.name}'!$C${first}:${last}${first},'{days.name}'!$C${row}:${last}${row})"


def _ratios(sheet: Sheet, words: Language, assumed: Sheet, days: Sheet, shares: list[float]) -> None:
    """Append what is counted, and what comes to each."""
    _ = words._
    sheet.add("", None)
    for name, label in COUNTED.items():
        cells = [f"={_times_days(days, f'{share} {name}')}" for _at, share in _columns(shares)]
        sheet.add(name, _(label), *cells, number_format="#,##0")
    cost, left, riders = sheet.places[Side.COST], sheet.places[LEFT], sheet.places["riders"]
    people = assumed.at(PEOPLE)
    rows = {
        N_("Cost of a rider"): f"=IF({{at}}{riders}=0,0,{{at}}{cost}/{{at}}{riders})",
        N_("Subsidy of a rider"): f"=IF({{at}}{riders}=0,0,{{at}}{left}/{{at}}{riders})",
        N_("Subsidy of an inhabitant"): f"=IF({people}=0,0,{{at}}{left}/{people})",
    }
    for label, formula in rows.items():
        sheet.add(
            label, _(label), *(formula.format(at=at) for at, _share in _columns(shares)), number_format=EUR_FORMAT
        )
    fares = sheet.places[Side.FARES]
    cover = [f"=IF({at}{cost}=0,0,{at}{fares}/{at}{cost})" for at, _share in _columns(shares)]
    sheet.add("cover", _("Share of the cost that fares pay"), *cover, number_format=SHARE_FORMAT)


def _start(told: BudgetTold, words: Language, assumed: Sheet, year: Sheet) -> Sheet:
    _ = words._
    sheet = Sheet(_("Start-up"), (10, 16, 18, 18, 18, 18, 22, 18))
    sheet.head(_("Year"), _("Share of demand"), _("Cost"), _("Fares"), _("Paid for season tickets"), _("Subsidy"),
               _("Subsidy at today's value"), _("± of the subsidy"))  # fmt: skip
    columns = {share: column for column, share in _columns(list(told.by_share))}
    for its, spread in zip(told.plan, told.plan_spread, strict=True):
        row, number = len(sheet.rows) + 1, int(its["year"])
        cost, fares, paid = (f"'{year.name}'!${columns[its['share']]}${year.places[side]}" for side in SUMS)
        cells: list[Cell] = [
            number, its["share"], f"=ROUND({cost}*(1+{assumed.at(RISE)})^(A{row}-1),2)", f"={fares}", f"={paid}",
            f"=ROUND(C{row}-D{row}-E{row},2)", f"=ROUND(F{row}/(1+{assumed.at(DISCOUNT)})^(A{row}-1),2)",
            _half(spread["subsidy"]),
        ]  # fmt: skip
        sheet.add(f"year {number}", *cells, number_format="#,##0.##")
    return sheet


def _half(spread: float) -> float | None:
    """Return half an interval as of the runs: no formula; nothing where there is none."""
    return None if isnan(spread) else round(spread, 2)


def _fund(told: BudgetTold, words: Language, assumed: Sheet, start: Sheet) -> Iterator[Sheet]:
    _ = words._
    if told.fund is None:
        return
    sheet = Sheet(_("Fund"), (10, *(18 for _column in range(9))))
    sheet.head(_("Year"), _("Subsidy"), _("In the fund before"), _("Paid in"), _("Of it public"), _("The fund pays"),
               _("Left in the fund"), _("Others pay"), _("Public money"), _("± of what is left"))  # fmt: skip
    for its, spread in zip(told.plan, told.plan_spread, strict=True):
        row, number = len(sheet.rows) + 1, int(its["year"])
        there = f"ROUND(C{row}+D{row},2)"
        sheet.add(
            f"year {number}", number, f"={start.at(f'year {number}', 'F')}",
            0 if row == 2 else f"=G{row - 1}", its["fund_in"], f"=ROUND(D{row}*{assumed.at(PUBLIC)},2)",
            f"=MIN({there},ROUND(MAX(B{row},0)*{assumed.at(PAYS)},2))", f"=ROUND({there}-F{row},2)",
            f"=ROUND(B{row}-F{row},2)", f"=ROUND(E{row}+H{row}+{start.at(f'year {number}', 'E')},2)",
            _half(spread["fund_left"]), inputs=(4,), number_format="#,##0.##",
        )  # fmt: skip
    yield sheet


def _tariff(told: BudgetTold, words: Language, assumed: Sheet, year: Sheet) -> Sheet:
    """Return what is left to pay at other fares, of stated demand; and the fare that would pay all."""
    _ = words._
    sheet = Sheet(_("Tariff"), (48, 16, 18, 18, 18, 20))
    cost, fares, paid = (year.at(side) for side in SUMS)
    riders = year.at("riders")
    sheet.head(_("Fare of a rider, mean of all"), _("Value"))
    sheet.add("today", _("Fare today"), f"=IF({riders}=0,0,{fares}/{riders})", number_format=EUR_FORMAT)
    grow = [
        year.at(line.figure) + ("" if on_top is None else f"*(1+{assumed.at(on_top.rate_key)})")
        for line, on_top in by_riders(told.lines)
    ]
    together = "+".join(grow) or "0"
    sheet.add("by riders", _("Cost that grows with rides"), f"={together}", number_format=EUR_FORMAT)
    sheet.add(
        "even", _("Fare that pays all, if nobody stayed away"),
        f"=IF({riders}=0,0,ROUNDUP(ROUND(({cost}-{paid})/{riders},8),2))", number_format=EUR_FORMAT,
    )  # fmt: skip
    sheet.add("", None)
    sheet.head(_("Fare"), _("Riders"), _("Fares"), _("Cost"), _("Paid for season tickets"), _("Subsidy"))
    today, more = sheet.at("today"), sheet.at("by riders")
    for fare in _grid(told):
        row = len(sheet.rows) + 1
        share = f"IF({riders}=0,0,B{row}/{riders})"
        stay = f"{riders}*(A{row}/{today})^{assumed.at(ELASTICITY)}" if told.today.fare > 0 else riders
        sheet.add(
            f"fare {fare}", fare, f"={stay}", f"=ROUND(A{row}*B{row},2)", f"=ROUND({cost}+{more}*({share}-1),2)",
            f"=ROUND({paid}*{share},2)", f"=ROUND(D{row}-C{row}-E{row},2)", inputs=(1,), number_format=EUR_FORMAT,
        )  # fmt: skip
    return sheet


def _grid(told: BudgetTold) -> list[float]:
    fare = told.today.fare
    return [round(fare * times, 2) for times in FARE_TIMES] if fare > 0 else [float(times) for times in FARE_TIMES]
