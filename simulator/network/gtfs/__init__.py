"""GTFS feeds: read with a list of repairs, described, cut to a region, and written."""
