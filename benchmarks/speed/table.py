"""Rows of figures as tables in Markdown."""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]
TITLES = {
    "matrix": "Travel times of all pairs of nodes",
    "run": "Whole days (CPU time of the simulation, without compilation and travel times)",
    "first": "First answer: a whole process on roads whose times nobody has computed; its code is compiled",
    "peer": "The same day in another simulator",
    "scaling": "Days of several sizes (CPU time of the simulation, least of several)",
    "exponent": "How the cost grows: exponents with their 95 % interval",
    "start": "From the shell to finished results",
}
HEADINGS = {
    "case": "case",
    "simulator": "simulator",
    "nodes": "nodes",
    "vehicles": "vehicles",
    "requests": "requests",
    "cpu_s": "CPU s",
    "of_plain": "by the plain day",
    "exponent": "exponent",
    "low": "from",
    "high": "to",
    "wall_s": "wall s",
    "requests_per_cpu_s": "requests / CPU s",
    "requests_per_cpu_s_with_times": "with travel times",
    "events_per_cpu_s": "events / CPU s",
    "peak_memory_mb": "peak MB",
    "served_share": "served",
    "mean_wait_s": "mean wait s",
    "vehicle_km": "vehicle-km",
    "compile_cpu_s": "compile or load s",
    "world_cpu_s": "requests made s",
    "graph_cpu_s": "network made s",
    "error": "error",
}


def markdown(rows: list[Row], machine: dict[str, Any]) -> str:
    """Return a table per kind of row, and where they were measured."""
    parts = [
        f"{machine['cpu']}, {machine['cores']} cores, {machine['memory_gib']} GiB; Python {machine['python']}, "
        f"numpy {machine['numpy']}, numba {machine['numba']}; elbe-drt {machine['elbe_drt']}, "
        f"commit {str(machine['commit'])[:10]}{' with changes' if machine['dirty'] else ''}; {machine['time']}\n"
    ]
    for what, title in TITLES.items():
        some = [row for row in rows if row["what"] == what]
        if some:
            parts.append(f"### {title}\n\n{_table(some)}")
    return "\n".join(parts)


def _table(rows: list[Row]) -> str:
    names = [name for name in HEADINGS if any(name in row for row in rows)]
    lines = ["| " + " | ".join(HEADINGS[name] for name in names) + " |"]
    lines.append("|" + "".join("---|" if name in ("case", "simulator", "error") else "--:|" for name in names))
    lines += ["| " + " | ".join(_cell(row.get(name)) for name in names) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:g}"
    return str(value).replace("|", "/")
