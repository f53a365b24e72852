"""``report.html``: one run for people who look rather than read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator import registry
from simulator.analysis.guarded import LEAST
from simulator.analysis.run import RunData, read_run_data
from simulator.analysis.tables import ResultTables
from simulator.errors import ResultError
from simulator.report.page import facts
from simulator.report.page.boards import board_data
from simulator.report.page.card_groups import card_groups
from simulator.report.page.chains import chains_blocks
from simulator.report.page.chart import Chart
from simulator.report.page.days import day_table
from simulator.report.page.disruptions import disruptions_block
from simulator.report.page.ecology import ecology_tables
from simulator.report.page.equity import equity_block
from simulator.report.page.gateways import gateway_tables
from simulator.report.page.groups import group_tables
from simulator.report.page.html import PLOTLY, render_main, render_page
from simulator.report.page.labels import script_labels
from simulator.report.page.language import LANGUAGES, Language
from simulator.report.page.ledger_rows import ledger_block
from simulator.report.page.otherwise import rides_otherwise
from simulator.report.page.people import people_block
from simulator.report.page.published_table import published_rows, published_sources
from simulator.report.page.resilience import resilience_block
from simulator.report.page.rows import Table
from simulator.report.page.sentences import (
    has_cars,
    headlines,
    more_sentences,
    one_run_sentence,
    sentences_by_kind,
    warm_up_sentence,
)
from simulator.report.page.territories import territory_tables
from simulator.report.page.timetable_changes import changes_blocks
from simulator.report.page.together import together_headlines, together_sentences, together_tables
from simulator.report.page.tours import tour_tables
from simulator.report.page.unmet import unmet_block
from simulator.report.page.who_asks import caution, people_headline
from simulator.report.plain_words import only_parts, shows_rides
from simulator.report.replay.payload import build_replay
from simulator.report.scorecard.of_run import scorecard_block
from simulator.texts import text_in
from simulator.whole import write_whole

if TYPE_CHECKING:
    from simulator.report.sensitivity.folder import Moved

PAGE = "report.html"
MODAL_SPLIT, CAR_CHARTS = "modal_split", ("bookings", "refusals", "cars_in_use", "car_use")
MAPS = ("roadmap.js", "boardings.js", "moves.js", "riders.js", "lines.js", "wrong.js", "replay.js")
BORDERS = "borders.js"
SCRIPTS = (PLOTLY, "page.js", "charts.js", *MAPS, "board.js")


def write_run_page(
    folder: Path,
    tables: ResultTables | None = None,
    *,
    name: str | None = None,
    scenario: Mapping[str, Any] | None = None,
    sensitivity: Path | None = None,
) -> Path:
    """Write ``report.html`` into the results folder of a run and return it.

    tables, scenario: those of the run, where they are at hand. name: of the run, where its folder is called otherwise.
    sensitivity: the folder of an analysis of the same scenario, to show how far results move. The same run gives the
    same bytes. Raises ResultError when the folder is no run or cannot be written.
    """
    run = read_run_data(folder, tables, scenario)
    moved = None if sensitivity is None else _analysis(sensitivity, run)
    path = folder / PAGE
    try:
        write_whole(path, run_page(run, name or run.name, moved))
    except OSError as error:
        raise ResultError(f"{path}: cannot be written: {error.strerror or error}") from error
    return path


def _analysis(folder: Path, run: RunData) -> Moved:
    from simulator.report.sensitivity.folder import moved_of  # with statistics, which no other page of a run needs

    return moved_of(folder, str(run.scenario.get("name")))


def run_page(run: RunData, name: str, moved: Moved | None = None) -> str:
    """Return the page of a run; moved: how far results move with the assumptions, where somebody looked."""
    network = run.network
    replay = build_replay(run, network) if network is not None and network.node_count else None
    boards = board_data(run)
    mains, titles, charts, labels = {}, {}, {}, {}
    for code in LANGUAGES:
        words = Language(code, run.clock, run.calendar.first_day, run.calendar.days)
        shown = _charts(run, words)
        movement = None if moved is None else moved.in_words(words)
        changes, chains = changes_blocks(run, words), chains_blocks(run, words)
        people, unmet = people_block(run, words), unmet_block(run, words)
        blocks: dict[str, Any] = {
            "timetable_changes": changes,
            "chains": chains,
            "boards": boards,
            "people": people,
            "unmet": unmet,
            "equity": equity_block(run, words),
        }
        resilience, wrong = resilience_block(run, words), disruptions_block(run, words)
        blocks |= {"resilience": resilience, "disruptions": wrong, "scorecard": scorecard_block(run.kpis, words)}
        content = _content(run, name, words, shown, replay) | blocks
        mains[code] = render_main("report.html", words=words, movement=movement, **content)
        kind = words._("Report")
        titles[code] = f"{run.title(code)} – {kind}"
        charts[code] = {key: chart.figure() for key, chart in shown.items() if chart is not None and chart.traces}
        of_blocks = [block.chart for block in changes] + [chart for block in chains for chart in block.charts]
        of_blocks += [] if people is None else people.charts
        of_blocks += [block.chart for block in (unmet, resilience, wrong) if block is not None]
        charts[code] |= {chart.key: chart.figure() for chart in of_blocks if chart.traces}
        charts[code] |= {} if movement is None else {chart.key: chart.figure() for chart in movement.charts}
        labels[code] = script_labels(words)
    data: dict[str, object] = {"charts": charts, "labels": labels} | ({} if boards is None else {"boards": boards})
    if replay is not None:
        data["replay"] = replay
    scripts = SCRIPTS if run.territories is None else (*SCRIPTS[:-1], BORDERS, SCRIPTS[-1])
    return render_page(mains, titles, scripts, data)


def _charts(run: RunData, words: Language) -> dict[str, Chart | None]:
    """Return all charts by their keys; None for what the run has no table for."""
    ours = registry.names("chart") if shows_rides(run.kpis) else [MODAL_SPLIT, *CAR_CHARTS, "power"]
    made = {name: registry.find("chart", name)(run, words) for name in ours}
    return {name: None if chart is None else replace(chart, key=name) for name, chart in made.items()}


def _wrong_on_maps(replay: dict[str, Any] | None) -> dict[str, Any]:
    """Return what maps show of what went wrong, and which signs need to be explained."""
    if replay is None:
        return {"hit_places": 0, "everywhere": [], "wrong_looks": []}
    items = {name: count for name, (_kind, _offset, count) in replay["arrays"]["layout"].items()}
    return {
        "hit_places": len(replay["hit_names"]), "everywhere": replay["everywhere"], "wrong_looks": replay["looks"],
        "has_crossings": bool(replay["crossings"]), "has_out": bool(items.get("out_from")),
        "has_set_down": bool(items.get("down_from")), "has_dark": bool(items.get("dark_from")),
    }  # fmt: skip


def _of_services(run: RunData, words: Language) -> list[Table]:
    """Return the tables that kinds of services bring, each kind's once; a package that is not there brings none."""
    known = registry.names("service")
    kinds = dict.fromkeys(service.kind for service in run.services if service.kind in known)
    modules = [registry.aspect("service", kind, "page") for kind in kinds]
    return [table for module in modules if module is not None for table in module.tables(run, words)]


def _of_ways(run: RunData, words: Language) -> list[Table]:
    """Return the tables about what people did before, ways to places outside, and from home and back."""
    return [*ecology_tables(run, words), *gateway_tables(run, words), *tour_tables(run, words)]


def _content(
    run: RunData, name: str, words: Language, charts: dict[str, Chart | None], replay: dict[str, Any] | None
) -> dict[str, Any]:
    of_all = together_headlines(run, words)
    said = [("", [*together_sentences(run, words)]), *sentences_by_kind(run.kpis, words)]
    return {
        "title": run.title(words.code),
        "description": run.description(words.code),
        "headlines": [*people_headline(run, words), *(of_all or headlines(run.kpis, words))],
        "has_rides": shows_rides(run.kpis),
        "has_riders": shows_rides(run.kpis) and not only_parts(run.kpis),
        "sentences": said if of_all else [("", more_sentences(run.kpis, words))],
        "caution": caution(run, words),
        "one_run": one_run_sentence(run.calendar.days, words),
        "warm_up": warm_up_sentence(run.calendar.warm_up, words),
        "card_groups": card_groups(run, words),
        "together": together_tables(run, words),
        "otherwise": rides_otherwise(run.kpis, words),
        "charts": charts,
        "further_charts": [
            chart for name, chart in charts.items() if chart and registry.package_of("chart", name) != registry.OWN
        ],
        "days": day_table(run, words),
        "groups": group_tables(run, words),
        "costs": facts.cost_rows(run, words),
        "energy": facts.energy_rows(run, words),
        "of_services": [*_of_services(run, words), *territory_tables(run, words), *_of_ways(run, words)],
        "published": published_rows(run, words),
        "published_sources": published_sources(run, words),
        "has_cars": has_cars(run.kpis),
        "services": facts.service_rows(run, words),
        "scenario": facts.scenario_rows(run, words),
        "scenario_yaml": run.scenario_yaml,
        "sources": facts.source_rows(run, words),
        "notes": [text_in(note, words.code) for note in run.notes],
        "ledger": ledger_block(run.assumptions, words),
        "plausibility": facts.note_rows(run, words),
        "commands": facts.commands(run, name),
        "version": run.version,
        "guarded": LEAST if run.guarded else 0,
        "has_map": replay is not None,
        "has_stops": run.stops is not None,
        "has_rentals": replay is not None and bool(replay["rental_names"]),
        "shown_vehicles": len(replay["vehicles"]) if replay else 0,
        "all_vehicles": replay["vehicles_total"] if replay else 0,
        "shown_requests": len(replay["requests"]) if replay else 0,
        "all_requests": replay["requests_total"] if replay else 0,
        "shown_places": len(replay["place_names"]) if replay else 0,
        "lines": None if replay is None else replay["lines"],
        **_wrong_on_maps(replay),
        "has_borders": run.territories is not None,
        "rough_borders": run.territories is not None and bool(run.territories["approximate"].any()),
        "has_closed": replay is not None and "closed_x" in replay["arrays"]["layout"],
        "closed_at_times": replay is not None and "closed_from" in replay["arrays"]["layout"],
        "site_kinds": sorted({site[0] for site in replay["sites"]}) if replay else [],
    }
