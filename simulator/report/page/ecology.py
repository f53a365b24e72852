"""What the page of a run says of CO2 and car-km against what the same people did before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from simulator.analysis.ratios import Number
from simulator.analysis.run import RunData
from simulator.report.page.language import N_, Language
from simulator.report.page.rows import Row, Table

Kpis = Mapping[str, Number]
_FORMER = {
    "car": N_("went by their own car"),
    "lift": N_("were driven by somebody"),
    "on_demand": N_("went with another ridepooling service"),
    "feeder": N_("went by bus or train, with a ride or wheels to or from it"),
    "timetable": N_("went by bus or train"),
    "car_sharing": N_("went with a shared car"),
    "bike": N_("went by bike"),
    "walk": N_("walked"),
    "other": N_("went in another way, which counts as no car"),
    "not_going": N_("did not go"),
}


def ecology_tables(run: RunData, words: Language) -> list[Table]:
    """Return what riders did before, what is saved, and where; nothing where the scenario does not want to know it."""
    if run.kpis.get("new_riders") is None:
        return []
    former = words._("What riders did before the rides on demand"), list(_former(run.kpis, words))
    saved = words._("CO₂ and car-km against before"), list(_saved(run.kpis, words))
    return [table for table in (former, saved, *_territories(run, words)) if table[1]]


def _former(kpis: Kpis, words: Language) -> Iterator[Row]:
    for means, said in _FORMER.items():
        if share := kpis.get(f"former_{means}_share"):
            yield words._(said), words.percent(share), ""


def _saved(kpis: Kpis, words: Language) -> Iterator[Row]:
    _ = words._
    by_riders = words.decimal(float(kpis["car_km_saved_by_riders"] or 0), 0)
    remark = _("%(km)s km of that by riders themselves", km=by_riders)
    yield _("Private cars drive less"), _("%(km)s km", km=words.decimal(float(kpis["car_km_saved"] or 0), 0)), remark
    if (driven := kpis["service_km_per_car_km_saved"]) is not None:
        yield _("Vehicles on demand drive for each of these"), _("%(km)s km", km=words.decimal(driven, 2)), ""
    for label, figure, remark in (
        (_("CO₂ of private cars less"), "car_co2_kg_saved", ""),
        (_("CO₂ of vehicles on demand"), "service_co2_kg", _empty(kpis, words)),
        (_("CO₂ of shared cars more"), "shared_cars_co2_kg_more", ""),
        (
            _("CO₂ less than before, net"),
            "co2_kg_saved",
            _("below 0: more than before; buses and trains run as before"),
        ),
    ):
        if (value := kpis[figure]) is not None and (value or figure != "shared_cars_co2_kg_more"):
            yield label, _kg(value, words), remark
    if (grams := kpis["co2_g_saved_per_rider_km"]) is not None:
        yield _("For each rider and direct kilometre"), _("%(grams)s g", grams=words.decimal(grams, 0)), ""
    yield from _break_even(kpis, words)
    if (value := kpis["co2_kg_saved_by_making"]) is not None:
        yield _("Making fewer cars, less making the vehicles"), _kg(value, words), _("in no other figure")


def _empty(kpis: Kpis, words: Language) -> str:
    empty = kpis["service_co2_kg_empty"]
    return "" if empty is None else words._("%(kg)s of that on drives without riders", kg=_kg(empty, words))


def _break_even(kpis: Kpis, words: Language) -> Iterator[Row]:
    """Say how many of 100 riders would have had to come from their own cars."""
    share = kpis["break_even_car_share"]
    if share is None:
        return
    label = words._("Riders who would have to come from their own cars so that nothing more is emitted")
    yield label, words.percent(share), words._("not even if all came from them") if share > 1 else ""


def _territories(run: RunData, words: Language) -> list[Table]:
    table = run.ecology_by_territory
    if table is None:
        return []
    known = table[table["co2_saved_g"].notna()]
    rows = [
        (
            name or words._("outside of all"),
            _kg(saved / 1000, words),
            words._("%(km)s km less by private car", km=words.decimal((before - now) / 1000, 1)),
        )
        for name, saved, before, now in zip(
            *(known[column].tolist() for column in ("territory", "co2_saved_g", "former_car_m", "car_m")), strict=True
        )
    ]
    return [(words._("CO₂ less than before in each territory"), rows)]


def _kg(value: float, words: Language) -> str:
    return words._("%(kg)s kg", kg=words.decimal(value, 1))
