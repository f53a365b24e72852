"""The files of the results folder, each told once: what reads, writes, checks, queries or documents them reads here."""

from __future__ import annotations

from dataclasses import replace

from simulator.people_tables import HOUSEHOLD_DTYPES, PERSON_DTYPES
from simulator.results import car_definitions as cars
from simulator.results import disruption_definitions as wrong
from simulator.results import ecology_definitions as ecology
from simulator.results import gateway_definitions as gateways
from simulator.results import gtfs_definitions as gtfs
from simulator.results import input_definitions as given
from simulator.results import people_definitions as people
from simulator.results import resilience_definitions as resilience
from simulator.results import table_definitions as computed
from simulator.results import table_dtypes as types
from simulator.results import territory_definitions as territory
from simulator.results import timetable_change_definitions as changes
from simulator.results import tour_definitions as tours
from simulator.results import unmet_definitions as unmet
from simulator.results.asking_definitions import ASKING, ASKING_DTYPES
from simulator.results.entry import Entry, Kind
from simulator.results.equity_definitions import EQUITY, EQUITY_DTYPES, INEQUALITY, INEQUALITY_DTYPES
from simulator.results.journey_definitions import (
    CHOICES,
    JOURNEY_ALTERNATIVES,
    JOURNEY_LEGS,
    JOURNEYS,
    MODAL_SPLIT,
    TRIPS,
)
from simulator.results.other_means_definitions import OTHER_MEANS, OTHER_MEANS_DTYPES
from simulator.road_tables import DISTURBED_ROAD_DTYPES
from simulator.tables import (
    ASSUMPTION_DTYPES,
    BOOKING_DTYPES,
    CAR_DTYPES,
    CARS,
    DAY_DTYPES,
    DUTY_DTYPES,
    EVENT_DTYPES,
    GTFS_CALL_DTYPES,
    GTFS_LATE_CALL_DTYPES,
    GTFS_LATE_TRIP_DTYPES,
    GTFS_STOP_DTYPES,
    GTFS_TRIP_DTYPES,
    MET_COLUMNS,
    PAUSE_DTYPES,
    PRICE_DTYPES,
    REQUEST_INPUT_DTYPES,
    RIDES,
    SERVICE_DTYPES,
    SHIFT_DTYPES,
    SITE_DTYPES,
    STATION_DTYPES,
    STOP_OPTION_DTYPES,
    TIMETABLE_CHANGE_DTYPES,
    TIMETABLE_PLACE_DTYPES,
    TIMETABLE_REQUEST_DTYPES,
    TRIP_INPUT_DTYPES,
    VEHICLE_INPUT_DTYPES,
)

_TABLES = (
    Entry("requests", Kind.TABLE, "one row per request: its timestamps, wait, ride, detour", types.REQUESTS,
          computed.REQUESTS | territory.END_AREAS, ("request",), territory.END_AREA_DTYPES, owner=RIDES,
          later=("season_ticket",)),
    Entry("stops", Kind.TABLE, "one row per visit to a stop", types.STOPS, computed.STOPS,
          ("vehicle", "began_s"), owner=RIDES),
    Entry("legs", Kind.TABLE, "one row per driven leg", types.LEGS, computed.LEGS, ("vehicle", "departed_s"),
          owner=RIDES),
    Entry("states", Kind.TABLE, "what every vehicle did at every moment", types.STATES, computed.STATES,
          ("vehicle", "began_s"), owner=RIDES),
    Entry("vehicles", Kind.TABLE, "one row per vehicle: kilometres, hours, energy", types.VEHICLES, computed.VEHICLES,
          ("vehicle",), owner=RIDES),
    Entry("events", Kind.LOG, "the event log: what happened, in order", EVENT_DTYPES, given.EVENTS, ("seq",),
          later=("service", "ride")),
    Entry("sessions", Kind.TABLE, "one row per visit to a charging site; only where there were any", types.SESSIONS,
          computed.SESSIONS, ("vehicle", "arrived_s"), optional=True),
    Entry("power", Kind.TABLE, "the power each charging site draws, a row whenever it changes; only where any is drawn",
          types.POWER, computed.POWER, ("site", "time_s"), optional=True),
    Entry("duties", Kind.TABLE, "one row per driver's duty as driven; only with drivers", types.DUTIES,
          computed.DUTIES, ("vehicle", "duty"), optional=True, owner=RIDES),
    Entry("kpis_by_day", Kind.TABLE, "the key figures of each day; only where several count", types.KPIS_BY_DAY,
          computed.KPIS_BY_DAY, ("day", "service", "figure"), optional=True),
    Entry("kpis_by_group", Kind.TABLE, "the key figures of riders by group: booked at once or ahead, class, distance, "
          "hour, place ...; only with ridepooling", types.KPIS_BY_GROUP, computed.KPIS_BY_GROUP,
          ("grouping", "group_name", "service", "figure"), optional=True),
)  # fmt: skip

_JOURNEYS = (
    Entry("journeys", Kind.TABLE, "one row per request and per rental of its own: what all people asked for, what they "
          "got, and by which means", types.JOURNEYS, JOURNEYS | territory.END_AREAS, ("request",),
          also=types.JOURNEYS_DISTURBED | territory.END_AREA_DTYPES,
          later=("chain",)),
    Entry("journey_legs", Kind.TABLE, "one row per ride that was booked as a part of a journey with several services: "
          "from where to where, when, and which connections were missed; only with such journeys",
          types.JOURNEY_LEGS, JOURNEY_LEGS, ("ride",), optional=True),
    Entry("journey_alternatives", Kind.INPUT, "what who was carried on such a journey could have done: the direct "
          "drive, and the best journey by timetable with walks alone; only with such journeys",
          types.JOURNEY_ALTERNATIVES, JOURNEY_ALTERNATIVES, ("request",), optional=True),
    Entry("choices", Kind.LOG, "what everybody saw who chose among offers, what that was worth, and what was taken; "
          "only where somebody chose", types.CHOICES, CHOICES, ("choice", "service", "place"), optional=True),
    Entry("other_means", Kind.LOG, "who asked no service as none could win them, and what they do; only where people "
          "are screened", OTHER_MEANS_DTYPES, OTHER_MEANS, ("request",), optional=True),
    Entry("asking", Kind.LOG, "who asked a service on demand, and who expected too little of it; only where people "
          "expect something", ASKING_DTYPES, ASKING, ("request", "service"), optional=True),
    Entry("modal_split", Kind.TABLE, "by which means the requests of each class went, as shares of all of them; only "
          "with several services", types.MODAL_SPLIT, MODAL_SPLIT, ("traveller_class", "means"), optional=True),
    Entry("trips", Kind.TABLE, "one row per request and service it asked that is neither ridepooling nor car-sharing; "
          "only with such services", types.TRIPS, TRIPS, ("service", "request"), optional=True,
          later=("rides", "change_wait_s", "chain", "season_ticket")),
    Entry("trips_input", Kind.INPUT, "who asked services that are neither ridepooling nor "
          "car-sharing; only with such services", TRIP_INPUT_DTYPES,
          {name: given.REQUESTS_INPUT[name] for name in TRIP_INPUT_DTYPES}, ("request",), optional=True,
          later=("season_ticket",)),
)  # fmt: skip

_TOURS = (
    Entry("tour_requests", Kind.INPUT, "requests that are trips of tours, as they were wished for; only where the "
          "demand has tours", tours.TOUR_REQUEST_DTYPES, tours.TOUR_REQUESTS, ("request",), optional=True),
    Entry("tour_ends", Kind.TABLE, "what became of each tour with requests: who came home as planned; only where the "
          "demand has tours", tours.TOUR_END_DTYPES, tours.TOUR_ENDS, ("tour",), optional=True),
)  # fmt: skip

_RESILIENCE = (
    Entry("twin_journeys", Kind.INPUT, "what requests got on the undisturbed twin; only where something goes wrong",
          resilience.TWIN_DTYPES, resilience.TWIN, ("request_id",), optional=True),
    Entry("resilience_curve", Kind.TABLE, "what is served over time, and at what cost for people, against the "
          "undisturbed twin; only where something goes wrong", resilience.CURVE_DTYPES, resilience.CURVE, ("from_s",),
          optional=True),
    Entry("resilience_by_group", Kind.TABLE, "what is lost against the undisturbed twin by class, means and place; "
          "only where something goes wrong", resilience.RESILIENCE_GROUP_DTYPES, resilience.RESILIENCE_GROUPS,
          ("grouping", "group_name"), optional=True),
    Entry("resilience_milestones", Kind.TABLE, "when things went wrong, were known, worst, over and as they should be; "
          "only where something goes wrong", resilience.MILESTONE_DTYPES, resilience.MILESTONES, ("milestone",),
          optional=True),
)  # fmt: skip

_TERRITORIES = (
    Entry("territories_input", Kind.INPUT, "who has a border and pays, as GeoJSON; only where the scenario has "
          "territories", territory.TERRITORY_DTYPES, territory.TERRITORIES, ("territory",), optional=True),
    Entry("by_territory", Kind.TABLE, "what each vehicle drove and how long it stood in each territory, cut at the "
          "borders; only where the scenario has territories", territory.BY_TERRITORY_DTYPES, territory.BY_TERRITORY,
          ("vehicle", "day", "territory"), optional=True, owner=RIDES),
)  # fmt: skip

_EQUITY = (
    Entry("equity", Kind.TABLE, "how people in different places and groups are served; only where there are two with "
          "ten requests or more", EQUITY_DTYPES, EQUITY, ("by", "group_name", "measure"), optional=True),
    Entry("inequality", Kind.TABLE, "how unlike that is: who is worst off, and indices of inequality and poverty; only "
          "with that table", INEQUALITY_DTYPES, INEQUALITY, ("by", "measure"), optional=True),
)  # fmt: skip

_ECOLOGY = (
    Entry("former_journeys", Kind.INPUT, "what people of the demand do without the services on demand that were not "
          "there before; only where the scenario has ecology, and tells no shares", ecology.FORMER_DTYPES,
          ecology.FORMER, ("request_id",), optional=True),
    Entry("ecology", Kind.TABLE, "how people of the demand went before and go now, and how far private cars are driven "
          "for them; only where the scenario has ecology", ecology.ECOLOGY_DTYPES, ecology.ECOLOGY, ("request_id",),
          optional=True),
    Entry("ecology_by_territory", Kind.TABLE, "CO2 and private car-km saved in each territory; only where the scenario "
          "has ecology and territories", ecology.ECOLOGY_BY_TERRITORY_DTYPES, ecology.ECOLOGY_BY_TERRITORY,
          ("territory",), optional=True),
)  # fmt: skip

_GATEWAYS = (
    Entry("gateway_requests", Kind.INPUT, "requests to places outside of the area and from there; only where there "
          "are any", gateways.GATEWAY_REQUEST_DTYPES, gateways.GATEWAY_REQUESTS, ("request",), optional=True),
    Entry("gateways", Kind.TABLE, "what became of them, by place and direction; only where there are any",
          gateways.GATEWAY_DTYPES, gateways.GATEWAYS, ("gateway", "leaves"), optional=True),
)  # fmt: skip

_DISRUPTIONS = (
    Entry("disruptions", Kind.TABLE, "what went wrong, and whom it touched; only where the scenario says so",
          wrong.DISRUPTION_DTYPES, wrong.DISRUPTIONS, ("disruption",), optional=True),
    Entry("broken_promises", Kind.TABLE, "promises that did not keep, and because of what; only where something went "
          "wrong", wrong.BROKEN_PROMISE_DTYPES, wrong.BROKEN_PROMISES, ("ride", "told_s", "planned_s"), optional=True),
)  # fmt: skip

_PEOPLE = (
    Entry("persons", Kind.INPUT, "everybody who lives in the area; only where the demand is that of a population",
          PERSON_DTYPES, people.PERSONS, ("person",), optional=True),
    Entry("households", Kind.INPUT, "the households they live in, and where; only where the demand is that of a "
          "population", HOUSEHOLD_DTYPES, people.HOUSEHOLDS, ("household",), optional=True),
    Entry("people_trips", Kind.INPUT, "one row per trip of all people, whether any service was asked or not; only "
          "where the demand is that of a population", people.PEOPLE_TRIP_DTYPES, people.PEOPLE_TRIPS,
          ("tour", "tour_position"), optional=True),
    Entry("tours", Kind.TABLE, "one row per tour of all people: its purposes, and by which means its trips were made; "
          "only where the demand is that of a population", people.TOUR_TABLE_DTYPES, people.TOURS, ("tour",),
          optional=True),
    Entry("people_by_class", Kind.TABLE, "how many people of each class live here, and how much they are on the move; "
          "only where the demand is that of a population", people.PEOPLE_BY_CLASS_DTYPES, people.PEOPLE_BY_CLASS,
          ("traveller_class",), optional=True),
    Entry("people_split", Kind.TABLE, "by which means the trips of all people of each class were made; only where the "
          "demand is that of a population", types.MODAL_SPLIT, people.PEOPLE_SPLIT,
          ("traveller_class", "means"), optional=True),
    Entry("unmet_needs", Kind.TABLE, "what people cannot reach in time without a car, by where they live, purpose and "
          "class; only where the demand is that of a population", unmet.UNMET_DTYPES, unmet.UNMET,
          ("municipality", "locality", "lon", "lat", "purpose", "traveller_class", "has_car"), optional=True),
    Entry("latent_demand", Kind.TABLE, "how many trips of all people rides on demand could win, at their best and as "
          "they were, and who rode, by home, length, purpose and class; only where the demand is that of a population "
          "that chooses by utilities", unmet.LATENT_DTYPES, unmet.LATENT,
          ("municipality", "locality", "lon", "lat", "from_km", "purpose", "traveller_class"), optional=True),
)  # fmt: skip

_TIMETABLES = (
    Entry("gtfs_stops", Kind.INPUT, "stops of buses and trains; only with services by timetable", GTFS_STOP_DTYPES,
          gtfs.GTFS_STOPS, ("stop",), optional=True, owner="timetable"),
    Entry("gtfs_trips", Kind.INPUT, "trips of buses and trains on the days of the run, and in the nights around; only "
          "with services by timetable", GTFS_TRIP_DTYPES, gtfs.GTFS_TRIPS, ("vehicle",), GTFS_LATE_TRIP_DTYPES,
          optional=True, owner="timetable"),
    Entry("gtfs_calls", Kind.INPUT, "when these call at which stops, by timetable and, where they may be late, really; "
          "only with services by timetable", GTFS_CALL_DTYPES, gtfs.GTFS_CALLS, ("call",), GTFS_LATE_CALL_DTYPES,
          optional=True, owner="timetable"),
    Entry("gtfs_trip_loads", Kind.TABLE, "one row per trip of a bus or train: who got on, how many were on board, who "
          "found no room; only with services by timetable", gtfs.GTFS_TRIP_LOADS, gtfs.GTFS_TRIP_LOADS_MEAN,
          ("vehicle",), optional=True, owner="timetable"),
    Entry("gtfs_line_loads", Kind.TABLE, "the same by line; only with services by timetable", gtfs.GTFS_LINE_LOADS,
          gtfs.GTFS_LINE_LOADS_MEAN, ("line",), optional=True, owner="timetable"),
    Entry("gtfs_line_delays", Kind.TABLE, "one row per line: how late it was at its stops; only where buses and trains "
          "may be late", gtfs.GTFS_LINE_DELAYS, gtfs.GTFS_LINE_DELAYS_MEAN, ("line",), optional=True,
          owner="timetable"),
)  # fmt: skip

_INPUTS = (
    Entry("services_input", Kind.INPUT, "the services of the run, with their numbers in the event log", SERVICE_DTYPES,
          given.SERVICES_INPUT, ("number",)),
    Entry("assumptions", Kind.INPUT, "every number of the scenario that is not data, with its source or the word "
          "assumption, see [assumptions](assumptions.md)", ASSUMPTION_DTYPES, given.ASSUMPTIONS, ("key",)),
    Entry("sites_input", Kind.INPUT, "charging sites; only where there are any", SITE_DTYPES, given.SITES_INPUT,
          ("site",), optional=True),
    Entry("site_prices", Kind.INPUT, "prices of charging sites by hour; only where there are any", PRICE_DTYPES,
          given.SITE_PRICES, ("site", "hour"), optional=True),
    Entry("duties_input", Kind.INPUT, "duties of drivers as planned; only with drivers", DUTY_DTYPES,
          given.DUTIES_INPUT, ("vehicle", "duty"), optional=True, owner=RIDES),
    Entry("pauses_input", Kind.INPUT, "breaks and changeovers of drivers as planned; only with drivers", PAUSE_DTYPES,
          given.PAUSES_INPUT, ("vehicle", "earliest_s"), optional=True, owner=RIDES),
    Entry("shifts_input", Kind.INPUT, "shifts of vehicles; only where any has several, or none", SHIFT_DTYPES,
          given.SHIFTS_INPUT, ("vehicle", "shift"), optional=True, owner=RIDES),
    Entry("days_input", Kind.INPUT, "the simulated days and their types; only where there are several", DAY_DTYPES,
          given.DAYS_INPUT, ("day",), optional=True),
    Entry("requests_input", Kind.INPUT, "the demand as the engine saw it; where the dispatcher chose the stops, they "
          "are in columns of their own", REQUEST_INPUT_DTYPES,
          given.REQUESTS_INPUT | given.MET | territory.END_AREAS, ("request",),
          {met: REQUEST_INPUT_DTYPES[column] for met, column in MET_COLUMNS.items()} | territory.END_AREA_DTYPES,
          owner=RIDES,
          later=("max_travel_s", "season_ticket")),
    Entry("vehicles_input", Kind.INPUT, "the fleet as the engine saw it", VEHICLE_INPUT_DTYPES, given.VEHICLES_INPUT,
          ("vehicle",), owner=RIDES),
    Entry("stop_options", Kind.INPUT, "where each request could be met; only where the dispatcher chose the stops",
          STOP_OPTION_DTYPES, given.STOP_OPTIONS, ("request", "end", "option"), optional=True, owner=RIDES),
)  # fmt: skip

_CHANGED = (
    Entry("timetable_changes", Kind.INPUT, "what each change of a timetable drops and adds; only with changes",
          TIMETABLE_CHANGE_DTYPES, changes.TIMETABLE_CHANGES, ("service", "change"), optional=True),
    Entry("timetable_requests", Kind.INPUT, "which journeys by timetable each request has before and after the "
          "changes; only with changes", TIMETABLE_REQUEST_DTYPES, changes.TIMETABLE_REQUESTS, ("service", "request"),
          optional=True),
    Entry("timetable_places", Kind.INPUT, "how each place reaches the nearest rail station and the towns before and "
          "after the changes; only with changes", TIMETABLE_PLACE_DTYPES, changes.TIMETABLE_PLACES,
          ("service", "place", "target", "target_kind", "day"), optional=True),
)  # fmt: skip

_CARSHARING = (
    Entry("bookings", Kind.TABLE, "one row per booking of a shared car; only with car-sharing", types.BOOKINGS,
          cars.BOOKINGS, ("booking",), optional=True, owner=CARS),
    Entry("cars", Kind.TABLE, "one row per shared car; only with car-sharing", types.CARS, cars.CARS, ("vehicle",),
          optional=True, owner=CARS),
    Entry("stations", Kind.TABLE, "cars at each station, a row whenever it changes; only with car-sharing",
          types.STATIONS, cars.STATIONS, ("station", "time_s"), optional=True, owner=CARS),
    Entry("stations_input", Kind.INPUT, "stations of shared cars; only with car-sharing", STATION_DTYPES,
          cars.STATIONS_INPUT, ("station",), optional=True, owner=CARS),
    Entry("cars_input", Kind.INPUT, "shared cars; only with car-sharing", CAR_DTYPES, cars.CARS_INPUT, ("vehicle",),
          optional=True, owner=CARS),
    Entry("bookings_input", Kind.INPUT, "bookings of shared cars as asked for; only with car-sharing", BOOKING_DTYPES,
          cars.BOOKINGS_INPUT, ("booking",), optional=True, owner=CARS, later=("party_size",)),
)  # fmt: skip

_PLACES = (
    Entry("service_stops", Kind.INPUT, "all stops of the service; only where it has any",
          {"lon": "float64", "lat": "float64"}, key=("stop_id",), optional=True, owner=RIDES,
          also={"stop_id": "string", "name": "string", "kind": "string", "node": "int32", "weight": "float64"}),
    Entry("service_areas", Kind.INPUT, "areas outside of which a service takes nobody, each as GeoJSON; only "
          "where it has any", {"area": "string", "geometry": "string"}, key=("area",), optional=True, owner=RIDES),
    Entry("closed_roads", Kind.INPUT, "closed streets, as rows of a network's edges; where roads change in time, "
          "once for each state of the roads, with `from_s` and `until_s`; only where there are any",
          {"u": "int64", "v": "int64", "geometry": "object"}, optional=True),
    Entry("disturbed_roads", Kind.INPUT, "streets that disruptions close or slow down, and when; only where there are "
          "any", DISTURBED_ROAD_DTYPES, wrong.DISTURBED_ROADS, optional=True),
    Entry("network", Kind.INPUT, "the roads as they were driven, a [network folder](networks.md)", ending="/"),
)  # fmt: skip

_DOCUMENTS = (
    Entry("scenario", Kind.DOCUMENT, "the scenario, fully resolved; its file names are relative to the folder of the "
          "scenarios: [run it again](#again)", ending=".yaml"),
    Entry("parent", Kind.DOCUMENT, "of a [branch](disruptions.md#branches-what-if-from-ten-oclock-on): the scenario of "
          "the run it branched from, which holds until then", optional=True, ending=".yaml"),
    Entry("manifest", Kind.DOCUMENT, "versions, seed, hashes, timings, data sources, known gaps of the roads",
          ending=".json"),
    Entry("import", Kind.DOCUMENT, "whether the requests are imported bookings of real people, how coarse they are and "
          "whether single ones are shown, see [personal data](personal-data.md); only of imported requests",
          optional=True, ending=".json"),
    Entry("notes", Kind.DOCUMENT, "what in scenario and figures somebody should look at once more, see "
          "[plausibility](scenario-files.md#plausibility)", ending=".json"),
    Entry("kpis", Kind.DOCUMENT, "the key figures; `null` where nothing could be measured; under `scorecard` those of "
          "the [three sustainabilities](scorecard.md)", ending=".json"),
    Entry("columns", Kind.DOCUMENT, "definition, unit and denominator of every column and key figure, also in "
          "[columns.md](columns.md)", ending=".json"),
    Entry("figures", Kind.PICTURE, "demand and service, waits, vehicle states, map, power, shared cars in use; "
          "`--no-figures` leaves them out", optional=True, ending="/"),
    Entry("report", Kind.PICTURE, "the run for people who look rather than read, see [report.md](report.md); "
          "`--no-report` leaves it out", optional=True, ending=".html"),
)  # fmt: skip

# Tables whose rows are about one service each.
_OF_SERVICES = frozenset(
    {
        "requests", "stops", "legs", "states", "vehicles", "sessions", "duties", "duties_input", "pauses_input",
        "requests_input", "vehicles_input", "stop_options", "bookings", "cars", "stations", "stations_input",
        "cars_input", "bookings_input", "service_stops", "gtfs_stops", "gtfs_trips", "gtfs_calls", "gtfs_trip_loads",
        "gtfs_line_loads", "gtfs_line_delays", "timetable_changes", "timetable_requests", "timetable_places",
        "service_areas", "journey_alternatives", "by_territory",
    }
)  # fmt: skip
# Tables of which each service has one of its own, numbered as those of the others.
_BLOCKS = frozenset(
    {
        "requests_input", "stop_options", "service_stops", "bookings", "stations", "stations_input", "bookings_input",
        "gtfs_stops", "gtfs_calls", "gtfs_line_loads", "gtfs_line_delays", "service_areas", "journey_alternatives",
    }
)  # fmt: skip


def _told_apart(entry: Entry) -> Entry:
    """Return an entry with the column that tells the service, where it is about one."""
    if entry.name not in _OF_SERVICES:
        return entry
    return replace(
        entry,
        dtypes={"service": "string", **entry.dtypes},
        definitions=computed.SERVICE | dict(entry.definitions) if entry.definitions else {},
        key=("service", *entry.key) if entry.name in _BLOCKS else entry.key,
        later=("service", *entry.later),
    )


_ENTRIES = (
    *_JOURNEYS,
    *_TOURS,
    *_RESILIENCE,
    *_TERRITORIES,
    *_EQUITY,
    *_ECOLOGY,
    *_GATEWAYS,
    *_DISRUPTIONS,
    *_PEOPLE,
    *_TABLES,
    *_TIMETABLES,
    *_INPUTS,
    *_CHANGED,
    *_CARSHARING,
    *_PLACES,
    *_DOCUMENTS,
)
CATALOGUE: dict[str, Entry] = {entry.name: _told_apart(entry) for entry in _ENTRIES}


def of_kind(*kinds: Kind) -> list[Entry]:
    """Return the entries of some kinds."""
    return [entry for entry in CATALOGUE.values() if entry.kind in kinds]


def catalogue_markdown() -> str:
    """Write the catalogue as a Markdown table: documents first, then what the run was given and what was computed."""
    ordered = of_kind(Kind.DOCUMENT) + of_kind(Kind.LOG, Kind.INPUT) + of_kind(Kind.TABLE) + of_kind(Kind.PICTURE)
    rows = [f"| `{entry.file}` | {entry.kind} | {entry.says} |" for entry in ordered]
    return "\n".join(["| file | kind | what it holds |", "|---|---|---|", *rows]) + "\n"


if __name__ == "__main__":
    print(catalogue_markdown(), end="")
