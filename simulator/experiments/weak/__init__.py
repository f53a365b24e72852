"""Where the roads of a scenario are weak: closed one by one on paper, and the worst ones in the simulation."""
