"""A finished run for other tools: maps, dashboards, event logs."""
