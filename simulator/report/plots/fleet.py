"""Figures about vehicles and the map. Each draws into an empty figure and returns its data."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from simulator.analysis.run import RunData
from simulator.analysis.series.fleet import MANY_RIDERS, Bands
from simulator.analysis.series.places import unserved_journeys
from simulator.analysis.vehicles.states import State
from simulator.report import style
from simulator.report.map import draw_map_on
from simulator.report.stacked import RIDERS, STATES, Look, draw_bands

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def vehicle_states(run: RunData, figure: Figure) -> pd.DataFrame:
    """Draw how many vehicles do what over the day."""
    bands = run.series.vehicles_by_state
    if bands is None:
        style.say(figure.add_subplot(), "", "No vehicle was in service in this run.")
        return pd.DataFrame(columns=["from_s", *(str(state) for state in State)])
    return _stacked(run, figure, bands, STATES, "vehicles in service")


def occupancy(run: RunData, figure: Figure) -> pd.DataFrame:
    """Draw how many riders the driving vehicles have on board over the day."""
    bands = run.series.driving_by_riders
    if bands is None:
        style.say(figure.add_subplot(), "", "No vehicle drove in this run.")
        return pd.DataFrame(columns=["from_s", *(str(number) for number in range(MANY_RIDERS + 1))])
    return _stacked(run, figure, bands, RIDERS, "driving vehicles")


def kilometres(run: RunData, figure: Figure) -> pd.DataFrame:
    """Draw what the kilometres were driven for."""
    driven = run.series.kilometres
    axes = figure.add_subplot()
    left = 0.0
    for state, km in driven.items():
        if km:
            colour, hatch, words = STATES[state]
            label = f"{words}: {km:,.0f} km"
            axes.barh([0], km, left=left, color=colour, hatch=hatch, edgecolor="white", label=label)
            left += km
    if not left:
        style.say(axes, "", "No vehicle drove in this run.")
    else:
        axes.set_yticks([])
        axes.set_xlim(0, left)
        axes.set_xlabel("km of all vehicles")
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
    purposes = [state.removeprefix("driving_") for state in driven]
    return pd.DataFrame({"purpose": purposes, "km": list(driven.values())})


def map_of_boardings(run: RunData, figure: Figure) -> pd.DataFrame:
    """Draw where riders got on and where requests were not served; the data are the requests' places."""
    if run.network is None:
        style.say(figure.add_subplot(), "", "The results folder holds no roads.")
    else:
        draw_map_on(figure, run.tables, run.network, run.stops, run.services)
    columns = ["request_id", "status", "origin_lon", "origin_lat", "pickup_node", "pickup_stop"]
    return pd.concat([run.tables.requests[columns], unserved_journeys(run.tables, run.services)[columns]])


def _stacked(run: RunData, figure: Figure, bands: Bands, looks: dict[str, Look], label: str) -> pd.DataFrame:
    axes = figure.add_subplot()
    draw_bands(axes, bands, looks, run.calendar)
    axes.set_ylabel(label)
    figure.legend(loc="outside upper center", ncols=3)
    return bands.table()
