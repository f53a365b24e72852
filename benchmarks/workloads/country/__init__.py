"""A generated day in the country; see ``make.py``."""
