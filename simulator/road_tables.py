"""The data model of what maps show of roads, beside ``tables``."""

DISTURBED_ROAD_DTYPES: dict[str, str] = {
    "disruption": "int64",
    "from_s": "int64",
    "until_s": "int64",
    "closed": "bool",
    "under_water": "bool",
    "geometry": "object",  # WKB; null in a single row: nearly all streets
}
