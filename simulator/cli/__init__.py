"""The command line."""

from simulator.cli.interrupt import heed_at_once

heed_at_once()
