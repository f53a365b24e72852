"""What a service emits and drives beside the cars that its riders would have taken, one plain sentence each."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.analysis.ratios import Number
from simulator.report.page.language import Language

Kpis = Mapping[str, Number]


def climate_sentence(kpis: Kpis, words: Language) -> list[str]:
    """Say how much more or less CO2 the trips made than by private car, with both figures; empty when not known."""
    _ = words._
    ours, theirs = kpis.get("co2_g_per_direct_rider_km"), kpis.get("car_co2_g_per_direct_rider_km")
    if ours is None or not theirs:
        return []
    grams = {"grams": words.decimal(ours, 0), "car": words.decimal(theirs, 0)}
    if grams["grams"] == grams["car"]:
        return [
            _(
                "CO₂: %(grams)s g for each rider and direct kilometre, as much as the same trips by private car.",
                grams=grams["grams"],
            )
        ]
    share = words.percent(abs(ours / theirs - 1))
    if ours > theirs:
        return [
            _(
                "CO₂: %(grams)s g for each rider and direct kilometre, %(share)s more than the same trips by private "
                "car (%(car)s g).",
                share=share,
                **grams,
            )
        ]
    return [
        _(
            "CO₂: %(grams)s g for each rider and direct kilometre, %(share)s less than the same trips by private car "
            "(%(car)s g).",
            share=share,
            **grams,
        )
    ]


def driving_sentence(kpis: Kpis, words: Language) -> list[str]:
    """Say whether the fleet drives more or less than the cars it replaces; empty when nobody was carried."""
    driven = kpis.get("fleet_km_per_direct_km")
    if driven is None:
        return []
    km = words.decimal(driven, 2)
    if km == words.decimal(1, 2):
        return [words._("The vehicles drove as far as the cars that they replace, one for each party.")]
    if driven > 1:
        return [
            words._(
                "The vehicles drove %(km)s km for each kilometre that the riders' own cars would have driven: more "
                "than the cars that they replace.",
                km=km,
            )
        ]
    return [
        words._(
            "The vehicles drove %(km)s km for each kilometre that the riders' own cars would have driven: less than "
            "the cars that they replace.",
            km=km,
        )
    ]
