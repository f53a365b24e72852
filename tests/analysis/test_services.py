"""Two services in one log: each has the figures it has alone, and together they have what adds up by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simulator.analysis.kpis.all import Economics, Named, compute_kpis, compute_kpis_of_services, kpi_definitions
from simulator.analysis.kpis.definitions import KPIS
from simulator.analysis.ranges import possible_range
from simulator.analysis.services import RideInputs, rides_of, rides_together, with_names
from simulator.analysis.tables import build_tables, tables_of_all_services, tables_of_each_service
from simulator.errors import ScenarioError
from simulator.event_kinds import Event
from simulator.experiments.metrics import check_metric
from simulator.reasons import Fallback, Reason
from simulator.tables import RIDES, ServiceName
from tests.analysis import busy_day, tiny_day
from tests.analysis.test_key_figures import CAR_G_PER_KM
from tests.analysis.two_services import SERVICES, together

RED, BLUE = (service.name for service in SERVICES)
PRICES = {
    RED: Economics(36.0, 0.5, 2.0, 0.1),
    BLUE: Economics(60.0, 0.25, 3.0, 0.0, energy_eur_per_kwh={"diesel": 0.2, "battery": 0.3}),
}
# Figures of the whole that are the sum of those of its parts.
ADD_UP = (
    "requests", "served", "rejected", "riders", "riders_served", "rejections", "declined", "cancelled", "no_shows",
    "promises", "pooled", "vehicles", "vehicles_used", "vehicle_km", "occupied_km", "empty_km", "rider_km",
    "rider_km_direct", "vehicle_hours", "driving_hours", "idle_hours", "duties", "breaks_taken", "overtime_hours",
    "charging_visits", "charged_kwh", "drawn_at_sites_kwh", "cost_time_eur", "cost_distance_eur", "cost_eur",
    "fare_revenue_eur", "subsidy_eur", "car_co2_kg",
)  # fmt: skip
# Ratios of the whole: what is divided by what.
RATIOS = {
    "service_rate": ("served", "requests"),
    "empty_share": ("empty_km", "vehicle_km"),
    "mean_occupancy": ("rider_km", "vehicle_km"),
    "cost_per_rider_eur": ("cost_eur", "riders_served"),
    "subsidy_per_served_request_eur": ("subsidy_eur", "served"),
    "fare_cover_share": ("fare_revenue_eur", "cost_eur"),
}


def day_of(day) -> RideInputs:
    facilities = [day.facilities()] if hasattr(day, "facilities") else []
    events = day.events().sort_values(["time_s", "seq"], ignore_index=True)
    return RideInputs(
        events.assign(seq=np.arange(len(events), dtype=np.int32)),
        day.requests_input(),
        day.vehicles_input(),
        *facilities,
    )


@pytest.fixture(scope="module")
def days() -> tuple[RideInputs, RideInputs]:
    return day_of(tiny_day), day_of(busy_day)


@pytest.fixture(scope="module")
def both(days) -> RideInputs:
    """Requests of the two days alternate, as long as the shorter one has any."""
    count = [len(day.requests) for day in days]
    shuffled = np.random.default_rng(1).permutation(sum(count))
    return together(days, (np.sort(shuffled[: count[0]]), np.sort(shuffled[count[0] :])))


@pytest.fixture(scope="module")
def alone(days):
    tables = [build_tables(day.events, day.requests, day.vehicles, day.facilities) for day in days]
    return {name: compute_kpis(t, PRICES[name], CAR_G_PER_KM) for name, t in zip((RED, BLUE), tables, strict=True)}


@pytest.fixture(scope="module")
def kpis(both):
    tables, parts = tables_of_all_services(both, SERVICES), tables_of_each_service(both, SERVICES)
    return compute_kpis_of_services(tables, parts, PRICES, CAR_G_PER_KM)


def test_a_part_of_the_costs_that_one_service_does_not_have_is_that_of_the_others(kpis, alone) -> None:
    """The red one has no price of energy: its kilometres cover it."""
    assert alone[RED]["cost_energy_eur"] is None and alone[RED]["cost_eur"] is not None
    assert kpis["cost_energy_eur"] == alone[BLUE]["cost_energy_eur"] > 0
    parts = (kpis["cost_time_eur"], kpis["cost_distance_eur"], kpis["cost_energy_eur"])
    assert sum(parts) == pytest.approx(kpis["cost_eur"], abs=1e-9)
    assert kpis["cost_drivers_eur"] is kpis["cost_vehicles_eur"] is None


@pytest.mark.parametrize("name", [RED, BLUE])
def test_each_service_has_the_figures_it_has_alone(kpis, alone, name) -> None:
    assert {figure: kpis[f"{name}.{figure}"] for figure in alone[name]} == alone[name]


@pytest.mark.parametrize("figure", ADD_UP)
def test_what_can_be_added_up_is(kpis, alone, figure) -> None:
    parts = [alone[name][figure] or 0 for name in (RED, BLUE)]
    assert kpis[figure] == pytest.approx(sum(parts), abs=1e-6)
    assert figure in ("cancelled", "no_shows", "declined") or any(parts)


@pytest.mark.parametrize(("figure", "of"), RATIOS.items())
def test_ratios_are_those_of_the_sums(kpis, figure, of) -> None:
    assert kpis[figure] == pytest.approx(kpis[of[0]] / kpis[of[1]], abs=1e-6)


def test_means_count_every_request_once_whoever_carried_it(kpis, alone) -> None:
    for figure in ("wait_mean_s", "ride_mean_s", "journey_mean_s"):
        total = sum(alone[name][figure] * alone[name]["served"] for name in (RED, BLUE))
        assert kpis[figure] == pytest.approx(total / kpis["served"], abs=1e-5)
    assert kpis["wait_max_s"] == max(alone[name]["wait_max_s"] for name in (RED, BLUE))


def test_all_but_money_is_as_if_it_were_one_service(both, kpis) -> None:
    one = [ServiceName(0, "one", RIDES)]
    merged = rides_together(both, SERVICES)
    tables = build_tables(merged.events, merged.requests, merged.vehicles, merged.facilities)
    expected = compute_kpis(tables, None, CAR_G_PER_KM)
    money = [name for name in expected if name.endswith("_eur") or name == "fare_cover_share"]
    assert {name: kpis[name] for name in expected if name not in money} == {
        name: value for name, value in expected.items() if name not in money
    }
    events = both.events.assign(service=np.int8(0))
    alone = RideInputs(events, with_names(merged.requests, "one"), with_names(both.vehicles, "one"), both.facilities)
    assert tables_of_each_service(alone, one)["one"].requests.equals(tables.requests)


def test_every_row_tells_its_service(both, days) -> None:
    tables = tables_of_all_services(both, SERVICES)
    for name, table in tables.by_name().items():
        if name in ("events", "power"):
            continue
        assert next(iter(table)) == "service", name
        assert set(table["service"]) == {RED, BLUE} if name not in ("sessions", "duties") else {BLUE}, name
    assert tables.requests.groupby("service").size().to_dict() == {RED: 6, BLUE: len(days[1].requests)}
    seats = dict(zip(tables.vehicles["vehicle_id"] + tables.vehicles["service"], tables.vehicles["seats"], strict=True))
    assert len(seats) == len(days[0].vehicles) + len(days[1].vehicles)


def test_a_part_is_the_day_it_was(both, days) -> None:
    for service, day in zip(SERVICES, days, strict=True):
        part = rides_of(both, SERVICES, service)
        columns = [name for name in day.events if name not in ("service", "ride")]
        pd.testing.assert_frame_equal(part.events[columns], day.events[columns])
        pd.testing.assert_frame_equal(part.requests.drop(columns="service"), day.requests, check_dtype=False)
        pd.testing.assert_frame_equal(part.vehicles.drop(columns="service"), day.vehicles, check_dtype=False)


def test_whoever_is_refused_and_served_elsewhere_counts_once() -> None:
    """Ann is refused by the red service and turns to the blue one, which carries her as on the tiny day."""
    day = day_of(tiny_day)
    count = len(day.requests)
    nothing = RideInputs(day.events.iloc[:0], day.requests, day.vehicles.iloc[:0], day.facilities)
    both = together((nothing, day), (np.arange(count), np.arange(count)))
    refused = [
        (40, Event.SUBMITTED, -1, tiny_day.ANN, 2, 0),
        (40, Event.REJECTED, -1, tiny_day.ANN, -1, Reason.NO_VEHICLE),
        (40, Event.GAVE_UP, -1, tiny_day.ANN, -1, Fallback.OTHER_SERVICE),
    ]
    events = pd.concat([tiny_day.events(refused), both.events]).sort_values("time_s", kind="stable", ignore_index=True)
    both = RideInputs(events.assign(seq=np.arange(len(events))), both.requests, both.vehicles, both.facilities)
    tables, parts = tables_of_all_services(both, SERVICES), tables_of_each_service(both, SERVICES)
    kpis = compute_kpis_of_services(tables, parts, PRICES)
    assert (kpis["requests"], kpis["served"], kpis["rejected"]) == (6, 5, 1)
    assert (kpis[f"{RED}.requests"], kpis[f"{RED}.served"], kpis[f"{RED}.rejected_no_vehicle"]) == (1, 0, 1)
    assert (kpis[f"{BLUE}.requests"], kpis[f"{BLUE}.served"]) == (6, 5)
    assert kpis["rejections"] == kpis[f"{BLUE}.rejections"] + 1
    assert tables.requests["service"].eq(BLUE).all()
    assert parts[RED].requests["fallback"].tolist() == ["other_service"]


def test_figures_of_a_service_are_defined_and_can_be_asked_for() -> None:
    known = kpi_definitions(Named([BLUE]))
    assert known[f"{BLUE}.served"].definition == f"Of {BLUE} alone: {KPIS['served'].definition}"
    assert known[f"{BLUE}.served"].unit == "requests"
    assert f"{BLUE}.carsharing_cars" not in known
    assert possible_range(f"{BLUE}.service_rate") == (0, 1)
    check_metric(f"{BLUE}.wait_mean_s")
    with pytest.raises(ScenarioError, match="unknown key figure"):
        check_metric(f"{BLUE}.wait_mean")
