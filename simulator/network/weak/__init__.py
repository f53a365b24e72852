"""Where a road network is weak: what it costs everybody when a street is closed, and who has no second way."""
