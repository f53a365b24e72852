"""A year of a service out of days of each type: costs, fares, who is carried, and the years of a plan."""
