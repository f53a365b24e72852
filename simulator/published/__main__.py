"""Print the page of the guide about published facts."""

from simulator.published.guide import guide

print(guide(), end="")
