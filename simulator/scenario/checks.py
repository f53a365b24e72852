"""What must fit together across the parts of a scenario."""

from __future__ import annotations

from simulator.days import DayType
from simulator.errors import Problem
from simulator.scenario.day_models import widest
from simulator.scenario.energy_models import ChargingConfig, Powered
from simulator.scenario.models import Scenario
from simulator.scenario.problems import where
from simulator.scenario.yaml_file import Document, Path_, dotted
from simulator.suggest import suggest
from simulator.units import HOUR_S


def check_scenario(scenario: Scenario, document: Document) -> list[Problem]:
    """Return what does not fit together, each at the line of the part that names the other."""
    found: list[tuple[Path_, str]] = []
    for name, traveller in scenario.traveller_classes.items():
        if traveller.constraint_set not in scenario.constraint_sets:
            hint = suggest(traveller.constraint_set, scenario.constraint_sets)
            message = f'unknown constraint set "{traveller.constraint_set}"; {hint}'.rstrip("; ")
            found.append((("traveller_classes", name, "constraint_set"), message))
        if scenario.carsharing is None and traveller.service == "carsharing":
            found.append((("traveller_classes", name, "service"), "needs a section carsharing"))
        if scenario.carsharing is None and traveller.on_rejection.action == "other_service":
            found.append((("traveller_classes", name, "on_rejection", "action"), "needs a section carsharing"))
    if not any(traveller.share > 0 for traveller in scenario.traveller_classes.values()):
        found.append((("traveller_classes",), "at least one class needs a share above 0"))
    for name, rules in scenario.constraint_sets.items():
        if rules.promise_before_s is None or rules.promise_after_s is None:
            continue
        width_s = rules.promise_before_s + rules.promise_after_s
        if width_s < scenario.service.dwell_s:
            message = (
                f"the promised window is {width_s} s wide, narrower than a dwell of {scenario.service.dwell_s} s; "
                "expected promise_before + promise_after of at least service.dwell"
            )
            found.append((("constraint_sets", name), message))
    if scenario.service.offers.other_stops and scenario.service.stop_choice != "best":
        found.append((("service", "offers", "other_stops"), "needs stop_choice: best under service"))
    synthetic = scenario.demand.synthetic
    idle = scenario.dispatch.idle
    if idle.policy == "expected_demand" and synthetic is None and idle.history_file is None:
        message = "expected_demand needs a history_file with requests of days past, as the demand is a file itself"
        found.append((("dispatch", "idle", "policy"), message))
    if synthetic is not None:
        found += _check_shares(synthetic)
        found += _check_departures(synthetic, widest(scenario.service.hours))
    if not scenario.fleet and scenario.carsharing is None:
        found.append((("fleet",), "expected at least 1 of them, not 0"))
    found += _check_vehicles(scenario)
    for name, kind in scenario.fleet.items():
        found += _check_store(("fleet", name), kind, scenario.charging)
        found += _check_start_level(f"fleet.{name}", kind, scenario.charging.start_level)
        if kind.seats == kind.wheelchairs == kind.parcels == 0:
            found.append((("fleet", name, "seats"), "a vehicle that takes nobody and nothing"))
    for name, car in ({} if scenario.carsharing is None else scenario.carsharing.car_types).items():
        found += _check_reserve(("carsharing", "car_types", name), car)
        found += _check_start_level(f"carsharing.car_types.{name}", car, scenario.charging.start_level)
    return [where(document, path).problem(dotted(path), message) for path, message in found]


def _check_vehicles(scenario: Scenario) -> list[tuple[Path_, str]]:
    """Return whether each type says how many vehicles it has and where they start, or the vehicles file does."""
    found: list[tuple[Path_, str]] = []
    listed = scenario.vehicles_file is not None
    for name, kind in scenario.fleet.items():
        if listed and kind.count is not None:
            found.append((("fleet", name, "count"), "the vehicles_file tells the vehicles; leave out the count"))
        elif not listed and kind.count is None:
            found.append((("fleet", name, "count"), "is missing, and there is no vehicles_file"))
        if not listed and not kind.depots:
            found.append((("fleet", name, "depots"), "expected at least 1 of them, not 0"))
    if listed and not any(kind.depots for kind in scenario.fleet.values()):
        found += [
            (("charging", "sites", number, "place"), "no vehicle type has depots; give the site lon and lat")
            for number, site in enumerate(scenario.charging.sites)
            if site.place == "depots"
        ]
    return found


ENERGY_OF = {"battery": "electricity", "hydrogen": "hydrogen", "diesel": "diesel"}


def _check_store(path: Path_, kind: Powered, charging: ChargingConfig) -> list[tuple[Path_, str]]:
    """Return what is wrong with the battery or tank of a vehicle type."""
    if kind.store_kwh is None:
        return []
    found = _check_reserve(path, kind)
    energy = ENERGY_OF[kind.drivetrain]
    if not any(site.energy == energy for site in charging.sites):
        message = f"its store can nowhere be filled; name a site with energy: {energy} under charging.sites"
        found.append(((*path, "model" if kind.model else "store"), message))
    return found


def _check_reserve(path: Path_, kind: Powered) -> list[tuple[Path_, str]]:
    """Return whether a battery or tank is smaller than its reserve."""
    if kind.store_kwh is None or kind.kept_kwh < kind.usable_kwh:
        return []
    what = "battery" if kind.drivetrain == "battery" else "tank"
    message = f"a {what} of {kind.usable_kwh:g} kWh is smaller than its reserve of {kind.kept_kwh:g} kWh"
    return [((*path, "reserve"), message)]


def _check_start_level(name: str, kind: Powered, level: float) -> list[tuple[Path_, str]]:
    """Return whether vehicles or cars would begin the first day below their reserve."""
    least = kind.kept_kwh / kind.usable_kwh if kind.store_kwh is not None else 0.0
    if not level < least - 1e-9 or least >= 1:
        return []
    message = f"{level:g}: {name} never uses its reserve of {kind.kept_kwh:g} kWh; expected at least {least:.3g}"
    return [(("charging", "start_level"), message)]


def _check_shares(synthetic: object) -> list[tuple[Path_, str]]:
    found: list[tuple[Path_, str]] = []
    bands = synthetic.distance_bands  # type: ignore[attr-defined]
    total = sum(band.share for band in bands)
    path: Path_ = ("demand", "synthetic", "distance_bands")
    if abs(total - 1) > 0.005:
        found.append((path, f"shares add up to {total:.3f}; expected 1"))
    limits = [band.to_km for band in bands]
    if limits[-1] is not None or None in limits[:-1] or sorted(set(limits[:-1])) != limits[:-1]:
        found.append((path, "to_km must rise, and the last band must be open (to_km: null)"))
    if not any(band.share * band.drt_share > 0 for band in bands):
        found.append((path, "no band has any trips for the service: share times drt_share is 0 everywhere"))
    if sum(synthetic.party_sizes.values()) <= 0:  # type: ignore[attr-defined]
        found.append((("demand", "synthetic", "party_sizes"), "at least one party size needs a weight above 0"))
    return found


def _check_departures(synthetic: object, hours: tuple[int, int]) -> list[tuple[Path_, str]]:
    """Return why no request can be drawn from the purposes: nobody sets off while the service runs."""
    purposes = synthetic.purposes  # type: ignore[attr-defined]
    served = {hour % 24 for hour in range(hours[0] // HOUR_S, -(-hours[1] // HOUR_S))}
    of_days = [] if purposes is None else [synthetic.on(kind).purposes.values() for kind in DayType]  # type: ignore[attr-defined]
    if purposes is None or any(p.share * p.departures[hour] > 0 for day in of_days for p in day for hour in served):
        return []
    message = "nobody sets off within the service hours: share times departures is 0 in all of them"
    return [(("demand", "synthetic", "purposes"), message)]
