"""Zech, Molkenthin, Timme and Schröder 2022: the efficiency of ride-pooling fleets on simple networks."""
