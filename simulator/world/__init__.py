"""From a scenario to the frozen tables of a run: no clock, no simpy."""
