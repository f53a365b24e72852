"""A year's budget of a scenario: days of each type run, summed up, and what it hangs on."""
