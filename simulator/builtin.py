"""What the program itself brings, by group and name: ``module:object``, and the same for its parameters if it has any.

CONTRIBUTING.md says what each group wants; a service is a folder of modules. The order is that of charts on the page.
"""

from __future__ import annotations

BUILTIN: dict[str, dict[str, str | tuple[str, str]]] = {
    "service": {
        "ridepooling": "simulator.services.ridepooling",
        "carsharing": "simulator.services.carsharing",
        "own_means": "simulator.services.own_means",
        "timetable": "simulator.services.timetable",
        "feeder": "simulator.services.feeder",
    },
    "demand": {
        "file": ("simulator.world.demand:requests_of_file", "simulator.scenario.demand_models:FileDemand"),
        "synthetic": ("simulator.world.demand:synthetic_days", "simulator.scenario.demand_models:SyntheticDemand"),
        "population": (
            "simulator.world.population:population_days",
            "simulator.scenario.population_models:PopulationDemand",
        ),
        "poisson": ("simulator.world.demand:poisson_process", "simulator.scenario.demand_models:PoissonDemand"),
        "none": "simulator.world.demand:no_requests",
    },
    "importer": {
        "ioki": ("simulator.demand.importing.ioki:read_ioki", "simulator.demand.importing.ioki:SETTINGS"),
        "columns": (
            "simulator.demand.importing.column_map:read_by_columns",
            "simulator.demand.importing.column_map:SETTINGS",
        ),
        "via": ("simulator.demand.importing.via:read_via", "simulator.demand.importing.via:SETTINGS"),
        "matsim": (
            "simulator.demand.importing.matsim:import_matsim",
            "simulator.demand.importing.matsim:SETTING_MEANINGS",
        ),
        "eqasim": (
            "simulator.demand.importing.eqasim:import_eqasim",
            "simulator.demand.importing.eqasim:SETTING_MEANINGS",
        ),
        "od": ("simulator.demand.importing.od:import_od", "simulator.demand.importing.od:SETTING_MEANINGS"),
    },
    "dispatch": {
        "insertion": "simulator.dispatch.insertion:CheapestInsertion",
        "nearest_idle": "simulator.dispatch.nearest_idle:NearestIdle",
        "earliest_arrival": "simulator.dispatch.earliest_arrival:EarliestArrival",
        "batch": ("simulator.dispatch.batch:Batch", "simulator.scenario.dispatch_models:BatchRule"),
    },
    "idle": {
        "stay": "simulator.dispatch.idle:stay",
        "depot": "simulator.dispatch.idle:return_to_depot",
        "waiting_place": "simulator.dispatch.idle:nearest_waiting_place",
        "expected_demand": "simulator.dispatch.idle:go_where_sent",
    },
    "charging": {
        "threshold": "simulator.dispatch.charging:Threshold",
        "opportunity": "simulator.dispatch.charging:Opportunity",
        "overnight": "simulator.dispatch.charging:Overnight",
        "price_aware": "simulator.dispatch.charging:PriceAware",
    },
    "choice": {
        "accept_all": "simulator.travellers.choice:accept_all",
        "threshold": "simulator.travellers.choice:threshold",
        "logit": "simulator.travellers.choice:logit",
        "nested_logit": ("simulator.travellers.choice:logit", "simulator.scenario.choice_models:Nests"),
    },
    "rule": {  # asked in this order
        "zones": "simulator.services.zone_rule:inside_areas",
        "relations": "simulator.services.relation_rule:as_related",
        "hours": "simulator.services.rules:within_hours",
        "notice": "simulator.services.rules:in_time",
        "horizon": "simulator.services.rules:not_too_early",
        "parallel_service": "simulator.services.parallel_rule:not_parallel",
    },
    "relocation": {
        "none": "simulator.services.carsharing.relocation:no_relocation",
        "balance": "simulator.services.carsharing.relocation:Relocation",
    },
    "disruption": {  # target and parameters are the same: what a scenario says of one, read by the rooms it concerns
        "vehicles": ("simulator.scenario.disruptions.vehicles:Vehicles",) * 2,
        "demand": ("simulator.scenario.disruptions.demand:Demand",) * 2,
        "drivers": ("simulator.scenario.disruptions.drivers:Drivers",) * 2,
        "power": ("simulator.scenario.disruptions.power:Power",) * 2,
        "fuel": ("simulator.scenario.disruptions.power:Fuel",) * 2,
        "reserve": ("simulator.scenario.disruptions.reserve:Reserve",) * 2,
        "roads": ("simulator.scenario.disruptions.roads:Roads",) * 2,
        "crossing": ("simulator.scenario.disruptions.crossing:Crossing",) * 2,
        "timetable": ("simulator.scenario.disruptions.timetable:Timetable",) * 2,
        "booking": ("simulator.scenario.disruptions.booking:Booking",) * 2,
        "dispatch": ("simulator.scenario.disruptions.dispatch:Dispatch",) * 2,
    },
    "kpi": {
        "riders": "simulator.analysis.kpis.all:RIDERS",
        "fleet": "simulator.analysis.kpis.all:FLEET",
        "energy": "simulator.analysis.kpis.all:ENERGY",
        "charging": "simulator.analysis.kpis.all:CHARGING",
        "drivers": "simulator.analysis.kpis.all:DRIVERS",
    },
    "chart": {
        "modal_split": "simulator.report.page.modal_split:modal_split_chart",
        "demand": "simulator.report.page.rider_charts:demand_chart",
        "waits": "simulator.report.page.rider_charts:wait_chart",
        "detours": "simulator.report.page.rider_charts:detour_chart",
        "rejections": "simulator.report.page.rider_charts:rejection_chart",
        "states": "simulator.report.page.fleet_charts:state_chart",
        "occupancy": "simulator.report.page.fleet_charts:occupancy_chart",
        "bookings": "simulator.report.page.car_charts:booking_chart",
        "refusals": "simulator.report.page.car_charts:refusal_chart",
        "cars_in_use": "simulator.report.page.car_charts:cars_in_use_chart",
        "car_use": "simulator.report.page.car_charts:car_use_chart",
        "power": "simulator.report.page.fleet_charts:power_chart",
    },
    "exporter": {
        "matsim": "simulator.report.exports.tables:export_matsim_tables",
        "matsim-plans": "simulator.report.exports.tables:export_matsim_plans",
        "gbfs": "simulator.report.exports.tables:export_gbfs_snapshot",
        "gtfs-flex": "simulator.report.exports.flex:export_gtfs_flex",
        "geojson": "simulator.report.exports.geo:export_geojson",
        "geopackage": "simulator.report.exports.geo:export_geopackage",
        "simwrapper": "simulator.report.exports.simwrapper:export_simwrapper",
        "events": "simulator.report.exports.events:export_events",
        "kepler": "simulator.report.exports.kepler:export_kepler",
    },
}
