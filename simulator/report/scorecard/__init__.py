"""The scorecard of the three sustainabilities, as people read it."""
